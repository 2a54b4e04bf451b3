"""Which actor or place stands on which token of a document."""

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Span, Token

from extraction.findings import ActorMention, ActorReference, FoundPlace
from records.actors import Actor
from records.places import Place


class ActorLookup:
    """The actors of one document by token.

    Mentions may nest ("Russian" in "Russian officials"): a token belongs to the shortest one that covers it, and a
    phrase to the longest one that its head heads.
    """

    def __init__(self, doc: Doc, references: Sequence[ActorReference]) -> None:
        self.doc = doc
        self.actors: dict[str, Actor] = {reference.actor.id: reference.actor for reference in references}
        self.mentions: tuple[ActorMention, ...] = tuple(
            sorted((m for r in references for m in r.mentions), key=lambda m: (m.span.start, m.span.end))
        )
        self._shortest: dict[int, ActorMention] = {}
        self._headed: dict[int, ActorMention] = {}
        for mention in sorted(self.mentions, key=lambda m: m.span.end - m.span.start, reverse=True):
            for token in mention.span:
                self._shortest[token.i] = mention
            self._headed.setdefault(mention.span.root.i, mention)

    def on(self, token: Token) -> ActorMention | None:
        """Return the shortest mention that covers the token."""
        return self._shortest.get(token.i)

    def headed_by(self, token: Token) -> ActorMention | None:
        """Return the longest mention whose syntactic head the token is, or else the one that covers it."""
        return self._headed.get(token.i) or self._shortest.get(token.i)

    def within(self, span: Span) -> tuple[ActorMention, ...]:
        """Return the mentions that lie wholly inside the span, in text order."""
        return tuple(m for m in self.mentions if span.start <= m.span.start and m.span.end <= span.end)


class PlaceLookup:
    """The places of one document by token."""

    def __init__(self, places: Iterable[FoundPlace]) -> None:
        self._on: dict[int, tuple[Place, Span]] = {
            token.i: (found.place, span) for found in places for span in found.spans for token in span
        }

    def on(self, token: Token) -> tuple[Place, Span] | None:
        """Return the place that the token names, with the span that names it."""
        return self._on.get(token.i)
