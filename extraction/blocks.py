"""Document in, the kind of block that a span or token stands in out."""

from bisect import bisect_right

from spacy.tokens import Doc, Span, Token

from records.vocabularies import BlockKind


class BlockLookup:
    """The blocks of one document (`doc.spans["blocks"]`) by token."""

    def __init__(self, doc: Doc) -> None:
        self.spans: tuple[Span, ...] = tuple(doc.spans["blocks"]) if "blocks" in doc.spans else ()
        self._starts = [span.start for span in self.spans]

    def block_of(self, place: Token | Span) -> Span | None:
        """Return the block in which the token, or the first token of the span, stands; its label is the kind."""
        index = place.i if isinstance(place, Token) else place.start
        at = bisect_right(self._starts, index) - 1
        return self.spans[at] if at >= 0 and index < self.spans[at].end else None

    def kind_of(self, place: Token | Span) -> BlockKind | None:
        """Return the kind of that block, None between blocks."""
        block = self.block_of(place)
        return BlockKind(block.label_) if block is not None else None
