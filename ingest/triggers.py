"""Words of a trigger in, what they have in common with those of another one out."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

_SUFFIXES = (
    *("ations", "ation", "ition", "ments", "ment", "ings", "ing", "ions", "ion", "ers", "er", "ors", "or", "als", "al"),
    *("ed", "es", "ances", "ance", "ence", "ures", "ure", "s", "e"),
)
_LEAST_STEM = 4
_DOUBLED = re.compile(r"(.)\1$")
_WORD = re.compile(r"[^\W\d_]{2,}")

# They say little of what was done where another word of the trigger says it ("held talks", "expressed concern").
LIGHT_WORDS = frozenset(
    "have has had hold holds held make makes made take takes took taken give gives gave express expresses expressed be is "
    "was been were will would the an of on in at to for with from by and or its his her their that this ongoing further "
    "confirm confirmed conduct conducted set get got go went do did".split()
)


def stem(word: str) -> str:
    """Return a word in lower case without its endings, roughly: "negotiations" and "negotiate" are one."""
    word = word.lower()
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEAST_STEM:
            word = word[: -len(suffix)]
            break
    return _DOUBLED.sub(r"\1", word)


def stems_of(text: str, *, without: frozenset[str] = LIGHT_WORDS) -> tuple[str, ...]:
    """Return the stems of the words of a text in order, each once."""
    words = (word.lower() for word in _WORD.findall(text))
    return tuple(dict.fromkeys(stem(word) for word in words if word not in without))


def class_of(word: str) -> str:
    """Return the class of a word or a stem: the same for words that name one act; its stem where it is in none."""
    classes = _load_classes()
    return classes.get(word) or classes.get(stem(word)) or stem(word)


def trigger_classes(text: str) -> tuple[str, ...]:
    """Return the classes of a trigger's words, light ones only where there are no others."""
    words = [word.lower() for word in _WORD.findall(text)]
    telling = [word for word in words if word not in LIGHT_WORDS] or words
    return tuple(dict.fromkeys(class_of(word) for word in telling))


def read_classes(lines: Iterable[str]) -> dict[str, str]:
    """Return for each word, and each stem, of a file of classes the first word of its line."""
    classes: dict[str, str] = {}
    for line in lines:
        words = line.split("#", 1)[0].split()
        for word in words:
            classes.setdefault(word, words[0])
    for word, first in list(classes.items()):
        classes.setdefault(stem(word), first)
    return classes


@cache
def _load_classes() -> dict[str, str]:
    text = files("ingest").joinpath("resources/trigger_classes.txt").read_text(encoding="utf-8")
    return read_classes(text.splitlines())
