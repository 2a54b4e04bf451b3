"""Errors of the store.

StorageError
├── StoreUnavailableError    the database cannot be reached, opened or written; names it, password hidden
│   └── StoreBusyError       another process holds it, or it did not answer in time: the same call may succeed later
├── SchemaVersionError       the database has not been upgraded, or by a newer program
├── RecordConflictError      an article brings an id twice, or one that another article's record has
├── BackupError              a backup cannot be written, or is not what it should be
└── InvalidKeyError          a page key does not fit the query
"""

from records.errors import DatelineError


class StorageError(DatelineError):
    """Base of what the store refuses or cannot do."""


class StoreUnavailableError(StorageError):
    """The database `url` (its password hidden) cannot be used, and why."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"The database {url} cannot be used: {reason}")
        self.url = url
        self.reason = reason


class StoreBusyError(StoreUnavailableError):
    """Another process holds the database, or it did not answer in time."""


class SchemaVersionError(StorageError):
    """The tables of `url` are not those that this program reads: `found` revision (None: no tables), not `wanted`."""

    def __init__(self, url: str, found: str | None, wanted: str) -> None:
        if found is not None and found > wanted:
            state = f"is at revision {found}, this program knows {wanted}: it was upgraded by a newer version"
        else:
            state = f"{f'is at revision {found}' if found else 'holds no tables'}, revision {wanted} is needed: "
            state += "run `dateline db upgrade`"
        super().__init__(f"The database {url} {state}.")
        self.url = url
        self.found = found
        self.wanted = wanted


class RecordConflictError(StorageError):
    """Articles cannot be written: `reason` names the rule that their records break."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The records contradict each other or what is stored: {reason}")
        self.reason = reason


class ActorMergeError(StorageError):
    """One id cannot be taken for a former one of another."""

    def __init__(self, former_id: str, actor_id: str, reason: str) -> None:
        super().__init__(f"{former_id!r} cannot be merged into {actor_id!r}: {reason}.")
        self.reason = reason


class BackupError(StorageError):
    """A backup cannot be written or restored; the message names the file and the reason."""


class InvalidKeyError(StorageError):
    """A page key is not one of this query's."""

    def __init__(self, key: object) -> None:
        super().__init__(f"{key!r} is no key of a page of this query.")
        self.key = key
