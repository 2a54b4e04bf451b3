"""The file of closed word lists in, each list by its name out."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from extraction.errors import ResourceError

_FILE = "cue_words.yaml"


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the words of a list; a name that the file lacks is a mistake in the code and raises KeyError."""
    return _word_lists()[name]


@cache
def _word_lists() -> dict[str, frozenset[str]]:
    return read_word_lists(files("extraction.resources").joinpath(_FILE).read_text("utf-8"), _FILE)


def read_word_lists(text: str, path: str) -> dict[str, frozenset[str]]:
    """Return the lists that a YAML text holds.

    Raises:
        ResourceError: it is no mapping of names to lists of words.
    """
    data: Any = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(data, dict):
        raise ResourceError(path, None, "is no mapping of names to words")
    for name, words in data.items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise ResourceError(path, None, f"{name!r} is no list of words")
    return {str(name): frozenset(words) for name, words in data.items()}
