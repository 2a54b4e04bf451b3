"""Questions about the clause around a token that several stages ask: tense, voice, negation, subjects.

All functions read spaCy's English dependency labels (ClearNLP scheme of the `en_core_web` pipelines).
"""

from collections.abc import Iterator
from enum import StrEnum

from spacy.tokens import Token

from extraction.wordlists import word_list

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
_FUTURE_AUXILIARIES = frozenset({"will", "shall", "'ll", "’ll", "wo"})
_MODAL_AUXILIARIES = frozenset({"may", "might", "could", "would", "can", "should", "must", "'d", "’d", "ca"})
_JUDGED_FOR = frozenset({"for", "of", "over", "after", "in"})
HAVING = frozenset({"have", "get", "see", "find", "want", "keep", "leave", "watch"})
"""Verbs before a thing and what was done to it: "had its assets frozen", "saw two envoys expelled"."""
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
    """Say whether the word itself is negated ("did not agree", "never said", "no talks", "without comment").

    "Not only" denies nothing; "instead of", "rather than" and a subject of nobody do.
    """
    for child in token.children:
        label = child.dep_
        if label == "neg" or (child.lower_ in _NEGATIONS and label in ("det", "advmod", "preconj")):
            if not _is_mere(child):
                return True
        elif (
            (label == "advmod" and child.lower_ in ("longer", "more") and _follows_no(child))
            or (label in ("mark", "prep", "cc") and child.lower_ == "than" and _is_after_rather(child))
            or (label in ("nsubj", "nsubjpass") and _is_nobody(child))
        ):
            return True
    if token.dep_ != "pcomp":
        return False
    word = token.head
    return word.lower_ == "without" or (word.lower_ == "of" and word.i > 0 and word.nbor(-1).lower_ == "instead")


def _is_mere(negation: Token) -> bool:
    """Say whether a "not" belongs to "not only"."""
    doc, after = negation.doc, negation.i + 1
    return after < len(doc) and doc[after].lower_ in ("only", "just", "merely", "simply")


def _is_after_rather(than: Token) -> bool:
    return than.i > 0 and than.nbor(-1).lower_ == "rather"


def _is_nobody(subject: Token) -> bool:
    """Say whether a subject stands for none of its kind: "no soldier", "neither Chad nor Niger", "none of them"."""
    if subject.lower_ in ("nobody", "none", "neither", "nothing"):
        return True
    return any(c.dep_ in ("det", "preconj", "cc") and c.lower_ in ("no", "neither") for c in subject.children)


def _follows_no(adverb: Token) -> bool:
    return adverb.i > 0 and adverb.nbor(-1).lower_ == "no"


def is_passive(verb: Token) -> bool:
    """Say whether the verb group is passive.

    Participles without an auxiliary count: "troops killed in…", "a man held and beaten", "Accused of spying, he…", "had
    its assets frozen".
    """
    labels = {child.dep_ for child in verb.children}
    if not labels.isdisjoint(("nsubjpass", "auxpass")):
        return True
    if verb.tag_ != "VBN" or "aux" in labels:
        return False
    label = verb.dep_
    if label in ("acl", "relcl"):
        return True
    if label == "advcl":
        return "nsubj" not in labels and "mark" not in labels
    if label == "ccomp":
        return "nsubj" in labels and "dobj" not in labels and verb.head.lemma_ in HAVING
    if label == "conj":
        return labels.isdisjoint(SUBJECTS) and verb.head.tag_ == "VBN" and is_passive(verb.head)
    return label in SUBJECTS and "agent" in labels


def is_infinitive(verb: Token) -> bool:
    """Say whether the verb stands after "to"."""
    return any(c.tag_ == "TO" for c in verb.children)


def is_plural(noun: Token) -> bool:
    """Say whether a noun phrase names several: by its ending, or by what is coordinated with it."""
    return noun.tag_ in ("NNS", "NNPS") or any(c.dep_ == "conj" for c in noun.children)


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
            judged = _judged(current)
            if judged is not None:
                return judged
            current = current.head.head
        else:
            return None
    return None


def _judged(gerund: Token) -> Token | None:
    """Return the object that does what a gerund says: "arrested *two men* for looting", "kept *them* from voting"."""
    preposition = gerund.head
    verb = preposition.head
    if preposition.lower_ in _JUDGED_FOR:
        if verb.lemma_ not in word_list("judging_verbs"):
            return None
    elif preposition.lower_ not in ("from", "into"):
        return None
    return next((c for c in verb.children if c.dep_ == "dobj" and c.i < preposition.i), None)


def _antecedent(subject: Token, verb: Token) -> Token:
    if subject.tag_ in ("WDT", "WP") and verb.dep_ == "relcl":
        return verb.head
    return subject


def is_coordinated_above(verb: Token) -> bool:
    """Say whether a finite verb is hung on an infinitive that it cannot be coordinated with, but with what governs it.

    "threatened to sue and recalled its envoy": the parser often makes "recalled" a conjunct of "sue".
    """
    return verb.dep_ == "conj" and verb.tag_ == "VBD" and verb.head.tag_ == "VB" and verb.i > verb.head.i


def governors(token: Token) -> Iterator[Token]:
    """Yield the heads above a token up to the root of its sentence, nearest first."""
    while token.head.i != token.i:
        token = token.head
        yield token
