"""Ids of jobs in, the same out at a worker: the queue that wakes workers, in a file or on a Redis server.

A job is its row in the database, and a message only says that there is one. One that is lost, comes twice or comes late
does no harm: workers claim rows, and look after rows whose messages did not come.
"""

import logging
from typing import TYPE_CHECKING

from ingest.errors import QueueError

if TYPE_CHECKING:
    from huey.storage import BaseStorage

_FILE = "sqlite:///"
_SERVERS = ("redis://", "rediss://", "unix://")
_NAME = "dateline"
# So long an idle worker waits for a server to send something, before it looks whether it shall stop.
_BLOCKING_SECONDS = 1
_logger = logging.getLogger("dateline.queue")


class JobMessages:
    """A queue of ids of jobs, as they are: whoever can write into the queue can make no worker run anything else."""

    def __init__(self, storage: "BaseStorage", *, blocking: bool) -> None:
        self._storage = storage
        self.blocking = blocking
        """Whether receiving waits for a message; otherwise who receives waits."""

    def send(self, job_id: str) -> None:
        """Wake a worker for a job whose row is there. A queue that is away is noted, and no more: the row is there."""
        try:
            self._storage.enqueue(job_id.encode())
        except Exception as error:
            # Each kind of queue has errors of its own.
            _logger.warning("the queue does not take %s: %s", job_id, error)

    def receive(self) -> str | None:
        """Return the id of a job, the oldest first; None: there is none now.

        Raises:
            QueueError: the queue does not answer.
        """
        try:
            message = self._storage.dequeue()
        except Exception as error:
            raise QueueError(f"The queue does not answer: {error}") from error
        return None if message is None else bytes(message).decode("utf-8", "replace")

    def close(self) -> None:
        """Give back the connection."""
        self._storage.close()


def open_queue(url: str | None) -> JobMessages | None:
    """Return the queue at "sqlite:////folder/file" or "redis://host:6379"; None where none is named.

    Raises:
        QueueError: it is no address of a queue, or what it takes is not installed.
    """
    if url is None:
        return None
    # Loaded by those who use a queue.
    from huey.exceptions import ConfigurationError
    from huey.storage import RedisStorage, SqliteStorage

    try:
        if url.startswith(_FILE):
            # What a crash takes is a message, never a job: no need to wait for the disk.
            storage = SqliteStorage(_NAME, filename=url.removeprefix(_FILE), fsync=False, strict_fifo=True)
            return JobMessages(storage, blocking=False)
        if url.startswith(_SERVERS):
            return JobMessages(RedisStorage(_NAME, url=url, read_timeout=_BLOCKING_SECONDS), blocking=True)
    except ConfigurationError as error:
        raise QueueError("A queue on Redis needs its client: pip install 'dateline[redis]'.") from error
    except Exception as error:
        raise QueueError(f"The queue {url!r} cannot be opened: {error}") from error
    raise QueueError(f"DATELINE_QUEUE_URL is {url!r}; it can be sqlite:////folder/file or redis://host:6379.")
