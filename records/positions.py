"""Positions: stated stances of an actor on an issue."""

from dataclasses import dataclass

from records.dates import UNDATED, DateInterval
from records.spans import Evidence, Offsets
from records.vocabularies import Certainty, Polarity, Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What a position is about: a stable readable id, a label a person would write, a topic of the taxonomy."""

    id: str
    label: str
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Who holds which stance on what, in whose words.

    `condition` is the words it hangs on, `via` an actor id or the words on whose report it stands, `quoted`
    whether the evidence holds the holder's own words in quotation marks.
    """

    id: str
    actor_id: str
    on_behalf_of: str | None = None
    stance: Stance
    certainty: Certainty
    polarity: Polarity
    issue: Issue
    proposition: str
    addressee_ids: tuple[str, ...] = ()
    condition: str | None = None
    via: str | None = None
    quoted: bool = False
    stated_date: DateInterval = UNDATED
    source: Offsets | None = None
    cue: Offsets | None = None
    content: Offsets | None = None
    evidence: tuple[Evidence, ...]
    confidence: float
    rule: str
