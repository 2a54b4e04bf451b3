"""Stored bytes of items in, CSV, TSV, NDJSON and GeoJSON out: the same rows in every format."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import batched, chain
from operator import itemgetter
from typing import Any, Literal

import orjson
from flask import request
from werkzeug.http import parse_options_header

from api.errors import ProblemError

MEDIA_TYPES = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "tsv": "text/tab-separated-values",
    "atom": "application/atom+xml",
    "ics": "text/calendar",
    "graphml": "application/graphml+xml",
    "cytoscape": "application/vnd.cytoscape+json",
}
SPARSE_TYPE = "application/vnd.dateline.sparse+json"
"""JSON with only the keys that `fields` names: not what the schemas of `application/json` promise."""

FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")
_CHUNK_ROWS = 500
_BREAKS = str.maketrans("\t\r\n\x0b\x0c\x85\u2028\u2029", " " * 8)

Document = dict[str, Any]
Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads a cell from an item: a plain value, or a list of them; `source` is the key of the item that it needs."""

    source: str
    read: Callable[[Document], Any]


Column = tuple[str, Reader]


def choose_format(given: str | None, offered: Sequence[str]) -> str:
    """Return the format of the answer: the one given, else the best that `Accept` takes.

    Raises:
        ProblemError: `Accept` takes none of those offered.
    """
    if given is not None:
        return given
    if "HTTP_ACCEPT" not in request.environ or not (accepted := request.accept_mimetypes):
        return "json"
    by_type = {MEDIA_TYPES[name]: name for name in offered}
    best = accepted.best_match((*by_type, SPARSE_TYPE))
    if best is None:
        raise ProblemError("not-acceptable", f"This is given out as {', '.join(by_type)}.")
    return by_type.get(best, "json")


def accepts_only(*media_types: str) -> None:
    """Refuse a request that takes none of the types there are.

    Raises:
        ProblemError: `Accept` takes none of them.
    """
    if "HTTP_ACCEPT" not in request.environ:
        return
    accepted = request.accept_mimetypes
    if accepted and accepted.best_match(media_types) is None:
        raise ProblemError("not-acceptable", f"This is given out as {', '.join(media_types)}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The columns of a resource in CSV, in an order that only grows at its end."""

    columns: tuple[Column, ...]
    delimiter: str = ","
    quoting: Literal[0, 2] = csv.QUOTE_MINIMAL

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(name for name, _ in self.columns)

    def only(self, keys: frozenset[str] | None) -> "Table":
        """Return the table of the columns that show these keys of an item; None: of all."""
        if keys is None:
            return self
        return replace(self, columns=tuple(column for column in self.columns if column[1].source in keys))

    def cells(self, documents: Iterable[Document]) -> Iterator[list[Any]]:
        """Yield the values of each row."""
        reads = [reader.read for _, reader in self.columns]
        for document in documents:
            yield [read(document) for read in reads]

    def rows(self, items: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the lines of a CSV file (RFC 4180) of stored items in chunks, its head first."""
        return self.lines(map(orjson.loads, items))

    def lines(self, documents: Iterable[Document]) -> Iterator[bytes]:
        """Yield the lines of a CSV file (RFC 4180) in chunks, its head first."""
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, delimiter=self.delimiter, quoting=self.quoting, lineterminator="\r\n")
        writer.writerow(self.names)
        for number, values in enumerate(self.cells(documents), 1):
            writer.writerow(map(_cell, values))
            if number % _CHUNK_ROWS == 0:
                yield buffer.getvalue().encode()
                buffer.seek(0)
                buffer.truncate()
        if rest := buffer.getvalue():
            yield rest.encode()

    def tabbed(self, documents: Iterable[Document], *, head: bool) -> Iterator[bytes]:
        """Yield the lines of a file with tabs between cells, which hold no tab and no line break themselves."""
        rows = (list(map(_tabbed_cell, values)) for values in self.cells(documents))
        for batch in batched(chain([self.names], rows) if head else rows, _CHUNK_ROWS):
            yield "".join("\t".join(row) + "\n" for row in batch).encode()


def lines(items: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of an NDJSON file in chunks."""
    chunk: list[bytes] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == _CHUNK_ROWS:
            yield b"\n".join(chunk) + b"\n"
            chunk.clear()
    if chunk:
        yield b"\n".join(chunk) + b"\n"


def feature(item: bytes, properties: bytes) -> Document:
    """Return the GeoJSON feature of an event; without a place its geometry is null."""
    document = orjson.loads(item)
    place = document["place"]
    located = place is not None and place["latitude"] is not None and place["longitude"] is not None
    return {
        "type": "Feature",
        "id": document["id"],
        "geometry": {"type": "Point", "coordinates": [place["longitude"], place["latitude"]]} if located else None,
        "properties": orjson.Fragment(properties),
    }


def _cell(value: Any) -> Cell:
    if value is None:
        return None
    if isinstance(value, list):
        value = ";".join(map(str, value))
    if isinstance(value, str):
        # A spreadsheet would run what begins like a formula.
        return f"'{value}" if value.startswith(FORMULA_BEGINNINGS) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value  # type: ignore[no-any-return]


def _tabbed_cell(value: Any) -> str:
    return "" if value is None else str(_cell(value)).translate(_BREAKS)


def read_as(source: str, read: Callable[[Document], Any]) -> Reader:
    """Return what reads a cell from that key of an item."""
    return Reader(source, read)


def at(*path: str) -> Reader:
    """Return what reads the value at a path; None where a step is missing."""
    return Reader(path[0], _walk(path))


def _walk(path: Sequence[str]) -> Callable[[Document], Any]:
    if len(path) == 1:
        return itemgetter(path[0])

    def read(document: Document) -> Any:
        value: Any = document
        for step in path:
            if value is None:
                return None
            value = value[step]
        return value

    return read


def joined(*path: str, inner: str | None = None) -> Reader:
    """Return what reads a list of strings, or one value of each of its objects; semicolons join them in CSV."""
    find = _walk(path)
    if inner is None:
        return Reader(path[0], find)
    return Reader(path[0], lambda document: [str(value[inner]) for value in find(document)])


def in_role(role: str, key: str) -> Reader:
    """Return what reads one value of each participant in that role."""
    return Reader("participants", lambda event: [p[key] for p in event["participants"] if p["role"] == role])


def first_evidence(key: str) -> Reader:
    """Return what reads a value of the first piece of evidence."""
    return Reader("evidence", lambda document: document["evidence"][0][key])


def plain_columns(*names: str) -> tuple[Column, ...]:
    """Return columns that are called as the keys that they show."""
    return tuple((name, at(name)) for name in names)


EVENTS = Table(
    columns=(
        *plain_columns("id", "event_type", "mode"),
        ("contexts", joined("contexts")),
        *plain_columns("cameo_code", "status"),
        ("date_start", at("event_date", "start")),
        ("date_end", at("event_date", "end")),
        ("date_precision", at("event_date", "precision")),
        ("date_basis", at("event_date", "basis")),
        ("source_ids", in_role("SOURCE", "actor_id")),
        ("source_names", in_role("SOURCE", "name")),
        ("target_ids", in_role("TARGET", "actor_id")),
        ("target_names", in_role("TARGET", "name")),
        ("place_id", at("place", "id")),
        ("place_name", at("place", "name")),
        ("place_country", at("place", "country")),
        ("latitude", at("place", "latitude")),
        ("longitude", at("place", "longitude")),
        *plain_columns("reciprocal", "story", "reported_by", "fatalities", "quad_class", "intensity", "background"),
        *plain_columns("confidence", "article_count", "evidence_count"),
        ("article_id", first_evidence("article_id")),
        ("quote", first_evidence("quote")),
        *plain_columns("rule", "publisher_count", "first_reported"),
    )
)
POSITIONS = Table(
    columns=(
        *plain_columns("id", "actor_id", "actor_name", "on_behalf_of", "stance", "certainty", "polarity"),
        ("issue_id", at("issue", "id")),
        ("issue_label", at("issue", "label")),
        ("topic", at("issue", "topic")),
        *plain_columns("proposition"),
        ("addressee_ids", joined("addressee_ids")),
        *plain_columns("condition", "via", "quoted"),
        ("date_start", at("stated_date", "start")),
        ("date_end", at("stated_date", "end")),
        ("date_precision", at("stated_date", "precision")),
        ("date_basis", at("stated_date", "basis")),
        *plain_columns("confidence", "article_count", "evidence_count"),
        ("article_id", first_evidence("article_id")),
        ("quote", first_evidence("quote")),
        *plain_columns("rule"),
    )
)
ACTORS = Table(
    columns=(
        *plain_columns("id", "name", "actor_type", "country"),
        ("sectors", joined("sectors")),
        *plain_columns("code", "wikidata"),
        ("aliases", joined("aliases")),
        ("offices", joined("offices", inner="title")),
        *plain_columns("article_count", "event_count", "own_event_count", "position_count", "own_position_count"),
        *plain_columns("first_day", "last_day"),
    )
)
PARTNERS = Table(
    columns=plain_columns(
        "id", "name", "actor_type", "country", "event_count", "own_event_count", "first_day", "last_day"
    )
)
ARTICLES = Table(
    columns=(
        *plain_columns("id", "external_id", "title", "url", "publisher", "published_at"),
        ("document_date", at("document_date", "value")),
        ("document_date_basis", at("document_date", "basis")),
        *plain_columns("language", "actor_count", "event_count", "position_count", "sha256", "text"),
    )
)
MATRIX = Table(
    columns=plain_columns(
        "actor_id",
        "actor_name",
        "issue_id",
        "issue_label",
        "position_count",
        "position_id",
        "stance",
        "polarity",
        "first_day",
        "last_day",
        "changed",
        "stance_changed",
        "polarity_changed",
        "changed_on",
    )
)
ISSUES = Table(columns=plain_columns("id", "label", "topic", "position_count", "actor_count", "first_day", "last_day"))
PUBLISHERS = Table(columns=plain_columns("name", "article_count"))
EVENT_TYPES = Table(
    columns=(
        *plain_columns("code", "label", "definition", "quad_class", "intensity", "cameo_code", "requires_target"),
        *plain_columns("future_as", "negated_as", "ended_as"),
        ("modes", joined("modes", inner="code")),
        *plain_columns("event_count"),
    )
)
EVIDENCE = Table(columns=plain_columns("article_id", "start", "end", "quote"))


@cache
def charset(media_type: str) -> str:
    """Return a media type as the `Content-Type` header has it."""
    return f"{media_type}; charset=utf-8" if parse_options_header(media_type)[0].startswith("text/") else media_type
