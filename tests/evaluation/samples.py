"""A small record as a person would have it, for the tests of the scorers."""

from typing import Any

TEXT = (
    "Freedonian President Ada Moor met Borduria's foreign minister in Vienna on Friday. "
    "She demanded that Bordurian troops leave the valley by June. "
    "Borduria rejected the demand, a spokesman said. "
    "Subscribe to our newsletter."
)


def span(words: str, *, start: int = 0) -> dict[str, Any]:
    """Return the first span of the words at or after `start`."""
    at = TEXT.index(words, start)
    return {"start": at, "end": at + len(words), "text": words}


def pair(words: str, *, start: int = 0) -> list[int]:
    """Return the first span of the words as a pair."""
    found = span(words, start=start)
    return [found["start"], found["end"]]


def quote(words: str) -> dict[str, Any]:
    """Return a piece of evidence."""
    found = span(words)
    return {"start": found["start"], "end": found["end"], "quote": words}


def day(start: str | None, end: str | None, basis: str = "STATED") -> dict[str, Any]:
    """Return a date interval."""
    return {"start": start, "end": end, "precision": "DAY", "basis": basis, "text": None, "span": None}


def make_record() -> dict[str, Any]:
    """Return a record of the text as a person would have it."""
    first, second, third = (sentence + "." for sentence in TEXT.split(". ")[:3])
    return {
        "article": {
            "id": "art_given",
            "external_id": "moor-visit",
            "title": None,
            "text": TEXT,
            "published_at": "2025-03-17",
            "document_date": {"value": "2025-03-17", "basis": "GIVEN", "span": None},
        },
        "timexes": [
            span("Friday") | {"type": "DATE", "value": "2025-03-14", "interval": day("2025-03-14", "2025-03-14")},
            span("June") | {"type": "DATE", "value": "2025-06", "interval": day("2025-06-01", "2025-06-30")},
        ],
        "actors": [
            {
                "id": "person:ada-moor",
                "name": "Ada Moor",
                "actor_type": "PERSON",
                "wikidata": None,
                "mentions": [span("Ada Moor") | {"form": "NAME"}, span("She") | {"form": "PRONOUN"}],
            },
            {
                "id": "country:FRE",
                "name": "Freedonia",
                "actor_type": "STATE",
                "mentions": [span("Freedonian") | {"form": "DEMONYM"}],
            },
            {
                "id": "country:BOR",
                "name": "Borduria",
                "actor_type": "STATE",
                "accept": ["gov:BOR"],
                "mentions": [
                    span("Borduria") | {"form": "NAME"},
                    span("Bordurian") | {"form": "DEMONYM"},
                    span("Borduria", start=TEXT.index("Borduria rejected")) | {"form": "NAME"},
                ],
            },
            {
                "id": "group:BOR-mil",
                "name": "Bordurian troops",
                "actor_type": "GROUP",
                "mentions": [span("Bordurian troops") | {"form": "NOMINAL"}],
            },
        ],
        "places": [{"id": "place:vienna", "name": "Vienna", "kind": "CITY", "mentions": [span("Vienna")]}],
        "attributions": [
            {
                "source": [pair("a spokesman")],
                "cue": [pair("said")],
                "content": [pair("Borduria rejected the demand")],
                "kind": "INDIRECT",
            }
        ],
        "events": [
            {
                "id": "evt_meeting",
                "event_type": "CONSULT",
                "status": "OCCURRED",
                "participants": [
                    {"actor_id": "person:ada-moor", "role": "SOURCE"},
                    {"actor_id": "country:BOR", "role": "TARGET"},
                ],
                "event_date": day("2025-03-14", "2025-03-14"),
                "trigger": span("met"),
                "evidence": [quote(first)],
            },
            {
                "id": "evt_demand",
                "event_type": "REQUEST",
                "status": "OCCURRED",
                "participants": [
                    {"actor_id": "person:ada-moor", "role": "SOURCE"},
                    {"actor_id": "country:BOR", "role": "TARGET"},
                ],
                "event_date": day("2025-03-17", "2025-03-17", "PUBLICATION"),
                "trigger": span("demanded"),
                "triggers": [pair("the demand")],
                "evidence": [quote(second)],
            },
            {
                "id": "evt_rejection",
                "event_type": "REJECT",
                "status": "OCCURRED",
                "participants": [{"actor_id": "country:BOR", "role": "SOURCE"}],
                "event_date": day(None, None, "UNKNOWN"),
                "trigger": span("rejected"),
                "evidence": [quote(third)],
            },
        ],
        "positions": [
            {
                "id": "pos_demand",
                "actor_id": "person:ada-moor",
                "stance": "DEMAND",
                "polarity": 1,
                "addressee_ids": ["country:BOR"],
                "content": pair("that Bordurian troops leave the valley by June"),
                "evidence": [quote(second)],
            },
            {
                "id": "pos_rejection",
                "actor_id": "country:BOR",
                "stance": "REJECT",
                "polarity": -1,
                "addressee_ids": [],
                "content": pair("the demand"),
                "evidence": [quote(third)],
            },
        ],
        "furniture": [pair("Subscribe to our newsletter.")],
    }
