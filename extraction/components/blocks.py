"""A document in, its sentence starts and `doc.spans["blocks"]` out: no sentence crosses the border of a block."""

from spacy.language import Language
from spacy.tokens import Doc, Span

from extraction.cleaning import find_blocks


@Language.factory("dateline_blocks", assigns=["token.is_sent_start", "doc.spans"])
def make_block_marker(nlp: Language, name: str) -> "BlockMarker":  # noqa: ARG001 (spaCy's factory signature)
    """Make the component; it must stand before the parser, which respects sentence starts that are set."""
    return BlockMarker()


class BlockMarker:
    """Sets a sentence start at the first token of each block and right after its last."""

    def __call__(self, doc: Doc) -> Doc:
        spans = []
        for block in find_blocks(doc.text):
            span = doc.char_span(block.start, block.end, alignment_mode="expand")
            if span is None or not len(span):
                continue
            spans.append(Span(doc, span.start, span.end, label=block.kind.value))
            for token in span[1:]:
                if token.is_space:
                    token.is_sent_start = False
        doc.spans["blocks"] = spans
        for span in spans:
            span[0].is_sent_start = True
            if span.end < len(doc):
                doc[span.end].is_sent_start = True
        return doc
