"""Articles in, extraction records out, on one process or several; order and content do not depend on how many."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from extraction.errors import ArticleError
from extraction.pipeline import Extractor, ExtractorConfig, load_extractor
from ingest.errors import WorkerStartError
from records.articles import Article
from records.errors import DatelineError
from records.extractions import Extraction, FailedExtraction, Failure

# Enough for no worker to wait for the slowest article, few enough for memory not to grow with the corpus.
_IN_FLIGHT_PER_WORKER = 8
# More threads than one inside of a process make two processes slower than one.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

Extracted = Extraction | FailedExtraction


def extract_articles(
    articles: Iterable[Article | FailedExtraction], config: ExtractorConfig, *, version: str, workers: int = 1
) -> Iterator[Extracted]:
    """Yield one record for each article in the order given; failures pass through.

    With more than one worker each is a process of its own that reads one article at a time. An article that makes its
    process die is recorded as a failure, and the others go on.

    Raises:
        ModelError: the model cannot be loaded.
        ResourceError: a data file is wrong.
        WorkerStartError: the same, in a process of its own.
    """
    os.environ.update({name: os.environ.get(name, value) for name, value in _ONE_THREAD.items()})
    if workers <= 1:
        extractor = load_extractor(config, version=version)
        for article in articles:
            yield article if isinstance(article, FailedExtraction) else extract_one(extractor, article)
    else:
        yield from _Pool(config, version, workers).run(articles)


def extract_one(extractor: Extractor, article: Article) -> Extracted:
    """Return the record of one article, or why there is none; whatever goes wrong, it is this article's matter."""
    try:
        return extractor.extract(article)
    except ArticleError as error:
        return fail(article, error.code, str(error))
    except Exception as error:
        # A bug of ours: the run goes on, the record names it.
        return fail(article, "INTERNAL_ERROR", f"{type(error).__name__}: {error}")


def fail(article: Article, code: str, detail: str) -> FailedExtraction:
    """Return the failure of an article."""
    known = {"id": article.id, "external_id": article.external_id, "title": article.title, "url": article.url}
    return FailedExtraction(article=known, error=Failure(code=code, detail=detail))


class _Pool:
    """A window over the articles that are with the workers, emptied in their order."""

    def __init__(self, config: ExtractorConfig, version: str, workers: int) -> None:
        self.config = config
        self.version = version
        self.workers = workers
        self.executor = self._start(workers)

    def run(self, articles: Iterable[Article | FailedExtraction]) -> Iterator[Extracted]:
        waiting: deque[tuple[Article | None, Future[Extracted] | FailedExtraction]] = deque()
        try:
            for article in articles:
                if isinstance(article, FailedExtraction):
                    waiting.append((None, article))
                else:
                    waiting.append((article, self._submit(article)))
                while len(waiting) >= self.workers * _IN_FLIGHT_PER_WORKER:
                    yield self._next(waiting)
            while waiting:
                yield self._next(waiting)
        finally:
            self.executor.shutdown(wait=True, cancel_futures=True)

    def _submit(self, article: Article) -> Future[Extracted]:
        try:
            return self.executor.submit(_work, article)
        except BrokenProcessPool as error:
            broken: Future[Extracted] = Future()
            broken.set_exception(error)
            return broken

    def _next(self, waiting: deque[tuple[Article | None, Future[Extracted] | FailedExtraction]]) -> Extracted:
        article, result = waiting.popleft()
        if article is None or isinstance(result, FailedExtraction):
            assert isinstance(result, FailedExtraction)
            return result
        try:
            return result.result()
        except BrokenProcessPool:
            # All that was in flight is lost with the pool, whichever article broke it: this one is tried alone, so
            # that only the guilty one fails; the rest goes to a new pool.
            record = self._try_alone(article)
            self.executor = self._start(self.workers)
            again = [(a, self._submit(a) if a is not None and _is_broken(r) else r) for a, r in waiting]
            waiting.clear()
            waiting.extend(again)
            return record

    def _try_alone(self, article: Article) -> Extracted:
        with self._start(1) as executor:
            try:
                return executor.submit(_work, article).result()
            except BrokenProcessPool:
                return fail(article, "WORKER_DIED", "The process that read this article died.")

    def _start(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            max_workers=workers,
            mp_context=get_context("spawn"),
            initializer=_load,
            initargs=(self.config, self.version),
        )


_extractor: Extractor | str = "not loaded"


def _load(config: ExtractorConfig, version: str) -> None:
    # An error here would only break the pool: it is kept until a call can carry it to the parent.
    global _extractor
    try:
        _extractor = load_extractor(config, version=version)
    except DatelineError as error:
        _extractor = str(error)


def _work(article: Article) -> Extracted:
    if isinstance(_extractor, str):
        raise WorkerStartError(_extractor)
    return extract_one(_extractor, article)


def _is_broken(result: "Future[Extracted] | FailedExtraction") -> bool:
    if isinstance(result, FailedExtraction):
        return False
    return not result.done() or result.exception() is not None
