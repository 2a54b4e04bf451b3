"""A number of events in, a file of extraction records out that are as long and as skewed as those of news.

    python -m benchmarks.generate_records --events 100000 --output records.jsonl

The same arguments give the same bytes. Few actors act often (Zipf), few types make most events, most days lie in the
last years, most events are where their actors are at home; every span stands in the text that it points at.
"""

import argparse
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from records.actors import Actor, Mention, Office
from records.articles import Article, DocumentDate
from records.attributions import Attribution
from records.dates import UNDATED, DateInterval, Interval
from records.events import Event, Participant
from records.extractions import Extraction, ExtractorInfo
from records.ids import content_id
from records.places import EventPlace, Place
from records.positions import Issue, Position
from records.spans import Evidence, Offsets, TextSpan
from records.timexes import Timex
from records.vocabularies import (
    ActorType,
    AttributionKind,
    Certainty,
    DateBasis,
    DocumentDateBasis,
    EventStatus,
    EventType,
    MentionForm,
    PlaceKind,
    Polarity,
    Precision,
    Role,
    Stance,
    TimexType,
)
from schemas.rendering import render_record

LAST_DAY = date(2025, 12, 31)
YEARS = 20
EVENTS_AN_ARTICLE = 6
_EXTRACTOR = ExtractorInfo(name="dateline", version="0.1.0", model="generated", ontology="PLOVER 0.8, CAMEO 1.1b3")
_ACTORS = 20_000
_ISSUES = 400
_WORDS = 8_000
_PUBLISHERS = 120
_EXPONENT = 1.0
_SYLLABLES = tuple(c + v for c in "bdfgklmnprstvz" for v in ("a", "e", "i", "o", "u", "an", "or", "el"))

# Verb, the word of the type, PLOVER type, CAMEO root, quadrant, Goldstein's intensity; in falling frequency.
_ACTS = (
    ("met", EventType.CONSULT, "040", 1, 1.0),
    ("accused", EventType.ACCUSE, "112", 3, -2.0),
    ("attacked", EventType.ASSAULT, "190", 4, -10.0),
    ("praised", EventType.SUPPORT, "051", 1, 3.4),
    ("asked", EventType.REQUEST, "020", 3, 3.0),
    ("arrested", EventType.COERCE, "173", 4, -5.0),
    ("signed an accord with", EventType.AGREE, "057", 1, 8.0),
    ("rejected an offer of", EventType.REJECT, "120", 3, -4.0),
    ("warned", EventType.THREATEN, "130", 3, -4.4),
    ("protested against", EventType.PROTEST, "140", 3, -6.5),
    ("sent aid to", EventType.AID, "070", 2, 7.0),
    ("worked together with", EventType.COOPERATE, "060", 2, 6.0),
    ("punished", EventType.SANCTION, "163", 4, -8.0),
    ("moved troops towards", EventType.MOBILIZE, "150", 4, -7.2),
    ("gave way to", EventType.CONCEDE, "080", 2, 5.0),
    ("withdrew from the land of", EventType.RETREAT, "087", 2, 9.0),
)
_STATUSES = ((EventStatus.OCCURRED, 80), (EventStatus.PLANNED, 12), (EventStatus.ONGOING, 5), (EventStatus.DENIED, 3))
_STANCES = (
    (Stance.SUPPORT, "supports", Polarity.FOR),
    (Stance.OPPOSE, "opposes", Polarity.AGAINST),
    (Stance.DEMAND, "demands", Polarity.FOR),
    (Stance.REJECT, "rejects", Polarity.AGAINST),
)
_TOPICS = ("nato_alliances", "trade", "energy", "migration", "elections", "human_rights", "climate", "peace_process")
_COUNTRY_CODES = (
    "USA RUS CHN UKR ISR GBR FRA DEU IND IRN PSE TUR JPN PAK SYR IRQ SAU EGY KOR PRK BRA MEX CAN AUS "
    "ITA ESP POL NGA ZAF KEN ETH SDN YEM LBN JOR AFG IDN PHL VNM THA MMR BGD LKA VEN COL ARG CHL PER "
    "CUB SWE NOR FIN DNK NLD BEL CHE AUT HUN CZE ROU BGR SRB GRC PRT IRL BLR KAZ GEO ARM AZE MAR DZA "
    "TUN LBY MLI NER TCD COD RWA UGA TZA ZWE AGO MOZ SEN GHA CIV CMR QAT ARE KWT OMN BHR TWN SGP MYS "
    "KHM NPL MNG NZL HTI "
)
_COUNTRIES = tuple(_COUNTRY_CODES.split())


class _Skewed[T]:
    """Draws from a list, the first of it most often: the k-th in proportion to 1 / k ** exponent."""

    def __init__(self, items: tuple[T, ...], exponent: float = _EXPONENT) -> None:
        self._items = items
        self._sums = list(accumulate(1 / rank**exponent for rank in range(1, len(items) + 1)))

    def draw(self, chance: random.Random) -> T:
        """Return one of them."""
        (found,) = chance.choices(self._items, cum_weights=self._sums)
        return found


@dataclass(frozen=True, slots=True)
class _World:
    """All there is to write about."""

    actors: _Skewed[Actor]
    issues: _Skewed[Issue]
    words: _Skewed[str]
    publishers: _Skewed[str]
    cities: dict[str, tuple[Place, ...]]


class _Text:
    """A text that is being written; it knows where its words came to stand."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0

    def add(self, words: str) -> Offsets:
        """Add words and return where they stand."""
        start = self._length
        self._parts.append(words)
        self._length += len(words)
        return start, self._length

    def since(self, start: int) -> Evidence:
        """Return what stands from there to the end."""
        return Evidence(start=start, end=self._length, quote=str(self)[start:])

    def __str__(self) -> str:
        self._parts = ["".join(self._parts)]
        return self._parts[0]

    def __len__(self) -> int:
        return self._length


def generate(events: int, seed: int = 1) -> Iterator[Extraction]:
    """Yield articles until they hold that many events."""
    chance = random.Random(seed)
    world = _make_world(chance)
    number = made = 0
    while made < events:
        number += 1
        count = min(events - made, chance.randint(1, 2 * EVENTS_AN_ARTICLE - 1))
        made += count
        yield _Author(chance, world, number).write(count)


def _make_world(chance: random.Random) -> _World:
    words = tuple(dict.fromkeys(_name(chance, 1, 3).lower() for _ in range(2 * _WORDS)))[:_WORDS]
    country_of = _Skewed(_COUNTRIES)
    states = [_make_actor(f"country:{code}", _name(chance, 2, 2), ActorType.STATE, code) for code in _COUNTRIES]
    others = [_make_other(chance, number, country_of.draw(chance)) for number in range(_ACTORS - len(states))]
    issues = tuple(
        Issue(id=f"issue-{number}", label=f"the {_name(chance, 2, 3)} question", topic=chance.choice(_TOPICS))
        for number in range(_ISSUES)
    )
    # Two of three of the most frequent are states, as in all such data.
    mixed = [actor for trio in zip(states[::2], states[1::2], others, strict=False) for actor in trio]
    known = {actor.id for actor in mixed}
    actors = (*mixed, *(actor for actor in others if actor.id not in known))
    return _World(
        actors=_Skewed(actors),
        issues=_Skewed(issues),
        words=_Skewed(words),
        publishers=_Skewed(tuple(f"The {_name(chance, 2, 3)} Post" for _ in range(_PUBLISHERS))),
        cities={code: tuple(_make_city(chance, code) for _ in range(8)) for code in _COUNTRIES},
    )


def _make_other(chance: random.Random, number: int, country: str) -> Actor:
    name = f"{_name(chance, 2, 3)} {_name(chance, 2, 3)}"
    kind = chance.random()
    if kind < 0.7:
        office = Office(title="minister", organisation=f"gov:{country}") if kind < 0.3 else None
        actor = _make_actor(f"person:p{number}-{name.replace(' ', '-').lower()}", name, ActorType.PERSON, country)
        return replace(actor, offices=(office,) if office else (), sectors=("GOV",) if office else ("OPP",))
    if kind < 0.9:
        return _make_actor(f"org:o{number}", f"{name} Union", ActorType.ORGANISATION, None)
    return _make_actor(f"gov:{country}-b{number}", f"{name} Ministry", ActorType.GOVERNMENT_BODY, country)


def _make_actor(actor_id: str, name: str, kind: ActorType, country: str | None) -> Actor:
    return Actor(
        id=actor_id,
        name=name,
        actor_type=kind,
        country=country,
        sectors=("GOV",) if country else ("IGO",),
        code=f"{country}GOV" if country else "IGO",
    )


def _make_city(chance: random.Random, country: str) -> Place:
    name = _name(chance, 2, 3)
    return Place(
        id=f"place:{country.lower()}-{name.lower()}",
        name=name,
        country=country,
        latitude=round(chance.uniform(-55, 70), 4),
        longitude=round(chance.uniform(-180, 180), 4),
        kind=PlaceKind.CITY,
    )


def _name(chance: random.Random, least: int, most: int) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(least, most))).capitalize()


class _Author:
    """Writes one article, and with it the record of what it says."""

    def __init__(self, chance: random.Random, world: _World, number: int) -> None:
        self._chance = chance
        self._world = world
        self._number = number
        # Most news is of late, with a long tail into the past.
        age = min(chance.expovariate(1 / (YEARS * 365 / 4)), YEARS * 365)
        self._day = LAST_DAY - timedelta(days=int(age))
        self._text = _Text()
        self._mentions: dict[str, tuple[Actor, list[Mention]]] = {}
        self._places: dict[str, tuple[Place, list[TextSpan]]] = {}
        self._timexes: list[Timex] = []
        self._attributions: list[Attribution] = []

    def write(self, count: int) -> Extraction:
        """Write that many events, and a position to every third of them."""
        chance = self._chance
        self._text.add(f"Report {self._number} of {self._day:%d %B %Y}.\n\n")
        drafts = []
        positions = []
        cast = [self._world.actors.draw(chance) for _ in range(2 + count // 2)]
        for number in range(count):
            drafts.append(self._write_event(cast))
            self._write_filling()
            if number % 3 == 2:
                positions.append(self._write_position(chance.choice(cast)))
        text = str(self._text)
        digest = hashlib.sha256(text.encode()).hexdigest()
        article = Article(
            id=content_id("art_", digest),
            title=f"Report {self._number}",
            url=f"https://news.example/{self._number}",
            publisher=self._world.publishers.draw(chance),
            published_at=self._day.isoformat(),
            document_date=DocumentDate(value=self._day, basis=DocumentDateBasis.GIVEN),
            text=text,
            sha256=digest,
        )
        return Extraction(
            article=article,
            timexes=tuple(self._timexes),
            actors=tuple(replace(actor, mentions=tuple(found)) for actor, found in self._mentions.values()),
            attributions=tuple(self._attributions),
            events=tuple(replace(event, id=content_id("evt_", article.id, n)) for n, event in enumerate(drafts)),
            positions=tuple(replace(held, id=content_id("pos_", article.id, n)) for n, held in enumerate(positions)),
            places=tuple(replace(place, mentions=tuple(found)) for place, found in self._places.values()),
            extractor=_EXTRACTOR,
        )

    def _write_event(self, cast: list[Actor]) -> Event:
        chance, text = self._chance, self._text
        source = chance.choice(cast)
        target = self._world.actors.draw(chance) if chance.random() < 0.8 else None
        verb, kind, cameo, quadrant, intensity = _DRAWN_ACTS.draw(chance)
        start = len(text)
        participants = [self._take_part(source, Role.SOURCE)]
        text.add(" ")
        trigger = text.add(verb)
        text.add(" ")
        if target is None or target.id == source.id:
            text.add("nobody in particular")
        else:
            participants.append(self._take_part(target, Role.TARGET))
        place = self._write_place(source.country) if chance.random() < 0.7 else None
        dating = self._write_date()
        text.add(".")
        (status,) = chance.choices([s for s, _ in _STATUSES], [weight for _, weight in _STATUSES])
        return Event(
            id="",
            event_type=kind,
            contexts=("DIPLOMATIC",) if quadrant == 1 else (),
            cameo_code=cameo,
            status=status,
            participants=tuple(participants),
            event_date=dating,
            place=place,
            trigger=TextSpan(start=trigger[0], end=trigger[1], text=verb),
            evidence=(text.since(start),),
            quad_class=quadrant,
            intensity=intensity,
            background=chance.random() < 0.1,
            confidence=round(chance.uniform(0.4, 1.0), 2),
            rule=f"{kind.value.lower()}.generated",
        )

    def _write_position(self, holder: Actor) -> Position:
        chance, text, issue = self._chance, self._text, self._world.issues.draw(self._chance)
        stance, verb, polarity = chance.choice(_STANCES)
        start = len(text)
        source = self._mention(holder)
        text.add(" ")
        cue = text.add(verb)
        text.add(" ")
        content = text.add(f"a way out of {issue.label}")
        text.add(".")
        evidence = text.since(start)
        text.add(" ")
        self._attributions.append(
            Attribution(
                source=(source,), cue=(cue,), content=(content,), kind=AttributionKind.INDIRECT, actor_id=holder.id
            )
        )
        return Position(
            id="",
            actor_id=holder.id,
            stance=stance,
            certainty=Certainty.STATED,
            polarity=polarity,
            issue=issue,
            proposition=f"a way out of {issue.label}",
            stated_date=DateInterval(
                start=self._day, end=self._day, precision=Precision.DAY, basis=DateBasis.PUBLICATION
            ),
            source=source,
            cue=cue,
            content=content,
            evidence=(evidence,),
            confidence=round(chance.uniform(0.4, 1.0), 2),
            rule="generated",
        )

    def _write_filling(self) -> None:
        words = " ".join(self._world.words.draw(self._chance) for _ in range(self._chance.randint(10, 30)))
        self._text.add(f" {words.capitalize()}. ")

    def _take_part(self, actor: Actor, role: Role) -> Participant:
        return Participant(actor_id=actor.id, role=role, mention=self._mention(actor))

    def _mention(self, actor: Actor) -> Offsets:
        start, end = self._text.add(actor.name)
        _, found = self._mentions.setdefault(actor.id, (actor, []))
        found.append(Mention(start=start, end=end, text=actor.name, form=MentionForm.NAME))
        return start, end

    def _write_place(self, country: str | None) -> EventPlace:
        place = self._chance.choice(self._world.cities[country or self._chance.choice(_COUNTRIES[:10])])
        self._text.add(" in ")
        start, end = self._text.add(place.name)
        _, found = self._places.setdefault(place.id, (place, []))
        found.append(TextSpan(start=start, end=end, text=place.name))
        return EventPlace(
            id=place.id,
            name=place.name,
            country=place.country,
            latitude=place.latitude,
            longitude=place.longitude,
            span=(start, end),
        )

    def _write_date(self) -> DateInterval:
        kind = self._chance.random()
        if kind < 0.08:
            return UNDATED
        if kind < 0.5:
            return DateInterval(start=self._day, end=self._day, precision=Precision.DAY, basis=DateBasis.PUBLICATION)
        day = self._day - timedelta(days=int(self._chance.expovariate(1 / 30)))
        first, last, precision, words, value = _calendar_unit(day, kind)
        self._text.add(" ")
        start, end = self._text.add(words)
        self._timexes.append(
            Timex(
                start=start,
                end=end,
                text=words,
                type=TimexType.DATE,
                value=value,
                interval=Interval(start=first, end=last, precision=precision),
            )
        )
        return DateInterval(
            start=first, end=last, precision=precision, basis=DateBasis.STATED, text=words, span=(start, end)
        )


def _calendar_unit(day: date, kind: float) -> tuple[date, date, Precision, str, str]:
    """Return first and last day, precision, words and TIMEX3 value: mostly of a day, at times of a month or a year."""
    if kind < 0.9:
        return day, day, Precision.DAY, f"on {day:%d %B %Y}", day.isoformat()
    if kind < 0.97:
        first = day.replace(day=1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        return first, last, Precision.MONTH, f"in {day:%B %Y}", f"{day:%Y-%m}"
    return day.replace(month=1, day=1), day.replace(month=12, day=31), Precision.YEAR, f"in {day:%Y}", f"{day:%Y}"


_DRAWN_ACTS = _Skewed(_ACTS, 0.8)


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description="Write extraction records for benchmarks.")
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    with given.output.open("wb") as stream:
        stream.writelines(render_record(record) for record in generate(given.events, given.seed))


if __name__ == "__main__":
    main()
