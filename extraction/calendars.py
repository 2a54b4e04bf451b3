"""Days and units in, TIMEX3 values and intervals of days out: the arithmetic of the calendar, without any text."""

import calendar
import re
from datetime import date, timedelta

from records.dates import Interval
from records.vocabularies import Precision

SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_UNKNOWN = {
    "D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX", "DE": "XXX",
    "CE": "XX", "ML": "X", "FN": "XXXX-WXX", "TH": "XXXX-XX-XXTXX", "TM": "XXXX-XX-XXTXX:XX",
    "TS": "XXXX-XX-XXTXX:XX:XX",
}  # fmt: skip
_MONTHS_OF = {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200, "ML": 12000}
_DAYS_OF = {"D": 1, "W": 7, "WE": 7, "FN": 14}
_THIRDS = {"START": 0, "MID": 1, "END": 2}
_VALUE = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:T.*)?"
    r"|(?P<year>\d{4})(?:-(?:W(?P<week>\d\d)(?P<weekend>-WE)?|Q(?P<quarter>[1-4])|H(?P<half>[12])"
    r"|(?P<season>SP|SU|FA|WI)|(?P<month>\d\d)))?"
    r"|(?P<decade>\d{3})|(?P<century>\d\d)"
    r"|(?P<first>\d{4}(?:-\d\d){0,2})/(?P<last>\d{4}(?:-\d\d){0,2})"
)


def make_day(year: int, month: int, day: int) -> date | None:
    """Return the day, or None where the calendar has none (February 30, year 99999)."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def shift(day: date | None, unit: str, count: float) -> date | None:
    """Return a day `count` units later (earlier if negative); None where the calendar ends.

    Months keep the day where they have it, else take their last day.
    """
    if day is None:
        return None
    try:
        if unit in _DAYS_OF:
            return day + timedelta(days=round(_DAYS_OF[unit] * count))
        if unit in _MONTHS_OF:
            months = day.year * 12 + day.month - 1 + round(_MONTHS_OF[unit] * count)
            year, month = months // 12, months % 12 + 1
            return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    except (ValueError, OverflowError):
        return None
    return day


def unit_value(day: date | None, unit: str) -> str:
    """Return the TIMEX3 value of the calendar unit that the day lies in, X-filled without a day."""
    if day is None:
        return _UNKNOWN[unit]
    week = day.isocalendar()
    values = {
        "D": day.isoformat(),
        "W": f"{week.year:04}-W{week.week:02}",
        "FN": f"{week.year:04}-W{week.week:02}",
        "WE": f"{week.year:04}-W{week.week:02}-WE",
        "M": f"{day.year:04}-{day.month:02}",
        "Q": f"{day.year:04}-Q{(day.month + 2) // 3}",
        "Y": f"{day.year:04}",
        "DE": f"{day.year // 10:03}",
        "CE": f"{day.year // 100:02}",
        "ML": f"{day.year // 1000}",
    }
    return values.get(unit, day.isoformat())


def unit_interval(day: date | None, unit: str) -> Interval | None:
    """Return the calendar unit that the day lies in."""
    return interval_of(unit_value(day, unit)) if day is not None else None


def weekday_near(day: date, weekday: int, *, after: bool, today: bool = True) -> date:
    """Return the nearest day with that number (Monday is 1) before or after `day`, which counts itself if `today`."""
    distance = (weekday - day.isoweekday()) % 7 if after else (day.isoweekday() - weekday) % 7
    if distance == 0 and not today:
        distance = 7
    return day + timedelta(days=distance if after else -distance)


def interval_of(value: str, mod: str | None = None) -> Interval | None:
    """Return the days that a TIMEX3 value stands for; None for values that are not on the calendar.

    `mod` START, MID or END takes a third of it.
    """
    match = _VALUE.fullmatch(value)
    if match is None:
        return None
    try:
        start, end, precision = _bounds(match)
    except (ValueError, OverflowError):
        return None
    if mod in _THIRDS and start < end:
        days = (end - start).days + 1
        third = _THIRDS[mod]
        start, end = start + timedelta(days * third // 3), start + timedelta(days * (third + 1) // 3 - 1)
        precision = Precision.RANGE
    return Interval(start=start, end=end, precision=precision)


def _bounds(match: re.Match[str]) -> tuple[date, date, Precision]:
    if match["day"]:
        day = date.fromisoformat(match["day"])
        return day, day, Precision.DAY
    if match["first"]:
        return _first_day(match["first"]), _last_day(match["last"]), Precision.RANGE
    if match["decade"]:
        year = int(match["decade"]) * 10
        return date(year, 1, 1), date(year + 9, 12, 31), Precision.DECADE
    if match["century"]:
        year = int(match["century"]) * 100
        return date(max(year, 1), 1, 1), date(year + 99, 12, 31), Precision.RANGE
    year = int(match["year"])
    if match["week"]:
        monday = date.fromisocalendar(year, int(match["week"]), 1)
        if match["weekend"]:
            return monday + timedelta(days=5), monday + timedelta(days=6), Precision.RANGE
        return monday, monday + timedelta(days=6), Precision.WEEK
    if match["quarter"]:
        month = 3 * int(match["quarter"]) - 2
        return date(year, month, 1), _month_end(year, month + 2), Precision.QUARTER
    if match["half"]:
        month = 6 * int(match["half"]) - 5
        return date(year, month, 1), _month_end(year, month + 5), Precision.RANGE
    if match["season"]:
        month = SEASON_MONTHS[match["season"]]
        return date(year, month, 1), _month_end(year + (month == 12), (month + 1) % 12 + 1), Precision.SEASON
    if match["month"]:
        return date(year, int(match["month"]), 1), _month_end(year, int(match["month"])), Precision.MONTH
    return date(year, 1, 1), date(year, 12, 31), Precision.YEAR


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _first_day(value: str) -> date:
    return date(*(int(part) for part in (value + "-01-01"[: 10 - len(value)]).split("-")))


def _last_day(value: str) -> date:
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        return date(*parts)
    if len(parts) == 2:
        return _month_end(*parts)
    return date(parts[0], 12, 31)
