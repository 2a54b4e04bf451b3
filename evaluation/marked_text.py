"""Text with the events that a person codes in it in, sheets out: gold for events alone, easy to write and to check.

The format stands at the top of `evaluation/gold/events.txt` and in `docs/guide/evaluating.md`.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from typing import NoReturn

from evaluation.errors import RecordFileError
from evaluation.sheets import MarkedActor, MarkedEvent, MarkedMention, Sheet, Spans
from records.ids import content_id
from records.spans import Offsets
from records.vocabularies import EventStatus, EventType, MentionForm

LAYER = "events"
_ITEM = "="
_OPTIONAL = "?"
_NO_EVENT = "NONE"
_NOBODY = "-"
_PARTS = 4


def parse_marked_text(lines: Iterable[str], path: object) -> tuple[Sheet, ...]:
    """Return a sheet for each item.

    Raises:
        RecordFileError: a line is wrong, names words that the text does not hold, or two items have the same text.
    """
    sheets: list[Sheet] = []
    seen: dict[str, int] = {}
    for number, item in _items(lines, path):
        sheet = _Item(number, item, path).read()
        first = seen.setdefault(sheet.article_id, number)
        if first != number:
            raise RecordFileError(path, number, f"holds the same text as line {first}")
        sheets.append(sheet)
    if not sheets:
        raise RecordFileError(path, None, "holds no item")
    return tuple(sheets)


def _items(lines: Iterable[str], path: object) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """Yield the items with the numbers of their lines, comments and empty lines left out."""
    start, item = 0, list[tuple[int, str]]()
    for number, raw in enumerate(lines, start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith(_ITEM):
            if item:
                yield start, item
            start, item = number, [(number, line)]
        elif not item:
            raise RecordFileError(path, number, f"stands before the first item: {line!r}")
        else:
            item.append((number, line))
    if item:
        yield start, item


class _Item:
    """Reads one item: its day, its paragraphs, its events."""

    def __init__(self, number: int, lines: list[tuple[int, str]], path: object) -> None:
        self._line, self._path = number, path
        (_, head), *rest = lines
        self._day = head.removeprefix(_ITEM).strip()
        self._paragraphs = [line for _, line in rest if not _is_mark(line)]
        self._marks = [(n, line) for n, line in rest if _is_mark(line) and line != _NO_EVENT]
        self._text = "\n\n".join(self._paragraphs)
        self._actors: dict[str, MarkedActor] = {}
        if not self._paragraphs:
            self._refuse("has no text")
        if len(self._marks) + len(self._paragraphs) == len(rest) and not self._marks:
            self._refuse(f"has neither an event nor {_NO_EVENT}")

    def read(self) -> Sheet:
        """Return the sheet."""
        try:
            published = date.fromisoformat(self._day)
        except ValueError:
            self._refuse(f"{self._day!r} is no day")
        events = tuple(self._event(number, line) for number, line in self._marks)
        return Sheet(
            line=self._line,
            article_id=content_id("art_", self._text),
            name=f"line {self._line}",
            text=self._text,
            fields={"published_at": self._day},
            published=published,
            actors=tuple(self._actors.values()),
            events=events,
            layers=frozenset({LAYER}),
        )

    def _refuse(self, problem: str, line: int | None = None) -> NoReturn:
        raise RecordFileError(self._path, line or self._line, problem)

    def _event(self, number: int, line: str) -> MarkedEvent:
        parts = [part.strip() for part in line.removeprefix(_OPTIONAL).split("|")]
        if len(parts) != _PARTS:
            self._refuse(f"an event has {_PARTS} parts, not {len(parts)}", number)
        kinds, _, statuses = parts[0].partition(" ")
        triggers = tuple(self._span(words, number) for words in _split(parts[3]))
        return MarkedEvent(
            types=self._words(kinds, EventType, number),
            statuses=self._words(statuses, EventStatus, number),
            triggers=triggers,
            evidence=tuple(self._paragraph_around(span) for span in triggers),
            sources=self._side(parts[1], number),
            targets=self._side(parts[2], number),
            date=None,
            core=not line.startswith(_OPTIONAL),
        )

    def _words[E: Enum](self, text: str, vocabulary: type[E], number: int) -> tuple[E, ...]:
        try:
            return tuple(vocabulary(word) for word in _split(text))
        except ValueError as error:
            self._refuse(str(error), number)

    def _side(self, text: str, number: int) -> frozenset[str]:
        """Return the participants of one side; none where nobody is as right."""
        phrases = re.split(r"[/&]", text)
        names = [phrase.strip() for phrase in phrases]
        if _NOBODY in names:
            return frozenset()
        for name in names:
            if name not in self._actors:
                self._actors[name] = self._actor(name, number)
        return frozenset(names)

    def _actor(self, name: str, number: int) -> MarkedActor:
        spans = (self._span(name, number),) if "#" in name else self._spans(name, number)
        return MarkedActor(
            id=name,
            unnamed=True,
            by_words=True,
            names=frozenset(),
            wikidata=None,
            mentions=tuple(MarkedMention(span=span, form=MentionForm.NOMINAL) for span in spans),
            accept=frozenset(),
            core=True,
        )

    def _span(self, words: str, number: int) -> Offsets:
        """Return where the words stand, or stand for the n-th time ("attack#2")."""
        phrase, _, which = words.partition("#")
        spans = self._spans(phrase, number)
        place = int(which) if which.isdecimal() else 1
        if not 1 <= place <= len(spans):
            self._refuse(f"{phrase!r} stands {len(spans)} times in the text, not {place}", number)
        return spans[place - 1]

    def _spans(self, phrase: str, number: int) -> Spans:
        pattern = rf"(?<!\w){re.escape(phrase)}(?!\w)"
        spans = tuple(match.span() for match in re.finditer(pattern, self._text))
        if not phrase or not spans:
            self._refuse(f"{phrase!r} does not stand in the text", number)
        return spans

    def _paragraph_around(self, span: Offsets) -> Offsets:
        start = 0
        for paragraph in self._paragraphs:
            end = start + len(paragraph)
            if span[1] <= end:
                break
            start = end + len("\n\n")
        return start, end


def _is_mark(line: str) -> bool:
    return line == _NO_EVENT or line.count("|") >= _PARTS - 1


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split("/")]
