"""A span that names a seat of government in, whether it stands for the government or for the city out."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from spacy.tokens import Span, Token

from extraction.syntax import is_passive

_WORDS = Path(__file__).parent / "resources" / "metonyms.yaml"
_MOVEMENT_PREPOSITIONS = frozenset({"to", "from", "for", "toward"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _SeatWords:
    place_prepositions: frozenset[str]
    movement: frozenset[str]
    place_objects: frozenset[str]
    place_subjects: frozenset[str]
    place_nouns: frozenset[str]
    agent_nouns: frozenset[str]
    attitudes: frozenset[str]
    weighs_on: frozenset[str]


@cache
def _seat_words() -> _SeatWords:
    data = yaml.load(_WORDS.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return _SeatWords(**{key: frozenset(words) for key, words in data.items()})


def agent_nouns() -> frozenset[str]:
    """Return the nouns of what governments have and send ("demands", "officials")."""
    return _seat_words().agent_nouns


def is_actor_role(span: Span) -> bool:
    """Say whether a seat's name is used for those who govern there, by its role in the sentence.

    Subjects and agents of what cities do not do, owners of what cities do not have, and partners ("talks with
    Moscow") are governments; what stands after "in", "at", "near", after verbs of movement, or is shelled, is a place.
    """
    token = span.root
    words = _seat_words()
    following = span.doc[span.end] if span.end < len(span.doc) else None
    if following is not None and following.text == "," and span.end + 1 < len(span.doc):
        # "Paris, France"; "Athens, Georgia"
        after = span.doc[span.end + 1]
        if after.dep_ in ("appos", "npadvmod", "conj") and after.ent_type_ == "GPE" and after.head == token:
            return False
    while token.dep_ == "conj" and token.head != token:
        token = token.head
    head, dep = token.head, token.dep_
    if dep == "nsubj":
        return _acts(head, words)
    if dep == "nsubjpass":
        return head.lemma_ not in words.place_objects
    if dep in ("dobj", "dative"):
        return head.lemma_ not in words.place_objects and head.lemma_ not in words.movement
    if dep == "poss":
        return head.lemma_.lower() not in words.place_nouns
    if dep in ("compound", "nmod", "amod"):
        return head.lower_ in words.agent_nouns
    if dep == "pobj":
        return _is_partner(head, words)
    return dep == "attr" and head.lemma_ == "be"


def _acts(verb: Token, words: _SeatWords) -> bool:
    if verb.lemma_ != "be":
        if verb.lemma_ in words.place_subjects:
            return False
        return not is_passive(verb) or verb.lemma_ not in words.place_objects
    return any(
        child.lemma_ in words.attitudes or (child.dep_ == "acomp" and any(c.dep_ == "xcomp" for c in child.children))
        for child in verb.children
        if child.dep_ in ("acomp", "attr")
    )


def _is_partner(preposition: Token, words: _SeatWords) -> bool:
    lower, governor = preposition.lower_, preposition.head
    if lower in words.place_prepositions:
        return False
    if preposition.dep_ == "agent":
        return True
    if lower in _MOVEMENT_PREPOSITIONS:
        return governor.lemma_ not in words.movement | words.place_objects and governor.pos_ in ("NOUN", "VERB", "ADJ")
    if lower == "of":
        return governor.lower_ in words.agent_nouns
    if lower == "on":
        return governor.lemma_ in words.weighs_on
    return lower in ("with", "between", "against", "by", "including", "like", "among", "than", "without")
