"""Text in, the phrases that are time expressions out; what a phrase means is read elsewhere."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from extraction.named_days import name_pattern
from extraction.time_lexer import BREAK, OTHER, Lexemes, class_names, lex, load_vocabulary
from extraction.timex_guards import is_idle_prefix, is_refused
from extraction.timex_rules import ABBREVIATIONS, PREFIXES, RULES, SUFFIXES, Rule
from records.vocabularies import TimexType

_PREFIX_LEXEMES = 8
_DAYS = frozenset({"iso_day", "month_day", "day_month", "weekday", "deictic", "weekday_of_week", "deictic_beyond"})
_CLOCKS = frozenset({"clock", "oclock", "noon"})
_WITHOUT_PREFIX = frozenset(
    {
        "present",
        "past",
        "future",
        "iso_time",
        "clock",
        "oclock",
        "noon",
        "duration",
        "bare_units",
        "every",
        "rate",
        "set_word",
    }
    | {"weekdays", "whole_unit", "past_units", "next_units", "ago", "units_ago", "long_ago", "rest_of_unit", "edge_of"}
    | {"recent_units", "coming_units", "part_of_today", "the_part", "part_of_other_day", "first_units", "year_ago"}
)
_SMALL_WORDS = frozenset(
    {
        "THE",
        "A",
        "OF",
        "OLD",
        "AND",
        "OR",
        "TO",
        "IN",
        "ON",
        "AT",
        "FROM",
        "BETWEEN",
        "BEFORE",
        "AFTER",
        "BY",
        "UNTIL",
        "SINCE",
        "DURING",
        "THROUGH",
        "FOR",
        "NOT",
        "NUMBERED",
        "ALL",
        "PERCENT",
        "COMMA",
        "DOT",
        "STOP",
        "HYPHEN",
        "DASH",
        "LONGDASH",
        "OPEN",
        "CLOSE",
        "MONEY",
        "SLASH",
        "PLUS",
        "POSS",
        "NUMBER",
        "DAYNUMBER",
        "DOTCLOCK",
        "NW",
        "HUNDRED",
        "DOZEN",
        "ORD",
        "ORDNUM",
        "QUANT",
        "SOME",
        "COUPLE",
        "PAIR",
        "HALF",
        "WHOLE",
        "UNITADJ",
        "FISCAL",
        "CALENDAR",
        "LAST",
        "NEXT",
        "COMING",
        "FOLLOWING",
        "THIS",
        "SAME",
        "THAT",
        "THESE",
        "THOSE",
        "LATEST",
        "PREV",
        "CURRENT",
        "EARLY",
        "LATE",
        "EARLIER",
        "LATER",
        "MID",
        "END",
        "BEGIN",
        "STAGE",
        "APPROX",
        "OVER",
        "MORE",
        "LESS",
        "THAN",
        "LEAST",
        "MOST",
        "UP",
        "WELL",
        "SO",
        "VERY",
        "NEAR",
        "EVERY",
        "PER",
        "ALTERNATE",
        "DOZENS",
        "SINGLE",
        "ONCE",
        "TWICE",
        "TIMES",
        "LOCAL",
        "LONG",
        "PREVIOUSLY",
        "AFTERWARD",
    }
)
# A class, a set of classes, an abbreviation or an opening bracket, with the name under which it is caught.
_ANY_CLASS = re.compile(r"(?:(?P<name>[a-z]+):)?(?P<word>\[[A-Z_ ]+\]|[A-Z][A-Z_]*|\(\?:)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A stretch of lexemes that a rule matched: `first` included, `last` excluded.

    `inner` is the expression that a prefix or suffix narrows ("last year" in "the end of last year").
    """

    rule: str
    type: TimexType
    lexemes: Lexemes
    first: int
    last: int
    groups: dict[str, tuple[int, int]]
    inner: "Phrase | None" = None

    @property
    def start(self) -> int:
        """Offset of the first character in the text."""
        return self.lexemes.starts[self.first]

    @property
    def end(self) -> int:
        """Offset behind the last character in the text."""
        return self.lexemes.ends[self.last - 1]

    def has(self, group: str) -> bool:
        """Say whether the group caught anything."""
        return group in self.groups

    def value(self, group: str, default: str = "") -> str:
        """Return the value of the group's first lexeme."""
        caught = self.groups.get(group)
        return self.lexemes.values[caught[0]] if caught else default

    def label(self, group: str) -> str:
        """Return the class of the group's first lexeme, or an empty string."""
        caught = self.groups.get(group)
        return class_names()[self.lexemes.classes[caught[0]]] if caught else ""

    def items(self, group: str) -> Iterator[tuple[str, str]]:
        """Yield class and value of each lexeme of the group."""
        first, last = self.groups.get(group, (0, 0))
        for i in range(first, last):
            yield class_names()[self.lexemes.classes[i]], self.lexemes.values[i]

    def class_at(self, offset: int) -> str:
        """Return the class of the lexeme `offset` places from the first (-1: the one before), or an empty string."""
        i = self.first + offset
        return class_names()[self.lexemes.classes[i]] if 0 <= i < len(self.lexemes.classes) else ""

    def contains(self, label: str) -> bool:
        """Say whether a lexeme of that class stands in the phrase."""
        return load_vocabulary().letters[label] in self.lexemes.classes[self.first : self.last]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compiled:
    """A rule ready to run; where none of `letters` stands it cannot match."""

    rule: Rule
    pattern: re.Pattern[str]
    letters: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grammar:
    rules: tuple[_Compiled, ...]
    prefixes: tuple[_Compiled, ...]
    suffixes: tuple[_Compiled, ...]
    segment: re.Pattern[str]
    core: frozenset[str]


@cache
def _grammar() -> _Grammar:
    letters = load_vocabulary().letters
    dull = "".join(letters[name] for name in (OTHER, BREAK))
    core = "".join(letter for name, letter in letters.items() if name not in _SMALL_WORDS and letter not in dull)
    return _Grammar(
        rules=tuple(_compile(rule, rule.pattern, core) for rule in RULES),
        prefixes=tuple(_compile(rule, f"(?: {rule.pattern} ) $", core) for rule in PREFIXES),
        suffixes=tuple(_compile(rule, rule.pattern, core) for rule in SUFFIXES),
        segment=re.compile(f"[^{dull}]+"),
        core=frozenset(core),
    )


def _compile(rule: Rule, notation: str, core: str) -> _Compiled:
    pattern = compile_pattern(notation)
    return _Compiled(rule=rule, pattern=pattern, letters=frozenset(pattern.pattern) & frozenset(core))


@lru_cache(maxsize=4096)
def _rules_for(letters: frozenset[str]) -> tuple[_Compiled, ...]:
    """Return the rules that can match where only these of the telling letters stand."""
    return tuple(compiled for compiled in _grammar().rules if not compiled.letters.isdisjoint(letters))


def compile_pattern(notation: str) -> re.Pattern[str]:
    """Return the regular expression over class strings that a pattern in the notation of the table stands for."""
    return re.compile(_expand(notation))


def _expand(notation: str) -> str:
    letters = load_vocabulary().letters
    named: Counter[str] = Counter()

    def expand(match: re.Match[str]) -> str:
        name, word = match["name"], match["word"]
        if word == "(?:":
            body = word
        elif word.startswith("["):
            body = "[" + "".join(letters[label] for label in word[1:-1].split()) + "]"
        elif word in ABBREVIATIONS:
            body = f"(?:{_ANY_CLASS.sub(expand, ABBREVIATIONS[word])})"
        else:
            body = letters[word]
        if name is None:
            return body
        named[name] += 1
        # A regular expression may not name two groups alike; `_phrase` takes the number off again.
        unique = f"{name}_{named[name]}"
        return f"(?P<{unique}>" if word == "(?:" else f"(?P<{unique}>{body})"

    return _ANY_CLASS.sub(expand, notation).replace(" ", "")


def find_phrases(text: str, start: int = 0, end: int | None = None) -> list[Phrase]:
    """Return the phrases of `text[start:end]` in text order; they do not overlap and none crosses the end of a line."""
    lexemes = lex(text, start, end)
    found: list[Phrase] = []
    for segment in _grammar().segment.finditer(lexemes.classes):
        telling = _grammar().core.intersection(segment.group())
        if telling:
            found += _phrases_of(lexemes, segment.start(), segment.end(), telling)
    named = list(_named_days(lexemes, start, len(text) if end is None else end))
    if not named:
        return found
    taken = {i for phrase in named for i in range(phrase.first, phrase.last)}
    others = [phrase for phrase in found if taken.isdisjoint(range(phrase.first, phrase.last))]
    return sorted(named + others, key=lambda phrase: phrase.first)


def _named_days(lexemes: Lexemes, start: int, end: int) -> Iterator[Phrase]:
    """Yield the holidays, with "last" or "next" before them and the year behind them."""
    letters, classes = load_vocabulary().letters, lexemes.classes
    relations = [letters[name] for name in ("LAST", "THIS", "NEXT")]
    for match in name_pattern().finditer(lexemes.text, start, end):
        first = bisect_left(lexemes.starts, match.start())
        last = bisect_left(lexemes.starts, match.end())
        groups = {"name": (first, last)}
        if first and classes[first - 1] in relations:
            groups["relation"] = (first - 1, first)
        year = last + 1 if classes[last : last + 1] == letters["COMMA"] else last
        if classes[year : year + 1] == letters["YEAR"]:
            groups["year"] = (year, year + 1)
        yield Phrase(
            rule="holiday",
            type=TimexType.DATE,
            lexemes=lexemes,
            first=min(caught[0] for caught in groups.values()),
            last=max(caught[1] for caught in groups.values()),
            groups=groups,
        )


def _phrases_of(lexemes: Lexemes, first: int, last: int, telling: frozenset[str]) -> list[Phrase]:
    """Return the phrases of one stretch of known words, in which these telling letters stand."""
    candidates: list[tuple[int, int, int]] = []
    matches: list[tuple[Rule, re.Match[str]]] = []
    for compiled in _rules_for(telling):
        # One lexeme more, for patterns that look at what follows.
        for match in compiled.pattern.finditer(lexemes.classes, first, last + 1):
            if match.end() <= last and not is_refused(compiled.rule.name, lexemes, match):
                candidates.append((match.start() - match.end(), len(matches), match.start()))
                matches.append((compiled.rule, match))
    taken: set[int] = set()
    chosen: list[Phrase] = []
    for _, i, _ in sorted(candidates):
        rule, match = matches[i]
        places = range(match.start(), match.end())
        if taken.isdisjoint(places):
            taken.update(places)
            chosen.append(_phrase(rule, lexemes, match))
    chosen.sort(key=lambda phrase: phrase.first)
    return _join(chosen, first, last)


def _phrase(rule: Rule, lexemes: Lexemes, match: re.Match[str], inner: Phrase | None = None) -> Phrase:
    groups = {
        name.partition("_")[0]: match.span(name) for name, caught in match.groupdict().items() if caught is not None
    }
    first, last = match.span()
    if inner is not None:
        first, last = min(first, inner.first), max(last, inner.last)
    # "Early Tuesday morning" is a time, because "Tuesday morning" is one.
    type_ = inner.type if inner is not None and rule.name == "edge_of" else rule.type
    return Phrase(rule=rule.name, type=type_, lexemes=lexemes, first=first, last=last, groups=groups, inner=inner)


def _join(phrases: list[Phrase], first: int, last: int) -> list[Phrase]:
    """Return the phrases with what stands right before or behind them and narrows them."""
    joined: list[Phrase] = []
    for phrase in phrases:
        if joined and phrase.first < joined[-1].last:
            continue  # swallowed by the suffix of the one before
        phrase = _extend(phrase, last)
        while (narrowed := _narrow(phrase, first, joined)) is not None:
            phrase = narrowed
        if joined and (merged := _merge_clock_and_day(joined[-1], phrase)):
            joined[-1] = merged
        else:
            joined.append(phrase)
    return joined


def _narrow(phrase: Phrase, floor: int, before: list[Phrase]) -> Phrase | None:
    """Return the phrase with its longest prefix, or None; phrases that are part of the prefix leave `before`."""
    if phrase.rule in _WITHOUT_PREFIX:
        return None
    classes = phrase.lexemes.classes
    start = max(floor, phrase.first - _PREFIX_LEXEMES)
    found = [
        (match.start(), compiled.rule, match)
        for compiled in _grammar().prefixes
        if (match := compiled.pattern.search(classes, start, phrase.first))
        and not is_idle_prefix(compiled.rule.name, match, phrase.rule)
    ]
    if not found:
        return None
    begin, rule, match = min(found, key=lambda f: f[0])
    inside = [other for other in before if other.last > begin]
    if any(other.first < begin for other in inside):
        return None
    del before[len(before) - len(inside) :]
    return _phrase(rule, phrase.lexemes, match, inner=phrase)


def _extend(phrase: Phrase, ceiling: int) -> Phrase:
    """Return the phrase with the suffix behind it, if there is one."""
    if phrase.rule in _DAYS:
        for compiled in _grammar().suffixes:
            match = compiled.pattern.match(phrase.lexemes.classes, phrase.last, ceiling)
            if match:
                return _phrase(compiled.rule, phrase.lexemes, match, inner=phrase)
    return phrase


def _merge_clock_and_day(one: Phrase, other: Phrase) -> Phrase | None:
    """Return "5 p.m. Friday" or "Friday 5 p.m." as one phrase."""
    if one.last != other.first:
        return None
    for clock, day in ((one, other), (other, one)):
        if clock.rule in _CLOCKS and day.rule in _DAYS:
            return replace(clock, rule=f"{clock.rule}_on_day", first=one.first, last=other.last, inner=day)
    return None
