"""The data file of words that relate the times of clauses in, sets of lemmas out."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from extraction.errors import ResourceError

REPORT, SPEAK, AHEAD, ASPECT, SETTING = "REPORT", "SPEAK", "AHEAD", "ASPECT", "SETTING"
_NAME = "time_verbs.tsv"


@cache
def time_verbs() -> Mapping[str, frozenset[str]]:
    """Read the lemmas of each class (once).

    Raises:
        ResourceError: a line has no class that is known.
    """
    lemmas: dict[str, set[str]] = {label: set() for label in (REPORT, SPEAK, AHEAD, ASPECT, SETTING)}
    for number, line in enumerate(files("extraction.resources").joinpath(_NAME).read_text("utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        label, _, words = line.partition("\t")
        if label not in lemmas or not words:
            raise ResourceError(_NAME, number, f"a class and its lemmas expected: {line!r}")
        lemmas[label].update(words.split("; "))
    return {label: frozenset(words) for label, words in lemmas.items()}
