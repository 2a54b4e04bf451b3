"""Carrying: the day of a speech for what its speaker says next."""

from collections.abc import Callable
from datetime import date

import pytest

from records.dates import DateInterval
from records.extractions import Extraction
from records.vocabularies import DateBasis

Extract = Callable[..., Extraction]

STORY = (
    "Speaking on Sunday, U.S. President Donald Trump said that Ukraine should accept the ceasefire. "
    "Trump accused Iran of arming the rebels. "
    "French President Emmanuel Macron warned Russia against new attacks."
)


def dates_of(record: Extraction, *cues: str) -> dict[str, DateInterval]:
    """Return the date of each position whose cue is among the words."""
    text = record.article.text
    found = {text[slice(*p.cue)]: p.stated_date for p in record.positions if p.cue is not None}
    return {cue: found[cue] for cue in cues}


def test_what_a_speaker_says_next_was_said_on_the_day_of_the_speech(extract: Extract) -> None:
    found = dates_of(extract(STORY), "said", "accused")
    assert (found["said"].start, found["said"].basis) == (date(2025, 3, 16), DateBasis.STATED)
    assert (found["accused"].start, found["accused"].end) == (date(2025, 3, 16), date(2025, 3, 16))
    assert found["accused"].basis is DateBasis.CARRIED
    assert found["accused"].text == "Sunday"


def test_another_speaker_does_not_share_it(extract: Extract) -> None:
    others = [p.stated_date for p in extract(STORY).positions if p.actor_id == "person:emmanuel-macron"]
    assert {(when.start, when.basis) for when in others} == {(date(2025, 3, 17), DateBasis.PUBLICATION)}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("In 2014, U.S. President Donald Trump criticized the deal.", "Trump accused Iran of arming the rebels."),
        ("On Sunday, U.S. President Donald Trump criticized the deal.", "Trump is accusing Iran of arming the rebels."),
        (
            "On Sunday, U.S. President Donald Trump criticized the deal.",
            "On Friday Trump accused Iran of arming rebels.",
        ),
    ],
    ids=["long ago", "present tense", "a day of its own"],
)
def test_nothing_is_carried_from_long_ago_to_the_present_or_over_a_stated_day(
    extract: Extract, first: str, second: str
) -> None:
    record = extract(f"{first} {second}")
    assert all(event.event_date.basis is not DateBasis.CARRIED for event in record.events)
    assert all(position.stated_date.basis is not DateBasis.CARRIED for position in record.positions)


def test_without_a_publication_date_nothing_is_carried(extract: Extract) -> None:
    record = extract(STORY, published_at=None)
    assert {position.stated_date.basis for position in record.positions} == {DateBasis.UNKNOWN}
