"""The parts that requests need, opened when first used."""

import logging
from contextlib import suppress
from datetime import UTC, datetime
from threading import BoundedSemaphore, Lock
from typing import cast

from flask import current_app

from api.config import AppConfig
from api.cursors import Cursors
from ingest.errors import QueueError
from ingest.queues import JobMessages, open_queue
from records.jobs import Job, JobKind
from storage.errors import StorageError
from storage.remembering import Memory
from storage.store import Store, open_store

_logger = logging.getLogger("dateline.api")

SCHEMA_VERSION = "1"
"""The version of the shape of answers; it changes when a client has to."""

_REMEMBERED_BYTES = 8_000_000
"""So many bytes of series and networks are kept by each process until the data set changes."""


class Services:
    """Configuration, store and cursors of one server process.

    The database may be away when the process starts and come back: it is opened by the first request that needs it.
    """

    def __init__(self, config: AppConfig) -> None:
        self.config = config
        self.cursors = Cursors(config.secret or config.database_url)
        self.waiting = BoundedSemaphore(max(config.most_waiting, 1))
        self.reading = BoundedSemaphore(max(config.most_reading, 1))
        self.wholes: Memory[bytes] = Memory(_REMEMBERED_BYTES, len)
        self._lock = Lock()
        self._reader: Store | None = None
        self._writer: Store | None = None
        self._queue: JobMessages | None = None
        self._updated: tuple[int, datetime | None] = (-1, None)
        self.started = datetime.now(UTC).replace(microsecond=0)

    @property
    def store(self) -> Store:
        """The store, for reading."""
        if self._reader is None:
            with self._lock:
                if self._reader is None:
                    self._reader = self._open(read_only=True)
        return self._reader

    @property
    def writer(self) -> Store:
        """The store, for writing."""
        if self._writer is None:
            with self._lock:
                if self._writer is None:
                    self._writer = self._open(read_only=False)
        return self._writer

    def enqueue(self, kind: JobKind, payload: bytes, *, article_id: str | None = None) -> Job:
        """Put a job at the end of the queue, and wake a worker."""
        job = self.writer.jobs.enqueue(kind, payload, article_id=article_id)
        try:
            if self._queue is None:
                with self._lock:
                    self._queue = self._queue or open_queue(self.config.queue_url)
        except QueueError as error:
            # The job is there, and workers look for such whose messages did not come.
            _logger.warning("job %s: %s", job.id, error)
        if self._queue is not None:
            self._queue.send(job.id)
        return job

    def _open(self, *, read_only: bool) -> Store:
        return open_store(self.config.database_url, read_only=read_only, timeout=self.config.database_timeout)

    def updated_at(self, version: int) -> datetime | None:
        """Return when that version of the data set was written."""
        if self._updated[0] != version:
            self._updated = (version, self.store.updated_at())
        return self._updated[1]

    def changed_at(self, version: int) -> datetime:
        """Return the second in which answers from that version of the data set last changed: with it or the program."""
        updated = self.updated_at(version)
        return self.started if updated is None else max(self.started, updated.replace(microsecond=0))

    def close(self) -> None:
        """Give back all connections."""
        with self._lock:
            for store in (self._reader, self._writer):
                if store is not None:
                    with suppress(StorageError):
                        store.close()
            self._reader = self._writer = None
            if self._queue is not None:
                self._queue.close()
                self._queue = None


def services() -> Services:
    """Return the services of the application that answers the current request."""
    return cast(Services, current_app.extensions["dateline"])


def store() -> Store:
    """Return the store of the application that answers the current request."""
    return services().store
