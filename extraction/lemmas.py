"""A token or a document in, the lemmas that the lexicons know its words by out."""

from functools import cache

from spacy.attrs import LEMMA, LOWER, POS  # type: ignore[import-not-found]  # compiled, no stub
from spacy.strings import StringStore
from spacy.tokens import Doc, Token

from extraction.frame_files import load_lexicon
from extraction.ontology import load_operators


def lemma_of(token: Token) -> str:
    """Return the lemma in lower case.

    The rules of the lemmatizer halve verbs it has no entry for ("staged" -> "stag"), and leave the plural of
    capitalised nouns in headlines; both are put right where the lexicons know the longer, or the shorter, form.
    """
    # The three are numbers here: to make strings of them for each question is what would cost time.
    key = (token.lemma, token.lower, token.pos)
    found = _KNOWN.get(key)
    if found is None:
        found = _remember(key, token.vocab.strings)
    return found


def lemmas_of(doc: Doc) -> list[str]:
    """Return the lemmas of all tokens of a document that is parsed, as `lemma_of` gives them."""
    strings = doc.vocab.strings
    keys = map(tuple, doc.to_array([LEMMA, LOWER, POS]).tolist())
    return [_KNOWN.get(key) or _remember(key, strings) for key in keys]


_KNOWN: dict[tuple[int, ...], str] = {}
"""Lemmas by lemma, lower case and part of speech as spaCy numbers them: hashes of words, the same in any model."""
_MOST_KNOWN = 1 << 17


def _remember(key: tuple[int, ...], strings: StringStore) -> str:
    if len(_KNOWN) >= _MOST_KNOWN:
        _KNOWN.clear()
    found = _KNOWN[key] = _lemma(*(strings[number] for number in key))
    return found


def _lemma(lemma: str, word: str, pos: str) -> str:
    lemma = lemma.lower()
    if pos == "VERB":
        known = _known_verbs()
        if lemma not in known and word.endswith(("ed", "ing", "es")):
            if lemma + "e" in known:
                return lemma + "e"
            if len(lemma) > 3 and lemma[-1] == lemma[-2] and lemma[:-1] in known:
                return lemma[:-1]
            if lemma.endswith("e") and lemma[:-1] in known:
                return lemma[:-1]  # "cordoned" -> "cordone"
    elif pos == "PROPN" and lemma.endswith("men") and _is_person(lemma[:-3] + "man"):
        return lemma[:-3] + "man"  # "Fishermen stopped work"
    elif pos == "PROPN" and len(lemma) > 4 and lemma.endswith("s") and not lemma.endswith("ss"):
        return lemma[:-1]
    return lemma if pos == "NOUN" else _IRREGULAR.get(lemma, lemma)  # "two shots", not "shoots"


def _is_person(noun: str) -> bool:
    return noun in load_lexicon().classes["PEOPLE"]


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
    "tore": "tear",
    "flung": "fling",
    "slung": "sling",
    "swung": "swing",
    "clung": "cling",
    "wrung": "wring",
    "stung": "sting",
    "sprang": "spring",
    "shrank": "shrink",
    "trod": "tread",
    "trodden": "tread",
    "smote": "smite",
    "strewn": "strew",
    "withstood": "withstand",
    "forsook": "forsake",
    "befell": "befall",
    "besought": "beseech",
    "outfought": "outfight",
    "outgunned": "outgun",
}
