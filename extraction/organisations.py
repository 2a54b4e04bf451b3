"""The name of an organisation that no registry knows in, the sector that its words tell out."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_WORDS = Path(__file__).parent / "resources" / "organisation_words.csv"


@cache
def _sectors() -> Mapping[str, str]:
    lines = [line for line in _WORDS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {row["word"]: row["sector"] for row in csv.DictReader(lines)}


def sector_of(name: str) -> str | None:
    """Return the CAMEO sector that the last telling word of a name stands for ("Ruritanian Farmers' Union" -> LAB)."""
    sectors = _sectors()
    words = [word.strip(".,'’()\"").lower() for word in name.split()]
    return next((sectors[word] for word in reversed(words) if word in sectors), None)
