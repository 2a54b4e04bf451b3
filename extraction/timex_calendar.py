"""Phrases for days, months, years, quarters, seasons and holidays in, their readings out."""

from dataclasses import replace
from datetime import date

from extraction.calendars import SEASON_MONTHS, interval_of, make_day, shift, unit_value
from extraction.named_days import days_of, is_historic
from extraction.timex_grammar import Phrase
from extraction.timex_readings import (
    NEAR_DAYS,
    Context,
    Direction,
    Reading,
    candidate_years,
    month_day_value,
    nearest,
    ordinal_of,
    reads,
    short_year,
    year_of,
    years_about,
)


@reads("iso_day", "iso_time")
def _iso(phrase: Phrase, _context: Context) -> Reading:
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


@reads("numeric_date")
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


@reads("month_day", "day_month")
def _day_of_month(phrase: Phrase, context: Context) -> Reading:
    year = year_of(phrase, context)
    if phrase.has("yearof") and year is None:
        return Reading(value=f"XXXX-{int(phrase.value('month')):02}-{ordinal_of(phrase, 'day'):02}")
    return Reading(value=month_day_value(int(phrase.value("month")), ordinal_of(phrase, "day"), year, context))


@reads("day_range")
def _day_range(phrase: Phrase, context: Context) -> Reading:
    month, year = int(phrase.value("month")), year_of(phrase, context)
    first = month_day_value(month, ordinal_of(phrase, "day"), year, context)
    last = first[:8] + f"{ordinal_of(phrase, 'last'):02}"
    if interval_of(first) is None or interval_of(last) is None or first >= last:
        return Reading(value=first)
    return Reading(value=f"{first}/{last}")


@reads("second_day")
def _second_day(phrase: Phrase, context: Context) -> Reading:
    """Read the 7 of "March 3 and 7": its month is that of the day before, which is the anchor."""
    day = ordinal_of(phrase, "day")
    if phrase.has("year") and context.anchor:
        found = make_day(int(phrase.value("year")), context.anchor.month, day)
    else:
        found = make_day(context.anchor.year, context.anchor.month, day) if context.anchor else None
    return Reading(value=found.isoformat() if found else "XXXX-XX-XX")


@reads("first_day")
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
    return Reading(value=month_day_value(month or 1, ordinal_of(phrase, "day"), year, context))


@reads("month_year")
def _month_year(phrase: Phrase, context: Context) -> Reading:
    year = year_of(phrase, context)
    month = int(phrase.value("month"))
    return Reading(value=f"{year:04}-{month:02}" if year is not None else f"XXXX-{month:02}")


@reads("month")
def _month(phrase: Phrase, context: Context) -> Reading:
    month, dct = int(phrase.value("month")), context.dct
    year = year_of(phrase, context)
    if year is not None:
        return Reading(value=f"{year:04}-{month:02}")
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
        candidates = [date(year, month, 1) for year in candidate_years(context) if 0 < year < 9999]
        found = nearest(candidates, replace(context, dct=here), bound=0) or this
    return Reading(value=unit_value(found, "M"))


@reads("month_range")
def _month_range(phrase: Phrase, context: Context) -> Reading:
    last, month = int(phrase.value("last")), int(phrase.value("month"))
    year = year_of(phrase, context)
    if year is None and context.dct is None:
        return Reading(value=f"XXXX-{month:02}")
    if year is None:
        year = int(_month(phrase, context).value[:4])
    return Reading(value=f"{year - (month > last):04}-{month:02}/{year:04}-{last:02}")


@reads("year")
def _year(phrase: Phrase, _context: Context) -> Reading:
    return Reading(value=phrase.value("year"))


@reads("year_range")
def _year_range(phrase: Phrase, _context: Context) -> Reading:
    first, last = phrase.value("year"), phrase.value("last")
    return Reading(value=f"{first}/{first[: 4 - len(last)]}{last}")


@reads("short_year")
def _read_short_year(phrase: Phrase, context: Context) -> Reading:
    return Reading(value=f"{short_year(phrase.value('short')[1:], context):04}")


@reads("decade")
def _decade(phrase: Phrase, context: Context) -> Reading:
    digits = "".join(c for c in phrase.value("decade") if c.isdecimal())
    if len(digits) == 4:
        return Reading(value=digits[:3])
    latest = context.dct.year if context.dct else 2029
    tens = int(digits)
    return Reading(value=f"{(2000 + tens if 2000 + tens <= latest else 1900 + tens) // 10}")


@reads("century")
def _century(phrase: Phrase, _context: Context) -> Reading:
    number = ordinal_of(phrase, "nth") + int(phrase.value("tens", "0"))
    return Reading(value=f"{number - 1:02}" if 1 <= number <= 30 else "XX")


@reads("quarter")
def _quarter(phrase: Phrase, context: Context) -> Reading:
    letter = "Q" if phrase.label("part") == "U_Q" else "H"
    return _part_of_year(letter, ordinal_of(phrase, "nth"), phrase, context)


@reads("quarter_code")
def _quarter_code(phrase: Phrase, context: Context) -> Reading:
    code = phrase.value("code").upper()
    return _part_of_year(code[0], int(code[1]), phrase, context)


def _part_of_year(letter: str, number: int, phrase: Phrase, context: Context) -> Reading:
    months = 3 if letter == "Q" else 6
    if not 1 <= number <= 12 // months:
        return Reading(value=f"XXXX-{letter}X")
    year = year_of(phrase, context)
    if year is None and context.dct and not phrase.has("yearof"):
        candidates = [date(y, months * (number - 1) + 1, 1) for y in years_about(context.dct)]
        if context.direction is Direction.FUTURE:
            floor = shift(context.dct, "M", 1 - months) or context.dct
            year = min((day.year for day in candidates if day >= floor.replace(day=1)), default=context.dct.year)
        else:
            year = max((day.year for day in candidates if day <= context.dct), default=context.dct.year)
    return Reading(value=f"{year:04}-{letter}{number}" if year is not None else f"XXXX-{letter}{number}")


@reads("season")
def _season(phrase: Phrase, context: Context) -> Reading:
    season, year, dct = phrase.value("season"), year_of(phrase, context), context.dct
    if year is not None:
        return Reading(value=f"{year:04}-{season}")
    if dct is None or phrase.has("yearof"):
        return Reading(value=f"XXXX-{season}")
    starts = [date(y, SEASON_MONTHS[season], 1) for y in years_about(dct)]
    relation = phrase.label("relation")
    running = next((s for s in starts if s <= dct <= (shift(s, "M", 3) or s)), None)
    if relation in ("LAST", "PREV", "PAST"):
        found = max((s for s in starts if (shift(s, "M", 3) or s) <= dct), default=starts[0])
    elif relation in ("NEXT", "COMING", "FOLLOWING"):
        found = min((s for s in starts if s > dct), default=starts[-1])
    elif running:
        found = running
    else:
        found = nearest(starts, context, bound=0) or starts[1]
    return Reading(value=f"{found.year:04}-{season}")


@reads("holiday")
def _holiday(phrase: Phrase, context: Context) -> Reading:
    first, last = phrase.groups["name"]
    name, dct = phrase.lexemes.words(first, last), context.dct
    year = year_of(phrase, context)
    if is_historic(name):
        year = year or 1
    if year is not None:
        return _named_days(days_of(name, year))
    if dct is None:
        return Reading(value="XXXX-XX-XX")
    starts = {days[0]: days for y in years_about(dct) if (days := days_of(name, y))}
    relation = phrase.label("relation")
    if relation == "LAST":
        candidates = [day for day in starts if day < dct][-1:]
    elif relation == "NEXT":
        candidates = [day for day in starts if day > dct][:1]
    else:
        candidates = [day for day in starts if relation != "THIS" or day.year == dct.year]
    found = nearest(candidates, context, bound=NEAR_DAYS)
    return _named_days(starts[found] if found else None)


def _named_days(days: tuple[date, date] | None) -> Reading:
    if days is None:
        return Reading(value="XXXX-XX-XX")
    first, last = days
    return Reading(value=first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}")
