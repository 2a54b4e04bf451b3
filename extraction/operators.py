"""A predicate in, what the words above and around it do to it out: status, negation, background."""

from dataclasses import dataclass
from functools import cache
from itertools import islice

from spacy.tokens import Token

from extraction.lemmas import lemma_of
from extraction.ontology import Operator, load_operators
from extraction.syntax import (
    SUBJECTS,
    Tense,
    governors,
    is_coordinated_above,
    is_infinitive,
    is_negated,
    is_passive,
    tense_of,
)
from records.vocabularies import EventStatus

_MAX_CLIMB = 12
_CONDITIONAL_MARKS = frozenset({"if", "unless", "whether", "lest", "provided", "once"})
_CONDITIONAL_PARTICIPLES = frozenset({"provided", "providing", "assuming", "supposing"})
_CONDITIONAL_NOUNS = frozenset({"provided", "providing", "assuming", "condition", "event", "case", "proviso"})
_DEONTIC = frozenset({"should", "must", "ought"})
_TEMPORAL_MARKS = frozenset({"after", "when", "before", "until", "once"})
_BACKGROUND_PREPOSITIONS = frozenset(
    {"since", "after", "following", "during", "amid", "despite", "before", "from", "over", "about"}
)


_BARE_PLANS = frozenset({"be", "go"})
"""Verbs that plan an act only before its infinitive: "is to meet", "goes to meet"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a predicate is asserted.

    `negated` is the act's own negation, not that of a word above it; `intended` is set where somebody means to do it.
    """

    status: EventStatus = EventStatus.OCCURRED
    negated: bool = False
    conditional: bool = False
    intended: bool = False


def is_operator(token: Token, group: str) -> bool:
    """Say whether the word is one of the group, its particle beside it."""
    words = load_operators()[group]
    lemma = lemma_of(token)
    if (lemma, "") in words:
        return True
    if lemma not in _lemmas_with_particles(group):
        return False
    return any(
        (lemma, child.lower_) in words
        for child in token.children
        if child.dep_ in ("prt", "prep", "advmod", "dobj", "acomp")
    )


@cache
def _lemmas_with_particles(group: str) -> frozenset[str]:
    return frozenset(operator.lemma for operator in load_operators()[group] if operator.particle)


def read_verb(verb: Token, *, headline: bool = False) -> Reading:
    """Return how the clause of a verb is asserted, looking up through the verbs that govern it."""
    own = is_negated(verb)
    status, conditional = _climb(verb, headline)
    if status is EventStatus.OCCURRED and verb.dep_ in ("relcl", "acl") and _is_within_denial(verb):
        status = EventStatus.DENIED
    above = verb.head if verb.dep_ == "xcomp" else None
    intended = (
        status is EventStatus.PLANNED
        and above is not None
        and above.pos_ == "VERB"
        and not is_passive(above)
        and is_operator(above, "PLAN")
    )
    return Reading(status=status, negated=own, conditional=conditional, intended=intended)


def read_noun(noun: Token, carrier: Token | None, *, headline: bool = False) -> Reading:
    """Return how an event that a noun names is asserted; `carrier` is the verb that it is an argument of."""
    negated = any(c.dep_ == "det" and c.lower_ in ("no", "neither") for c in noun.children)
    for child in noun.children:
        if child.dep_ in ("amod", "compound", "advmod"):
            for group, status in _ADJECTIVES:
                if Operator(child.lower_, "") in load_operators()[group]:
                    return Reading(status=status, negated=negated)
            if child.lower_ in ("ongoing", "continuing", "continued", "current"):
                return Reading(status=EventStatus.ONGOING, negated=negated)
    if carrier is not None:
        reading = _of_argument(noun, carrier, headline=headline)
        return Reading(status=reading.status, negated=negated or reading.negated, conditional=reading.conditional)
    above = _noun_above(noun)
    if above is not None:
        for group, status in _NOUNS:
            if is_operator(above, group):
                return Reading(status=status, negated=negated)
    return Reading(negated=negated)


_ADJECTIVES = (
    ("PLAN_ADJ", EventStatus.PLANNED),
    ("PROPOSE_ADJ", EventStatus.PROPOSED),
    ("SUPPOSE_ADJ", EventStatus.HYPOTHETICAL),
)
_NOUNS = (
    ("PROPOSE_NOUN", EventStatus.PROPOSED),
    ("SUPPOSE_NOUN", EventStatus.HYPOTHETICAL),
    ("PLAN_NOUN", EventStatus.PLANNED),
)
_VERBS = (
    ("FAIL", EventStatus.DENIED),
    ("PLAN", EventStatus.PLANNED),
    ("PROPOSE", EventStatus.PROPOSED),
    ("SUPPOSE", EventStatus.HYPOTHETICAL),
)


_CARRYING = ("LIGHT", "CAUSE", "GO_ON", "BEGIN", "END", "POSTPONE", "SUFFER", "OCCUR")


def _of_argument(noun: Token, carrier: Token, *, headline: bool) -> Reading:
    """An event that is planned, feared, proposed by the verb it is the object of takes that status."""
    if noun.dep_ in ("dobj", "pobj", "nsubjpass", "conj", "attr") and lemma_of(carrier) not in _BARE_PLANS:
        for group, status in _VERBS:
            if is_operator(carrier, group) and not is_operator(carrier, "LIGHT") and not is_operator(carrier, "CAUSE"):
                return Reading(status=status)
    if is_operator(carrier, "DENY") and noun.dep_ in ("dobj", "conj"):
        return Reading(status=EventStatus.DENIED)
    if any(c.dep_ == "poss" for c in noun.children) and not any(is_operator(carrier, group) for group in _CARRYING):
        return Reading()  # "a deal would reward Russia's invasion": there was one
    reading = read_verb(carrier, headline=headline)
    if is_operator(carrier, "GO_ON") and reading.status is EventStatus.OCCURRED:
        return Reading(status=EventStatus.ONGOING, negated=reading.negated)
    return reading


def _noun_above(noun: Token) -> Token | None:
    """The noun that a prepositional phrase hangs the event on: "the threat of war"."""
    if noun.dep_ == "pobj" and noun.head.dep_ == "prep" and noun.head.head.pos_ == "NOUN":
        return noun.head.head
    return noun.head if noun.dep_ == "compound" else None


def _climb(verb: Token, headline: bool) -> tuple[EventStatus, bool]:
    """Return the status, and whether it hangs on a condition."""
    conditional = False
    current, direct = verb, True
    status = EventStatus.OCCURRED
    for _ in range(_MAX_CLIMB):
        if _is_condition(current):
            return EventStatus.HYPOTHETICAL, True
        tense = tense_of(current)
        if tense not in (Tense.INFINITIVE, Tense.PARTICIPLE, Tense.NONE):
            status = _finite(current, tense, is_event=direct, headline=headline)
        if tense is Tense.INFINITIVE and headline and current.dep_ == "ROOT" and is_infinitive(current):
            return EventStatus.PLANNED, conditional  # "Leaders to meet in Geneva"
        governor = current.head
        if governor == current and _is_asked(current):
            return EventStatus.HYPOTHETICAL, conditional
        if governor == current or is_coordinated_above(current):
            break
        if tense is Tense.PRESENT and current.dep_ == "advcl" and _is_future(current, governor):
            return EventStatus.PLANNED, conditional  # "we will know more when the ministers meet"
        above = _governed(current, governor)
        if above is not None:
            if above is EventStatus.OCCURRED and status is not EventStatus.OCCURRED:
                return status, conditional
            if above is not EventStatus.OCCURRED and status is not EventStatus.PLANNED:
                return above, conditional
        finite = tense not in (Tense.PARTICIPLE, Tense.NONE) and not is_infinitive(current)
        if current.dep_ in ("relcl", "parataxis") or (current.dep_ == "advcl" and finite):
            break
        if current.dep_ in ("ccomp", "conj") and status is not EventStatus.OCCURRED:
            break
        if current.dep_ == "ccomp" and tense not in (Tense.INFINITIVE, Tense.PARTICIPLE):
            # What is reported is asserted, however the report itself is.
            break
        # "is working to restore" goes on as much as "is restoring".
        direct = direct and current.dep_ == "xcomp" and governor.pos_ == "VERB" and is_operator(governor, "TRY")
        current = governor
    return status, conditional


def _is_condition(verb: Token) -> bool:
    """Say whether a clause is the condition of another: "if", "provided that", "as long as", "on condition that"."""
    if verb.dep_ in ("ccomp", "pcomp", "advcl") and verb.head.lower_ in _CONDITIONAL_PARTICIPLES:
        return True
    for child in verb.children:
        if child.dep_ != "mark" or child.i == 0:
            continue
        before = child.nbor(-1)
        if child.lower_ in _CONDITIONAL_MARKS or (child.lower_ == "as" and before.lower_ == "long"):
            return True
        if child.lower_ == "that" and before.lower_ in _CONDITIONAL_NOUNS:
            return True
    return False


def _is_within_denial(verb: Token) -> bool:
    """Say whether a clause says more of what stands in a clause that is denied: "denied that he ran a squad that…"."""
    clauses = 0
    for above in islice(governors(verb), _MAX_CLIMB):
        if above.pos_ == "VERB" and is_operator(above, "DENY"):
            return clauses > 0
        clauses += above.dep_ in ("ccomp", "acl", "relcl") and above.pos_ in ("VERB", "AUX")
    return False


def _is_asked(verb: Token) -> bool:
    """Say whether a sentence asks whether something is so: "Did Rwanda arm them?", but not "Why did…"."""
    sentence = verb.sent
    if sentence[-1].text != "?" and (len(sentence) < 2 or sentence[-2].text != "?"):
        return False
    subject = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
    first = next((t for t in sentence if t.is_alpha), None)
    if subject is None or first is None or first.tag_ in ("WDT", "WP", "WP$", "WRB"):
        return False
    return any(c.dep_ in ("aux", "auxpass") and c.i < subject.i for c in verb.children)


def _is_future(clause: Token, governor: Token) -> bool:
    when = any(c.lower_ in _TEMPORAL_MARKS for c in clause.children if c.dep_ in ("mark", "advmod"))
    return when and (
        tense_of(governor) in (Tense.FUTURE, Tense.MODAL, Tense.INFINITIVE)
        or any(tense_of(verb) is Tense.FUTURE for verb in governor.head.children if verb.pos_ in ("VERB", "AUX"))
    )


def _finite(verb: Token, tense: Tense, *, is_event: bool, headline: bool) -> EventStatus:
    words = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if tense is Tense.FUTURE:
        return EventStatus.PLANNED
    if tense is Tense.MODAL:
        if words & _DEONTIC:
            return EventStatus.PROPOSED
        if words & {"would", "'d", "’d"}:
            return EventStatus.HYPOTHETICAL if _is_conditional(verb) else EventStatus.PLANNED
        return EventStatus.HYPOTHETICAL
    if tense is Tense.PROGRESSIVE and is_event:
        return EventStatus.ONGOING
    if tense in (Tense.PERFECT, Tense.PLUPERFECT) and verb.tag_ == "VBG" and is_event:
        return EventStatus.ONGOING
    if tense is Tense.PRESENT and is_event and not headline:
        return EventStatus.ONGOING
    return EventStatus.OCCURRED


def _is_conditional(verb: Token) -> bool:
    """Say whether a "would" belongs to a condition; otherwise it is the "will" of somebody who spoke in the past."""
    return any(
        m.lower_ in ("if", "unless", "without") or (m.dep_ == "aux" and m.lower_ == "were")
        for c in verb.children
        if c.dep_ in ("advcl", "prep")
        for m in (c, *c.children)
    )


def _governed(current: Token, governor: Token) -> EventStatus | None:
    """Return the status that a governor gives to its complement; None where it says nothing."""
    dep = current.dep_
    if dep in ("xcomp", "ccomp", "pcomp", "dobj", "advcl"):
        verb = governor.head if dep == "pcomp" else governor
        if dep == "advcl" and not is_infinitive(current):
            return None
        if verb.pos_ in ("NOUN", "PROPN"):
            if verb.dep_ == "dobj" and is_operator(verb.head, "DENY"):
                return EventStatus.DENIED  # "dismissed reports that they had met"
            return _by_noun(verb)
        if verb.pos_ == "ADJ":
            return _by_adjective(verb)
        if verb.pos_ not in ("VERB", "AUX"):
            return None
        if dep == "ccomp" and not is_infinitive(current):
            return _by_clause_verb(verb)
        if is_operator(verb, "GO_ON") and dep in ("xcomp", "dobj"):
            return EventStatus.ONGOING
        if dep == "advcl" and not any(c.dep_ in SUBJECTS for c in current.children):
            return None  # a purpose; but "called for the generals to be tried"
        if is_operator(verb, "TRY"):
            return EventStatus.OCCURRED
        if lemma_of(verb) in _BARE_PLANS and not is_infinitive(current):
            return None  # "was reluctant to", but not "it was Cairo that brokered"
        for group, status in _VERBS:
            if is_operator(verb, group):
                return status
        return None
    if dep in ("acl", "relcl") and is_infinitive(current):
        return _by_noun(governor)
    if dep == "acl" and governor.dep_ == "dobj" and is_operator(governor.head, "DENY"):
        return EventStatus.DENIED  # "dismissed reports that they had met"
    return None


def _by_noun(noun: Token) -> EventStatus | None:
    for group, status in _NOUNS:
        if is_operator(noun, group):
            return status
    return EventStatus.HYPOTHETICAL


def _by_adjective(adjective: Token) -> EventStatus | None:
    if is_operator(adjective, "DENY_ADJ"):
        return EventStatus.DENIED
    for group, status in _ADJECTIVES:
        if is_operator(adjective, group):
            return status
    return None


def _by_clause_verb(verb: Token) -> EventStatus | None:
    if is_operator(verb, "DENY"):
        return EventStatus.DENIED
    if is_operator(verb, "REPORT"):
        return None
    if lemma_of(verb) in _BARE_PLANS:
        return None  # "so worried is Oslo that it has closed…"
    for group, status in _VERBS[1:]:
        if is_operator(verb, group):
            return status
    return None


def is_background(token: Token) -> bool:
    """Say whether the text only recalls the event: in the pluperfect, or in a phrase that dates something else."""
    if token.pos_ == "VERB":
        for verb in (token, token.head):
            if verb.pos_ == "VERB" and tense_of(verb) is Tense.PLUPERFECT:
                return verb.dep_ in ("relcl", "advcl", "acl")
        return False
    while token.dep_ == "conj":
        token = token.head
    return token.dep_ == "pobj" and token.head.lower_ in _BACKGROUND_PREPOSITIONS
