"""Trees of headings are mended where an auxiliary is left out."""

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("line", "verb", "subject", "label"),
    [
        pytest.param("Mayor arrested over bribes", "arrested", "Mayor", "nsubjpass", id="passive"),
        pytest.param("Two nurses held in Benghazi", "held", "nurses", "nsubjpass", id="participle-behind-noun"),
        pytest.param("Bus drivers to walk out on Friday", "walk", "drivers", "nsubj", id="future"),
    ],
)
def test_the_noun_before_the_verb_is_its_subject(nlp: Any, line: str, verb: str, subject: str, label: str) -> None:
    doc = nlp(line)
    token = next(token for token in doc if token.text == verb)
    assert token.dep_ == "ROOT"
    assert [child.text for child in token.children if child.dep_ == label] == [subject]
    assert len(list(doc.sents)) == 1


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        pytest.param("Police arrested three men over bribes", "arrested", id="with-an-object"),
        pytest.param("The mayor arrested over bribes was freed, a court said on Monday.", "arrested", id="sentence"),
        pytest.param("Talks collapsed over borders", "collapsed", id="verb-without-object"),
    ],
)
def test_active_verbs_stay_active(nlp: Any, line: str, verb: str) -> None:
    token = next(token for token in nlp(line) if token.text == verb)
    assert "nsubjpass" not in [child.dep_ for child in token.children]
