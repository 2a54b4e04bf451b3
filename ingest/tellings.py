"""Extraction records in, tellings out: what matching compares of each event, and under which keys it is sought."""

import hashlib
import zlib
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import Any

import orjson

from ingest.triggers import light_words, stem, stems_of, trigger_classes
from records.actors import Actor, Office
from records.vocabularies import ActorType
from storage.roles import find_standing

_ALONE, _AMONG_OTHERS = "1", "2"
_MOST_ROOTS = 8
_MOST_WORDS = 24
_MOST_TOPICS = 48
_MOST_AT_HOME = 3
_LEAST_LETTERS = 4

TRIGGER = 0x8000
"""From here on the numbers of a sketch are those of triggers, below those of words."""

# Types whose acts one report calls by the one name and another by the other.
_FAMILIES = {
    "AGREE": ("AGREE", "CONSULT", "RETREAT"),
    "REJECT": ("REJECT", "STATEMENT"),
    "STATEMENT": ("STATEMENT", "REJECT"),
    "CONSULT": ("CONSULT", "AGREE"),
    "COERCE": ("COERCE", "ASSAULT", "SANCTION"),
    "ASSAULT": ("ASSAULT", "COERCE"),
    "SANCTION": ("SANCTION", "COERCE"),
    "CONCEDE": ("CONCEDE", "RETREAT"),
    "RETREAT": ("RETREAT", "CONCEDE", "AGREE"),
}


@dataclass(frozen=True, slots=True)
class Party:
    """Who takes part, and the ids of those that it acts for."""

    id: str
    target: bool
    standing: tuple[str, ...]

    def __hash__(self) -> int:
        """Who is nearly always the same in the same part: a third of the time of hashing all."""
        return hash(self.id)

    @property
    def root(self) -> str:
        """The country that it acts for, or itself."""
        countries = sorted(name for name in (self.id, *self.standing) if name.startswith("country:"))
        return countries[0] if countries else self.id

    @property
    def local(self) -> bool:
        """Whether nobody outside of its article knows it by this id."""
        return self.id.startswith(("group:local-", "person:local-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An event as one article tells it, as far as it is compared. Days are ordinals, 0 for none.

    `topics` and `published` are those of the article, `head` the number of the article that it is a reprint of, or its
    own; `place` and `country` are where the event happened.
    """

    id: str
    article_id: str
    seq: int
    published: int
    head: int
    event_type: str
    status: str
    cameo: str
    rule: str
    reciprocal: bool
    parties: tuple[Party, ...]
    start: int
    stop: int
    basis: str
    place: str
    place_kind: str
    country: str
    triggers: tuple[str, ...]
    home: tuple[str, ...]
    words: frozenset[str]
    topics: frozenset[str]

    @property
    def stated(self) -> bool:
        """Whether the text itself says when."""
        return self.basis in ("STATED", "CARRIED") and bool(self.start) and bool(self.stop)

    @property
    def day(self) -> int:
        """The day around which others of the same event are sought: the middle of its interval, or publication."""
        if self.stated:
            return (self.start + self.stop) // 2
        return self.published

    @property
    def precedence(self) -> tuple[int, int, int, str, int]:
        """The order in which tellings speak for an event: the best-founded date, then the earliest report."""
        founded = {"STATED": 0, "CARRIED": 1, "PUBLICATION": 2}.get(self.basis, 3) if self.start or self.stop else 3
        length = self.stop - self.start if self.start and self.stop else 10_000
        return founded, length, self.published or 10_000_000, self.article_id, self.seq

    def keys(self) -> tuple[int, ...]:
        """Return the keys under which it is found: its type with two of those who take part, or with one."""
        roots, named = self._roots()
        return _make_keys((self.event_type,), roots, (_AMONG_OTHERS,) if named > 1 else (_ALONE,), pairs=named > 1)

    def sought_keys(self) -> dict[int, str]:
        """Return the keys of those that may be the same event, each with their type.

        Who names two is sought among those that name both or one alone: with another companion it is another event.
        """
        roots, named = self._roots()
        ways = (_ALONE,) if named > 1 else (_ALONE, _AMONG_OTHERS)
        families = _FAMILIES.get(self.event_type, (self.event_type,))
        return {key: kind for kind in families for key in _make_keys((kind,), roots, ways, pairs=named > 1)}

    def sketch(self) -> bytes:
        """Return its words and triggers as numbers of two bytes: what tellings share is counted before they are read.

        What is shared may be counted too high, where numbers fall together, and hardly ever too low.
        """
        numbers = {_shorten(word) for word in self.words} | {_shorten(word) | TRIGGER for word in self.triggers}
        return array("H", sorted(numbers)).tobytes()

    def _roots(self) -> tuple[list[str], int]:
        """Return for whom those who take part stand, and how many these are."""
        roots = sorted({party.root for party in self.parties if not party.local})[:_MOST_ROOTS]
        if roots:
            return roots, len(roots)
        # Who is not named is of those that the article speaks of most; and what nobody named did, was done somewhere.
        place = {self.place} if self.place and self.place_kind != "COUNTRY" else set()
        return sorted({*self.home, *place}), 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTelling:
    """What the store keeps of a telling: who takes part, what is compared, and under which keys it is found."""

    id: str
    seq: int
    parties: bytes
    features: bytes


def read_tellings(record: Mapping[str, Any]) -> tuple[ReadTelling, ...]:
    """Return the tellings of an extraction record, as JSON."""
    standing = _find_standing(record["actors"])
    kinds = {place["id"]: place["kind"] for place in record.get("places") or ()}
    # Who takes part is compared by itself.
    names = {name for actor in record["actors"] for mention in actor["mentions"] for name in stems_of(mention["text"])}
    home = _find_home(record["actors"], standing)
    return tuple(
        ReadTelling(
            id=event["id"],
            seq=seq,
            parties=orjson.dumps(
                [[p["actor_id"], p["role"] == "TARGET", standing[p["actor_id"]]] for p in event["participants"]]
            ),
            features=orjson.dumps(_read_features(event, kinds, names, home)),
        )
        for seq, event in enumerate(record["events"])
    )


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


def make_telling(
    *,
    telling_id: str,
    article_id: str,
    seq: int,
    published: int,
    head: int,
    parties: bytes,
    features: bytes,
    topics: frozenset[str],
) -> Telling:
    """Return a telling from what the store keeps of it."""
    known = orjson.loads(features)
    return Telling(
        id=telling_id,
        article_id=article_id,
        seq=seq,
        published=published,
        head=head,
        parties=_read_parties(parties),
        topics=topics,
        event_type=known["t"],
        status=known["s"],
        cameo=known["c"],
        rule=known["r"],
        reciprocal=known["m"],
        start=known["d"][0],
        stop=known["d"][1],
        basis=known["b"],
        place=known["p"],
        place_kind=known["k"],
        country=known["w"],
        triggers=tuple(known["g"]),
        home=tuple(known["h"]),
        words=frozenset(known["q"]),
    )


@lru_cache(maxsize=8_192)
def _read_parties(packed: bytes) -> tuple[Party, ...]:
    return tuple(Party(actor, target, tuple(others)) for actor, target, others in orjson.loads(packed))


def twin_key(told: Telling, occurrence: int = 0) -> int:
    """Return a number that tellings of two articles share which say the same in the same words, as reprints do.

    An article may say so twice: the second time it is the twin of what another article says for the second time.
    """
    parties = sorted((party.id, party.target) for party in told.parties if not party.local)
    words = sorted(told.words)
    said = (told.event_type, told.status, parties, told.start, told.stop, told.triggers, words)
    # How well its day is founded is part of what it says, so that the earliest of twins speaks best for them.
    return _hash(*said, told.basis, occurrence)


def ordinal(day: str | None) -> int:
    """Return the proleptic ordinal of an ISO day, 0 for none."""
    return date.fromisoformat(day[:10]).toordinal() if day else 0


def _read_features(
    event: Mapping[str, Any], kinds: Mapping[str, str], names: Collection[str], home: Collection[str]
) -> dict[str, Any]:
    dating, place = event["event_date"], event.get("place") or {}
    quotes = " ".join(piece["quote"] for piece in event["evidence"])
    words = [word for word in stems_of(quotes) if (len(word) >= _LEAST_LETTERS or word.isdigit()) and word not in names]
    return {
        "t": event["event_type"],
        "s": event["status"],
        "c": event.get("cameo_code") or "",
        "r": event.get("rule") or "",
        "m": bool(event.get("reciprocal")),
        "d": [ordinal(dating["start"]), ordinal(dating["end"])],
        "b": dating["basis"],
        "p": place.get("id") or "",
        "k": kinds.get(place.get("id") or "", ""),
        "w": place.get("country") or "",
        "g": trigger_classes(event["trigger"]["text"]),
        "h": home if all("local-" in party["actor_id"] for party in event["participants"]) else (),
        "q": words[:_MOST_WORDS],
    }


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


def _make_keys(kinds: Iterable[str], roots: Sequence[str], ways: Iterable[str], *, pairs: bool) -> tuple[int, ...]:
    found = {_hash(kind, root, way) for kind in kinds for root in roots for way in ways}
    if pairs:
        found |= {_hash(kind, one, other) for kind in kinds for one, other in combinations(roots, 2)}
    return tuple(sorted(found))


def _shorten(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass")) & (TRIGGER - 1)


def _hash(*parts: object) -> int:
    digest = hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
