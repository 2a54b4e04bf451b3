"""Tellings in, the numbers of those in the store that they are compared with out."""

from array import array
from collections.abc import Iterable

from ingest.story_types import least_shared
from ingest.tellings import TRIGGER, Telling
from storage.tellings import TellingReader

REACH = 8
"""So many days around its own a telling is compared with others."""

MOST_CANDIDATES = 300
"""So many tellings are compared with one at most, those that share most of their words first."""


def find_candidates(reader: TellingReader, told: Telling) -> list[int]:
    """Return the tellings that a telling is compared with, those that have most in common with it first.

    They have its type and actors, are of days around its own, and share so many words that nothing forbids them yet:
    to count these takes a hundredth of what it takes to read and score a telling.
    """
    types = told.sought_keys()
    mine = frozenset(_read(told.sketch()))
    found: dict[int, tuple[int, int, bytes]] = {}
    for n, day, key, sketch in reader.candidates(tuple(types), told.day, REACH):
        shared = mine.intersection(_read(sketch))
        words = sum(number < TRIGGER for number in shared)
        least, with_triggers = least_shared(told.event_type, types[key])
        if (len(shared) if with_triggers else words) >= least:
            found[n] = -len(shared), abs(day - told.day), sketch
    # Whatever came first must not count where there are too many.
    return sorted(found, key=lambda n: (*found[n], n))[:MOST_CANDIDATES]


def _read(sketch: bytes) -> Iterable[int]:
    numbers = array("H")
    numbers.frombytes(sketch)
    return numbers
