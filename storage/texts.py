"""Texts in, search indexes and their conditions out: FTS5 in SQLite, tsvector in PostgreSQL.

The key of an entry is its day and its number, so that the index itself is in the order of dates.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, cast, column, func, literal_column, select, table

from storage.engines import SQLITE

EVENTS_TEXT = "events_text"
POSITIONS_TEXT = "positions_text"
ARTICLES_TEXT = "articles_text"

_NUMBER_BITS = 32
_NUMBER_MASK = (1 << _NUMBER_BITS) - 1
_TERM = re.compile(r'(-?)"([^"]*)"?|(\S+)')
_LETTERS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def text_key(start: int, n: int) -> int:
    """Return the key of the entry of row `n` with the day `start`."""
    return (start << _NUMBER_BITS) | n


def add_texts(connection: Connection, table: str, entries: Iterable[tuple[int, str]]) -> None:
    """Index texts under their keys."""
    rows = [{"key": key, "words": _searchable(text)} for key, text in entries]
    if not rows:
        return
    if connection.dialect.name == SQLITE:
        connection.exec_driver_sql(f"INSERT INTO {table} (rowid, words) VALUES (:key, :words)", rows)
    else:
        connection.exec_driver_sql(
            f"INSERT INTO {table} (key, words) VALUES (%(key)s, to_tsvector('english', %(words)s))", rows
        )


def remove_texts(connection: Connection, table: str, entries: Iterable[tuple[int, str]]) -> None:
    """Take texts out of the index; they must be those that were put in."""
    rows = [{"key": key, "words": _searchable(text)} for key, text in entries]
    if not rows:
        return
    if connection.dialect.name == SQLITE:
        # The index keeps no copy of the texts, so that it has to be told what to forget.
        connection.exec_driver_sql(f"INSERT INTO {table} ({table}, rowid, words) VALUES ('delete', :key, :words)", rows)
    else:
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE key = %(key)s", [{"key": row["key"]} for row in rows])


def _searchable(text: str) -> str:
    return text.replace("\x00", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSearch:
    """What a user looks for: words and phrases that all occur, and others of which none does."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


def read_search(text: str) -> TextSearch:
    """Read words, "phrases" and -excluded words; punctuation only divides words ("cease-fire" is a phrase)."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _TERM.findall(text):
        excluded = bool(minus) or (word.startswith("-") and len(word) > 1)
        words = " ".join(_LETTERS.findall(phrase or word))
        if words:
            (unwanted if excluded else wanted).append(words)
    return TextSearch(wanted=tuple(wanted), unwanted=tuple(unwanted))


def match_all(phrases: Iterable[str], dialect: str) -> str:
    """Return the index's own query for texts that hold all of the phrases."""
    if dialect == SQLITE:
        return " AND ".join(f'"{phrase}"' for phrase in phrases)
    return " ".join(f'"{phrase}"' for phrase in phrases)


def match_any(phrases: Iterable[str], dialect: str) -> str:
    """Return the index's own query for texts that hold one of the phrases."""
    if dialect == SQLITE:
        return " OR ".join(f'"{phrase}"' for phrase in phrases)
    return " or ".join(f'"{phrase}"' for phrase in phrases)


class TextTable:
    """A search index in statements."""

    def __init__(self, name: str) -> None:
        self.name = name

    def tables(self, dialect: str) -> Any:
        """The index as a table."""
        return table(self.name, column(self._key_name(dialect)), column("words"))

    def key(self, dialect: str) -> Any:
        """The key of an entry: its day and number, in the order of days."""
        return literal_column(f"{self.name}.{self._key_name(dialect)}")

    def number(self, dialect: str) -> Any:
        """The number of an entry's row."""
        return literal_column(f"({self.name}.{self._key_name(dialect)} & {_NUMBER_MASK})")

    def matches(self, dialect: str, parameter: Any) -> ColumnElement[bool]:
        """The entry matches the query that `match_all` or `match_any` wrote."""
        if dialect == SQLITE:
            return literal_column(self.name).op("MATCH", is_comparison=True)(parameter)
        words: Any = literal_column(f"{self.name}.words")
        query = func.websearch_to_tsquery(literal_column("'english'"), parameter)
        found: ColumnElement[bool] = words.op("@@", is_comparison=True)(query)
        return found

    def rank(self, dialect: str, parameter: Any) -> Any:
        """How well the entry matches, as an integer; more is better."""
        if dialect == SQLITE:
            return cast(literal_column(f"{self.name}.rank") * literal_column("-1000000"), Integer)
        query = func.websearch_to_tsquery(literal_column("'english'"), parameter)
        return cast(func.ts_rank(literal_column(f"{self.name}.words"), query) * literal_column("1000000"), Integer)

    def numbers(self, dialect: str, parameter: Any) -> Any:
        """Select the numbers of all entries that match."""
        return select(self.number(dialect)).select_from(self.tables(dialect)).where(self.matches(dialect, parameter))

    @staticmethod
    def _key_name(dialect: str) -> str:
        return "rowid" if dialect == SQLITE else "key"


def search_values(text: str, dialect: str) -> dict[str, str]:
    """Return the values of a search: `text` for what has to occur, `text_not` for what must not; either may lack."""
    search = read_search(text)
    values = {}
    if search.wanted:
        values["text"] = match_all(search.wanted, dialect)
    if search.unwanted:
        values["text_not"] = match_any(search.unwanted, dialect)
    return values
