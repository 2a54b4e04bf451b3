"""Extractions or extraction lines in, a store that holds them and a report of the run out."""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import orjson

from ingest.matching import Match, keep_date, match_article
from ingest.preparing import RENDERER, appearance_of, prepare
from ingest.sources import Source
from ingest.story_matching import match_stories
from records.articles import Article
from records.extractions import Extraction, FailedExtraction, Failure
from schemas.errors import RecordError
from schemas.extractions import load_record
from storage.errors import RecordConflictError
from storage.prepared import AddResult, Outcome, PreparedArticle
from storage.queries import KnownArticle
from storage.store import Store

# A transaction of this many events writes each of its actors once and costs a second or two; beyond it gains little.
_EVENTS_AT_ONCE = 8000
_ARTICLES_AT_ONCE = 1500
# A file that is no file of records is wrong in every line: some are named, more stand in the ledger, all are counted.
_PROBLEMS_NAMED = 20
_FAILURES_NOTED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What a run did with its articles."""

    outcomes: Mapping[Outcome, int]
    failed: int
    events: int
    positions: int

    def describe(self) -> str:
        """Return one line for people."""
        parts = [f"{self.outcomes[outcome]:,} {_WORDS[outcome]}" for outcome in Outcome if self.outcomes.get(outcome)]
        if self.failed:
            parts.append(f"{self.failed:,} failed")
        found = f"{_count(self.events, 'event')} and {_count(self.positions, 'position')}"
        return f"{_count(sum(self.outcomes.values()), 'article')} ({', '.join(parts) or 'none'}) with {found}."


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport(RunReport):
    """What loading a file did.

    `problems` are the first lines that were refused ("12: what is wrong"), `refused` is how many there are in all.
    """

    problems: tuple[str, ...] = ()
    refused: int = 0


_WORDS = {
    Outcome.CREATED: "new",
    Outcome.REPLACED: "read again",
    Outcome.APPEARED: "known with a further appearance",
    Outcome.UNCHANGED: "known already",
}


@dataclass(slots=True)
class _Tally:
    """The counts of a run so far."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    failed: int = 0
    events: int = 0
    positions: int = 0

    def add(self, result: AddResult) -> None:
        self.outcomes[result.outcome] += 1
        self.events += len(result.event_ids)
        self.positions += len(result.position_ids)

    def report(self) -> RunReport:
        return RunReport(outcomes=dict(self.outcomes), failed=self.failed, events=self.events, positions=self.positions)


class Run:
    """One run of ingest, with its row in the ledger.

    An article is written in a transaction of its own: wherever a run is cut off, whole articles are there, and the
    next run over the same input (`wanted`) reads only what is missing. `on_failure` is told each failure, those of
    reading and those of writing.
    """

    def __init__(
        self,
        store: Store,
        *,
        version: str,
        model: str,
        kind: str = "INGEST",
        on_failure: Callable[[FailedExtraction], None] | None = None,
    ) -> None:
        self._on_failure = on_failure
        self._store = store
        self._version = version
        self._model = model
        self._tally = _Tally()
        self._skipped = 0
        self._number = store.begin_run(kind, extractor=f"dateline {version}, {model}")

    def wanted(self, sources: Iterable[Source]) -> Iterator[Source]:
        """Yield what has to be read; of a text that stands there already only the appearance is noted.

        Failures pass through.
        """
        for source in sources:
            article = source.content
            if isinstance(article, FailedExtraction):
                yield source
                continue
            known = self._store.known_article(article.id)
            match = match_article(article, known, version=self._version, model=self._model)
            if match is Match.APPEARANCE and known is not None and not known.matched:
                # A run that was cut off stored it and did not come to comparing it.
                match_stories(self._store, article.id, renderer=RENDERER)
            if match is Match.NEW:
                yield source
            elif match is Match.OUTDATED:
                yield replace(source, content=self._with_stored_date(article))
            elif self._has_appeared(article, known):
                # Nothing to write: a run over a million known articles opens no million transactions.
                self._tally.outcomes[Outcome.UNCHANGED] += 1
                self._skipped += 1
            else:
                result = self._store.add_appearance(
                    article.id, appearance_of(article), renderer=RENDERER, run=self._number
                )
                if result is not None:
                    self._tally.add(result)

    def _has_appeared(self, article: Article, known: KnownArticle | None) -> bool:
        appearance = appearance_of(article)
        if known is None or appearance in known.appearances:
            return known is not None
        return self._store.has_appeared(article.id, appearance)

    def write(self, records: Iterable[Extraction | FailedExtraction]) -> RunReport:
        """Write records one by one, note failures in the ledger, and close the run.

        Raises:
            StoreUnavailableError: the database is gone; what was written before stays.
        """
        for record in records:
            self.add(record)
        self._store.finish_run(self._number, unchanged=self._skipped)
        return self.report

    def add(self, record: Extraction | FailedExtraction) -> AddResult | None:
        """Write one record; None: it failed, and the ledger says why."""
        if isinstance(record, FailedExtraction):
            self._fail(record.article, record.error.code, record.error.detail)
            return None
        known = {"id": record.article.id, "title": record.article.title, "url": record.article.url}
        try:
            prepared = prepare(record)
        except (orjson.JSONEncodeError, UnicodeEncodeError) as error:
            # Lone surrogates, which may stand in the title as well: no JSON can hold them.
            self._fail({"id": record.article.id}, "NOT_UNICODE", str(error))
            return None
        except Exception as error:
            # A bug of ours: the run goes on, the ledger names it.
            self._fail(known, "INTERNAL_ERROR", f"{type(error).__name__}: {error}")
            return None
        try:
            result = self._store.add(prepared, renderer=RENDERER, run=self._number)
        except RecordConflictError as error:
            self._fail(known, "CONFLICT", str(error))
            return None
        self._tally.add(result)
        if result.outcome in (Outcome.CREATED, Outcome.REPLACED):
            match_stories(self._store, result.article_id, renderer=RENDERER)
        return result

    @property
    def report(self) -> RunReport:
        """What the run has done so far."""
        return self._tally.report()

    def _fail(self, article: Mapping[str, str | None], code: str, detail: str) -> None:
        self._store.note_failure(self._number, article=article, code=code, detail=detail)
        self._tally.failed += 1
        if self._on_failure is not None:
            self._on_failure(FailedExtraction(article=dict(article), error=Failure(code=code, detail=detail)))

    def _with_stored_date(self, article: Article) -> Article:
        record = self._store.record(article.id)
        return article if record is None else keep_date(article, RENDERER.read_record(record).article)


def load(lines: Iterable[bytes], store: Store) -> LoadReport:
    """Write extraction lines into the store, many articles in one transaction.

    A line that is no record is named in the report by its number, a failure in the ledger; the rest goes on.

    Raises:
        StoreUnavailableError: the database is gone; what was written before stays.
    """
    with _collecting_rarely():
        return _Loader(store).load(lines)


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Leave out the search for cycles: records hold none, and looking through a batch takes a fifth more."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Loader:
    """Gathers prepared articles into transactions."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._run = store.begin_run("LOAD")
        self._tally = _Tally()
        self._problems: list[str] = []
        self._refused = 0
        self._waiting: list[tuple[int, PreparedArticle]] = []
        self._events = 0

    def load(self, lines: Iterable[bytes]) -> LoadReport:
        for number, line in enumerate(lines, 1):
            if line.strip():
                self._take(number, line)
            if self._events >= _EVENTS_AT_ONCE or len(self._waiting) >= _ARTICLES_AT_ONCE:
                self._write()
        self._write()
        tally = self._tally
        self._store.finish_run(self._run, failed=max(tally.failed - _FAILURES_NOTED, 0))
        return LoadReport(
            outcomes=dict(tally.outcomes),
            failed=tally.failed,
            events=tally.events,
            positions=tally.positions,
            problems=tuple(self._problems),
            refused=self._refused,
        )

    def _take(self, number: int, line: bytes) -> None:
        try:
            record = load_record(line)
            if isinstance(record, FailedExtraction):
                self._fail(record.article, record.error.code, record.error.detail)
                return
            prepared = prepare(record, line)
        except RecordError as error:
            self._refuse(number, "NO_RECORD", str(error))
            return
        self._waiting.append((number, prepared))
        self._events += len(record.events) + 1

    def _write(self) -> None:
        waiting, self._waiting, self._events = self._waiting, [], 0
        if not waiting:
            return
        try:
            results = self._store.add_all((prepared for _, prepared in waiting), renderer=RENDERER, run=self._run)
        except RecordConflictError:
            # One of them contradicts the others or the store: alone each is written, or named.
            self._write_one_by_one(waiting)
            return
        for result in results:
            self._tally.add(result)
        # What the database's driver leaves behind; the records of the batch are gone by themselves.
        waiting.clear()
        gc.collect(0)

    def _write_one_by_one(self, waiting: list[tuple[int, PreparedArticle]]) -> None:
        for number, prepared in waiting:
            try:
                self._tally.add(self._store.add(prepared, renderer=RENDERER, run=self._run))
            except RecordConflictError as error:
                self._refuse(number, "CONFLICT", str(error))

    def _refuse(self, number: int, code: str, detail: str) -> None:
        self._refused += 1
        if self._refused <= _PROBLEMS_NAMED:
            self._problems.append(f"{number}: {_shorten(detail)}")
        self._fail({"line": str(number)}, code, detail)

    def _fail(self, article: Mapping[str, str | None], code: str, detail: str) -> None:
        if self._tally.failed < _FAILURES_NOTED:
            self._store.note_failure(self._run, article=article, code=code, detail=detail)
        self._tally.failed += 1


def _shorten(text: str, most: int = 500) -> str:
    return text if len(text) <= most else f"{text[:most]} …"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
