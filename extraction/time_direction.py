"""A time expression's place in its sentence in, whether the clause around it looks back or ahead out."""

from spacy.tokens import Span, Token

from extraction.syntax import Tense, governors, tense_of
from extraction.timex_values import Direction

_PLANNED = frozenset(
    "due schedule slate plan expect set poise tip ready prepare intend aim hope want seek agree promise vow pledge propose"
    " invite ask urge call demand threaten offer decide arrange book earmark pencil likely".split()
)
_PAST = (Tense.PAST, Tense.PERFECT, Tense.PLUPERFECT)
_AHEAD = (Tense.FUTURE, Tense.INFINITIVE)


def direction_of(span: Span) -> Direction:
    """Return where the clause that the expression hangs on looks, as far as it decides between two equal days."""
    seen_infinitive = False
    previous = span.root
    for token in governors(span.root):
        if token.pos_ in ("VERB", "AUX") or token.lemma_ in _PLANNED:
            direction = _direction_at(token, previous, seen_infinitive)
            if direction is not None:
                return direction
            seen_infinitive = seen_infinitive or tense_of(token) is Tense.INFINITIVE
        previous = token
    return Direction.NONE


def _direction_at(verb: Token, below: Token, from_infinitive: bool) -> Direction | None:
    """Return what a verb says, or None where its own governor decides."""
    tense = tense_of(verb)
    if tense is Tense.FUTURE:
        return Direction.FUTURE
    if verb.lemma_.lower() in _PLANNED and (below.dep_ in ("xcomp", "prep", "npadvmod") or from_infinitive):
        if from_infinitive or verb.tag_ in ("VBN", "JJ") or tense in (Tense.PRESENT, Tense.PROGRESSIVE):
            return Direction.FUTURE
    if tense in _PAST:
        return Direction.PAST
    return None
