"""Files, folders, JSON lines and standard input in, articles (or the reason why not) out."""

import codecs
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import yaml

from ingest.errors import SourceError
from records.articles import Article, DocumentDate
from records.extractions import FailedExtraction, Failure
from records.ids import content_id
from records.vocabularies import DocumentDateBasis

TEXT_SUFFIXES = frozenset({".txt", ".md", ".text", ".markdown"})
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
LINES_SUFFIXES = frozenset({".jsonl", ".ndjson"})
SUFFIXES = TEXT_SUFFIXES | HTML_SUFFIXES | LINES_SUFFIXES
STANDARD_INPUT = "-"

_FIELDS = ("title", "url", "publisher", "published_at", "language")
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)(?:^|\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# How a page begins: what comes without the name of a file is known by it.
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
# Far beyond any article; what lies below is measured in characters by the extractor.
_MAX_FILE_BYTES = 64_000_000
# Time zones: an article of tomorrow has been published where it is already tomorrow.
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What one input holds, and where it came from ("corpus.jsonl:12")."""

    origin: str
    content: Article | FailedExtraction


def make_article(
    text: str,
    *,
    external_id: str | None = None,
    title: str | None = None,
    url: str | None = None,
    publisher: str | None = None,
    published_at: str | None = None,
    language: str | None = None,
) -> Article:
    """Return an article with the id and the digest that follow from its text."""
    raw = text.encode("utf-8", "surrogatepass")
    return Article(
        id=content_id("art_", text),
        external_id=external_id,
        title=title,
        url=url,
        publisher=publisher,
        published_at=published_at,
        language=language or "en",
        text=text,
        sha256=hashlib.sha256(raw).hexdigest(),
    )


def read_articles(
    paths: Iterable[str], *, standard_input: BinaryIO, published_at: str | None = None, today: date | None = None
) -> Iterator[Source]:
    """Yield the articles of the paths in their order, and a failure for each one that cannot be read.

    A path is a text, Markdown or HTML file, a `.jsonl` file with an article a line, a folder of such files (read in
    the order of their names), or "-" for standard input, which holds JSON lines, a page of HTML or one text.
    `published_at` is the publication date of articles that bring none; one that lies after `today` (default: the day
    in UTC) is refused.
    """
    reader = _Reader(published_at=published_at, today=today or datetime.now(UTC).date())
    for path in paths:
        if path == STANDARD_INPUT:
            yield from reader.read_stream(standard_input)
        else:
            yield from reader.read_path(Path(path))


def count_inputs(paths: Iterable[str]) -> int | None:
    """Return how many articles `read_articles` will find at most, or None where standard input is among the paths."""
    total = 0
    for name in paths:
        if name == STANDARD_INPUT:
            return None
        path = Path(name)
        files = [p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES] if path.is_dir() else [path]
        for file in files:
            if file.suffix.lower() in LINES_SUFFIXES and file.is_file():
                with file.open("rb") as stream:
                    total += sum(1 for line in stream if line.strip())
            else:
                total += 1
    return total


def read_article(fields: Mapping[str, Any], *, today: date | None = None) -> Article:
    """Return the article that a JSON object describes.

    Raises:
        SourceError: a field has the wrong type or value.
    """
    return _Reader(published_at=None, today=today or datetime.now(UTC).date()).article(fields)


def check_published(value: str, *, today: date | None = None) -> None:
    """Refuse a publication date that is none, or that lies in the future.

    Raises:
        SourceError: it is or does.
    """
    _Reader(published_at=None, today=today or datetime.now(UTC).date()).day(value)


class _Reader:
    """Reads with one default publication date and one idea of what lies in the future."""

    def __init__(self, *, published_at: str | None, today: date) -> None:
        self.published_at = published_at
        self.today = today

    def read_path(self, path: Path) -> Iterator[Source]:
        try:
            if not path.exists():
                raise SourceError("NO_FILE", f"There is no file or folder {str(path)!r}.")
            if path.is_dir():
                files = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
                if not files:
                    raise SourceError("NO_ARTICLES", f"The folder {str(path)!r} holds no {_list(SUFFIXES)} file.")
                for file in files:
                    yield from self.read_path(file)
            elif path.suffix.lower() in LINES_SUFFIXES:
                with path.open("rb") as stream:
                    yield from self.read_lines(stream, str(path))
            elif path.suffix.lower() in SUFFIXES:
                if path.stat().st_size > _MAX_FILE_BYTES:
                    raise SourceError("FILE_TOO_LARGE", f"{str(path)!r} is larger than {_MAX_FILE_BYTES:,} bytes.")
                raw = path.read_bytes()
                read = self.read_html if path.suffix.lower() in HTML_SUFFIXES else self.read_text
                yield Source(origin=str(path), content=read(raw))
            else:
                raise SourceError("FILE_TYPE", f"{str(path)!r} is no {_list(SUFFIXES)} file.")
        except SourceError as error:
            yield _failure(error, origin=str(path))
        except OSError as error:
            yield _failure(SourceError("UNREADABLE", f"{str(path)!r} cannot be read: {error.strerror}."), str(path))

    def read_stream(self, stream: BinaryIO) -> Iterator[Source]:
        first = stream.readline()
        while first and not first.strip():
            first = stream.readline()
        if first.lstrip().startswith(b"{"):
            yield from self.read_lines(_chain(first, stream), "standard input")
            return
        try:
            raw = first + stream.read()
            read = self.read_html if _HTML.match(raw) else self.read_text
            yield Source(origin="standard input", content=read(raw))
        except SourceError as error:
            yield _failure(error, origin="standard input")

    def read_lines(self, lines: Iterable[bytes], origin: str) -> Iterator[Source]:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            fields: Any = None
            try:
                fields = _parse_line(line)
                yield Source(origin=f"{origin}:{number}", content=self.article(fields))
            except SourceError as error:
                given = fields.get("id") if isinstance(fields, dict) else None
                yield _failure(error, origin=f"{origin}:{number}", external_id=given)

    def read_text(self, raw: bytes) -> Article:
        text = _decode(raw)
        match = _FRONT_MATTER.match(text)
        if match is None:
            return self.article({"text": text})
        try:
            # BaseLoader keeps every value as it is written: a date stays the words that were given.
            fields = yaml.load(match.group(1), Loader=yaml.BaseLoader) or {}
        except yaml.YAMLError as error:
            raise SourceError("FRONT_MATTER", f"The front matter is no YAML: {_one_line(error)}") from error
        if not isinstance(fields, dict):
            raise SourceError("FRONT_MATTER", f"The front matter is no mapping: {match.group(1)[:60]!r}")
        return self.article({**fields, "text": text[match.end() :]})

    def read_html(self, raw: bytes) -> Article:
        from trafilatura import bare_extraction  # slow to import, and needed for HTML alone
        from trafilatura.settings import Document

        found = bare_extraction(raw, with_metadata=True, include_comments=False, include_tables=False)
        text = found.text if isinstance(found, Document) else None
        if not isinstance(found, Document) or not text:
            raise SourceError("HTML_WITHOUT_TEXT", "No article text was found in the HTML.")
        article = self.article(
            {"text": text, "title": found.title, "url": found.url, "publisher": found.sitename or found.hostname}
        )
        if article.published_at is None and found.date:
            value = self.day(found.date)
            return replace(article, document_date=DocumentDate(value=value, basis=DocumentDateBasis.METADATA))
        return article

    def article(self, fields: Mapping[str, Any]) -> Article:
        text = fields.get("text")
        if text is None:
            raise SourceError("NO_TEXT", "There is no field 'text', or nothing in it.")
        if not isinstance(text, str):
            raise SourceError("NO_TEXT", f"The field 'text' holds {_shown(text)} instead of a text.")
        if "\0" in text:
            raise SourceError("BINARY", "The text holds NUL characters: it is no text.")
        _require_unicode("text", text)
        if not text.strip():
            raise SourceError("EMPTY_TEXT", "The article has no text.")
        given = {name: _words(name, fields.get(name)) for name in _FIELDS}
        given["published_at"] = given["published_at"] or self.published_at
        if given["published_at"] is not None:
            self.day(given["published_at"])
        return make_article(text, external_id=_words("id", fields.get("id")), **given)

    def day(self, published_at: str) -> date:
        """Return the day (in UTC) of a publication date; refuse what is none and what lies in the future."""
        return publication_day(published_at, today=self.today)


def publication_day(value: str, *, today: date | None = None) -> date:
    """Return the day of a publication date that does not lie after `today` (default: the day in UTC).

    Raises:
        SourceError: the value is no date, or one that is still to come.
    """
    day = parse_day(value)
    if day > (today or datetime.now(UTC).date()) + _AHEAD:
        raise SourceError("FUTURE_DATE", f"The publication date {value!r} lies in the future.")
    return day


def parse_day(value: str) -> date:
    """Return the day of an ISO 8601 day, or the day in UTC of an RFC 3339 instant.

    Raises:
        SourceError: the value is neither.
    """
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is not None and _DAY.match(value):
            return instant.astimezone(UTC).date()
    except (ValueError, OverflowError):
        pass
    raise SourceError(
        "PUBLISHED_AT", f"The publication date {value!r} is neither a day (2025-03-17) nor an RFC 3339 instant."
    )


def _parse_line(line: bytes) -> dict[str, Any]:
    try:
        fields = orjson.loads(line.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as error:
        raise SourceError("INVALID_JSON", f"The line is no JSON: {error}") from error
    if not isinstance(fields, dict):
        raise SourceError("INVALID_JSON", f"The line is no JSON object but {_shown(fields)}.")
    return fields


def _decode(raw: bytes) -> str:
    """Decode UTF-8, or UTF-16 that says so by its byte-order mark; line ends stay as they are."""
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in raw:
            raise SourceError("BINARY", "The file is binary, not text.") from error
        raise SourceError(
            "ENCODING", f"The file is not UTF-8: byte 0x{raw[error.start]:02x} at {error.start}."
        ) from error
    if "\0" in text:
        raise SourceError("BINARY", "The file is binary, not text.")
    return text


def _words(name: str, value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        _require_unicode(name, value)
        return value
    if name == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise SourceError("INVALID_FIELD", f"The field {name!r} holds {_shown(value)} instead of a string.")


def _require_unicode(name: str, value: str) -> None:
    # Lone surrogates, as YAML's escapes can make them: no JSON and no database can hold them.
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise SourceError(
            "NOT_UNICODE", f"The field {name!r} holds a lone surrogate at {error.start}: no UTF-8 can hold it."
        ) from error


def _failure(error: SourceError, origin: str, external_id: Any = None) -> Source:
    external = external_id if isinstance(external_id, str) else None
    failed = FailedExtraction(
        article={"id": None, "external_id": external, "origin": origin},
        error=Failure(code=error.code, detail=error.detail),
    )
    return Source(origin=origin, content=failed)


def _chain(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _shown(value: Any) -> str:
    return repr(value)[:60]


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _list(suffixes: Iterable[str]) -> str:
    return ", ".join(sorted(suffixes))
