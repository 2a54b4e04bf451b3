"""Phrases in, an index out that finds the longest one that ends, or begins, at a word."""

import re
from collections.abc import Mapping, Sequence

_TOKEN = re.compile(r"'s\b|[^\s'-]+|['-]")


class PhraseIndex[T]:
    """Finds phrases among the lower-case words of a text; hyphens are words, as they are for the tokenizer."""

    def __init__(self, phrases: Mapping[str, T]) -> None:
        ending: dict[str, list[tuple[list[str], T]]] = {}
        starting: dict[str, list[tuple[list[str], T]]] = {}
        for phrase, value in phrases.items():
            words = _TOKEN.findall(phrase)
            ending.setdefault(words[-1], []).append((words, value))
            starting.setdefault(words[0], []).append((words, value))
        for entries in (*ending.values(), *starting.values()):
            entries.sort(key=lambda entry: -len(entry[0]))
        self._ending = ending
        self._starting = starting

    def __contains__(self, word: str) -> bool:
        """Say whether a phrase ends with the word."""
        return word in self._ending

    def ending_at(self, words: Sequence[str], last: int, first: int = 0) -> tuple[T, int] | None:
        """Return the value of the longest phrase whose last word is `words[last]`, and how many words it has.

        No phrase is found that begins before `words[first]`.
        """
        for phrase, value in self._ending.get(words[last], ()):
            start = last + 1 - len(phrase)
            if start >= first and (len(phrase) == 1 or words[start : last + 1] == phrase):
                return value, len(phrase)
        return None

    def starting_at(self, words: Sequence[str], first: int) -> tuple[T, int] | None:
        """Return the value of the longest phrase whose first word is `words[first]`, and how many words it has."""
        for phrase, value in self._starting.get(words[first], ()):
            if words[first : first + len(phrase)] == phrase:
                return value, len(phrase)
        return None
