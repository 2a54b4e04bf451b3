"""Compared articles out, storylines in: what they are made of, and their rows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, tuple_, update

from storage import rows
from storage.conditions import has_bits
from storage.errors import InvalidKeyError
from storage.inserting import in_chunks, insert_rows
from storage.queries import ITEM_SEPARATOR, Key, Page, StorylineQuery, Total
from storage.roles import OWN_EVENT_ROLES
from storage.story_writing import StoryWriter

if TYPE_CHECKING:
    from storage.store import Store

_COUNTED = 20
STORYLINE = "storyline"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedArticle:
    """An article with the day of its publication (0: unknown) and what it is about."""

    n: int
    id: str
    published: int
    topics: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StorylineFacts:
    """What is in the articles of a storyline; actors and issues as (id, name, count), the most frequent first."""

    first_day: int
    last_day: int
    event_count: int
    position_count: int
    actors: tuple[tuple[str, str, int], ...]
    issues: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStoryline:
    """A storyline to be kept."""

    id: str
    last_day: int
    event_count: int
    body: bytes
    article_numbers: tuple[int, ...]


class StorylineWriter:
    """Reads what storylines are made of, and writes them, in the transaction of a `StoryWriter`."""

    def __init__(self, writer: StoryWriter) -> None:
        self._writer = writer
        self._connection = writer.connection

    def articles(self) -> list[ComparedArticle]:
        """Return every article that has been compared."""
        matchings, articles = rows.matchings.c, rows.articles.c
        found = self._connection.execute(
            select(matchings.article_n, articles.id, matchings.published, matchings.topics)
            .join(rows.articles, articles.n == matchings.article_n)
            .order_by(matchings.article_n)
        )
        return [
            ComparedArticle(n=n, id=article_id, published=day, topics=frozenset(json.loads(bytes(topics))))
            for n, article_id, day, topics in found
        ]

    def shared_events(self) -> list[list[int]]:
        """Return for each event that several articles tell their numbers; what is only said joins nothing."""
        tellings, events = rows.tellings.c, rows.events.c
        found: dict[int, list[int]] = {}
        for event_n, article_n in self._connection.execute(
            select(tellings.event_n, tellings.article_n)
            .join(rows.events, events.n == tellings.event_n)
            .where(tellings.told.is_not(None), events.event_type != "STATEMENT")
            .order_by(tellings.event_n, tellings.article_n)
        ):
            found.setdefault(event_n, []).append(article_n)
        return list(found.values())

    def facts(self, numbers: Sequence[int]) -> StorylineFacts:
        """Return what is in some articles."""
        events, positions, issues = rows.events.c, rows.positions.c, rows.issues.c
        participants, actors = rows.participants.c, rows.actors.c
        first, last, event_count, position_count = 0, 0, 0, 0
        by_actor: dict[tuple[str, str], int] = {}
        by_issue: dict[tuple[str, str], int] = {}
        for chunk in in_chunks(numbers):
            own = events.article_n.in_(chunk)
            lowest, highest, count = self._connection.execute(
                select(func.min(func.nullif(events.start, 0)), func.max(events.start), func.count()).where(
                    own, events.background.is_(False)
                )
            ).one()
            first = min(filter(None, (first, lowest)), default=0)
            last, event_count = max(last, highest or 0), event_count + count
            for actor_id, name, number in self._connection.execute(
                select(actors.id, actors.name, func.count())
                .join(rows.participants, participants.actor_n == actors.n)
                .join(rows.events, events.n == participants.event_n)
                .where(own, has_bits(participants.roles, OWN_EVENT_ROLES), actors.actor_type != "GROUP")
                .group_by(actors.id, actors.name)
            ):
                by_actor[actor_id, name] = by_actor.get((actor_id, name), 0) + number
            for issue_id, label, number in self._connection.execute(
                select(issues.id, issues.label, func.count())
                .join(rows.positions, positions.issue_n == issues.n)
                .where(positions.article_n.in_(chunk))
                .group_by(issues.id, issues.label)
            ):
                position_count += number
                by_issue[issue_id, label] = by_issue.get((issue_id, label), 0) + number
        return StorylineFacts(
            first_day=first,
            last_day=last,
            event_count=event_count,
            position_count=position_count,
            actors=_rank(by_actor),
            issues=_rank(by_issue),
        )

    def replace(self, storylines: Sequence[NewStoryline]) -> None:
        """Let these be all storylines there are; what has changed is noted."""
        table, members = rows.storylines, rows.storyline_articles
        stored = {
            row.id: (row.n, bytes(row.body))
            for row in self._connection.execute(select(table.c.id, table.c.n, table.c.body))
        }
        kept = {storyline.id for storyline in storylines}
        self._connection.execute(delete(members))
        gone = [(item_id, n) for item_id, (n, _) in stored.items() if item_id not in kept]
        for chunk in in_chunks([n for _, n in gone]):
            self._connection.execute(delete(table).where(table.c.n.in_(chunk)))
        for item_id, _ in gone:
            self._writer.note(STORYLINE, item_id, "DELETED")
        for storyline in storylines:
            known = stored.get(storyline.id)
            values = {"last_day": storyline.last_day, "event_count": storyline.event_count, "body": storyline.body}
            if known is None:
                n = self._writer.next_number(table.name)
                insert_rows(self._connection, table, [(n, storyline.id, *values.values())])
                self._writer.note(STORYLINE, storyline.id, "CREATED")
            else:
                n, body = known
                if body != storyline.body:
                    self._connection.execute(update(table).where(table.c.n == n).values(**values))
                    self._writer.note(STORYLINE, storyline.id, "UPDATED")
            insert_rows(self._connection, members, [(article_n, n) for article_n in storyline.article_numbers])


def read_storylines(store: "Store", query: StorylineQuery) -> Page:
    """Return a page of storylines, those with the latest events or with most of them first.

    Raises:
        InvalidKeyError: `after` or `before` is no key of such a page.
    """
    table = rows.storylines.c
    column = table[query.sort.removeprefix("-")]
    key = query.after if query.after is not None else query.before
    backwards = query.after is None and query.before is not None
    statement = select(column, table.n, table.body)
    if key is not None:
        here, there = tuple_(column, table.n), tuple_(*_read_key(key))
        statement = statement.where(here > there if backwards else here < there)
    order = [part.asc() if backwards else part.desc() for part in (column, table.n)]
    with store.reading() as connection:
        found = list(connection.execute(statement.order_by(*order).limit(query.limit + 1)))
    more, found = len(found) > query.limit, found[: query.limit]
    if not found:
        return Page(body=b"", count=0)
    if backwards:
        found.reverse()
    first, last = ((int(row[0]), int(row[1])) for row in (found[0], found[-1]))
    return Page(
        body=ITEM_SEPARATOR.join(bytes(row.body) for row in found),
        count=len(found),
        next_key=last if more or backwards else None,
        prev_key=first if (more if backwards else key is not None) else None,
    )


def count_storylines(store: "Store") -> Total:
    """Count the storylines."""
    with store.reading() as connection:
        return Total(
            value=connection.execute(select(func.count()).select_from(rows.storylines)).scalar_one(), exact=True
        )


def _read_key(key: Key) -> tuple[int, int]:
    match key:
        case (int(value), int(n)) if max(abs(value), abs(n)) < 1 << 62 and not isinstance(value, bool):
            return value, n
    raise InvalidKeyError(key)


def read_storyline(store: "Store", storyline_id: str) -> bytes | None:
    """Return a storyline; None: there is none of that id."""
    with store.reading() as connection:
        body = connection.execute(select(rows.storylines.c.body).where(rows.storylines.c.id == storyline_id)).scalar()
    return None if body is None else bytes(body)


def _rank(counts: dict[tuple[str, str], int]) -> tuple[tuple[str, str, int], ...]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_COUNTED]
    return tuple((item_id, name, count) for (item_id, name), count in ranked)
