"""A matched predicate in, an act out: type, status, participants; and from the act the coded event mention."""

from dataclasses import replace
from itertools import islice

from spacy.tokens import Span, Token

from extraction.acts import CONFLICT, Act, trigger_of
from extraction.carriers import carrier_of
from extraction.casualties import count_dead
from extraction.confidence import confidence_of
from extraction.event_places import place_on
from extraction.findings import EventMention
from extraction.matching import Match
from extraction.ontology import load_types
from extraction.operators import Reading, is_background, is_operator, read_noun, read_verb
from extraction.roles import RoleFiller
from extraction.syntax import SUBJECTS, Tense, governors, tense_of
from records.places import EventPlace
from records.vocabularies import EventStatus, EventType

_PLACE_PREPOSITIONS = ("in", "at", "near", "outside", "on", "inside", "across", "around", "along", "off", "to", "into")
_PAST = frozenset({Tense.PAST, Tense.PERFECT, Tense.PLUPERFECT})
_TO_COME = frozenset({EventStatus.PLANNED, EventStatus.HYPOTHETICAL})
_PRESSURE = frozenset(
    {EventType.SANCTION, EventType.COERCE, EventType.ASSAULT, EventType.PROTEST, EventType.MOBILIZE, EventType.RETREAT}
)
_MAX_GOVERNORS = 3
_MAX_SPECIFIC = 4.0
_BELOW = frozenset({"relcl", "acl", "advcl", "amod", "xcomp", "pcomp"})


class Coder:
    """Turns the matches of one document into acts."""

    def __init__(self, roles: RoleFiller) -> None:
        self.roles = roles

    def act_of_verb(self, match: Match, inner: tuple[Match, ...], *, headline: bool) -> Act:
        """Return the act that a verb or adjective names."""
        token = match.token
        clause = token.head if match.predicate.kind == "a" and token.dep_ in ("acomp", "oprd") else token
        reading = read_verb(clause, headline=headline)
        if match.frame.negated:
            reading = replace(reading, negated=False)
        act = self._start(match, reading, inner)
        governor = token.head
        if token.dep_ in ("xcomp", "pcomp"):
            verb = governor.head if token.dep_ == "pcomp" else governor
            if is_operator(verb, "END"):
                self._invert(act)
        refused = act.reading.negated and self._negate(act)
        occurred = act.reading.status is EventStatus.OCCURRED and not act.reading.negated
        if occurred and ((match.frame.lasting and tense_of(clause) is Tense.PERFECT) or is_operator(token, "GO_ON")):
            act.reading = Reading(status=EventStatus.ONGOING)  # "has ruled out", "continued talks"
        act.features["verb"] = 1.0
        self.roles.fill(act)
        if refused and not act.sources and not act.has_pronoun:
            # "Aid has not reached the town": nobody refuses it.
            act.event_type, act.about, act.own_mode = act.about or act.event_type, None, True
            act.reading = Reading(status=EventStatus.DENIED, negated=True)
        if act.reading.status is EventStatus.PLANNED and _is_on_terms(clause):
            self._threaten(act)
        elif (
            act.reading.status in _TO_COME and act.event_type in _PRESSURE and (refuser := _refuser(clause)) is not None
        ):
            self._threaten(act)
            act.targets = act.targets or self.roles.of_tokens((refuser,))
        return act

    def _threaten(self, act: Act) -> None:
        """Make a threat of what somebody will do unless another gives way."""
        if act.event_type in (EventType.AGREE, EventType.CONCEDE, EventType.REJECT, EventType.REQUEST):
            return
        act.about, act.event_type, act.own_mode = act.event_type, EventType.THREATEN, False
        act.reading = Reading()

    def act_of_noun(self, match: Match, inner: tuple[Match, ...], *, headline: bool) -> Act | None:
        """Return the act that a noun names, or None where nothing says that it is one of somebody or took place."""
        carrier, relation = carrier_of(match.token)
        act = self._start(match, read_noun(match.token, carrier, headline=headline), inner)
        act.carrier, act.relation = carrier, relation
        if relation in ("END", "POSTPONE"):
            self._invert(act)
        elif relation == "CLAIM":
            act.about, act.event_type, act.own_mode = act.event_type, EventType.STATEMENT, False
        if act.reading.negated:
            self._negate(act)
        self.roles.fill(act)
        act.features["carried" if relation in ("LIGHT", "END", "POSTPONE", "SUFFER", "OCCUR") else "nominal"] = 1.0
        known = act.sources or act.targets
        if relation == "POSTPONE" and act.event_type not in (EventType.REJECT,):
            return None
        if relation == "CLAIM":
            return act
        if relation in ("LIGHT", "SUFFER") and (
            known or act.event_type in CONFLICT or act.event_type is EventType.CONSULT
        ):
            return act
        if relation == "OCCUR" and (known or act.event_type in CONFLICT or act.event_type is EventType.CONSULT):
            return act
        if known and (match.token.dep_ not in ("pobj", "compound", "poss") or carrier is not None):
            return act
        return act if act.sources and act.targets else None

    def _start(self, match: Match, reading: Reading, inner: tuple[Match, ...]) -> Act:
        frame = match.frame
        assert frame.event_type is not None
        about = inner[0].frame.event_type if inner else None
        event_type = frame.event_type
        if frame.conflict_type is not None and about in CONFLICT:
            event_type = frame.conflict_type
        act = Act(match=match, event_type=event_type, reading=reading, about=about, inner=inner)
        act.own_mode = event_type is frame.event_type
        if inner:
            act.features["operator"] = 1.0
        return act

    def _invert(self, act: Act) -> None:
        ended = act.rules.ended_as
        if ended is None:
            return
        act.about, act.event_type, act.own_mode = act.event_type, ended, False

    def _negate(self, act: Act) -> bool:
        """Make of an act that is not done its refusal, or deny it; say whether it became a refusal."""
        negated = act.rules.negated_as
        yet = any(c.lower_ == "yet" for c in act.token.children)
        of_noun = act.token.dep_ in ("acl", "relcl") or (act.token.dep_ == "ccomp" and act.token.head.pos_ == "NOUN")
        unmet = act.event_type is EventType.CONSULT and tense_of(act.token) in _PAST
        if negated is None or yet or of_noun or unmet or act.reading.conditional:
            act.reading = Reading(status=EventStatus.DENIED, negated=True, conditional=act.reading.conditional)
            return False
        act.about, act.event_type, act.own_mode = act.event_type, negated, False
        return True

    def mention_of(
        self, act: Act, sentence: Span, contexts: tuple[str, ...], *, headline: bool, reported_by: str | None
    ) -> EventMention:
        """Return the act as an event mention with its evidence, codes and confidence."""
        frame, rules = act.match.frame, act.rules
        mode = frame.mode if act.own_mode else None
        status = act.reading.status
        background = is_background(act.carrier if act.carrier is not None and act.relation else act.token)
        features = dict(act.features)
        features["specific"] = min(_MAX_SPECIFIC, act.match.score - 1.0)
        features["source"] = float(bool(act.sources))
        features["target"] = float(bool(act.targets))
        features["background"] = float(background)
        features["unknown"] = float(not self.roles.are_known(act))
        features["below"] = float(act.match.predicate.kind == "v" and act.token.dep_ in _BELOW)
        features["bare"] = float(not frame.conditions)
        features["uncertain"] = float(status in (EventStatus.HYPOTHETICAL, EventStatus.PROPOSED))
        features["headline"] = float(headline)
        features = {name: value for name, value in sorted(features.items()) if value}
        return EventMention(
            trigger=trigger_of(act),
            sentence=sentence,
            event_type=act.event_type,
            mode=mode,
            contexts=contexts,
            cameo_code=_cameo_of(act, mode, reported_by),
            status=status,
            sources=act.sources,
            targets=act.targets,
            reciprocal=act.reciprocal,
            place=self._place_of(act),
            reported_by=reported_by,
            fatalities=count_dead(act.token, sentence) if act.event_type is EventType.ASSAULT else None,
            quad_class=rules.quad_class,
            intensity=rules.intensity_of(mode),
            background=background,
            confidence=confidence_of(features),
            rule=frame.id,
            features=features,
        )

    def _place_of(self, act: Act) -> EventPlace | None:
        words = [act.match.predicate]
        if act.carrier is not None:
            words.append(self.roles.predicate(act.carrier, "v"))
        words += [self.roles.predicate(t, "n") for t in act.match.predicate.fillers("object")]
        for predicate in words:
            for slot in _PLACE_PREPOSITIONS:
                for token in predicate.preposition(slot):
                    if found := place_on(token, self.roles.places):
                        return found
        return None


def _cameo_of(act: Act, mode: str | None, reported_by: str | None) -> str:
    """Return the code of the act; cooperation that its own doer announces or means is an intent in CAMEO (03x)."""
    rules = act.rules
    if act.reading.status is EventStatus.PLANNED and rules.future_as is EventType.AGREE:
        announced = reported_by is not None and reported_by in {m.actor_id for m in act.sources}
        if announced or act.reading.intended:
            return load_types()[EventType.AGREE].cameo_code(None, act.event_type, None)
    return rules.cameo_code(mode, act.about, act.match.frame.cameo if act.own_mode else None)


def _refuser(verb: Token) -> Token | None:
    """Return who has to give way: "would cut aid if Mali does not free them", "if charges are not dropped"."""
    for clause in verb.children:
        marks = {c.lower_ for c in clause.children if c.dep_ in ("mark", "neg")}
        if clause.dep_ == "advcl" and "if" in marks and marks & {"not", "n't", "n’t"}:
            return next((c for c in clause.children if c.dep_ in SUBJECTS), None)
    return None


def _is_on_terms(verb: Token) -> bool:
    """Say whether the clause, or one that it hangs on, has an "unless"."""
    return any(
        mark.lower_ == "unless"
        for clause in (verb, *islice(governors(verb), _MAX_GOVERNORS))
        for child in clause.children
        if child.dep_ == "advcl"
        for mark in child.children
    )
