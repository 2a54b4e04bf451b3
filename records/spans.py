"""Stretches of an article's text: `start` included, `end` excluded, in characters of `article.text`."""

from dataclasses import dataclass

Offsets = tuple[int, int]
"""A bare (start, end) pair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSpan:
    """A span with its words: `article.text[start:end] == text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A span that proves a record: `article.text[start:end] == quote`."""

    start: int
    end: int
    quote: str
