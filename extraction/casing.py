"""The words of a line in capitals in, the words as a sentence has them out: "Iran Vows War" -> "Iran vows war"."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from extraction.dictionary import Dictionary
from extraction.directory import Directory
from extraction.name_index import NameEntry, NameUse
from extraction.person_names import person_words
from extraction.polities import known_polity
from extraction.reading_words import reading_words

_LEAST_SHARE = 0.85
_MOST_SMALL = 0.6
"""The share of small words from on which a line is a sentence, whatever they are."""
_LONGEST_PLACE = 3
_SENTENCE_ENDS = frozenset({".", "!", "?", "…"})
_OPENING = frozenset("\"“‘'«([*")
_MONTH_BEFORE = frozenset("in on of by since until till last next early late mid before after from this every".split())  # noqa: SIM905
_TITLE_PARTS = frozenset(
    """vice deputy prime foreign defence defense finance interior former acting interim first chief special
    attorney home crown army navy air police""".split()  # noqa: SIM905
)
_LEAST_CAPITALS = 2


class Style(Enum):
    """How the words of a line are capitalised."""

    SENTENCE = "SENTENCE"
    TITLE = "TITLE"
    CAPITALS = "CAPITALS"


def style_of(texts: Sequence[str]) -> Style:
    """Return how the words of a line are capitalised; what has too few words to tell is a sentence."""
    small = reading_words("small")
    words = [text for text in texts if len(text) > 1 and text[0].isalpha()]
    if sum(map(str.isupper, words)) >= max(_LEAST_CAPITALS, _LEAST_SHARE * len(words)):
        return Style.CAPITALS
    if sum(map(str.islower, words)) > _MOST_SMALL * len(words):
        return Style.SENTENCE
    telling = [word for word in words if word.lower() not in small]
    if len(telling) < _LEAST_CAPITALS or sum(w[0].isupper() for w in telling) < _LEAST_SHARE * len(telling):
        return Style.SENTENCE
    return Style.TITLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How a text itself writes its words in the middle of sentences: `small` ones, and the `names` by lower case."""

    small: Collection[str] = frozenset()
    names: Mapping[str, str]

    @classmethod
    def of(cls, texts: Sequence[str], counted: Sequence[int]) -> "Usage":
        """Return the usage of the words at which `counted` is not 0; the first words of sentences tell nothing."""
        small: set[str] = set()
        names: dict[str, str] = {}
        before = "."
        for text, counts in zip(texts, counted, strict=True):
            if counts and text[:1].isalpha():
                if text.islower():
                    small.add(text)
                elif before not in _SENTENCE_ENDS and before not in _OPENING and not before.isspace():
                    names.setdefault(text.lower(), text)
            before = text
        return cls(small=small, names=names)


class Caser:
    """Writes lines in title case or capitals as sentences: common words small, names as they are written."""

    def __init__(self, directory: Directory, dictionary: Dictionary) -> None:
        self.directory = directory
        self.dictionary = dictionary
        self.small, self.common = reading_words("small"), reading_words("common")
        self.common_first = reading_words("common_first")
        self.calendar, self.own_names = reading_words("calendar"), reading_words("names")
        self._inner_capitals = {
            name.lower(): name
            for name in directory.names
            if " " not in name and not name.isupper() and any(c.isupper() for c in name[1:])
        }

    def write_as_sentence(self, texts: Sequence[str], style: Style, usage: Usage) -> list[str]:
        """Return the words of the line, each as long as before."""
        if style is Style.SENTENCE:
            return list(texts)
        capital = [self._capitalised(text, style, usage) for text in texts]
        line = _Line(texts=texts, capital=capital, lowers=[text.lower() for text in texts], style=style, usage=usage)
        kept = self._names_in(line)
        for i in range(len(texts)):
            kept[i] = kept[i] or self._is_name(line, i, kept)
        self._keep_titles(line, kept)
        written = []
        for i, text in enumerate(texts):
            begins = i == 0 or texts[i - 1] in _SENTENCE_ENDS
            word = capital[i] if kept[i] else line.lowers[i].capitalize() if begins else line.lowers[i]
            written.append(word if len(word) == len(text) else text)
        return written

    def _capitalised(self, text: str, style: Style, usage: Usage) -> str:
        if style is Style.TITLE or not text[:1].isalpha():
            return text
        lower = text.lower()
        if (form := usage.names.get(lower) or self._inner_capitals.get(lower)) is not None:
            return form
        return text if self._is_acronym(text) else text.capitalize()

    def _is_acronym(self, text: str) -> bool:
        """Say whether a word in capitals is always written so: a name of the registry, or too short for another."""
        lower = text.lower()
        if text in _ACRONYMS:
            return True
        if self.directory.names.get(text) and (lower in self.small or self.dictionary.is_only_noun(lower)):
            return True
        if lower in self.small or lower in self.common or self.dictionary.knows(lower):
            return False
        return len(text) < _SHORTEST_WORD or bool(self.directory.names.get(text))

    # ------------------------------------------------------------------------------------------------ names
    def _names_in(self, line: "_Line") -> list[bool]:
        """Return for each word whether it is part of a name that the registry or the atlas knows."""
        kept = [False] * len(line.texts)
        text, starts = line.searched(self.small)
        at = {start: i for i, start in enumerate(starts)}
        for hit in self.directory.names.find(text):
            first = at.get(hit.start)
            if first is None:
                continue
            inside = [i for i in range(first, len(starts)) if starts[i] < hit.end]
            if len(inside) > 1:
                for i in inside:
                    kept[i] = line.lowers[i] not in self.small
            else:
                kept[first] = self._means_actor(line, first, hit.entries)
        for first, end in self._places(line):
            kept[first:end] = [True] * (end - first)
        return kept

    def _means_actor(self, line: "_Line", i: int, entries: Sequence[NameEntry]) -> bool:
        lower = line.lowers[i]
        if lower in line.usage.small and lower not in line.usage.names:
            return any(entry.use is NameUse.DEMONYM for entry in entries)
        if lower in self.small:
            return line.is_doer(i, self.dictionary)
        return lower not in self.common_first

    def _places(self, line: "_Line") -> Iterator[tuple[int, int]]:
        """Yield the well-known places of several words ("Red Sea", "Los Angeles")."""
        i, size = 0, len(line.texts)
        while i < size - 1:
            end = i + 1
            while end < size and end - i < _LONGEST_PLACE and line.is_capital(i) and line.is_capital(end):
                end += 1
            while end > i + 1 and known_polity(" ".join(line.capital[i:end])) is None:
                end -= 1
            if end > i + 1:
                yield i, end
            i = end

    def _is_name(self, line: "_Line", i: int, kept: Sequence[bool]) -> bool:
        text, lower, usage = line.texts[i], line.lowers[i], line.usage
        if not line.is_capital(i) or lower in self.small or lower.endswith(_CONTRACTED):
            return False
        if lower in _FEASTS and i + 1 < len(line.lowers) and line.lowers[i + 1] == "day":
            return True
        if line.style is Style.TITLE and text.isupper() and len(text) > 1:
            return True
        if (lower in usage.names) != (lower in usage.small):
            return lower in usage.names
        if lower in self.calendar:
            return True
        if lower in _DATES:
            return line.is_date(i)
        if lower == "day" and i and kept[i - 1]:
            return line.lowers[i - 1] in _DATES or line.lowers[i - 1] in _FEASTS
        if lower in self.own_names:
            return True
        if not self._is_common(lower):
            return True
        return self._is_surname(line, i, kept) or self._is_first_name(line, i)

    def _is_common(self, lower: str) -> bool:
        if lower in self.common or lower in self.common_first:
            return True
        if not self.dictionary.knows(lower):
            return False
        if self.dictionary.is_only_noun(lower):
            # The dictionary has Paris and Newton among its nouns.
            name = lower.capitalize()
            return name not in self.directory.surnames and known_polity(name) is None
        return True

    def _is_surname(self, line: "_Line", i: int, kept: Sequence[bool]) -> bool:
        """Say whether a common word is a last name here ("Gordon Brown", "Sen. Young")."""
        if i == 0 or line.capital[i] not in self.directory.surnames:
            return False
        before = line.lowers[i - 1] if line.texts[i - 1] != "." or i < 2 else line.lowers[i - 2]
        given = kept[i - 1] and line.capital[i - 1] in self.directory.given_names
        return given or self._is_title(before)

    def _is_first_name(self, line: "_Line", i: int) -> bool:
        """Say whether a common word is a first name here: a last name follows that is no common word ("Mark Lowry")."""
        if line.capital[i] not in self.directory.given_names or not line.is_capital(i + 1):
            return False
        after = line.lowers[i + 1]
        if after in self.small or self._is_common(after):
            return False
        return not any(e.use is not NameUse.SURNAME for e in self.directory.names.get(line.capital[i + 1]))

    def _is_title(self, lower: str) -> bool:
        lower = lower.rstrip(".")
        words = person_words()
        return lower in words.honorifics or lower in words.ranks or lower in self.directory.titles

    def _keep_titles(self, line: "_Line", kept: list[bool]) -> None:
        """Leave the capital of titles before names of persons ("Foreign Minister Lavrov")."""
        for i in range(len(kept) - 2, -1, -1):
            lower = line.lowers[i]
            if kept[i] or not kept[i + 1] or not line.is_capital(i) or lower in self.small:
                continue
            if lower in _TITLE_PARTS:
                kept[i] = line.lowers[i + 1] in self.directory.titles
            elif self._is_title(lower) and not self.dictionary.is_inflected_verb(lower):
                uses = {entry.use for entry in self.directory.names.get(line.capital[i + 1])}
                kept[i] = uses <= {NameUse.SURNAME} and line.lowers[i + 1] not in self.calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line: its words as they stand, as names (`capital`), and in lower case; how the rest of the text has them."""

    texts: Sequence[str]
    capital: Sequence[str]
    lowers: Sequence[str]
    style: Style
    usage: Usage

    def is_capital(self, i: int) -> bool:
        return i < len(self.texts) and self.texts[i][:1].isupper()

    def searched(self, small: Collection[str]) -> tuple[str, list[int]]:
        """Return the line as names are looked for in it, and where its words start there."""
        parts, starts, at = [], [], 0
        for i, word in enumerate(self.capital):
            if i and word[0].isalnum():
                at += 1
                parts.append(" ")
            starts.append(at)
            written = self.lowers[i] if i and self.lowers[i] in small and not word.isupper() else word
            parts.append(written)
            at += len(written)
        return "".join(parts), starts

    def is_acronym(self, i: int) -> bool:
        return self.texts[i].isupper() and len(self.texts[i]) > 1

    def is_doer(self, i: int, dictionary: Dictionary) -> bool:
        """Say whether a word such as "WHO" or "IS" is a body that does something: no question, a verb after it."""
        first = i == 0 or not self.texts[i - 1][-1:].isalnum()
        return (
            first
            and self.is_acronym(i)
            and self.texts[-1] != "?"
            and i + 1 < len(self.texts)
            and dictionary.is_inflected_verb(self.lowers[i + 1])
        )

    def is_date(self, i: int) -> bool:
        """Say whether "March" or "May" is the month: a number or a preposition stands beside it."""
        after = self.texts[i + 1] if i + 1 < len(self.texts) else ""
        before = self.lowers[i - 1] if i else ""
        return after[:1].isdigit() or after.lower() == "day" or before[:1].isdigit() or before in _MONTH_BEFORE


_DATES = frozenset({"march", "may"})
_FEASTS = frozenset({"boxing", "independence", "victory", "armistice", "anzac", "remembrance", "bastille", "republic"})
_CONTRACTED = ("n't", "n’t")
"""The tokenizer parts "doesn't", but not "DOESN'T"."""
_SHORTEST_WORD = 4
_ACRONYMS = frozenset({"US", "UN", "UK", "EU", "UAE", "PM", "MP", "TV", "AI"})
