"""Two sheets of an article in, how well their events agree out."""

from collections.abc import Iterator
from dataclasses import dataclass

from evaluation.agreement import Identities, any_touch, date_agrees, pair_off
from evaluation.sheets import MarkedDate, MarkedEvent, Sheet
from evaluation.tallies import Figure, Mistake, Tally
from records.vocabularies import DateBasis, EventType


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What a prediction gets right of an event of the gold."""

    type: bool
    date: bool
    status: bool
    source: bool
    target: bool

    @property
    def points(self) -> int:
        return self.type + self.date + self.status + self.source + self.target


def tally_events(tally: Tally, gold: Sheet, predicted: Sheet, identities: Identities) -> None:
    """Count the events: found and typed both ways, then what is right about those found.

    A prediction may stand for an event of the gold where their triggers touch, or else where its trigger stands in the
    event's evidence and its type is accepted; one stands for one, the best agreement first. Optional events count
    neither way, and a STATEMENT that stands for nothing is no false event.
    """
    verdicts: dict[tuple[int, int], _Verdict] = {}
    candidates = []
    for i, one in enumerate(gold.events):
        for j, other in enumerate(predicted.events):
            verdict = _judge(gold, one, other, identities)
            on_trigger = any_touch(one.triggers, other.triggers)
            if not _may_stand_for(one, other, verdict, on_trigger):
                continue
            verdicts[i, j] = verdict
            candidates.append(((on_trigger and verdict.type, on_trigger, one.core, verdict.points), i, j))
    pairs = pair_off(candidates)
    for i, one in enumerate(gold.events):
        if not one.core:
            continue
        found = verdicts[i, pairs[i]] if i in pairs else None
        tally.ask("found", found is not None)
        tally.ask("found and typed", found is not None and found.type)
        if found is None:
            tally.note(_mistake(gold, "missed", one, str(one.types[0]), None))
            continue
        for name, right, wanted, given in _questions(one, predicted.events[pairs[i]], found):
            if not tally.ask(name, right) and name != "date stated":
                tally.note(_mistake(gold, f"{name} wrong", one, wanted, given))
    partners = {j: i for i, j in pairs.items()}
    for j, other in enumerate(predicted.events):
        partner = partners.get(j)
        if partner is None and other.types[0] is EventType.STATEMENT:
            continue
        if partner is not None and not gold.events[partner].core:
            continue
        tally.offer("found and typed", partner is not None and verdicts[partner, j].type)
        if not tally.offer("found", partner is not None):
            tally.note(_mistake(gold, "not in the gold", other, None, str(other.types[0])))


def figure_events(tally: Tally) -> tuple[Figure, ...]:
    """Return the rows of the layer."""
    shares = ("type", "date", "date stated", "status", "source", "target")
    return (tally.both("found"), tally.both("found and typed"), *(tally.share(row) for row in shares))


def _judge(gold: Sheet, one: MarkedEvent, other: MarkedEvent, identities: Identities) -> _Verdict:
    source, target = identities.same(other.sources, one.sources), identities.same(other.targets, one.targets)
    if one.types[0] is EventType.CONSULT:
        # Who meets whom is the same meeting told from the other side.
        crossed = identities.same(other.targets, one.sources), identities.same(other.sources, one.targets)
        source, target = max((source, target), crossed, key=sum)
    return _Verdict(
        type=other.types[0] in one.types,
        date=one.date is not None and other.date is not None and date_agrees(gold, one.date, one.statuses, other.date),
        status=other.statuses[0] in one.statuses,
        source=source,
        target=target,
    )


def _may_stand_for(one: MarkedEvent, other: MarkedEvent, verdict: _Verdict, on_trigger: bool) -> bool:
    if other.types[0] is EventType.STATEMENT and not verdict.type:
        return False
    return on_trigger or (verdict.type and any_touch(one.evidence, other.triggers))


def _questions(
    one: MarkedEvent, other: MarkedEvent, verdict: _Verdict
) -> Iterator[tuple[str, bool, str | None, str | None]]:
    """Yield name, answer, what is wanted and what was given for all that can be asked of an event that was found."""
    yield "type", verdict.type, str(one.types[0]), str(other.types[0])
    yield "status", verdict.status, str(one.statuses[0]), str(other.statuses[0])
    if one.date is not None:
        days = _write_date(one.date), _write_date(other.date)
        yield "date", verdict.date, *days
        if one.date.basis in (DateBasis.STATED, DateBasis.CARRIED):
            yield "date stated", verdict.date, *days
    if one.sources:
        yield "source", verdict.source, ", ".join(sorted(one.sources)), ", ".join(sorted(other.sources))
    if one.targets:
        yield "target", verdict.target, ", ".join(sorted(one.targets)), ", ".join(sorted(other.targets))


def _write_date(date: MarkedDate | None) -> str:
    return "" if date is None else f"{date.start or '..'}/{date.end or '..'} {date.basis}"


def _mistake(sheet: Sheet, kind: str, event: MarkedEvent, wanted: str | None, found: str | None) -> Mistake:
    span = event.triggers[0]
    return Mistake(article=sheet.name, kind=kind, span=span, text=sheet.text[slice(*span)], wanted=wanted, found=found)
