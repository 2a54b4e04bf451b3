"""Names in, an index out that finds them in a text: whole words, case-sensitive, the longest first."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

_WORD = re.compile(r"\w+")
_GAP = re.compile(r"[ \u00a0]|[-‐‑–]|['’]|\.[ \u00a0]?| ?& ?|/")
_ABBREVIATED = 4
_ARTICLES = frozenset({"the", "The"})


class NameUse(StrEnum):
    """How a name of the registry stands for its actor."""

    NAME = "NAME"
    DEMONYM = "DEMONYM"
    """An adjective: "Russian"."""
    PEOPLE = "PEOPLE"
    """A noun for citizens or members: "Russians"."""
    SEAT = "SEAT"
    """A building or seat that always means the government: "Kremlin"."""
    CAPITAL = "CAPITAL"
    """A capital, which means the government or the city by its role in the sentence."""
    SURNAME = "SURNAME"
    """A last name that is known enough to stand alone: "Putin"."""
    AGENCY = "AGENCY"
    """A news agency or outlet, which is a publisher and no actor."""


@dataclass(frozen=True, slots=True)
class NameEntry:
    """What a name may stand for."""

    actor_id: str
    use: NameUse


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name found in a text: characters `start` to `end`."""

    start: int
    end: int
    entries: tuple[NameEntry, ...]


def fold(name: str) -> str:
    """Return a name as the index compares it: words parted by single spaces, without accents and punctuation."""
    if name.isascii() and name.replace(" ", "").isalnum():
        return " ".join(name.split())
    return " ".join(_plain(match.group()) for match in _WORD.finditer(name))


def _plain(word: str) -> str:
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word.translate(_UNDECOMPOSED))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


_UNDECOMPOSED = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss"})


class NameIndex:
    """Finds names in texts.

    Words are compared without accents; between them may stand a space, a hyphen, an apostrophe, or the full stop of
    an abbreviation, so that "U.S.", "al-Qaeda" and "Côte d’Ivoire" are found as "U.S", "al Qaeda", "Cote d'Ivoire" are.
    """

    def __init__(self, names: Mapping[str, tuple[NameEntry, ...]]) -> None:
        self._names = names
        lengths: dict[str, set[int]] = {}
        for name in names:
            words = name.split(" ")
            lengths.setdefault(words[0], set()).add(len(words))
        self._lengths = {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}

    def get(self, name: str) -> tuple[NameEntry, ...]:
        """Return what a name may stand for."""
        return self._names.get(fold(name), ())

    def find(self, text: str) -> Iterator[NameHit]:
        """Yield the names in a text from left to right; none overlaps another."""
        words = [(match.start(), match.end(), match.group()) for match in _WORD.finditer(text)]
        plain = [word if word.isascii() else _plain(word) for _, _, word in words]
        i, count = 0, len(words)
        while i < count:
            size = self._match(text, words, plain, i)
            if size and plain[i] in _ARTICLES and self._match(text, words, plain, i + 1) >= size:
                # "the West" must not break "West Bank".
                size = 0
            if size:
                entries = self._names[" ".join(plain[i : i + size])]
                yield NameHit(words[i][0], self._end(text, words, i, i + size - 1), entries)
            i += size or 1

    def _match(self, text: str, words: list[tuple[int, int, str]], plain: list[str], i: int) -> int:
        """Return how many words the longest name has that begins at a word, 0 where none does."""
        for size in self._lengths.get(plain[i], ()) if i < len(plain) else ():
            end = i + size
            if end > len(plain) or " ".join(plain[i:end]) not in self._names:
                continue
            if all(self._joined(text, words, k) for k in range(i, end - 1)):
                return size
        return 0

    @staticmethod
    def _joined(text: str, words: list[tuple[int, int, str]], k: int) -> bool:
        gap = text[words[k][1] : words[k + 1][0]]
        if not _GAP.fullmatch(gap):
            return False
        return gap[0] != "." or len(words[k][2]) <= _ABBREVIATED

    @staticmethod
    def _end(text: str, words: list[tuple[int, int, str]], first: int, last: int) -> int:
        """Return where a name ends: behind the full stop of initials ("U.S.")."""
        end = words[last][1]
        initials = last > first and len(words[last][2]) == 1 and text[words[last - 1][1]] == "."
        return end + 1 if initials and text[end : end + 1] == "." else end
