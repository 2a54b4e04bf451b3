"""The words of a full date in, its day out: dates that depend on nothing but themselves, in any usual spelling."""

import re
from datetime import date, datetime
from functools import cache
from typing import Any

_LONGEST = 40
_FOUR_DIGITS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@cache
def _parser() -> Any:
    from dateparser.date import DateDataParser  # slow to import, and few articles need it

    # STRICT_PARSING with all parts required: dateparser completes what is missing from today's date otherwise.
    settings = {"STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": "MDY"}
    return DateDataParser(languages=["en"], settings=settings)


def read_absolute_date(words: str) -> date | None:
    """Return the day that the words name in full ("17-Mar-2025", "Mon., 3rd March, 2025 09:30"), or None.

    Without a year of four digits, a month and a day the words name no day. Numbers alone are read month first.
    """
    if len(words) > _LONGEST or not _FOUR_DIGITS.search(words):
        return None
    found = _parser().get_date_data(words).date_obj
    return found.date() if isinstance(found, datetime) else None
