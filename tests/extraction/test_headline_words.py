"""Words of headings are read as sentences would have them, where they can be told."""

from typing import Any

import pytest

from extraction.components.reading_copy import Copier
from extraction.headline_words import HeadlineReader


@pytest.fixture(scope="module")
def reader(nlp: Any) -> HeadlineReader:
    copier = nlp.get_pipe("dateline_reading_copy")
    assert isinstance(copier, Copier)
    assert copier.headlines is not None
    return copier.headlines


def read(nlp: Any, reader: HeadlineReader, line: str) -> str:
    words = [token.text for token in nlp.make_doc(line)]
    for standin in reader.find(tuple(words), 0):
        words[standin.index] = standin.text
    return " ".join(words)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("Chad, Niger agree truce", "Chad and Niger take truce", id="comma"),
        pytest.param("Chad, Niger, Mali quit bloc", "Chad , Niger and Mali take bloc", id="two-commas"),
        pytest.param("Police, miners clash in Lima", "Police and miners speak in Lima", id="common-nouns"),
        pytest.param("Chad to host summit", "Chad will take summit", id="future"),
        pytest.param("Bus drivers to walk out", "Bus drivers will walk out", id="future-of-workers"),
        pytest.param("Peru, Chile to sign treaty", "Peru and Chile will take treaty", id="comma-and-future"),
        pytest.param("Pirates free crew", "Pirates take crew", id="verb-that-is-an-adjective"),
        pytest.param("Troops back mayor", "Troops take mayor", id="verb-that-is-an-adverb"),
        pytest.param("Oslo hands over suspect", "Oslo takes over suspect", id="verb-with-particle"),
        pytest.param("Chad attacks southern Libya", "Chad takes southern Libya", id="object-with-adjective"),
        pytest.param("Monday: Pirates free crew", "Monday : Pirates take crew", id="after-a-label"),
    ],
)
def test_what_is_read_otherwise(nlp: Any, reader: HeadlineReader, line: str, expected: str) -> None:
    assert read(nlp, reader, line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Oslo, Norway's capital, votes",
        "In Lima, protesters march",
        "Chad vows to fight on",
        "Chad wants to host summit",
        "Pope urges rebels to free hostages",
        "Bid to free hostages fails",
        "Troops near border shot at",
        "Police report due on Monday",
        "How to plan a wedding",
        "The United States will supply arms to Israel",
        "Talks",
        "to",
        "",
    ],
)
def test_what_stays(nlp: Any, reader: HeadlineReader, line: str) -> None:
    assert read(nlp, reader, line) == " ".join(token.text for token in nlp.make_doc(line))
