"""A time expression's place in its sentence in, whether the clause around it looks back or ahead out."""

from spacy.tokens import Span, Token

from extraction.syntax import Tense, tense_of
from extraction.time_attachment import hosts_of, is_possessive
from extraction.time_verbs import AHEAD, ASPECT, REPORT, time_verbs
from extraction.timex_values import Direction

_PAST = (Tense.PAST, Tense.PERFECT, Tense.PLUPERFECT)
_LIMITS = frozenset({"by", "before", "until", "till"})
_GRANTS = frozenset({"give", "have", "set", "allow", "grant", "get"})
_LONGEST_CHAIN = 8


def direction_of(span: Span, *, in_title: bool = False) -> Direction:
    """Return where the clause that the expression hangs on looks.

    Its tense decides, and what governs an infinitive or a participle ("plans to meet", "scheduled for"). A title's
    present tense tells of what has just happened or is about to: there the nearer day counts.
    """
    nouns, verb = hosts_of(span)
    before = span.doc[span.start - 1] if span.start else None
    preposition = before.lower_ if before is not None and before.i >= span.sent.start else ""
    if any(_is_ahead_of(noun) for noun in nouns) or any(_is_planned_noun(noun) for noun in nouns):
        return Direction.FUTURE
    if verb is None:
        return Direction.NEAR if in_title else Direction.NONE
    direction = _direction_of_verb(verb, preposition, in_title=in_title)
    if nouns and span.end <= nouns[0].i and is_possessive(span, nouns[0]) and direction is not Direction.PAST:
        # "will discuss Monday's attack": the noun has a day of its own.
        return Direction.NONE
    return direction


def _direction_of_verb(verb: Token, preposition: str, *, in_title: bool) -> Direction:
    tense, lemmas = _tense(verb), time_verbs()
    lemma = verb.lemma_.lower()
    for _ in range(_LONGEST_CHAIN):
        if tense is not Tense.INFINITIVE:
            break
        governor = verb.head
        if governor.i == verb.i:
            return Direction.FUTURE if in_title else Direction.NONE
        is_to = governor.lemma_ == "be" and governor.tag_ in ("VBZ", "VBP")
        if is_to or governor.lemma_.lower() in lemmas[AHEAD] or verb.dep_ in ("acl", "relcl"):
            return Direction.FUTURE
        if governor.pos_ not in ("VERB", "AUX"):
            return Direction.NONE
        if governor.lemma_.lower() not in lemmas[ASPECT] and verb.dep_ != "conj":
            tense = _tense(governor)
            return Direction.PAST if tense in _PAST and preposition not in _LIMITS else Direction.NONE
        verb, tense = governor, _tense(governor)
    if tense in (Tense.FUTURE, Tense.MODAL):
        return Direction.FUTURE
    if (
        lemma in lemmas[AHEAD]
        and (verb.tag_ == "VBN" or preposition == "for")
        and lemma not in lemmas[REPORT] - {"expect"}
    ):
        return Direction.FUTURE
    if preposition in _LIMITS and (tense is not Tense.PAST or lemma in _GRANTS):
        return Direction.FUTURE
    if tense in (Tense.PRESENT, Tense.PROGRESSIVE):
        if lemma in lemmas[REPORT]:
            return Direction.PAST
        return Direction.NEAR if in_title else Direction.PRESENT
    return Direction.PAST if tense in _PAST else Direction.NONE


def _tense(verb: Token) -> Tense:
    """Return the tense of a verb, in which "could have met" is past."""
    tense = tense_of(verb)
    if tense is Tense.MODAL and any(child.dep_ == "aux" and child.lemma_ == "have" for child in verb.children):
        return Tense.PERFECT
    return tense


def _is_ahead_of(noun: Token) -> bool:
    """Say whether the noun stands behind "ahead of" or "before"."""
    governor = noun.head
    if noun.dep_ != "pobj":
        return False
    return governor.lower_ == "before" or (governor.lower_ == "of" and governor.head.lower_ in ("ahead", "advance"))


def _is_planned_noun(noun: Token) -> bool:
    """Say whether an adjective puts the noun into the future ("the upcoming meeting on Friday")."""
    return any(
        child.lower_ in ("upcoming", "forthcoming", "planned", "scheduled", "expected") for child in noun.children
    )
