"""A document in, what kind of block each token stands in out: page furniture, credits, headings."""

import re

from spacy.tokens import Doc

from extraction.words import cased_words_of, words_of
from records.vocabularies import BlockKind

_HEADINGS = (BlockKind.HEADLINE.value, BlockKind.HEADING.value)
_AGENCIES = (
    *("REUTERS", "Reuters", "AFP", "EPA", "AP", "Getty Images", "Anadolu", "Xinhua", "TASS", "UPI", "Shutterstock"),
    *("PA Media", "PA", "EFE", "DPA", "ANSA", "Handout"),
)
_AGENCY = f"(?:{'|'.join(_AGENCIES)})"
_NAME = r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}"
_CREDIT = re.compile(
    rf"\b{_AGENCY}\s*/\s*{_NAME}(?:\s*/\s*(?:[Ff]ile(?: [Pp]hoto)?|[Pp]ool|[Hh]andout|via {_NAME}|{_NAME}))*"
    rf"|\b(?:AP |File |Pool |Courtesy )?[Pp]hoto(?:graph)?s?\s*(?:by|/|:|courtesy of)\s*{_NAME}(?:\s*/\s*{_NAME})*"
    rf"|\({_NAME}\s*/\s*{_AGENCY}[^)]*\)|\((?:Photo|AP Photo|Image|Picture|File)\b[^)]*\)"
    rf"|(?:Image|Picture|Illustration|Credit)s?\s*(?:by|:)\s*{_NAME}"
)
_BYLINE = re.compile(
    r"\(?(?:(?:Additional|With|Compiled) )?"
    r"(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Cc]ompiled|[Ee]dited|[Ww]ritten|[Tt]ranslated|[Pp]roduced) by\b.{0,400}"
    r"|(?:By|BY) [A-Z][^.!?\n]{2,90}",
    re.DOTALL,
)


class Layout:
    """Tells of each token whether it may name an actor at all, and whether it stands in a heading.

    `texts` and `lowers` are the words; those of lines in capitals stand in `texts` as a sentence has them.
    """

    def __init__(self, doc: Doc) -> None:
        words = words_of(doc)
        self.texts, self.lowers = cased_words_of(doc), words.lowers
        self.skipped = bytearray(len(doc))
        self.heading = bytearray(len(doc))
        for span in doc.spans.get("blocks", ()):
            if span.label_ == BlockKind.FURNITURE.value:
                self._mark(self.skipped, span.start, span.end)
                continue
            if span.label_ in _HEADINGS:
                self._mark(self.heading, span.start, span.end)
            text = words.text[span.start_char : span.end_char]
            if _BYLINE.fullmatch(text):
                self._mark(self.skipped, span.start, span.end)
            elif span.label_ == BlockKind.CAPTION.value or text.startswith("("):
                for credit in _CREDIT.finditer(text):
                    within = doc.char_span(
                        span.start_char + credit.start(), span.start_char + credit.end(), alignment_mode="expand"
                    )
                    if within is not None:
                        self._mark(self.skipped, within.start, within.end)

    @staticmethod
    def _mark(mask: bytearray, start: int, end: int) -> None:
        mask[start:end] = b"\x01" * (end - start)
