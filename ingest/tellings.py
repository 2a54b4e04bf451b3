"""What the store keeps of an event as one article tells it in, what is compared and the keys it is sought by out."""

import hashlib
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path

import orjson

from ingest.story_types import family_of

_ORGANS_FILE = Path(__file__).parent / "resources" / "organs.tsv"

_LOCAL = frozenset({"ASSAULT", "PROTEST", "COERCE"})
"""Types of acts that are done in one place: who is not named may be found by it."""

_ALONE, _AMONG_OTHERS = "1", "2"
_MOST_ROOTS = 8

TRIGGER = 0x8000
"""From here on the numbers of a sketch are those of triggers, below those of words."""


@cache
def load_organs() -> Mapping[str, str]:
    """Return the ids of what organs are part of, by theirs."""
    lines = _ORGANS_FILE.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


def whole_of(actor_id: str) -> str:
    """Return what an organ is part of, or the actor itself."""
    return load_organs().get(actor_id, actor_id)


@dataclass(frozen=True, slots=True)
class Party:
    """Who takes part, and the ids of those that it acts for; `surname` where nothing else is known of a person."""

    id: str
    target: bool
    standing: tuple[str, ...]
    surname: str = ""

    def __hash__(self) -> int:
        """Who is nearly always the same in the same part: a third of the time of hashing all."""
        return hash(self.id)

    @property
    def root(self) -> str:
        """The country that it acts for, or itself, an organ being part of the whole."""
        countries = sorted(name for name in (self.id, *self.standing) if name.startswith("country:"))
        return countries[0] if countries else whole_of(self.id)

    @property
    def wholes(self) -> frozenset[str]:
        """The organisations that it is, is part of, or acts for."""
        if self.id.startswith("group:") and not self.standing and not self.local:
            # "Observers of the OAS".
            return frozenset({whole_of(f"org:{self.id.removeprefix('group:').rpartition('-')[0]}")})
        return frozenset(whole_of(name) for name in (self.id, *self.standing) if name.startswith("org:"))

    @property
    def stateless(self) -> bool:
        """Whether it is a person of whom the article does not say for whom it acts."""
        return not self.standing and self.id.startswith("person:")

    @property
    def local(self) -> bool:
        """Whether nobody outside of its article knows it by this id."""
        return self.id.startswith(("group:local-", "person:local-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An event as one article tells it, as far as it is compared. Days are ordinals, 0 for none.

    `topics` and `published` are those of the article, `head` the number of the article that it is a reprint of, or its
    own; `place` and `country` are where the event happened; `words` and `numbers` belong to it, `context` stands beside
    it in the same sentences.
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
    context: frozenset[str]
    numbers: frozenset[str]
    topics: frozenset[str]

    @property
    def recalled(self) -> bool:
        """Whether the text says only that it had happened before: "after troops had taken the town"."""
        return not self.start and bool(self.stop)

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
    def has_exact_place(self) -> bool:
        """Whether the text says in which city, or where in it, the event happened."""
        return bool(self.place) and self.place_kind in ("CITY", "SITE")

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
        return {
            key: kind
            for kind in family_of(self.event_type)
            for key in _make_keys((kind,), roots, ways, pairs=named > 1)
        }

    def sketch(self) -> bytes:
        """Return its words and triggers as numbers of two bytes: what tellings share is counted before they are read.

        What is shared may be counted too high, where numbers fall together, and hardly ever too low.
        """
        words = {_shorten(word) for word in self.words | self.context}
        return array("H", sorted(words | {_shorten(word) | TRIGGER for word in self.triggers})).tobytes()

    def _roots(self) -> tuple[list[str], int]:
        """Return for whom those who take part stand, and how many these are."""
        known = [party for party in self.parties if not party.local]
        own = {party.root for party in known}
        named = len(own)
        roots = sorted(own.union(*(party.wholes for party in known)))[:_MOST_ROOTS]
        # What few named did, or "gunmen" here and a group there, was done somewhere.
        place = {self.place} if self.event_type in _LOCAL and self.has_exact_place else set()
        if not all(party.stateless for party in known):
            return sorted({*roots, *place}), named
        # Who is not known is of those that the article speaks of most.
        return sorted({*roots, *self.home, *place}), 0


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
        parties=_read_parties(parties, orjson.dumps(known["l"]) if known.get("l") else b"{}"),
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
        context=frozenset(known.get("u", ())),
        numbers=frozenset(known.get("n", ())),
    )


@lru_cache(maxsize=8_192)
def _read_parties(packed: bytes, surnames: bytes) -> tuple[Party, ...]:
    lone = orjson.loads(surnames)
    return tuple(
        Party(actor, target, tuple(others), lone.get(actor, "")) for actor, target, others in orjson.loads(packed)
    )


def twin_key(told: Telling, occurrence: int = 0) -> int:
    """Return a number that tellings of two articles share which say the same in the same words, as reprints do.

    An article may say so twice: the second time it is the twin of what another article says for the second time.
    """
    parties = sorted((party.id, party.target) for party in told.parties if not party.local)
    words = sorted(told.words | told.context)
    said = (told.event_type, told.status, parties, told.start, told.stop, told.triggers, words)
    # How well its day is founded is part of what it says, so that the earliest of twins speaks best for them.
    return _hash(*said, told.basis, occurrence)


def ordinal(day: str | None) -> int:
    """Return the proleptic ordinal of an ISO day, 0 for none."""
    return date.fromisoformat(day[:10]).toordinal() if day else 0


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
