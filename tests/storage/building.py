"""Extraction records made by chance from a seed: many actors, types, days and open intervals in a few sentences."""

import random
from dataclasses import replace
from datetime import date, timedelta

from ingest.sources import make_article
from records.actors import Actor, Mention, Office
from records.articles import DocumentDate
from records.dates import UNDATED, DateInterval
from records.events import Event, Participant
from records.extractions import Extraction, ExtractorInfo
from records.ids import content_id
from records.places import EventPlace
from records.positions import Issue, Position
from records.spans import Evidence, TextSpan
from records.vocabularies import (
    ActorType,
    Certainty,
    DateBasis,
    DocumentDateBasis,
    EventStatus,
    EventType,
    MentionForm,
    Polarity,
    Precision,
    Role,
    Stance,
)

EXTRACTOR = ExtractorInfo(name="dateline", version="1", model="by chance", ontology="PLOVER")
FIRST_DAY = date(2025, 1, 1)

_COUNTRIES = ("USA", "RUS", "UKR", "FRA")
_TYPES = (EventType.CONSULT, EventType.AGREE, EventType.ASSAULT)
_WORDS = ("harbour", "treaty", "ceasefire", "grain", "border", "convoy", "summit", "café", "tariff", "election")


def _make_actors() -> tuple[Actor, ...]:
    actors = []
    for code in _COUNTRIES:
        known = {"country": code, "code": f"{code}GOV"}
        name = code.title()
        army = f"gov:{code}-army"
        actors += [
            Actor(id=f"country:{code}", name=name, actor_type=ActorType.STATE, **known),
            Actor(id=army, name=f"{name} Army", actor_type=ActorType.GOVERNMENT_BODY, sectors=("MIL",), **known),
            Actor(
                id=f"person:{code.lower()}-minister",
                name=f"Ada {name}ova",
                actor_type=ActorType.PERSON,
                sectors=("GOV",),
                offices=(Office(title="Minister of Defence", organisation=army),),
                **known,
            ),
            Actor(id=f"org:{code.lower()}-rebels", name=f"{name} Front", actor_type=ActorType.ARMED_GROUP, **known),
        ]
    return tuple(actors)


ACTORS = _make_actors()


def make_extraction(
    seed: int, *, events: int = 6, positions: int = 3, extractor: ExtractorInfo = EXTRACTOR
) -> Extraction:
    """Return the records of one article; the same seed gives the same records."""
    chance = random.Random(seed)
    sentences: list[tuple[Actor, Actor, int, str]] = []
    text = ""
    for _ in range(events + positions):
        source, target = chance.sample(ACTORS, 2)
        sentence = f"{source.name} {' '.join(chance.choices(_WORDS, k=4))} {target.name} {seed}."
        sentences.append((source, target, len(text), sentence))
        text += sentence + " "
    day = FIRST_DAY + timedelta(days=chance.randrange(60))
    article = make_article(
        text,
        external_id=f"x-{seed}",
        title=f"Report {seed}",
        publisher=chance.choice(("Harbour Wire", "Morning Post")),
        url=f"https://news.example/{seed}",
        published_at=day.isoformat(),
    )
    article = replace(article, document_date=DocumentDate(value=day, basis=DocumentDateBasis.GIVEN))
    named: dict[str, Actor] = {}
    for source, target, start, sentence in sentences:
        for actor in (source, target):
            at = start + sentence.index(actor.name)
            mention = Mention(start=at, end=at + len(actor.name), text=actor.name, form=MentionForm.NAME)
            known = named.get(actor.id, actor)
            named[actor.id] = replace(known, mentions=(*known.mentions, mention))
    return Extraction(
        article=article,
        actors=tuple(named.values()),
        events=tuple(_make_event(chance, article.id, day, *sentence) for sentence in sentences[:events]),
        positions=tuple(_make_position(chance, article.id, day, *sentence) for sentence in sentences[events:]),
        extractor=extractor,
    )


def make_interval(chance: random.Random, day: date) -> DateInterval:
    """Return a day, a stretch of days, months or years, an interval with an open end, or nothing."""
    start = day - timedelta(days=chance.randrange(10))
    stated = {"basis": DateBasis.STATED}
    return chance.choice(
        (
            DateInterval(start=start, end=start, precision=Precision.DAY, **stated),
            DateInterval(start=start, end=start, precision=Precision.DAY, **stated),
            DateInterval(
                start=start, end=start + timedelta(days=chance.randrange(31)), precision=Precision.RANGE, **stated
            ),
            DateInterval(
                start=start - timedelta(days=chance.randrange(400)), end=start, precision=Precision.RANGE, **stated
            ),
            DateInterval(
                start=date(start.year - 3, 1, 1), end=date(start.year, 12, 31), precision=Precision.RANGE, **stated
            ),
            DateInterval(start=None, end=start, precision=Precision.OPEN, **stated),
            DateInterval(start=start, end=None, precision=Precision.OPEN, **stated),
            UNDATED,
        )
    )


def _make_event(
    chance: random.Random, article_id: str, day: date, source: Actor, target: Actor, start: int, sentence: str
) -> Event:
    country = chance.choice((*_COUNTRIES, None))
    place = EventPlace(
        id=f"place:{country}",
        name=f"Port of {country}",
        country=country,
        latitude=chance.uniform(-80, 80),
        longitude=chance.uniform(-180, 180),
    )
    return Event(
        id=content_id("evt_", article_id, start),
        event_type=chance.choice(_TYPES),
        mode=chance.choice((None, "phone", "visit")),
        contexts=chance.choice(((), ("DIPLOMATIC",), ("MILITARY", "DIPLOMATIC"))),
        cameo_code=chance.choice((None, "04", "042", "190")),
        status=chance.choice((EventStatus.OCCURRED, EventStatus.PLANNED)),
        participants=(
            Participant(actor_id=source.id, role=Role.SOURCE),
            Participant(actor_id=target.id, role=Role.TARGET),
        ),
        event_date=make_interval(chance, day),
        place=place if country else None,
        trigger=TextSpan(start=start, end=start + 3, text=sentence[:3]),
        evidence=(Evidence(start=start, end=start + len(sentence), quote=sentence),),
        quad_class=chance.choice((1, 4)),
        background=chance.random() < 0.2,
        confidence=chance.choice((0.5, 0.8, 0.86, 0.1 + 0.2)),
        rule="chance",
    )


def _make_position(
    chance: random.Random, article_id: str, day: date, source: Actor, target: Actor, start: int, sentence: str
) -> Position:
    issue = chance.choice(("grain-exports", "border-of-1991", "election-observers"))
    return Position(
        id=content_id("pos_", article_id, start),
        actor_id=source.id,
        on_behalf_of=chance.choice((None, target.id)),
        stance=chance.choice((Stance.DEMAND, Stance.REJECT)),
        certainty=Certainty.STATED,
        polarity=chance.choice((Polarity.FOR, Polarity.AGAINST)),
        issue=Issue(id=issue, label=issue.replace("-", " ").capitalize(), topic="borders"),
        proposition=f"{chance.choice(_WORDS)} shall stay",
        addressee_ids=chance.choice(((), (target.id,))),
        quoted=chance.random() < 0.5,
        stated_date=make_interval(chance, day),
        content=(start, start + len(sentence)),
        evidence=(Evidence(start=start, end=start + len(sentence), quote=sentence),),
        confidence=chance.choice((0.5, 0.9)),
        rule="chance",
    )
