"""A document in, its sentence starts and `doc.spans["blocks"]` out: no sentence crosses the border of a block."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from spacy.attrs import IS_SPACE  # type: ignore[import-not-found]  # compiled, no stub
from spacy.language import Language
from spacy.tokens import Doc, Span

from extraction.cleaning import find_blocks
from extraction.headline_words import find_signature
from extraction.words import words_of
from records.articles import Block
from records.vocabularies import BlockKind

# "GENEVA, May 9 (Agency) — Negotiators…": read as one sentence, the place and the day would hang on the first noun.
_DATELINE = re.compile(
    r"(?:[A-Z][A-Z'’.-]*[ ,/]{1,2}){1,5}"
    r"(?:[A-Z][\w.'’-]+[ ,]{1,2}){0,4}(?:\d{1,2}[ ,]{1,2})?(?:\d{4} ?)?"
    r"(?:\([^()\n]{1,40}\) ?)?(?:—|–|--|-)\s+(?=[\"“‘(]?[A-Z\d])"
)
_LONGEST_DATELINE = 120
_HEADINGS = (BlockKind.HEADLINE, BlockKind.HEADING)
# What reads a sentence may compare each of its words with each other. Hardly any sentence of news has 100 words; what
# goes on longer is a list, a law, or no prose at all, and is read in parts.
_LONGEST_SENTENCE = 120
_SENTENCE_ENDS = frozenset({".", "!", "?", "…"})
_JOINTS = (frozenset({";"}), frozenset({"and", "but", "or", "while"}), frozenset({",", "–", "—", ":"}))
"""What may stand where a part ends, the best first; a conjunction begins the next part."""


@Language.factory("dateline_blocks", assigns=["token.is_sent_start", "doc.spans"])
def make_block_marker(nlp: Language, name: str) -> "BlockMarker":  # noqa: ARG001 (spaCy's factory signature)
    """Make the component; it must stand before the parser, which respects sentence starts that are set."""
    return BlockMarker()


class BlockMarker:
    """Sets a sentence start at the first token of each block, after its dateline, and right after its last token."""

    def __call__(self, doc: Doc) -> Doc:
        spans = []
        starts = set()
        words = words_of(doc)
        text = words.text
        spaces = doc.to_array(IS_SPACE).nonzero()[0].tolist()
        for block in find_blocks(text):
            span = doc.char_span(block.start, block.end, alignment_mode="expand")
            if span is None or not len(span):
                continue
            spans.append(Span(doc, span.start, span.end, label=block.kind.value))
            for i in spaces[bisect_right(spaces, span.start) : bisect_left(spaces, span.end)]:
                doc[i].is_sent_start = False
            starts |= {span.start, span.end}
            if block.kind is BlockKind.PARAGRAPH:
                after = _after_dateline(text, block, span)
                starts.add(after)
                if span.start < after < span.end - 1:
                    # The parser would cut a first word off that stands behind a place and a dash.
                    doc[after + 1].is_sent_start = False
            elif block.kind in _HEADINGS:
                signature = find_signature(words.texts[span.start : span.end])
                if signature is not None:
                    starts.add(span.start + signature)
            if span.end - span.start > _LONGEST_SENTENCE:
                starts.update(_cuts(words.texts, span.start, span.end))
        doc.spans["blocks"] = spans
        for start in starts:
            if start < len(doc):
                doc[start].is_sent_start = True
        return doc


def _cuts(texts: Sequence[str], start: int, end: int) -> Iterator[int]:
    """Yield where sentences that are too long are cut."""
    first = start
    for i in range(start, end):
        if texts[i] in _SENTENCE_ENDS:
            first = i + 1
        elif i - first >= _LONGEST_SENTENCE:
            first = _joint(texts, first + _LONGEST_SENTENCE // 2, i)
            yield first


def _joint(texts: Sequence[str], start: int, end: int) -> int:
    """Return the last place between two tokens at which a sentence may be cut, the end where there is none."""
    for joints in _JOINTS:
        for i in range(end - 1, start, -1):
            if texts[i] in joints:
                return i if texts[i].isalpha() else i + 1
    return end


def _after_dateline(text: str, block: Block, span: Span) -> int:
    """Return the index of the first token after the block's dateline, or of its first where it has none."""
    match = _DATELINE.match(text, block.start, min(block.end, block.start + _LONGEST_DATELINE))
    if match is None:
        return span.start
    return next((token.i for token in span if token.idx >= match.end()), span.start)
