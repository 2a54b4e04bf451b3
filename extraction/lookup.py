"""Which actor or place stands on which token of a document."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from extraction.findings import ActorMention, ActorReference, FoundPlace
from extraction.syntax import conjuncts
from records.actors import Actor
from records.places import Place

_PARTITIVES = frozenset(
    [
        "all",
        "any",
        "both",
        "each",
        "either",
        "neither",
        "none",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "several",
        "some",
        "many",
        "most",
        "few",
        "more",
        "half",
        "part",
        "number",
        "numbers",
        "dozen",
        "dozens",
        "score",
        "scores",
        "hundred",
        "hundreds",
        "thousand",
        "thousands",
        "million",
        "millions",
        "handful",
        "majority",
        "minority",
        "rest",
        "group",
        "groups",
        "crowd",
        "crowds",
        "wave",
        "lot",
        "lots",
        "bulk",
        "member",
        "members",
        "pair",
        "trio",
        "couple",
        "coalition",
        "alliance",
        "team",
        "convoy",
        "column",
        "unit",
        "units",
        "column",
        "army",
        "host",
    ]
)
_EXAMPLES = frozenset({"including", "like"})


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
        self._starts = [mention.span.start for mention in self.mentions]
        self._shortest: dict[int, ActorMention] = {}
        self._headed: dict[int, ActorMention] = {}
        self._heads: dict[int, list[ActorMention]] = {}
        for mention in sorted(self.mentions, key=lambda m: m.span.end - m.span.start, reverse=True):
            for token in mention.span:
                self._shortest[token.i] = mention
            root = mention.span.root.i
            self._headed.setdefault(root, mention)
            self._heads.setdefault(root, []).append(mention)

    def on(self, token: Token) -> ActorMention | None:
        """Return the shortest mention that covers the token."""
        return self._shortest.get(token.i)

    def headed_by(self, token: Token) -> ActorMention | None:
        """Return the longest mention whose syntactic head the token is, or else the one that covers it."""
        return self._headed.get(token.i) or self._shortest.get(token.i)

    def all_headed_by(self, token: Token) -> tuple[ActorMention, ...]:
        """Return the mentions of `headed_by`: several for one phrase, "the ministers of Kenya and Tanzania"."""
        headed = self._heads.get(token.i)
        if not headed:
            on = self._shortest.get(token.i)
            return (on,) if on is not None else ()
        longest = headed[0].span.end - headed[0].span.start
        return tuple(m for m in headed if m.span.end - m.span.start == longest)

    def of(self, token: Token) -> tuple[ActorMention, ...]:
        """Return every actor that an argument stands for, in text order, each once.

        That is the mention that the token heads (two of them for "U.S. and Russian negotiators"), those coordinated
        with it, the examples after "including" and "such as", the name in apposition to a noun that is no mention
        itself ("the EU's foreign policy chief, Kaja Kallas"), and what a partitive counts ("thousands of protesters").
        """
        found: dict[str, ActorMention] = {}
        for conjunct in conjuncts(token):
            for mention in self._of_one(conjunct, depth=0):
                found.setdefault(mention.actor_id, mention)
        return tuple(sorted(found.values(), key=lambda m: (m.span.start, m.span.end)))

    def _of_one(self, token: Token, depth: int) -> Iterator[ActorMention]:
        headed = self._heads.get(token.i, ())
        if headed:
            longest = max(m.span.end - m.span.start for m in headed)
            yield from (m for m in headed if m.span.end - m.span.start == longest)
        elif (mention := self._shortest.get(token.i)) is not None:
            yield mention
        if depth > 2:
            return
        for child in token.children:
            if child.dep_ == "prep" and (
                child.lower_ in _EXAMPLES
                or (child.lower_ == "as" and any(c.lower_ == "such" for c in child.children))
                or (child.lower_ == "of" and not headed and token.lower_ in _PARTITIVES)
            ):
                for pobj in child.children:
                    if pobj.dep_ == "pobj":
                        for conjunct in conjuncts(pobj):
                            yield from self._of_one(conjunct, depth + 1)
            elif child.dep_ == "appos" and not headed and token.i not in self._shortest:
                yield from self._of_one(child, depth + 1)

    def within(self, span: Span) -> tuple[ActorMention, ...]:
        """Return the mentions that lie wholly inside the span, in text order."""
        first, last = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return tuple(m for m in self.mentions[first:last] if m.span.end <= span.end)


class PlaceLookup:
    """The places of one document by token."""

    def __init__(self, places: Iterable[FoundPlace]) -> None:
        self._on: dict[int, tuple[Place, Span]] = {
            token.i: (found.place, span) for found in places for span in found.spans for token in span
        }

    def on(self, token: Token) -> tuple[Place, Span] | None:
        """Return the place that the token names, with the span that names it."""
        return self._on.get(token.i)
