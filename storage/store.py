"""Records in, stored JSON bytes out: the one door to the database."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from types import TracebackType
from typing import Self

from records.extractions import ExtractorInfo
from records.profiles import Appearance, Change, PublisherProfile
from storage.prepared import AddResult, PreparedArticle, RenderAppearances, Renderer
from storage.queries import (
    ActorMatch,
    ActorQuery,
    ArticleQuery,
    Counts,
    EventQuery,
    EvidenceQuery,
    FacetCount,
    IssueQuery,
    Page,
    PositionQuery,
    Suggestion,
    Total,
    Trace,
)


def upgrade(url: str) -> None:
    """Create the tables of the database, or bring them up to this program's revision.

    The folder of an SQLite file has to exist.

    Raises:
        StorageError: the database cannot be opened or written, or is newer than this program.
    """


def open_store(url: str, *, read_only: bool = False, timeout: float = 5.0) -> "Store":
    """Return the store in the database of that SQLAlchemy URL ("sqlite:////path/file.db", "postgresql://…").

    `timeout` is how many seconds to wait for another process that writes. Nothing is created: `upgrade` does that.

    Raises:
        StoreUnavailableError: the database cannot be opened; the message names it.
        SchemaVersionError: its tables are missing or of another revision.
    """


class Store:
    """All that was found in all articles. Safe to use from several threads; one per process.

    Every method raises `StoreUnavailableError` where the database does not answer (`StoreBusyError`: try again later).
    Reading methods return stored bytes as they go on the wire; None stands for an unknown id.
    """

    # -- writing

    def add(self, prepared: PreparedArticle, *, renderer: Renderer) -> AddResult:
        """Write one article in one transaction: whole, or not at all.

        The same text again only adds its appearance. Where the extractor differs from the stored one's, or the article
        now has a date and had none, its records are replaced; ids that still describe the same thing stay.
        """

    def add_all(self, prepared: Iterable[PreparedArticle], *, renderer: Renderer) -> tuple[AddResult, ...]:
        """Write several articles in one transaction; faster than one by one."""

    def add_appearance(self, article_id: str, appearance: Appearance, *, render: RenderAppearances) -> AddResult | None:
        """Note that a stored text also appeared there; None: there is no such article."""

    def delete_article(self, article_id: str, *, renderer: Renderer) -> bool:
        """Remove an article with its records, texts and search entries; say whether there was one.

        Events and positions that nothing else speaks for leave a trace (`trace`, `changes`).
        """

    # -- events

    def events(self, query: EventQuery) -> Page:
        """Return a page of events.

        Raises:
            InvalidKeyError: `after` or `before` is no key of this sort.
        """

    def event(self, event_id: str) -> bytes | None:
        """Return an event."""

    def evidence(self, query: EvidenceQuery) -> Page | None:
        """Return a page of the evidence of an event or a position: {"article_id", "start", "end", "quote"}."""

    def total_events(self, query: EventQuery) -> Total:
        """Count the events that a query finds, up to `TOTAL_CAP`."""

    def stream_events(self, query: EventQuery) -> Iterator[bytes]:
        """Yield every event of a query, whatever its limit, one JSON object at a time in bounded memory."""

    def event_type_counts(self) -> dict[str, int]:
        """Return how many events there are of each type."""

    # -- positions

    def positions(self, query: PositionQuery) -> Page:
        """Return a page of positions."""

    def position(self, position_id: str) -> bytes | None:
        """Return a position."""

    def total_positions(self, query: PositionQuery) -> Total:
        """Count the positions that a query finds, up to `TOTAL_CAP`."""

    def stream_positions(self, query: PositionQuery) -> Iterator[bytes]:
        """Yield every position of a query."""

    # -- actors

    def actors(self, query: ActorQuery) -> Page:
        """Return a page of actors."""

    def actor(self, actor_id: str) -> bytes | None:
        """Return an actor."""

    def total_actors(self, query: ActorQuery) -> Total:
        """Count the actors that a query finds, up to `TOTAL_CAP`."""

    def stream_actors(self, query: ActorQuery) -> Iterator[bytes]:
        """Yield every actor of a query."""

    def resolve_actor(self, given: str, *, limit: int = 5) -> tuple[ActorMatch, ...]:
        """Return whom an id, a Wikidata QID, a code, a name or an alias means, best first; empty: nobody known."""

    def suggest_actors(self, text: str, *, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return the actors one of whose names has words that begin as `text` does, most frequent first."""

    # -- articles

    def articles(self, query: ArticleQuery) -> Page:
        """Return a page of articles."""

    def article(self, article_id: str) -> bytes | None:
        """Return an article."""

    def annotations(self, article_id: str) -> bytes | None:
        """Return the annotations of an article's text."""

    def record(self, article_id: str) -> bytes | None:
        """Return the extraction record of an article, as it was stored."""

    def records(self) -> Iterator[bytes]:
        """Yield the extraction record of every article in the order they came, a line each, in bounded memory."""

    def extractor_of(self, article_id: str) -> ExtractorInfo | None:
        """Return what made the stored records of an article; None: there is no such article."""

    def total_articles(self, query: ArticleQuery) -> Total:
        """Count the articles that a query finds, up to `TOTAL_CAP`."""

    def stream_articles(self, query: ArticleQuery) -> Iterator[bytes]:
        """Yield every article of a query."""

    def publishers(self) -> tuple[PublisherProfile, ...]:
        """Return the publishers, the one with most articles first."""

    # -- issues

    def issues(self, query: IssueQuery) -> Page:
        """Return a page of issues."""

    def issue(self, issue_id: str) -> bytes | None:
        """Return an issue."""

    def total_issues(self, query: IssueQuery) -> Total:
        """Count the issues that a query finds, up to `TOTAL_CAP`."""

    # -- facets

    def event_facets(
        self, query: EventQuery, names: tuple[str, ...], *, top: int = 20
    ) -> dict[str, tuple[FacetCount, ...]]:
        """Count the matching events by `event_type`, `actor`, `country`, `status`, `month`: the most frequent first."""

    # -- the data set

    def changes(self, since: int = 0, *, limit: int = 1000) -> tuple[Change, ...]:
        """Return what was created, updated and deleted after the change with that token, in order."""

    def trace(self, record_id: str) -> Trace | None:
        """Return what became of an id of an article, event or position that no longer stands."""

    def counts(self) -> Counts:
        """Return the size of the data set."""

    def dataset_version(self) -> int:
        """Return the number of the last change; it grows with every transaction that changed anything."""

    def updated_at(self) -> datetime | None:
        """Return when the data set last changed."""

    def ping(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            StoreUnavailableError: there is none.
        """

    def close(self) -> None:
        """Give back all connections."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
