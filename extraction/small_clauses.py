"""What is said of an object without a verb of its own in, who has it done and whose it is out: "had assets frozen"."""

from spacy.tokens import Token

from extraction.doers import doer_of
from extraction.quantities import semantic_head
from extraction.syntax import HAVING


def is_small_clause(token: Token) -> bool:
    """Say whether the token is what is said of an object: "held Syria responsible", "let the prisoners go"."""
    if token.dep_ != "ccomp" or any(c.dep_ in ("aux", "mark") for c in token.children):
        return False
    bare = token.pos_ in ("ADJ", "NOUN") or token.tag_ == "VB"
    return bare and any(c.dep_ == "nsubj" for c in token.children)


def causer_of(verb: Token) -> Token | None:
    """Return who has something done to others: "the junta had reporters arrested", but not "had its funds cut"."""
    above = _small_clause_of(verb)
    if above is None or above.lemma_ not in ("have", "get", "want") or _is_own(_undergone(verb)):
        return None
    return doer_of(above)


def owner_of(verb: Token) -> Token | None:
    """Return whose thing it is to which something is done: "Iran had its assets frozen" does it to Iran."""
    above = _small_clause_of(verb)
    if above is None or not _is_own(_undergone(verb)):
        return None
    return doer_of(above)


def _small_clause_of(verb: Token) -> Token | None:
    """Return "have", "get", "see" above what was done to a thing: "had its assets frozen", "saw envoys expelled"."""
    if verb.tag_ != "VBN":
        return None
    if verb.dep_ == "ccomp" and verb.head.lemma_ in HAVING:
        return verb.head
    noun = verb.head
    if verb.dep_ == "acl" and noun.dep_ == "dobj" and noun.head.lemma_ in ("have", "get") and verb.i == noun.i + 1:
        return noun.head
    return None


def _undergone(verb: Token) -> Token:
    """Return the thing of a small clause: "had its *assets* frozen"."""
    return next((c for c in verb.children if c.dep_ == "nsubj"), verb.head)


def _is_own(noun: Token) -> bool:
    """Say whether a thing is that of the clause's subject: "its assets", "two of its diplomats"."""
    return any(c.tag_ == "PRP$" for t in (noun, semantic_head(noun)) for c in t.children if c.dep_ == "poss")
