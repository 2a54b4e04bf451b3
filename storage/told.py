"""What stories are written from: tellings as the store keeps them, and the events that are made of several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from records.events import Participant
from records.vocabularies import Role

Party = tuple[str, bool, tuple[str, ...]]
"""An actor that takes part, whether it is the target, and for whom it acts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMatching:
    """An article as it is compared; `signature` and `bands` are empty where it is too short to have reprints."""

    article_n: int
    published: int
    publisher: str | None
    topics: bytes
    signature: bytes = b""
    bands: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTelling:
    """A telling to be kept; its number is that of its event."""

    n: int
    id: str
    article_n: int
    seq: int
    twin: int
    day: int
    parties: bytes
    features: bytes
    keys: tuple[int, ...]
    sketch: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTelling:
    """A telling with what is known of its article."""

    n: int
    id: str
    article_n: int
    article_id: str
    seq: int
    event_n: int | None
    leads: bool
    twin: int
    published: int
    publisher: str | None
    head_n: int
    topics: bytes
    parties: bytes
    features: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an event was by itself: its row, its bytes, and its evidence as (article's number, start, end, quote).

    `kept` says that the telling's row has it already.
    """

    row: Mapping[str, Any]
    body: bytes
    evidence: tuple[tuple[int, int, int, str], ...]
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the tellings of which an event is made."""

    telling: StoredTelling
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedEvent:
    """An event as it is shown: the telling whose id it has, its row without number, id and instants, and its bytes."""

    leader: StoredTelling
    row: Mapping[str, Any]
    body: bytes
    parties: tuple[Party, ...]
    evidence: tuple[tuple[int, int, int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLink:
    """A pair of tellings that are one event, or nearly."""

    one_n: int
    other_n: int
    score: float
    kind: str
    grounds: bytes


@dataclass(frozen=True, slots=True)
class Cast:
    """Those who take part, as roles are read from them."""

    participants: tuple[Participant, ...]


def make_cast(parties: Sequence[Party]) -> Cast:
    """Return the participants that parties are."""
    return Cast(
        tuple(
            Participant(actor_id=actor_id, role=Role.TARGET if target else Role.SOURCE)
            for actor_id, target, _ in parties
        )
    )


def make_standing(parties: Sequence[Party]) -> dict[str, frozenset[str]]:
    """Return for whom each of the parties acts."""
    return {actor_id: frozenset(others) for actor_id, _, others in parties}
