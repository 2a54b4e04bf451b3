"""What the store is given to write: records with the JSON bytes they are served as."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from records.extractions import Extraction
from records.positions import Position
from records.profiles import ActorProfile, Appearance, IssueProfile
from storage.told import ComposedEvent, Member


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedArticle:
    """An article's records and their bytes, rendered before the transaction begins.

    `record` is the extraction line itself (it is given back by exports and by `Store.record`). `events` and
    `positions` are the bytes of `extraction.events` and `extraction.positions`, in their order.
    """

    extraction: Extraction
    appearance: Appearance
    record: bytes
    annotations: bytes
    events: tuple[bytes, ...]
    positions: tuple[bytes, ...]


class Renderer(Protocol):
    """Renders what gathers over several articles; the store calls it inside its transaction.

    `read_record` is the way back: the records of an article that is already stored, from their extraction line.
    """

    def render_article(self, extraction: Extraction, appearances: tuple[Appearance, ...]) -> bytes:
        """Return the bytes of an article, its first appearance first."""

    def render_actor(self, profile: ActorProfile) -> bytes:
        """Return the bytes of an actor."""

    def render_issue(self, profile: IssueProfile) -> bytes:
        """Return the bytes of an issue."""

    def render_position(self, position: Position, extraction: Extraction) -> bytes:
        """Return the bytes of a position of an article."""

    def compose(self, members: Sequence[Member]) -> ComposedEvent:
        """Return the event that several articles tell."""

    def group_texts(self, signatures: Sequence[bytes]) -> tuple[tuple[int, ...], ...]:
        """Return which texts are reprints of each other, by their signatures: the places of each group, in order."""

    def read_record(self, record: bytes) -> Extraction:
        """Return the records of a stored extraction line."""


class Outcome(StrEnum):
    """What adding an article did."""

    CREATED = "CREATED"
    REPLACED = "REPLACED"
    APPEARED = "APPEARED"
    UNCHANGED = "UNCHANGED"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddResult:
    """What became of one article, with the ids of its events and positions."""

    article_id: str
    outcome: Outcome
    event_ids: tuple[str, ...] = ()
    position_ids: tuple[str, ...] = ()


def result_of(prepared: PreparedArticle, outcome: Outcome) -> AddResult:
    """Return what became of an article whose records stand now."""
    extraction = prepared.extraction
    return AddResult(
        article_id=extraction.article.id,
        outcome=outcome,
        event_ids=tuple(event.id for event in extraction.events),
        position_ids=tuple(position.id for position in extraction.positions),
    )
