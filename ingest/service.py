"""Jobs of the store in, finished jobs out: the extraction worker of a server, and what keeps it alive."""

import logging
import math
import os
import signal
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from secrets import token_hex
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from ingest.errors import QueueError, SourceError
from ingest.matching import Match, change_date, keep_date, match_article
from ingest.preparing import RENDERER, appearance_of, prepare
from ingest.queues import JobMessages, open_queue
from ingest.sources import read_article
from ingest.story_matching import match_stories
from ingest.storylines import StorylineKeeper
from ingest.threads import keep_to_one_thread
from records.articles import Article
from records.errors import DatelineError
from records.extractions import Extraction, FailedExtraction
from records.jobs import Job, JobKind, WorkerState
from schemas.service import FOUND
from storage.errors import StoreUnavailableError
from storage.prepared import Outcome
from storage.store import Store, open_store

if TYPE_CHECKING:
    from extraction.pipeline import Extractor
    from extraction.settings import ExtractorConfig

# A posted article waits for half of it on average; an idle worker asks the queue ten times a second.
_POLL_SECONDS = 0.1
# And the database so often, for jobs whose messages did not come.
_LOOK_SECONDS = 1.0
_BEAT_SECONDS = 2.0
# A worker that was not heard of for so long is dead, and what it was working on is queued again.
_SILENT_AFTER = timedelta(seconds=10)
_KEPT = timedelta(days=1)
_PRUNE_EVERY = timedelta(hours=1)
_RESTART_SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
# One that lived for so long did not die of what it was started with.
_HEALTHY_SECONDS = 60.0
_logger = logging.getLogger("dateline.worker")


class Exporter(Protocol):
    """Makes files of what is stored."""

    def write(self, store: Store, job: Job) -> str | None:
        """Make the file of a job; return why there is none, None: it is there."""

    def tidy(self, store: Store) -> None:
        """Take back files whose time is over."""


def run_worker(
    database_url: str,
    config: "ExtractorConfig | None",
    *,
    version: str,
    exporter: Exporter | None = None,
    queue_url: str | None = None,
    stop: Event | None = None,
) -> None:
    """Work on jobs until told to stop by `stop`, SIGTERM, SIGINT or the end of the parent process.

    The job in hand is finished first. Without `config` the environment says how to extract, so that who calls need not
    import any of that. The language model is loaded here. Without an exporter, jobs that ask for files fail; without
    a queue the worker asks the database for what there is to do.

    Raises:
        ModelError: the model cannot be loaded.
        ResourceError: a data file is wrong.
        StorageError: the database cannot be opened.
        QueueError: the address of the queue is none.
    """
    stop = stop or _stop_on_signals()
    keep_to_one_thread()
    with open_store(database_url) as store:
        heart = _Heart(store)
        try:
            heart.start()
            from extraction.pipeline import load_extractor
            from extraction.settings import ExtractorConfig

            extractor = load_extractor(config or ExtractorConfig.from_environment(), version=version)
            heart.state = WorkerState.READY
            heart.beat()
            _logger.info("worker %s is ready", heart.id)
            _Worker(store, extractor, heart.id, exporter, open_queue(queue_url)).work(stop)
        finally:
            heart.stop()


class WorkerSupervisor:
    """Keeps one extraction worker running beside a server; use it in a `with` statement."""

    def __init__(
        self,
        database_url: str,
        config: "ExtractorConfig | None",
        *,
        version: str,
        exporter: Exporter | None = None,
        queue_url: str | None = None,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        """`prepare` is called first in each worker process."""
        self._arguments: tuple[Any, ...] = (database_url, config, version, exporter, queue_url, prepare)
        self._stopping = Event()
        self._process: BaseProcess | None = None
        self._thread = Thread(target=self._supervise, name="worker-supervisor", daemon=True)

    def __enter__(self) -> "WorkerSupervisor":
        self._start()
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopping.set()
        self._thread.join()

    @property
    def pid(self) -> int | None:
        """The process id of the worker that runs now."""
        return self._process.pid if self._process is not None else None

    def _start(self) -> None:
        self._process = get_context("spawn").Process(
            target=_run_process, args=self._arguments, name="dateline-worker", daemon=True
        )
        self._process.start()

    def _supervise(self) -> None:
        deaths = 0
        started = time.monotonic()
        while not self._stopping.is_set():
            process = self._process
            assert process is not None, "it was started before the thread"
            process.join(0.2)
            if process.is_alive():
                continue
            deaths = 0 if time.monotonic() - started > _HEALTHY_SECONDS else deaths + 1
            pause = _RESTART_SECONDS[min(deaths, len(_RESTART_SECONDS)) - 1] if deaths else 0.0
            _logger.warning("the extraction worker ended (status %s); a new one follows", process.exitcode)
            if self._stopping.wait(pause):
                break
            self._start()
            started = time.monotonic()
        if self._process is not None and self._process.is_alive():
            self._process.terminate()
            self._process.join(10)
            if self._process.is_alive():
                self._process.kill()


def _run_process(
    database_url: str,
    config: "ExtractorConfig | None",
    version: str,
    exporter: Exporter | None,
    queue_url: str | None,
    prepare: Callable[[], None] | None,
) -> None:
    if prepare is not None:
        prepare()
    try:
        run_worker(database_url, config, version=version, exporter=exporter, queue_url=queue_url)
    except DatelineError as error:
        _logger.error("the extraction worker cannot run: %s", error)
        raise SystemExit(1) from error


def _stop_on_signals() -> Event:
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    return stop


class _Heart:
    """Tells the store every two seconds that this worker lives; long articles take longer than that."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.host = socket.gethostname()
        # Host and process id come again in a restarted container, and a dead worker's job would seem to be in hand.
        self.id = f"{self.host}-{os.getpid()}-{token_hex(4)}"
        self.state = WorkerState.STARTING
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="worker-heart", daemon=True)

    def start(self) -> None:
        self.beat()
        self._thread.start()

    def beat(self) -> None:
        self.store.jobs.beat(self.id, pid=os.getpid(), host=self.host, state=self.state)

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        try:
            self.store.jobs.forget(self.id)
        except StoreUnavailableError as error:
            _logger.warning("worker %s: %s", self.id, error)

    def _run(self) -> None:
        while not self._stopping.wait(_BEAT_SECONDS):
            try:
                self.beat()
            except StoreUnavailableError as error:
                # It may come back; until then there is nobody to tell.
                _logger.warning("worker %s: %s", self.id, error)


class _Worker:
    """Takes one job after the other."""

    def __init__(
        self,
        store: Store,
        extractor: "Extractor",
        worker_id: str,
        exporter: Exporter | None = None,
        queue: JobMessages | None = None,
    ) -> None:
        self.store = store
        self.queue = queue
        self.extractor = extractor
        self.id = worker_id
        self.exporter = exporter
        self._storylines = StorylineKeeper(store)
        self._tidied = self._pruned = datetime.min.replace(tzinfo=UTC)
        self._looked = self._queue_failed = -math.inf

    def work(self, stop: Event) -> None:
        parent = parent_process()
        in_hand: Job | None = None
        while not stop.is_set() and (parent is None or parent.is_alive()):
            try:
                self._tidy()
                in_hand = in_hand or self._next_job()
                if in_hand is None:
                    self._renew_storylines(self._storylines.renew_when_idle)
                    if not self._has_waited():
                        stop.wait(_POLL_SECONDS)
                    continue
                begun = time.monotonic()
                self._try(in_hand)
                seconds = round(time.monotonic() - begun, 3)
                _logger.info("job done", extra={"job": in_hand.id, "kind": in_hand.kind.value, "seconds": seconds})
                in_hand = None
            except StoreUnavailableError as error:
                # The job stays in hand: doing it again does no harm.
                _logger.warning("worker %s: %s", self.id, error)
                stop.wait(_BEAT_SECONDS)

    def _renew_storylines(self, renew: Callable[[], None]) -> None:
        """Name storylines anew; where that fails, articles are stored all the same, and it is tried again later."""
        try:
            renew()
        except StoreUnavailableError as error:
            _logger.warning("worker %s: %s", self.id, error)
        except Exception:
            _logger.exception("storylines")

    def _match(self, article_id: str) -> None:
        """Compare an article with the others; where no other waits, who asks next also finds it in its storyline."""
        match_stories(self.store, article_id, renderer=RENDERER)
        if not self.store.jobs.is_one_waiting():
            self._renew_storylines(self._storylines.renew_at_once)

    def _next_job(self) -> Job | None:
        """Return a job that is now this worker's: that of a message, or one whose message did not come."""
        message = self._receive()
        if message is not None and (job := self.store.jobs.claim(self.id, message)) is not None:
            return job
        now = time.monotonic()
        if self.queue is not None and now - self._looked < _LOOK_SECONDS:
            return None
        job = self.store.jobs.claim(self.id)
        if job is None:
            self._looked = now
        return job

    def _has_waited(self) -> bool:
        return self.queue is not None and self.queue.blocking and not self._queue_is_away()

    def _queue_is_away(self) -> bool:
        return time.monotonic() - self._queue_failed < _BEAT_SECONDS

    def _receive(self) -> str | None:
        if self.queue is None or self._queue_is_away():
            return None
        try:
            return self.queue.receive()
        except QueueError as error:
            # The database knows of every job: without messages they only begin a little later.
            _logger.warning("worker %s: %s", self.id, error)
            self._queue_failed = time.monotonic()
            return None

    def _tidy(self) -> None:
        now = datetime.now(UTC)
        if now - self._tidied < timedelta(seconds=_BEAT_SECONDS):
            return
        self._tidied = now
        self.store.jobs.requeue(silent_since=now - _SILENT_AFTER)
        if now - self._pruned > _PRUNE_EVERY:
            self._pruned = now
            self.store.jobs.prune(finished_before=now - _KEPT)
            self.store.answers.prune(begun_before=now - _KEPT)
            if self.exporter is not None:
                self.exporter.tidy(self.store)
            for worker in self.store.jobs.workers():
                if now - worker.beat_at > _PRUNE_EVERY:
                    self.store.jobs.forget(worker.id)

    def _try(self, job: Job) -> None:
        try:
            self._do(job)
        except StoreUnavailableError:
            raise
        except Exception as error:
            # A bug of ours, or a stored record that cannot be read: the worker goes on, the job names it.
            _logger.exception("job %s", job.id)
            self.store.jobs.fail(job.id, "INTERNAL_ERROR", f"{type(error).__name__}: {error}")

    def _do(self, job: Job) -> None:
        if job.kind is JobKind.REDATING:
            self._redate(job)
            return
        if job.kind is JobKind.EXPORT:
            self._export(job)
            return
        try:
            article = read_article(orjson.loads(job.payload))
        except SourceError as error:
            self.store.jobs.fail(job.id, error.code, error.detail)
            return
        if job.kind is JobKind.ARTICLE:
            known = self.store.known_article(article.id)
            info = self.extractor.info
            match = match_article(article, known, version=info.version, model=info.model)
            if match is Match.APPEARANCE:
                self.store.add_appearance(article.id, appearance_of(article), renderer=RENDERER)
                # Where a worker died between storing and comparing, this is what it did not come to.
                self._match(article.id)
                self.store.jobs.succeed(job.id, result=_outcome(Outcome.APPEARED), article_id=article.id)
                return
            if match is Match.OUTDATED:
                article = self._with_stored_date(article)
        self._extract(job, article)

    def _redate(self, job: Job) -> None:
        record = self.store.record(job.article_id or "")
        if record is None:
            self._fail_gone(job)
            return
        stored = RENDERER.read_record(record).article
        published_at = orjson.loads(job.payload)["published_at"]
        if stored.published_at == published_at:
            self._match(stored.id)
            self.store.jobs.succeed(job.id, article_id=stored.id)
            return
        self._extract(job, change_date(stored, published_at))

    def _export(self, job: Job) -> None:
        reason = "This worker makes no files." if self.exporter is None else self.exporter.write(self.store, job)
        if reason is None:
            self.store.jobs.succeed(job.id)
        else:
            self.store.jobs.fail(job.id, "NO_FILE", reason)

    def _fail_gone(self, job: Job) -> None:
        self.store.jobs.fail(job.id, "GONE", f"The article {job.article_id!r} has been deleted.")

    def _extract(self, job: Job, article: Article) -> None:
        from ingest.workers import extract_one

        found = extract_one(self.extractor, article)
        if isinstance(found, FailedExtraction):
            self.store.jobs.fail(job.id, found.error.code, found.error.detail)
            return
        self._finish(job, found)

    def _with_stored_date(self, article: Article) -> Article:
        record = self.store.record(article.id)
        return article if record is None else keep_date(article, RENDERER.read_record(record).article)

    def _finish(self, job: Job, found: Extraction) -> None:
        if job.kind is JobKind.ANALYSIS:
            self.store.jobs.succeed(job.id, result=render_analysis(found), article_id=found.article.id)
            return
        result = None
        if job.kind is JobKind.ARTICLE:
            result = _outcome(self.store.add(prepare(found), renderer=RENDERER).outcome)
        elif self.store.redate(prepare(found), renderer=RENDERER) is None:
            self._fail_gone(job)
            return
        self._match(found.article.id)
        self.store.jobs.succeed(job.id, result=result, article_id=found.article.id)


def _outcome(outcome: Outcome) -> bytes:
    return orjson.dumps({"outcome": outcome})


def render_analysis(found: Extraction) -> bytes:
    """Return the bytes of an article with what was found in it, as the API gives out stored ones."""
    prepared = prepare(found)
    annotations = orjson.loads(prepared.annotations)
    more = {
        **{name: annotations[name] for name in FOUND},
        "events": [orjson.Fragment(event) for event in prepared.events],
        "positions": [orjson.Fragment(position) for position in prepared.positions],
    }
    return RENDERER.render_article(found, (prepared.appearance,))[:-1] + b"," + orjson.dumps(more)[1:]
