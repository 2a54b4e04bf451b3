"""Extraction records that tell the same events in other words: what stories are made of in tests."""

import random
from dataclasses import replace
from datetime import date, timedelta

from ingest.sources import make_article
from records.actors import Actor, Mention
from records.articles import DocumentDate
from records.dates import UNDATED, DateInterval
from records.events import Event, Participant
from records.extractions import Extraction
from records.ids import content_id
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
from tests.storage.building import EXTRACTOR

FIRST_DAY = date(2025, 3, 10)
_WORDS = ("harbour", "treaty", "grain", "border", "convoy", "tariff", "pipeline", "fishing", "hostages", "railway")
_LEADERS = tuple(
    Actor(
        id=f"person:leader-{code.lower()}",
        name=f"Leader {code.title()}",
        actor_type=ActorType.PERSON,
        country=code,
        sectors=("GOV",),
        code=f"{code}GOV",
    )
    for code in ("USA", "RUS", "UKR")
)
_STATES = tuple(
    Actor(
        id=f"country:{code}", name=f"State {code.title()}", actor_type=ActorType.STATE, country=code, code=f"{code}GOV"
    )
    for code in ("USA", "RUS", "UKR")
)
_VERBS = {
    EventType.CONSULT: ("met", "talks", "discussed"),
    EventType.ASSAULT: ("bombed", "shelled", "struck"),
    EventType.SANCTION: ("sanctioned", "embargo", "banned"),
}


def tell(
    number: int,
    what: EventType,
    day: date | None,
    *,
    sides: tuple[int, int] = (0, 1),
    by_state: bool = False,
    status: EventStatus = EventStatus.OCCURRED,
    published: date = FIRST_DAY,
    publisher: str = "Harbour Wire",
    words: tuple[str, ...] = ("harbour", "treaty"),
    verb: int = 0,
) -> Extraction:
    """Return an article whose one event is as asked for; `number` makes it another article."""
    source, target = ((_STATES if by_state else _LEADERS)[side] for side in sides)
    trigger = _VERBS[what][verb]
    sentence = f"{source.name} {trigger} {target.name} over the {' and '.join(words)}."
    text = f"{sentence} Report {number} of {publisher}.\n"
    article = make_article(text, publisher=publisher, published_at=published.isoformat())
    article = replace(article, document_date=DocumentDate(value=published, basis=DocumentDateBasis.GIVEN))
    dated = UNDATED
    if day is not None:
        dated = DateInterval(start=day, end=day, precision=Precision.DAY, basis=DateBasis.STATED)
    at = sentence.index(trigger)
    event = Event(
        id=content_id("evt_", article.id, trigger),
        event_type=what,
        cameo_code={"CONSULT": "040", "ASSAULT": "194", "SANCTION": "163"}[what.value],
        status=status,
        participants=(
            Participant(actor_id=source.id, role=Role.SOURCE),
            Participant(actor_id=target.id, role=Role.TARGET),
        ),
        event_date=dated,
        trigger=TextSpan(start=at, end=at + len(trigger), text=trigger),
        evidence=(Evidence(start=0, end=len(sentence), quote=sentence),),
        quad_class=1,
        confidence=0.8,
        rule=f"{what.value.lower()}.test",
    )
    position = Position(
        id=content_id("pos_", article.id),
        actor_id=source.id,
        stance=Stance.DEMAND,
        certainty=Certainty.STATED,
        polarity=Polarity.FOR,
        issue=Issue(id="ceasefire", label="Ceasefire", topic="war_peace"),
        proposition="peace",
        evidence=(Evidence(start=0, end=len(sentence), quote=sentence),),
        confidence=0.9,
        rule="test",
    )
    named = []
    for actor in (source, target):
        start = sentence.index(actor.name)
        mention = Mention(start=start, end=start + len(actor.name), text=actor.name, form=MentionForm.NAME)
        named.append(replace(actor, mentions=(mention,)))
    return Extraction(article=article, actors=tuple(named), events=(event,), positions=(position,), extractor=EXTRACTOR)


def tell_by_chance(seed: int, number: int) -> Extraction:
    """Return one of the articles about few events, so that many are the same and many nearly."""
    chance = random.Random(f"{seed}-{number}")
    day = FIRST_DAY + timedelta(days=chance.randrange(3))
    return tell(
        number,
        chance.choice(tuple(_VERBS)),
        chance.choice((day, day, None)),
        sides=chance.choice(((0, 1), (0, 1), (1, 0), (1, 2))),
        by_state=chance.random() < 0.3,
        status=chance.choice((EventStatus.OCCURRED, EventStatus.OCCURRED, EventStatus.PLANNED)),
        published=day + timedelta(days=chance.randrange(3)),
        publisher=chance.choice(("Harbour Wire", "Plain Courier", "Evening Star")),
        words=tuple(chance.sample(_WORDS, 2)),
        verb=chance.randrange(3),
    )


def reprint(number: int, publisher: str, day: date | None = FIRST_DAY, *, copy: int = 0) -> Extraction:
    """Return an article that is long enough to be recognised as nearly the same text as the others of its number."""
    one = tell(number, EventType.CONSULT, day, publisher=publisher)
    body = " ".join(f"word{number}x{position} and" for position in range(60))
    text = f"{one.article.text.split('.')[0]}. {body}. Copy {copy} of {publisher}.\n"
    article = replace(
        make_article(text, publisher=publisher, published_at=FIRST_DAY.isoformat()),
        document_date=DocumentDate(value=FIRST_DAY, basis=DocumentDateBasis.GIVEN),
    )
    event = replace(one.events[0], id=content_id("evt_", article.id))
    return replace(one, article=article, events=(event,), positions=())
