"""Dated mentions of an article in, the same out, the day of a deed or speech carried to what its doer did next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from spacy.tokens import Span

from extraction.findings import EventMention, PositionMention
from extraction.syntax import Tense, tense_of
from extraction.time_verbs import REPORT, time_verbs
from records.dates import DateInterval
from records.vocabularies import DateBasis, EventStatus, Precision

_LONGEST_STORY = timedelta(days=7)
_NEAR = 2
"""How many sentences after a deed of a stated day another of the same doer may stand to be of that day."""


def carry_days(
    events: Sequence[tuple[EventMention, DateInterval]],
    positions: Sequence[tuple[PositionMention, DateInterval]],
    dct: date | None,
) -> tuple[list[tuple[EventMention, DateInterval]], list[tuple[PositionMention, DateInterval]]]:
    """Return both with CARRIED days, where the past tense goes on to tell of one day.

    "Speaking on Sunday, she said … He … She added …" was all said on Sunday: the last stated day of a speaker within a
    week before the publication counts for what the same speaker says further on. "Officers seized power on Wednesday.
    They dissolved parliament …": a stated day counts for what the same actor does in the next sentences, too. Where the
    text goes back to an earlier day, both end.
    """
    if dct is None:
        return list(events), list(positions)
    steps = sorted(
        [_Step(where=m.trigger, who=_speaker(m), when=when, deed=_happened(m)) for m, when in events]
        + [
            _Step(where=m.cue, who=m.holder.actor_id, when=when, deed=False)
            for m, when in positions
            if m.cue is not None
        ],
        key=lambda step: (step.where.start, step.who),
    )
    carried: dict[tuple[int, str], DateInterval] = {}
    said: dict[str, DateInterval] = {}
    done: dict[str, tuple[DateInterval, int]] = {}
    sentences = {sentence.start: number for number, sentence in enumerate(steps[0].where.doc.sents)} if steps else {}
    for step in steps:
        when, who, number = step.when, step.who, sentences[step.where.sent.start]
        if when.basis is DateBasis.STATED and _goes_back(when, (*said.values(), *(day for day, _ in done.values()))):
            said.clear()
            done.clear()
        if not who:
            continue
        report = _is_report(step.where)
        if when.basis is DateBasis.STATED and when.precision is Precision.DAY and _is_recent(when, dct):
            if report:
                said[who] = when
            if step.deed:
                done[who] = when, number
        elif when.basis is DateBasis.PUBLICATION and tense_of(step.where.root) is Tense.PAST:
            if report and who in said:
                carried[step.where.start, who] = replace(said[who], basis=DateBasis.CARRIED)
            elif step.deed and who in done and number - done[who][1] <= _NEAR:
                carried[step.where.start, who] = replace(done[who][0], basis=DateBasis.CARRIED)
                done[who] = done[who][0], number
    return (
        [(m, carried.get((m.trigger.start, _speaker(m)), when) if _happened(m) else when) for m, when in events],
        [(m, carried.get((_start_of(m.cue), m.holder.actor_id), when)) for m, when in positions],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """Something told of one actor, in text order; `deed` where it happened and is no mere stance."""

    where: Span
    who: str
    when: DateInterval
    deed: bool


def _goes_back(when: DateInterval, days: Iterable[DateInterval]) -> bool:
    """Say whether a stated day lies before all of those that the text has told of."""
    starts = [day.start for day in days if day.start is not None]
    return when.end is not None and bool(starts) and when.end < min(starts)


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
