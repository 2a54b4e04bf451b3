"""Counts of the dead: read from digits, words and plurals, and only where somebody is said to have died."""

from typing import Any

import pytest

from extraction.casualties import count_dead


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        pytest.param("Shelling killed at least six people in Kherson.", 6, id="word"),
        pytest.param("The blast killed 1,204 villagers.", 1204, id="digits with a comma"),
        pytest.param("Twenty-three soldiers were killed in the raid.", 23, id="passive, hyphen"),
        pytest.param("Dozens of people were killed by militants.", 24, id="plural says the least"),
        pytest.param("Gunmen attacked a market, killing two hundred villagers.", 200, id="participle, two words"),
        pytest.param("The attack left at least 12 people dead.", 12, id="left dead"),
        pytest.param("Four policemen died in the ambush.", 4, id="died"),
        pytest.param("Gunmen killed a priest.", 1, id="one person without a number"),
        pytest.param("The attack wounded nine people.", None, id="wounded are not dead"),
        pytest.param("The army shelled the town for nine days.", None, id="a number of days"),
        pytest.param("Gunmen killed villagers.", None, id="plural without a number"),
    ],
)
def test_the_least_number_of_dead_is_read(nlp: Any, text: str, dead: int | None) -> None:
    doc = nlp(text)
    sentence = next(doc.sents)
    assert count_dead(sentence.root, sentence) == dead
