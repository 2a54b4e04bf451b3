"""A clause in, whether it approves or disapproves out, by the words that judge in it and their negations."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from extraction.errors import ResourceError

_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "without", "neither", "nor", "hardly", "barely", "none"})
_SCOPE = 4


@cache
def evaluation_words() -> dict[str, int]:
    """Return the judging lemmas with their signs."""
    return read_evaluations(
        files("extraction.resources").joinpath("evaluations.tsv").read_text("utf-8"), "evaluations.tsv"
    )


def read_evaluations(text: str, path: str) -> dict[str, int]:
    """Return the entries of an evaluation file.

    Raises:
        ResourceError: a line has not two columns or another sign than 1 and -1.
    """
    words: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        lemma, _, sign = line.partition("\t")
        if sign.strip() not in ("1", "-1"):
            raise ResourceError(path, number, f"unknown sign {sign.strip()!r}")
        words[lemma] = int(sign)
    return words


def judge(tokens: Iterable[Token]) -> int:
    """Return 1 where approving words outweigh, -1 where disapproving ones do, else 0; negation turns a word."""
    words = evaluation_words()
    total = after_but = 0
    for token in tokens:
        if token.lower_ == "but" and token.pos_ == "CCONJ":
            after_but = 0
            continue
        sign = words.get(token.lemma_.lower()) or words.get(token.lower_)
        if sign is None or token.pos_ in ("PROPN", "ADP", "AUX"):
            continue
        value = -sign if is_denied(token) else sign
        total += value
        after_but += value
    # "It is not good, but we will be able to end it": what follows the last "but" is what is meant.
    verdict = after_but or total
    return (verdict > 0) - (verdict < 0)


def is_denied(token: Token) -> bool:
    """Say whether a negation governs the word: on itself, on a word just before, or on the verb it depends on."""
    if any(c.dep_ == "neg" or c.lower_ in _NEGATIONS for c in token.lefts):
        return True
    if any(before.lower_ == "non" for before in token.doc[max(0, token.i - 2) : token.i]):
        return True
    head = token.head
    if head == token or abs(head.i - token.i) > 2 * _SCOPE:
        return False
    return token.dep_ in ("acomp", "attr", "xcomp", "dobj", "oprd", "advmod") and any(
        c.dep_ == "neg" for c in head.children
    )
