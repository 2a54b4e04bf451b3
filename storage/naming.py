"""What a user calls an actor in, the actors that it means out."""

import re
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, bindparam, case, func, select

from storage import rows
from storage.listings import find_word_ranges, match_words
from storage.queries import ActorMatch, Suggestion
from storage.reading import Reader
from storage.scalars import fold, plain, words_of
from storage.statements import Statement, compile_statement

_QID = re.compile(r"[Qq][1-9][0-9]*")
_CODE = re.compile(r"[A-Za-z]{3,12}")
_COUNTRY = re.compile(r"[A-Z]{3}")

# Sorting so many actors takes a few milliseconds.
_MANY = 1000

# A code stands for a state or body before it stands for one of its people.
_RANKS = {"STATE": 0, "GOVERNMENT_BODY": 1, "ORGANISATION": 2, "ARMED_GROUP": 3, "GROUP": 4}


def find_by_id(reader: Reader, given: str) -> ActorMatch | None:
    """Return the actor that has, or had, an id; what `resolve_actor` would find, by one statement."""
    given = plain(given.strip())
    if ":" not in given:
        return None
    statement = _id_statement(reader.dialect)
    row = reader.one(statement.sql, {"given": given})
    if row is None:
        return None
    return ActorMatch(id=row[0], name=row[1], score=1.0, grounds="ID" if row[2] is None else "FORMER_ID")


@cache
def _id_statement(dialect: Dialect) -> Statement:
    actors, former, itself = rows.actors.c, rows.former_actors.c, rows.actors.alias("itself").c
    given: BindParameter[str] = bindparam("given")
    merged = select(former.actor_n).where(former.id == given).scalar_subquery()
    own = select(itself.n).where(itself.id == given).scalar_subquery()
    return compile_statement(
        select(actors.id, actors.name, merged).where(actors.n == func.coalesce(merged, own)), dialect
    )


def resolve_actor(connection: Connection, given: str, limit: int) -> tuple[ActorMatch, ...]:
    """Return whom an id, a Wikidata QID, a code, a name, an alias or whole words of names mean, best first.

    The first of these that anybody has decides. Of several actors the one that most articles name is meant; the
    score of the others falls with their articles.
    """
    given = plain(given.strip())
    actors, former, folded = rows.actors.c, rows.former_actors.c, fold(given)
    by_code = _CODE.fullmatch(given) is not None
    ways: tuple[tuple[str, float, bool, Any], ...] = (
        ("FORMER_ID", 1.0, ":" in given, (actors.n.in_(select(former.actor_n).where(former.id == given)),)),
        ("ID", 1.0, True, (actors.id == given,)),
        ("WIKIDATA", 1.0, _QID.fullmatch(given) is not None, (actors.wikidata == given.upper(),)),
        ("CODE", 1.0, _COUNTRY.fullmatch(given) is not None, (actors.id == f"country:{given}",)),
        ("CODE", 0.95, by_code and given.isupper(), (actors.code == given,)),
        ("NAME", 0.95, True, (actors.n.in_(_named(folded, main=True)),)),
        ("ALIAS", 0.9, True, (actors.n.in_(_named(folded, main=False)),)),
        ("CODE", 0.85, by_code, (actors.code == given.upper(),)),
    )
    for grounds, score, fits, conditions in ways:
        found = _find(connection, grounds, score, limit, conditions) if fits else ()
        if found:
            return found
    named = rows.actor_words.c
    conditions = tuple(
        actors.n.in_(select(named.actor_n).where(named.word == word)) for word in dict.fromkeys(words_of(folded))
    )
    return _find(connection, "WORDS", 0.7, limit, conditions) if conditions else ()


def suggest_actors(connection: Connection, text: str, limit: int) -> tuple[Suggestion, ...]:
    """Return the actors whose names have words that begin as those of the text do, most frequent first."""
    ranges = find_word_ranges(text)
    if not ranges:
        return ()
    actors = rows.actors.c
    count = len(ranges) // 2
    # Where many begin so, the first of them are soon met among the most frequent; where few do, they are sorted.
    words = match_words(count, actors.n, leading=not _are_many(connection, ranges))
    statement = (
        select(actors.id, actors.name, actors.actor_type, actors.event_count)
        .where(actors.body.is_not(None), *words)
        .order_by(actors.article_count.desc(), actors.n.desc())
        .limit(limit)
    )
    return tuple(
        Suggestion(id=actor_id, name=name, actor_type=actor_type, event_count=count)
        for actor_id, name, actor_type, count in connection.execute(statement, ranges)
    )


def _are_many(connection: Connection, ranges: dict[str, str]) -> bool:
    words = rows.actor_words.c
    within = select(words.word).where(words.word >= ranges["word_0"], words.word < ranges["word_end_0"])
    found = within.limit(_MANY).subquery()
    return connection.execute(select(func.count()).select_from(found)).scalar_one() == _MANY


def _named(folded: str, *, main: bool) -> Any:
    names = rows.actor_names.c
    return select(names.actor_n).where(names.folded == folded, names.main == main)


def _find(
    connection: Connection, grounds: str, score: float, limit: int, conditions: tuple[Any, ...]
) -> tuple[ActorMatch, ...]:
    actors = rows.actors.c
    order = [actors.article_count.desc(), actors.n]
    if grounds == "CODE":
        order.insert(0, case(_RANKS, value=actors.actor_type, else_=len(_RANKS)))
    # An id is known as soon as it gathers others, whether an article names it or not.
    named = () if grounds in ("ID", "FORMER_ID") else (actors.body.is_not(None),)
    statement = select(actors.id, actors.name, actors.article_count).where(*named, *conditions)
    found = connection.execute(statement.order_by(*order).limit(limit)).all()
    if not found:
        return ()
    best = max(found[0].article_count, 1)
    return tuple(
        ActorMatch(
            id=row.id,
            name=row.name,
            score=round(score if index == 0 else score * min(1.0, row.article_count / best), 3),
            grounds=grounds,
        )
        for index, row in enumerate(found)
    )
