"""Dated mentions in, the events and positions of the article out, each with all its evidence."""

from collections.abc import Sequence

from spacy.tokens import Span

from extraction.findings import ActorMention, EventMention, PositionMention
from records.articles import Article
from records.dates import DateInterval
from records.events import Event, Participant
from records.ids import content_id
from records.positions import Issue, Position
from records.spans import Evidence, Offsets, TextSpan
from records.vocabularies import Role


def merge_events(article: Article, mentions: Sequence[tuple[EventMention, DateInterval]]) -> tuple[Event, ...]:
    """Return one event for each thing that happened."""
    return tuple(_event(article, mention, when) for mention, when in mentions)


def merge_positions(article: Article, mentions: Sequence[tuple[PositionMention, DateInterval]]) -> tuple[Position, ...]:
    """Return one position for each stance that an actor takes on an issue."""
    return tuple(_position(article, mention, when) for mention, when in mentions)


def _event(article: Article, mention: EventMention, when: DateInterval) -> Event:
    trigger = mention.trigger
    return Event(
        id=content_id("evt_", article.id, trigger.start_char, trigger.end_char, mention.event_type),
        event_type=mention.event_type,
        mode=mention.mode,
        contexts=mention.contexts,
        cameo_code=mention.cameo_code,
        status=mention.status,
        participants=(*_participants(mention.sources, Role.SOURCE), *_participants(mention.targets, Role.TARGET)),
        event_date=when,
        place=mention.place,
        trigger=TextSpan(start=trigger.start_char, end=trigger.end_char, text=trigger.text),
        evidence=(_evidence(mention.sentence),),
        reciprocal=mention.reciprocal,
        reported_by=mention.reported_by,
        fatalities=mention.fatalities,
        quad_class=mention.quad_class,
        intensity=mention.intensity,
        background=mention.background,
        confidence=mention.confidence,
        rule=mention.rule,
    )


def _position(article: Article, mention: PositionMention, when: DateInterval) -> Position:
    anchor = mention.content or mention.cue or mention.evidence[0]
    cue = _pair(mention.cue)
    return Position(
        id=content_id("pos_", article.id, mention.holder.actor_id, cue, _pair(anchor), mention.stance),
        actor_id=mention.holder.actor_id,
        on_behalf_of=mention.on_behalf_of,
        stance=mention.stance,
        certainty=mention.certainty,
        polarity=mention.polarity,
        issue=Issue(id=mention.issue_id, label=mention.issue_label, topic=mention.topic),
        proposition=mention.proposition,
        addressee_ids=mention.addressees,
        condition=mention.condition,
        via=mention.via,
        quoted=mention.quoted,
        stated_date=when,
        source=_pair(mention.source),
        cue=cue,
        content=_pair(mention.content),
        evidence=tuple(_evidence(span) for span in mention.evidence),
        confidence=mention.confidence,
        rule=mention.rule,
    )


def _participants(mentions: Sequence[ActorMention], role: Role) -> tuple[Participant, ...]:
    return tuple(
        Participant(actor_id=m.actor_id, role=role, mention=(m.span.start_char, m.span.end_char)) for m in mentions
    )


def _evidence(span: Span) -> Evidence:
    return Evidence(start=span.start_char, end=span.end_char, quote=span.text)


def _pair(span: Span | None) -> Offsets | None:
    return (span.start_char, span.end_char) if span is not None else None
