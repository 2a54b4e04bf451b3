"""Date filters in, stretches of the index by day that hold every match in order out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from storage.scalars import LAST_DAY, MONTHLY_REACH, UNDATED, YEARLY_REACH, day_number


@dataclass(frozen=True, slots=True)
class Stretch:
    """First days from `low` to `high` of intervals that reach at least so far.

    With `overlap` only intervals match that end on the first day of the filter or later. A query walks its stretches
    in the order of its sort: each is a range of an index, whatever the intervals' length.
    """

    low: int
    high: int
    reach: int = 0
    overlap: bool = False


EVERYTHING = (Stretch(UNDATED, LAST_DAY),)
_DATED = Stretch(UNDATED + 1, LAST_DAY)
_UNDATED = Stretch(UNDATED, UNDATED)


def find_stretches(
    date_from: date | None,
    date_to: date | None,
    *,
    include_undated: bool,
    descending: bool,
    single_days: bool = False,
) -> tuple[Stretch, ...]:
    """Return the stretches of a date filter in the order of the sort; what is undated comes last in either.

    An interval that overlaps the filter begins at most its own length before it. Nearly all are shorter than a month:
    the first stretch. The others are found in the indexes of long intervals. With `single_days` there are none.
    """
    if date_from is None and date_to is None:
        return EVERYTHING if descending else (_DATED, _UNDATED)
    if single_days:
        low = max(day_number(date_from), _DATED.low)
        dated = [Stretch(low, day_number(date_to) if date_to else LAST_DAY)]
    else:
        dated = sorted(_find_dated(date_from, date_to), key=lambda stretch: stretch.low, reverse=descending)
    return (*dated, _UNDATED) if include_undated else tuple(dated)


def _find_dated(date_from: date | None, date_to: date | None) -> Iterator[Stretch]:
    high = day_number(date_to) if date_to else LAST_DAY
    if date_from is None:
        yield Stretch(_DATED.low, high)
        return
    first = day_number(date_from)
    edges = (first - MONTHLY_REACH, first - YEARLY_REACH, _DATED.low)
    for reach, edge in enumerate(edges):
        low = max(edge, _DATED.low)
        if low <= high:
            yield Stretch(low, high, reach, overlap=True)
        high = min(high, low - 1)
