"""The name of a holiday or a day of history and a year in, the day or days out."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from extraction.calendars import make_day, weekday_near
from extraction.errors import ResourceError

_RULES = frozenset({"fixed", "nth", "from", "easter", "orthodox", "calendar", "month", "day"})
_NAME = "time_holidays.tsv"
_FASTING_DAYS = 30
# A day of a month is a day of history only where the deed stands behind it.
_DEED = " ~"
_DEEDS = r"(?=(?:, \d{4},?)?\W(?:terror|attack|hijack|massacre|atrocit|assault|riot|insurrection|Capitol))"
# Lunar calendars are tabulated only for these years.
_FIRST_YEAR, _LAST_YEAR = 1950, 2076


@cache
def load_rules() -> Mapping[str, str]:
    """Read the rules by name (once).

    Raises:
        ResourceError: a rule is of no known kind, or a name stands in the list twice.
    """
    rules: dict[str, str] = {}
    for number, line in enumerate(files("extraction.resources").joinpath(_NAME).read_text("utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        rule, _, names = line.partition("\t")
        if rule.split(" ")[0] not in _RULES or not names:
            raise ResourceError(_NAME, number, f"a rule and its names expected: {line!r}")
        for name in names.split("; "):
            if name in rules:
                raise ResourceError(_NAME, number, f"{name!r} stands in the list twice")
            rules[name] = rule
    return rules


@cache
def name_pattern() -> re.Pattern[str]:
    """Return the pattern of all names, the longest first."""
    names = "|".join(
        re.escape(name.removesuffix(_DEED)) + (_DEEDS if name.endswith(_DEED) else "")
        for name in sorted(load_rules(), key=len, reverse=True)
    )
    return re.compile(rf"(?<![\w/])(?=[A-Z0-9])(?:{names})(?![\w/]|['’]s [A-Z]| Island)")


def _rule_of(name: str) -> str:
    rules = load_rules()
    return rules[name] if name in rules else rules[name + _DEED]


def is_historic(name: str) -> bool:
    """Say whether the name belongs to one day of history, whatever the year."""
    return _rule_of(name).startswith("day ")


def days_of(name: str, year: int) -> tuple[date, date] | None:
    """Return first and last day of the holiday in that year; None where no rule tells."""
    kind, _, rest = _rule_of(name).partition(" ")
    if kind == "month":
        end = _from_calendar(rest, year)
        return (end - timedelta(days=_FASTING_DAYS), end - timedelta(days=1)) if end else None
    day = _from_calendar(rest, year) if kind == "calendar" else _day_by_rule(kind, rest, year)
    return (day, day) if day else None


def _day_by_rule(kind: str, rest: str, year: int) -> date | None:
    if kind == "day":
        return date.fromisoformat(rest)
    if kind in ("easter", "orthodox"):
        sunday = _easter(year) if kind == "easter" else _orthodox_easter(year)
        return sunday + timedelta(days=int(rest)) if sunday else None
    if kind == "fixed":
        month, day = rest.split("-")
        return make_day(year, int(month), int(day))
    if kind == "from":
        start, weekday = rest.split(" ")
        first = make_day(year, int(start[:2]), int(start[3:]))
        return weekday_near(first, int(weekday), after=True) if first else None
    nth, number, month = rest.split(" ")
    return _nth_weekday(int(nth), int(number), int(month), year)


def _nth_weekday(nth: int, weekday: int, month: int, year: int) -> date | None:
    """Return the nth weekday of a month, counted from its end if `nth` is negative."""
    if nth < 0:
        last = make_day(year + month // 12, month % 12 + 1, 1)
        return weekday_near(last - timedelta(days=1), weekday, after=False) if last else None
    first = make_day(year, month, 1)
    return weekday_near(first, weekday, after=True) + timedelta(weeks=nth - 1) if first else None


def _easter(year: int) -> date | None:
    """Return Easter Sunday by the anonymous Gregorian rule (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    month, day = divmod(d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114, 31)
    return make_day(year, month, day + 1)


def _orthodox_easter(year: int) -> date | None:
    """Return Orthodox Easter Sunday by Meeus's Julian rule, in the Gregorian calendar of 1900 to 2099."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    julian = make_day(year, month, day + 1)
    return julian + timedelta(days=13) if julian and 1900 <= year < 2100 else None


@cache
def _from_calendar(country_and_name: str, year: int) -> date | None:
    """Return the first day of that name in a country's calendar; the package is heavy and loaded only here."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    import holidays

    country, _, name = country_and_name.partition(" ")
    found = holidays.country_holidays(country, years=[year], language="en_IN" if country == "IN" else "en_US")
    # Days still to be announced are called "(estimated)".
    called = {day: [one.removesuffix(" (estimated)") for one in names.split("; ")] for day, names in found.items()}
    return min((day for day, names in called.items() if name in names), default=None)
