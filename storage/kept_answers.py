"""Requests that may be sent twice in, the one answer that each of them gets out."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.engines import POSTGRESQL
from storage.scalars import instant_number, instant_of, now
from storage.service_rows import kept_answers

if TYPE_CHECKING:
    from storage.store import Store

# The longest wait for a worker is half a minute: what is open for longer belongs to a server that died.
_ABANDONED_AFTER = timedelta(minutes=2)
KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """What a request was answered; without `status` it is still being answered."""

    fingerprint: bytes
    created_at: datetime
    status: int | None = None
    headers: Mapping[str, str]
    body: bytes


class AnswerBook:
    """The answers to requests with an `Idempotency-Key`, by who sent it and the key."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def open(self, owner: str, key: str, fingerprint: bytes) -> KeptAnswer | None:
        """Begin to answer a request; or return what is kept of the same key, begun or answered."""
        columns, at = kept_answers.c, now()
        mine = (columns.owner == owner, columns.key == key)
        abandoned = at - _ABANDONED_AFTER // timedelta(microseconds=1)
        with self._store.writing() as connection:
            connection.execute(
                delete(kept_answers).where(*mine, columns.status.is_(None), columns.created_at < abandoned)
            )
            connection.execute(
                delete(kept_answers).where(*mine, columns.created_at < at - KEPT // timedelta(microseconds=1))
            )
            insert = postgresql.insert if connection.dialect.name == POSTGRESQL else sqlite.insert
            begun = connection.execute(
                insert(kept_answers)
                .values(owner=owner, key=key, fingerprint=fingerprint, created_at=at)
                .on_conflict_do_nothing()
                .returning(kept_answers.c.key)
            )
            if begun.first():
                return None
            row = connection.execute(select(kept_answers).where(*mine)).one()
        return KeptAnswer(
            fingerprint=row.fingerprint,
            created_at=instant_of(row.created_at),
            status=row.status,
            headers=orjson.loads(row.headers) if row.headers else {},
            body=zlib.decompress(row.body) if row.body else b"",
        )

    def close(
        self, owner: str, key: str, *, status: int, headers: Mapping[str, str], body: bytes, article_id: str | None
    ) -> None:
        """Keep the answer."""
        columns = kept_answers.c
        with self._store.writing() as connection:
            connection.execute(
                update(kept_answers)
                .where(columns.owner == owner, columns.key == key)
                .values(
                    status=status,
                    headers=orjson.dumps(headers),
                    body=zlib.compress(body),
                    article_id=article_id,
                )
            )

    def drop(self, owner: str, key: str) -> None:
        """Forget a request that was not answered, so that it can be sent again."""
        columns = kept_answers.c
        with self._store.writing() as connection:
            connection.execute(delete(kept_answers).where(columns.owner == owner, columns.key == key))

    def prune(self, *, begun_before: datetime) -> int:
        """Forget requests that were begun before then; say how many."""
        with self._store.writing() as connection:
            done = connection.execute(
                delete(kept_answers).where(kept_answers.c.created_at < instant_number(begun_before))
            )
        return done.rowcount
