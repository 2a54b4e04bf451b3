"""The token of a verb or a noun in, who does or has it out: looked for where the parse has none beside it."""

from spacy.tokens import Token

from extraction.syntax import is_infinitive, subject_of


def doer_of(verb: Token) -> Token | None:
    """Return the subject, looking through nouns and adjectives that take an infinitive.

    "Iran's threat to close the strait", "is about to close", "is ready to close".
    """
    if verb.dep_ in ("xcomp", "pcomp", "ccomp") and is_infinitive(verb) and verb.head.pos_ in ("ADJ", "ADP", "ADV"):
        above = verb.head
        while above.pos_ not in ("VERB", "AUX") and above.head != above:
            above = above.head
        if above.pos_ in ("VERB", "AUX") and not any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children):
            return doer_of(above)
    if verb.dep_ in ("acl", "relcl") and is_infinitive(verb) and verb.head.pos_ == "NOUN":
        return _possessor_of(verb.head) or _doer_of_noun(verb.head)
    subject = subject_of(verb)
    if subject is not None and subject.tag_ == "EX":
        return None
    return subject


def _doer_of_noun(noun: Token) -> Token | None:
    governor = noun.head
    if noun.dep_ in ("dobj", "attr", "pobj") and governor != noun:
        verb = governor.head if noun.dep_ == "pobj" else governor
        if verb.pos_ in ("VERB", "AUX"):
            return subject_of(verb)
    return None


def subject_of_misread(verb: Token) -> Token | None:
    """Return the subject where the parser took a verb in the past tense for a participle before its object.

    In "A colonel seized power in Guinea" it makes "power" the root of the sentence, "seized" its modifier. Nothing of
    the kind is assumed where the sentence has a verb as its root.
    """
    root = verb.sent.root
    if root.pos_ in ("VERB", "AUX"):
        return None
    before = [c for c in verb.head.children if c.i < verb.i and c.dep_ in ("nmod", "npadvmod", "compound", "dep")]
    if before and before[-1].pos_ in ("NOUN", "PROPN"):
        return before[-1]
    return root if root.i < verb.i and root.pos_ in ("NOUN", "PROPN") else None


def agent_shared(verb: Token) -> Token | None:
    """Return the agent that stands with the last of several passives: "were seized, beaten and shot by soldiers"."""
    for other in verb.conjuncts:
        if other.i > verb.i and other.tag_ == "VBN":
            for child in other.children:
                if child.dep_ == "agent":
                    return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def _possessor_of(noun: Token) -> Token | None:
    """Return the noun's possessor, or the agent after "by"."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
        if child.dep_ == "prep" and child.lower_ == "by":
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def possessor_shared(noun: Token) -> Token | None:
    """Return the noun's possessor; the second of two coordinated nouns shares that of the first."""
    while True:
        for child in noun.children:
            if child.dep_ == "poss":
                return child
        if noun.dep_ != "conj" or noun.head.pos_ != "NOUN":
            return None
        noun = noun.head
