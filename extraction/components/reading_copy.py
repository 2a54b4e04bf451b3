"""A document in, a copy that the model reads better out, and back: the parse of the copy on the words of the original.

Two components stand around the model. The first writes lines in title case or capitals as sentences, and ambiguous
verbs as others of the same grammar; a document without any goes on as it is. The second puts what the model found on
the document as it was received, token by token, so that no character ever moves.
"""

from collections.abc import Sequence
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
from extraction.dictionary import dictionary_of
from extraction.directory import load_directory
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
    return Copier(Caser(directory, dictionary), Respeller(dictionary, directory.heads) if standins else None)


@Language.factory("dateline_original", assigns=["token.dep", "token.head", "token.tag", "doc.ents"])
def make_restorer(nlp: Language, name: str) -> "Restorer":  # noqa: ARG001 (spaCy's factory signature)
    """Make the second component; it must stand behind the model."""
    return Restorer()


class Copier:
    """Makes the copy where a word is to be read otherwise than it is written."""

    def __init__(self, caser: Caser, respeller: Respeller | None) -> None:
        self.caser = caser
        self.respeller = respeller

    def __call__(self, doc: Doc) -> Doc:
        words = words_of(doc)
        texts = self._cased(doc, words.texts)
        read = dict(self.respeller.find(texts, words.lowers)) if self.respeller is not None else {}
        if texts is words.texts and not read:
            return doc
        if texts is not words.texts:
            set_cased_words(doc, texts)
        copy = _copy(doc, words.texts, [read.get(i, text) for i, text in enumerate(texts)])
        _ORIGINALS[copy] = doc
        return copy

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
        original = _ORIGINALS.pop(doc, None)
        if original is None:
            return doc
        original.from_array(_READ, cast("Ints2d", doc.to_array(_READ)))
        return original


_ORIGINALS: WeakKeyDictionary[Doc, Doc] = WeakKeyDictionary()
"""The documents that copies were made of."""


def _style(block: Span, texts: Sequence[str]) -> Style | None:
    """Return the style of a block that is to be written otherwise, None for the others."""
    if block.label_ == BlockKind.FURNITURE.value:
        return None
    words = texts[block.start : block.end]
    if block.label_ not in _HEADINGS:
        first = words[:_FIRST_WORDS]
        if sum(map(str.isalpha, words)) < _LEAST_WORDS or style_of(first) is Style.SENTENCE:
            return None
    style = style_of(words)
    return None if style is Style.SENTENCE else style


def _copy(doc: Doc, texts: Sequence[str], read: list[str]) -> Doc:
    """Return a document of the words as they are to be read, with the sentence starts of the other."""
    copy = Doc(doc.vocab, words=read, spaces=doc.to_array(SPACY).astype(bool).tolist())
    values = doc.to_array([NORM, SENT_START])
    for i, (text, word) in enumerate(zip(texts, read, strict=True)):
        if text != word:
            values[i, 0] = copy[i].norm
    copy.from_array([NORM, SENT_START], cast("Ints2d", values))
    return copy
