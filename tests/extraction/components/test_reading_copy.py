"""The model reads other spellings; the document keeps its own."""

from typing import Any

import pytest
from spacy.tokens import Doc

ARTICLE = (
    "Peru Recalls Envoy As Row With Bolivia Deepens\n\n"
    "The junta banned rallies and closed newspapers.\n\n"
    "POLICE VACATE CAMP IN LIMA\n\n"
    "Nobody was hurt, officials in Lima said."
)


def parse(nlp: Any, text: str) -> Doc:
    doc = nlp(text)
    assert isinstance(doc, Doc)
    return doc


def labelled(doc: Doc, word: str) -> tuple[str, str, str]:
    token = next(token for token in doc if token.text == word)
    return token.tag_, token.dep_, token.head.text


def test_the_text_stays_as_it_was_received(nlp: Any) -> None:
    doc = parse(nlp, ARTICLE)
    assert doc.text == ARTICLE
    assert all(doc.text[token.idx : token.idx + len(token)] == token.text for token in doc)
    assert [span.text for span in doc.spans["blocks"]] == ARTICLE.split("\n\n")


def test_headings_are_read_as_sentences(nlp: Any) -> None:
    doc = parse(nlp, ARTICLE)
    assert labelled(doc, "Recalls") == ("VBZ", "ROOT", "Recalls")
    assert labelled(doc, "Peru") == ("NNP", "nsubj", "Recalls")
    assert labelled(doc, "POLICE")[1:] == ("nsubj", "VACATE")
    assert [token.lemma_ for token in doc if token.text in ("Recalls", "VACATE", "Envoy")] == [
        "recall",
        "envoy",
        "vacate",
    ]


def test_a_verb_between_doer_and_bare_object_is_no_participle(nlp: Any) -> None:
    doc = parse(nlp, ARTICLE)
    assert labelled(doc, "junta") == ("NN", "nsubj", "banned")
    assert labelled(doc, "banned")[:2] == ("VBD", "ROOT")
    assert labelled(doc, "rallies")[1:] == ("dobj", "banned")
    assert next(token.lemma_ for token in doc if token.text == "banned") == "ban"


@pytest.mark.parametrize(
    "text",
    [
        "The rebel held town of Kalma fell on Monday.",
        "The army accused neighbours of meddling.",
        "The group has offices in Rwanda. The minister, asked twice, gave no answer.",
    ],
)
def test_other_verbs_are_read_as_they_stand(nlp: Any, text: str) -> None:
    doc = nlp.get_pipe("dateline_blocks")(nlp.make_doc(text))
    assert nlp.get_pipe("dateline_reading_copy")(doc) is doc


def test_sentences_end_where_blocks_end_in_the_copy_too(nlp: Any) -> None:
    doc = parse(nlp, ARTICLE)
    assert [text for sentence in doc.sents if (text := sentence.text.strip())] == ARTICLE.split("\n\n")


def test_what_is_read_otherwise_is_the_same_in_a_batch(nlp: Any) -> None:
    alone = parse(nlp, ARTICLE)
    _, among, _ = nlp.pipe(["KENYA WINS.", ARTICLE, "Nothing Happened To Anybody Today"])
    assert among.to_bytes() == alone.to_bytes()


@pytest.mark.parametrize(
    ("text", "verb", "subject"),
    [
        ("Gunmen believed to be bandits killed eleven farmers and kidnapped a chief.", "killed", "Gunmen"),
        ("Fighters thought to belong to Al Shabaab attacked a hotel on Sunday.", "attacked", "Fighters"),
        ("Two men said to be Russian spies fled Norway.", "fled", "men"),
    ],
)
def test_who_is_believed_to_be_something_believes_nothing(nlp: Any, text: str, verb: str, subject: str) -> None:
    doc = parse(nlp, text)
    token = next(token for token in doc if token.text == verb)
    assert token.dep_ == "ROOT"
    assert subject in {child.text for child in token.children}
    assert next(token for token in doc if token.text == subject).dep_ == "nsubj"
    assert {token.tag_ for token in doc if token.text in ("believed", "thought", "said")} == {"VBN"}
