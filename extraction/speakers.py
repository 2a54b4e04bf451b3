"""Quotations of a document in, the word that names the speaker of each out."""

from collections.abc import Sequence
from functools import cache

from spacy.tokens import Doc, Token

from extraction.cues import cue_lexicon
from extraction.quotes import Quotation
from extraction.sources import find_source

_MAX_DISTANCE = 40


@cache
def _speech_verbs() -> frozenset[str]:
    return frozenset(cue.words[0] for cue in cue_lexicon().cues if cue.kind == "VERB" and cue.frames & {"q", "that"})


def find_speakers(doc: Doc, quotations: Sequence[Quotation]) -> list[Token | None]:
    """Return for each quotation the head of the phrase that names its speaker, None where nothing tells.

    The speaker is the subject of the nearest verb of speech outside of the quotation in its sentence, or in the
    sentence before it that ends in a colon; a quotation that carries on keeps the speaker of the one before.
    """
    quoted = bytearray(len(doc))
    for quotation in quotations:
        quoted[quotation.start : quotation.end] = b"\x01" * (quotation.end - quotation.start)
    speakers: list[Token | None] = []
    for number, quotation in enumerate(quotations):
        speaker = _speaker_beside(doc, quotation, quoted)
        if speaker is None and number and (quotation.carries_on or _follows(doc, quotations[number - 1], quotation)):
            speaker = speakers[-1]
        speakers.append(speaker)
    return speakers


def _speaker_beside(doc: Doc, quotation: Quotation, quoted: bytearray) -> Token | None:
    first = doc[max(quotation.start - 1, 0)].sent.start
    last = doc[min(quotation.end, len(doc) - 1)].sent.end
    first = max(first, quotation.start - _MAX_DISTANCE)
    last = min(last, quotation.end + _MAX_DISTANCE)
    found: list[tuple[int, Token]] = []
    for i in (*range(first, quotation.start), *range(quotation.end, last)):
        token = doc[i]
        if quoted[i] or token.lemma_ not in _speech_verbs() or token.pos_ not in ("VERB", "AUX"):
            continue
        distance = quotation.start - i if i < quotation.start else i - quotation.end
        found.append((distance, token))
    for _, verb in sorted(found, key=lambda item: item[0]):
        _, speaker = find_source(verb)
        if speaker is not None and not quoted[speaker.i]:
            return speaker
    return None


def _follows(doc: Doc, before: Quotation, quotation: Quotation) -> bool:
    """Say whether a quotation stands in the same paragraph as the one before it."""
    return quotation.start - before.end < 60 and not any(
        "\n" in doc[i].text for i in range(before.end, quotation.start)
    )
