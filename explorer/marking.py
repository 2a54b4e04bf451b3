"""A text and the marks upon it in, its paragraphs cut at the borders of the marks out."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a text between two borders of marks; `kinds` are those that cover it."""

    text: str
    kinds: tuple[str, ...] = ()
    label: str = ""
    href: str | None = None


# Beyond these a reader sees no text for the marks.
_SHOWN = ("EVENT", "POSITION", "ACTOR", "TIMEX", "PLACE", "TRIGGER", "CUE")


def mark_text(text: str, marks: list[dict[str, Any]]) -> Iterator[list[Piece]]:
    """Yield the paragraphs of a text as pieces that bear the marks covering them."""
    shown = [mark for mark in marks if mark["kind"] in _SHOWN]
    borders = sorted({0, len(text)} | {m["start"] for m in shown} | {m["end"] for m in shown} | set(_line_ends(text)))
    # A server may give out less of a text than what its marks are about.
    borders = [border for border in borders if border <= len(text)]
    starting: dict[int, list[dict[str, Any]]] = {}
    for mark in shown:
        starting.setdefault(mark["start"], []).append(mark)
    open_marks: list[dict[str, Any]] = []
    paragraph: list[Piece] = []
    for start, end in pairwise(borders):
        open_marks = [mark for mark in open_marks if mark["end"] > start] + starting.get(start, [])
        words = text[start:end]
        if words.strip("\r\n"):
            paragraph.append(_piece(words, open_marks))
        if words.endswith("\n") and paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def cut_snippet(snippet: dict[str, Any] | None) -> list[tuple[str, bool]]:
    """Return the words of a search result, and of each piece whether it is what was searched."""
    if snippet is None:
        return []
    text, at = snippet["text"], 0
    pieces: list[tuple[str, bool]] = []
    for match in snippet["matches"]:
        pieces += [(text[at : match["start"]], False), (text[match["start"] : match["end"]], True)]
        at = match["end"]
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]


def _line_ends(text: str) -> Iterator[int]:
    position = text.find("\n")
    while position >= 0:
        yield position + 1
        position = text.find("\n", position + 1)


def _piece(words: str, marks: list[dict[str, Any]]) -> Piece:
    kinds = tuple(kind.lower() for kind in _SHOWN if any(mark["kind"] == kind for mark in marks))
    actor = next((mark["ref"] for mark in marks if mark["kind"] == "ACTOR"), None)
    labels = dict.fromkeys(f"{mark['kind'].capitalize()}: {mark['label']}" for mark in marks)
    return Piece(
        text=words,
        kinds=kinds,
        label="; ".join(labels),
        href=f"/actors/{quote(actor, safe=':')}" if actor else None,
    )
