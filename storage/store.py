"""Records in, stored JSON bytes out: the one door to the database."""

import zlib
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Table, bindparam, func, select

from records.extractions import ExtractorInfo
from records.profiles import Appearance, Change, PublisherProfile
from storage import rows
from storage.appearances import APPEARANCES_SHOWN, has_appeared
from storage.articles import ArticleItems
from storage.errors import StorageError
from storage.events import EventItems
from storage.evidence import read_evidence
from storage.exports import ExportShelf
from storage.facets import count_facets, count_types
from storage.items import count_items, read_page, stream_items
from storage.jobs import JobQueue
from storage.kept_answers import AnswerBook
from storage.keys import KeyRing
from storage.listings import count_list, read_list, stream_list
from storage.lookups import Lookups
from storage.matrices import read_matrix
from storage.naming import find_by_id, resolve_actor, suggest_actors
from storage.numbering import CHANGED_AT, VERSION
from storage.outdated import count_outdated, read_outdated
from storage.partners import count_partners, read_partners
from storage.positions import PositionItems
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
from storage.remembering import Memory
from storage.scalars import day_of, instant_of, plain
from storage.series import Series, read_series
from storage.statements import Statement, compile_statement
from storage.store_writing import WritingStore
from storage.story_views import StoryViews
from storage.ties import TieNetwork, read_ties
from storage.upgrades import upgrade

__all__ = ["Store", "open_store", "upgrade"]

_EVENTS, _POSITIONS, _ARTICLES = EventItems(), PositionItems(), ArticleItems()
_EXTRACTOR = tuple(rows.extractors.c[name] for name in ("name", "version", "model", "ontology"))
_APPEARANCE = tuple(rows.appearances.c[name] for name in ("publisher", "url", "published_at", "title"))
_RECORDS_AT_ONCE = 50
_REMEMBERED = 2_000
_REMEMBERED_BYTES = 4_000_000


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


class Store(WritingStore):
    """All that was found in all articles. Safe to use from several threads; one per process.

    Every method raises `StoreUnavailableError` where the database does not answer (`StoreBusyError`: try again later).
    Reading methods return stored bytes as they go on the wire; None stands for an unknown id.
    """

    def __init__(self, url: str, *, read_only: bool = False, timeout: float = 5.0) -> None:
        super().__init__(url, read_only=read_only, timeout=timeout)
        self._meant: Memory[tuple[ActorMatch, ...]] = Memory(_REMEMBERED)
        self._partners: Memory[Page] = Memory(_REMEMBERED_BYTES, lambda page: len(page.body) + 1000)
        self.jobs = JobQueue(self)
        self.lookups = Lookups(self)
        self.stories = StoryViews(self)
        self.keys = KeyRing(self)
        self.answers = AnswerBook(self)
        self.exports = ExportShelf(self)

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
            select(
                articles.n, articles.published, *_EXTRACTOR, rows.matchings.c.article_n.is_not(None).label("matched")
            )
            .join(rows.extractors, articles.extractor_n == extractors.n)
            .outerjoin(rows.matchings, rows.matchings.c.article_n == articles.n)
            .where(articles.id == article_id)
        )
        with self.reading() as connection:
            row = connection.execute(statement).first()
            if row is None:
                return None
            found = connection.execute(
                select(*_APPEARANCE)
                .where(appearances.article_n == row.n)
                .order_by(appearances.n)
                .limit(APPEARANCES_SHOWN)
            ).mappings()
            return KnownArticle(
                extractor=ExtractorInfo(name=row.name, version=row.version, model=row.model, ontology=row.ontology),
                published=day_of(row.published),
                appearances=tuple(Appearance(**appearance) for appearance in found),
                matched=bool(row.matched),
            )

    def has_appeared(self, article_id: str, appearance: Appearance) -> bool:
        """Say whether an article is known to have appeared there."""
        articles = rows.articles.c
        with self.reading() as connection:
            number = connection.execute(select(articles.n).where(articles.id == article_id)).scalar()
            return number is not None and has_appeared(connection, number, appearance)

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
