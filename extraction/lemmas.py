"""A token in, the lemma that the lexicons know it by out."""

from functools import cache, lru_cache

from spacy.tokens import Token

from extraction.frames import load_lexicon
from extraction.ontology import load_operators


def lemma_of(token: Token) -> str:
    """Return the lemma in lower case.

    The rules of the lemmatizer halve verbs it has no entry for ("staged" -> "stag"), and leave the plural of
    capitalised nouns in headlines; both are put right where the lexicons know the longer, or the shorter, form.
    """
    return _lemma(token.lemma_, token.lower_, token.pos_)


@lru_cache(maxsize=1 << 16)
def _lemma(lemma: str, word: str, pos: str) -> str:
    lemma = lemma.lower()
    if pos == "VERB":
        known = _known_verbs()
        if lemma not in known and word.endswith(("ed", "ing", "es")):
            if lemma + "e" in known:
                return lemma + "e"
            if len(lemma) > 3 and lemma[-1] == lemma[-2] and lemma[:-1] in known:
                return lemma[:-1]
    elif pos == "PROPN" and len(lemma) > 4 and lemma.endswith("s") and not lemma.endswith("ss"):
        return lemma[:-1]
    return _IRREGULAR.get(lemma, lemma)


@cache
def _known_verbs() -> frozenset[str]:
    operators = {operator.lemma for words in load_operators().values() for operator in words}
    return frozenset({lemma for kind, lemma in load_lexicon().by_lemma if kind == "v"} | operators)


_IRREGULAR = {
    "retook": "retake",
    "retaken": "retake",
    "overthrew": "overthrow",
    "overthrown": "overthrow",
    "overran": "overrun",
    "rebuilt": "rebuild",
    "forgave": "forgive",
    "forgiven": "forgive",
    "misled": "mislead",
    "withdrew": "withdraw",
    "withdrawn": "withdraw",
    "withheld": "withhold",
    "upheld": "uphold",
    "forbade": "forbid",
    "mown": "mow",
    "slain": "slay",
    "slew": "slay",
    "strove": "strive",
    "swore": "swear",
    "sworn": "swear",
    "shot": "shoot",
}
