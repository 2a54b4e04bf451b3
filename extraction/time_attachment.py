"""A time expression and a predicate of its sentence in, how closely the one belongs to the other out."""

from collections.abc import Iterator
from enum import IntEnum

from spacy.tokens import Span, Token

from extraction.syntax import Tense, governors, tense_of
from extraction.time_verbs import AHEAD, ASPECT, REPORT, SETTING, SPEAK, time_verbs

_VERBAL = ("VERB", "AUX")
_CLAUSES = frozenset({"ccomp", "csubj", "advcl", "relcl", "acl", "parataxis"})
_STEPS_TO_VERB = frozenset(
    {
        "nsubj",
        "nsubjpass",
        "dobj",
        "pobj",
        "attr",
        "prep",
        "compound",
        "conj",
        "poss",
        "appos",
        "nmod",
        "agent",
        "dative",
        "oprd",
    }
)
_ORDERING = frozenset(
    {"after", "before", "until", "till", "since", "once", "if", "unless", "when", "because", "although"}
)
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_BOUNDS = frozenset({"since", "after", "before", "until"})
_LONGEST_WAY = 12


class Closeness(IntEnum):
    """How an expression belongs to a predicate, the closest first."""

    OWN = 0
    THROUGH_NOUN = 1
    CLAUSE_VERB = 2
    SHARED = 3
    NEARBY = 4


def closeness(expression: Span, trigger: Span) -> Closeness | None:
    """Return how the expression belongs to the predicate of the trigger, None if it does not.

    An expression belongs to what it hangs on; to a noun through its clause's verb, unless that verb reports; to a verb
    through its conjunct, its participles and the verb it completes. It never passes from a reporting verb to what is
    reported, nor from a possessive or a relative clause to the clause around it.
    """
    nouns, verb = hosts_of(expression)
    inside = range(trigger.start, trigger.end)
    if _is_dated_by_antecedent(trigger.root, expression):
        return Closeness.OWN
    if (verb is not None and verb.i in inside and not nouns) or (nouns and nouns[0].i in inside):
        return Closeness.OWN
    owned = bool(nouns) and is_possessive(expression, nouns[0])
    if owned and _is_setting(nouns[0]):
        owned = False
    if any(noun.i in inside for noun in nouns):
        return Closeness.THROUGH_NOUN
    if verb is not None and verb.i in inside:
        return None if owned else Closeness.THROUGH_NOUN
    if verb is None or owned:
        return Closeness.NEARBY if not owned and _is_nearby(expression, trigger) else None
    head = trigger.root
    if head.pos_ not in _VERBAL:
        governor = clause_verb_of(head)
        if (
            governor is not None
            and verb.lemma_.lower() not in time_verbs()[REPORT]
            and governor in (verb, _raising(verb))
        ):
            return Closeness.CLAUSE_VERB
    elif _shares_time(head, verb, expression):
        return Closeness.SHARED
    return Closeness.NEARBY if _is_nearby(expression, trigger) else None


def hosts_of(expression: Span) -> tuple[tuple[Token, ...], Token | None]:
    """Return the nouns that the expression hangs on and, above them, the verb of its clause."""
    nouns: list[Token] = []
    for token in governors(expression.root):
        if expression.start <= token.i < expression.end or token.pos_ in (
            "ADP",
            "SCONJ",
            "ADV",
            "PART",
            "CCONJ",
            "DET",
        ):
            continue
        if token.pos_ in _VERBAL:
            return tuple(nouns), _lowered(token, expression)
        if len(nouns) < 3:
            nouns.append(token)
    return tuple(nouns), None


def _lowered(verb: Token, expression: Span) -> Token:
    """Return the deepest complement of the verb that the expression stands behind.

    The parser likes to hang the last words of "plans to have talks with Kyiv on Tuesday" on "plans".
    """
    for _ in range(_LONGEST_WAY):
        lower = [
            child
            for child in verb.children
            if child.dep_ in ("xcomp", "ccomp")
            and verb.i < child.i < expression.start
            and not _is_cut_off(child, expression)
        ]
        if not lower:
            return verb
        verb = lower[-1]
    return verb


def _is_cut_off(verb: Token, expression: Span) -> bool:
    """Say whether a comma or closing quotation mark stands right before the expression."""
    before = expression.start - 1
    if before > verb.i and expression.doc[before].pos_ == "ADP":
        before -= 1
    return before > verb.i and expression.doc[before].is_punct


def is_possessive(expression: Span, noun: Token) -> bool:
    """Say whether the day is the noun's own ("Monday's attack", "the 2014 invasion", "the events of today").

    In "On Friday Trump accused" and "On June 3 rebel forces took" the parser takes the day for a part of what follows;
    it is the clause's.
    """
    doc, before = expression.doc, expression.start - 1
    if noun.i < expression.end:
        return before >= 0 and doc[before].lower_ == "of"
    if before >= 0 and doc[before].lower_ == "on" and noun.head != doc[before] and noun.dep_ in _SUBJECTS:
        return False
    return noun.pos_ != "PROPN" or before < 0 or doc[before].pos_ != "ADP" or doc[expression.end].tag_ == "POS"


def _is_dated_by_antecedent(head: Token, expression: Span) -> bool:
    """Say whether the head's clause says what happened on the day: "on April 22, when gunmen killed"."""
    verb = head if head.pos_ in _VERBAL else clause_verb_of(head)
    if verb is None:
        return False
    verb = _first_conjunct(verb)
    if verb.dep_ not in ("relcl", "advcl", "acl") or not expression.start <= verb.head.i < expression.end:
        return False
    return any(
        child.lower_ == "when"
        or (child.lower_ in ("on", "in") and any(word.lower_ == "which" for word in child.children))
        for child in verb.children
    )


def _is_setting(noun: Token) -> bool:
    """Say whether the noun is the occasion on which something is said ("in a July 16 press conference, he said")."""
    return noun.dep_ == "pobj" and noun.head.lower_ in ("in", "at", "during") and noun.lemma_ in time_verbs()[SETTING]


def clause_verb_of(noun: Token) -> Token | None:
    """Return the verb in whose clause the noun stands, if nothing but nouns and prepositions lies between."""
    current = noun
    for governor in governors(noun):
        if governor.pos_ in _VERBAL:
            return governor if current.dep_ in _STEPS_TO_VERB else None
        if current.dep_ not in _STEPS_TO_VERB:
            return None
        current = governor
    return None


def _shares_time(head: Token, verb: Token, expression: Span) -> bool:
    """Say whether the verb on which the expression hangs passes it on to `head`."""
    if head.dep_ == "conj" and _first_conjunct(head) == verb:
        # "On Monday they met and signed a deal"; what stands behind the first verb belongs to it alone or to all.
        return expression.start < head.i
    if verb.dep_ == "advcl" and verb.head == head:
        return verb.i < head.i and _is_bare_participle(verb) and verb.lemma_.lower() in time_verbs()[SPEAK]
    if head.dep_ == "advcl" and head.head == verb and _is_at_the_time(head):
        return True
    if head.dep_ == "advcl" and head.head == verb:
        return verb.i < head.i and _is_bare_participle(head) and verb.lemma_.lower() not in time_verbs()[REPORT]
    if verb.dep_ == "xcomp" and verb.head == head:
        return head.lemma_.lower() in time_verbs()[ASPECT]
    if head.dep_ == "xcomp" and head.head == verb:
        return verb.lemma_.lower() in time_verbs()[ASPECT]
    return _is_cleft(head, verb)


def _is_at_the_time(verb: Token) -> bool:
    """Say whether a clause tells what happened at the time of the verb above ("in April, when he visited Budapest")."""
    return any(child.lower_ in ("when", "while") and child.dep_ in ("advmod", "mark") for child in verb.children)


def _is_cleft(head: Token, verb: Token) -> bool:
    """Say whether the verb only brings the head's subject forward: "in May it was the union that accused"."""
    return (
        head.dep_ == "relcl"
        and head.head.dep_ == "attr"
        and head.head.head == verb
        and any(child.lower_ == "it" and child.dep_ in _SUBJECTS for child in verb.children)
    )


def _raising(verb: Token) -> Token:
    """Return the verb whose subject the verb takes over ("are set to continue", "began to end"), or the verb itself."""
    lemmas = time_verbs()
    for _ in range(_LONGEST_WAY):
        lemma = verb.head.lemma_.lower()
        if verb.dep_ != "xcomp" or (lemma not in lemmas[AHEAD] and lemma not in lemmas[ASPECT]):
            break
        verb = verb.head
    return verb


def ordering_preposition(expression: Span, trigger: Span) -> str:
    """Return "since", "after", "before" or "until" where it orders the trigger by a noun that the expression dates.

    In "Since the invasion in 2022 it has taken ..." 2022 is the day of the invasion, and the start of the taking.
    """
    nouns, _ = hosts_of(expression)
    if any(trigger.start <= noun.i < trigger.end for noun in nouns):
        return ""
    for noun in nouns:
        if noun.dep_ == "pobj" and noun.head.lower_ in _BOUNDS:
            return noun.head.lower_
        if (
            noun.dep_ == "conj"
            and _first_conjunct(noun).dep_ == "pobj"
            and _first_conjunct(noun).head.lower_ in _BOUNDS
        ):
            return _first_conjunct(noun).head.lower_
    return ""


def _first_conjunct(token: Token) -> Token:
    for _ in range(_LONGEST_WAY):
        if token.dep_ != "conj":
            break
        token = token.head
    return token


def _is_bare_participle(verb: Token) -> bool:
    return tense_of(verb) is Tense.PARTICIPLE and not any(
        child.dep_ in ("mark", "advmod") and child.lower_ in _ORDERING for child in verb.children
    )


def _is_nearby(expression: Span, trigger: Span) -> bool:
    """Say whether only a few words, none of them a verb or a mark, lie between the two."""
    first, last = sorted((expression, trigger), key=lambda span: span.start)
    between = trigger.doc[first.end : last.start]
    if last.start - first.end > _LONGEST_WAY or expression.end <= trigger.start:
        return False
    return not any(
        token.pos_ in _VERBAL or token.is_punct or token.is_space or token.dep_ in _CLAUSES for token in between
    )


def reporting_verb_above(token: Token) -> Iterator[Token]:
    """Yield the verbs in whose reported clause the token stands, nearest first."""
    current = token
    for governor in governors(token):
        if current.dep_ in ("ccomp", "parataxis") and governor.pos_ in _VERBAL:
            yield governor
        current = governor
