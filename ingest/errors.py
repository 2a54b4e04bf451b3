"""Errors of the write path.

IngestError
├── SourceError          an input cannot be read as an article (becomes a failure, the run goes on)
├── JudgementError       a person's word about events cannot be taken
├── QueueError           the queue that wakes workers is none, or does not answer
├── WorkerStartError     an extraction worker cannot load its model or data
└── ClusterError         the cluster cannot be reached or its files not be read
"""

from records.errors import DatelineError


class IngestError(DatelineError):
    """Base of what the write path refuses."""


class SourceError(IngestError):
    """An input is no article: `code` is for programs, `detail` names the value for people."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class WorkerStartError(IngestError):
    """An extraction worker cannot start; the message is the reason."""


class QueueError(IngestError):
    """The queue that wakes workers has no address that is known, or does not answer."""


class ClusterError(IngestError):
    """The cluster cannot be reached, or what it shall read or write is not there."""


class JudgementError(IngestError):
    """A person's word cannot be taken: `code` is for programs, `detail` says why.

    Codes: UNKNOWN, GONE, SAME_EVENT, NOTHING_TO_SPLIT, WRONG_ARTICLES, WRONG_EVENTS, CONFLICT.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
