"""Two ids that name one actor in, the rows of both as one out; and numbers for ids of which several are one actor.

Records and their bytes stay as they are: an id never changes its meaning, a former one leads to the actor that it
names. What is brought together are the rows by which items are found and counted.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, literal, select, update

from storage import rows
from storage.conditions import has_bits
from storage.engines import SQLITE
from storage.errors import ActorMergeError
from storage.roles import OWN_EVENT_ROLES, OWN_POSITION_ROLES, PositionRole

_TAKING = ~(PositionRole.ADDRESSEE | PositionRole.ADDRESSEE_THROUGH) & 0xFF


def number_roles(roles: Mapping[str, int], numbers: Mapping[str, int]) -> dict[int, int]:
    """Return roles by the numbers of actors; of several ids of one actor all bits count."""
    found: dict[int, int] = {}
    for actor_id, bits in roles.items():
        number = numbers[actor_id]
        found[number] = found.get(number, 0) | bits
    return found


def number_pairs(pairs: Mapping[tuple[str, str], bool], numbers: Mapping[str, int]) -> dict[tuple[int, int], bool]:
    """Return pairs by the numbers of actors; two ids of one actor are no pair."""
    found: dict[tuple[int, int], bool] = {}
    for (one, other), own in pairs.items():
        pair = numbers[one], numbers[other]
        if pair[0] != pair[1]:
            found[pair] = found.get(pair, False) or own
    return found


def check_merge(former_id: str, actor_id: str) -> None:
    """Refuse to take ids for one actor that cannot be.

    Raises:
        ActorMergeError: says why.
    """
    kind, _, rest = former_id.partition(":")
    other_kind, _, other_rest = actor_id.partition(":")
    if former_id == actor_id:
        raise ActorMergeError(former_id, actor_id, "they are the same id")
    # Whom an actor acts for is read from its id: with another kind, or the body of another state, that would change.
    if kind != other_kind:
        raise ActorMergeError(former_id, actor_id, f"a {kind} is no {other_kind}")
    if kind == "country" or (kind == "gov" and rest[:3] != other_rest[:3]):
        raise ActorMergeError(former_id, actor_id, "they belong to different states")


def find_actor(connection: Connection, actor_id: str) -> int | None:
    """Return the number of an actor by an id that it has or had; None: nobody is called so."""
    former, actors = rows.former_actors.c, rows.actors.c
    number = connection.execute(select(former.actor_n).where(former.id == actor_id)).scalar()
    if number is None:
        number = connection.execute(select(actors.n).where(actors.id == actor_id)).scalar()
    return None if number is None else int(number)


def is_former(connection: Connection, actor_id: str) -> bool:
    """Say whether an id has been merged into another one."""
    former = rows.former_actors.c
    return connection.execute(select(former.id).where(former.id == actor_id)).first() is not None


def merge_rows(connection: Connection, old: int, new: int) -> list[int]:
    """Let the rows of one actor be another's; return the numbers of the issues on which either holds positions.

    Names and profiles are left to `storage.aggregates`.
    """
    issues = _held_issues(connection, old, new)
    participants, concerned, partners = rows.participants, rows.position_actors, rows.partners
    connection.execute(
        delete(partners).where(
            ((partners.c.actor_n == old) & (partners.c.other_n == new))
            | ((partners.c.actor_n == new) & (partners.c.other_n == old))
        )
    )
    _move(connection, participants, "actor_n", old, new, lambda here, there: {"roles": here.roles.op("|")(there.roles)})
    _move(connection, concerned, "actor_n", old, new, lambda here, there: {"roles": here.roles.op("|")(there.roles)})
    for column in ("actor_n", "other_n"):
        _move(connection, partners, column, old, new, lambda here, there: {"own": here.own | there.own})
    _move(connection, rows.article_actors, "actor_n", old, new, lambda _here, _there: {})
    for table, count in (
        (rows.actor_facts, "articles"),
        (rows.actor_terms, "articles"),
        (rows.issue_holders, "positions"),
    ):
        _move(connection, table, "actor_n", old, new, _adding(count))
    connection.execute(update(rows.positions).where(rows.positions.c.actor_n == old).values(actor_n=new))
    connection.execute(update(rows.former_actors).where(rows.former_actors.c.actor_n == old).values(actor_n=new))
    _count_anew(connection, new)
    _count_anew(connection, old)
    _count_pairs_anew(connection, old, new)
    return issues


def _adding(count: str) -> Any:
    return lambda here, there: {count: here[count] + there[count]}


def _held_issues(connection: Connection, *numbers: int) -> list[int]:
    holders = rows.issue_holders.c
    return list(connection.execute(select(holders.issue_n).where(holders.actor_n.in_(numbers)).distinct()).scalars())


def _move(connection: Connection, table: Table, column: str, old: int, new: int, join: Any) -> None:
    """Copy the rows of the old number to the new one, join those that are there already, and remove the old ones.

    Pairs are found by their other end in an index of neither database: in `partners` these are looked for by the
    partners of the actor.
    """
    if connection.dialect.name == SQLITE:
        from sqlalchemy.dialects.sqlite import insert as upsert
    else:
        from sqlalchemy.dialects.postgresql import insert as upsert  # type: ignore[assignment]
    chosen = table.c[column] == old
    if column == "other_n":
        # The mirror image of the actor's own pairs, which have been moved already.
        others = select(table.c.other_n).where(table.c.actor_n == new)
        chosen = chosen & table.c.actor_n.in_(others)
    copied = select(*(literal(new).label(c.name) if c.name == column else c for c in table.c)).where(chosen)
    statement = upsert(table).from_select(list(table.c.keys()), copied)
    keys = [c.name for c in table.primary_key]
    joined = join(table.c, statement.excluded)
    if joined:
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=joined))
    else:
        connection.execute(statement.on_conflict_do_nothing(index_elements=keys))
    connection.execute(delete(table).where(chosen))


def _count_anew(connection: Connection, number: int) -> None:
    """Count what an actor takes part in, from the rows by which it is found."""
    participants, concerned, named = rows.participants.c, rows.position_actors.c, rows.article_actors.c
    events = select(func.count()).where(participants.actor_n == number)
    positions = select(func.count()).where(concerned.actor_n == number)
    connection.execute(
        update(rows.actors)
        .where(rows.actors.c.n == number)
        .values(
            article_count=select(func.count()).where(named.actor_n == number).scalar_subquery(),
            event_count=events.scalar_subquery(),
            own_event_count=events.where(has_bits(participants.roles, OWN_EVENT_ROLES)).scalar_subquery(),
            position_count=positions.where(has_bits(concerned.roles, _TAKING)).scalar_subquery(),
            own_position_count=positions.where(
                has_bits(concerned.roles, OWN_POSITION_ROLES & _TAKING)
            ).scalar_subquery(),
        )
    )


def _count_pairs_anew(connection: Connection, old: int, new: int) -> None:
    """Count the pairs of an actor, which were two's, and their mirror images."""
    counts, partners = rows.partner_counts, rows.partners
    others = select(counts.c.other_n).where(counts.c.actor_n.in_((old, new)))
    connection.execute(delete(counts).where(counts.c.actor_n.in_(others), counts.c.other_n.in_((old, new))))
    connection.execute(delete(counts).where(counts.c.actor_n.in_((old, new))))
    counted = (
        select(partners.c.actor_n, partners.c.other_n, partners.c.own, func.count())
        .where(partners.c.actor_n == new)
        .group_by(partners.c.actor_n, partners.c.other_n, partners.c.own)
    )
    connection.execute(insert(counts).from_select(counts.c.keys(), counted))
    mirrored = select(counts.c.other_n, counts.c.actor_n, counts.c.own, counts.c.events).where(counts.c.actor_n == new)
    connection.execute(insert(counts).from_select(counts.c.keys(), mirrored))


def note_former(connection: Connection, former_id: str, number: int, at: int) -> None:
    """Write down whom a former id names."""
    connection.execute(insert(rows.former_actors).values(id=former_id, actor_n=number, merged_at=at))
