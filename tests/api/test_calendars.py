"""Calendars of planned events: what RFC 5545 asks for, days that are whole, ids that stay."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import icalendar
import pytest
from flask.testing import FlaskClient

from records.dates import DateInterval
from records.vocabularies import DateBasis, EventStatus, Precision
from storage.store import Store
from tests import samples
from tests.api.conftest import ingest


def read(client: FlaskClient, path: str) -> icalendar.Calendar:
    answer = client.get(path)
    assert answer.status_code == 200, answer.data
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.data.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))
    assert answer.data.count(b"\n") == answer.data.count(b"\r\n")
    return icalendar.Calendar.from_ical(answer.data)


def entries(client: FlaskClient, path: str = "/v1/events?format=ics") -> list[Any]:
    return list(read(client, path).walk("VEVENT"))


@pytest.fixture
def plan(own_store: Store) -> Callable[..., str]:
    """Store an event of that kind and return its id."""

    def store(
        start: date | None,
        end: date | None,
        precision: Precision = Precision.DAY,
        status: EventStatus = EventStatus.PLANNED,
        **changed: Any,
    ) -> str:
        extraction = samples.talks()
        dating = DateInterval(start=start, end=end, precision=precision, basis=DateBasis.STATED)
        event = replace(extraction.events[0], event_date=dating, status=status, **changed)
        ingest([replace(extraction, events=(event,))], own_store)
        return event.id

    return store


def test_an_announced_day_is_an_entry_of_the_whole_day(client: FlaskClient) -> None:
    calendar = read(client, "/v1/events?format=ics")
    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    [entry] = calendar.walk("VEVENT")
    [event] = json.loads(client.get("/v1/events?status=PLANNED").data)["data"]
    assert entry["uid"] == f"{event['id']}@dateline"
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (date(2025, 3, 18), date(2025, 3, 19))
    assert entry["dtstart"].params["VALUE"] == "DATE"
    assert entry["dtstamp"].dt.utcoffset() == timedelta(0)
    assert entry["summary"] == "Donald Trump → Vladimir Putin: CONSULT, phone (planned)"
    assert entry["description"] == event["evidence"][0]["quote"]
    assert entry["url"] == f"http://localhost/v1/events/{event['id']}"


def test_several_days_end_before_the_day_that_follows_them(own_client: FlaskClient, plan: Callable[..., str]) -> None:
    plan(date(2025, 6, 24), date(2025, 6, 25), Precision.RANGE)
    [entry] = entries(own_client)
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (date(2025, 6, 24), date(2025, 6, 26))


@pytest.mark.parametrize(
    ("start", "end", "precision", "status"),
    [
        pytest.param(date(2025, 3, 1), date(2025, 5, 31), Precision.SEASON, EventStatus.PLANNED, id="a season"),
        pytest.param(date(2025, 4, 1), date(2025, 4, 30), Precision.MONTH, EventStatus.PLANNED, id="a month"),
        pytest.param(date(2025, 4, 1), None, Precision.OPEN, EventStatus.PLANNED, id="an open end"),
        pytest.param(None, None, Precision.UNKNOWN, EventStatus.PLANNED, id="no day"),
        pytest.param(date(2025, 4, 1), date(2025, 4, 1), Precision.DAY, EventStatus.OCCURRED, id="over"),
        pytest.param(date(2025, 4, 1), date(2025, 4, 1), Precision.DAY, EventStatus.PROPOSED, id="only proposed"),
    ],
)
def test_what_has_no_day_or_is_not_planned_is_no_entry(
    own_client: FlaskClient,
    plan: Callable[..., str],
    start: date | None,
    end: date | None,
    precision: Precision,
    status: EventStatus,
) -> None:
    plan(start, end, precision, status)
    assert entries(own_client) == []


def test_the_last_day_of_the_calendar_breaks_nothing(own_client: FlaskClient, plan: Callable[..., str]) -> None:
    plan(date.max, date.max)
    [entry] = entries(own_client)
    assert entry["dtend"].dt == date.max


def test_filters_hold_and_others_than_planned_ones_are_never_there(client: FlaskClient) -> None:
    assert len(entries(client, "/v1/events?format=ics&actor=Putin")) == 1
    assert entries(client, "/v1/events?format=ics&actor=Kenya") == []
    assert entries(client, "/v1/events?format=ics&status=OCCURRED") == []
    assert len(entries(client, "/v1/events?format=ics&status=OCCURRED&status=PLANNED")) == 1
    assert entries(client, "/v1/events?format=ics&date_precision=MONTH") == []
    assert len(entries(client, "/v1/events?format=ics&limit=1")) == 1
    assert entries(client, "/v1/events?format=ics&actor=nobody-of-this-name") == []


def test_ids_stay_when_an_event_is_stored_again(own_client: FlaskClient, plan: Callable[..., str]) -> None:
    plan(date(2025, 3, 18), date(2025, 3, 18))
    [before] = entries(own_client)
    samples_again = samples.talks()
    assert before["uid"] == f"{samples_again.events[0].id}@dateline"
    [after] = entries(own_client, "/v1/events?format=ics&event_type=CONSULT")
    assert after.to_ical() == before.to_ical()


def test_odd_words_and_places_are_written_as_the_standard_asks(own_client: FlaskClient, own_store: Store) -> None:
    extraction = samples.sanctions()
    day = extraction.events[0].event_date
    event = replace(extraction.events[0], status=EventStatus.PLANNED, mode="a;b,c\\d\x07\n" + "ä" * 80, event_date=day)
    ingest([replace(extraction, events=(event,))], own_store)
    [entry] = entries(own_client)
    assert "a;b,c\\d\ufffd\n" + "ä" * 80 in entry["summary"]
    assert entry["location"] == "Brussels"
    assert entry["geo"].to_ical() == "50.85;4.35"
    assert entry["dtend"].dt - entry["dtstart"].dt == timedelta(days=1)
