"""Days and instants in, the small integers that columns hold out, and back."""

import unicodedata
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from records.dates import DateInterval

UNDATED = 0
"""The day number of what has no day; all real ones are greater."""

LAST_DAY = date.max.toordinal()

MONTHLY_REACH = 31
YEARLY_REACH = 366

_FOLDED = str.maketrans({".": None, "’": "'", "‘": "'", "‑": "-", "–": "-"})

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day_number(day: date | None) -> int:
    """Return the proleptic Gregorian ordinal of a day, 0 for none."""
    return day.toordinal() if day else UNDATED


def day_of(number: int) -> date | None:
    """Return the day of a number, None for 0."""
    return date.fromordinal(number) if number else None


def month_of(number: int) -> int:
    """Return the month of a day number: 202503, 0 for undated."""
    if not number:
        return UNDATED
    day = date.fromordinal(number)
    return day.year * 100 + day.month


def instant_number(instant: datetime) -> int:
    """Return microseconds since 1970."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def instant_of(number: int) -> datetime:
    """Return the instant of a number, in UTC."""
    return _EPOCH + timedelta(microseconds=number)


def now() -> int:
    """Return the present instant's number."""
    return instant_number(datetime.now(UTC))


class OpenEnd:
    """Which end of an interval nobody stated."""

    NONE = 0
    START = 1
    END = 2


def interval_columns(interval: DateInterval) -> dict[str, int | str]:
    """Return the columns that date filters and orders read.

    An interval with one stated end is compared by that end alone.
    """
    start, stop = day_number(interval.start), day_number(interval.end)
    if start and stop:
        open_end, stop = OpenEnd.NONE, max(start, stop)
    elif stop:
        open_end, start = OpenEnd.START, stop
    elif start:
        open_end, stop = OpenEnd.END, start
    else:
        open_end = OpenEnd.NONE
    return {
        "start": start,
        "stop": stop,
        "open_end": open_end,
        "reach": reach_of(stop - start),
        "precision": interval.precision.value,
        "basis": interval.basis.value,
    }


def reach_of(days: int) -> int:
    """Return the class of an interval's length: 0 up to a month, 1 up to a year, 2 beyond.

    Chosen so that a date page looks at the days of its range and one month before in the index by day, and at what
    reaches further only in the small index of long intervals.
    """
    if days <= MONTHLY_REACH:
        return 0
    return 1 if days <= YEARLY_REACH else 2


def plain(text: str) -> str:
    """Return text for a column: PostgreSQL takes no NUL in one."""
    return text.replace("\x00", "\ufffd")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return a name as it is compared: no accents, case or full stops ("José  M." -> "jose m", "U.S." -> "us")."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain(letters).translate(_FOLDED).casefold().split())


def words_of(folded: str) -> list[str]:
    """Return the words of a folded name, without punctuation."""
    return "".join(c if c.isalnum() else " " for c in folded).split()
