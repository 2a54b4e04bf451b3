"""Closed word lists: the file and the names that rules ask for."""

import pytest

from extraction.errors import ResourceError
from extraction.wordlists import read_word_lists, word_list


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("speaking_things", "poll"),
        ("time_nouns", "monday"),
        ("list_nouns", "condition"),
        ("condition_nouns", "ceasefire"),
        ("titles", "Capt."),
        ("transparent_nouns", "proposal"),
        ("empty_modifiers", "new"),
        ("standpoints", "position"),
        ("speaking_verbs", "comment"),
        ("mentioning_verbs", "mention"),
    ],
)
def test_every_list_that_rules_ask_for_is_there(name: str, word: str) -> None:
    assert word in word_list(name)


def test_an_unknown_list_is_a_mistake_in_the_code() -> None:
    with pytest.raises(KeyError):
        word_list("purple_things")


@pytest.mark.parametrize("text", ["[a]", "a: b", "a: [1]"])
def test_a_wrong_file_is_refused(text: str) -> None:
    with pytest.raises(ResourceError):
        read_word_lists(text, "mine.yaml")
