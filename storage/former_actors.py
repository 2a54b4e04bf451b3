"""Ids of actors in, those that they lead to out; and the articles that name one."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from storage import rows
from storage.inserting import in_chunks


def find_current_ids(connection: Connection, actor_ids: Iterable[str]) -> dict[str, str]:
    """Return for those of some ids that are former ones whom they name now."""
    former, actors = rows.former_actors.c, rows.actors.c
    statement = select(former.id, actors.id).join(rows.actors, actors.n == former.actor_n)
    found: dict[str, str] = {}
    for chunk in in_chunks(sorted(set(actor_ids))):
        found |= dict(connection.execute(statement.where(former.id.in_(chunk))).all())
    return found


def are_actors_merged(connection: Connection) -> bool:
    """Say whether any id is a former one."""
    return connection.execute(select(rows.former_actors.c.id).limit(1)).first() is not None


def find_articles_naming(connection: Connection, actor_id: str) -> list[int]:
    """Return the compared articles that name an actor, by whichever of its ids."""
    named, former, actors = rows.article_actors.c, rows.former_actors.c, rows.actors.c
    numbers = select(former.actor_n).where(former.id == actor_id).union(select(actors.n).where(actors.id == actor_id))
    statement = (
        select(named.article_n)
        .join(rows.matchings, rows.matchings.c.article_n == named.article_n)
        .where(named.actor_n.in_(list(connection.execute(numbers).scalars())))
        .order_by(named.article_n)
    )
    return list(dict.fromkeys(connection.execute(statement).scalars()))
