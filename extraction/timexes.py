"""Document and document creation time in, time expressions with values and intervals out."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from weakref import WeakKeyDictionary

from spacy.tokens import Doc, Span

from extraction.blocks import blocks_of
from extraction.time_direction import direction_of
from extraction.timex_grammar import Phrase, find_phrases
from extraction.timex_values import Context, Reading, read_phrase
from extraction.words import words_of
from records.timexes import Timex
from records.vocabularies import BlockKind, Precision, TimexType

# Finding the phrases costs more than reading them, and both the tagger and the reader need them. A memo, not state:
# what it holds follows from the text alone, and goes with the document.
_FOUND: WeakKeyDictionary[Doc, tuple[Phrase, ...]] = WeakKeyDictionary()
_BESIDE_CHARACTERS = 12
_DATED_BY_YEAR = frozenset({"month_day", "day_month", "month_year", "day_range"})
_TITLES = (BlockKind.HEADLINE, BlockKind.HEADING)


def read_timexes(doc: Doc, dct: date | None, *, date_order: str = "AUTO") -> tuple[Timex, ...]:
    """Return the time expressions of the document in text order.

    The document is only read, so that the same one can be read again with another `dct`. `date_order` is MDY or DMY;
    AUTO lets the article's own unmistakable dates decide.
    """
    pairs = list(_phrases(doc))
    blocks = blocks_of(doc)
    day_first = date_order == "DMY" or (date_order == "AUTO" and _writes_day_first(phrase for _, phrase in pairs))
    timexes: list[Timex] = []
    anchor: date | None = None
    anchor_day: date | None = None
    anchor_value: str | None = None
    story: date | None = None
    story_sentence = -1
    for i, (span, phrase) in enumerate(pairs):
        following = pairs[i + 1] if i + 1 < len(pairs) else None
        context = Context(
            dct=dct,
            direction=direction_of(span, in_title=blocks.kind_of(span) in _TITLES),
            anchor=anchor,
            anchor_day=anchor_day,
            anchor_value=anchor_value,
            beside=_day_beside(phrase, following, timexes, dct),
            story=story if story_sentence == span.sent.start else None,
            day_first=day_first,
        )
        reading = read_phrase(phrase, context)
        timexes.append(_timex(phrase, reading))
        days = reading.days
        if phrase.type is TimexType.DATE and days and days.start and days.end and days.precision is not Precision.OPEN:
            anchor, anchor_value = days.start, reading.value
            if days.precision is Precision.DAY:
                anchor_day = days.start
            if phrase.has("year") and dct and days.start.year < dct.year and phrase.rule in _DATED_BY_YEAR:
                story, story_sentence = days.start, span.sent.start
    return tuple(timexes)


def phrases_of(doc: Doc) -> tuple[Phrase, ...]:
    """Return the phrases of the document's text; they are found once for as long as the document lives."""
    phrases = _FOUND.get(doc)
    if phrases is None:
        phrases = _FOUND[doc] = tuple(find_phrases(words_of(doc).text))
    return phrases


def _phrases(doc: Doc) -> Iterator[tuple[Span, Phrase]]:
    """Yield the tagged spans with their phrases."""
    phrases = phrases_of(doc)
    starts = [phrase.start for phrase in phrases]
    for span in doc.spans.get("timex", ()):
        i = bisect_left(starts, span.start_char)
        if i < len(phrases) and phrases[i].start < span.end_char:
            yield span, phrases[i]


def _writes_day_first(phrases: Iterator[Phrase]) -> bool:
    """Say whether the article's own dates put the day first: "13/03/2025", or "13 March" more often than "March 13"."""
    votes = 0
    for phrase in phrases:
        if phrase.rule == "numeric_date":
            first, second = phrase.value("stamp").replace(".", "/").replace("-", "/").split("/")[:2]
            votes += 100 * ((int(first) > 12) - (int(second) > 12))
        votes += (phrase.rule == "day_month") - (phrase.rule == "month_day")
    return votes > 0


def _day_beside(
    phrase: Phrase, following: tuple[Span, Phrase] | None, before: list[Timex], dct: date | None
) -> date | None:
    """Return the day that stands next to a clock time ("at 16:15 UTC on June 1")."""
    if phrase.type is not TimexType.TIME:
        return None
    if following is not None and following[1].type is TimexType.DATE and 0 <= following[1].first - phrase.last <= 3:
        days = read_phrase(following[1], Context(dct=dct, direction=direction_of(following[0]))).days
        if days and days.precision is Precision.DAY:
            return days.start
    if before and before[-1].interval and before[-1].interval.precision is Precision.DAY:
        return before[-1].interval.start if phrase.start - before[-1].end <= _BESIDE_CHARACTERS else None
    return None


def _timex(phrase: Phrase, reading: Reading) -> Timex:
    start, end = phrase.start, phrase.end
    return Timex(
        start=start,
        end=end,
        text=phrase.lexemes.text[start:end],
        type=phrase.type,
        value=reading.value,
        mod=reading.mod,
        interval=reading.days,
    )
