"""A cue and its content in, the words out that the position is made to depend on."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Span, Token

from extraction.wordlists import word_list
from extraction.words import words_of

_MARKS = frozenset({"if", "unless", "until", "once", "provided", "providing", "till"})
_PREPOSITIONS = frozenset({"following", "after", "until", "pending", "upon", "without", "barring", "till"})
_PHRASES = (
    "in principle",
    "on condition that",
    "on the condition that",
    "as long as",
    "so long as",
    "only if",
    "subject to",
)

_TRIGGERS = _MARKS | _PREPOSITIONS | {"principle", "condition", "long", "only", "subject"}
"""Of any condition the sentence of the cue or the content holds one of these."""


def find_condition(cue: Token, content: Sequence[Span], cue_spans: Sequence[Span]) -> str | None:
    """Return the condition in the article's words, None where there is none."""
    sentence = cue.sent
    lowers = words_of(cue.doc).lowers
    stretches = [sentence, *content]
    if all(_TRIGGERS.isdisjoint(lowers[s.start : s.end]) for s in stretches):
        return None
    for token in _below(cue, content):
        words = _condition_at(token)
        if words is not None:
            return words
    whole = words_of(cue.doc).text
    text = whole[sentence.start_char : sentence.end_char].lower()
    for phrase in _PHRASES:
        if phrase not in text:
            continue
        at = text.index(phrase)
        start = sentence.start_char + at
        if phrase == "in principle":
            if any(span.start_char <= start <= span.end_char + 1 for span in (*content, *cue_spans)):
                return whole[start : start + len(phrase)]
        else:
            span = cue.doc.char_span(start, sentence.end_char, alignment_mode="contract")
            if span is not None:
                return _clean(span)
    return None


def _below(cue: Token, content: Sequence[Span]) -> Iterator[Token]:
    yield from cue.children
    for span in content:
        if span.doc[span.start].is_quote:
            continue
        yield from span


def _condition_at(token: Token) -> str | None:
    if token.dep_ in ("advcl", "ccomp") and any(c.dep_ == "mark" and c.lower_ in _MARKS for c in token.lefts):
        mark = next(c for c in token.lefts if c.dep_ == "mark" and c.lower_ in _MARKS)
        if mark.lower_ == "if" and token.head.lemma_ in ("ask", "wonder", "see", "know", "question", "say", "doubt"):
            return None
        return _clean(token.doc[mark.i : token.right_edge.i + 1])
    if token.dep_ in ("prep", "mark") and token.lower_ in _PREPOSITIONS:
        pobj = next((c for c in token.children if c.dep_ in ("pobj", "pcomp")), None)
        if pobj is not None and {pobj.lower_, pobj.lemma_} & word_list("condition_nouns"):
            return _clean(token.doc[token.i : pobj.right_edge.i + 1])
    return None


def _clean(span: Span) -> str:
    return " ".join(span.text.split()).rstrip(" .,;:”\"’'")
