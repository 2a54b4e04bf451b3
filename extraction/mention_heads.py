"""A text and spans of event mentions in, the lemma of each one's head and of its subject out."""

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from records.spans import Offsets

_SUBJECTS = frozenset({"nsubj", "compound", "poss", "agent", "amod"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionHead:
    """The head of a mention: its lemma, that of what stands as its subject, and where the mention is."""

    start: int
    end: int
    lemma: str
    subject: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMentions:
    """The mentions of a text, and the lemmas of all its words that say something."""

    mentions: tuple[MentionHead, ...]
    words: tuple[str, ...]


def read_mentions(nlp: Language, text: str, spans: Iterable[Offsets]) -> ReadMentions:
    """Return what is compared of mentions that somebody marked in a text."""
    doc = nlp(text)
    words = tuple(token.lemma_.lower() for token in doc if token.is_alpha and not token.is_stop and len(token) > 1)
    return ReadMentions(mentions=tuple(_read(doc, start, end) for start, end in spans), words=words)


def _read(doc: Doc, start: int, end: int) -> MentionHead:
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return MentionHead(start=start, end=end, lemma=doc.text[start:end].lower(), subject=None)
    head = span.root
    subjects = [child.lemma_.lower() for child in head.children if child.dep_ in _SUBJECTS]
    return MentionHead(start=start, end=end, lemma=head.lemma_.lower(), subject=subjects[0] if subjects else None)
