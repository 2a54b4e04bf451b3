"""Words of headings are read as sentences would have them, where they can be told."""

from typing import Any

import pytest

from extraction.components.reading_copy import Copier
from extraction.headline_words import HeadlineReader, find_signature


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
        pytest.param("Oslo will not back Sweden", "Oslo will not take Sweden", id="adverb-after-auxiliary"),
        pytest.param("Chad frees captured pilot", "Chad takes captured pilot", id="object-with-participle"),
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


@pytest.mark.parametrize(
    ("line", "signature"),
    [
        pytest.param("Iran will not negotiate : Khamenei", "Khamenei", id="name"),
        pytest.param("Talks are over – foreign minister", "foreign minister", id="office"),
        pytest.param("War cost thousands of jobs : U.N. study", "U.N. study", id="study"),
        pytest.param("UN : famine looms", None, id="speaker-at-the-start"),
        pytest.param("Poll : 60 % against war : 1,000 asked", None, id="figures"),
        pytest.param("Lima : ", None, id="nothing-behind"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_the_speaker_at_the_end_of_a_heading(line: str, signature: str | None) -> None:
    texts = line.split()
    at = find_signature(texts)
    assert (None if at is None else " ".join(texts[at + 1 :])) == signature
