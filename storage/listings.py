"""Queries for actors and issues in, pages of their stored bytes out."""

from collections.abc import Hashable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Dialect, Select, Table, and_, bindparam, func, or_, select, tuple_

from storage import rows
from storage.conditions import actor_numbers, contains, match_patterns, match_values, pattern_of
from storage.errors import InvalidKeyError
from storage.items import STREAM_LIMIT, Order, make_page, read_part
from storage.queries import TOTAL_CAP, ActorQuery, IssueQuery, Key, Page, Total
from storage.reading import Reader
from storage.scalars import fold, words_of
from storage.statements import Binder, Condition, Shape, Statement, compile_statement, join_items, shape_of, values_of

ListQuery = ActorQuery | IssueQuery

_AFTER_ALL_LETTERS = "\U0010ffff"
_TEXT_COLUMNS = frozenset({"name", "label"})


def read_list(reader: Reader, query: ListQuery) -> Page:
    """Return a page of actors or issues.

    Raises:
        InvalidKeyError: `after` or `before` is no key of this sort.
    """
    key = query.after if query.after is not None else query.before
    backwards = query.after is None and query.before is not None
    order = _read_order(query)
    if key is not None:
        _check_key(key, order)
    if backwards:
        order = order.reversed()
    shape, values = _prepare(query)
    statement = _list_statement(cast(Hashable, type(query)), shape, order, key is not None, reader.dialect)
    values |= statement.constants | {"page_limit": query.limit + 1}
    if key is not None:
        values |= {"key_sort": key[0], "key_n": key[1]}
    part = read_part(reader.one(statement.sql, values))
    parts = [part] if part else []
    return make_page(parts, query, backwards=backwards, more=part is not None and part.count > query.limit)


def count_list(reader: Reader, query: ListQuery) -> Total:
    """Count the actors or issues that a query finds, as far as totals are counted."""
    shape, values = _prepare(query)
    statement = _total_statement(cast(Hashable, type(query)), shape, reader.dialect)
    values |= statement.constants | {"page_limit": TOTAL_CAP + 1}
    count = int(reader.one(statement.sql, values)[0])
    return Total(value=min(count, TOTAL_CAP), exact=count <= TOTAL_CAP)


def stream_list(reader: Reader, query: ListQuery) -> Iterator[bytes]:
    """Yield everything that a query finds, a page at a time."""
    query = replace(query, limit=STREAM_LIMIT, after=None, before=None)
    while True:
        page = read_list(reader, query)
        yield from page.items
        if page.next_key is None:
            return
        query = replace(query, after=page.next_key)


def find_word_ranges(text: str) -> dict[str, str]:
    """Return the values of a search for actors: for each word where the words that begin with it begin and end."""
    # The longest word leaves least to look at; it leads.
    words = sorted(words_of(fold(text)), key=len, reverse=True)
    return {
        name: value
        for index, word in enumerate(words)
        for name, value in ((f"word_{index}", word), (f"word_end_{index}", word + _AFTER_ALL_LETTERS))
    }


def match_words(count: int, actor_n: Any, *, leading: bool = True) -> list[Condition]:
    """An actor has a word in each of the ranges of `find_word_ranges`; with `leading` the first finds the actors."""
    conditions: list[Condition] = []
    for index in range(count):
        words = rows.actor_words.alias(f"words_{index}")
        within = and_(words.c.word >= bindparam(f"word_{index}"), words.c.word < bindparam(f"word_end_{index}"))
        if index == 0 and leading:
            conditions.append(actor_n.in_(select(words.c.actor_n).where(within)))
        else:
            conditions.append(contains(words, words.c.actor_n == actor_n, within))
    return conditions


def _prepare(query: ListQuery) -> tuple[Shape, dict[str, Any]]:
    values, shape = values_of(query), shape_of(query)
    text = values.pop("text", None)
    shape = tuple(field for field in shape if field[0] != "text")
    if isinstance(query, ActorQuery):
        for index, sector in enumerate(query.sectors):
            values[f"sectors_{index}"] = pattern_of(sector, before="% ", after=" %")
        for index, office in enumerate(query.offices):
            values[f"offices_{index}"] = pattern_of(fold(office), before="%", after="%")
        if text is not None:
            ranges = find_word_ranges(text)
            values |= ranges
            shape = (*shape, ("words", len(ranges) // 2))
    elif text is not None:
        patterns = [pattern_of(word, before="%", after="%") for word in words_of(fold(text))]
        values |= {f"pattern_{index}": pattern for index, pattern in enumerate(patterns)}
        shape = (*shape, ("patterns", len(patterns)))
    return shape, values


def _read_order(query: ListQuery) -> Order:
    column, descending = query.sort.removeprefix("-"), query.sort.startswith("-")
    if column == "relevance":
        return Order("event_count", True)
    if column == "name" and isinstance(query, IssueQuery):
        column = "label"
    return Order(column, descending)


@lru_cache(maxsize=256)
def _list_statement(kind: Any, shape: Shape, order: Order, keyed: bool, dialect: Dialect) -> Statement:
    table = _table_of(kind)
    value = table.c[order.column]
    statement = _select(kind, Binder(shape), value.label("sort_value"), table.c.n, table.c.body.label("body"))
    if keyed:
        here, there = tuple_(value, table.c.n), tuple_(bindparam("key_sort"), bindparam("key_n"))
        statement = statement.where(here < there if order.descending else here > there)
    columns = [column.desc() if order.descending else column.asc() for column in (value, table.c.n)]
    statement = statement.order_by(*columns).limit(bindparam("page_limit"))
    return compile_statement(
        join_items(statement, ("sort_value", "n"), descending=order.descending, dialect=dialect), dialect
    )


@lru_cache(maxsize=256)
def _total_statement(kind: Any, shape: Shape, dialect: Dialect) -> Statement:
    found = _select(kind, Binder(shape), _table_of(kind).c.n).limit(bindparam("page_limit")).subquery()
    return compile_statement(select(func.count()).select_from(found), dialect)


def _table_of(kind: Any) -> Table:
    return rows.actors if kind is ActorQuery else rows.issues


def _select(kind: Any, binder: Binder, *columns: Any) -> Select[Any]:
    conditions = _match_actors(binder) if kind is ActorQuery else _match_issues(binder)
    return select(*columns).where(_table_of(kind).c.body.is_not(None), *conditions)


def _match_actors(binder: Binder) -> list[Condition]:
    actors = rows.actors.c
    columns = {"ids": actors.id, "actor_types": actors.actor_type, "countries": actors.country}
    conditions = match_values(binder, columns)
    conditions += match_patterns(binder, "sectors", actors.sectors)
    conditions += _hold_office(binder)
    conditions += match_words(binder.size("words"), actors.n)
    if "articles" in binder:
        articles, named = rows.articles.c, rows.article_actors.c
        conditions.append(
            actors.n.in_(
                select(named.actor_n)
                .join(rows.articles, articles.n == named.article_n)
                .where(articles.id.in_(binder.many("articles")))
            )
        )
    return conditions


def _hold_office(binder: Binder) -> list[Condition]:
    actors, terms = rows.actors.c, rows.actor_terms.c
    if "on" not in binder and "offices" not in binder:
        return []
    held = select(terms.actor_n).where(*match_patterns(binder, "offices", terms.folded))
    if "on" in binder:
        day = binder.one("on")
        return [actors.n.in_(held.where(terms.start <= day, terms.stop >= day))]
    return [or_(*match_patterns(binder, "offices", actors.offices), actors.n.in_(held))]


def _match_issues(binder: Binder) -> list[Condition]:
    issues, holders = rows.issues.c, rows.issue_holders.c
    conditions = match_values(binder, {"ids": issues.id, "topics": issues.topic})
    for index in range(binder.size("patterns")):
        conditions.append(issues.folded.like(bindparam(f"pattern_{index}"), escape="/"))
    if "actors" in binder:
        conditions.append(
            issues.n.in_(select(holders.issue_n).where(holders.actor_n.in_(actor_numbers(binder.many("actors")))))
        )
    return conditions


def _check_key(key: Key, order: Order) -> None:
    kind = str if order.column in _TEXT_COLUMNS else int
    if not isinstance(key, tuple) or len(key) != 2 or type(key[0]) is not kind or type(key[1]) is not int:
        raise InvalidKeyError(key)
    if any(isinstance(part, int) and abs(part) >= 1 << 62 for part in key):
        raise InvalidKeyError(key)
