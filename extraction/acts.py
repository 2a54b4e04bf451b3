"""What an act is while it is being coded: a matched predicate with its reading and who takes part."""

from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from extraction.findings import ActorMention
from extraction.lemmas import lemma_of
from extraction.matching import Match
from extraction.ontology import TypeRules, load_types
from extraction.operators import Reading
from records.vocabularies import EventType

CONFLICT = frozenset(
    {
        EventType.PROTEST,
        EventType.SANCTION,
        EventType.MOBILIZE,
        EventType.COERCE,
        EventType.ASSAULT,
        EventType.THREATEN,
        EventType.REJECT,
        EventType.ACCUSE,
    }
)
_MAX_TRIGGER = 8


@dataclass(slots=True, kw_only=True)
class Act:
    """An act under construction. `about` is what an act about another act is about, `carrier` the verb of a noun."""

    match: Match
    event_type: EventType
    reading: Reading
    about: EventType | None = None
    inner: tuple[Match, ...] = ()
    carrier: Token | None = None
    relation: str = ""
    sources: tuple[ActorMention, ...] = ()
    targets: tuple[ActorMention, ...] = ()
    reciprocal: bool = False
    own_mode: bool = True
    merged: list[Token] = field(default_factory=list)
    features: dict[str, float] = field(default_factory=dict)

    @property
    def token(self) -> Token:
        """The word that names the act."""
        return self.match.token

    @property
    def rules(self) -> TypeRules:
        """What the ontology says of its type."""
        return load_types()[self.event_type]

    @property
    def has_pronoun(self) -> bool:
        """Whether a pronoun is its subject; whom it means may not be known yet: "they will not end the strike"."""
        return any(token.pos_ == "PRON" for token in self.match.predicate.fillers("subject"))


def trigger_of(act: Act) -> Span:
    """Return the words that name the act: verb and particle, noun and its words, or light verb up to noun."""
    token, doc = act.token, act.token.doc
    tokens = [token]
    if act.match.trigger.particles or act.match.trigger.modifiers:
        words = (*act.match.trigger.particles, *act.match.trigger.modifiers)
        tokens += [c for c in token.children if c.lower_ in words or lemma_of(c) in words]
    if act.relation in ("LIGHT", "END", "POSTPONE", "SUFFER", "CLAIM") and act.carrier is not None:
        tokens.append(act.carrier)
    tokens = [t for t in tokens if abs(t.i - token.i) <= _MAX_TRIGGER]
    return doc[min(t.i for t in tokens) : max(t.i for t in tokens) + 1]
