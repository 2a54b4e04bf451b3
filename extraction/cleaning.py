"""Article text in, blocks out: which stretches are headlines, captions, headings, bullets, paragraphs, furniture.

No character moves: blocks are offsets into the text as received.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from records.articles import Article, Block, CleanArticle
from records.vocabularies import BlockKind

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_BULLET = re.compile(r"(?:[-*•‣▪●◦·–—]|\(?\d{1,2}[.)]|\(?[a-z]\))[ \t\u00a0]+(?=\S)")
_MARKDOWN_HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
_TERMINAL = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")
_PHOTO_CREDIT = re.compile(
    r"\b(?:REUTERS|AFP|EPA|AP|Getty Images|Anadolu|Xinhua|TASS|UPI|Shutterstock|PA Media|Handout)\s*/\s*\S"
    r"|/\s*(?:File Photo|Handout|Pool|AFP|AP|EPA|Getty Images|via Reuters)\b"
    r"|\((?:Photo|AP Photo|Image|Picture|File)\b[^)]*\)\s*$"
    r"|^(?:Photo|Image|Picture|File photo|FILE PHOTO|FILE)\s*(?:by|:|-|–|—)",
)
_MAX_HEADING_WORDS = 16
_MAX_HEADLINE_LINES = 3


@cache
def _furniture() -> re.Pattern[str]:
    lines = files("extraction.resources").joinpath("furniture.txt").read_text("utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def mark_blocks(article: Article) -> CleanArticle:
    """Return the article with its blocks in text order."""
    return CleanArticle(article=article, blocks=find_blocks(article.text))


def find_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text: one for each line that holds anything but white space.

    Before the first paragraph up to three heading-like lines are headlines; later ones are headings. A line that
    reads like page furniture ("Leave comment") is FURNITURE, and so is every line after the first of them that
    stands at the end of the article without a paragraph below it.
    """
    lines = list(_lines(text))
    kinds = [_kind_alone(text[start:end], bullet) for start, end, bullet in lines]
    body = next((i for i, kind in enumerate(kinds) if kind is BlockKind.PARAGRAPH), len(kinds))
    headlines = 0
    for i, kind in enumerate(kinds):
        if kind is BlockKind.HEADING and i < body and headlines < _MAX_HEADLINE_LINES:
            kinds[i] = BlockKind.HEADLINE
            headlines += 1
    _spread_furniture(kinds)
    return tuple(Block(start=start, end=end, kind=kind) for (start, end, _), kind in zip(lines, kinds, strict=True))


def _lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield start, end and whether a bullet stands before it, for each line that holds something."""
    for match in _LINE.finditer(text):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip())
        end = match.start() + len(line.rstrip())
        if start >= end:
            continue
        marker = _BULLET.match(text, start, end) or _MARKDOWN_HEADING.match(text, start, end)
        is_bullet = bool(marker) and text[start] != "#"
        if marker:
            start = marker.end()
        yield start, end, is_bullet


def _kind_alone(line: str, bullet: bool) -> BlockKind:
    """Return the kind that a line has by itself."""
    if _furniture().fullmatch(line):
        return BlockKind.FURNITURE
    if _PHOTO_CREDIT.search(line):
        return BlockKind.CAPTION
    if bullet:
        return BlockKind.BULLET
    if _TERMINAL.search(line) or len(line.split()) > _MAX_HEADING_WORDS or line[0] in '"“‘«':
        return BlockKind.PARAGRAPH
    return BlockKind.HEADING


def _spread_furniture(kinds: list[BlockKind]) -> None:
    """Mark what follows closing furniture as furniture too, where no paragraph or bullet comes after it."""
    seen = False
    last_body = max((i for i, kind in enumerate(kinds) if kind in (BlockKind.PARAGRAPH, BlockKind.BULLET)), default=-1)
    for i, kind in enumerate(kinds):
        seen = seen or kind is BlockKind.FURNITURE
        if seen and i > last_body:
            kinds[i] = BlockKind.FURNITURE
