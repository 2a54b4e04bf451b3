"""Mention, time expressions and document creation time in, the day or interval it happened out."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from spacy.tokens import Span, Token

from extraction.blocks import blocks_of
from extraction.findings import EventMention, PositionMention
from extraction.syntax import Tense, tense_of
from extraction.time_attachment import Closeness, clause_verb_of, closeness, ordering_preposition, reporting_verb_above
from records.dates import UNDATED, DateInterval, Interval
from records.timexes import Timex
from records.vocabularies import BlockKind, DateBasis, EventStatus, Precision, TimexType

_AHEAD = frozenset({EventStatus.PLANNED, EventStatus.PROPOSED, EventStatus.HYPOTHETICAL})
_UNBOUND_PAST = frozenset(
    {"previously", "earlier", "formerly", "once", "already", "before", "originally", "initially", "historically"}
)
_SIMULTANEOUS = (Tense.PRESENT, Tense.PROGRESSIVE)
_TO_COME = (Tense.FUTURE, Tense.MODAL)
_RANGE_WORDS = frozenset({"to", "and", "until", "till", "through", "-", "–", "—"})
_LASTING = frozenset({"until", "till", "through"})
_FAR = 10_000
_DAYS = re.compile(r"P(?:(\d{1,2})D|(\d{1,2})W|T[\dX]+[HM])")
_WEEKDAYS = frozenset({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"})
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


def anchor_event(mention: EventMention, timexes: Sequence[Timex], dct: date | None) -> DateInterval:
    """Return when the event happened, goes on, or is planned.

    In this order: an expression that belongs to the trigger; for what goes on while somebody reports it, the day of
    that report; the publication date, where tense and status let it speak. What is planned or merely possible gets no
    day that has passed, and what happened none to come.
    """
    return _anchor(mention.trigger, mention.status, timexes, dct, background=mention.background)


def read_historic_present(mention: EventMention, when: DateInterval, dct: date | None) -> EventMention:
    """Return the mention as one of the past where its present tense tells of a day that is over.

    Chronicles do that: "March 3: rebels seize Goma", "On 9 June the two leaders meet in Oslo".
    """
    known = when.basis in (DateBasis.STATED, DateBasis.CARRIED)
    over = known and dct is not None and when.end is not None and when.end < dct
    if not over or mention.status is not EventStatus.ONGOING or tense_of(mention.trigger.root) is not Tense.PRESENT:
        return mention
    return replace(mention, status=EventStatus.OCCURRED)


def anchor_position(mention: PositionMention, timexes: Sequence[Timex], dct: date | None) -> DateInterval:
    """Return when the position was stated: the day of its cue, never a day inside of what is said."""
    cue = mention.cue or mention.evidence[0]
    return _anchor(cue, EventStatus.OCCURRED, timexes, dct, background=False)


def _anchor(
    trigger: Span, status: EventStatus, timexes: Sequence[Timex], dct: date | None, *, background: bool
) -> DateInterval:
    kind = blocks_of(trigger.doc).kind_of(trigger)
    if kind is BlockKind.FURNITURE:
        return UNDATED
    expressions = tuple(_expressions_beside(trigger, timexes))
    for _, expression in sorted(_belonging(trigger, expressions), key=lambda found: found[0]):
        dated = _dated_by(expression, expressions, status, dct, ordering_preposition(expression.span, trigger))
        if dated is not None:
            return dated
    if kind is BlockKind.CAPTION:
        return _dated_by_caption(expressions, status, dct)
    if status is EventStatus.OCCURRED and (stepped := _dated_by_step(trigger, expressions, dct)) is not None:
        return stepped
    return _dated_without_words(trigger, status, expressions, dct, background=background)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Expression:
    """A time expression with its span in the document."""

    timex: Timex
    span: Span

    @property
    def preposition(self) -> str:
        """The word before it, in lower case ("since", "by", "on")."""
        return self.span.doc[self.span.start - 1].lower_ if self.span.start else ""


def _expressions_beside(trigger: Span, timexes: Sequence[Timex]) -> Iterator[_Expression]:
    """Yield the expressions of the sentences that the trigger stands in."""
    doc = trigger.doc
    start, end = trigger[0].sent.start_char, trigger[-1].sent.end_char
    for timex in timexes[bisect_left(timexes, start, key=lambda t: t.start) :]:
        if timex.start >= end:
            return
        span = doc.char_span(timex.start, timex.end, alignment_mode="expand")
        if span is not None and len(span) and timex.type is not TimexType.SET:
            yield _Expression(timex=timex, span=span)


def _belonging(
    trigger: Span, expressions: Sequence[_Expression]
) -> Iterator[tuple[tuple[Closeness, int, int], _Expression]]:
    """Yield the expressions that belong to the trigger, with what they are ordered by."""
    for expression in expressions:
        close = closeness(expression.span, trigger)
        if close is not None and not (
            expression.timex.type is TimexType.DURATION and expression.timex.interval is None
        ):
            # Of "since 2014 and 2022" the first counts, of others the one that stands next to the trigger.
            since = ordering_preposition(expression.span, trigger) == "since"
            distance = expression.span.start if since else abs(expression.span.start - trigger.start)
            # "Declared on Monday a truce until Friday": until when it lasts says less than when it was done.
            distance += _FAR if expression.preposition in _LASTING else 0
            yield (close, distance, expression.span.start), expression


def _dated_by(
    expression: _Expression,
    beside: Sequence[_Expression],
    status: EventStatus,
    dct: date | None,
    ordering: str = "",
) -> DateInterval | None:
    """Return the date that the expression gives an event of that status, None if they contradict each other."""
    timex = expression.timex
    if timex.value == "PAST_REF" and status not in _AHEAD and dct is not None:
        return _stated(expression, None, dct)
    if timex.interval is None:
        return None
    interval = _joined(expression, beside)
    preposition = ordering or expression.preposition
    start, end = _bounded(interval, preposition, status, dct)
    if dct is not None and status is EventStatus.OCCURRED and preposition in _LASTING and end is not None and end > dct:
        # What was announced to last until a day to come was not done on it.
        return None
    if dct is not None and (step := _contradiction(start, end, status, dct)):
        if start is None or start != end or timex.text not in _WEEKDAYS:
            return None
        # A plan for "Tuesday" means the next one, what happened on "Tuesday" the last, whatever its clause says.
        start = end = start + step
        if _contradiction(start, end, status, dct):
            return None
    return _stated(expression, start, end, interval)


def _contradiction(start: date | None, end: date | None, status: EventStatus, dct: date) -> timedelta | None:
    """Return which way the days would have to move for an event of that status, None if they are right."""
    if status in _AHEAD and end is not None and end < dct:
        return _WEEK
    if status not in _AHEAD and start is not None and start > dct:
        return -_WEEK
    return None


def _stated(
    expression: _Expression, start: date | None, end: date | None, interval: Interval | None = None
) -> DateInterval:
    timex = expression.timex
    if start is None and end is None:
        return UNDATED
    if start is None or end is None:
        precision = Precision.OPEN
    elif interval is not None and (interval.start, interval.end) == (start, end):
        precision = interval.precision
    else:
        precision = Precision.DAY if start == end else Precision.RANGE
    return DateInterval(
        start=start,
        end=end,
        precision=precision,
        basis=DateBasis.STATED,
        text=timex.text,
        span=(timex.start, timex.end),
    )


def _joined(expression: _Expression, beside: Sequence[_Expression]) -> Interval:
    """Return the interval from the expression to the one that closes its range ("from March 3 to March 7")."""
    own = expression.timex.interval
    assert own is not None
    for other in beside:
        if other is expression or other.timex.interval is None or other.timex.type is TimexType.DURATION:
            continue
        first, last = sorted((expression, other), key=lambda e: e.span.start)
        between = expression.span.doc[first.span.end : last.span.start]
        if len(between) == 1 and between[0].lower_ in _RANGE_WORDS and first.preposition in ("from", "between"):
            start, end = first.timex.interval, last.timex.interval
            if start and end and start.start and end.end and start.start <= end.end:
                return Interval(start=start.start, end=end.end, precision=Precision.RANGE)
    return own


def _bounded(
    interval: Interval, preposition: str, status: EventStatus, dct: date | None
) -> tuple[date | None, date | None]:
    """Return the ends that the preposition leaves: "since", "after", "until", "by" and "before" set one only."""
    start, end = interval.start, interval.end
    happened = status not in _AHEAD
    if preposition == "since":
        return start, None if status is EventStatus.ONGOING else dct
    if preposition in ("until", "till", "by", "through"):
        return None if happened else dct, end
    if preposition == "before" and start is not None:
        return None if happened else dct, start - _DAY if start > date.min else start
    if preposition == "after" and end is not None:
        return end + _DAY if end < date.max else end, dct if happened else None
    return start, end


def _dated_by_caption(expressions: Sequence[_Expression], status: EventStatus, dct: date | None) -> DateInterval:
    """Return the day of a photo: the first that its caption names."""
    for expression in expressions:
        if expression.timex.type in (TimexType.DATE, TimexType.TIME):
            dated = _dated_by(expression, (), status, dct)
            if dated is not None:
                return dated
    return UNDATED


def _dated_by_step(trigger: Span, expressions: Sequence[_Expression], dct: date | None) -> DateInterval | None:
    """Return the day some days before that of the verb above: "a day after rebels seized the town, he resigned"."""
    head = trigger.root
    verb = head if head.pos_ in ("VERB", "AUX") else None
    after = verb or head.head
    if verb is None and (head.dep_ != "pobj" or after.lower_ != "after"):
        return None
    if verb is not None and not any(child.dep_ == "mark" and child.lower_ == "after" for child in verb.children):
        return None
    if after.head == after:
        return None
    for expression in expressions:
        step = _DAYS.fullmatch(expression.timex.value)
        if step is None or expression.span.root.head != after or expression.span.start > head.i:
            continue
        cue = after.doc[after.head.i : after.head.i + 1]
        for _, above in sorted(_belonging(cue, expressions), key=lambda found: found[0]):
            dated = _dated_by(above, expressions, EventStatus.OCCURRED, dct)
            if dated is not None and dated.precision is Precision.DAY and dated.start is not None:
                day = dated.start - int(step[1] or 0) * _DAY - int(step[2] or 0) * _WEEK
                return _stated(expression, day, day)
    return None


def _dated_without_words(
    trigger: Span, status: EventStatus, expressions: Sequence[_Expression], dct: date | None, *, background: bool
) -> DateInterval:
    """Return what tense and publication date say of an event whose own words name no day."""
    if dct is None or status in _AHEAD or status is EventStatus.DENIED:
        return UNDATED
    head = trigger.root
    report = _dated_report(head, expressions, dct)
    verb = head if head.pos_ in ("VERB", "AUX") else clause_verb_of(head)
    tense = _finite_tense(verb) if verb is not None else Tense.NONE
    if report is not None and report.end != dct:
        # What goes on while it is reported goes on that day, a threat ("will strike unless…") is made on it; what is
        # reported of a whole week happened in it.
        with_report = status is EventStatus.ONGOING or tense in _SIMULTANEOUS or tense in _TO_COME
        if with_report or report.precision is not Precision.DAY:
            return report
        return DateInterval(
            start=None,
            end=report.end,
            precision=Precision.OPEN,
            basis=DateBasis.STATED,
            text=report.text,
            span=report.span,
        )
    if background and tense is Tense.NONE:
        return UNDATED
    if tense is Tense.PLUPERFECT or _is_unbound(head):
        return DateInterval(start=None, end=dct, precision=Precision.OPEN, basis=DateBasis.PUBLICATION)
    return DateInterval(start=dct, end=dct, precision=Precision.DAY, basis=DateBasis.PUBLICATION)


def _finite_tense(verb: Token) -> Tense:
    """Return the tense of the verb, of an infinitive that of the verb above it ("is working to restore")."""
    tense = tense_of(verb)
    while tense is Tense.INFINITIVE and verb.dep_ in ("xcomp", "advcl", "conj") and verb.head.i != verb.i:
        verb = verb.head
        tense = tense_of(verb)
    return tense


def _dated_report(head: Token, expressions: Sequence[_Expression], dct: date) -> DateInterval | None:
    """Return the day of the reporting verb in whose complement the event stands, where it has one."""
    for verb in reporting_verb_above(head):
        cue = verb.doc[verb.i : verb.i + 1]
        for _, expression in sorted(_belonging(cue, expressions), key=lambda found: found[0]):
            dated = _dated_by(expression, expressions, EventStatus.OCCURRED, dct)
            if dated is not None and dated.end is not None:
                return dated
    return None


def _is_unbound(head: Token) -> bool:
    """Say whether an adverb moves the event to some time before ("previously confirmed")."""
    return any(child.dep_ == "advmod" and child.lower_ in _UNBOUND_PAST for child in head.children)
