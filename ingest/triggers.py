"""Words of a trigger in, what they have in common with those of another one out."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files

_SUFFIXES = (
    *("ations", "ation", "ition", "ments", "ment", "ings", "ing", "ions", "ion", "ers", "er", "ors", "or", "als", "al"),
    *("ed", "es", "ances", "ance", "ence", "ures", "ure", "s", "e"),
)
_LEAST_STEM = 4
_DOUBLED = re.compile(r"(.)\1$")
_BREAK = re.compile(
    r";|\n|, (?:but|while|whereas|although|though|which|who|whose|whom) |(?<=[a-z]) (?:after|whereas|although) "
)
_TOKEN = re.compile(r"\d[\d,]*|[^\W\d_]{2,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        (
            *("three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
            *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
        ),
        3,
    )
} | {"dozen": "12", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60"}
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


def find_part(text: str, at: int) -> tuple[int, int]:
    """Return the part of a text around a place, up to where another matter begins; all of it if it is outside."""
    if not 0 <= at < len(text):
        return 0, len(text)
    start = max((found.end() for found in _BREAK.finditer(text, 0, at)), default=0)
    return start, min((found.start() for found in _BREAK.finditer(text, at)), default=len(text))


def words_within(text: str, start: int, stop: int) -> Iterator[tuple[int, str]]:
    """Yield where the words of a part of a text begin, and each in lower case."""
    for found in _TOKEN.finditer(text, start, stop):
        yield found.start(), found[0].lower()


def number_of(word: str) -> str | None:
    """Return the number that a word names, in digits, from three on: one and two are everywhere."""
    if word[0].isdigit():
        digits = word.replace(",", "").lstrip("0")
        return digits if digits and digits not in ("1", "2") and not _YEAR.fullmatch(digits) else None
    return _NUMBERS.get(word)


def is_light(word: str) -> bool:
    """Say whether a word tells little by itself, as "said", "Monday", "president" do."""
    return word in light_words()


def class_of(word: str) -> str:
    """Return the class of a word or a stem: the same for words that name one act; its stem where it is in none."""
    classes = _load_classes()
    found = classes.get(word) or classes.get(stem(word))
    if found is None and len(word) > _LEAST_STEM:
        # "urged", "asked", "raids": what is left is too short for a stem, and yet a word of a class.
        found = next(
            (classes[rest] for rest in (word[:-1], word[:-2]) if word.endswith(("s", "ed")) and rest in classes), None
        )
    return found or stem(word)


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
