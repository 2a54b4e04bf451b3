"""Phrases for parts of the day, clock times, durations and sets in, their readings out."""

from dataclasses import replace
from datetime import date, timedelta

from extraction.calendars import interval_of, shift
from extraction.timex_grammar import Phrase
from extraction.timex_readings import Context, Reading, count_of, mod_of, on_day, read_phrase, reads, unit_of, year_of
from records.dates import Interval
from records.vocabularies import Precision


@reads("part_of_today")
def _part_of_today(phrase: Phrase, context: Context) -> Reading:
    part = "NI" if phrase.label("part") == "TONIGHT" else phrase.value("part")
    return on_day(context.dct, f"T{part}")


@reads("part_of_other_day")
def _part_of_other_day(phrase: Phrase, context: Context) -> Reading:
    relation, part = phrase.label("relation"), phrase.value("part")
    if relation == "LAST":
        return on_day(shift(context.dct, "D", -1), f"T{part}")
    step = {"PREV": -1, "FOLLOWING": 1, "NEXT": 1}.get(relation, 0)
    return on_day(shift(context.anchor or context.dct, "D", step), f"T{part}")


@reads("part_beside")
def _part_beside(phrase: Phrase, context: Context) -> Reading:
    step = -1 if phrase.label("beside") == "BEFORE" else 1
    return on_day(shift(context.anchor or context.dct, "D", step), f"T{phrase.value('part')}")


@reads("the_part")
def _the_part(phrase: Phrase, context: Context) -> Reading:
    return on_day(context.beside or context.anchor or context.dct, f"T{phrase.value('part')}")


@reads("clock", "clock_on_day")
def _clock(phrase: Phrase, context: Context) -> Reading:
    hour, _, minute = phrase.value("hour").replace(".", ":").partition(":")
    if phrase.has("zone") and not minute and len(hour) in (3, 4):
        hour, minute = hour[:-2], hour[-2:]
    number = int(hour)
    if phrase.has("half"):
        number = number % 12 + int(phrase.value("half"))
    return _at_clock(phrase, context, f"T{number:02}:{minute or '00'}{_zone(phrase)}")


@reads("oclock", "oclock_on_day")
def _oclock(phrase: Phrase, context: Context) -> Reading:
    number = int(phrase.value("hour"))
    if phrase.value("part") in ("AF", "EV", "NI") and number < 12:
        number += 12
    return _at_clock(phrase, context, f"T{min(number, 24):02}:00")


@reads("noon", "noon_on_day")
def _noon(phrase: Phrase, context: Context) -> Reading:
    return _at_clock(phrase, context, phrase.value("noon") + _zone(phrase))


def _at_clock(phrase: Phrase, context: Context, tail: str) -> Reading:
    if phrase.inner is not None:
        return Reading(value=read_phrase(phrase.inner, context).value + tail)
    return on_day(context.beside or context.dct, tail)


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


def duration_value(count: float | None, unit: str) -> str:
    """Return the TIMEX3 duration: X for an unknown number, decades in years, halves in the smaller unit."""
    if count is None:
        return f"PTX{unit[1]}" if unit in ("TH", "TM", "TS") else f"PX{unit}"
    for larger, smaller, factor in (("DE", "Y", 10), ("CE", "Y", 100), ("ML", "Y", 1000), ("FN", "W", 2)):
        if unit == larger:
            unit, count = smaller, count * factor
    if count == 0.5:
        unit, count = {"Y": ("M", 6), "D": ("TH", 12), "TH": ("TM", 30), "TM": ("TS", 30)}.get(unit, (unit, count))
    number = f"{count:.0f}" if count == int(count) else f"{count:.2f}".rstrip("0")
    return f"PT{number}{unit[1]}" if unit in ("TH", "TM", "TS") else f"P{number}{unit}"


@reads("duration")
def _duration(phrase: Phrase, _context: Context) -> Reading:
    unit = phrase.value("unit") or _unit_behind(phrase)
    count = count_of(phrase)
    if (
        count is not None
        and phrase.contains("HALF")
        and not any(label == "HALF" for label, _ in phrase.items("amount"))
    ):
        count += 0.5
    return Reading(value=duration_value(count, unit), mod=mod_of(phrase))


def _unit_behind(phrase: Phrase) -> str:
    """Return the unit of the 60 in "60 or 90 days"."""
    for offset in range(1, 12):
        label = phrase.class_at(offset)
        if label.startswith(("U_", "P_")) or label in ("UABBR", "SECOND"):
            return phrase.lexemes.values[phrase.first + offset] if label != "SECOND" else "TS"
    return "D"


@reads("whole_unit", "single_unit")
def _whole_unit(phrase: Phrase, _context: Context) -> Reading:
    return Reading(value=duration_value(1, phrase.value("unit") or phrase.value("whole")))


@reads("bare_units")
def _bare_units(phrase: Phrase, _context: Context) -> Reading:
    return Reading(value=duration_value(None, unit_of(phrase)))


@reads("past_units")
def _past_units(phrase: Phrase, context: Context) -> Reading:
    count, unit = _count_of_period(phrase), unit_of(phrase)
    start = shift(context.dct, unit, -count) if count is not None else None
    return Reading(value=duration_value(count, unit), interval=_range(start, context.dct))


@reads("next_units")
def _next_units(phrase: Phrase, context: Context) -> Reading:
    count, unit = _count_of_period(phrase), unit_of(phrase)
    base = context.anchor or context.dct if phrase.label("way") == "FOLLOWING" else context.dct
    end = shift(base, unit, count) if count is not None else None
    return Reading(value=duration_value(count, unit), interval=_range(base, end))


def _count_of_period(phrase: Phrase) -> float | None:
    return count_of(phrase) if phrase.has("amount") else 1.0


def _range(start: date | None, end: date | None) -> Interval | None:
    if start is None and end is None:
        return None
    return Interval(start=start, end=end, precision=Precision.RANGE if start and end else Precision.OPEN)


@reads("first_units")
def _first_units(phrase: Phrase, context: Context) -> Reading:
    """Read "the first nine months of 2009": a duration that lies at the start or the end of its year."""
    count, unit = count_of(phrase), unit_of(phrase)
    value = duration_value(count, unit)
    year = year_of(phrase, context) or (context.dct.year if context.dct else None)
    whole = interval_of(f"{year:04}") if year else None
    if whole is None or count is None or whole.start is None or whole.end is None:
        return Reading(value=value)
    if phrase.label("nth") == "LAST":
        start = shift(whole.end + timedelta(days=1), unit, -count) if whole.end < date.max else None
        return Reading(value=value, interval=_range(start, whole.end))
    end = shift(whole.start, unit, count)
    return Reading(value=value, interval=_range(whole.start, end - timedelta(days=1) if end else None))


@reads("every", "rate")
def _every(phrase: Phrase, _context: Context) -> Reading:
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


@reads("set_word")
def _set_word(phrase: Phrase, _context: Context) -> Reading:
    return Reading(value=phrase.value("set"))


@reads("weekdays")
def _weekdays(phrase: Phrase, _context: Context) -> Reading:
    value = phrase.value("weekday")
    return Reading(value=f"XXXX-WXX-{value}")
