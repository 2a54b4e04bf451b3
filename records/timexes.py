"""Time expressions, as TIMEX3 has them."""

from dataclasses import dataclass

from records.dates import Interval
from records.vocabularies import TimexType


@dataclass(frozen=True, slots=True, kw_only=True)
class Timex:
    """A time expression. `value` is never empty: what cannot be resolved is X-filled, its interval None."""

    start: int
    end: int
    text: str
    type: TimexType
    value: str
    mod: str | None = None
    interval: Interval | None = None
