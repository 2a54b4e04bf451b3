"""What readers of time expressions share: the context, the result, the numbers and years that words stand for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from extraction.calendars import interval_of, make_day, unit_value
from extraction.timex_grammar import Phrase
from records.dates import Interval


class Direction(StrEnum):
    """Where from the document creation time the clause around an expression looks.

    PRESENT is the present tense of a sentence, which tells of a weekday what is scheduled ("opens on Tuesday") and
    nothing of a month; NEAR is that of a title, where the nearer day counts.
    """

    PAST = "PAST"
    PRESENT = "PRESENT"
    FUTURE = "FUTURE"
    NEAR = "NEAR"
    NONE = "NONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a phrase is read against.

    `anchor` is where "that week" or "two weeks later" hang: the first day of the date resolved before, `anchor_value`
    its value, `anchor_day` the last of them that was a single day. `beside` is the day named next to a clock time,
    `story` the date of another year that the sentence stated before, `day_first` says how "03/04/2025" reads.
    """

    dct: date | None
    direction: Direction = Direction.NONE
    anchor: date | None = None
    anchor_day: date | None = None
    anchor_value: str | None = None
    beside: date | None = None
    story: date | None = None
    day_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a phrase means; without an `interval` of its own the value's days count."""

    value: str
    mod: str | None = None
    interval: Interval | None = None

    @property
    def days(self) -> Interval | None:
        """The days it stands for, if they are known."""
        return self.interval or interval_of(self.value, self.mod)


Reader = Callable[[Phrase, Context], Reading]
_READERS: dict[str, Reader] = {}
# What lies further than this from the publication date is not what a month or day without a year means.
NEAR_DAYS = 45
_LONGEST_NUMBER = 9
_RANGE_LINKS = frozenset({"TO", "AND", "UNTIL", "THROUGH", "DASH"})
_MONTHS_AND_DAYS = frozenset({"MONTH", "MAY", "MABBR", "DAYNUMBER", "ORDNUM"})
_LONGEST_RANGE_END = 6


def read_phrase(phrase: Phrase, context: Context) -> Reading:
    """Return what the phrase means in its context."""
    try:
        return _READERS[phrase.rule](phrase, context)
    except (OverflowError, ValueError):
        # The arithmetic left the calendar, which knows the years 1 to 9999.
        return Reading(value="XXXX-XX-XX")


def known_rules() -> frozenset[str]:
    """Return the names of the rules that have a reader."""
    return frozenset(_READERS)


def reads(*rules: str) -> Callable[[Reader], Reader]:
    def register(reader: Reader) -> Reader:
        for rule in rules:
            _READERS[rule] = reader
        return reader

    return register


def count_of(phrase: Phrase, group: str = "amount") -> float | None:
    """Return the number that the group's words stand for; None for "several" and what is too long to be a count."""
    total, part, known = 0.0, 0.0, False
    for label, value in phrase.items(group):
        if label in ("DAYNUMBER", "NUMBER", "YEAR", "DOTCLOCK"):
            digits = value.replace(",", "")
            if len(digits) > _LONGEST_NUMBER:
                return None
            part, known = float(digits), True
        elif label in ("NW", "HUNDRED", "DOZEN"):
            number = int(value)
            known = True
            if number >= 1000:
                total, part = total + max(part, 1) * number, 0
            else:
                part = max(part, 1) * number if number == 100 or label == "DOZEN" else part + number
        elif label == "HALF":
            part, known = part + 0.5, True
        elif label in ("COUPLE", "PAIR"):
            part, known = 2, True
        elif label == "QUANT":
            return None
    if not known:
        return 1.0 if any(label == "A" for label, _ in phrase.items(group)) else None
    return total + part


def unit_of(phrase: Phrase, group: str = "unit") -> str:
    return phrase.value(group, "D")


def mod_of(phrase: Phrase) -> str | None:
    """Return the modifier that words such as "more than" or "about" put on a quantity."""
    if phrase.contains("MORE"):
        return "EQUAL_OR_LESS" if (phrase.contains("NOT") or phrase.contains("NUMBERED")) else "MORE_THAN"
    if phrase.contains("LESS"):
        return "EQUAL_OR_MORE" if (phrase.contains("NOT") or phrase.contains("NUMBERED")) else "LESS_THAN"
    if phrase.contains("LEAST"):
        return "EQUAL_OR_MORE"
    if phrase.contains("MOST") or phrase.contains("UP"):
        return "EQUAL_OR_LESS"
    if phrase.contains("OVER"):
        return "MORE_THAN"
    return "APPROX" if phrase.contains("APPROX") else None


def year_of(phrase: Phrase, context: Context) -> int | None:
    """Return the year that the phrase states itself, or by "last year"."""
    if phrase.has("year"):
        return int(phrase.value("year"))
    if phrase.has("short"):
        return short_year(phrase.value("short")[1:], context)
    if phrase.has("yearof") and context.dct:
        return context.dct.year + int(phrase.value("yearof"))
    return _year_behind(phrase)


def _year_behind(phrase: Phrase) -> int | None:
    """Return the year that a range gives only at its end ("from January to March 2020", "May 3 to June 7, 2019")."""
    size = phrase.last - phrase.first
    if phrase.class_at(size) not in _RANGE_LINKS or phrase.class_at(size + 1) not in _MONTHS_AND_DAYS:
        return None
    for offset in range(size + 1, size + _LONGEST_RANGE_END):
        label = phrase.class_at(offset)
        if label == "YEAR":
            return int(phrase.lexemes.values[phrase.first + offset])
        if label not in _MONTHS_AND_DAYS and label != "COMMA":
            return None
    return None


def short_year(digits: str, context: Context) -> int:
    latest = context.dct.year + 10 if context.dct else 2030
    year = 2000 + int(digits)
    return year if year <= latest else year - 100


def nearest(candidates: list[date], context: Context, *, bound: int) -> date | None:
    """Return the candidate that the clause and nearness to the publication date speak for.

    A clause about the past takes the last one up to now, unless another lies less than `bound` days ahead (what was
    planned for next week); one about the future takes the next, unless one lies less than that behind. In a sentence
    about another year ("the coup on July 26, 2023 led to sanctions in August") the first from there on counts.
    """
    dct = context.dct
    if dct is None or not candidates:
        return None
    if context.story is not None and context.direction is not Direction.FUTURE:
        told = [day for day in candidates if context.story.replace(day=1) <= day <= dct]
        return min(told, default=max(candidates))
    nearest = min(candidates, key=lambda day: (abs((day - dct).days), day > dct))
    if context.direction is Direction.FUTURE and not 0 < (dct - nearest).days <= bound:
        return min((day for day in candidates if day >= dct), default=nearest)
    if context.direction is Direction.PAST and (nearest - dct).days > bound:
        return max((day for day in candidates if day <= dct), default=nearest)
    return nearest


def month_day_value(month: int, day: int, year: int | None, context: Context) -> str:
    if year is not None:
        found = make_day(year, month, day)
        return found.isoformat() if found else "XXXX-XX-XX"
    if context.dct is None or not 1 <= day <= 31:
        return f"XXXX-{month:02}-{day:02}" if make_day(2000, month, day) else "XXXX-XX-XX"
    leap = (month, day) == (2, 29)
    years = range(context.dct.year - 4, context.dct.year + 5) if leap else candidate_years(context)
    found = nearest([d for y in years if (d := make_day(y, month, day))], context, bound=NEAR_DAYS)
    return found.isoformat() if found else "XXXX-XX-XX"


def years_about(dct: date) -> range:
    return range(dct.year - 1, dct.year + 2)


def candidate_years(context: Context) -> range:
    """Return the years about the publication date, or those of the story that the sentence tells."""
    if context.story is not None and context.direction is not Direction.FUTURE:
        return range(context.story.year, context.story.year + 2)
    return years_about(context.dct) if context.dct is not None else range(0)


def on_day(day: date | None, tail: str) -> Reading:
    return Reading(value=f"{unit_value(day, 'D')}{tail}")


def ordinal_of(phrase: Phrase, group: str) -> int:
    """Return the number of "third", "3rd", "3" or "second"."""
    value = phrase.value(group)
    if phrase.label(group) == "SECOND":
        return 2
    digits = "".join(c for c in value if c.isdecimal())
    return int(digits[:4]) if digits else 0
