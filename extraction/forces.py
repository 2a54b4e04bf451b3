"""An act in, whether nature or an accident did it out: "a cyclone tore through the islands, killing nine"."""

from functools import cache

from spacy.tokens import Token

from extraction.acts import Act
from extraction.frame_files import load_lexicon
from extraction.lemmas import lemma_of
from extraction.syntax import SUBJECTS, governors

_MAX_CLIMB = 4
_SAME_DOER = frozenset({"advcl", "conj", "xcomp", "relcl", "acl"})


@cache
def _forces() -> frozenset[str]:
    classes = load_lexicon().classes
    return classes["DISASTERS"] - classes["VEHICLES"]


def is_by_force(act: Act) -> bool:
    """Say whether no person is the doer of an act, but a storm, a quake, a disease, or a ship that sank."""
    if act.match.predicate.kind == "n" or act.match.predicate.passive:
        return False
    verb = _clause_with_subject(act.token)
    subjects = [c for c in verb.children if c.dep_ in SUBJECTS]
    if verb.dep_ in ("relcl", "acl") and not any(c.tag_ not in ("WDT", "WP") for c in subjects):
        subjects = [verb.head]
    if any(subject.pos_ == "NOUN" and subject in act.match.evidence for subject in subjects):
        return False  # the frame asks for it: "gunfire killed two"
    if any(_is_force(subject) for subject in subjects):
        return True
    accident = lemma_of(verb) in load_lexicon().classes["ACCIDENT_VERBS"]
    return accident and verb != act.token and not act.sources


def _clause_with_subject(verb: Token) -> Token:
    """Return the verb, or the one above it whose subject it shares."""
    for _ in range(_MAX_CLIMB):
        if verb.dep_ not in _SAME_DOER or any(c.dep_ in SUBJECTS for c in verb.children):
            return verb
        above = next(governors(verb), verb)
        if above.pos_ not in ("VERB", "AUX"):
            return verb
        verb = above
    return verb


def _is_force(noun: Token) -> bool:
    """Say whether a noun names a force, or stands behind one: "the storm", "Cyclone Mele", "the Ebola outbreak"."""
    if lemma_of(noun) in _forces():
        return True
    named = load_lexicon().classes["NAMED_FORCES"]
    return noun.pos_ == "PROPN" and any(c.dep_ == "compound" and lemma_of(c) in named for c in noun.children)
