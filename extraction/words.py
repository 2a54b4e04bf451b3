"""A document in, its text and its words out: read off once, since asking each token again is what costs time."""

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
        text="".join([f"{text} " if row[1] else text for text, row in zip(texts, rows, strict=True)]),
        texts=texts,
        lowers=[text.lower() for text in texts],
        starts=[start for _, _, start in rows],
    )


# It holds nothing that holds the document, and goes with it.
_WORDS: WeakKeyDictionary[Doc, Words] = WeakKeyDictionary()
