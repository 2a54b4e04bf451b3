"""Document in, its quotations out: stretches between quotation marks of any kind, paired without ever giving up."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from spacy.tokens import Doc, Span

from extraction.words import words_of
from records.vocabularies import BlockKind

SCARE_WORDS = 4
"""A quotation of fewer words is no statement of its own but a quoted word or two in another's sentence."""

_MARK = re.compile(r"``|''|[“”„‟\"«»‹›‘’‚]|(?<!\w)'(?=\w)|(?<=[\w.,!?…])'(?!\w)")
_CLOSER_OF = {"“": "”", "„": "“”‟", "«": "»", "‹": "›", "‘": "’", "‚": "‘’", "``": "''", "»": "«", "‟": "”"}
_CLOSING = frozenset("”»›")
_SINGLE = frozenset("‘’‚'")
_STRAIGHT = frozenset({'"', "''", "'"})
_ELISION = re.compile(r"['’](?:\d0s|em|til|tis|twas|cause|bout|n)\b", re.IGNORECASE)
_WORD = re.compile(r"\w")
_MAX_BRIDGED_BLOCKS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A quotation within one block: `start` and `end` are tokens, its marks included.

    `words` counts its words. `carries_on` says that it continues the quotation before it: the mark was left open at
    the end of one paragraph and set again at the beginning of the next.
    """

    start: int
    end: int
    words: int
    closed: bool
    carries_on: bool = False

    @property
    def is_scare(self) -> bool:
        """Whether it is too short to be a statement of its own."""
        return self.words < SCARE_WORDS


def text_blocks(doc: Doc) -> list[Span]:
    """Return the blocks of the document that belong to the article, the whole of it where none are marked."""
    if "blocks" not in doc.spans:
        return [doc[:]]
    return [span for span in doc.spans["blocks"] if span.label_ != BlockKind.FURNITURE]


def quotations_of(doc: Doc) -> tuple[Quotation, ...]:
    """Return the quotations of the article in a document; they are found once for each document."""
    found = _QUOTATIONS.get(doc)
    if found is None:
        found = _QUOTATIONS[doc] = find_quotations(doc, text_blocks(doc))
    return found


def find_quotations(doc: Doc, blocks: Sequence[Span]) -> tuple[Quotation, ...]:
    """Return the quotations of the blocks in text order; no two overlap, those inside others are left out."""
    found: list[Quotation] = []
    whole = words_of(doc).text
    open_since: int | None = None  # index of the block whose last quotation was left open
    for number, block in enumerate(blocks):
        text = whole[block.start_char : block.end_char]
        pairs = list(_pair(text))
        if pairs and open_since is not None and pairs[0][0] == -1 and number - open_since > 1:
            _bridge(doc, blocks[open_since + 1 : number], found)
        for position, (opened, closed) in enumerate(pairs):
            start = 0 if opened == -1 else opened
            end = len(text) if closed == -1 else closed
            span = doc.char_span(block.start_char + start, block.start_char + end, alignment_mode="expand")
            if span is None or not len(span) or not _WORD.search(text, start, end):
                continue
            follows = (
                position == 0 and open_since is not None and start == 0 and number - open_since <= _MAX_BRIDGED_BLOCKS
            )
            found.append(
                Quotation(
                    start=span.start,
                    end=span.end,
                    words=len(text[start:end].split()),
                    closed=closed != -1,
                    carries_on=follows and (opened == -1 or number - (open_since or 0) == 1),
                )
            )
        if pairs:
            open_since = number if pairs[-1][1] == -1 else None
        elif open_since is not None and number - open_since >= _MAX_BRIDGED_BLOCKS:
            open_since = None
    return tuple(found)


def _bridge(doc: Doc, blocks: Sequence[Span], found: list[Quotation]) -> None:
    """Add the paragraphs that stand whole between a mark left open and the one that closes it."""
    for block in blocks:
        found.append(
            Quotation(
                start=block.start, end=block.end, words=len(doc[block.start : block.end]), closed=False, carries_on=True
            )
        )


def _pair(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each quotation of a block; -1 where the block's border stands for a missing mark.

    A mark of the same direction inside an open quotation opens a nested one if enough closing marks follow, and
    ends the open quotation where they do not: its own closing mark was forgotten.
    """
    marks = [(m.start(), m.group()) for m in _MARK.finditer(text)]
    if not marks:
        return
    singles = _single_marks(text, marks)
    opener = ""
    opened = -1
    depth = 0
    yielded = False
    for index, (at, mark) in enumerate(marks):
        if mark in _SINGLE and at not in singles:
            continue
        after = at + len(mark)
        if not opener:
            if _opens(text, at, mark):
                opener, opened, depth = mark, at, 1
            elif (
                not yielded
                and (mark in _CLOSING or (mark in _STRAIGHT and mark not in _SINGLE))
                and not _measures(text, at)
            ):
                yielded = True
                yield -1, after
            continue
        if _is_other_level(mark, opener):
            continue
        if _closes(text, at, mark, opener):
            depth -= 1
            if depth == 0:
                yielded = True
                yield opened, after
                opener = ""
        elif mark == opener:
            closers = sum(1 for _, m in marks[index + 1 :] if m in _closers(opener))
            openers = sum(1 for _, m in marks[index + 1 :] if m == opener)
            if opener not in _STRAIGHT and closers >= openers + 2:
                depth += 1
            else:
                yielded = True
                yield opened, at
                opened, depth = at, 1
    if opener and opener not in _SINGLE:
        yield opened, -1


def _measures(text: str, at: int) -> bool:
    """Whether the mark stands for inches or seconds: right behind a digit."""
    return at > 0 and text[at - 1].isdigit()


def _closers(opener: str) -> str | tuple[str, ...]:
    return opener if opener in _STRAIGHT else (_CLOSER_OF[opener], '"') if opener == "“" else _CLOSER_OF[opener]


def _is_other_level(mark: str, opener: str) -> bool:
    """Whether the mark belongs to a quotation nested in the open one: single within double, double within single."""
    return (mark in _SINGLE) != (opener in _SINGLE)


def _opens(text: str, at: int, mark: str) -> bool:
    after = text[at + len(mark) : at + len(mark) + 1]
    before = text[at - 1 : at] if at else ""
    if mark in _CLOSING or mark == "’":
        return False
    if mark in _STRAIGHT:
        return bool(after.strip()) and not (before and (before.isalnum() or before in ".,!?…;)"))
    return bool(after.strip()) or mark == "``"


def _closes(text: str, at: int, mark: str, opener: str) -> bool:
    if opener in _STRAIGHT:
        if mark not in (opener, "”"):
            return False
        after = text[at + len(mark) : at + len(mark) + 1]
        before = text[at - 1 : at]
        # A mark between a space and a letter opens anew: the one before it was never closed.
        return not (before.isspace() and after.isalnum())
    return mark in _CLOSER_OF[opener] or (mark == '"' and opener in "“„‟") or (mark == "''" and opener == "“")


def _single_marks(text: str, marks: Sequence[tuple[int, str]]) -> set[int]:
    """Return where single marks are quotation marks: not apostrophes, and an opening one with its closing one."""
    good: set[int] = set()
    opened: int | None = None
    for at, mark in marks:
        if mark not in _SINGLE:
            continue
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        can_open = mark in "‘'‚" and not before.isalnum() and bool(_WORD.match(after)) and not _ELISION.match(text, at)
        if opened is None:
            opened = at if can_open else None
        elif mark in "’'" and not after.isalnum() and not before.isspace():
            # The s-genitive of a plural ("the allies’ plan") closes nothing where a better mark follows.
            if before == "s" and after == " " and _later_close(text, at, marks):
                continue
            good |= {opened, at}
            opened = None
    return good


def _later_close(text: str, at: int, marks: Sequence[tuple[int, str]]) -> bool:
    for later, mark in marks:
        if later <= at or mark not in _SINGLE:
            continue
        if mark in "’'" and not text[later + 1 : later + 2].isalnum():
            return True
        if mark in "‘'" and text[later + 1 : later + 2].isalnum() and not text[later - 1 : later].isalnum():
            return False
    return False


# It holds nothing that holds the document, and goes with it.
_QUOTATIONS: WeakKeyDictionary[Doc, tuple[Quotation, ...]] = WeakKeyDictionary()
