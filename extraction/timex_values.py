"""A phrase of the grammar and its context in, what it means out: TIMEX3 value, modifier, days."""

# The modules of readers register themselves under the names of the rules.
from extraction import timex_amounts, timex_calendar, timex_relative  # noqa: F401 (imported for their readers)
from extraction.timex_readings import Context, Direction, Reading, read_phrase

__all__ = ["Context", "Direction", "Reading", "read_phrase"]
