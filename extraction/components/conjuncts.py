"""A parsed document in, the same with names joined by "and" that the parser took for modifiers of each other out."""

from spacy.language import Language
from spacy.tokens import Doc, Token

_MODIFIERS = frozenset({"nmod", "compound"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})


@Language.factory("dateline_conjuncts", requires=["token.dep", "token.head"], assigns=["token.dep", "token.head"])
def make_conjunct_joiner(nlp: Language, name: str) -> "ConjunctJoiner":  # noqa: ARG001 (spaCy's factory signature)
    """Make the component."""
    return ConjunctJoiner()


class ConjunctJoiner:
    """Mends "President Trump and Russian President Putin spoke", where the parser sees Trump as a modifier of Putin.

    The first name takes the place of the second in the sentence, and the second becomes its conjunct.
    """

    def __call__(self, doc: Doc) -> Doc:
        for token in doc:
            if token.dep_ in _MODIFIERS and token.tag_ in _NOUNS and _is_joined(token):
                _swap(token, token.head)
        return doc


def _is_joined(token: Token) -> bool:
    """Say whether an "and" that joins nothing stands between a modifier and its head."""
    head = token.head
    if head.i <= token.i + 1 or head.tag_ not in _NOUNS or head.dep_ in _MODIFIERS:
        return False
    joined = False
    for child in token.children:
        if child.dep_ == "conj":
            # "research and development costs"
            return False
        joined = joined or (child.dep_ == "cc" and token.i < child.i < head.i)
    return joined


def _swap(first: Token, second: Token) -> None:
    if second.dep_ == "ROOT":
        first.dep_ = "ROOT"
        first.head = first
    else:
        first.dep_ = second.dep_
        first.head = second.head
    second.dep_ = "conj"
    second.head = first
