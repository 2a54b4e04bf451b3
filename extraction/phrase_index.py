"""Phrases in, an index out that finds the longest one that ends, or begins, at a word."""

import re
from collections.abc import Mapping, Sequence

_TOKEN = re.compile(r"'s\b|[^\s'-]+|['-]")


class PhraseIndex[T]:
    """Finds phrases among the lower-case words of a text; hyphens are words, as they are for the tokenizer."""

    def __init__(self, phrases: Mapping[str, T]) -> None:
        self._values = {tuple(_TOKEN.findall(phrase)): value for phrase, value in phrases.items()}
        ending: dict[str, set[int]] = {}
        starting: dict[str, set[int]] = {}
        for words in self._values:
            ending.setdefault(words[-1], set()).add(len(words))
            starting.setdefault(words[0], set()).add(len(words))
        self._ending = {word: sorted(sizes, reverse=True) for word, sizes in ending.items()}
        self._starting = {word: sorted(sizes, reverse=True) for word, sizes in starting.items()}

    def __contains__(self, word: str) -> bool:
        """Say whether a phrase ends with the word."""
        return word in self._ending

    def ending_at(self, words: Sequence[str], last: int, first: int = 0) -> tuple[T, int] | None:
        """Return the value of the longest phrase whose last word is `words[last]`, and how many words it has.

        No phrase is found that begins before `words[first]`.
        """
        for size in self._ending.get(words[last], ()):
            start = last + 1 - size
            if start >= first and (value := self._values.get(tuple(words[start : last + 1]))) is not None:
                return value, size
        return None

    def starting_at(self, words: Sequence[str], first: int) -> tuple[T, int] | None:
        """Return the value of the longest phrase whose first word is `words[first]`, and how many words it has."""
        for size in self._starting.get(words[first], ()):
            phrase = tuple(words[first : first + size])
            if len(phrase) == size and (value := self._values.get(phrase)) is not None:
                return value, size
        return None
