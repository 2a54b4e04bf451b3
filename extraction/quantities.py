"""A word that counts or stands for some of many in, the noun that is meant out."""

from spacy.tokens import Token

from extraction.frame_files import load_lexicon
from extraction.lemmas import lemma_of

_COUNTED = frozenset({"those", "people", "dead", "wounded", "victims", "casualties"})


def semantic_head(token: Token) -> Token:
    """Return the noun that a quantity counts ("dozens of protesters" -> protesters), else the token itself."""
    if lemma_of(token) in load_lexicon().classes["PARTITIVES"] or token.pos_ == "NUM":
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ == "of":
                for grandchild in child.children:
                    if grandchild.dep_ == "pobj":
                        return semantic_head(grandchild)
    return token


def one_of_those(noun: Token) -> Token:
    """Return who is said to be one of many: "the mayor was among those killed", "among those held was an editor"."""
    if noun.lower_ not in _COUNTED or noun.dep_ != "pobj":
        return noun
    preposition = noun.head
    verb = preposition.head
    if preposition.lower_ == "of" and verb.pos_ in ("NUM", "PRON", "NOUN") and verb.dep_ == "attr":
        verb = verb.head  # "was one of those killed"
    elif preposition.lower_ != "among":
        return noun
    if verb.lemma_ != "be":
        return noun
    return next((c for c in verb.children if c.dep_ in ("attr", "nsubj") and c.lower_ not in _COUNTED), noun)
