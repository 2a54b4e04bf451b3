"""Words of a trigger in, what they have in common with those of another one out."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

_SUFFIXES = (
    *("ations", "ation", "ition", "ments", "ment", "ings", "ing", "ions", "ion", "ers", "er", "ors", "or", "als", "al"),
    *("ed", "es", "ances", "ance", "ence", "ures", "ure", "s", "e"),
)
_LEAST_STEM = 4
_DOUBLED = re.compile(r"(.)\1$")
_WORD = re.compile(r"[^\W\d_]{2,}|\d{2,}")


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """Return a word in lower case without its endings, roughly: "negotiations" and "negotiate" are one."""
    word = word.lower()
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEAST_STEM:
            word = word[: -len(suffix)]
            break
    return _DOUBLED.sub(r"\1", word)


def stems_of(text: str) -> tuple[str, ...]:
    """Return the stems of the words of a text in order, each once, without light ones."""
    light = light_words()
    words = (word.lower() for word in _WORD.findall(text))
    return tuple(dict.fromkeys(stem(word) for word in words if word not in light))


def class_of(word: str) -> str:
    """Return the class of a word or a stem: the same for words that name one act; its stem where it is in none."""
    classes = _load_classes()
    return classes.get(word) or classes.get(stem(word)) or stem(word)


def trigger_classes(text: str) -> tuple[str, ...]:
    """Return the classes of a trigger's words, light ones only where there are no others."""
    words = [word.lower() for word in _WORD.findall(text)]
    telling = [word for word in words if word not in light_words()] or words
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
def light_words() -> frozenset[str]:
    """Return the words that say little by themselves."""
    return frozenset(word for line in _read_lines("light_words.txt") for word in line.split("#", 1)[0].split())


@cache
def _load_classes() -> dict[str, str]:
    return read_classes(_read_lines("trigger_classes.txt"))


def _read_lines(name: str) -> list[str]:
    return files("ingest").joinpath("resources", name).read_text(encoding="utf-8").splitlines()
