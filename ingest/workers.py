"""Articles in, extraction records out, on one process or several; order and content do not depend on how many."""

import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING

from extraction.errors import ArticleError
from extraction.settings import ExtractorConfig
from ingest.errors import WorkerStartError
from ingest.sources import Source
from ingest.threads import keep_to_one_thread
from records.articles import Article
from records.errors import DatelineError
from records.extractions import Extraction, FailedExtraction, Failure

if TYPE_CHECKING:
    from extraction.pipeline import Extractor

# Enough for no worker to wait for the slowest article, few enough for memory not to grow with the corpus.
_IN_FLIGHT_PER_WORKER = 8

Extracted = Extraction | FailedExtraction


def extract_articles(
    sources: Iterable[Source], config: ExtractorConfig, *, version: str, workers: int = 1
) -> Iterator[Extracted]:
    """Yield one record for each article in the order given; failures pass through.

    With more than one worker each is a process of its own that reads one article at a time. An article that makes its
    process die is recorded as a failure, and the others go on.

    Raises:
        ModelError: the model cannot be loaded.
        ResourceError: a data file is wrong.
        WorkerStartError: the same, in a process of its own.
    """
    keep_to_one_thread()
    run = partial(_extract_here, config, version) if workers <= 1 else _Pool(config, version, workers).run
    yield from run(sources)


def _extract_here(config: ExtractorConfig, version: str, sources: Iterable[Source]) -> Iterator[Extracted]:
    # Loaded for the first article that needs it: a run that finds everything done takes no seconds for the model.
    extractor: Extractor | None = None
    for source in sources:
        article = source.content
        if isinstance(article, FailedExtraction):
            yield article
            continue
        if extractor is None:
            from extraction.pipeline import load_extractor

            extractor = load_extractor(config, version=version)
        yield extract_one(extractor, article, source.origin)


def extract_one(extractor: "Extractor", article: Article, origin: str | None = None) -> Extracted:
    """Return the record of one article, or why there is none; whatever goes wrong, it is this article's matter."""
    try:
        return extractor.extract(article)
    except ArticleError as error:
        return fail(article, origin, error.code, str(error))
    except Exception as error:
        # A bug of ours: the run goes on, the record names it.
        return fail(article, origin, "INTERNAL_ERROR", f"{type(error).__name__}: {error}")


def fail(article: Article, origin: str | None, code: str, detail: str) -> FailedExtraction:
    """Return the failure of an article, with what is known of it."""
    known = {"id": article.id, "external_id": article.external_id, "title": article.title, "url": article.url}
    if origin is not None:
        known["origin"] = origin
    return FailedExtraction(article=known, error=Failure(code=code, detail=detail))


class _Pool:
    """A window over the articles that are with the workers, emptied in their order."""

    def __init__(self, config: ExtractorConfig, version: str, workers: int) -> None:
        self.config = config
        self.version = version
        self.workers = workers
        # Processes start with the first article that is submitted.
        self.executor = self._start(workers)

    def run(self, sources: Iterable[Source]) -> Iterator[Extracted]:
        waiting: deque[tuple[Source, Future[Extracted]]] = deque()
        try:
            for source in sources:
                waiting.append((source, self._submit(source)))
                while len(waiting) >= self.workers * _IN_FLIGHT_PER_WORKER:
                    yield self._next(waiting)
            while waiting:
                yield self._next(waiting)
        finally:
            self.executor.shutdown(wait=True, cancel_futures=True)

    def _submit(self, source: Source) -> Future[Extracted]:
        future: Future[Extracted] = Future()
        if isinstance(source.content, FailedExtraction):
            future.set_result(source.content)
            return future
        try:
            return self.executor.submit(_work, source.content, source.origin)
        except BrokenProcessPool as error:
            future.set_exception(error)
            return future

    def _next(self, waiting: deque[tuple[Source, Future[Extracted]]]) -> Extracted:
        source, future = waiting.popleft()
        try:
            return future.result()
        except BrokenProcessPool:
            # All that was in flight is lost with the pool, whichever article broke it: this one is tried alone, so
            # that only the guilty one fails; the rest goes to a new pool.
            record = self._try_alone(source)
            self.executor = self._start(self.workers)
            again = [(s, self._submit(s) if _is_lost(f) else f) for s, f in waiting]
            waiting.clear()
            waiting.extend(again)
            return record

    def _try_alone(self, source: Source) -> Extracted:
        assert isinstance(source.content, Article), "what failed before was never with a worker"
        with self._start(1) as executor:
            try:
                return executor.submit(_work, source.content, source.origin).result()
            except BrokenProcessPool:
                return fail(source.content, source.origin, "WORKER_DIED", "The process that read this article died.")

    def _start(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            max_workers=workers,
            mp_context=get_context("spawn"),
            initializer=_load,
            initargs=(self.config, self.version),
        )


_extractor: "Extractor | str" = "not loaded"


def _load(config: ExtractorConfig, version: str) -> None:
    # Ctrl-C on a terminal reaches every process; the parent ends the run, and its workers with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # An error here would only break the pool: it is kept until a call can carry it to the parent.
    global _extractor
    from extraction.pipeline import load_extractor

    try:
        _extractor = load_extractor(config, version=version)
    except DatelineError as error:
        _extractor = str(error)


def _work(article: Article, origin: str) -> Extracted:
    if isinstance(_extractor, str):
        raise WorkerStartError(_extractor)
    return extract_one(_extractor, article, origin)


def _is_lost(future: Future[Extracted]) -> bool:
    return not future.done() or isinstance(future.exception(), BrokenProcessPool)
