"""Events: who did what to whom, when and where, in the PLOVER and CAMEO ontologies."""

from dataclasses import dataclass

from records.dates import UNDATED, DateInterval
from records.places import EventPlace
from records.spans import Evidence, Offsets, TextSpan
from records.vocabularies import EventStatus, EventType, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """An actor's part in an event; `mention` is where the text names it there."""

    actor_id: str
    role: Role
    mention: Offsets | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A coded event.

    The type says what the act is, the status whether it happened. `reciprocal` events list both sides as SOURCE
    and TARGET in text order. `fatalities` is the least number stated, `quad_class` 1 to 4 (0 for STATEMENT),
    `intensity` on Goldstein's scale (-10 to 10). `rule` is the frame that decided.
    """

    id: str
    event_type: EventType
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    cameo_code: str | None = None
    status: EventStatus
    participants: tuple[Participant, ...] = ()
    event_date: DateInterval = UNDATED
    place: EventPlace | None = None
    trigger: TextSpan
    evidence: tuple[Evidence, ...]
    reciprocal: bool = False
    story: str | None = None
    reported_by: str | None = None
    fatalities: int | None = None
    quad_class: int
    intensity: float | None = None
    background: bool = False
    confidence: float
    rule: str
