"""Mention, time expressions and document creation time in, the day or interval it happened out."""

from collections.abc import Sequence
from datetime import date

from extraction.findings import EventMention, PositionMention
from records.dates import UNDATED, DateInterval
from records.timexes import Timex


def anchor_event(mention: EventMention, timexes: Sequence[Timex], dct: date | None) -> DateInterval:
    """Return when the event happened, goes on, or is planned."""
    return UNDATED


def anchor_position(mention: PositionMention, timexes: Sequence[Timex], dct: date | None) -> DateInterval:
    """Return when the position was stated."""
    return UNDATED
