"""Mentions of one thing become one event or position with all its evidence; different things stay apart."""

from collections.abc import Callable

import pytest

from extraction import merging
from records.events import Event
from records.extractions import Extraction
from records.vocabularies import DateBasis, EventStatus, EventType

Extract = Callable[..., Extraction]


def events(extraction: Extraction, kind: EventType) -> list[Event]:
    return [event for event in extraction.events if event.event_type is kind]


def test_a_meeting_in_the_headline_and_in_the_text_is_one_event(extract: Extract) -> None:
    found = extract(
        "Macron will meet Scholz in Berlin this week\n\n"
        "French President Emmanuel Macron will meet German Chancellor Olaf Scholz in Berlin on Thursday. "
        "The two governments have prepared the meeting for weeks, and the agenda is long.\n",
        published_at="2024-05-20",
    )
    [meeting] = [e for e in events(found, EventType.CONSULT) if e.status is EventStatus.PLANNED]
    assert str(meeting.event_date.start) == "2024-05-23"
    assert meeting.evidence[0].quote.startswith("French President")
    assert "Macron will meet Scholz in Berlin this week" in {e.quote for e in meeting.evidence}


def test_strikes_on_two_days_are_two_events(extract: Extract) -> None:
    found = extract(
        "Russian forces shelled Kharkiv on Monday, officials said. Russian forces shelled Odesa on Wednesday.",
        published_at="2024-05-23",
    )
    days = sorted(str(e.event_date.start) for e in events(found, EventType.ASSAULT))
    assert days == ["2024-05-20", "2024-05-22"]


def test_what_is_planned_and_what_occurred_stay_apart(extract: Extract) -> None:
    found = extract(
        "Kenya and Uganda signed a trade agreement on Monday. Kenya will sign an agreement with Rwanda next week.",
        published_at="2024-05-21",
    )
    assert {e.status for e in found.events} == {EventStatus.OCCURRED, EventStatus.PLANNED}
    assert len(found.events) == 2


def test_the_date_of_one_mention_carries_to_the_event(extract: Extract) -> None:
    found = extract(
        "Israeli forces attacked Hezbollah. Israeli forces attacked Hezbollah on Friday.", published_at="2024-09-23"
    )
    [attack] = events(found, EventType.ASSAULT)
    assert str(attack.event_date.start) == "2024-09-20"
    assert attack.event_date.basis in (DateBasis.STATED, DateBasis.CARRIED)
    assert len(attack.evidence) == 2


def test_a_headline_that_no_sentence_repeats_stands_alone_if_it_names_who_acted(extract: Extract) -> None:
    found = extract("Turkey condemns attack on embassy\n\nThe weather in the capital was fine all week long.\n")
    assert [e.trigger.text for e in events(found, EventType.ACCUSE)] == ["condemns"]


def test_a_headline_may_name_the_state_for_its_ministry(extract: Extract) -> None:
    found = extract(
        "Turkey condemns attack on embassy\n\n"
        "The Turkish foreign ministry condemned an attack on its embassy in Stockholm.\n"
    )
    [protest] = events(found, EventType.ACCUSE)
    assert protest.trigger.text == "condemned"
    assert [e.quote for e in protest.evidence][1] == "Turkey condemns attack on embassy"


@pytest.mark.parametrize("day", ["2024-05-20", None])
def test_a_caption_dates_no_event_of_the_text(extract: Extract, day: str | None) -> None:
    found = extract(
        "The presidents of China and Brazil shake hands in Beijing, June 2, 2019. AGENCY/Jane Doe/File Photo\n\n"
        "China's President Xi Jinping and Brazil's President Lula da Silva met in Brasilia.\n",
        published_at=day,
    )
    in_text = [e for e in found.events if "Brasilia" in e.evidence[0].quote]
    assert in_text
    assert all(e.event_date.start is None or e.event_date.start.year != 2019 for e in in_text)


def test_a_stance_said_twice_is_one_position_with_two_pieces_of_evidence(extract: Extract) -> None:
    found = extract(
        "Hungary rejected the sanctions on Monday. Hungary rejected the sanctions, officials in Brussels said.",
        published_at="2024-05-21",
    )
    rejections = [p for p in found.positions if p.actor_id == "country:HUN" and p.stance == "REJECT"]
    assert {p.issue.id for p in rejections} == {rejections[0].issue.id}
    assert sum(len(p.evidence) for p in rejections) >= 2


def test_a_thing_told_often_is_compared_in_proportion(extract: Extract, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    compatible = merging._compatible

    def count(*pair: merging._Dated) -> bool:
        compared[-1] += 1
        return compatible(*pair)

    monkeypatch.setattr(merging, "_compatible", count)
    for times in (100, 200):
        compared.append(0)
        found = extract("Kenya shelled Mali. Chad bombed Niger. " * times)
        assert len(events(found, EventType.ASSAULT)) == 2
    assert compared[1] <= 2.2 * compared[0]


@pytest.mark.parametrize(
    ("text", "kind", "count"),
    [
        pytest.param(
            "Kenya agreed to resume aid to Sudan. Kenya also agreed with Sudan to build a pipeline.",
            EventType.AGREE,
            2,
            id="two-agreements",
        ),
        pytest.param(
            "Spain condemned Russia over the strike. Spain condemned Russia for jailing a journalist.",
            EventType.ACCUSE,
            2,
            id="two-reproaches",
        ),
        pytest.param(
            "Kenya agreed to a truce with Sudan. Kenya agreed to the truce after talks in Doha.",
            EventType.AGREE,
            1,
            id="one-truce",
        ),
    ],
)
def test_acts_of_words_are_told_apart_by_what_they_are_about(
    extract: Extract, text: str, kind: EventType, count: int
) -> None:
    assert len(events(extract(text), kind)) == count
