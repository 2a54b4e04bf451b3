"""The id of an actor in, pages of those that it shares events with out."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Integer, Select, bindparam, case, cast, func, select, tuple_

from storage import rows
from storage.conditions import actor_number
from storage.errors import InvalidKeyError
from storage.queries import ITEM_SEPARATOR, TOTAL_CAP, Key, Page, PartnerQuery, Total
from storage.reading import Reader
from storage.scalars import day_of
from storage.statements import Binder, Shape, Statement, compile_statement, is_one_of, shape_of, values_of


@dataclass(frozen=True, slots=True)
class _Turn:
    """From where, and which way."""

    keyed: bool
    backwards: bool


def read_partners(reader: Reader, query: PartnerQuery) -> Page:
    """Return a page of the partners of an actor, those with most events first.

    Raises:
        InvalidKeyError: `after` or `before` is no key of such a page.
    """
    key = query.after if query.after is not None else query.before
    turn = _Turn(keyed=key is not None, backwards=query.after is None and query.before is not None)
    statement = _page_statement(shape_of(query), turn, reader.dialect)
    values = statement.constants | values_of(query) | {"page_limit": query.limit + 1}
    if key is not None:
        values |= dict(zip(("key_events", "key_n"), _read_key(key), strict=True))
    found = reader.all(statement.sql, values)
    more, found = len(found) > query.limit, found[: query.limit]
    if not found:
        return Page(body=b"", count=0)
    if turn.backwards:
        found.reverse()
    first, last = ((int(row[0]), int(row[1])) for row in (found[0], found[-1]))
    return Page(
        body=ITEM_SEPARATOR.join(_render(*row) for row in found),
        count=len(found),
        next_key=last if more or turn.backwards else None,
        prev_key=first if (more if turn.backwards else turn.keyed) else None,
    )


def count_partners(reader: Reader, query: PartnerQuery) -> Total:
    """Count the partners of an actor, as far as totals are counted."""
    statement = _total_statement(shape_of(query), reader.dialect)
    values = statement.constants | values_of(query) | {"page_limit": TOTAL_CAP + 1}
    count = int(reader.one(statement.sql, values)[0])
    return Total(value=min(count, TOTAL_CAP), exact=count <= TOTAL_CAP)


@lru_cache(maxsize=64)
def _page_statement(shape: Shape, turn: _Turn, dialect: Dialect) -> Statement:
    binder = Binder(shape)
    statement, events, n = _select(binder)
    if turn.keyed:
        here, there = tuple_(events, n), tuple_(bindparam("key_events"), bindparam("key_n"))
        statement = statement.where(here > there if turn.backwards else here < there)
    order = [column.asc() if turn.backwards else column.desc() for column in (events, n)]
    page = statement.order_by(*order).limit(bindparam("page_limit")).subquery("page").c
    # The days are looked up for those on the page alone: each is one end of a stretch of the pairs' key.
    partners = rows.partners.c
    shared = [partners.actor_n == page.actor_n, partners.other_n == page.other_n]
    if binder.flag("actor_exact"):
        shared.append(partners.own)
    first = select(func.min(partners.start)).where(*shared, partners.start > 0).scalar_subquery()
    last = select(func.max(partners.start)).where(*shared).scalar_subquery()
    columns = (page[name] for name in ("events", "other_n", "id", "name", "actor_type", "country", "own_events"))
    order = [column.asc() if turn.backwards else column.desc() for column in (page.events, page.other_n)]
    return compile_statement(select(*columns, first, last).order_by(*order), dialect)


@lru_cache(maxsize=64)
def _total_statement(shape: Shape, dialect: Dialect) -> Statement:
    found = _select(Binder(shape))[0].limit(bindparam("page_limit")).subquery()
    return compile_statement(select(func.count()).select_from(found), dialect)


def _select(binder: Binder) -> tuple[Select[Any], Any, Any]:
    """Select the partners; also return the columns that order them."""
    counts, actors = rows.partner_counts.c, rows.actors.c
    # The pairs of an actor lie together, in the order of the others: they are grouped as they are read.
    pairs = select(
        counts.actor_n,
        counts.other_n,
        cast(func.sum(counts.events), Integer).label("events"),
        cast(func.sum(case((counts.own, counts.events), else_=0)), Integer).label("own_events"),
    ).where(counts.actor_n == actor_number(binder.one("actor_id")))
    if binder.flag("actor_exact"):
        pairs = pairs.where(counts.own)
    found = pairs.group_by(counts.actor_n, counts.other_n).subquery("found").c
    statement = (
        select(
            found.events,
            found.other_n,
            actors.id,
            actors.name,
            actors.actor_type,
            actors.country,
            found.own_events,
            found.actor_n,
        )
        .join(rows.actors, actors.n == found.other_n)
        .where(actors.body.is_not(None))
    )
    if "actor_types" in binder:
        statement = statement.where(is_one_of(actors.actor_type, binder.many("actor_types")))
    return statement, found.events, found.other_n


def _read_key(key: Key) -> Key:
    if (
        not isinstance(key, tuple)
        or len(key) != 2
        or any(type(part) is not int or abs(part) >= 1 << 62 for part in key)
    ):
        raise InvalidKeyError(key)
    return key


def _render(
    events: int,
    _n: int,
    actor_id: str,
    name: str,
    actor_type: str,
    country: str | None,
    own_events: int,
    first: int | None,
    last: int,
) -> bytes:
    first_day, last_day = day_of(first or 0), day_of(last)
    document = {
        "id": actor_id,
        "name": name,
        "actor_type": actor_type,
        "country": country,
        "event_count": events,
        "own_event_count": own_events,
        "first_day": first_day and first_day.isoformat(),
        "last_day": last_day and last_day.isoformat(),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
