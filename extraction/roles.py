"""An act in, who takes part in it out: sources and targets from the slots of its frame, and from further away."""

from collections.abc import Iterable, Sequence

from spacy.tokens import Token

from extraction.acts import Act
from extraction.event_places import place_on
from extraction.findings import ActorMention
from extraction.lookup import PlaceLookup
from extraction.matching import Match
from extraction.ontology import load_types
from extraction.participants import Participants
from extraction.slots import Predicate
from extraction.syntax import governors
from records.vocabularies import EventType, MentionForm

_CLAUSE_TARGETS = ("object", "against", "on", "with", "to", "from", "in")
_MUTUAL = frozenset({EventType.CONSULT, EventType.COOPERATE})
_NAMING = frozenset({MentionForm.NAME, MentionForm.DEMONYM, MentionForm.METONYM})
_OTHER_CLAUSES = frozenset({"relcl", "advcl", "ccomp", "conj", "parataxis", "appos"})
_ON_PLACES = frozenset({EventType.ASSAULT, EventType.COERCE, EventType.AID, EventType.MOBILIZE, EventType.CONSULT})
_JOURNEYS = frozenset({"visit", "third-party"})
_NOT_TO_WHOM = frozenset({"according", "as", "like", "unlike"})
_MAX_RESCUE = 40


class RoleFiller:
    """Finds who takes part in the acts of one document; `matches` are those of the sentence that is read."""

    def __init__(self, participants: Participants, places: PlaceLookup) -> None:
        self.participants = participants
        self.places = places
        self.matches: dict[int, Match] = {}
        self._predicates: dict[tuple[int, str], Predicate] = {}

    def predicate(self, token: Token, kind: str) -> Predicate:
        """Return what is around a word, read once for each document."""
        key = (token.i, kind)
        found = self._predicates.get(key)
        if found is None:
            match = self.matches.get(token.i)
            found = match.predicate if match is not None and match.predicate.kind == kind else Predicate(token, kind)
            self._predicates[key] = found
        return found

    def fill(self, act: Act) -> None:
        """Find the sources and targets of an act whose reading and type are known."""
        frame, predicate = act.match.frame, act.match.predicate
        noun = predicate.kind == "n"
        rules = load_types()[frame.event_type] if frame.event_type else act.rules
        if noun:
            sources, targets = rules.noun_source, rules.noun_target
            if frame.sources is not None and "subject" not in frame.sources:
                sources = frame.sources
            if frame.targets is not None:
                targets = frame.targets
        else:
            sources = frame.sources or ("subject",)
            targets = frame.targets or rules.verb_target
        taken: set[str] = set()
        if noun and act.relation == "SUFFER":
            act.targets = self._first(act, ("carrier.subject",), taken)
            taken |= {m.actor_id for m in act.targets}
            act.sources = self._first(act, (*sources, "carrier.from", "carrier.by"), taken)
            return
        if noun and act.relation in ("LIGHT", "END", "POSTPONE", "CLAIM"):
            sources = ("carrier.subject", *sources)
            targets = (*targets, *(f"carrier.{slot}" for slot in targets))
            if predicate.token.dep_ == "pobj":
                targets = ("carrier.object", *targets)  # "engaged the peacekeepers in a firefight"
        elif noun and act.carrier is not None:
            targets = (*targets, *(f"carrier.{slot}" for slot in targets if slot in ("between", "with", "against")))
        act.sources = self._first(act, sources, taken)
        if not act.sources and predicate.token.dep_ == "acl":
            act.sources = self._of_objects(act) if predicate.passive else self._above(predicate.token)
        taken |= {m.actor_id for m in act.sources}
        between = "between" in sources and predicate.fillers("between")
        if not (between and len(act.sources) > 1):
            act.targets = self._first(act, targets, taken)
        if not act.targets and len(act.sources) == 1 and not noun and act.event_type not in _MUTUAL:
            act.targets = self._rescued(act, taken)
        if not act.sources and len(act.targets) > 1 and predicate.fillers("between"):
            # "A meeting was held between Chad and Niger": nobody holds it but they.
            act.sources, act.targets, between = act.targets[:1], act.targets[1:], predicate.fillers("between")
        mutual = frame.reciprocal or bool(between) or self._agree_with_each_other(act)
        mutual = mutual or (len(act.sources) > 1 and not act.targets and _is_mutual(predicate))
        if mutual and len(act.sources) > 1 and not self._known(act.targets):
            act.targets, act.sources = act.sources[1:], act.sources[:1]
        act.reciprocal = mutual and bool(act.sources and act.targets)
        if not act.targets:
            act.targets = self._state_of_place(act, targets)
        if not act.sources and not act.targets and act.event_type is EventType.CONSULT and act.relation:
            # "Negotiations will begin on Sunday": between those who were at it before.
            act.sources, act.targets = self.participants.pair[:1], self.participants.pair[1:]
            act.reciprocal = bool(act.sources)
            if act.reciprocal:
                act.features["rescued"] = 1.0
        if frame.joint_type is not None and act.event_type is frame.event_type:
            countries = {self.participants.country_of(m) for m in act.sources}
            if len(countries - {None}) > 1:
                act.event_type, act.own_mode = frame.joint_type, False
                if not act.targets:
                    act.sources, act.targets, act.reciprocal = act.sources[:1], act.sources[1:], True

    def remember_pair(self, acts: Iterable[Act]) -> None:
        """Keep which two states the acts of a sentence are between, for "both sides" further on."""
        for act in acts:
            states = [self.participants.country_of(m) for m in (*act.sources, *act.targets)]
            if len(act.sources) == len(act.targets) == 1 and None not in states and states[0] != states[1]:
                self.participants.pair = (*act.sources, *act.targets)

    def _agree_with_each_other(self, act: Act) -> bool:
        """Say whether those who agree on something are two states, and so agree with each other."""
        if act.event_type is not EventType.AGREE or act.match.predicate.kind == "n":
            return False
        states = {self.participants.country_of(m) for m in act.sources}
        return len(act.sources) > 1 and None not in states and len(states) == len(act.sources)

    def are_known(self, act: Act) -> bool:
        """Say whether anybody in the act is more than a group of nobody knows where."""
        return self._known((*act.sources, *act.targets))

    def _known(self, mentions: tuple[ActorMention, ...]) -> bool:
        """Say whether any of them is more than a group of nobody knows where."""
        return any(not m.actor_id.startswith("group:local-") for m in mentions)

    def _state_of_place(self, act: Act, slots: Sequence[str]) -> tuple[ActorMention, ...]:
        """Return the state whose place an act of force or a visit is directed at.

        "Shells hit Kharkiv", "arrived in Lima": but who strikes at home strikes no state, and of whom nobody knows
        where he is at home may only be on a visit at home.
        """
        if act.event_type not in _ON_PLACES or (act.event_type is EventType.CONSULT and not _is_journey(act)):
            return ()
        own = {self.participants.country_of(m) for m in act.sources}
        if act.event_type is not EventType.ASSAULT and (None in own or not own):
            return ()
        for slot in slots:
            if "." in slot:
                continue
            for token in act.match.predicate.fillers(slot):
                found = place_on(token, self.places)
                if found is None or found.country is None or found.country in own:
                    continue
                span = token.doc.char_span(*found.span) if found.span is not None else None
                if span is not None:
                    state = f"country:{found.country}"
                    return (ActorMention(span=span, form=MentionForm.METONYM, actor_id=state),)
        return ()

    def _rescued(self, act: Act, taken: set[str]) -> tuple[ActorMention, ...]:
        """Return the first actor further down in the act's own clause: "opened a centre for farmers in Peru"."""
        queue = [c for c in act.token.children if c.i > act.token.i and not _is_elsewhere(c)]
        for _ in range(_MAX_RESCUE):
            if not queue:
                return ()
            token = queue.pop(0)
            mention = self.participants.actors.headed_by(token)
            inside = any(m.span.start <= token.i < m.span.end for m in act.sources)
            if mention is not None and not inside and mention.form in _NAMING and mention.actor_id not in taken:
                act.features["rescued"] = 1.0
                return (mention,)
            if token.dep_ not in _OTHER_CLAUSES and not _is_elsewhere(token):
                queue += [c for c in token.children if c.dep_ not in _OTHER_CLAUSES]
        return ()

    def _of_objects(self, act: Act) -> tuple[ActorMention, ...]:
        """Return whose a thing is that a passive says was done: "Western sanctions imposed on Russia"."""
        for token in act.match.evidence:
            if (match := self.matches.get(token.i)) and match.predicate.kind == "n":
                for slot in ("poss", "mod"):
                    if found := self.participants.headed(match.predicate.fillers(slot)):
                        return found
        return ()

    def _above(self, verb: Token) -> tuple[ActorMention, ...]:
        """Return the doer of what a participle adds to a thing: "issued a statement demanding" -> the issuer."""
        noun = verb.head
        governor = noun.head
        if noun.dep_ == "pobj":
            governor = governor.head
        if noun.dep_ in ("dobj", "pobj") and governor.pos_ in ("VERB", "AUX"):
            return self.of_tokens(self.predicate(governor, "v").fillers("subject"))
        return ()

    def _first(self, act: Act, slots: Sequence[str], taken: set[str]) -> tuple[ActorMention, ...]:
        """Return the actors of the first slot that has any not yet taken."""
        for rank, slot in enumerate(slots):
            found = tuple(m for m in self._in_slot(act, slot) if m.actor_id not in taken)
            if found:
                if rank > 1:
                    act.features["rescued"] = 1.0
                return found
        return ()

    def _in_slot(self, act: Act, slot: str) -> tuple[ActorMention, ...]:
        predicate = act.match.predicate
        place, _, name = slot.partition(".")
        if place == "inner":
            return self._of_inner(act.inner, name) or self._of_clause(act, name)
        if place == "carrier":
            if act.carrier is None:
                return ()
            tokens = self.predicate(act.carrier, "v").fillers(name)
            return self.of_tokens(t for t in tokens if t != act.token)
        tokens = predicate.sufferers() if slot == "object" else predicate.fillers(slot)
        if slot == "mod":
            return self.participants.headed(tokens)
        if slot == "poss" and tokens and tokens[0].tag_ == "PRP$" and not self.participants.headed(tokens):
            return self._subject_above(predicate.token)
        if not tokens and predicate.kind == "v":
            # The phrase may hang on the noun that the frame takes in: "relations between Mali and France worsened".
            nouns = (self.predicate(t, "n") for t in act.match.evidence if t.pos_ in ("NOUN", "PROPN"))
            tokens = next((found for noun in nouns if (found := noun.fillers(slot))), ())
        if slot == "by" and predicate.kind == "n" and not tokens:
            tokens = _agents_of_participles(predicate.token)
        return self.of_tokens(tokens)

    def _subject_above(self, noun: Token) -> tuple[ActorMention, ...]:
        """Return whom a pronoun that nobody resolved points at: "since its invasion, Russia has…"."""
        for verb in governors(noun):
            if verb.pos_ in ("VERB", "AUX"):
                return self.participants.headed(self.predicate(verb, "v").fillers("subject"))
        return ()

    def of_tokens(self, tokens: Iterable[Token]) -> tuple[ActorMention, ...]:
        """Return the actors of phrases; where a phrase is itself an act, those who take part in it."""
        found: dict[str, ActorMention] = {}
        for token in tokens:
            named = self.participants.of((token,))
            if not named and (match := self.matches.get(token.i)) and match.predicate.kind == "n":
                for slot in ("poss", "mod", "between", "by", "with", "from"):
                    if named := self.participants.of(match.predicate.fillers(slot)):
                        break
            for mention in named:
                found.setdefault(mention.actor_id, mention)
        return tuple(found.values())

    def _of_inner(self, inner: tuple[Match, ...], name: str) -> tuple[ActorMention, ...]:
        for match in inner:
            frame = match.frame
            rules = load_types()[frame.event_type] if frame.event_type else None
            noun = match.predicate.kind == "n"
            if name == "target" and rules is not None:
                slots: tuple[str, ...] = frame.targets or (rules.noun_target if noun else rules.verb_target)
            elif name == "source" and rules is not None and noun:
                slots = frame.sources or rules.noun_source
            else:
                slots = ("subject",)
            for slot in slots:
                if "." not in slot and (found := self.of_tokens(match.predicate.fillers(slot))):
                    return found
        return ()

    def _of_clause(self, act: Act, name: str) -> tuple[ActorMention, ...]:
        """Return who the clause that the act is about speaks of, where no frame knows its verb."""
        for slot in act.match.frame.content:
            for verb in act.match.predicate.fillers(slot):
                if verb.pos_ not in ("VERB", "AUX"):
                    continue
                clause = self.predicate(verb, "v")
                slots = _CLAUSE_TARGETS if name == "target" else ("object" if clause.passive else "subject",)
                for inner in slots:
                    if found := self.of_tokens(clause.fillers(inner)):
                        return found
        return ()


def _is_mutual(predicate: Predicate) -> bool:
    """Say whether the doers do it to each other: "each accused the other", "accused one another"."""
    for slot in ("object", "with", "at", "on", "against", "to"):
        for token in predicate.fillers(slot):
            if token.lower_ in ("other", "another") and any(c.lower_ in ("the", "each", "one") for c in token.children):
                return True
    return False


def _is_elsewhere(token: Token) -> bool:
    """Say whether the words below tell who did it, in which part, or who says so, and never to whom."""
    return token.dep_ == "agent" or (token.dep_ == "prep" and token.lower_ in _NOT_TO_WHOM)


def _is_journey(act: Act) -> bool:
    return act.match.frame.mode in _JOURNEYS


def _agents_of_participles(noun: Token) -> tuple[Token, ...]:
    """The doer in "attacks carried out by gunmen"."""
    return tuple(
        t
        for child in noun.children
        if child.dep_ == "acl" and child.tag_ == "VBN"
        for t in Predicate(child, "v").fillers("by")
    )
