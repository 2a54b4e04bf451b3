"""Dated mentions of an article in, the same with the day of a speech carried to what its speaker said next out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from spacy.tokens import Span

from extraction.findings import EventMention, PositionMention
from extraction.syntax import Tense, tense_of
from extraction.time_verbs import REPORT, time_verbs
from records.dates import DateInterval
from records.vocabularies import DateBasis, EventStatus, Precision

_LONGEST_STORY = timedelta(days=7)


def carry_speech_days(
    events: Sequence[tuple[EventMention, DateInterval]],
    positions: Sequence[tuple[PositionMention, DateInterval]],
    dct: date | None,
) -> tuple[list[tuple[EventMention, DateInterval]], list[tuple[PositionMention, DateInterval]]]:
    """Return both with CARRIED days: "Speaking on Sunday, she said … He … She added …" was all said on Sunday.

    The last stated day of a speaker within a week before the publication counts for what the same speaker says further
    on in past tense without a day of its own.
    """
    if dct is None:
        return list(events), list(positions)
    speeches = sorted(
        [(m.trigger.start, _speaker(m), m.trigger, when) for m, when in events]
        + [(m.cue.start, m.holder.actor_id, m.cue, when) for m, when in positions if m.cue is not None],
        key=lambda speech: speech[:2],
    )
    carried: dict[tuple[int, str], DateInterval] = {}
    said: dict[str, DateInterval] = {}
    for start, speaker, cue, when in speeches:
        if not speaker or not _is_report(cue):
            continue
        if when.basis is DateBasis.STATED and when.precision is Precision.DAY and _is_recent(when, dct):
            said[speaker] = when
        elif when.basis is DateBasis.PUBLICATION and speaker in said and tense_of(cue.root) is Tense.PAST:
            carried[start, speaker] = replace(said[speaker], basis=DateBasis.CARRIED)
    return (
        [(m, carried.get((m.trigger.start, _speaker(m)), when) if _happened(m) else when) for m, when in events],
        [(m, carried.get((_start_of(m.cue), m.holder.actor_id), when)) for m, when in positions],
    )


def _speaker(mention: EventMention) -> str:
    """Return the one source of an event, or nothing."""
    ids = _unique(source.actor_id for source in mention.sources)
    return ids[0] if len(ids) == 1 else ""


def _unique(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _start_of(cue: Span | None) -> int:
    return cue.start if cue is not None else -1


def _happened(mention: EventMention) -> bool:
    return mention.status is EventStatus.OCCURRED


def _is_report(cue: Span) -> bool:
    return cue.root.lemma_.lower() in time_verbs()[REPORT]


def _is_recent(when: DateInterval, dct: date) -> bool:
    return when.start is not None and timedelta(0) <= dct - when.start <= _LONGEST_STORY
