"""Lines of extraction records in, sheets out.

A gold line is an extraction record that a person corrected. Only what is scored has to be there, and it may say more:
`core: false` on a timex, actor, attribution, event or position that is optional; `accept` for other right answers
(a list of actor ids on an actor; `event_type`, `status`, `source`, `target` on an event; `actor_id`, `stance`,
`polarity` on a position); `triggers`, more mentions of an event; `furniture`, spans of page text.
"""

import json
import re
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import Any

from evaluation.errors import RecordFileError
from evaluation.marked_text import parse_marked_text
from evaluation.nodes import Node
from evaluation.sheets import (
    MarkedActor,
    MarkedAttribution,
    MarkedDate,
    MarkedEvent,
    MarkedMention,
    MarkedPosition,
    MarkedTimex,
    Sheet,
    Spans,
)
from records.ids import content_id
from records.spans import Offsets
from records.vocabularies import (
    ActorType,
    DateBasis,
    EventStatus,
    EventType,
    MentionForm,
    Polarity,
    Role,
    Stance,
)

_MARKED_TEXT = ".txt"
_FIELDS = ("external_id", "title", "url", "publisher", "published_at", "language")


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Return the sheets of a JSON Lines file of extraction records, or of a text file with the events marked in it.

    Raises:
        RecordFileError: the file cannot be read, or a line is wrong.
    """
    try:
        with path.open(encoding="utf-8-sig") as lines:
            return parse_marked_text(lines, path) if path.suffix == _MARKED_TEXT else parse_sheets(lines, path)
    except OSError as error:
        raise RecordFileError(path, None, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise RecordFileError(path, None, f"is no UTF-8: byte {error.object[error.start]:#04x}") from error


def parse_sheets(lines: Iterable[str], path: object) -> tuple[Sheet, ...]:
    """Return the sheets of the lines; `path` is what errors call them.

    Raises:
        RecordFileError: a line is wrong, two lines hold the same text, or there is none.
    """
    sheets = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise RecordFileError(path, number, f"is no JSON: {error}") from error
        sheet = read_sheet(record, path=path, line=number)
        first = seen.setdefault(sheet.article_id, number)
        if first != number:
            raise RecordFileError(path, number, f"holds the same text as line {first}")
        sheets.append(sheet)
    if not sheets:
        raise RecordFileError(path, None, "holds no record")
    return tuple(sheets)


def read_sheet(record: Any, *, path: object = "record", line: int = 1) -> Sheet:
    """Return the sheet of one extraction record as parsed from JSON.

    The article's id is made from its text, so that gold and prediction meet whatever the file calls it.

    Raises:
        RecordFileError: something that is scored is missing or wrong.
    """
    top = Node(record, "", path, line)
    article = top.get("article")
    fields = {key: article.text_of(key) for key in _FIELDS}
    if top.has("error"):
        article_id = article.text_of("id") or f"line {line}"
        name = fields["external_id"] or article_id
        return Sheet(line=line, article_id=article_id, name=name, text="", fields=fields, failed=True)
    text = article.get("text").text()
    reader = _Reader(text)
    actors = tuple(reader.actor(node) for node in top.items("actors", required=True))
    known = frozenset(actor.id for actor in actors)
    article_id = content_id("art_", text)
    return Sheet(
        line=line,
        article_id=article_id,
        name=fields["external_id"] or fields["title"] or article_id,
        text=text,
        fields=fields,
        published=article.get("document_date").day_of("value") if article.has("document_date") else None,
        timexes=tuple(reader.timex(node) for node in top.items("timexes", required=True)),
        actors=actors,
        attributions=tuple(reader.attribution(node) for node in top.items("attributions", required=True)),
        events=tuple(reader.event(node, known) for node in top.items("events", required=True)),
        positions=tuple(reader.position(node, known) for node in top.items("positions", required=True)),
        places=tuple(reader.quoted(mention) for node in top.items("places") for mention in node.items("mentions")),
        furniture=reader.pairs(top, "furniture"),
    )


def plain_name(name: str) -> str:
    """Return a name in lower case without punctuation and article."""
    return re.sub(r"^(?:the|an?) ", "", " ".join(re.findall(r"\w+", name.lower())))


class _Reader:
    """Reads the parts of a record against the text they stand in."""

    def __init__(self, text: str) -> None:
        self._text = text

    def quoted(self, node: Node, words: str = "text") -> Offsets:
        """Return the span of an object with `start`, `end` and its words."""
        start, end = self._span(node, node.get("start").integer(), node.get("end").integer())
        given = node.get(words).text()
        if self._text[start:end] != given:
            raise node.refusal(f"the text has {self._text[start:end]!r} at {start} to {end}, not {given!r}")
        return start, end

    def pairs(self, node: Node, key: str) -> Spans:
        """Return the spans of a list of [start, end] pairs; a missing list has none."""
        return tuple(self.pair(item) for item in node.items(key))

    def pair(self, node: Node) -> Offsets:
        """Return the span of a [start, end] pair."""
        match node.value:
            case [int(start), int(end)]:
                return self._span(node, start, end)
        raise node.refusal(f"{node.value!r} is no [start, end]")

    def _span(self, node: Node, start: int, end: int) -> Offsets:
        if not 0 <= start < end <= len(self._text):
            raise node.refusal(f"{start} to {end} is no span of a text of {len(self._text)} characters")
        return start, end

    def actor(self, node: Node) -> MarkedActor:
        """Return an actor with its mentions."""
        mentions = tuple(
            MarkedMention(span=self.quoted(m), form=m.get("form").word(MentionForm))
            for m in node.items("mentions", required=True)
        )
        names = [node.text_of("name") or ""]
        names += [self._text[slice(*mention.span)] for mention in mentions if mention.form is MentionForm.NAME]
        return MarkedActor(
            id=node.get("id").text(),
            unnamed=node.get("actor_type").word(ActorType) is ActorType.GROUP,
            names=frozenset(full for name in names if " " in (full := plain_name(name))),
            wikidata=node.text_of("wikidata"),
            mentions=mentions,
            accept=frozenset(item.text() for item in node.items("accept")),
            core=node.flag_of("core", default=True),
        )

    def timex(self, node: Node) -> MarkedTimex:
        """Return a time expression."""
        days = None
        if node.has("interval"):
            interval = node.get("interval")
            days = (interval.day_of("start"), interval.day_of("end"))
        return MarkedTimex(
            span=self.quoted(node),
            value=node.get("value").text(),
            days=days,
            core=node.flag_of("core", default=True),
        )

    def attribution(self, node: Node) -> MarkedAttribution:
        """Return an attribution."""
        content = self.pairs(node, "content")
        if not content:
            raise node.refusal("content is empty")
        return MarkedAttribution(
            source=self.pairs(node, "source"),
            cue=self.pairs(node, "cue"),
            content=content,
            core=node.flag_of("core", default=True),
        )

    def event(self, node: Node, known: frozenset[str]) -> MarkedEvent:
        """Return an event; what `known` does not hold is no actor of the record."""
        sides: dict[Role, set[str]] = {Role.SOURCE: set(), Role.TARGET: set()}
        for participant in node.items("participants"):
            sides[participant.get("role").word(Role)].add(_reference(participant.get("actor_id"), known))
        types = _with_accepted(node, "event_type", EventType)
        return MarkedEvent(
            types=types,
            statuses=_with_accepted(node, "status", EventStatus),
            triggers=(self.quoted(node.get("trigger")), *self.pairs(node, "triggers")),
            evidence=self._evidence(node),
            sources=frozenset(sides[Role.SOURCE] | set(_accepted(node, "source"))),
            targets=frozenset(sides[Role.TARGET] | set(_accepted(node, "target"))),
            date=_date_of(node),
            core=node.flag_of("core", default=True) and types[0] is not EventType.STATEMENT,
        )

    def position(self, node: Node, known: frozenset[str]) -> MarkedPosition:
        """Return a position; what `known` does not hold is no actor of the record."""
        return MarkedPosition(
            holders=(_reference(node.get("actor_id"), known), *_accepted(node, "actor_id")),
            stances=_with_accepted(node, "stance", Stance),
            polarities=_with_accepted(node, "polarity", Polarity),
            addressees=frozenset(_reference(item, known) for item in node.items("addressee_ids")),
            content=(self.pair(node.get("content")),) if node.has("content") else (),
            evidence=self._evidence(node),
            core=node.flag_of("core", default=True),
        )

    def _evidence(self, node: Node) -> Spans:
        evidence = tuple(self.quoted(item, "quote") for item in node.items("evidence", required=True))
        if not evidence:
            raise node.refusal("evidence is empty")
        return evidence


def _reference(node: Node, known: frozenset[str]) -> str:
    actor_id = node.text()
    if actor_id not in known:
        raise node.refusal(f"{actor_id!r} is no actor of this record")
    return actor_id


def _accepted(node: Node, key: str) -> tuple[str, ...]:
    return tuple(item.text() for item in node.get("accept").items(key)) if node.has("accept") else ()


def _with_accepted[E: Enum](node: Node, key: str, vocabulary: type[E]) -> tuple[E, ...]:
    """Return the word of the key, then those that `accept` lists for it."""
    own = node.get(key).word(vocabulary)
    if not node.has("accept"):
        return (own,)
    return (own, *(item.word(vocabulary) for item in node.get("accept").items(key)))


def _date_of(node: Node) -> MarkedDate:
    if not node.has("event_date"):
        return MarkedDate(start=None, end=None, basis=DateBasis.UNKNOWN)
    given = node.get("event_date")
    start, end = given.day_of("start"), given.day_of("end")
    if start and end and start > end:
        raise given.refusal(f"starts on {start} and ends on {end}")
    return MarkedDate(start=start, end=end, basis=given.get("basis").word(DateBasis))
