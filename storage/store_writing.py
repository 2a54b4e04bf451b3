"""Records in, rows out: the half of the store that writes, one transaction after the other."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from types import TracebackType
from typing import Self

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from records.profiles import Appearance
from records.stories import Judgement
from storage import ledger
from storage.engines import (
    check_sqlite_place,
    create_reading_engine,
    create_writing_engine,
    hide_password,
    read_url,
    translate_errors,
)
from storage.errors import RecordConflictError, StorageError
from storage.exports import forget_copies
from storage.ledger import FailureRecord, RunRecord
from storage.numbering import Numbering
from storage.prepared import AddResult, Outcome, PreparedArticle, Renderer
from storage.reading import Reader, make_reader
from storage.scalars import now
from storage.story_writing import StoryWriter
from storage.upgrades import check_revision
from storage.writing import Writer

_KNOWN_ACTORS = 200_000
"""So many numbers of actors are kept in memory, some 20 MB."""


class WritingStore:
    """Lends connections, and writes: articles, what people say of them, the ledger of runs."""

    def __init__(self, url: str, *, read_only: bool = False, timeout: float = 5.0) -> None:
        parsed = read_url(url)
        check_sqlite_place(parsed, create=False)
        self.url = hide_password(parsed)
        with translate_errors(self.url):
            self._readers = create_reading_engine(parsed, timeout=timeout)
            self._writers = None if read_only else create_writing_engine(parsed, timeout=timeout)
            self._reader = make_reader(self._readers, self.url)
        self._actor_numbers: dict[str, int] = {}
        self._lock = Lock()

    @property
    def reader(self) -> Reader:
        """Reads by SQL as the driver takes it: what is asked so often that a connection of its own costs too much."""
        return self._reader

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

    def restore_positions(self, judgement_id: str, *, renderer: Renderer) -> Judgement | None:
        """Let a word not count any more by which positions were retracted, and show them; None: no such word stands."""
        with self._transaction(renderer) as (writer, _):
            return writer.restore_positions(judgement_id)

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
