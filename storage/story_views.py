"""Ids of events and articles in, what is known of the stories that they are part of out."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sqlalchemy import BindParameter, Connection, Dialect, bindparam, select

from records.stories import Judgement, Reprint
from storage import rows
from storage.inserting import select_in
from storage.judgements import find_judgement, list_judgements
from storage.scalars import plain
from storage.statements import Statement, compile_statement
from storage.tellings import TellingReader, read_judgement
from storage.told import StoredLink

if TYPE_CHECKING:
    from storage.store import Store

_RECORDS_AT_ONCE = 50
_MOST_REPRINTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """An event that is nearly the same as another one, or fulfils or denies it: the best pair of their tellings."""

    id: str
    body: bytes
    score: float
    kind: str
    grounds: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NearPair:
    """Two events that nearly are one, by a pair of their tellings."""

    one_id: str
    other_id: str
    score: float
    kind: str
    grounds: bytes


class _Word(NamedTuple):
    """The columns that a judgement is read from."""

    id: str
    kind: str
    sides: str
    author: str
    at: int
    note: str | None


@cache
def _word_statements(dialect: Dialect) -> tuple[Statement, Statement]:
    """Return what asks whether anything was said at all, and what was said of an event."""
    events, tellings, judged, judgements = rows.events.c, rows.tellings.c, rows.judged.c, rows.judgements.c
    event_id: BindParameter[str] = bindparam("event_id")
    shown = select(events.n).where(events.id == event_id).scalar_subquery()
    told = (
        select(judged.judgement_n).join(rows.tellings, tellings.id == judged.item_id).where(tellings.event_n == shown)
    )
    named = told.union(select(judged.judgement_n).where(judged.item_id == event_id)).subquery()
    words = (
        select(*(judgements[name] for name in _Word._fields))
        .where(judgements.n.in_(select(named.c.judgement_n)), judgements.withdrawn_at.is_(None))
        .order_by(judgements.n)
    )
    return compile_statement(select(judged.item_id).limit(1), dialect), compile_statement(words, dialect)


class StoryViews:
    """What is asked of the stories of a store."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def related(self, event_id: str, *, start: int = 0, limit: int | None = None) -> tuple[Related, ...] | None:
        """Return the events that an event was compared with and is not, the likeliest first; None: no such event."""
        with self._store.reading() as connection:
            event_n = connection.execute(select(rows.events.c.n).where(rows.events.c.id == event_id)).scalar()
            if event_n is None:
                return None
            reader = TellingReader(connection)
            own = set(reader.leading_tellings_of_events([event_n]))
            links = {link.other_n if link.one_n in own else link.one_n: link for link in _by_score(reader, own)}
            events = {n: telling.event_n for n, telling in reader.tellings(links).items()}
            best: dict[int, StoredLink] = {}
            for n, link in links.items():
                other = events.get(n)
                if other is not None and other != event_n and (other not in best or link.score > best[other].score):
                    best[other] = link
            ids = dict(select_in(connection, "SELECT n, id FROM events WHERE n IN ({})", best))
            ranked = sorted(ids, key=lambda n: (-best[n].score, ids[n]))
            shown = ranked[start:] if limit is None else ranked[start : start + limit]
            bodies = dict(select_in(connection, "SELECT n, body FROM events WHERE n IN ({})", shown))
        return tuple(
            Related(id=ids[n], body=bytes(bodies[n]), score=best[n].score, kind=best[n].kind, grounds=best[n].grounds)
            for n in shown
            if n in bodies
        )

    def words_on(self, event_id: str) -> tuple[Judgement, ...]:
        """Return what people have said of an event and still stands, by whichever of the ids that it has or had."""
        reader = self._store.reader
        some, words = _word_statements(reader.dialect)
        # Mostly nobody has said anything.
        if reader.one(some.sql, some.constants) is None:
            return ()
        found: list[Any] = reader.all(words.sql, words.constants | {"event_id": plain(event_id)})
        return tuple(read_judgement(cast("Any", _Word(*row))) for row in found)

    def retraction(self, item_id: str) -> Judgement | None:
        """Return by which word an event or a position was retracted."""
        judged, judgements = rows.judged.c, rows.judgements
        statement = (
            select(judgements)
            .join(rows.judged, judged.judgement_n == judgements.c.n)
            .where(judged.item_id == item_id, judgements.c.kind == "RETRACT", judgements.c.withdrawn_at.is_(None))
        )
        with self._store.reading() as connection:
            row = connection.execute(statement).first()
        return None if row is None else read_judgement(row)

    def judgements(self, *, after: int = 0, limit: int = 50) -> tuple[tuple[int, Judgement, str], ...]:
        """Return what people have said and still stands, the latest first: number, judgement, resource."""
        with self._store.reading() as connection:
            return tuple(list_judgements(connection, after=after, limit=limit))

    def judgement(self, judgement_id: str) -> tuple[Judgement, str, datetime | None] | None:
        """Return what a person has said, of what, and when that was taken back; None: nobody has said that."""
        with self._store.reading() as connection:
            return find_judgement(connection, judgement_id)

    def reprints(self, article_id: str) -> tuple[Reprint, ...]:
        """Return the articles whose text is nearly that of another one, a hundred of them at most."""
        articles, matchings = rows.articles.c, rows.matchings.c
        own = select(matchings.head_n).join(rows.articles, articles.n == matchings.article_n)
        statement = (
            select(articles.id, matchings.publisher, matchings.similarity)
            .join(rows.articles, articles.n == matchings.article_n)
            .where(
                matchings.head_n == own.where(articles.id == article_id).scalar_subquery(), articles.id != article_id
            )
            .order_by(matchings.article_n)
            .limit(_MOST_REPRINTS)
        )
        with self._store.reading() as connection:
            found = connection.execute(statement).all()
        return tuple(
            Reprint(article_id=other, publisher=publisher, similarity=similarity)
            for other, publisher, similarity in found
        )

    def nearest(self, *, limit: int) -> tuple[NearPair, ...]:
        """Return pairs of events that nearly are one, the likeliest first, each once for each pair of its tellings."""
        links, one, other = rows.story_links, rows.tellings.alias("one"), rows.tellings.alias("other")
        first, second = rows.events.alias("first"), rows.events.alias("second")
        statement = (
            select(first.c.id, second.c.id, links.c.score, links.c.kind, links.c.grounds)
            .join(one, one.c.n == links.c.one_n)
            .join(other, other.c.n == links.c.other_n)
            .join(first, first.c.n == one.c.event_n)
            .join(second, second.c.n == other.c.event_n)
            .where(one.c.event_n != other.c.event_n, links.c.kind.in_(("SAME", "SIMILAR", "CONFLICT")))
            .order_by(links.c.score.desc(), links.c.one_n, links.c.other_n)
            .limit(limit)
        )
        with self._store.reading() as connection:
            found = connection.execute(statement).all()
        return tuple(
            NearPair(one_id=one_id, other_id=other_id, score=score, kind=kind, grounds=bytes(grounds))
            for one_id, other_id, score, kind, grounds in found
        )

    def records(self) -> Iterator[bytes]:
        """Yield the extraction record of every article, with the `story` of each event that several articles tell."""
        texts = rows.article_texts.c
        last = 0
        with self._store.reading() as connection:
            while True:
                statement = select(texts.article_n, texts.record).where(texts.article_n > last)
                found = connection.execute(statement.order_by(texts.article_n).limit(_RECORDS_AT_ONCE)).all()
                stories = _find_stories(connection, [row.article_n for row in found])
                for row in found:
                    line = zlib.decompress(row.record)
                    yield _tell_stories(line, stories[row.article_n]) if stories.get(row.article_n) else line
                if len(found) < _RECORDS_AT_ONCE:
                    return
                last = found[-1].article_n


def _by_score(reader: TellingReader, own: set[int]) -> list[StoredLink]:
    # The last one of a telling stays: the likeliest.
    outer = [link for link in reader.links(own) if not (link.one_n in own and link.other_n in own)]
    return sorted(outer, key=lambda link: (link.score, link.one_n, link.other_n))


def _find_stories(connection: Connection, article_numbers: list[int]) -> dict[int, dict[str, str]]:
    """Return for each article the events that others tell as well, and as what."""
    tellings, shown = rows.tellings.c, rows.tellings.alias("shown")
    statement = (
        select(tellings.article_n, tellings.id, shown.c.id)
        .join(shown, shown.c.n == tellings.event_n)
        .where(tellings.article_n.in_(article_numbers), tellings.told.is_not(None))
    )
    stories: dict[int, dict[str, str]] = {}
    for article_n, telling_id, story in connection.execute(statement):
        stories.setdefault(article_n, {})[telling_id] = story
    return stories


def _tell_stories(line: bytes, stories: dict[str, str]) -> bytes:
    record = json.loads(line)
    for event in record["events"]:
        event["story"] = stories.get(event["id"])
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
