"""ISO 8601 intervals of days in, first and last day out."""

import calendar
import re
from datetime import date

Days = tuple[date | None, date | None]
"""First and last day, both included; None where that end is open."""

_UNIT = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
_ONE = "[0-9]{4}(-[0-9]{2}){0,2}"
PATTERN = rf"^({_ONE}(/({_ONE}|\.\.)?)?|(\.\.)?/{_ONE})$"
"""What intervals look like; the calendar knows more."""
_OPEN = ("..", "")
_FORMS = "write a day, a month or a year, or two of them with a slash between: 2025-01/2025-03, 2025-01-15/.., ../2025"


def read_interval(text: str) -> Days:
    """Return the days of an interval; a month or a year alone is all of its days.

    Raises:
        ValueError: it is no interval of days, ends before it begins, or has no end at all.
    """
    ends = text.split("/")
    if len(ends) > 2 or all(end in _OPEN for end in ends):
        raise ValueError(f"Not an interval: {_FORMS}.")
    first = None if ends[0] in _OPEN else _days_of(ends[0])[0]
    last = None if ends[-1] in _OPEN else _days_of(ends[-1])[1]
    if first and last and first > last:
        raise ValueError(f"{first} is after {last}.")
    return first, last


def _days_of(text: str) -> tuple[date, date]:
    """Return the first and the last day of a year, a month or a day."""
    found = _UNIT.fullmatch(text)
    if found is None:
        raise ValueError(f"{text[:40]!r} is no day, month or year: {_FORMS}.")
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        raise ValueError(f"{text!r} is not in the calendar.") from None
    if day:
        return first, first
    last_month = month or 12
    return first, date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])
