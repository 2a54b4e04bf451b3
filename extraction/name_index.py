"""Names in, an index out that finds them in a text: whole words, case-sensitive, the longest first."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
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

    def __iter__(self) -> Iterator[str]:
        """Yield the names, folded."""
        return iter(self._names)

    def get(self, name: str) -> tuple[NameEntry, ...]:
        """Return what a name may stand for."""
        return self._names.get(fold(name), ())

    def find(self, text: str) -> Iterator[NameHit]:
        """Yield the names in a text from left to right; none overlaps another."""
        words = _WORD.findall(text)
        plain = words if text.isascii() else [_plain(word) for word in words]
        lengths = self._lengths
        beginnings = [i for i, word in enumerate(plain) if word in lengths]
        if not beginnings:
            return
        spots = list(_WORD.finditer(text))
        free = 0
        for i in beginnings:
            size = self._match(text, spots, plain, i) if i >= free else 0
            if size and plain[i] in _ARTICLES and self._match(text, spots, plain, i + 1) >= size:
                # "the West" must not break "West Bank".
                size = 0
            if size:
                entries = self._names[" ".join(plain[i : i + size])]
                yield NameHit(spots[i].start(), self._end(text, spots, i, i + size - 1), entries)
                free = i + size

    def _match(self, text: str, spots: Sequence[re.Match[str]], plain: list[str], i: int) -> int:
        """Return how many words the longest name has that begins at a word, 0 where none does."""
        for size in self._lengths.get(plain[i], ()) if i < len(plain) else ():
            end = i + size
            if size > 1 and (end > len(plain) or " ".join(plain[i:end]) not in self._names):
                continue
            if size == 1 and plain[i] not in self._names:
                continue
            if all(self._joined(text, spots, k) for k in range(i, end - 1)):
                return size
        return 0

    @staticmethod
    def _joined(text: str, spots: Sequence[re.Match[str]], k: int) -> bool:
        gap = text[spots[k].end() : spots[k + 1].start()]
        if gap == " ":
            return True
        if not _GAP.fullmatch(gap):
            return False
        return gap[0] != "." or spots[k].end() - spots[k].start() <= _ABBREVIATED

    @staticmethod
    def _end(text: str, spots: Sequence[re.Match[str]], first: int, last: int) -> int:
        """Return where a name ends: behind the full stop of initials ("U.S.")."""
        start, end = spots[last].span()
        initials = last > first and end - start == 1 and text[spots[last - 1].end()] == "."
        return end + 1 if initials and text[end : end + 1] == "." else end
