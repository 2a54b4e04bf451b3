"""The words of a document are what its tokens say one by one."""

import gc
import weakref

import pytest
from spacy.language import Language

from extraction.words import words_of

TEXTS = [
    "Ankara and Athens resumed talks.",
    "Two  spaces,\n\na line\u00a0break — and “quotes”. ",
    "İstanbul’s ΣΊΣΥΦΟΣ didn't move; 🇺🇳 observers did.",
    "",
]


@pytest.mark.parametrize("text", TEXTS, ids=["plain", "white-space", "other-letters", "empty"])
def test_words_are_those_of_the_tokens(nlp: Language, text: str) -> None:
    doc = nlp.make_doc(text)
    words = words_of(doc)
    assert words.text == doc.text == text
    assert words.texts == [token.text for token in doc]
    assert words.lowers == [token.lower_ for token in doc]
    assert words.starts == [token.idx for token in doc]


def test_words_are_read_once_and_do_not_keep_the_document(nlp: Language) -> None:
    doc = nlp.make_doc(TEXTS[0])
    assert words_of(doc) is words_of(doc)
    gone = weakref.ref(doc)
    del doc
    gc.collect()
    assert gone() is None
