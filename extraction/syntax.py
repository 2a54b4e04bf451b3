"""Questions about the clause around a token that several stages ask: tense, voice, negation, subjects.

All functions read spaCy's English dependency labels (ClearNLP scheme of the `en_core_web` pipelines).
"""

from collections.abc import Iterator
from enum import StrEnum

from spacy.tokens import Span, Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
_FUTURE_AUXILIARIES = frozenset({"will", "shall", "'ll", "’ll", "wo"})
_MODAL_AUXILIARIES = frozenset({"may", "might", "could", "would", "can", "should", "must", "'d", "’d", "ca"})
_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "without", "nobody", "none"})


class Tense(StrEnum):
    """Tense and mood of a finite verb group, as far as they decide about time."""

    PAST = "PAST"
    PERFECT = "PERFECT"
    PLUPERFECT = "PLUPERFECT"
    PRESENT = "PRESENT"
    PROGRESSIVE = "PROGRESSIVE"
    FUTURE = "FUTURE"
    MODAL = "MODAL"
    INFINITIVE = "INFINITIVE"
    PARTICIPLE = "PARTICIPLE"
    NONE = "NONE"


def tense_of(verb: Token) -> Tense:
    """Return the tense of the verb group that `verb` heads; NONE for a word that is no verb."""
    if verb.pos_ not in ("VERB", "AUX"):
        return Tense.NONE
    auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    words = {child.lower_ for child in auxiliaries}
    if words & _FUTURE_AUXILIARIES:
        return Tense.FUTURE
    if words & _MODAL_AUXILIARIES:
        return Tense.MODAL
    if verb.lower_ == "going" and any(child.dep_ == "xcomp" for child in verb.children):
        return Tense.FUTURE
    for auxiliary in auxiliaries:
        if auxiliary.lemma_ == "have":
            return Tense.PLUPERFECT if auxiliary.tag_ == "VBD" else Tense.PERFECT
    finite = next((child for child in auxiliaries if child.tag_ in ("VBD", "VBZ", "VBP")), verb)
    if finite.tag_ == "VBD":
        return Tense.PAST
    if verb.tag_ == "VBG" and finite != verb:
        return Tense.PROGRESSIVE
    if finite.tag_ in ("VBZ", "VBP"):
        return Tense.PRESENT
    if any(child.tag_ == "TO" for child in auxiliaries):
        return Tense.INFINITIVE
    if verb.tag_ in ("VBN", "VBG"):
        return Tense.PARTICIPLE
    return Tense.INFINITIVE


def is_negated(token: Token) -> bool:
    """Say whether the word itself is negated ("did not agree", "never said", "no talks", "without comment")."""
    if any(
        child.dep_ == "neg"
        or (child.lower_ in _NEGATIONS and child.dep_ in ("det", "advmod", "preconj"))
        or (child.lower_ in ("longer", "more") and child.dep_ == "advmod" and _follows_no(child))
        for child in token.children
    ):
        return True
    return token.dep_ == "pcomp" and token.head.lower_ == "without"


def _follows_no(adverb: Token) -> bool:
    return adverb.i > 0 and adverb.nbor(-1).lower_ == "no"


def is_passive(verb: Token) -> bool:
    """Say whether the verb group is passive; reduced relatives ("troops killed in…") count."""
    labels = {child.dep_ for child in verb.children}
    if not labels.isdisjoint(("nsubjpass", "auxpass")):
        return True
    return "aux" not in labels and verb.dep_ in ("acl", "relcl") and verb.tag_ == "VBN"


def conjuncts(token: Token) -> tuple[Token, ...]:
    """Return the token and what is coordinated with it, in text order."""
    return tuple(sorted({token, *token.conjuncts}, key=lambda t: t.i))


def subject_of(verb: Token) -> Token | None:
    """Return the head of the verb's grammatical subject, its own or inherited.

    Conjoined verbs share a subject; an open complement takes its governor's subject, or the governor's object where
    there is one ("urged Kyiv to accept"); a participle that modifies a noun takes that noun; a relative pronoun
    stands for its antecedent.
    """
    seen: set[int] = set()
    current: Token | None = verb
    while current is not None and current.i not in seen:
        seen.add(current.i)
        own = next((child for child in current.children if child.dep_ in SUBJECTS), None)
        if own is not None:
            return _antecedent(own, current)
        if is_coordinated_above(current) and current.head.dep_ == "xcomp":
            current = current.head.head
        elif current.dep_ in ("conj", "dep") and current.head.pos_ in ("VERB", "AUX"):
            current = current.head
        elif current.dep_ in ("xcomp", "advcl", "ccomp"):
            obj = next((c for c in current.head.children if c.dep_ in ("dobj", "dative")), None)
            if current.dep_ == "xcomp" and obj is not None:
                return obj
            if current.dep_ == "ccomp" and tense_of(current) not in (Tense.INFINITIVE, Tense.PARTICIPLE):
                return None
            current = current.head
        elif current.dep_ in ("acl", "relcl"):
            return current.head
        elif current.dep_ == "pcomp" and current.head.head.pos_ in ("VERB", "AUX"):
            current = current.head.head
        else:
            return None
    return None


def _antecedent(subject: Token, verb: Token) -> Token:
    if subject.tag_ in ("WDT", "WP") and verb.dep_ == "relcl":
        return verb.head
    return subject


def is_coordinated_above(verb: Token) -> bool:
    """Say whether a finite verb is hung on an infinitive that it cannot be coordinated with, but with what governs it.

    "threatened to sue and recalled its envoy": the parser often makes "recalled" a conjunct of "sue".
    """
    return verb.dep_ == "conj" and verb.tag_ == "VBD" and verb.head.tag_ == "VB" and verb.i > verb.head.i


def agent_of(verb: Token) -> Token | None:
    """Return the noun after "by" of a passive."""
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by" and is_passive(verb)):
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def governors(token: Token) -> Iterator[Token]:
    """Yield the heads above a token up to the root of its sentence, nearest first."""
    while token.head.i != token.i:
        token = token.head
        yield token


def subtree_span(token: Token) -> Span:
    """Return the contiguous span from the leftmost to the rightmost token below `token`."""
    return token.doc[token.left_edge.i : token.right_edge.i + 1]
