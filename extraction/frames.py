"""What frames, their triggers and conditions are, and what a condition that is met adds to the score of a match."""

from dataclasses import dataclass, field
from typing import NamedTuple

from records.vocabularies import EventType

GRAMMATICAL_SLOTS = frozenset(
    {"subject", "object", "indirect", "poss", "mod", "to-do", "doing", "that", "particle", "content", "attr"}
)
"""Slots that are no prepositions; what they hold stands in docs/guide/events.md."""
INNER_SLOTS = frozenset({"inner.subject", "inner.source", "inner.target"})
BUILT_IN_TESTS = frozenset({"ACTOR", "PLACE", "EVENT", "PERSON", "NUMBER", "DUTY", "any", "none"})
_PREPOSITIONS = """about above across after against along alongside amid among around as at before behind below beneath
    beside between beyond by despite down during for from in inside into like near of off on onto out outside over past
    per since than through throughout to toward towards under until up upon via with within without involving
    including"""
PREPOSITIONS = frozenset(_PREPOSITIONS.split())
_WEIGHTS = {
    "word": 3.0,
    "class": 2.0,
    "EVENT": 2.0,
    "DUTY": 2.0,
    "ACTOR": 1.5,
    "PERSON": 1.5,
    "PLACE": 1.5,
    "NUMBER": 1.5,
    "any": 1.0,
    "none": 1.0,
}
_CLAUSE_SLOTS = frozenset({"to-do", "doing", "that", "content"})
_CLAUSE_WEIGHT = 2.0
_NEGATED_WEIGHT = 0.25
_EXTRA_WORD_WEIGHT = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A word that may evoke a frame.

    `kind` is v, n or a. `particles` must follow a verb ("blow up"), `modifiers` stand before a noun ("hunger strike").
    """

    kind: str
    lemma: str
    particles: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()

    @property
    def weight(self) -> float:
        """How much the words beyond the lemma add to the score of a match."""
        return _EXTRA_WORD_WEIGHT * (len(self.particles) + len(self.modifiers))


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What the filler of a slot must be, or with `negated` must not be; one test is enough.

    `slot` may join several with a slash ("into/towards"): `slots` are these, and the filler of any of them counts.
    """

    slot: str
    slots: tuple[str, ...]
    words: frozenset[str]
    classes: tuple[str, ...]
    built_in: frozenset[str]
    negated: bool = False

    @property
    def wanted(self) -> str:
        """The tests as the file writes them."""
        return ", ".join((*sorted(self.words), *self.classes, *sorted(self.built_in)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One sense of some words: which act they name, and where its participants stand.

    `event_type` None: the words name no event here. `conflict_type` replaces it when what is agreed to or announced is
    an act of conflict, `joint_type` if doers from several states do it together. `content` are the slots whose events
    this one is about, and takes over. `lasting`: who has done it stands by it ("has ruled out"). `negated`: a "not" is
    part of what it says ("will not hesitate to"). `needs` names the sides without which there is no event.
    """

    id: str
    event_type: EventType | None
    triggers: tuple[Trigger, ...]
    conditions: tuple[Condition, ...] = ()
    sources: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None
    content: tuple[str, ...] = ()
    conflict_type: EventType | None = None
    joint_type: EventType | None = None
    mode: str | None = None
    cameo: str | None = None
    reciprocal: bool = False
    lasting: bool = False
    negated: bool = False
    needs: frozenset[str] = frozenset()
    positive: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()
    path: str = ""
    line: int = 0


class Entry(NamedTuple):
    """A frame under one of its triggers; no match can score more than `ceiling`.

    A sentence needs all of `words`, and one of each of the `choices`, for the frame to fire in it at all.
    """

    frame: Frame
    trigger: Trigger
    ceiling: float
    words: frozenset[str]
    choices: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Frames by kind and lemma of their triggers, those that may score most first, and the word classes."""

    frames: tuple[Frame, ...]
    classes: dict[str, frozenset[str]]
    by_lemma: dict[tuple[str, str], tuple[Entry, ...]] = field(default_factory=dict)
    lemmas: frozenset[str] = frozenset()
    particles: frozenset[tuple[str, str]] = frozenset()
    """Verbs with the one particle that some frame asks for: ("haul", "in")."""

    def has(self, class_name: str, word: str) -> bool:
        """Say whether the word belongs to the class."""
        return word in self.classes[class_name]


def weigh(condition: Condition, test: str) -> float:
    """Return what a condition that is met by `test` adds to the score of a frame."""
    if condition.negated:
        return _NEGATED_WEIGHT
    if test == "any" and condition.slot in _CLAUSE_SLOTS:
        return _CLAUSE_WEIGHT
    return _WEIGHTS[test]
