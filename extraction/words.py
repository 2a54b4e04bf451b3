"""A document in, its text and its words out: read off once, since asking each token again is what costs time."""

from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from spacy.attrs import IDX, ORTH, SPACY  # type: ignore[import-not-found]  # compiled, no stub
from spacy.tokens import Doc


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The text of a document, and for each token its word, its word in lower case, and where it starts in the text."""

    text: str
    texts: list[str]
    lowers: list[str]
    starts: list[int]


def words_of(doc: Doc) -> Words:
    """Return the words of a document; they are read once for each document."""
    found = _WORDS.get(doc)
    if found is None:
        found = _WORDS[doc] = _read(doc)
    return found


def _read(doc: Doc) -> Words:
    strings = doc.vocab.strings
    rows: list[list[int]] = doc.to_array([ORTH, SPACY, IDX]).tolist()
    texts = [strings[orth] for orth, _, _ in rows]
    return Words(
        text=_joined(texts, [row[1] for row in rows]),
        texts=texts,
        lowers=[text.lower() for text in texts],
        starts=[start for _, _, start in rows],
    )


def _joined(texts: Iterable[str], spaces: Iterable[int]) -> str:
    return "".join([f"{text} " if space else text for text, space in zip(texts, spaces, strict=True)])


# It holds nothing that holds the document, and goes with it.
_WORDS: WeakKeyDictionary[Doc, Words] = WeakKeyDictionary()


def cased_words_of(doc: Doc) -> list[str]:
    """Return the words as a sentence has them: those of lines in capitals small, names apart; all have their length."""
    return _CASED.get(doc) or words_of(doc).texts


def cased_text_of(doc: Doc) -> str:
    """Return the text made of those words."""
    words = words_of(doc)
    cased = _CASED.get(doc)
    return words.text if cased is None else _joined(cased, [bool(row) for row in doc.to_array([SPACY]).ravel()])


def set_cased_words(doc: Doc, texts: list[str]) -> None:
    """Say how a sentence has the words of the document."""
    _CASED[doc] = texts


_CASED: WeakKeyDictionary[Doc, list[str]] = WeakKeyDictionary()
