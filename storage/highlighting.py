"""Texts and a search in, where its words stand in them out: as the search index of SQLite reads words."""

import sqlite3
from collections.abc import Sequence

from storage.engines import SQLITE
from storage.texts import match_any, read_search

Spans = tuple[tuple[int, int], ...]

_BEGIN, _END = "\x02", "\x03"
_LONGEST = 50_000
"""So much of a text is looked at, in characters: some milliseconds."""


def find_matches(texts: Sequence[str], search: str) -> list[Spans]:
    """Return for each text where the words and phrases of a search stand in it, whatever their endings."""
    wanted = read_search(search).wanted
    found: list[Spans] = [() for _ in texts]
    if not wanted or not texts:
        return found
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(words, tokenize='porter unicode61 remove_diacritics 2')")
        connection.executemany("INSERT INTO t (rowid, words) VALUES (?, ?)", enumerate(map(_plain, texts)))
        marked = connection.execute(
            f"SELECT rowid, highlight(t, 0, '{_BEGIN}', '{_END}') FROM t WHERE t MATCH ?", (match_any(wanted, SQLITE),)
        )
        for number, text in marked:
            found[number] = tuple(_read_marks(text))
    finally:
        connection.close()
    return found


def _plain(text: str) -> str:
    """Return as much of a text as is looked at, with nothing in it that marks could be taken for."""
    cut = text[:_LONGEST].encode("utf-8", "replace").decode()
    return cut.replace(_BEGIN, " ").replace(_END, " ").replace("\x00", " ")


def _read_marks(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    position = 0
    for piece in text.split(_BEGIN):
        inside, end, after = piece.partition(_END)
        if end:
            spans.append((position, position + len(inside)))
        position += len(inside) + len(after)
    return spans
