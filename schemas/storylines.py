"""Storylines in, their canonical JSON bytes out."""

from collections.abc import Iterable
from typing import Any

import orjson

from records.stories import Storyline
from schemas.dates import IntervalSchema
from schemas.fields import ResourceSchema, day, integer, many, nested, string
from schemas.rendering import render_document


class StorylineActorSchema(ResourceSchema):
    """An actor of a storyline."""

    id = string("The actor.", "country:RUS")
    name = string("Its name.", "Russia")
    event_count = integer("In how many of the events it takes part itself.", 12)


class StorylineIssueSchema(ResourceSchema):
    """What is disputed in a storyline."""

    id = string("The issue.", "ceasefire")
    label = string("What people would call it.", "Ceasefire")
    position_count = integer("How many positions are held on it.", 7)


class StorylineSchema(ResourceSchema):
    """An affair over days: articles that share events, or actors, places and issues, with what they tell."""

    id = string("Stable id of the storyline, as long as its first article stays the same.", "stl_mzxw6ytboi4dcmrt")
    title = string("Who takes part most, and what is disputed most.", "Ukraine, Russia and Donald Trump: Ceasefire")
    first_day = day("The day of its first event that is no history.", "2025-03-11", nullable=True)
    last_day = day("The day on which the last of its events begins.", "2025-03-20", nullable=True)
    article_count = integer("How many articles are part of it.", 5, least=2)
    event_count = integer("How many events they tell that are no history.", 61)
    position_count = integer("How many positions they report.", 48)
    actors = many(StorylineActorSchema, "Those who take part most.")
    issues = many(StorylineIssueSchema, "What positions are held on, that of most articles first.")


class TimelineEventSchema(ResourceSchema):
    """An event in a timeline."""

    event_id = string("The event.", "evt_nbswy3dpeb3w64tm")
    event_type = string("What the act is.", "CONSULT")
    status = string("Whether it happened.", "OCCURRED")
    when = nested(IntervalSchema, "When.")
    actors = string("Who takes part.", "Steve Witkoff, Vladimir Putin")
    article_count = integer("How many articles report it.", 2, least=1)
    quote = string("The first quote that proves it.", "Witkoff met Putin in Moscow on Thursday.")


class WholeStorylineSchema(StorylineSchema):
    """A storyline with its timeline."""

    timeline = many(
        TimelineEventSchema,
        "Its dated events in order, the first 500; all of them and its undated ones with `storyline=` of `/v1/events`.",
    )


def render_storyline(storyline: Storyline) -> bytes:
    """Return the canonical bytes of a storyline."""
    return render_document(
        {
            "id": storyline.id,
            "title": storyline.title,
            "first_day": storyline.first_day,
            "last_day": storyline.last_day,
            "article_count": storyline.article_count,
            "event_count": storyline.event_count,
            "position_count": storyline.position_count,
            "actors": [{"id": i, "name": name, "event_count": count} for i, name, count in storyline.actors],
            "issues": [{"id": i, "label": label, "position_count": count} for i, label, count in storyline.issues],
        }
    )


def add_timeline(body: bytes, events: Iterable[bytes]) -> bytes:
    """Return the bytes of a storyline with the timeline that events make."""
    timeline = [timeline_entry(orjson.loads(event)) for event in events]
    return body[:-1] + b',"timeline":' + orjson.dumps(timeline) + b"}"


def timeline_entry(event: dict[str, Any]) -> dict[str, Any]:
    """Return an event as timelines show it."""
    dated = event["event_date"]
    return {
        "event_id": event["id"],
        "event_type": event["event_type"],
        "status": event["status"],
        "when": {name: dated[name] for name in ("start", "end", "precision")},
        "actors": ", ".join(dict.fromkeys(participant["name"] for participant in event["participants"])),
        "article_count": event["article_count"],
        "quote": event["evidence"][0]["quote"],
    }
