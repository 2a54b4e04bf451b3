"""The extraction worker beside a server is kept alive, and ends with it."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import orjson

from ingest import service
from ingest.service import WorkerSupervisor
from ingest.sources import make_article
from records.articles import Article
from records.extractions import Extraction
from records.jobs import JobKind, JobState, WorkerState
from storage.queries import StorylineQuery
from storage.store import Store, open_store, upgrade
from storage.storylines import read_storylines
from tests.storage.building import EXTRACTOR
from tests.storage.test_storylines import MET, MET_AGAIN

TEXT = "The European Union imposed sanctions on Russia on 24 February 2025. Hungary criticised the package.\n"
PATIENCE = 120.0


def await_that(what: Callable[[], bool]) -> None:
    """Wait until something holds; a worker loads its model for some seconds."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


def is_ready(store: Store, pid: int | None) -> bool:
    return any(w.pid == pid and w.state is WorkerState.READY for w in store.jobs.workers())


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_worker_that_is_killed_is_replaced_and_its_work_is_done(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'jobs.db'}"
    upgrade(url)
    with open_store(url) as store:
        with WorkerSupervisor(url, None, version="0.1.0") as supervisor:
            first = supervisor.pid
            assert first is not None
            await_that(lambda: any(worker.pid == first for worker in store.jobs.workers()))
            os.kill(first, signal.SIGKILL)
            await_that(lambda: supervisor.pid != first and is_ready(store, supervisor.pid))
            second = supervisor.pid
            article = make_article(TEXT)
            job = store.jobs.enqueue(JobKind.ARTICLE, orjson.dumps({"text": TEXT}), article_id=article.id)
            await_that(lambda: (store.jobs.get(job.id) or job).state is JobState.SUCCEEDED)
        assert store.article(article.id) is not None
        assert second is not None
        assert is_gone(second)
        # It said goodbye; the one that was killed could not.
        assert [worker.pid for worker in store.jobs.workers()] == [first]


class KnowsTwo:
    """Finds in two texts what was written down by hand."""

    info = EXTRACTOR
    articles: ClassVar = {extraction.article.text: extraction for extraction in (MET, MET_AGAIN)}

    def extract(self, article: Article) -> Extraction:
        """Return the record of one of the two."""
        return self.articles[article.text]


def test_an_article_is_in_its_storyline_when_its_job_is_done(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'jobs.db'}"
    upgrade(url)
    with open_store(url) as store:
        worker = service._Worker(store, KnowsTwo(), "knows-two")  # type: ignore[arg-type]
        for extraction, count in ((MET, 0), (MET_AGAIN, 1)):
            payload = orjson.dumps({"text": extraction.article.text, "publisher": extraction.article.publisher})
            job = store.jobs.enqueue(JobKind.ARTICLE, payload, article_id=extraction.article.id)
            claimed = store.jobs.claim("knows-two")
            assert claimed is not None
            worker._try(claimed)
            assert (store.jobs.get(job.id) or job).state is JobState.SUCCEEDED
            assert len(list(read_storylines(store, StorylineQuery()).items)) == count
