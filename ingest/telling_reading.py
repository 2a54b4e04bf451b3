"""Extraction records in, what the store keeps of their events out: who takes part, and what is compared."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ingest.tellings import Party, ordinal
from ingest.triggers import (
    class_of,
    find_part,
    is_light,
    light_words,
    number_of,
    stem,
    stems_of,
    trigger_classes,
    words_within,
)
from records.actors import Actor, Office
from records.vocabularies import ActorType
from storage.roles import find_standing

_MOST_WORDS = 24
_MOST_NUMBERS = 6
_MOST_TOPICS = 48
_MOST_AT_HOME = 3
_LEAST_LETTERS = 4
_ENOUGH_WORDS = 2
"""So many words are an event's own, even if they stand behind the trigger of another one: "condemned the attack"."""

_NAMES = frozenset({"NAME", "DEMONYM", "METONYM"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTelling:
    """What the store keeps of a telling: who takes part, what is compared, and under which keys it is found."""

    id: str
    seq: int
    parties: bytes
    features: bytes


def read_tellings(record: Mapping[str, Any]) -> tuple[ReadTelling, ...]:
    """Return the tellings of an extraction record, as JSON."""
    article = _Surroundings(record)
    return tuple(
        ReadTelling(
            id=event["id"],
            seq=seq,
            parties=orjson.dumps(
                [[p["actor_id"], p["role"] == "TARGET", article.standing[p["actor_id"]]] for p in event["participants"]]
            ),
            features=orjson.dumps(_read_features(event, article)),
        )
        for seq, event in enumerate(record["events"])
    )


class _Surroundings:
    """What is known of an article while its events are read.

    `names` are the stems of its proper names, which are compared by themselves, `marks` where the triggers of its
    events stand, `home` the countries or organisations that it speaks of most.
    """

    def __init__(self, record: Mapping[str, Any]) -> None:
        actors = record["actors"]
        places = record.get("places") or ()
        self.standing = _find_standing(actors)
        self.kinds = {place["id"]: place["kind"] for place in places}
        self.exact_places = [place for place in places if place["kind"] in ("CITY", "SITE")]
        self.names = {
            name
            for actor in actors
            for mention in actor["mentions"]
            if mention["form"] in _NAMES
            for name in stems_of(mention["text"])
        }
        self.surnames = {
            actor["id"]: actor["name"].split()[-1].lower()
            for actor in actors
            if actor["id"].startswith("person:local-") and actor["name"].strip()
        }
        self.home = _find_home(actors, self.standing)
        self.marks = sorted({(event["trigger"]["start"], event["trigger"]["end"]) for event in record["events"]})

    def is_unplaced(self, actor_id: str) -> bool:
        """Say whether the article does not tell for which country or organisation somebody acts."""
        return "local-" in actor_id or (actor_id.startswith("person:") and not self.standing[actor_id])


def read_topics(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what an article is about: its most frequent longer stems, its actors, places and issues."""
    words: Counter[str] = Counter()
    light = light_words()
    for name in ("title", "text"):
        for word in (record["article"][name] or "").split():
            letters = "".join(filter(str.isalpha, word))
            if len(letters) > _LEAST_LETTERS and letters.lower() not in light:
                words[stem(letters)] += 1
    ranked = sorted(words.items(), key=lambda item: (-item[1], item[0]))[:_MOST_TOPICS]
    named = {actor["id"] for actor in record["actors"] if "local-" not in actor["id"]}
    named |= {place["id"] for place in record.get("places", ())}
    named |= {f"issue:{position['issue']['id']}" for position in record["positions"]}
    return (*(word for word, _ in ranked), *sorted(named))


def _read_features(event: Mapping[str, Any], article: _Surroundings) -> dict[str, Any]:
    dating = event["event_date"]
    words, context, numbers = _read_words(event, article)
    place = event.get("place") or _find_place_beside(event, article.exact_places)
    ids = [party["actor_id"] for party in event["participants"]]
    return {
        "t": event["event_type"],
        "s": event["status"],
        "c": event.get("cameo_code") or "",
        "r": event.get("rule") or "",
        "m": bool(event.get("reciprocal")),
        "d": [ordinal(dating["start"]), ordinal(dating["end"])],
        "b": dating["basis"],
        "p": place.get("id") or "",
        "k": article.kinds.get(place.get("id") or "", ""),
        "w": place.get("country") or "",
        "g": trigger_classes(event["trigger"]["text"]),
        "h": article.home if all(map(article.is_unplaced, ids)) else (),
        "q": words[:_MOST_WORDS],
        "u": context[:_MOST_WORDS],
        "n": numbers[:_MOST_NUMBERS],
        "l": {actor_id: article.surnames[actor_id] for actor_id in ids if actor_id in article.surnames},
    }


def _find_place_beside(event: Mapping[str, Any], places: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the one city or site that the words around the trigger name, where the event itself has no place."""
    at = event["trigger"]["start"]
    for piece in event["evidence"]:
        if piece["start"] <= at < piece["end"]:
            start, stop = find_part(piece["quote"], at - piece["start"])
            near = [
                place
                for place in places
                if any(start <= mention["start"] - piece["start"] < stop for mention in place["mentions"])
            ]
            return near[0] if len(near) == 1 else {}
    return {}


def _read_words(event: Mapping[str, Any], article: _Surroundings) -> tuple[list[str], list[str], list[str]]:
    """Return the words of an event by their classes, those of what stands around it in its sentence, and numbers.

    A word belongs to the event whose trigger comes before it, what begins a sentence to the first one.
    """
    near: dict[str, None] = {}
    far: dict[str, None] = {}
    numbers: dict[str, None] = {}
    own = event["trigger"]["start"], event["trigger"]["end"]
    for piece in event["evidence"]:
        start, stop = find_part(piece["quote"], own[0] - piece["start"])
        inside = [mark for mark in article.marks if piece["start"] + start <= mark[0] < piece["start"] + stop]
        here = own in inside
        begin, end = _find_own_part(own, inside) if here else (0, 0)
        kept = 0
        for at, word in words_within(piece["quote"], start, stop):
            at += piece["start"]
            close = here and begin <= at and (at < end or kept < _ENOUGH_WORDS)
            number = number_of(word)
            if number or word[0].isdigit():
                if number and close:
                    numbers[number] = None
            elif len(word) >= _LEAST_LETTERS and not is_light(word) and stem(word) not in article.names:
                kept += close
                (near if close else far)[class_of(word)] = None
    return list(near), [word for word in far if word not in near], list(numbers)


def _find_own_part(own: tuple[int, int], inside: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return from where to where words are those of an event; of triggers in one another the outer one goes on."""
    before = [mark for mark in inside if mark[0] < own[0]]
    after = [mark[0] for mark in inside if mark[0] >= own[1]]
    return own[0] if before else 0, min(after, default=own[1] + 10_000)


def _find_home(actors: Iterable[Mapping[str, Any]], standing: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the countries or organisations that an article speaks of most, people counting for theirs."""
    counted: Counter[str] = Counter()
    for actor in actors:
        if "local-" not in actor["id"]:
            root = Party(actor["id"], False, tuple(standing[actor["id"]])).root
            counted[root] += len(actor["mentions"])
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple(root for root, _ in ranked[:_MOST_AT_HOME])


def _find_standing(actors: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return whom each actor of a record acts for, as the filters of actors have it."""
    known = [
        Actor(
            id=actor["id"],
            name=actor["name"],
            actor_type=ActorType(actor["actor_type"]),
            country=actor.get("country"),
            sectors=tuple(actor.get("sectors") or ()),
            offices=tuple(
                Office(title=office["title"], organisation=office.get("organisation"))
                for office in actor.get("offices") or ()
            ),
        )
        for actor in actors
    ]
    return {actor_id: sorted(others) for actor_id, others in find_standing(known).items()}
