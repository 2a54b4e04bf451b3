"""Heads of noun phrases in, the actors that they stand for out."""

from collections.abc import Iterable

from spacy.tokens import Token

from extraction.findings import ActorMention
from extraction.lookup import ActorLookup
from records.vocabularies import ActorType, MentionForm

_RESCUE_PREPOSITIONS = frozenset({"of", "from", "in", "for", "by", "at", "near", "against", "on", "to", "inside"})
_ANAPHORS = frozenset({"country", "nation", "side", "neighbour", "neighbor", "state", "party", "rival", "two", "other"})
_POINTERS = frozenset({"two", "three", "both", "other", "same", "warring", "rival", "neighbouring", "neighboring"})
_BOTH = frozenset({"each", "both"})
_THEY = frozenset({"they", "them"})
_STATES = frozenset({"country", "nation", "state", "neighbour", "neighbor"})
_MAX_DEPTH = 3


class Participants:
    """Finds actors of one document."""

    def __init__(self, actors: ActorLookup) -> None:
        self.actors = actors
        self.pair: tuple[ActorMention, ...] = ()
        """The two states last said to act on each other: whom "both sides" and "each" point back at."""

    def country_of(self, mention: ActorMention) -> str | None:
        """Return the country of an actor; a state that only a place names is no actor of the document yet."""
        actor = self.actors.actors.get(mention.actor_id)
        return actor.country if actor is not None else mention.actor_id.removeprefix("country:")

    def of(self, tokens: Iterable[Token]) -> tuple[ActorMention, ...]:
        """Return the actors of the phrases with these heads, each actor once, in text order."""
        found: dict[str, ActorMention] = {}
        for token in tokens:
            for mention in self._of_phrase(token, 0):
                found.setdefault(mention.actor_id, mention)
        return tuple(sorted((self._named(m) for m in found.values()), key=lambda m: (m.span.start, m.span.end)))

    def _named(self, mention: ActorMention) -> ActorMention:
        """Return where the sentence names the actor, for a pronoun that stands for it: "the rebels said they…"."""
        if mention.form is not MentionForm.PRONOUN:
            return mention
        names = [
            m
            for m in self.actors.within(mention.span.sent)
            if m.actor_id == mention.actor_id and m.form is not MentionForm.PRONOUN
        ]
        return min(names, key=lambda m: abs(m.span.start - mention.span.start), default=mention)

    def headed(self, tokens: Iterable[Token]) -> tuple[ActorMention, ...]:
        """Return the actors that the heads themselves are, without looking into the phrases."""
        found: dict[str, ActorMention] = {}
        for token in tokens:
            for mention in self.actors.all_headed_by(token):
                found.setdefault(mention.actor_id, mention)
        return tuple(found.values())

    def _of_phrase(self, token: Token, depth: int) -> tuple[ActorMention, ...]:
        mentions = self.actors.all_headed_by(token)
        if mentions and self._is_anaphor(mentions[0]):
            return self._members(token, depth) or self._both(token)
        if not mentions and token.lower_ in _BOTH and not any(c.dep_ == "prep" for c in token.children):
            return self._both(token)
        if not mentions and token.lower_ in _THEY and self._have_just_acted(token):
            return self.pair
        if mentions:
            return (*mentions, *self._coordinated_modifiers(token, mentions[0]), *self._members(token, depth))
        if depth >= _MAX_DEPTH:
            return ()
        for child in token.children:
            if child.dep_ == "appos" and (named := self._of_conjuncts(child, depth + 1)):
                return named
        for dep in ("poss", "amod", "compound", "nmod"):
            inside = [child for child in token.children if child.dep_ == dep]
            named = tuple(
                m
                for child in inside
                for t in (child, *(c for c in child.conjuncts if c.i < token.i))
                for m in ((self._of_phrase(t, depth + 1)) if dep == "poss" else self.headed((t,)))
            )
            if named:
                return named
        for child in token.children:
            if child.dep_ in ("prep", "agent") and child.lower_ in _RESCUE_PREPOSITIONS:
                for head in child.children:
                    if head.dep_ == "pobj" and (named := self._of_conjuncts(head, depth + 1)):
                        return named
            elif child.dep_ == "acl" and child.tag_ in ("VBN", "VBG"):
                for inner in child.children:
                    if inner.dep_ in ("prep", "agent") and inner.lower_ in _RESCUE_PREPOSITIONS:
                        for head in inner.children:
                            if head.dep_ == "pobj" and (named := self._of_phrase(head, depth + 1)):
                                return named
        return ()

    def _have_just_acted(self, pronoun: Token) -> bool:
        """Say whether the two acted on each other in the sentence before: "A met B. They agreed to…"."""
        start = pronoun.sent.start
        return len(self.pair) > 1 and start > 0 and self.pair[0].span.sent == pronoun.doc[start - 1].sent

    def _both(self, head: Token) -> tuple[ActorMention, ...]:
        known = (self.actors.actors.get(m.actor_id) for m in self.pair)
        persons = any(actor is not None and actor.actor_type is ActorType.PERSON for actor in known)
        return () if persons and head.lemma_.lower() in _STATES else self.pair

    def _members(self, head: Token, depth: int) -> tuple[ActorMention, ...]:
        """Return whom a collective names as its members: "several nations, including Britain and France"."""
        if depth >= _MAX_DEPTH:
            return ()
        return tuple(
            m
            for prep in head.children
            if prep.lower_ in ("including", "like") and prep.dep_ in ("prep", "acl")
            for member in prep.children
            if member.dep_ in ("pobj", "dobj")
            for m in self._of_conjuncts(member, depth + 1)
        )

    def _of_conjuncts(self, head: Token, depth: int) -> tuple[ActorMention, ...]:
        return tuple(m for token in (head, *head.conjuncts) for m in self._of_phrase(token, depth))

    def _coordinated_modifiers(self, head: Token, mention: ActorMention) -> tuple[ActorMention, ...]:
        """Return the further parties of a phrase that names several: "U.S. and Russian negotiators"."""
        country = self.actors.actors[mention.actor_id].country
        found: dict[str, ActorMention] = {}
        for child in head.children:
            if child.dep_ in ("amod", "compound", "nmod", "poss") and child.i < head.i:
                parts = [child, *(c for c in child.conjuncts if c.i < head.i)]
                for part in parts if len(parts) > 1 else ():
                    other = self.actors.on(part)
                    if other is None or other.actor_id == mention.actor_id:
                        continue
                    if (state := self.actors.actors[other.actor_id].country) and state != country:
                        found.setdefault(other.actor_id, other)
        return tuple(found.values())

    def _is_anaphor(self, mention: ActorMention) -> bool:
        """Say whether the mention only points back at states named before: "the two countries", "both sides"."""
        head = mention.span.root
        pointing = bool(self.pair) and any(c.lower_ in _POINTERS for c in head.children)
        return (
            mention.form is MentionForm.NOMINAL
            and (pointing or self.actors.actors[mention.actor_id].country is None)
            and head.lemma_.lower() in _ANAPHORS
            # "poor countries", "island states" are somebody, whoever they are
            and all(c.lower_ in _POINTERS for c in head.children if c.dep_ in ("amod", "compound", "nmod"))
        )
