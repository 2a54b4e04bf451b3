"""Numbers of actors and issues in, their profiles and rows brought up to date out."""

import json
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, delete, func, select

from records.actors import Office, Term
from records.profiles import ActorProfile, IssueProfile
from records.vocabularies import ActorType
from storage import rows
from storage.gathering import ALIAS, OFFICE, SELF, ActorDelta
from storage.inserting import Row, in_chunks, insert_rows, update_rows
from storage.prepared import Renderer
from storage.scalars import LAST_DAY, day_of, fold, words_of

_SHOWN_ALIASES = 20
_SHOWN_OFFICES = 10
_SEARCHED_ALIASES = 200

Facts = dict[str, list[str]]
"""Values by kind, the most frequent first."""


def update_actors(connection: Connection, deltas: Mapping[int, ActorDelta], renderer: Renderer) -> None:
    """Add to the counts of actors and render them anew."""
    for chunk in in_chunks(sorted(deltas)):
        facts, terms = _find_facts(connection, chunk), find_terms(connection, chunk)
        days = _find_actor_days(connection, chunk)
        columns = rows.actors.c
        found = connection.execute(select(rows.actors).with_only_columns(*_COUNTED).where(columns.n.in_(chunk)))
        changed = []
        for row in found.mappings():
            number = row["n"]
            counts = _add(row, deltas[number])
            profile = _make_profile(row["id"], facts.get(number, {}), terms.get(number, ()), counts, days[number])
            changed.append(
                {"n": number, **counts, **_actor_columns(profile), "last_day": days[number][1]}
                | {"body": renderer.render_actor(profile) if profile else None}
            )
        update_rows(connection, rows.actors, changed)
        _update_names(connection, chunk, facts)


def update_issues(connection: Connection, deltas: Mapping[int, int], renderer: Renderer) -> None:
    """Add to the counts of issues and render them anew."""
    for chunk in in_chunks(sorted(deltas)):
        labels = _find_labels(connection, chunk)
        holders = _count_holders(connection, chunk)
        days = _find_days(connection, chunk, rows.issues, ((rows.positions, "issue_n"),))
        columns = rows.issues.c
        found = connection.execute(select(columns.n, columns.id, columns.position_count).where(columns.n.in_(chunk)))
        changed = []
        for number, issue_id, count in found:
            label, topic = labels.get(number, ("", ""))
            first, last = days[number]
            profile = IssueProfile(
                id=issue_id,
                label=label,
                topic=topic,
                position_count=count + deltas[number],
                actor_count=holders.get(number, 0),
                first_day=day_of(first),
                last_day=day_of(last),
            )
            changed.append(
                {
                    "n": number,
                    "label": label,
                    "topic": topic,
                    "folded": fold(label),
                    "position_count": profile.position_count,
                    "last_day": last,
                    "body": renderer.render_issue(profile) if profile.position_count else None,
                }
            )
        update_rows(connection, rows.issues, changed)


_COUNTED = (
    rows.actors.c.n,
    rows.actors.c.id,
    rows.actors.c.article_count,
    rows.actors.c.event_count,
    rows.actors.c.own_event_count,
    rows.actors.c.position_count,
    rows.actors.c.own_position_count,
)


def _add(row: RowMapping, delta: ActorDelta) -> dict[str, int]:
    return {
        "article_count": row["article_count"] + delta.articles,
        "event_count": row["event_count"] + delta.events,
        "own_event_count": row["own_event_count"] + delta.own_events,
        "position_count": row["position_count"] + delta.positions,
        "own_position_count": row["own_position_count"] + delta.own_positions,
    }


def _make_profile(
    actor_id: str, facts: Facts, terms: tuple[Term, ...], counts: Mapping[str, int], days: tuple[int, int]
) -> ActorProfile | None:
    """Return what articles say of an actor; None: no article names it (any more)."""
    if SELF not in facts:
        return None
    name, actor_type, country, sectors, code, wikidata = json.loads(facts[SELF][0])
    other_names = [json.loads(value)[0] for value in facts[SELF][1:]]
    aliases = dict.fromkeys(alias for alias in [*other_names, *facts.get(ALIAS, ())] if alias != name)
    offices = (json.loads(value) for value in facts.get(OFFICE, ())[:_SHOWN_OFFICES])
    return ActorProfile(
        id=actor_id,
        name=name,
        actor_type=ActorType(actor_type),
        country=country,
        sectors=tuple(sectors),
        code=code,
        wikidata=wikidata,
        aliases=tuple(aliases)[:_SHOWN_ALIASES],
        offices=tuple(Office(title=title, organisation=organisation) for title, organisation in offices),
        terms=terms,
        **counts,
        first_day=day_of(days[0]),
        last_day=day_of(days[1]),
    )


def _actor_columns(profile: ActorProfile | None) -> dict[str, Any]:
    if profile is None:
        return {
            "name": "",
            "actor_type": None,
            "country": None,
            "code": None,
            "wikidata": None,
            "sectors": "",
            "offices": "",
        }
    return {
        "name": profile.name,
        "actor_type": profile.actor_type.value,
        "country": profile.country,
        "code": profile.code,
        "wikidata": profile.wikidata,
        "sectors": f" {' '.join(profile.sectors)} ",
        "offices": fold(" | ".join(office.title for office in profile.offices)),
    }


def _find_facts(connection: Connection, numbers: list[int]) -> dict[int, Facts]:
    columns = rows.actor_facts.c
    found = connection.execute(
        select(columns.actor_n, columns.kind, columns.value)
        .where(columns.actor_n.in_(numbers))
        .order_by(columns.actor_n, columns.kind, columns.articles.desc(), columns.value)
    )
    facts: dict[int, Facts] = defaultdict(lambda: defaultdict(list))
    for number, kind, value in found:
        facts[number][kind].append(value)
    return facts


def find_terms(connection: Connection, numbers: list[int]) -> dict[int, tuple[Term, ...]]:
    """Return the terms of office of each actor that has any, in order of time."""
    columns = rows.actor_terms.c
    found = connection.execute(
        select(columns.actor_n, columns.title, columns.office, columns.organisation, columns.start, columns.stop)
        .where(columns.actor_n.in_(numbers))
        .order_by(columns.actor_n, columns.start, columns.stop, columns.office, columns.organisation, columns.title)
    )
    terms: dict[int, list[Term]] = defaultdict(list)
    for number, title, office, organisation, start, stop in found:
        end = None if stop == LAST_DAY else day_of(stop)
        term = Term(title=title, office=office, organisation=organisation or None, start=day_of(start), end=end)
        terms[number].append(term)
    return {number: tuple(held) for number, held in terms.items()}


def _find_actor_days(connection: Connection, numbers: list[int]) -> dict[int, tuple[int, int]]:
    return _find_days(
        connection, numbers, rows.actors, ((rows.participants, "actor_n"), (rows.position_actors, "actor_n"))
    )


def _find_days(
    connection: Connection, numbers: list[int], owners: Table, children: tuple[tuple[Table, str], ...]
) -> dict[int, tuple[int, int]]:
    """Return the first and the last day on which a dated child begins; 0: there is none.

    Each is one step into an index that begins with owner and day, however many children there are.
    """
    ends = [
        select(order(child.c.start)).where(child.c[column] == owners.c.n, child.c.start > 0).scalar_subquery()
        for order in (func.min, func.max)
        for child, column in children
    ]
    found = connection.execute(select(owners.c.n, *ends).where(owners.c.n.in_(numbers)))
    half = len(children)
    return {
        row[0]: (
            min((day for day in row[1 : 1 + half] if day), default=0),
            max((day for day in row[1 + half :] if day), default=0),
        )
        for row in found
    }


def _update_names(connection: Connection, numbers: list[int], facts: Mapping[int, Facts]) -> None:
    """Bring the names and words by which actors are found up to date; most of the time nothing has changed."""
    names, words = rows.actor_names, rows.actor_words
    stored: dict[int, dict[str, bool]] = defaultdict(dict)
    for folded, number, main in connection.execute(select(names).where(names.c.actor_n.in_(numbers))):
        stored[number][folded] = main
    new_names: list[Row] = []
    new_words: list[Row] = []
    stale = []
    for number in numbers:
        wanted = _read_names(facts.get(number, {}))
        if wanted == stored.get(number, {}):
            continue
        if number in stored:
            stale.append(number)
        new_names += [(folded, number, main) for folded, main in wanted.items()]
        new_words += [(word, number) for word in sorted({word for folded in wanted for word in words_of(folded)})]
    if stale:
        connection.execute(delete(names).where(names.c.actor_n.in_(stale)))
        connection.execute(delete(words).where(words.c.actor_n.in_(stale)))
    insert_rows(connection, names, new_names)
    insert_rows(connection, words, new_words)


def _read_names(facts: Facts) -> Mapping[str, bool]:
    """Return the folded names of an actor, and which of them is the main one."""
    return _fold_names(tuple(facts.get(SELF, ())), tuple(facts.get(ALIAS, ())[:_SEARCHED_ALIASES]))


@lru_cache(maxsize=8192)
def _fold_names(selves: tuple[str, ...], aliases: tuple[str, ...]) -> Mapping[str, bool]:
    own = [json.loads(value)[0] for value in selves]
    names = dict.fromkeys((fold(name) for name in [*own, *aliases]), False)
    if own:
        names[fold(own[0])] = True
    names.pop("", None)
    return names


def _find_labels(connection: Connection, numbers: list[int]) -> dict[int, tuple[str, str]]:
    columns = rows.issue_labels.c
    found = connection.execute(
        select(columns.issue_n, columns.label, columns.topic)
        .where(columns.issue_n.in_(numbers))
        .order_by(columns.issue_n, columns.positions, columns.label.desc(), columns.topic.desc())
    )
    # The last one of an issue stays: the most frequent, of equals the first in the alphabet.
    return {number: (label, topic) for number, label, topic in found}


def _count_holders(connection: Connection, numbers: list[int]) -> dict[int, int]:
    columns = rows.issue_holders.c
    statement = select(columns.issue_n, func.count()).where(columns.issue_n.in_(numbers)).group_by(columns.issue_n)
    return dict(connection.execute(statement).all())
