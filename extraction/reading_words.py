"""The file of words for reading copies in, its lists by name out."""

from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "resources" / "reading_words.txt"


@cache
def reading_words(name: str) -> frozenset[str]:
    """Return the words of a list; a name that the file lacks is a mistake in the code and raises KeyError."""
    return _sections()[name]


@cache
def _sections() -> dict[str, frozenset[str]]:
    sections: dict[str, set[str]] = {}
    words: set[str] = set()
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("["):
            words = sections.setdefault(line.strip("[]"), set())
        elif not line.startswith("#"):
            words.update(line.split())
    return {name: frozenset(words) for name, words in sections.items()}
