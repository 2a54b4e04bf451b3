"""Compared articles out, storylines in: what they are made of, and their rows."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, tuple_, update

from storage import rows
from storage.conditions import has_bits
from storage.errors import InvalidKeyError
from storage.inserting import in_chunks, insert_rows
from storage.numbering import VERSION
from storage.queries import ITEM_SEPARATOR, Key, Page, StorylineQuery, Total
from storage.roles import OWN_EVENT_ROLES
from storage.scalars import now as instant_now
from storage.story_writing import StoryWriter

if TYPE_CHECKING:
    from storage.store import Store

_COUNTED = 20
STORYLINE = "storyline"
STORYLINES_AT = "storylines_at"
"""The counter that holds of which version of the data set the storylines are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedArticle:
    """An article with the day of its publication (0: unknown) and what it is about."""

    n: int
    id: str
    published: int
    topics: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StorylineFacts:
    """What is in the articles of a storyline; actors and issues as (id, name, count).

    Actors of most events come first, and issues that most articles speak of.
    """

    first_day: int
    last_day: int
    event_count: int
    position_count: int
    actors: tuple[tuple[str, str, int], ...]
    issues: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedStoryline:
    """What is shown of a storyline."""

    id: str
    last_day: int
    event_count: int
    body: bytes


class StorylineWriter:
    """Reads what storylines are made of, and writes them, in the transaction of a `StoryWriter`."""

    def __init__(self, writer: StoryWriter) -> None:
        self._writer = writer
        self._connection = writer.connection
        self._created: set[str] = set()

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

    def place(self, groups: Mapping[str, Sequence[int]]) -> None:
        """Let these be all storylines there are, each with the numbers of its articles; `describe` says what they are.

        An id that goes leads to the storyline that most of its articles are part of now, if any.
        """
        table, members = rows.storylines, rows.storyline_articles
        numbers = dict(self._connection.execute(select(table.c.id, table.c.n)).all())
        before = dict(self._connection.execute(select(members.c.article_n, members.c.storyline_n)).all())
        for storyline_id in groups.keys() - numbers.keys():
            self._created.add(storyline_id)
        for storyline_id in sorted(self._created):
            numbers[storyline_id] = self._writer.next_number(table.name)
            insert_rows(self._connection, table, [(numbers[storyline_id], storyline_id, 0, 0, b"")])
            self._writer.note(STORYLINE, storyline_id, "CREATED")
        placed = {article_n: storyline_id for storyline_id, articles in groups.items() for article_n in articles}
        now = {article_n: numbers[storyline_id] for article_n, storyline_id in placed.items()}
        moved = sorted(
            article_n for article_n in before.keys() | now.keys() if before.get(article_n) != now.get(article_n)
        )
        for chunk in in_chunks(moved):
            self._connection.execute(delete(members).where(members.c.article_n.in_(chunk)))
        insert_rows(self._connection, members, [(article_n, now[article_n]) for article_n in moved if article_n in now])
        heirs: dict[int, Counter[str]] = defaultdict(Counter)
        for article_n, n in before.items():
            if article_n in placed:
                heirs[n][placed[article_n]] += 1
        gone = {storyline_id: n for storyline_id, n in numbers.items() if storyline_id not in groups}
        self._bury({storyline_id: heirs[n] for storyline_id, n in sorted(gone.items())})
        for chunk in in_chunks(gone.values()):
            self._connection.execute(delete(table).where(table.c.n.in_(chunk)))

    def _bury(self, heirs: Mapping[str, Counter[str]]) -> None:
        traces = rows.traces
        for chunk in in_chunks([*heirs, *sorted(self._created)]):
            self._connection.execute(delete(traces).where(traces.c.id.in_(chunk)))
        found = []
        for storyline_id, shares in heirs.items():
            into = min(shares, key=lambda heir: (-shares[heir], heir), default=None)
            found.append((storyline_id, STORYLINE, into, None if into else instant_now()))
            self._writer.note(STORYLINE, storyline_id, "DELETED")
        insert_rows(self._connection, traces, found)

    def facts(self) -> dict[str, StorylineFacts]:
        """Return what is in the articles of every storyline, by its id."""
        storylines, members = rows.storylines.c, rows.storyline_articles.c
        events, positions, issues = rows.events.c, rows.positions.c, rows.issues.c
        participants, actors = rows.participants.c, rows.actors.c
        of_events = rows.storyline_articles.join(rows.events, events.article_n == members.article_n)
        days = {
            n: (first or 0, last or 0, count)
            for n, first, last, count in self._connection.execute(
                select(
                    members.storyline_n, func.min(func.nullif(events.start, 0)), func.max(events.start), func.count()
                )
                .select_from(of_events)
                .where(events.background.is_(False))
                .group_by(members.storyline_n)
            )
        }
        by_actor: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
        for n, actor_id, name, count in self._connection.execute(
            select(members.storyline_n, actors.id, actors.name, func.count())
            .select_from(
                of_events.join(rows.participants, participants.event_n == events.n).join(
                    rows.actors, actors.n == participants.actor_n
                )
            )
            .where(has_bits(participants.roles, OWN_EVENT_ROLES), actors.actor_type != "GROUP")
            .group_by(members.storyline_n, actors.id, actors.name)
        ):
            by_actor[n][actor_id, name] = count
        by_issue: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
        spread: dict[tuple[int, str], int] = {}
        for n, issue_id, label, count, articles in self._connection.execute(
            select(
                members.storyline_n, issues.id, issues.label, func.count(), func.count(positions.article_n.distinct())
            )
            .select_from(
                rows.storyline_articles.join(rows.positions, positions.article_n == members.article_n).join(
                    rows.issues, issues.n == positions.issue_n
                )
            )
            .group_by(members.storyline_n, issues.id, issues.label)
        ):
            by_issue[n][issue_id, label] = count
            spread[n, issue_id] = articles
        found = {}
        for storyline_id, n in self._connection.execute(select(storylines.id, storylines.n)):
            first_day, last_day, event_count = days.get(n, (0, 0, 0))
            found[storyline_id] = StorylineFacts(
                first_day=first_day,
                last_day=last_day,
                event_count=event_count,
                position_count=sum(by_issue[n].values()),
                actors=_rank(by_actor[n]),
                # What several articles speak of is the matter of the affair, however often one of them repeats another.
                issues=tuple(sorted(_rank(by_issue[n]), key=lambda issue: -spread[n, issue[0]])),
            )
        return found

    def describe(self, storylines: Iterable[DescribedStoryline]) -> None:
        """Show what storylines are; what has changed is noted."""
        table = rows.storylines
        bodies = {row.id: bytes(row.body) for row in self._connection.execute(select(table.c.id, table.c.body))}
        for storyline in storylines:
            if bodies[storyline.id] != storyline.body:
                values = {"last_day": storyline.last_day, "event_count": storyline.event_count, "body": storyline.body}
                self._connection.execute(update(table).where(table.c.id == storyline.id).values(**values))
                if storyline.id not in self._created:
                    self._writer.note(STORYLINE, storyline.id, "UPDATED")
        self._writer.mark(STORYLINES_AT)


def are_storylines_due(store: "Store", *, most: int) -> bool:
    """Say whether anything has changed since storylines were written, and `most` articles at most are there."""
    counters, articles = rows.counters.c, rows.articles.c
    with store.reading() as connection:
        known = dict(
            connection.execute(
                select(counters.name, counters.value).where(counters.name.in_((VERSION, STORYLINES_AT)))
            ).all()
        )
        if known.get(VERSION, 0) == known.get(STORYLINES_AT, 0):
            return False
        return connection.execute(select(articles.n).limit(1).offset(most)).first() is None


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
