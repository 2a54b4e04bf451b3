"""Document and document creation time in, time expressions with values and intervals out."""

from collections.abc import Iterator
from datetime import date

from spacy.tokens import Doc, Span

from extraction.blocks import BlockLookup
from extraction.time_direction import direction_of
from extraction.timex_grammar import Phrase, find_phrases
from extraction.timex_values import Context, Direction, Reading, read_phrase
from records.timexes import Timex
from records.vocabularies import BlockKind, Precision, TimexType


_TITLES = (BlockKind.HEADLINE, BlockKind.HEADING)


def read_timexes(doc: Doc, dct: date | None, *, date_order: str = "AUTO") -> tuple[Timex, ...]:
    """Return the time expressions of the document in text order.

    The document is only read, so that the same one can be read again with another `dct`. `date_order` is MDY or DMY; AUTO
    lets the article's own unmistakable dates decide.
    """
    pairs = list(_phrases(doc))
    blocks = BlockLookup(doc)
    day_first = date_order == "DMY" or (date_order == "AUTO" and _writes_day_first(phrase for _, phrase in pairs))
    timexes: list[Timex] = []
    anchor: date | None = None
    anchor_day: date | None = None
    anchor_value: str | None = None
    for i, (span, phrase) in enumerate(pairs):
        following = pairs[i + 1][1] if i + 1 < len(pairs) else None
        context = Context(
            dct=dct,
            direction=direction_of(span, in_title=blocks.kind_of(span) in _TITLES),
            anchor=anchor,
            anchor_day=anchor_day,
            anchor_value=anchor_value,
            beside=_day_beside(phrase, following, timexes, dct),
            day_first=day_first,
        )
        reading = read_phrase(phrase, context)
        timexes.append(_timex(doc, phrase, reading))
        days = reading.days
        if phrase.type is TimexType.DATE and days and days.start and days.end and days.precision is not Precision.OPEN:
            anchor, anchor_value = days.start, reading.value
            if days.precision is Precision.DAY:
                anchor_day = days.start
    return tuple(timexes)


def _phrases(doc: Doc) -> Iterator[tuple[Span, Phrase]]:
    """Yield the tagged spans with their phrases; only the sentences that hold one are looked at again."""
    spans = list(doc.spans.get("timex", ()))
    by_start: dict[int, Phrase] = {}
    read_to = -1
    for span in spans:
        if span.end_char > read_to:
            start, read_to = span[0].sent.start_char, span[-1].sent.end_char
            by_start = {phrase.start: phrase for phrase in find_phrases(doc.text, start, read_to)}
        phrase = next((by_start[i] for i in range(span.start_char, span.end_char) if i in by_start), None)
        if phrase is not None:
            yield span, phrase


def _writes_day_first(phrases: Iterator[Phrase]) -> bool:
    """Say whether the article's own dates put the day first: "13/03/2025", or else "13 March" more often than "March 13"."""
    votes = 0
    for phrase in phrases:
        if phrase.rule == "numeric_date":
            first, second = phrase.value("stamp").replace(".", "/").replace("-", "/").split("/")[:2]
            votes += 100 * ((int(first) > 12) - (int(second) > 12))
        votes += (phrase.rule == "day_month") - (phrase.rule == "month_day")
    return votes > 0


def _day_beside(phrase: Phrase, following: Phrase | None, before: list[Timex], dct: date | None) -> date | None:
    """Return the day that stands next to a clock time ("at 16:15 UTC on June 1")."""
    if phrase.type is not TimexType.TIME:
        return None
    if following and following.type is TimexType.DATE and following.lexemes is phrase.lexemes:
        if following.first - phrase.last <= 3:
            days = read_phrase(following, Context(dct=dct)).days
            if days and days.precision is Precision.DAY:
                return days.start
    if before and before[-1].interval and before[-1].interval.precision is Precision.DAY:
        return before[-1].interval.start if phrase.start - before[-1].end <= 12 else None
    return None


def _timex(doc: Doc, phrase: Phrase, reading: Reading) -> Timex:
    start, end = phrase.start, phrase.end
    return Timex(
        start=start,
        end=end,
        text=doc.text[start:end],
        type=phrase.type,
        value=reading.value,
        mod=reading.mod,
        interval=reading.days,
    )
