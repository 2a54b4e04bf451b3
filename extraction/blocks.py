"""Document in, the kind of block that a span or token stands in out."""

from bisect import bisect_right
from weakref import WeakKeyDictionary

from spacy.tokens import Doc, Span, Token

from records.vocabularies import BlockKind


class BlockLookup:
    """The blocks of one document (`doc.spans["blocks"]`) by token; it does not keep the document alive."""

    def __init__(self, doc: Doc) -> None:
        blocks = [(span.start, span.end, BlockKind(span.label_)) for span in doc.spans.get("blocks", ())]
        self._starts = [start for start, _, _ in blocks]
        self._ends = [end for _, end, _ in blocks]
        self._kinds = [kind for _, _, kind in blocks]

    def block_of(self, place: Token | Span) -> Span | None:
        """Return the block in which the token, or the first token of the span, stands; its label is the kind."""
        at = self._index(place)
        if at is None:
            return None
        return Span(place.doc, self._starts[at], self._ends[at], label=self._kinds[at].value)

    def kind_of(self, place: Token | Span) -> BlockKind | None:
        """Return the kind of that block, None between blocks."""
        at = self._index(place)
        return None if at is None else self._kinds[at]

    def _index(self, place: Token | Span) -> int | None:
        index = place.i if isinstance(place, Token) else place.start
        at = bisect_right(self._starts, index) - 1
        return at if at >= 0 and index < self._ends[at] else None


def blocks_of(doc: Doc) -> BlockLookup:
    """Return the blocks of a document; they are looked up once for each document."""
    found = _LOOKUPS.get(doc)
    if found is None:
        found = _LOOKUPS[doc] = BlockLookup(doc)
    return found


_LOOKUPS: WeakKeyDictionary[Doc, BlockLookup] = WeakKeyDictionary()
