"""What the stages of extraction hand to each other: records that still point into the spaCy document.

They live only while their document does, inside one call of the extractor; what leaves it are records.
"""

from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from records.actors import Actor
from records.places import EventPlace, Place
from records.vocabularies import (
    AttributionKind,
    Certainty,
    EventStatus,
    EventType,
    MentionForm,
    Polarity,
    Stance,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorMention:
    """Where in the document an actor stands; `span` is the bare mention without titles."""

    span: Span
    form: MentionForm
    actor_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorReference:
    """An actor of the document: its record, its mentions in text order, how sure the resolution is and why."""

    actor: Actor
    mentions: tuple[ActorMention, ...]
    score: float
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPlace:
    """A place and the spans that name it."""

    place: Place
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAttribution:
    """An attribution: spans of source, cue and content, each in text order.

    `holders` are the mentions that the source stands for. `stance`, `sign`, `negated` and `tentative` say how the cue
    takes its content, `frame` what kind of complement it is; `token` is the cue's head word, `holder` the word that
    names the holder, `addressee` whom it is said to. `rule` is the entry of the cue lexicon that decided. `nested` is
    what the content itself ascribes to an actor.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    kind: AttributionKind
    holders: tuple[ActorMention, ...]
    stance: Stance
    sign: int = 0
    negated: bool = False
    tentative: bool = False
    frame: str = ""
    token: Token | None = None
    holder: Token | None = None
    addressee: Token | None = None
    rule: str
    nested: tuple["FoundAttribution", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMention:
    """An event at one place of the text, before it is dated and merged with its other mentions.

    `sentence` is its evidence. `features` are what the confidence was made from.
    """

    trigger: Span
    sentence: Span
    event_type: EventType
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    cameo_code: str | None = None
    status: EventStatus
    sources: tuple[ActorMention, ...] = ()
    targets: tuple[ActorMention, ...] = ()
    reciprocal: bool = False
    place: EventPlace | None = None
    reported_by: str | None = None
    fatalities: int | None = None
    quad_class: int
    intensity: float | None = None
    background: bool = False
    confidence: float
    rule: str
    features: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionMention:
    """A position at one place of the text, before it is dated and merged with its repetitions.

    `evidence` is the content with its context, first the part that proves it best.
    """

    holder: ActorMention
    on_behalf_of: str | None = None
    stance: Stance
    certainty: Certainty
    polarity: Polarity
    issue_id: str
    issue_label: str
    topic: str
    proposition: str
    addressees: tuple[str, ...] = ()
    condition: str | None = None
    via: str | None = None
    quoted: bool = False
    source: Span | None = None
    cue: Span | None = None
    content: Span | None = None
    evidence: tuple[Span, ...]
    confidence: float
    rule: str
