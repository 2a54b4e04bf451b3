"""Intervals of days, and what speaks for them."""

from dataclasses import dataclass
from datetime import date

from records.spans import Offsets
from records.vocabularies import DateBasis, Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """First and last day; an end that is None is open."""

    start: date | None
    end: date | None
    precision: Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class DateInterval:
    """When an event happened or a position was stated.

    `text` and `span` are the time expression that says so, where one does.
    """

    start: date | None = None
    end: date | None = None
    precision: Precision = Precision.UNKNOWN
    basis: DateBasis = DateBasis.UNKNOWN
    text: str | None = None
    span: Offsets | None = None


UNDATED = DateInterval()
"""Nothing speaks for any day."""
