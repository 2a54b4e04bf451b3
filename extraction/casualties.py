"""The words around an act of violence in, the least number of dead that they state out."""

import re

from spacy.tokens import Span, Token

from extraction.frame_files import load_lexicon
from extraction.lemmas import lemma_of

_NUMERALS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
_UNITS = {word: n for n, word in enumerate(_NUMERALS.split())}
_DECADES = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: 10 * n for n, word in enumerate(_DECADES.split(), 2)}
_SCALES = {"dozen": 12, "score": 20, "hundred": 100, "thousand": 1_000, "million": 1_000_000}
# The least that an unnumbered plural of these says: "dozens were killed".
_PLURALS = {"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2_000}
_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")


def count_dead(event: Token, sentence: Span) -> int | None:
    """Return how many died in the act: a count that is the object of killing, or stands with "dead" in its clause."""
    classes = load_lexicon().classes
    for token in (event, *sentence):
        lemma = lemma_of(token)
        if token.pos_ == "VERB" and lemma in classes["DEADLY"]:
            number = _of_victims(token)
        elif lemma in classes["DEAD"] or (token.dep_ in ("oprd", "acomp", "amod") and lemma == "dead"):
            number = _beside(token)
        else:
            continue
        if number is not None:
            return number
    return None


def _of_victims(verb: Token) -> int | None:
    wanted = ("nsubj",) if verb.lemma_ == "die" else ("dobj", "nsubjpass")
    victims = [c for c in verb.children if c.dep_ in wanted]
    if verb.dep_ == "acl" and not victims and verb.head.pos_ in ("NOUN", "NUM"):
        victims = [verb.head]
    for victim in victims:
        number = read_count(victim)
        if number is not None:
            return number
        if victim.dep_ != "nsubj" and victim.tag_ == "NN" and lemma_of(victim) in load_lexicon().classes["PEOPLE"]:
            return 1
    return None


def _beside(token: Token) -> int | None:
    if token.lemma_.lower() in ("death", "fatality", "corpse", "body"):
        return read_count(token) if token.lemma_.lower() in ("death", "fatality") else None
    if token.lower_ == "toll":
        for other in token.sent[token.i - token.sent.start :][:8]:
            if other.pos_ == "NUM" and (number := read_number(other)) is not None:
                return number
        return None
    # "left at least 12 people dead": the parser makes the count the object, or the subject of "dead".
    for relative in (*token.children, *token.head.children):
        if relative.dep_ in ("nsubj", "dobj", "nsubjpass", "nummod") and relative.i < token.i:
            number = read_number(relative) if relative.dep_ == "nummod" else read_count(relative)
            if number is not None:
                return number
    return None


def read_count(noun: Token) -> int | None:
    """Return the number of a noun phrase ("at least six people", "dozens", "a dozen guards")."""
    if noun.lower_ in _PLURALS:
        return _PLURALS[noun.lower_]
    for child in noun.children:
        if child.dep_ == "nummod" and child.i < noun.i:
            return read_number(child)
    if noun.pos_ == "NUM" or noun.lemma_.lower() in _SCALES:
        return read_number(noun)
    return None


def read_number(token: Token) -> int | None:
    """Return the value of a number and of the numbers joined to it ("two hundred", "1,200", "forty-two")."""
    parts = sorted(
        [token, *(c for c in token.children if c.dep_ in ("compound", "nummod") and c.i < token.i)], key=lambda t: t.i
    )
    total = 0
    for part in parts:
        value = _value(part.lower_)
        if value is None:
            return None
        if part.lower_ in _SCALES and total:
            total *= value
        else:
            total += value
    return total or None


def _value(word: str) -> int | None:
    if _DIGITS.fullmatch(word):
        digits = word.replace(",", "")
        return int(digits) if len(digits) < 9 else None
    if word in _UNITS:
        return _UNITS[word]
    if word in _SCALES:
        return _SCALES[word]
    tens, _, unit = word.partition("-")
    if tens in _TENS:
        return _TENS[tens] + (_UNITS.get(unit, 0) if unit else 0)
    return None
