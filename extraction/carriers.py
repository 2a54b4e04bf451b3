"""An event noun in, the verb that carries it and how out: "launched an attack", "the talks ended"."""

from spacy.tokens import Token

from extraction.frame_files import load_lexicon
from extraction.lemmas import lemma_of
from extraction.ontology import load_operators
from extraction.operators import is_operator

_AS_OTHERS = {"GO_ON": "LIGHT", "CAUSE": "OCCUR"}
_STATES = {"on": "LIGHT", "in": "LIGHT", "at": "LIGHT", "for": "LIGHT", "under": "SUFFER"}
_POINTING = frozenset({"it", "this", "that"})
_ADMITTED = frozenset({"responsibility", "credit", "blame"})
_BEING = frozenset({"be", "go", "remain", "stay", "enter"})


def carrier_of(noun: Token) -> tuple[Token | None, str]:
    """Return the verb that an event noun is an argument of, and in which way: a group of operators, or nothing."""
    current, ended = noun, False
    for _ in range(4):
        head = current.head
        if current.dep_ == "conj":
            current = head
        elif current.dep_ == "pobj" and head.lower_ in ("of", "to", "in") and is_operator(head.head, "END_NOUN"):
            current, ended = head.head, True  # "announced a suspension of aid"
        elif current.dep_ == "pobj" and head.lower_ == "of" and _counts(head.head):
            current = head.head
        else:
            break
    head = current.head
    if current.dep_ in ("dobj", "nsubjpass", "nsubj", "attr", "dative", "oprd") and head.pos_ in ("VERB", "AUX"):
        return head, "END" if ended else _relation(current, head)
    if current.dep_ == "pobj" and head.dep_ == "prep" and head.head.pos_ == "VERB":
        verb = head.head
        for group in ("LIGHT", "END", "SUFFER", "CAUSE"):
            if _with_particle(verb, head.lower_, group):
                return verb, "OCCUR" if group == "CAUSE" else group
        return verb, ""
    if current.dep_ == "pobj" and head.lower_ == "for" and head.head.lower_ in _ADMITTED:
        return head.head.head, "CLAIM" if head.head.dep_ == "dobj" else ""  # "claimed responsibility for the bombing"
    if current.dep_ == "pobj" and lemma_of(head.head) in _BEING and head.lower_ in _STATES:
        return head.head, _STATES[head.lower_]  # "have been on strike", "is in talks", "came under attack"
    for child in noun.children:
        if child.dep_ in ("acl", "relcl") and child.pos_ == "VERB" and is_operator(child, "LIGHT"):
            return child, "LIGHT"
    return None, "OCCUR" if current.dep_ == "ROOT" else ""


def _counts(noun: Token) -> bool:
    """Say whether a noun tells how much or how long of an event there is: "a wave of attacks", "the start of talks"."""
    return (
        noun.pos_ == "NUM" or lemma_of(noun) in load_lexicon().classes["PARTITIVES"] | load_lexicon().classes["PHASES"]
    )


def _relation(noun: Token, verb: Token) -> str:
    if noun.dep_ == "nsubj":
        return "OCCUR" if is_operator(verb, "OCCUR") or is_operator(verb, "GO_ON") else ""
    if noun.dep_ == "attr":
        pointing = any(c.dep_ == "expl" or (c.dep_ == "nsubj" and c.lower_ in _POINTING) for c in verb.children)
        return "OCCUR" if pointing else ""  # "there was a raid", "it was the deadliest raid since May"
    for group in ("END", "POSTPONE", "LIGHT", "SUFFER", "GO_ON", "CAUSE"):
        if is_operator(verb, group):
            return _AS_OTHERS.get(group, group)
    return ""


def _with_particle(verb: Token, word: str, group: str) -> bool:
    return any(o.particle == word and o.lemma == lemma_of(verb) for o in load_operators()[group])
