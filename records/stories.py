"""What matching across articles decides and what people have decided: links, judgements, storylines."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class LinkKind(StrEnum):
    """How two events of different articles are related."""

    SAME = "SAME"
    SIMILAR = "SIMILAR"
    CONFLICT = "CONFLICT"
    REALISES = "REALISES"
    DENIES = "DENIES"


class JudgementKind(StrEnum):
    """What a person has said about events or positions."""

    MERGE = "MERGE"
    SPLIT = "SPLIT"
    RETRACT = "RETRACT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A person's word. `sides` are ids of events as single articles tell them, or of one position.

    MERGE has one side, whose members are one event; SPLIT has several, no two of which are; RETRACT has one.
    """

    id: str
    kind: JudgementKind
    sides: tuple[tuple[str, ...], ...]
    by: str
    at: datetime
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprint:
    """A stored article whose text is nearly that of another one."""

    article_id: str
    publisher: str | None
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyline:
    """An affair over days, with the days of its first and last dated event that is no history.

    `actors` and `issues` are those of most of its events and positions: id, name, number.
    """

    id: str
    title: str
    first_day: date | None
    last_day: date | None
    article_count: int
    event_count: int
    position_count: int
    actors: tuple[tuple[str, str, int], ...]
    issues: tuple[tuple[str, str, int], ...]
