"""Stored events in, a row for each participant out."""

from collections.abc import Iterable, Iterator

import orjson

from api.formats import EVENTS, Document, Table, plain_columns
from storage.store import Store

_ACTOR = ("actor_id", "actor_name", "role")
# The columns of the participants take the place of those that put them together.
_KEPT = tuple(column for column in EVENTS.columns if column[1].source != "participants")
_BEFORE = tuple(name for name, _ in _KEPT)

TABLE = Table(columns=plain_columns(*_BEFORE[:1], *_ACTOR, *_BEFORE[1:]))
_EVENT = Table(columns=_KEPT)


def spread_participants(_store: Store, items: Iterable[bytes]) -> Iterator[Document]:
    """Yield a row for each part that an actor has in an event, and one without an actor where nobody takes part."""
    for item in items:
        event = orjson.loads(item)
        [values] = _EVENT.cells([event])
        row = dict(zip(_BEFORE, values, strict=True))
        for part in event["participants"] or [{"actor_id": None, "name": None, "role": None}]:
            yield row | {"actor_id": part["actor_id"], "actor_name": part["name"], "role": part["role"]}
