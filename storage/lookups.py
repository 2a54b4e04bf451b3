"""Ids of many items in, their stored bytes or the instants of their writing out: what answers about others refer to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, select

from storage import rows
from storage.scalars import instant_of, plain

if TYPE_CHECKING:
    from storage.store import Store

_IDS_AT_ONCE = 500
_WRITTEN = {"events": rows.events, "positions": rows.positions}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerActor:
    """An id that leads to an actor of another id since that instant."""

    id: str
    actor_id: str
    merged_at: datetime


class Lookups:
    """Many items of a store at once. Ids that nobody has are left out of the answers."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def actors(self, ids: Iterable[str]) -> dict[str, bytes]:
        """Return the actors by their ids."""
        return self._bodies(rows.actors, ids)

    def articles(self, ids: Iterable[str]) -> dict[str, bytes]:
        """Return the articles by their ids."""
        return self._bodies(rows.articles, ids)

    def written(self, resource: str, ids: Iterable[str]) -> dict[str, tuple[datetime, datetime]]:
        """Return when each of these "events" or "positions" was first written, and when last."""
        table = _WRITTEN[resource]
        found = self._select(table, (table.c.id, table.c.ingested_at, table.c.updated_at), ids)
        return {item_id: (instant_of(first), instant_of(last)) for item_id, first, last in found}

    def former_actors(self) -> tuple[FormerActor, ...]:
        """Return all former ids of actors, in the order in which they became that."""
        former, actors = rows.former_actors.c, rows.actors.c
        statement = select(former.id, actors.id, former.merged_at).join(rows.actors, actors.n == former.actor_n)
        with self._store.reading() as connection:
            found = connection.execute(statement.order_by(former.merged_at, former.id)).all()
        return tuple(FormerActor(id=one, actor_id=other, merged_at=instant_of(at)) for one, other, at in found)

    def _bodies(self, table: Table, ids: Iterable[str]) -> dict[str, bytes]:
        found = self._select(table, (table.c.id, table.c.body), ids)
        return {item_id: bytes(body) for item_id, body in found if body is not None}

    def _select(self, table: Table, columns: tuple[Any, ...], ids: Iterable[str]) -> Iterator[Any]:
        for some in batched(dict.fromkeys(map(plain, ids)), _IDS_AT_ONCE):
            with self._store.reading() as connection:
                yield from connection.execute(select(*columns).where(table.c.id.in_(some))).all()
