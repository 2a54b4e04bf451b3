"""A phrase of the grammar and its context in, what it means out: TIMEX3 value, modifier, days."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from extraction.calendars import (
    SEASON_MONTHS,
    interval_of,
    make_day,
    shift,
    unit_interval,
    unit_value,
    weekday_near,
)
from extraction.named_days import days_of, is_historic
from extraction.timex_grammar import Phrase
from records.dates import Interval
from records.vocabularies import Precision


class Direction(StrEnum):
    """Where from the document creation time the clause around an expression looks.

    PRESENT is the present tense of a sentence, which says of a weekday what is scheduled ("The summit opens on Tuesday")
    and nothing of a month; NEAR is that of a title, where the nearer day counts.
    """

    PAST = "PAST"
    PRESENT = "PRESENT"
    FUTURE = "FUTURE"
    NEAR = "NEAR"
    NONE = "NONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a phrase is read against.

    `anchor` is the expression on which "the next day" or "two weeks later" hang: the day and the TIMEX3 unit of the date
    resolved before. `beside` is the day named next to a clock time. `day_first` says how "03/04/2025" reads.
    """

    dct: date | None
    direction: Direction = Direction.NONE
    anchor: date | None = None
    anchor_day: date | None = None
    anchor_value: str | None = None
    beside: date | None = None
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
_NEAR_DAYS = 45
_LONGEST_NUMBER = 9
# "Kills five on Saturday" on a Tuesday looks back, "meets Putin on Tuesday" on a Monday ahead.
_DAYS_BACK_IN_TITLES = 3


def read_phrase(phrase: Phrase, context: Context) -> Reading:
    """Return what the phrase means in its context."""
    return _READERS[phrase.rule](phrase, context)


def _reads(*rules: str) -> Callable[[Reader], Reader]:
    def register(reader: Reader) -> Reader:
        for rule in rules:
            _READERS[rule] = reader
        return reader

    return register


# ---------------------------------------------------------------- numbers and durations
def count_of(phrase: Phrase, group: str = "amount") -> float | None:
    """Return the number that the group's words stand for; None for "several" and what is too long to be a count."""
    total, part, known = 0.0, 0.0, False
    for label, value in phrase.items(group):
        if label in ("DAYNUMBER", "NUMBER", "YEAR", "DOTCLOCK"):
            digits = value.replace(",", "")
            if len(digits) > _LONGEST_NUMBER:
                return None
            part, known = float(digits), True
        elif label in ("NW", "DOZEN"):
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


def _unit_of(phrase: Phrase, group: str = "unit") -> str:
    return phrase.value(group, "D")


def duration_value(count: float | None, unit: str) -> str:
    """Return the TIMEX3 duration; X for an unknown number, decades and centuries in years, halves in the smaller unit."""
    if count is None:
        return f"PTX{unit[1]}" if unit in ("TH", "TM", "TS") else f"PX{unit}"
    for larger, smaller, factor in (("DE", "Y", 10), ("CE", "Y", 100), ("ML", "Y", 1000), ("FN", "W", 2)):
        if unit == larger:
            unit, count = smaller, count * factor
    if count == 0.5:
        unit, count = {"Y": ("M", 6), "D": ("TH", 12), "TH": ("TM", 30), "TM": ("TS", 30)}.get(unit, (unit, count))
    number = f"{count:.0f}" if count == int(count) else f"{count:.2f}".rstrip("0")
    return f"PT{number}{unit[1]}" if unit in ("TH", "TM", "TS") else f"P{number}{unit}"


def _mod_of(phrase: Phrase) -> str | None:
    """Return the modifier that words such as "more than" or "about" put on a quantity."""
    if phrase.contains("MORE"):
        return "EQUAL_OR_LESS" if phrase.contains("NOT") else "MORE_THAN"
    if phrase.contains("LESS"):
        return "EQUAL_OR_MORE" if phrase.contains("NOT") else "LESS_THAN"
    if phrase.contains("LEAST"):
        return "EQUAL_OR_MORE"
    if phrase.contains("MOST") or phrase.contains("UP"):
        return "EQUAL_OR_LESS"
    if phrase.contains("OVER"):
        return "MORE_THAN"
    return "APPROX" if phrase.contains("APPROX") else None


# ---------------------------------------------------------------- days and months
@_reads("iso_day", "iso_time")
def _iso(phrase: Phrase, context: Context) -> Reading:
    stamp = phrase.value("stamp")
    day = _iso_day(stamp[:10])
    if day is None:
        return Reading(value="XXXX-XX-XX")
    return Reading(value=stamp if len(stamp) == 10 else day.isoformat() + stamp[10:])


def _iso_day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


@_reads("numeric_date")
def _numeric_date(phrase: Phrase, context: Context) -> Reading:
    stamp = phrase.value("stamp")
    first, second, year = (int(part) for part in stamp.replace("/", "-").replace(".", "-").split("-"))
    if year < 100:
        year += 1900 if year > 68 else 2000
    day_first = context.day_first or "." in stamp
    orders = [(second, first), (first, second)] if day_first else [(first, second), (second, first)]
    for month, day in orders:
        found = make_day(year, month, day)
        if found:
            return Reading(value=found.isoformat())
    return Reading(value="XXXX-XX-XX")


def _day_number(phrase: Phrase, group: str = "day") -> int:
    digits = "".join(c for c in phrase.value(group) if c.isdecimal())
    return int(digits[:4]) if digits else 0


def _year_of(phrase: Phrase, context: Context) -> int | None:
    """Return the year that the phrase states itself, or by "last year"."""
    if phrase.has("year"):
        return int(phrase.value("year"))
    if phrase.has("short"):
        return _short_year(phrase.value("short")[1:], context)
    if phrase.has("yearof") and context.dct:
        return context.dct.year + int(phrase.value("yearof"))
    return None


def _short_year(digits: str, context: Context) -> int:
    latest = context.dct.year + 10 if context.dct else 2030
    year = 2000 + int(digits)
    return year if year <= latest else year - 100


def _nearest(candidates: list[date], context: Context, *, bound: int) -> date | None:
    """Return the candidate that the clause and nearness to the publication date speak for.

    A clause about the past takes the last one up to now, unless another lies less than `bound` days ahead (what was
    planned for next week); one about the future takes the next.
    """
    dct = context.dct
    if dct is None or not candidates:
        return None
    nearest = min(candidates, key=lambda day: (abs((day - dct).days), day > dct))
    if context.direction is Direction.FUTURE:
        return min((day for day in candidates if day >= dct), default=nearest)
    if context.direction is Direction.PAST and (nearest - dct).days > bound:
        return max((day for day in candidates if day <= dct), default=nearest)
    return nearest


def _month_day(month: int, day: int, year: int | None, context: Context) -> str:
    if year is not None:
        found = make_day(year, month, day)
        return found.isoformat() if found else "XXXX-XX-XX"
    if context.dct is None or not 1 <= day <= 31:
        return f"XXXX-{month:02}-{day:02}" if make_day(2000, month, day) else "XXXX-XX-XX"
    years = range(context.dct.year - 4, context.dct.year + 5) if (month, day) == (2, 29) else _years_about(context.dct)
    found = _nearest([d for y in years if (d := make_day(y, month, day))], context, bound=_NEAR_DAYS)
    return found.isoformat() if found else "XXXX-XX-XX"


def _years_about(dct: date) -> range:
    return range(dct.year - 1, dct.year + 2)


@_reads("month_day", "day_month")
def _day_of_month(phrase: Phrase, context: Context) -> Reading:
    year = _year_of(phrase, context)
    if phrase.has("yearof") and year is None:
        return Reading(value=f"XXXX-{int(phrase.value('month')):02}-{_day_number(phrase):02}")
    return Reading(value=_month_day(int(phrase.value("month")), _ordinal(phrase, "day"), year, context))


@_reads("day_range")
def _day_range(phrase: Phrase, context: Context) -> Reading:
    month, year = int(phrase.value("month")), _year_of(phrase, context)
    first = _month_day(month, _ordinal(phrase, "day"), year, context)
    last = first[:8] + f"{_ordinal(phrase, 'last'):02}"
    if interval_of(first) is None or interval_of(last) is None or first >= last:
        return Reading(value=first)
    return Reading(value=f"{first}/{last}")


@_reads("second_day")
def _second_day(phrase: Phrase, context: Context) -> Reading:
    """Read the 7 of "March 3 and 7": its month is that of the day before, which is the anchor."""
    day = _ordinal(phrase, "day")
    if phrase.has("year") and context.anchor:
        found = make_day(int(phrase.value("year")), context.anchor.month, day)
    else:
        found = make_day(context.anchor.year, context.anchor.month, day) if context.anchor else None
    return Reading(value=found.isoformat() if found else "XXXX-XX-XX")


@_reads("first_day")
def _first_day(phrase: Phrase, context: Context) -> Reading:
    """Read the 3 of "3 and 7 March": the month stands behind it."""
    month = year = None
    for offset in range(1, 9):
        label = phrase.class_at(offset)
        if label in ("MONTH", "MAY", "MABBR") and month is None:
            month = int(phrase.lexemes.values[phrase.first + offset])
        elif label == "YEAR" and month is not None:
            year = int(phrase.lexemes.values[phrase.first + offset])
            break
    return Reading(value=_month_day(month or 1, _ordinal(phrase, "day"), year, context))


@_reads("month_year")
def _month_year(phrase: Phrase, context: Context) -> Reading:
    year = _year_of(phrase, context)
    month = int(phrase.value("month"))
    return Reading(value=f"{year:04}-{month:02}" if year is not None else f"XXXX-{month:02}")


@_reads("month")
def _month(phrase: Phrase, context: Context) -> Reading:
    month, dct = int(phrase.value("month")), context.dct
    if dct is None:
        return Reading(value=f"XXXX-{month:02}")
    relation = phrase.label("relation")
    this = date(dct.year, month, 1)
    if relation in ("LAST", "PAST"):
        found = this if month < dct.month else date(dct.year - 1, month, 1)
    elif relation in ("NEXT", "COMING"):
        found = this if month > dct.month else date(dct.year + 1, month, 1)
    elif relation == "THIS":
        found = this
    else:
        here = dct.replace(day=1)
        candidates = [date(year, month, 1) for year in _years_about(dct) if 0 < year < 9999]
        found = _nearest(candidates, replace(context, dct=here), bound=0) or this
    return Reading(value=unit_value(found, "M"))


@_reads("month_range")
def _month_range(phrase: Phrase, context: Context) -> Reading:
    last, month = int(phrase.value("last")), int(phrase.value("month"))
    year = _year_of(phrase, context)
    if year is None and context.dct is None:
        return Reading(value=f"XXXX-{month:02}")
    if year is None:
        year = int(_month(phrase, context).value[:4])
    return Reading(value=f"{year - (month > last):04}-{month:02}/{year:04}-{last:02}")


# ---------------------------------------------------------------- years and longer
@_reads("year")
def _year(phrase: Phrase, context: Context) -> Reading:
    return Reading(value=phrase.value("year"))


@_reads("year_range")
def _year_range(phrase: Phrase, context: Context) -> Reading:
    first, last = phrase.value("year"), phrase.value("last")
    return Reading(value=f"{first}/{first[: 4 - len(last)]}{last}")


@_reads("short_year")
def _read_short_year(phrase: Phrase, context: Context) -> Reading:
    return Reading(value=f"{_short_year(phrase.value('short')[1:], context):04}")


@_reads("decade")
def _decade(phrase: Phrase, context: Context) -> Reading:
    digits = "".join(c for c in phrase.value("decade") if c.isdecimal())
    if len(digits) == 4:
        return Reading(value=digits[:3])
    latest = context.dct.year if context.dct else 2029
    tens = int(digits)
    return Reading(value=f"{(2000 + tens if 2000 + tens <= latest else 1900 + tens) // 10}")


@_reads("century")
def _century(phrase: Phrase, context: Context) -> Reading:
    number = _ordinal(phrase, "nth") + int(phrase.value("tens", "0"))
    return Reading(value=f"{number - 1:02}" if 1 <= number <= 30 else "XX")


@_reads("quarter")
def _quarter(phrase: Phrase, context: Context) -> Reading:
    letter = "Q" if phrase.label("part") == "U_Q" else "H"
    return _part_of_year(letter, _ordinal(phrase, "nth"), phrase, context)


@_reads("quarter_code")
def _quarter_code(phrase: Phrase, context: Context) -> Reading:
    code = phrase.value("code").upper()
    return _part_of_year(code[0], int(code[1]), phrase, context)


def _part_of_year(letter: str, number: int, phrase: Phrase, context: Context) -> Reading:
    months = 3 if letter == "Q" else 6
    if not 1 <= number <= 12 // months:
        return Reading(value=f"XXXX-{letter}X")
    year = _year_of(phrase, context)
    if year is None and context.dct and not phrase.has("yearof"):
        candidates = [date(y, months * (number - 1) + 1, 1) for y in _years_about(context.dct)]
        if context.direction is Direction.FUTURE:
            floor = shift(context.dct, "M", 1 - months) or context.dct
            year = min((day.year for day in candidates if day >= floor.replace(day=1)), default=context.dct.year)
        else:
            year = max((day.year for day in candidates if day <= context.dct), default=context.dct.year)
    return Reading(value=f"{year:04}-{letter}{number}" if year is not None else f"XXXX-{letter}{number}")


@_reads("season")
def _season(phrase: Phrase, context: Context) -> Reading:
    season, year, dct = phrase.value("season"), _year_of(phrase, context), context.dct
    if year is not None:
        return Reading(value=f"{year:04}-{season}")
    if dct is None or phrase.has("yearof"):
        return Reading(value=f"XXXX-{season}")
    starts = [date(y, SEASON_MONTHS[season], 1) for y in _years_about(dct)]
    relation = phrase.label("relation")
    running = next((s for s in starts if s <= dct <= (shift(s, "M", 3) or s)), None)
    if relation in ("LAST", "PREV", "PAST"):
        found = max((s for s in starts if (shift(s, "M", 3) or s) <= dct), default=starts[0])
    elif relation in ("NEXT", "COMING", "FOLLOWING"):
        found = min((s for s in starts if s > dct), default=starts[-1])
    elif running:
        found = running
    else:
        found = _nearest(starts, context, bound=0) or starts[1]
    return Reading(value=f"{found.year:04}-{season}")


# ---------------------------------------------------------------- weekdays and deictic days
@_reads("weekday")
def _weekday(phrase: Phrase, context: Context) -> Reading:
    number, relation, dct = int(phrase.value("weekday")), phrase.label("relation"), context.dct
    if relation in ("FOLLOWING", "PREV") and context.anchor:
        after = relation == "FOLLOWING"
        return Reading(value=weekday_near(context.anchor, number, after=after, today=False).isoformat())
    if dct is None:
        return Reading(value=f"XXXX-WXX-{number}")
    if relation in ("LAST", "PAST", "PREV"):
        day = weekday_near(dct, number, after=False, today=False)
    elif relation in ("NEXT", "COMING", "FOLLOWING"):
        day = weekday_near(dct, number, after=True, today=False)
    elif relation == "THIS" and context.direction is not Direction.FUTURE:
        day = dct + timedelta(days=number - dct.isoweekday())
    else:
        day = weekday_near(dct, number, after=context.direction in (Direction.FUTURE, Direction.PRESENT))
        if context.direction is Direction.NEAR and (dct - day).days > _DAYS_BACK_IN_TITLES:
            day += timedelta(days=7)
    return Reading(value=day.isoformat())


@_reads("weekday_of_week")
def _weekday_of_week(phrase: Phrase, context: Context) -> Reading:
    number, relation = int(phrase.value("weekday")), phrase.label("week")
    base = context.anchor or context.dct if relation in ("PREV", "FOLLOWING") else context.dct
    week = shift(base, "W", int(phrase.value("week")))
    if week is None:
        return Reading(value=f"XXXX-WXX-{number}")
    return Reading(value=(week + timedelta(days=number - week.isoweekday())).isoformat())


@_reads("weekday_and_week")
def _weekday_and_week(phrase: Phrase, context: Context) -> Reading:
    if context.dct is None:
        return Reading(value="XXXX-XX-XX")
    if phrase.label("weekday") == "DEICTIC":
        day = shift(context.dct, "D", 7 + int(phrase.value("weekday")))
    else:
        day = shift(weekday_near(context.dct, int(phrase.value("weekday")), after=True, today=False), "W", 1)
    return Reading(value=unit_value(day, "D"))


@_reads("deictic")
def _deictic(phrase: Phrase, context: Context) -> Reading:
    return Reading(value=unit_value(shift(context.dct, "D", int(phrase.value("day"))), "D"))


@_reads("deictic_beyond")
def _deictic_beyond(phrase: Phrase, context: Context) -> Reading:
    step = -1 if phrase.label("beyond") == "BEFORE" else 1
    return Reading(value=unit_value(shift(context.dct, "D", int(phrase.value("day")) + step), "D"))


# ---------------------------------------------------------------- calendar units by relation
@_reads("related_unit")
def _related_unit(phrase: Phrase, context: Context) -> Reading:
    unit, relation = _unit_of(phrase), phrase.label("relation")
    hangs_on_anchor = relation in ("PREV", "FOLLOWING") or (relation == "NEXT" and unit == "D")
    base = (context.anchor or context.dct) if hangs_on_anchor else context.dct
    if unit == "WE":
        return Reading(value=_weekend(base, int(phrase.value("relation")), context))
    return Reading(value=unit_value(shift(base, unit, int(phrase.value("relation"))), unit))


def _weekend(base: date | None, step: int, context: Context) -> str:
    """Return the weekend `step` weekends from the one that the clause means by itself."""
    if base is None:
        return unit_value(None, "WE")
    return unit_value(shift(base, "W", step), "WE")


@_reads("the_unit", "same_unit")
def _the_unit(phrase: Phrase, context: Context) -> Reading:
    unit = _unit_of(phrase)
    if unit == "WE":
        return Reading(value=_the_weekend(phrase, context))
    if unit == "D":
        return Reading(value=unit_value(context.anchor_day or context.dct, unit))
    anchored = phrase.rule == "same_unit" or (unit == "Q" and "Q" in (context.anchor_value or ""))
    return Reading(value=unit_value((context.anchor or context.dct) if anchored else context.dct, unit))


def _the_weekend(phrase: Phrase, context: Context) -> str:
    """Return the last weekend, on a weekend this one, in a clause about the future the next."""
    if phrase.rule == "same_unit" and context.anchor:
        return unit_value(context.anchor, "WE")
    if context.dct is None:
        return unit_value(None, "WE")
    saturday = weekday_near(context.dct, 6, after=context.direction is Direction.FUTURE)
    if context.dct.isoweekday() == 7:
        saturday = context.dct
    return unit_value(saturday, "WE")


@_reads("week_of")
def _week_of(phrase: Phrase, context: Context) -> Reading:
    days = interval_of(
        _month_day(int(phrase.value("month")), _ordinal(phrase, "day"), _year_of(phrase, context), context)
    )
    return Reading(value=unit_value(days.start if days else None, _unit_of(phrase)))


@_reads("nth_unit")
def _nth_unit(phrase: Phrase, context: Context) -> Reading:
    """Read "a third straight day" as the day that the article is about."""
    unit = _unit_of(phrase)
    return Reading(value=unit_value(context.anchor_day or context.dct, unit) if unit == "D" else unit_value(context.dct, unit))


@_reads("day_alone")
def _day_alone(phrase: Phrase, context: Context) -> Reading:
    """Read "on the 15th" as the day of that number nearest to the publication date."""
    number, dct = _ordinal(phrase, "day"), context.dct
    if dct is None or not 1 <= number <= 31:
        return Reading(value=f"XXXX-XX-{number:02}" if 1 <= number <= 31 else "XXXX-XX-XX")
    months = [shift(dct.replace(day=1), "M", step) for step in (-1, 0, 1)]
    days = [day for month in months if month and (day := make_day(month.year, month.month, number))]
    return Reading(value=unit_value(_nearest(days, context, bound=0), "D"))


@_reads("that_time")
def _that_time(phrase: Phrase, context: Context) -> Reading:
    if context.anchor_value:
        return Reading(value=context.anchor_value)
    return Reading(value="PAST_REF")


@_reads("unit_beside")
def _unit_beside(phrase: Phrase, context: Context) -> Reading:
    unit = _unit_of(phrase)
    step = 1 if phrase.label("beside") == "AFTER" else -1
    return Reading(value=unit_value(shift(context.anchor or context.dct, unit, step), unit))


@_reads("unit_edge")
def _unit_edge(phrase: Phrase, context: Context) -> Reading:
    return Reading(value=unit_value(context.dct, _unit_of(phrase)), mod="END")


@_reads("year_ago")
def _year_ago(phrase: Phrase, context: Context) -> Reading:
    unit = _unit_of(phrase)
    return Reading(value=_shifted_anchor(context, unit) or unit_value(shift(context.dct, unit, -1), unit))


@_reads("same_period")
def _same_period(phrase: Phrase, context: Context) -> Reading:
    year = _year_of(phrase, context)
    if year is not None and context.anchor_value and len(context.anchor_value) > 4:
        return Reading(value=f"{year:04}{context.anchor_value[4:]}")
    if year is not None:
        return Reading(value=f"{year:04}")
    return Reading(value=_shifted_anchor(context, "Y") or unit_value(shift(context.dct, "Y", -1), "Y"))


def _shifted_anchor(context: Context, unit: str) -> str | None:
    """Return the same quarter or month a year before, where the expression before names a quarter or month."""
    value = context.anchor_value
    if unit != "Y" or value is None or not (len(value) == 7 and value[:4].isdecimal()):
        return None
    return f"{int(value[:4]) - 1:04}{value[4:]}"


@_reads("ago")
def _ago(phrase: Phrase, context: Context) -> Reading:
    unit, count, way = _unit_of(phrase), count_of(phrase), phrase.label("way")
    forward = way in ("LATER", "AFTERWARD", "FROM")
    if count is None:
        return Reading(value="FUTURE_REF" if forward else "PAST_REF")
    base = context.dct if way in ("AGO", "FROM") else context.anchor_day or context.anchor or context.dct
    if way == "EARLIER" and count == 1 and (shifted := _shifted_anchor(context, unit)):
        return Reading(value=shifted)
    # "A week ago" is a day, "three weeks ago" is not.
    exact = phrase.contains("THE") or (unit == "W" and count == 1)
    day = shift(base, unit, count if forward else -count)
    return Reading(value=unit_value(day, "D" if exact else _finest(unit, count)), mod=_mod_of(phrase))


def _finest(unit: str, count: float) -> str:
    """Return the unit in which "half a century ago" or "three nights ago" is a date."""
    if unit in ("TH", "TM", "TS"):
        return "D"
    if count != int(count):
        return {"CE": "DE", "DE": "Y", "Y": "M", "M": "W", "W": "D"}.get(unit, unit)
    return unit


@_reads("units_ago")
def _units_ago(phrase: Phrase, context: Context) -> Reading:
    return Reading(value="FUTURE_REF" if phrase.label("way") == "LATER" else "PAST_REF")


@_reads("long_ago", "past")
def _past(phrase: Phrase, context: Context) -> Reading:
    return Reading(value="PAST_REF")


@_reads("recent_units")
def _recent_units(phrase: Phrase, context: Context) -> Reading:
    return Reading(value="PAST_REF")


@_reads("present")
def _present(phrase: Phrase, context: Context) -> Reading:
    return Reading(value="PRESENT_REF")


@_reads("future")
def _future(phrase: Phrase, context: Context) -> Reading:
    return Reading(value="FUTURE_REF")


@_reads("coming_units")
def _coming_units(phrase: Phrase, context: Context) -> Reading:
    interval = Interval(start=context.dct, end=None, precision=Precision.OPEN) if context.dct else None
    return Reading(value="FUTURE_REF", interval=interval)


@_reads("rest_of_unit")
def _rest_of_unit(phrase: Phrase, context: Context) -> Reading:
    """Read "earlier this month" as what lies before the publication date, "later this week" as what lies behind it."""
    unit, later = _unit_of(phrase), phrase.label("edge") == "LATER"
    whole, dct = unit_interval(context.dct, unit), context.dct
    value = unit_value(dct, unit)
    mod = "END" if later else "START"
    if whole is None or dct is None or unit == "D":
        return Reading(value=value)
    start, end = (dct, whole.end) if later else (whole.start, dct)
    return Reading(value=value, mod=mod, interval=Interval(start=start, end=end, precision=Precision.RANGE))


# ---------------------------------------------------------------- narrowed expressions
@_reads("edge_of")
def _edge_of(phrase: Phrase, context: Context) -> Reading:
    assert phrase.inner is not None
    inner, edge = read_phrase(phrase.inner, context), phrase.label("edge")
    mod = {"EARLIER": "START", "LATER": "END"}.get(edge) or phrase.value("edge")
    days = inner.days
    if edge in ("EARLIER", "LATER") and days and context.dct and days.start and days.end:
        start = max(days.start, context.dct) if edge == "LATER" else days.start
        end = min(days.end, context.dct) if edge == "EARLIER" else days.end
        if start <= end:
            return replace(inner, mod=mod, interval=Interval(start=start, end=end, precision=Precision.RANGE))
    return replace(inner, mod=mod)


@_reads("nth_of")
def _nth_of(phrase: Phrase, context: Context) -> Reading:
    assert phrase.inner is not None
    inner = read_phrase(phrase.inner, context)
    days, label = inner.days, phrase.label("unit")
    unit = {"HALF": "H", "WEEKDAY": "WD"}.get(label) or phrase.value("unit")
    last = phrase.label("nth") == "LAST"
    number = -1 if last else _ordinal(phrase, "nth")
    unknown = {"H": "XXXX-HX", "WD": "XXXX-XX-XX"}.get(unit) or unit_value(None, unit)
    if days is None or days.start is None or days.end is None or number == 0:
        return Reading(value=unknown)
    found = _nth_day(days.start, days.end, unit, number, phrase)
    if found is None or not days.start <= found <= days.end:
        return Reading(value=unknown)
    if unit == "H":
        return Reading(value=f"{found.year:04}-H{1 if found.month <= 6 else 2}")
    return Reading(value=unit_value(found, "D" if unit == "WD" else unit))


def _nth_day(start: date, end: date, unit: str, number: int, phrase: Phrase) -> date | None:
    """Return a day in the nth (-1: the last) unit of the interval."""
    if unit == "WD":
        weekday = int(phrase.value("unit"))
        if number < 0:
            return weekday_near(end, weekday, after=False)
        return shift(weekday_near(start, weekday, after=True), "W", number - 1)
    if unit == "H":
        return end if number in (-1, 2) else start if number == 1 else None
    if number < 0:
        return shift(end, unit, -1) if unit == "W" and end.isoweekday() != 7 else end
    return shift(start, unit, number - 1)


@_reads("part_of", "on_part")
def _part_of(phrase: Phrase, context: Context) -> Reading:
    assert phrase.inner is not None
    inner = read_phrase(phrase.inner, context)
    part = phrase.value("part")
    if inner.value.endswith("-1") and inner.value.startswith("XXXX-WXX"):
        return Reading(value=f"{inner.value}T{part}")
    return Reading(value=f"{inner.value}T{part}", interval=inner.days)


@_reads("holiday")
def _holiday(phrase: Phrase, context: Context) -> Reading:
    first, last = phrase.groups["name"]
    name, dct = phrase.lexemes.words(first, last), context.dct
    year = _year_of(phrase, context)
    if is_historic(name):
        year = year or 1
    if year is not None:
        return _named_days(days_of(name, year))
    if dct is None:
        return Reading(value="XXXX-XX-XX")
    starts = {days[0]: days for y in _years_about(dct) if (days := days_of(name, y))}
    relation = phrase.label("relation")
    if relation == "LAST":
        candidates = [day for day in starts if day < dct][-1:]
    elif relation == "NEXT":
        candidates = [day for day in starts if day > dct][:1]
    else:
        candidates = [day for day in starts if relation != "THIS" or day.year == dct.year]
    found = _nearest(candidates, context, bound=_NEAR_DAYS)
    return _named_days(starts[found] if found else None)


def _named_days(days: tuple[date, date] | None) -> Reading:
    if days is None:
        return Reading(value="XXXX-XX-XX")
    first, last = days
    return Reading(value=first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}")


# ---------------------------------------------------------------- parts of days and the clock
def _on_day(day: date | None, tail: str) -> Reading:
    return Reading(value=f"{unit_value(day, 'D')}{tail}")


@_reads("part_of_today")
def _part_of_today(phrase: Phrase, context: Context) -> Reading:
    part = "NI" if phrase.label("part") == "TONIGHT" else phrase.value("part")
    return _on_day(context.dct, f"T{part}")


@_reads("part_of_other_day")
def _part_of_other_day(phrase: Phrase, context: Context) -> Reading:
    relation, part = phrase.label("relation"), phrase.value("part")
    if relation == "LAST":
        return _on_day(shift(context.dct, "D", -1), f"T{part}")
    step = {"PREV": -1, "FOLLOWING": 1, "NEXT": 1}.get(relation, 0)
    return _on_day(shift(context.anchor or context.dct, "D", step), f"T{part}")


@_reads("part_beside")
def _part_beside(phrase: Phrase, context: Context) -> Reading:
    step = -1 if phrase.label("beside") == "BEFORE" else 1
    return _on_day(shift(context.anchor or context.dct, "D", step), f"T{phrase.value('part')}")


@_reads("the_part")
def _the_part(phrase: Phrase, context: Context) -> Reading:
    return _on_day(context.beside or context.anchor or context.dct, f"T{phrase.value('part')}")


@_reads("clock", "clock_on_day")
def _clock(phrase: Phrase, context: Context) -> Reading:
    hour, _, minute = phrase.value("hour").replace(".", ":").partition(":")
    if phrase.has("zone") and not minute and len(hour) in (3, 4):
        hour, minute = hour[:-2], hour[-2:]
    number = int(hour)
    if phrase.has("half"):
        number = number % 12 + int(phrase.value("half"))
    return _at_clock(phrase, context, f"T{number:02}:{minute or '00'}{_zone(phrase)}")


@_reads("oclock", "oclock_on_day")
def _oclock(phrase: Phrase, context: Context) -> Reading:
    number = int(phrase.value("hour"))
    if phrase.value("part") in ("AF", "EV", "NI") and number < 12:
        number += 12
    return _at_clock(phrase, context, f"T{min(number, 24):02}:00")


@_reads("noon", "noon_on_day")
def _noon(phrase: Phrase, context: Context) -> Reading:
    return _at_clock(phrase, context, phrase.value("noon") + _zone(phrase))


def _at_clock(phrase: Phrase, context: Context, tail: str) -> Reading:
    if phrase.inner is not None:
        return Reading(value=read_phrase(phrase.inner, context).value + tail)
    return _on_day(context.beside or context.dct, tail)


def _zone(phrase: Phrase) -> str:
    minutes = phrase.value("zone")
    if not minutes.lstrip("-").isdecimal():
        return ""
    offset = int(minutes)
    if phrase.has("offset"):
        hours, _, rest = phrase.value("offset").partition(":")
        sign = 1 if phrase.label("sign") == "PLUS" else -1
        offset += sign * (int(hours) * 60 + int(rest[:2] or 0))
    if offset == 0:
        return "Z"
    return f"{'+' if offset > 0 else '-'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"


# ---------------------------------------------------------------- durations and sets
@_reads("duration")
def _duration(phrase: Phrase, context: Context) -> Reading:
    unit = phrase.value("unit") or _unit_behind(phrase)
    count = count_of(phrase)
    if (
        count is not None
        and phrase.contains("HALF")
        and not any(label == "HALF" for label, _ in phrase.items("amount"))
    ):
        count += 0.5
    return Reading(value=duration_value(count, unit), mod=_mod_of(phrase))


def _unit_behind(phrase: Phrase) -> str:
    """Return the unit of the 60 in "60 or 90 days"."""
    for offset in range(1, 12):
        label = phrase.class_at(offset)
        if label.startswith(("U_", "P_")) or label in ("UABBR", "SECOND"):
            return phrase.lexemes.values[phrase.first + offset] if label != "SECOND" else "TS"
    return "D"


@_reads("whole_unit", "single_unit")
def _whole_unit(phrase: Phrase, context: Context) -> Reading:
    return Reading(value=duration_value(1, phrase.value("unit") or phrase.value("whole")))


@_reads("bare_units")
def _bare_units(phrase: Phrase, context: Context) -> Reading:
    return Reading(value=duration_value(None, _unit_of(phrase)))


@_reads("past_units")
def _past_units(phrase: Phrase, context: Context) -> Reading:
    count, unit = _count_of_period(phrase), _unit_of(phrase)
    start = shift(context.dct, unit, -count) if count is not None else None
    return Reading(value=duration_value(count, unit), interval=_range(start, context.dct))


@_reads("next_units")
def _next_units(phrase: Phrase, context: Context) -> Reading:
    count, unit = _count_of_period(phrase), _unit_of(phrase)
    base = context.anchor or context.dct if phrase.label("way") == "FOLLOWING" else context.dct
    end = shift(base, unit, count) if count is not None else None
    return Reading(value=duration_value(count, unit), interval=_range(base, end))


def _count_of_period(phrase: Phrase) -> float | None:
    return count_of(phrase) if phrase.has("amount") else 1.0


def _range(start: date | None, end: date | None) -> Interval | None:
    if start is None and end is None:
        return None
    return Interval(start=start, end=end, precision=Precision.RANGE if start and end else Precision.OPEN)


@_reads("first_units")
def _first_units(phrase: Phrase, context: Context) -> Reading:
    """Read "the first nine months of 2009": a duration that lies at the start or the end of its year."""
    count, unit = count_of(phrase), _unit_of(phrase)
    value = duration_value(count, unit)
    year = _year_of(phrase, context) or (context.dct.year if context.dct else None)
    whole = interval_of(f"{year:04}") if year else None
    if whole is None or count is None or whole.start is None or whole.end is None:
        return Reading(value=value)
    if phrase.label("nth") == "LAST":
        start = shift(whole.end + timedelta(days=1), unit, -count) if whole.end < date.max else None
        return Reading(value=value, interval=_range(start, whole.end))
    end = shift(whole.start, unit, count)
    return Reading(value=value, interval=_range(whole.start, end - timedelta(days=1) if end else None))


@_reads("every", "rate")
def _every(phrase: Phrase, context: Context) -> Reading:
    label, value = phrase.label("unit"), phrase.value("unit")
    if label == "WEEKDAY":
        return Reading(value=f"XXXX-WXX-{value}")
    if label == "MONTH":
        return Reading(value=f"XXXX-{int(value):02}")
    if label == "PART":
        return Reading(value=f"XXXX-XX-XXT{value}")
    if label in ("WEEKEND", "SEASON"):
        return Reading(value="XXXX-WXX-WE" if label == "WEEKEND" else f"XXXX-{value}")
    count = 2.0 if phrase.contains("ALTERNATE") else next(iter(_numbers(phrase)), 1.0)
    return Reading(value=duration_value(count, value))


def _numbers(phrase: Phrase) -> list[float]:
    """Return the numbers that stand in the phrase."""
    whole = replace(phrase, groups={"amount": (phrase.first + 1, phrase.last - 1)})
    count = count_of(whole) if phrase.last - phrase.first > 2 else None
    return [count] if count is not None else []


@_reads("set_word")
def _set_word(phrase: Phrase, context: Context) -> Reading:
    return Reading(value=phrase.value("set"))


@_reads("weekdays")
def _weekdays(phrase: Phrase, context: Context) -> Reading:
    value = phrase.value("weekday")
    return Reading(value=f"XXXX-WXX-{value}")


def _ordinal(phrase: Phrase, group: str) -> int:
    """Return the number of "third", "3rd", "3" or "second"."""
    value = phrase.value(group)
    if phrase.label(group) == "SECOND":
        return 2
    digits = "".join(c for c in value if c.isdecimal())
    return int(digits[:4]) if digits else 0
