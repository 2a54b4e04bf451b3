"""Blocks in, the reports that a colon makes out: labels of transcripts, headlines like "Name: what is said"."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from extraction.content_extents import EXPLETIVES, FINITE, VERBAL, own_subject, trim
from extraction.cues import CueLexicon, CueMatch
from extraction.headline_words import find_signature
from extraction.quotes import Quotation
from extraction.reporting import Report, cue_span_of
from extraction.sources import clip, phrase
from extraction.wordlists import word_list
from records.vocabularies import BlockKind

_MAX_LABEL = 8
_MAX_SIGNATURE = 16
_MAX_TITLE = 2
_DASHES = frozenset({"—", "–", "―", "‒", "-", "--", "~"})
_CAPITALS = re.compile(r"(?:[A-Z][A-Z.\'’\-]+|[A-Z]\.?)(?:[ ,]+(?:[A-Z][A-Z.\'’\-]+|[A-Z]\.?)){0,6}")
_HEADINGS = frozenset({BlockKind.HEADLINE.value, BlockKind.HEADING.value})


def find_colon_reports(
    doc: Doc,
    blocks: Sequence[Span],
    quotations: Sequence[Quotation],
    reports: Sequence[Report],
    lexicon: CueLexicon,
) -> Iterator[Report]:
    """Yield a report for each block that begins with a speaker's name and a colon, and each quotation after one.

    `reports` are those found already: a quotation that one of them holds has its speaker.
    """
    owned = {i for r in reports if r.source is not None for span in r.content for i in range(span.start, span.end)}
    labels = [_label(block) for block in blocks]
    names = [label.text for label in labels if label is not None]
    dialogue = any(names.count(name) > 1 and _CAPITALS.fullmatch(name) for name in set(names))
    opening = {q.start: q for q in quotations if not q.is_scare}
    starts = sorted(opening)
    for block, label in zip(blocks, labels, strict=True):
        colon = label.end if label is not None else None
        if (
            label is not None
            and colon is not None
            and _speaks(block, label, dialogue or names.count(label.text) > 1, opening)
        ):
            content = trim(doc[colon + 1 : block.end])
            if content is not None:
                yield _report(doc, label, colon, (_whole(doc, content, block.end),), lexicon)
                continue
        ending = _signature(block)
        if ending is not None:
            yield _report(doc, ending, ending.start - 1, (doc[block.start : ending.start - 1],), lexicon)
            continue
        signed = _signed(doc, block, opening, starts)
        if signed is not None:
            q, dash, signature = signed
            yield _report(doc, signature, dash, (doc[q.start : min(dash, q.end)],), lexicon)
        for start in starts[bisect_left(starts, block.start + 2) : bisect_left(starts, block.end)]:
            if doc[start - 1].text == ":":
                name = _name_before(doc, start - 1, block.start)
                if name is not None:
                    yield _report(doc, name, start - 1, (doc[start : opening[start].end],), lexicon)
                elif start + 1 not in owned:
                    yield from _led_in(doc, block, start - 1, opening[start], lexicon)
    for before, block in pairwise(blocks):
        next_quotation = opening.get(block.start)
        if next_quotation is not None and before[-1].text == ":" and next_quotation.start + 1 not in owned:
            yield from _led_in(doc, before, before.end - 1, next_quotation, lexicon)


def _label(block: Span) -> Span | None:
    """Return the few words before a colon that stands early in the block."""
    for token in block[: _MAX_LABEL + 1]:
        if token.text == ":" and token.i > block.start and token.i + 1 < block.end:
            return block.doc[block.start : token.i]
        if token.tag_ in FINITE and token.pos_ in ("VERB", "AUX"):
            return None
    return None


def _signature(block: Span) -> Span | None:
    """Return the speaker whom a heading names at its end ("Iran will not negotiate: Khamenei")."""
    if block.label_ not in _HEADINGS:
        return None
    at = find_signature([token.text for token in block])
    if at is None or not any(token.tag_ in FINITE for token in block[:at]):
        return None
    name = block[at + 1 :]
    last = name[-1]
    speaks = last.pos_ == "PROPN" or last.tag_ == "NNS" or last.lemma_.lower() in word_list("speaking_things")
    titled = last.pos_ == "NOUN" and (last.ent_type_ or len(name) <= _MAX_TITLE)
    return name if (speaks or titled) and not any(token.tag_ in FINITE for token in name) else None


def _speaks(block: Span, label: Span, known: bool, opening: dict[int, Quotation]) -> bool:
    """Whether the label names who says what follows; letters ("Q:") and headed figures ("Turnout: 60%") name nobody."""
    last = label[-1]
    if len(label.text) < 3 or not any(t.tag_ in FINITE for t in block.doc[label.end : block.end]):
        return False
    if block.label_ in _HEADINGS:
        return last.pos_ == "PROPN" or last.lemma_.lower() in word_list("speaking_things") or last.tag_ == "NNS"
    if _CAPITALS.fullmatch(label.text):
        return known or label.end + 1 in opening
    return last.pos_ == "PROPN" and (known or label.end + 1 in opening)


def _led_in(doc: Doc, block: Span, colon: int, q: Quotation, lexicon: CueLexicon) -> Iterator[Report]:
    """Yield the report of a clause that ends in a colon before a quotation ("She made one promise: “…”")."""
    sentence = doc[colon].sent
    first = max(sentence.start, block.start)
    root = next((t for t in doc[first:colon] if t.dep_ == "ROOT" or not first <= t.head.i < colon), None)
    if root is None or root.pos_ not in VERBAL:
        return
    subject = own_subject(root)
    if subject is None or subject.i > root.i or subject.pos_ not in ("PROPN", "PRON", "NOUN"):
        return
    things = word_list("speaking_things")
    said = any(
        c.dep_ == "dobj" and (c.lemma_ in word_list("statements") or lexicon.has("NOUN", c.lemma_)) for c in root.rights
    )
    is_thing = subject.tag_ == "NN" and not subject.ent_type_ and subject.lemma_ not in things
    if is_thing and not said:
        return
    if subject.lower_ in EXPLETIVES or subject.tag_ in ("WDT", "WP", "DT"):
        return
    start = cue_span_of(root, CueMatch(cue=lexicon.colon, tokens=(root,))).start
    yield Report(
        cue=lexicon.colon,
        token=root,
        cue_span=doc[start : colon + 1],
        frame="q",
        source=clip(phrase(subject), doc[start : colon + 1], ()),
        holder=subject,
        content=(doc[q.start : q.end],),
    )


def _signed(
    doc: Doc, block: Span, opening: dict[int, Quotation], starts: Sequence[int]
) -> tuple[Quotation, int, Span] | None:
    """Return the quotation that fills a block up to a dash and a name ("“…” — Ana Lima, teacher"), dash and name."""
    first = starts[bisect_left(starts, block.start) : bisect_left(starts, block.start + 2)]
    if not first:
        return None
    q = opening[first[0]]
    name = trim(doc[q.end : block.end]) if q.end < block.end else None
    if name is None or len(name) > _MAX_SIGNATURE:
        return None
    # The dash may stand on the closing mark without a space.
    dashes = [t for t in doc[q.end - 1 : name.start] if t.text.lstrip('”"') in _DASHES]
    named = name[0].text[:1].isupper() and any(t.pos_ == "PROPN" for t in name[:3])
    if not dashes or not named or any(t.tag_ in FINITE or t.is_quote for t in name):
        return None
    return q, dashes[0].i, name


def _name_before(doc: Doc, colon: int, first: int) -> Span | None:
    """Return the name that stands right before the colon where no cue does."""
    start = colon
    while start > first and doc[start - 1].pos_ == "PROPN":
        start -= 1
    if start == colon or (start > first and doc[start - 1].pos_ not in ("PUNCT", "SPACE", "NOUN", "CCONJ")):
        return None
    return doc[start:colon]


def _whole(doc: Doc, content: Span, end: int) -> Span:
    """Return the content with a closing quotation mark that trimming left outside."""
    return (
        doc[content.start : min(end, content.end + 1)] if content.end < end and doc[content.end].is_quote else content
    )


def _report(doc: Doc, label: Span, colon: int, content: tuple[Span, ...], lexicon: CueLexicon) -> Report:
    cue = lexicon.colon
    head: Token = next((t for t in reversed(list(label)) if t.pos_ in ("PROPN", "NOUN")), label[-1])
    return Report(
        cue=cue,
        token=doc[colon],
        cue_span=doc[colon : colon + 1],
        frame="q",
        source=label,
        holder=head,
        content=content,
    )
