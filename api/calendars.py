"""Planned events in, an iCalendar file (RFC 5545) out, a few hundred of them at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import batched
from typing import Any

import orjson

from api.captions import caption_event, clean, quote_evidence
from api.formats import Document
from api.queries import Params
from storage.queries import EventQuery
from storage.store import Store

_ITEMS_AT_ONCE = 200
_LAST_DAY = date.max - timedelta(days=1)
_STATUS = "PLANNED"
# "Next spring" is no day: it would fill a calendar for three months.
_PRECISIONS = ("DAY", "RANGE")
_END = b"END:VCALENDAR\r\n"


def planned_days(query: EventQuery, _params: Params) -> EventQuery | None:
    """Return the query for those of the events that are planned for a day, or from one day to another."""
    statuses = {_STATUS} & set(query.statuses or (_STATUS,))
    precisions = tuple(p for p in _PRECISIONS if not query.date_precisions or p in query.date_precisions)
    return replace(query, statuses=(_STATUS,), date_precisions=precisions) if statuses and precisions else None


def write_calendar(items: Iterable[bytes], *, base: str, store: Store) -> Iterator[bytes]:
    """Yield a calendar of the events; `base` is the address of the server that their links lead to."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Dateline//Planned events//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Dateline: planned events")
    yield bytes(calendar.to_ical()).removesuffix(_END)
    for some in batched(items, _ITEMS_AT_ONCE):
        events = [orjson.loads(item) for item in some]
        written = store.lookups.written("events", (event["id"] for event in events))
        pieces = [_entry(event, written.get(event["id"]), base) for event in events if _has_days(event)]
        yield b"".join(pieces)
    yield _END


def _has_days(event: Document) -> bool:
    return event["event_date"]["start"] is not None and event["event_date"]["end"] is not None


def _entry(event: Document, written: tuple[Any, Any] | None, base: str) -> bytes:
    from icalendar import Event

    first = date.fromisoformat(event["event_date"]["start"])
    last = date.fromisoformat(event["event_date"]["end"])
    entry = Event()
    entry.add("uid", f"{event['id']}@dateline")
    # Without a sender, this is when the entry was last revised: the same whenever it is asked for.
    entry.add("dtstamp", (written[1] if written else datetime.combine(first, time(), UTC)).replace(microsecond=0))
    if written:
        entry.add("created", written[0].replace(microsecond=0))
        entry.add("last-modified", written[1].replace(microsecond=0))
    entry.add("dtstart", first)
    # The end is the first day that does not belong to it.
    entry.add("dtend", min(last, _LAST_DAY) + timedelta(days=1))
    entry.add("summary", caption_event(event))
    entry.add("description", quote_evidence(event))
    entry.add("categories", [event["event_type"]])
    entry.add("status", "TENTATIVE")
    entry.add("transp", "TRANSPARENT")
    entry.add("url", f"{base}/v1/events/{event['id']}")
    if (place := event["place"]) is not None:
        entry.add("location", clean(place["name"]))
        if place["latitude"] is not None and place["longitude"] is not None:
            entry.add("geo", (place["latitude"], place["longitude"]))
    return bytes(entry.to_ical())
