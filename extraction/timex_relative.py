"""Phrases that hang on the publication date, on another expression or on the one they narrow in, their readings out."""

from dataclasses import replace
from datetime import date, timedelta

from extraction.calendars import interval_of, make_day, shift, unit_interval, unit_value, weekday_near
from extraction.timex_grammar import Phrase
from extraction.timex_readings import (
    Context,
    Direction,
    Reading,
    count_of,
    mod_of,
    month_day_value,
    nearest,
    ordinal_of,
    read_phrase,
    reads,
    unit_of,
    year_of,
)
from records.dates import Interval
from records.vocabularies import Precision

# "Kills five on Saturday" on a Tuesday looks back, "meets Putin on Tuesday" on a Monday ahead.
_DAYS_BACK_IN_TITLES = 3


@reads("weekday")
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


@reads("weekday_of_week")
def _weekday_of_week(phrase: Phrase, context: Context) -> Reading:
    number, relation = int(phrase.value("weekday")), phrase.label("week")
    base = context.anchor or context.dct if relation in ("PREV", "FOLLOWING") else context.dct
    week = shift(base, "W", int(phrase.value("week")))
    if week is None:
        return Reading(value=f"XXXX-WXX-{number}")
    return Reading(value=(week + timedelta(days=number - week.isoweekday())).isoformat())


@reads("weekday_and_week")
def _weekday_and_week(phrase: Phrase, context: Context) -> Reading:
    if context.dct is None:
        return Reading(value="XXXX-XX-XX")
    if phrase.label("weekday") == "DEICTIC":
        day = shift(context.dct, "D", 7 + int(phrase.value("weekday")))
    else:
        day = shift(weekday_near(context.dct, int(phrase.value("weekday")), after=True, today=False), "W", 1)
    return Reading(value=unit_value(day, "D"))


@reads("deictic")
def _deictic(phrase: Phrase, context: Context) -> Reading:
    return Reading(value=unit_value(shift(context.dct, "D", int(phrase.value("day"))), "D"))


@reads("deictic_beyond")
def _deictic_beyond(phrase: Phrase, context: Context) -> Reading:
    step = -1 if phrase.label("beyond") == "BEFORE" else 1
    return Reading(value=unit_value(shift(context.dct, "D", int(phrase.value("day")) + step), "D"))


# ---------------------------------------------------------------- calendar units by relation
@reads("related_unit")
def _related_unit(phrase: Phrase, context: Context) -> Reading:
    unit, relation = unit_of(phrase), phrase.label("relation")
    hangs_on_anchor = relation in ("PREV", "FOLLOWING") or (relation == "NEXT" and unit == "D")
    base = (context.anchor or context.dct) if hangs_on_anchor else context.dct
    if unit == "WE":
        return Reading(value=unit_value(shift(base, "W", int(phrase.value("relation"))), "WE"))
    return Reading(value=unit_value(shift(base, unit, int(phrase.value("relation"))), unit))


@reads("the_unit", "same_unit")
def _the_unit(phrase: Phrase, context: Context) -> Reading:
    unit = unit_of(phrase)
    if unit == "WE":
        return Reading(value=_the_weekend(phrase, context))
    if unit == "D":
        return Reading(value=unit_value(context.anchor_day or context.dct, unit))
    anchored = phrase.rule == "same_unit" or (unit == "Q" and "Q" in (context.anchor_value or ""))
    if unit == "Q" and not anchored and context.direction is not Direction.FUTURE:
        # Reports on "the quarter" come when it is over.
        return Reading(value=unit_value(shift(context.dct, unit, -1), unit))
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


@reads("week_of")
def _week_of(phrase: Phrase, context: Context) -> Reading:
    days = interval_of(
        month_day_value(int(phrase.value("month")), ordinal_of(phrase, "day"), year_of(phrase, context), context)
    )
    return Reading(value=unit_value(days.start if days else None, unit_of(phrase)))


@reads("nth_unit")
def _nth_unit(phrase: Phrase, context: Context) -> Reading:
    """Read "a third straight day" as the day that the article is about."""
    unit = unit_of(phrase)
    return Reading(
        value=unit_value(context.anchor_day or context.dct, unit) if unit == "D" else unit_value(context.dct, unit)
    )


@reads("day_alone")
def _day_alone(phrase: Phrase, context: Context) -> Reading:
    """Read "on the 15th" as the day of that number nearest to the publication date."""
    number, dct = ordinal_of(phrase, "day"), context.dct
    if dct is None or not 1 <= number <= 31:
        return Reading(value=f"XXXX-XX-{number:02}" if 1 <= number <= 31 else "XXXX-XX-XX")
    months = [shift(dct.replace(day=1), "M", step) for step in (-1, 0, 1)]
    days = [day for month in months if month and (day := make_day(month.year, month.month, number))]
    return Reading(value=unit_value(nearest(days, context, bound=0), "D"))


@reads("that_time")
def _that_time(_phrase: Phrase, context: Context) -> Reading:
    if context.anchor_value:
        return Reading(value=context.anchor_value)
    return Reading(value="PAST_REF")


@reads("unit_beside")
def _unit_beside(phrase: Phrase, context: Context) -> Reading:
    unit = unit_of(phrase)
    step = 1 if phrase.label("beside") == "AFTER" else -1
    return Reading(value=unit_value(shift(context.anchor or context.dct, unit, step), unit))


@reads("unit_edge")
def _unit_edge(phrase: Phrase, context: Context) -> Reading:
    return Reading(value=unit_value(context.dct, unit_of(phrase)), mod="END")


@reads("year_ago")
def _year_ago(phrase: Phrase, context: Context) -> Reading:
    unit = unit_of(phrase)
    if phrase.contains("U_Q") and "Q" not in (context.anchor_value or ""):
        # "The year-ago quarter" of a report is that of the last quarter that is over.
        return Reading(value=unit_value(shift(context.dct, "Q", -5), "Q"))
    return Reading(value=_shifted_anchor(context, unit) or unit_value(shift(context.dct, unit, -1), unit))


@reads("same_period")
def _same_period(phrase: Phrase, context: Context) -> Reading:
    year = year_of(phrase, context)
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


@reads("ago")
def _ago(phrase: Phrase, context: Context) -> Reading:
    unit, count, way = unit_of(phrase), count_of(phrase), phrase.label("way")
    forward = way in ("LATER", "AFTERWARD", "FROM")
    if count is None:
        return Reading(value="FUTURE_REF" if forward else "PAST_REF")
    base = context.dct if way in ("AGO", "FROM") else context.anchor_day or context.anchor or context.dct
    of_quarter = "Q" in (context.anchor_value or "")
    if count == 1 and (way == "EARLIER" or (way == "AGO" and of_quarter)):
        shifted = _shifted_anchor(context, unit)
        if shifted is not None:
            return Reading(value=shifted)
    # "A week ago" is a day, "three weeks ago" is not.
    exact = phrase.contains("THE") or (unit == "W" and count == 1)
    day = shift(base, unit, count if forward else -count)
    return Reading(value=unit_value(day, "D" if exact else _finest(unit, count)), mod=mod_of(phrase))


def _finest(unit: str, count: float) -> str:
    """Return the unit in which "half a century ago" or "three nights ago" is a date."""
    if unit in ("TH", "TM", "TS"):
        return "D"
    if count != int(count):
        return {"CE": "DE", "DE": "Y", "Y": "M", "M": "W", "W": "D"}.get(unit, unit)
    return unit


@reads("units_ago")
def _units_ago(phrase: Phrase, _context: Context) -> Reading:
    return Reading(value="FUTURE_REF" if phrase.label("way") == "LATER" else "PAST_REF")


@reads("long_ago", "past", "recent_units")
def _past(_phrase: Phrase, _context: Context) -> Reading:
    return Reading(value="PAST_REF")


@reads("present")
def _present(_phrase: Phrase, _context: Context) -> Reading:
    return Reading(value="PRESENT_REF")


@reads("future")
def _future(_phrase: Phrase, _context: Context) -> Reading:
    return Reading(value="FUTURE_REF")


@reads("coming_units")
def _coming_units(_phrase: Phrase, context: Context) -> Reading:
    interval = Interval(start=context.dct, end=None, precision=Precision.OPEN) if context.dct else None
    return Reading(value="FUTURE_REF", interval=interval)


@reads("rest_of_unit")
def _rest_of_unit(phrase: Phrase, context: Context) -> Reading:
    """Read "earlier this month" as what lies before the publication date, "later this week" as what lies behind it."""
    unit, later = unit_of(phrase), phrase.label("edge") == "LATER"
    whole, dct = unit_interval(context.dct, unit), context.dct
    value = unit_value(dct, unit)
    mod = "END" if later else "START"
    if whole is None or dct is None or unit == "D":
        return Reading(value=value)
    start, end = (dct, whole.end) if later else (whole.start, dct)
    return Reading(value=value, mod=mod, interval=Interval(start=start, end=end, precision=Precision.RANGE))


# ---------------------------------------------------------------- narrowed expressions
@reads("edge_of")
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


@reads("nth_of")
def _nth_of(phrase: Phrase, context: Context) -> Reading:
    assert phrase.inner is not None
    inner = read_phrase(phrase.inner, context)
    days, label = inner.days, phrase.label("unit")
    unit = {"HALF": "H", "WEEKDAY": "WD"}.get(label) or phrase.value("unit")
    last = phrase.label("nth") == "LAST"
    number = -1 if last else ordinal_of(phrase, "nth")
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


@reads("part_of", "on_part")
def _part_of(phrase: Phrase, context: Context) -> Reading:
    assert phrase.inner is not None
    inner = read_phrase(phrase.inner, context)
    part = phrase.value("part")
    if inner.value.endswith("-1") and inner.value.startswith("XXXX-WXX"):
        return Reading(value=f"{inner.value}T{part}")
    return Reading(value=f"{inner.value}T{part}", interval=inner.days)
