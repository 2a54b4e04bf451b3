"""Files made for download in, their rows out, and which of them hold an article that goes."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from records.exports import Export
from storage import rows
from storage.inserting import in_chunks, insert_rows
from storage.scalars import instant_number, instant_of, now
from storage.service_rows import export_articles, exports, kept_answers

if TYPE_CHECKING:
    from storage.store import Store


class ExportShelf:
    """The files of a store. It knows of them; they lie in a folder of whoever makes them."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def add(self, export: Export, *, articles: Collection[str], whole: bool) -> bool:
        """Note a file and the articles that it quotes; False: one of these was deleted while it was made.

        `whole` says that it sums up all articles, so that the deletion of any is one.
        """
        changes, made_from = rows.changes.c, export.dataset_version
        deleted = select(changes.id).where(
            changes.token > made_from, changes.resource == "article", changes.action == "DELETED"
        )
        with self._store.writing() as connection:
            gone = set(connection.execute(deleted).scalars())
            if gone and (whole or not gone.isdisjoint(articles)):
                return False
            connection.execute(
                insert(exports).values(
                    id=export.id,
                    request=export.request,
                    rows=export.rows,
                    bytes=export.bytes,
                    sha256=export.sha256,
                    dataset_version=export.dataset_version,
                    created_at=instant_number(export.created_at),
                    finished_at=instant_number(export.finished_at),
                    whole=int(whole),
                )
            )
            insert_rows(connection, export_articles, [(article, export.id) for article in sorted(articles)])
        return True

    def get(self, export_id: str) -> Export | None:
        """Return a file that was made, cleared ones too."""
        with self._store.reading() as connection:
            row = connection.execute(select(exports).where(exports.c.id == export_id)).first()
        return _read(row) if row else None

    def live(self) -> frozenset[str]:
        """Return the ids of the files that may be given out."""
        with self._store.reading() as connection:
            return frozenset(connection.execute(select(exports.c.id).where(exports.c.cleared_at.is_(None))).scalars())

    def clear(self, *, finished_before: datetime) -> int:
        """Take back files that were made before then; say how many."""
        old = exports.c.finished_at < instant_number(finished_before)
        with self._store.writing() as connection:
            return _clear(connection, old)

    def prune(self, *, finished_before: datetime) -> int:
        """Forget files that were made before then, so that not even their ids are known."""
        with self._store.writing() as connection:
            done = connection.execute(delete(exports).where(exports.c.finished_at < instant_number(finished_before)))
        return done.rowcount


def forget_copies(connection: Connection, article_id: str) -> None:
    """Take back what holds an article outside of its own rows: files, kept answers, what jobs were sent and gave."""
    holding = select(export_articles.c.export_id).where(export_articles.c.article_id == article_id)
    _clear(connection, or_(exports.c.whole == 1, exports.c.id.in_(holding)))
    connection.execute(delete(kept_answers).where(kept_answers.c.article_id == article_id))
    jobs = rows.jobs.c
    finished = (jobs.article_id == article_id, jobs.finished_at.is_not(None))
    connection.execute(update(rows.jobs).where(*finished).values(payload=b"{}", result=None))


def _clear(connection: Connection, which: Any) -> int:
    live = exports.c.cleared_at.is_(None)
    found = list(connection.execute(select(exports.c.id).where(live, which)).scalars())
    for chunk in in_chunks(found):
        connection.execute(update(exports).where(exports.c.id.in_(chunk)).values(cleared_at=now()))
        connection.execute(delete(export_articles).where(export_articles.c.export_id.in_(chunk)))
    return len(found)


def _read(row: Row[Any]) -> Export:
    return Export(
        id=row.id,
        request=row.request,
        rows=row.rows,
        bytes=row.bytes,
        sha256=row.sha256,
        dataset_version=row.dataset_version,
        created_at=instant_of(row.created_at),
        finished_at=instant_of(row.finished_at),
        cleared_at=None if row.cleared_at is None else instant_of(row.cleared_at),
    )
