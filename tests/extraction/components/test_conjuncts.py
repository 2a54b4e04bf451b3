"""Names that are joined by "and" both do what the sentence says."""

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from extraction.components.conjuncts import ConjunctJoiner


def misparse(nlp: Language) -> Doc:
    """Return a sentence as the parser sometimes reads it: the first president modifies the second."""
    words = ["President", "Silva", "and", "Peruvian", "President", "Rojas", "spoke", "."]
    heads = [1, 5, 1, 4, 5, 6, 6, 6]
    deps = ["compound", "nmod", "cc", "amod", "compound", "nsubj", "ROOT", "punct"]
    tags = ["NNP", "NNP", "CC", "JJ", "NNP", "NNP", "VBD", "."]
    return Doc(nlp.vocab, words=words, heads=heads, deps=deps, tags=tags)


def test_the_first_of_two_names_is_the_subject_and_the_second_its_conjunct(nlp: Language) -> None:
    doc = ConjunctJoiner()(misparse(nlp))
    assert [(token.text, token.dep_) for token in doc[6].lefts] == [("Silva", "nsubj")]
    assert [token.text for token in doc[1].conjuncts] == ["Rojas"]
    assert [sentence.text for sentence in doc.sents] == ["President Silva and Peruvian President Rojas spoke ."]


def test_a_name_at_the_root_stays_one_tree(nlp: Language) -> None:
    words, deps = ["Silva", "and", "Rojas"], ["nmod", "cc", "ROOT"]
    doc = ConjunctJoiner()(Doc(nlp.vocab, words=words, heads=[2, 0, 2], deps=deps, tags=["NNP", "CC", "NNP"]))
    assert [(token.dep_, token.head.text) for token in doc] == [("ROOT", "Silva"), ("cc", "Silva"), ("conj", "Silva")]


@pytest.mark.parametrize(
    "text",
    [
        "Research and development costs rose in the trade and industry ministry.",
        "The oil and gas company hired a former army and navy officer.",
        "Police and protesters clashed near the Senate and Congress buildings.",
    ],
)
def test_joined_modifiers_stay_modifiers(nlp: Language, text: str) -> None:
    doc = nlp(text)
    for token in doc:
        assert not (token.dep_ == "conj" and token.text in ("costs", "ministry", "company", "officer", "buildings"))


def test_both_presidents_speak(nlp: Language) -> None:
    doc = nlp("U.S. President Donald Trump and Russian President Vladimir Putin spoke by telephone on Tuesday.")
    [verb] = [token for token in doc if token.text == "spoke"]
    [subject] = [token for token in verb.lefts if token.dep_ == "nsubj"]
    assert {subject.text, *(token.text for token in subject.conjuncts)} == {"Trump", "Putin"}
