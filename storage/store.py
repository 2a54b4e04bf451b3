"""Records in, stored JSON bytes out: the one door to the database."""

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from threading import Lock
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Dialect, Table, bindparam, func, select
from sqlalchemy.exc import IntegrityError

from records.extractions import ExtractorInfo
from records.profiles import Appearance, Change, PublisherProfile
from records.stories import Judgement
from storage import ledger, rows
from storage.articles import ArticleItems
from storage.engines import (
    check_sqlite_place,
    create_reading_engine,
    create_writing_engine,
    hide_password,
    read_url,
    translate_errors,
)
from storage.errors import RecordConflictError, StorageError
from storage.events import EventItems
from storage.evidence import read_evidence
from storage.exports import ExportShelf, forget_copies
from storage.facets import count_facets, count_types
from storage.items import count_items, read_page, stream_items
from storage.jobs import JobQueue
from storage.kept_answers import AnswerBook
from storage.keys import KeyRing
from storage.ledger import FailureRecord, RunRecord
from storage.listings import count_list, read_list, stream_list
from storage.lookups import Lookups
from storage.matrices import read_matrix
from storage.naming import find_by_id, resolve_actor, suggest_actors
from storage.numbering import CHANGED_AT, VERSION, Numbering
from storage.outdated import count_outdated, read_outdated
from storage.partners import count_partners, read_partners
from storage.positions import PositionItems
from storage.prepared import AddResult, Outcome, PreparedArticle, Renderer
from storage.queries import (
    ActorMatch,
    ActorQuery,
    ArticleQuery,
    Counts,
    EventQuery,
    EvidenceQuery,
    FacetCount,
    IssueQuery,
    KnownArticle,
    Page,
    PartnerQuery,
    PositionMatrix,
    PositionQuery,
    Suggestion,
    Total,
    Trace,
)
from storage.reading import make_reader
from storage.remembering import Memory
from storage.scalars import day_of, instant_of, now, plain
from storage.series import Series, read_series
from storage.statements import Statement, compile_statement
from storage.story_views import StoryViews
from storage.story_writing import StoryWriter
from storage.ties import TieNetwork, read_ties
from storage.upgrades import check_revision, upgrade
from storage.writing import Writer

__all__ = ["Store", "open_store", "upgrade"]

_EVENTS, _POSITIONS, _ARTICLES = EventItems(), PositionItems(), ArticleItems()
_EXTRACTOR = tuple(rows.extractors.c[name] for name in ("name", "version", "model", "ontology"))
_APPEARANCE = tuple(rows.appearances.c[name] for name in ("publisher", "url", "published_at", "title"))
_RECORDS_AT_ONCE = 50
_REMEMBERED = 2_000
_REMEMBERED_BYTES = 4_000_000
_KNOWN_ACTORS = 200_000
"""So many numbers of actors are kept in memory, some 20 MB."""


@cache
def _body_statement(table: Table, dialect: Dialect) -> Statement:
    return compile_statement(select(table.c.body).where(table.c.id == bindparam("id")), dialect)


@cache
def _counter_statement(dialect: Dialect) -> Statement:
    counters = rows.counters.c
    return compile_statement(select(counters.value).where(counters.name == bindparam("name")), dialect)


def open_store(url: str, *, read_only: bool = False, timeout: float = 5.0) -> "Store":
    """Return the store in the database of that SQLAlchemy URL ("sqlite:////path/file.db", "postgresql://…").

    `timeout` is how many seconds to wait for another process that writes. Nothing is created: `upgrade` does that.

    Raises:
        StoreUnavailableError: the database cannot be opened; the message names it.
        SchemaVersionError: its tables are missing or of another revision.
    """
    store = Store(url, read_only=read_only, timeout=timeout)
    try:
        store.check()
    except StorageError:
        store.close()
        raise
    return store


class Store:
    """All that was found in all articles. Safe to use from several threads; one per process.

    Every method raises `StoreUnavailableError` where the database does not answer (`StoreBusyError`: try again later).
    Reading methods return stored bytes as they go on the wire; None stands for an unknown id.
    """

    def __init__(self, url: str, *, read_only: bool = False, timeout: float = 5.0) -> None:
        parsed = read_url(url)
        check_sqlite_place(parsed, create=False)
        self.url = hide_password(parsed)
        with translate_errors(self.url):
            self._readers = create_reading_engine(parsed, timeout=timeout)
            self._writers = None if read_only else create_writing_engine(parsed, timeout=timeout)
            self._reader = make_reader(self._readers, self.url)
        self._actor_numbers: dict[str, int] = {}
        self._meant: Memory[tuple[ActorMatch, ...]] = Memory(_REMEMBERED)
        self._partners: Memory[Page] = Memory(_REMEMBERED_BYTES, lambda page: len(page.body) + 1000)
        self._lock = Lock()
        self.jobs = JobQueue(self)
        self.lookups = Lookups(self)
        self.stories = StoryViews(self)
        self.keys = KeyRing(self)
        self.answers = AnswerBook(self)
        self.exports = ExportShelf(self)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection that only reads, each statement on its own."""
        with translate_errors(self.url), self._readers.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Lend a connection in a transaction, which is committed at the end or rolled back by an error."""
        if self._writers is None:
            raise StorageError(f"The database {self.url} was opened for reading only.")
        with translate_errors(self.url), self._writers.begin() as connection:
            yield connection

    def check(self) -> None:
        """Raise `SchemaVersionError` unless the tables are this program's."""
        with self.reading() as connection:
            check_revision(connection, self.url)

    # -- writing

    def add(self, prepared: PreparedArticle, *, renderer: Renderer, run: int | None = None) -> AddResult:
        """Write one article in one transaction: whole, or not at all; `run` counts it in the ledger.

        The same text again only adds its appearance. Where the extractor differs from the stored one's, or the article
        now has a date and had none, its records are replaced; ids that still describe the same thing stay.

        Raises:
            RecordConflictError: an event or position has the id of another one.
        """
        (result,) = self.add_all([prepared], renderer=renderer, run=run)
        return result

    def add_all(
        self, prepared: Iterable[PreparedArticle], *, renderer: Renderer, run: int | None = None
    ) -> tuple[AddResult, ...]:
        """Write several articles in one transaction, which is faster than one by one: all of them, or none."""
        with self._transaction(renderer) as (writer, connection):
            prepared = tuple(prepared)
            if len(prepared) > 1:
                writer.expect(prepared)
            results = tuple(map(writer.add, prepared))
            if run is not None:
                ledger.count_outcomes(connection, run, Counter(result.outcome for result in results))
            return results

    def add_appearance(
        self, article_id: str, appearance: Appearance, *, renderer: Renderer, run: int | None = None
    ) -> AddResult | None:
        """Note that a stored text also appeared there; None: there is no such article."""
        with self._transaction(renderer) as (writer, connection):
            result = writer.add_appearance(article_id, appearance)
            if run is not None and result is not None:
                ledger.count_outcomes(connection, run, {result.outcome: 1})
            return result

    def redate(self, prepared: PreparedArticle, *, renderer: Renderer) -> AddResult | None:
        """Replace the records of an article by those that it has as of another day; None: there is no such article.

        Its own appearance is then of that day; ids that still describe the same thing stay.
        """
        with self._transaction(renderer) as (writer, _):
            return writer.redate(prepared)

    def delete_article(self, article_id: str, *, renderer: Renderer) -> bool:
        """Remove an article with its records, texts and search entries; say whether there was one.

        Events and positions that nothing else speaks for leave a trace (`trace`, `changes`). Files, kept answers and
        jobs that hold its text are cleared too.
        """
        with self._transaction(renderer) as (writer, connection):
            forget_copies(connection, article_id)
            return writer.delete(article_id)

    @contextmanager
    def telling(self, renderer: Renderer) -> Iterator[StoryWriter]:
        """Lend what compares articles and writes events that several of them tell, all in one transaction."""
        with self._transaction(renderer) as (writer, _):
            yield writer.stories

    def merge_actors(self, former_id: str, actor_id: str, *, renderer: Renderer) -> bool:
        """Let an id be a former one of another actor from now on, whoever names it; say whether it was not yet.

        Records and stored bytes keep the id that they have; all that is found by either is found by both.

        Raises:
            ActorMergeError: nobody has one of the ids, or they cannot be one actor.
        """
        with self._transaction(renderer) as (writer, _):
            return writer.merge_actors(former_id, actor_id)

    def retract_position(self, position_id: str, judgement: Judgement, *, renderer: Renderer) -> bool:
        """Show a position no more, by a person's word; say whether there was one."""
        with self._transaction(renderer) as (writer, _):
            return writer.retract_position(position_id, judgement)

    # -- the ledger of runs

    def begin_run(self, kind: str, *, extractor: str | None = None) -> int:
        """Open a run (INGEST, LOAD) in the ledger and return its number."""
        with self._lock, self.writing() as connection:
            return ledger.begin_run(connection, Numbering(connection, {}), kind=kind, extractor=extractor)

    def note_failure(self, run: int, *, article: Mapping[str, str | None], code: str, detail: str) -> None:
        """Record an article that a run could not work on."""
        with self._lock, self.writing() as connection:
            ledger.note_failure(connection, run, article=article, code=code, detail=detail)

    def count_outcomes(self, run: int, outcomes: Mapping[Outcome, int]) -> None:
        """Add to the counts of a run whose articles were written without it."""
        with self._lock, self.writing() as connection:
            ledger.count_outcomes(connection, run, outcomes)

    def finish_run(self, run: int, *, unchanged: int = 0, failed: int = 0) -> None:
        """Close a run; so many articles more were known already or failed, for which nothing was written."""
        with self._lock, self.writing() as connection:
            ledger.count_outcomes(connection, run, {Outcome.UNCHANGED: unchanged})
            ledger.count_failures(connection, run, failed)
            ledger.finish_run(connection, run)

    def runs(self, *, limit: int = 20) -> tuple[RunRecord, ...]:
        """Return the last runs, the newest first."""
        with self.reading() as connection:
            return ledger.list_runs(connection, limit)

    def failures(self, run: int) -> tuple[FailureRecord, ...]:
        """Return what a run could not work on."""
        with self.reading() as connection:
            return ledger.list_failures(connection, run)

    # -- events

    def events(self, query: EventQuery) -> Page:
        """Return a page of events.

        Raises:
            InvalidKeyError: `after` or `before` is no key of this sort.
        """
        return read_page(self._reader, _EVENTS, query)

    def event(self, event_id: str) -> bytes | None:
        """Return an event."""
        return self._body(rows.events, event_id)

    def evidence(self, query: EvidenceQuery) -> Page | None:
        """Return a page of the evidence of an event or a position: {"article_id", "start", "end", "quote"}."""
        with self.reading() as connection:
            return read_evidence(connection, query)

    def total_events(self, query: EventQuery) -> Total:
        """Count the events that a query finds, up to `TOTAL_CAP`."""
        return count_items(self._reader, _EVENTS, query)

    def stream_events(self, query: EventQuery) -> Iterator[bytes]:
        """Yield every event of a query, whatever its limit, one JSON object at a time in bounded memory."""
        yield from stream_items(self._reader, _EVENTS, query)

    def event_type_counts(self) -> dict[str, int]:
        """Return how many events there are of each type."""
        return count_types(self._reader)

    # -- positions

    def positions(self, query: PositionQuery) -> Page:
        """Return a page of positions."""
        return read_page(self._reader, _POSITIONS, query)

    def position(self, position_id: str) -> bytes | None:
        """Return a position."""
        return self._body(rows.positions, position_id)

    def total_positions(self, query: PositionQuery) -> Total:
        """Count the positions that a query finds, up to `TOTAL_CAP`."""
        return count_items(self._reader, _POSITIONS, query)

    def stream_positions(self, query: PositionQuery) -> Iterator[bytes]:
        """Yield every position of a query."""
        yield from stream_items(self._reader, _POSITIONS, query)

    def position_matrix(self, query: PositionQuery, *, rows: int = 50, columns: int = 50) -> PositionMatrix:
        """Return where the holders of most positions stand on the issues of most, and when that turned."""
        return read_matrix(self._reader, _POSITIONS, query, rows=rows, columns=columns)

    # -- actors

    def actors(self, query: ActorQuery) -> Page:
        """Return a page of actors."""
        return read_list(self._reader, query)

    def actor(self, actor_id: str) -> bytes | None:
        """Return an actor."""
        return self._body(rows.actors, actor_id)

    def total_actors(self, query: ActorQuery) -> Total:
        """Count the actors that a query finds, up to `TOTAL_CAP`."""
        return count_list(self._reader, query)

    def stream_actors(self, query: ActorQuery) -> Iterator[bytes]:
        """Yield every actor of a query."""
        yield from stream_list(self._reader, query)

    def partners(self, query: PartnerQuery) -> Page:
        """Return a page of those that share events with an actor.

        Raises:
            InvalidKeyError: `after` or `before` is no key of such a page.
        """
        return self._partners.recall(self.dataset_version(), query, lambda: read_partners(self._reader, query))

    def total_partners(self, query: PartnerQuery) -> Total:
        """Count those that share events with an actor, up to `TOTAL_CAP`."""
        return count_partners(self._reader, query)

    def resolve_actor(self, given: str, *, limit: int = 5) -> tuple[ActorMatch, ...]:
        """Return whom an id, a Wikidata QID, a code, a name or words of one mean, best first; empty: nobody known."""

        # To look an id up is as quick as to ask whether what is remembered still holds.
        known = find_by_id(self._reader, given)
        if known is not None:
            return (known,)

        def find() -> tuple[ActorMatch, ...]:
            with self.reading() as connection:
                return resolve_actor(connection, given, limit)

        return self._meant.recall(self.dataset_version(), (given, limit), find)

    def suggest_actors(self, text: str, *, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return the actors one of whose names has words that begin as `text` does, most frequent first."""
        with self.reading() as connection:
            return suggest_actors(connection, text, limit)

    # -- articles

    def articles(self, query: ArticleQuery) -> Page:
        """Return a page of articles."""
        return read_page(self._reader, _ARTICLES, query)

    def article(self, article_id: str) -> bytes | None:
        """Return an article."""
        return self._body(rows.articles, article_id)

    def annotations(self, article_id: str) -> bytes | None:
        """Return the annotations of an article's text."""
        return self._text(article_id, rows.article_texts.c.annotations)

    def record(self, article_id: str) -> bytes | None:
        """Return the extraction record of an article, as it was stored."""
        return self._text(article_id, rows.article_texts.c.record)

    def records(self) -> Iterator[bytes]:
        """Yield the extraction record of every article in the order they came, a line each, in bounded memory."""
        texts = rows.article_texts.c
        last = 0
        with self.reading() as connection:
            while True:
                statement = select(texts.article_n, texts.record).where(texts.article_n > last)
                found = connection.execute(statement.order_by(texts.article_n).limit(_RECORDS_AT_ONCE)).all()
                for row in found:
                    yield zlib.decompress(row.record)
                if len(found) < _RECORDS_AT_ONCE:
                    return
                last = found[-1].article_n

    def count_outdated(self, *, version: str, model: str) -> int:
        """Count the articles that another version of the extractor, or another model, read."""
        with self.reading() as connection:
            return count_outdated(connection, version=version, model=model)

    def outdated_records(self, *, version: str, model: str) -> Iterator[tuple[str, bytes]]:
        """Yield id and extraction record of each of them, once each, in bounded memory, while they may be replaced."""
        last = 0
        while True:
            with self.reading() as connection:
                found = list(read_outdated(connection, version=version, model=model, after=last))
            if not found:
                return
            yield from ((article_id, record) for _, article_id, record in found)
            last = found[-1][0]

    def known_article(self, article_id: str) -> KnownArticle | None:
        """Return what is stored of an article's text."""
        extractors, articles, appearances = rows.extractors.c, rows.articles.c, rows.appearances.c
        statement = (
            select(articles.n, articles.published, *_EXTRACTOR)
            .join(rows.extractors, articles.extractor_n == extractors.n)
            .where(articles.id == article_id)
        )
        with self.reading() as connection:
            row = connection.execute(statement).first()
            if row is None:
                return None
            found = connection.execute(
                select(*_APPEARANCE).where(appearances.article_n == row.n).order_by(appearances.n)
            ).mappings()
            return KnownArticle(
                extractor=ExtractorInfo(name=row.name, version=row.version, model=row.model, ontology=row.ontology),
                published=day_of(row.published),
                appearances=tuple(Appearance(**appearance) for appearance in found),
            )

    def total_articles(self, query: ArticleQuery) -> Total:
        """Count the articles that a query finds, up to `TOTAL_CAP`."""
        return count_items(self._reader, _ARTICLES, query)

    def stream_articles(self, query: ArticleQuery) -> Iterator[bytes]:
        """Yield every article of a query."""
        yield from stream_items(self._reader, _ARTICLES, query)

    def publishers(self) -> tuple[PublisherProfile, ...]:
        """Return the publishers, the one with most articles first."""
        appearances = rows.appearances.c
        count = func.count(appearances.article_n.distinct())
        statement = select(appearances.publisher, count).where(appearances.publisher.is_not(None))
        with self.reading() as connection:
            found = connection.execute(statement.group_by(appearances.publisher)).all()
        found = sorted(found, key=lambda row: (-row[1], row[0]))
        return tuple(PublisherProfile(name=name, article_count=number) for name, number in found)

    # -- issues

    def issues(self, query: IssueQuery) -> Page:
        """Return a page of issues."""
        return read_list(self._reader, query)

    def issue(self, issue_id: str) -> bytes | None:
        """Return an issue."""
        return self._body(rows.issues, issue_id)

    def total_issues(self, query: IssueQuery) -> Total:
        """Count the issues that a query finds, up to `TOTAL_CAP`."""
        return count_list(self._reader, query)

    # -- facets

    def event_facets(
        self, query: EventQuery, names: tuple[str, ...], *, top: int = 20
    ) -> dict[str, tuple[FacetCount, ...]]:
        """Count the matching events by `event_type`, `actor`, `country`, `status`, `month`: the most frequent first."""
        return count_facets(self._reader, _EVENTS, query, names, top)

    # -- statistics

    def event_series(
        self, query: EventQuery, groups: tuple[str, ...], *, measure: str = "count", top: int = 20
    ) -> Series:
        """Count the matching events by one or two of `storage.series.SPANS` and `EVENT_GROUPS`.

        Raises:
            SeriesTooLargeError: these make too many cells.
        """
        return read_series(self._reader, _EVENTS, query, groups, measure=measure, top=top)

    def position_series(
        self, query: PositionQuery, groups: tuple[str, ...], *, measure: str = "count", top: int = 20
    ) -> Series:
        """Count the matching positions by one or two of `storage.series.SPANS` and `POSITION_GROUPS`."""
        return read_series(self._reader, _POSITIONS, query, groups, measure=measure, top=top)

    def event_ties(self, query: EventQuery, *, nodes: int = 100, ties: int = 500, least: int = 1) -> TieNetwork:
        """Return who acts on whom in the matching events, those with most acts."""
        return read_ties(self._reader, _EVENTS, query, nodes=nodes, ties=ties, least=least)

    # -- the data set

    def changes(self, since: int = 0, *, limit: int = 1000) -> tuple[Change, ...]:
        """Return what was created, updated and deleted after the change with that token, in order."""
        changes = rows.changes.c
        statement = select(rows.changes).where(changes.token > since).order_by(changes.token).limit(limit)
        with self.reading() as connection:
            found = connection.execute(statement).all()
        return tuple(
            Change(token=row.token, resource=row.resource, id=row.id, action=row.action, at=instant_of(row.at))
            for row in found
        )

    def trace(self, record_id: str) -> Trace | None:
        """Return what became of an id of an article, event, position or actor that no longer stands."""
        traces = rows.traces.c
        with self.reading() as connection:
            row = connection.execute(select(rows.traces).where(traces.id == record_id)).first()
            former = rows.former_actors.c
            into = connection.execute(
                select(rows.actors.c.id)
                .join(rows.former_actors, former.actor_n == rows.actors.c.n)
                .where(former.id == record_id)
            ).scalar()
        if into is not None:
            return Trace(id=record_id, merged_into=into)
        if row is None:
            return None
        deleted_at = None if row.deleted_at is None else instant_of(row.deleted_at)
        return Trace(id=row.id, merged_into=row.merged_into, deleted_at=deleted_at)

    def counts(self) -> Counts:
        """Return the size of the data set."""
        sizes = {
            table.name: select(func.count()).select_from(table).scalar_subquery()
            for table in (rows.articles, rows.events, rows.positions)
        }
        sizes |= {
            table.name: select(func.count()).select_from(table).where(table.c.body.is_not(None)).scalar_subquery()
            for table in (rows.actors, rows.issues)
        }
        with self.reading() as connection:
            row = connection.execute(select(*(size.label(name) for name, size in sizes.items()))).one()
        return Counts(**row._mapping)

    def dataset_version(self) -> int:
        """Return the number of the last change; it grows with every transaction that changed anything."""
        return self._counter(VERSION)

    def updated_at(self) -> datetime | None:
        """Return when the data set last changed."""
        number = self._counter(CHANGED_AT)
        return instant_of(number) if number else None

    def ping(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            StoreUnavailableError: there is none.
        """
        with self.reading() as connection:
            connection.exec_driver_sql("SELECT 1").one()

    def close(self) -> None:
        """Give back all connections."""
        self._reader.close()
        self._readers.dispose()
        if self._writers is not None:
            self._writers.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _transaction(self, renderer: Renderer) -> Iterator[tuple[Writer, Connection]]:
        """Lend a writer; what it was given is in the database at the end, or none of it."""
        with self._lock, self.writing() as connection:
            numbering = Numbering(connection, self._actor_numbers)
            writer = Writer(connection, renderer, numbering, at=now())
            try:
                yield writer, connection
                writer.finish()
            except IntegrityError as error:
                raise RecordConflictError(str(error.orig).splitlines()[0]) from error
        if len(self._actor_numbers) > _KNOWN_ACTORS:
            self._actor_numbers.clear()
        self._actor_numbers.update(numbering.new_actors)

    def _body(self, table: Table, item_id: str) -> bytes | None:
        statement = _body_statement(table, self._reader.dialect)
        row = self._reader.one(statement.sql, {"id": plain(item_id)})
        return None if row is None or row[0] is None else bytes(row[0])

    def _text(self, article_id: str, column: Any) -> bytes | None:
        articles, texts = rows.articles.c, rows.article_texts.c
        statement = select(column).join(rows.articles, articles.n == texts.article_n).where(articles.id == article_id)
        with self.reading() as connection:
            text = connection.execute(statement).scalar()
        return None if text is None else zlib.decompress(text)

    def _counter(self, name: str) -> int:
        statement = _counter_statement(self._reader.dialect)
        row = self._reader.one(statement.sql, {"name": name})
        return int(row[0]) if row else 0
