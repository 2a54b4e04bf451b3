"""A name that no registry knows in, what its words tell out: its sector, or that it names no actor."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_RESOURCES = Path(__file__).parent / "resources"
_WORDS = _RESOURCES / "organisation_words.csv"


@cache
def _sectors() -> Mapping[str, str]:
    lines = [line for line in _WORDS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {row["word"]: row["sector"] for row in csv.DictReader(lines)}


def sector_of(name: str) -> str | None:
    """Return the CAMEO sector that the last telling word of a name stands for ("Ruritanian Farmers' Union" -> LAB)."""
    sectors = _sectors()
    words = [word.strip(".,'’()\"").lower() for word in name.split()]
    return next((sectors[word] for word in reversed(words) if word in sectors), None)


@cache
def _no_actors() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the names of what does not act, and the last and the first words that such names of several words have."""
    lines = (_RESOURCES / "not_actors.txt").read_text("utf-8").splitlines()
    entries = [line for line in lines if line and not line.startswith("#")]
    names = frozenset(entry for entry in entries if "*" not in entry)
    last_words = frozenset(entry[1:] for entry in entries if entry.startswith("*"))
    return names, last_words, frozenset(entry[:-1] for entry in entries if entry.endswith("*"))


def is_no_actor(name: str) -> bool:
    """Say whether a name in capitals is a treaty's, a feast's, a storm's, a thing's, and nobody's who acts."""
    names, last_words, first_words = _no_actors()
    lower = name.lower().replace("’", "'")
    first, _, rest = lower.partition(" ")
    return lower in names or (bool(rest) and (first in first_words or lower.rpartition(" ")[2] in last_words))
