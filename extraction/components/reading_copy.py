"""A document in, a copy that the model reads better out, and back: the parse of the copy on the words of the original.

Two components stand around the model. The first writes lines in title case or capitals as sentences, and ambiguous
verbs as others of the same grammar; a document without any goes on as it is. The second puts what the model found on
the document as it was received, token by token, so that no character ever moves.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

from spacy.attrs import (  # type: ignore[import-not-found]  # compiled, no stub
    DEP,
    ENT_IOB,
    ENT_TYPE,
    HEAD,
    LEMMA,
    MORPH,
    NORM,
    POS,
    SENT_START,
    SPACY,
    TAG,
)
from spacy.language import Language
from spacy.tokens import Doc, Span

from extraction.casing import Caser, Style, Usage, style_of
from extraction.day_labels import label_end
from extraction.dictionary import dictionary_of
from extraction.directory import load_directory
from extraction.heading_repairs import mend_heading
from extraction.headline_words import HeadlineReader, StandIn
from extraction.respelling import Respeller
from extraction.words import set_cased_words, words_of
from records.vocabularies import BlockKind

if TYPE_CHECKING:
    from thinc.types import Ints2d

_HEADINGS = (BlockKind.HEADLINE.value, BlockKind.HEADING.value)
_LEAST_WORDS = 4
"""Shorter lines of a text that are no headings are names, labels, exclamations."""
_FIRST_WORDS = 16
_READ = [HEAD, DEP, TAG, POS, MORPH, LEMMA, ENT_IOB, ENT_TYPE]


@Language.factory("dateline_reading_copy", default_config={"registry": None, "standins": True}, requires=["doc.spans"])
def make_copier(nlp: Language, name: str, registry: str | None, standins: bool) -> "Copier":  # noqa: ARG001 (spaCy's factory signature)
    """Make the first component; it must stand behind `dateline_blocks` and before the model.

    With `standins`, ambiguous verbs are read as others; the lemmas must be made behind the second component then.
    """
    directory, dictionary = load_directory(Path(registry) if registry else None), dictionary_of(nlp)
    caser, doers = Caser(directory, dictionary), directory.heads
    if not standins:
        return Copier(caser, None, None)
    return Copier(caser, Respeller(dictionary, doers), HeadlineReader(dictionary, doers))


@Language.factory("dateline_original", assigns=["token.dep", "token.head", "token.tag", "doc.ents"])
def make_restorer(nlp: Language, name: str) -> "Restorer":  # noqa: ARG001 (spaCy's factory signature)
    """Make the second component; it must stand behind the model."""
    return Restorer()


class Copier:
    """Makes the copy where a word is to be read otherwise than it is written."""

    def __init__(self, caser: Caser, respeller: Respeller | None, headlines: HeadlineReader | None) -> None:
        self.caser = caser
        self.respeller = respeller
        self.headlines = headlines

    def __call__(self, doc: Doc) -> Doc:
        words = words_of(doc)
        texts = self._cased(doc, words.texts)
        standins = {standin.index: standin for standin in self._standins(doc, texts, words.lowers)}
        if texts is words.texts and not standins:
            return doc
        if texts is not words.texts:
            set_cased_words(doc, texts)
        read = [standins[i].text if i in standins else text for i, text in enumerate(texts)]
        copy = _copy(doc, words.texts, read)
        _ORIGINALS[copy] = _Original(doc=doc, tags={i: s.tag for i, s in standins.items() if s.tag})
        return copy

    def _standins(self, doc: Doc, texts: Sequence[str], lowers: Sequence[str]) -> Iterator[StandIn]:
        if self.respeller is not None:
            yield from self.respeller.find(texts, lowers)
        if self.headlines is not None:
            for start, end in _terse_lines(doc):
                yield from self.headlines.find(texts[start:end], start)

    def _cased(self, doc: Doc, texts: list[str]) -> list[str]:
        """Return the words, those of lines in capitals as a sentence has them; the same list where there are none."""
        lines = [(block, style) for block in doc.spans.get("blocks", ()) if (style := _style(block, texts))]
        if not lines:
            return texts
        counted = bytearray(b"\x01" * len(texts))
        for block, _ in lines:
            counted[block.start : block.end] = bytes(len(block))
        usage = Usage.of(texts, counted)
        cased = list(texts)
        for block, style in lines:
            cased[block.start : block.end] = self.caser.write_as_sentence(texts[block.start : block.end], style, usage)
        return cased if cased != texts else texts


class Restorer:
    """Puts what was read in a copy on the document that it was made of."""

    def __call__(self, doc: Doc) -> Doc:
        found = _ORIGINALS.pop(doc, None)
        original = doc
        if found is not None:
            original = found.doc
            original.from_array(_READ, cast("Ints2d", doc.to_array(_READ)))
            for i, tag in found.tags.items():
                original[i].tag_ = tag
        for block in _headings(original):
            for sentence in [token.sent for token in block if token.is_sent_start]:
                mend_heading(sentence)
        return original


@dataclass(frozen=True, slots=True, kw_only=True)
class _Original:
    """The document that a copy was made of, and the tags of its words where those of their stand-ins are others."""

    doc: Doc
    tags: dict[int, str]


_ORIGINALS: WeakKeyDictionary[Doc, _Original] = WeakKeyDictionary()


def _terse_lines(doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield where headings stand, and what is written like one: bullets without a full stop, what a day introduces."""
    words = words_of(doc)
    for block in doc.spans.get("blocks", ()):
        start, end, kind = block.start, block.end, block.label_
        if kind in _HEADINGS or (kind == BlockKind.BULLET.value and words.texts[end - 1] not in _STOPS):
            yield start, end
        elif kind != BlockKind.FURNITURE.value and (clause := label_end(words.text, block.start_char)) is not None:
            first = bisect_left(words.starts, clause)
            yield first, next((i for i in range(first, end) if words.texts[i] in _STOPS), end)


_STOPS = frozenset({".", "!", "?", ";"})


def _headings(doc: Doc) -> list[Span]:
    return [block for block in doc.spans.get("blocks", ()) if block.label_ in _HEADINGS]


def _style(block: Span, texts: Sequence[str]) -> Style | None:
    """Return the style of a block that is to be written otherwise, None for the others."""
    if block.label_ == BlockKind.FURNITURE.value:
        return None
    start, end = block.start, block.end
    if block.label_ not in _HEADINGS:
        first = texts[start : min(end, start + _FIRST_WORDS)]
        if sum(map(str.isalpha, first)) < _LEAST_WORDS or style_of(first) is Style.SENTENCE:
            return None
    style = style_of(texts[start:end])
    return None if style is Style.SENTENCE else style


def _copy(doc: Doc, texts: Sequence[str], read: list[str]) -> Doc:
    """Return a document of the words as they are to be read, with the sentence starts of the other."""
    copy = Doc(doc.vocab, words=read, spaces=doc.to_array(SPACY).astype(bool).tolist())
    values = doc.to_array([NORM, SENT_START])
    for i in [i for i, word in enumerate(read) if word is not texts[i]]:
        values[i, 0] = copy[i].norm
    copy.from_array([NORM, SENT_START], cast("Ints2d", values))
    return copy
