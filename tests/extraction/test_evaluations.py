"""Words that judge: their file, and what a clause says with them."""

import pytest
from spacy.language import Language

from extraction.errors import ResourceError
from extraction.evaluations import evaluation_words, judge, read_evaluations


def test_the_list_is_large_and_has_both_signs() -> None:
    words = evaluation_words()
    assert len(words) >= 500
    assert set(words.values()) == {1, -1}


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("The talks were productive.", 1),
        ("The talks were a disaster.", -1),
        ("The talks were not productive.", -1),
        ("The talks were never dangerous.", 1),
        ("There was no progress.", -1),
        ("There was progress.", 1),
        ("The plan is unacceptable.", -1),
        ("Its borders are non-negotiable.", 1),
        ("The law is fair and useful.", 1),
        ("The law is fair and harmful.", 0),
        ("The law is fair but harmful.", -1),
        ("The law is not good, but it is useful.", 1),
        ("The law is bad, but it was passed.", -1),
        ("The law was passed in May.", 0),
        ("The raid undermined the truce.", -1),
        ("The raid did not undermine the truce.", 1),
        ("Relations have improved.", 1),
        ("Relations have deteriorated.", -1),
    ],
)
def test_a_clause_approves_or_disapproves(nlp: Language, text: str, sign: int) -> None:
    assert judge(nlp(text)) == sign


def test_a_wrong_sign_is_named_with_its_line() -> None:
    with pytest.raises(ResourceError) as caught:
        read_evaluations("# header\ngood\t1\nbad\tminus\n", "mine.tsv")
    assert str(caught.value) == "mine.tsv:3: unknown sign 'minus'"
