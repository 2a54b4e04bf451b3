"""Numbers and keys in, stored tellings, links and judgements out."""

import json
import zlib
from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from records.stories import Judgement, JudgementKind
from storage import rows
from storage.engines import SQLITE
from storage.former_actors import are_actors_merged, find_articles_naming, find_current_ids
from storage.inserting import in_chunks, marker_of, select_in
from storage.queries import Trace
from storage.scalars import instant_of, plain
from storage.told import StoredLink, StoredTelling

_MOST_LOOKED_AT = 2_000
_CANDIDATES = (
    "SELECT telling_n, day, key, sketch FROM telling_keys "
    "WHERE key IN ({keys}) AND day BETWEEN {marker} AND {marker} LIMIT {most}"
)

_MOST_IN_BAND = 20

_MOST_SIMILAR_ARTICLES = 150
"""So many articles that may be reprints of one are looked at."""


class TellingReader:
    """Reads tellings and what hangs on them by a connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._is_judged: bool | None = None
        self._is_merged: bool | None = None

    def unmatched(self, limit: int) -> list[int]:
        """Return articles that have not been compared with the others, in the order they came."""
        articles, matchings = rows.articles.c, rows.matchings.c
        known = select(matchings.article_n).where(matchings.article_n == articles.n).exists()
        return list(
            self.connection.execute(select(articles.n).where(~known).order_by(articles.n).limit(limit)).scalars()
        )

    def article_number(self, article_id: str) -> int | None:
        """Return the number of an article."""
        articles = rows.articles.c
        return self.connection.execute(select(articles.n).where(articles.id == article_id)).scalar()

    def article_of_event(self, event_id: str) -> int | None:
        """Return the number of the article that an event's own row names."""
        events = rows.events.c
        return self.connection.execute(select(events.article_n).where(events.id == event_id)).scalar()

    def is_matched(self, article_n: int) -> bool:
        """Return whether an article has been compared with the others."""
        matchings = rows.matchings.c
        return (
            self.connection.execute(select(matchings.article_n).where(matchings.article_n == article_n)).first()
            is not None
        )

    def record(self, article_n: int) -> bytes:
        """Return the extraction record of an article."""
        texts = rows.article_texts.c
        packed = self.connection.execute(select(texts.record).where(texts.article_n == article_n)).scalar_one()
        return zlib.decompress(packed)

    def is_indexed(self, telling_n: int) -> bool:
        """Return whether a telling is found by its keys."""
        table, keyed = rows.tellings.c, rows.telling_keys.c
        row = self.connection.execute(select(table.day, table.index_keys).where(table.n == telling_n)).first()
        if row is None or not row.index_keys:
            return True
        key = unpack_numbers(row.index_keys)[0]
        where = (keyed.key == key, keyed.day == row.day, keyed.telling_n == telling_n)
        return self.connection.execute(select(keyed.key).where(*where)).first() is not None

    def tellings(self, numbers: Iterable[int]) -> dict[int, StoredTelling]:
        """Return tellings by their numbers."""
        return self._find("t.n IN ({})", numbers)

    def tellings_with_ids(self, ids: Iterable[str]) -> dict[int, StoredTelling]:
        """Return tellings by their ids."""
        return self._find("t.id IN ({})", ids)

    def tellings_of_article(self, article_n: int) -> dict[int, StoredTelling]:
        """Return the tellings of an article."""
        return self._find("t.article_n IN ({})", [article_n])

    def tellings_of_events(self, event_numbers: Iterable[int]) -> dict[int, StoredTelling]:
        """Return the tellings that events show, with those that only repeat others."""
        return self._find("t.event_n IN ({})", event_numbers)

    def leading_tellings_of_events(self, event_numbers: Iterable[int]) -> dict[int, StoredTelling]:
        """Return the tellings of which events are made: not the thousands that may repeat one of them."""
        return self._find(f"t.event_n IN ({{}}) AND t.leads = {self._true}", event_numbers)

    def leading_twins(self, twins: Iterable[int], head_n: int) -> list[StoredTelling]:
        """Return the leading tellings in articles of one reprint group that say the same in the same words."""
        found = self._find(f"t.twin IN ({{}}) AND t.leads = {self._true}", sorted(set(twins))).values()
        return [telling for telling in found if telling.head_n == head_n]

    def candidates(self, keys: Sequence[int], day: int, reach: int) -> list[tuple[int, int, int, bytes]]:
        """Return the tellings that have one of the keys around a day: number, day, key, sketch."""
        if not keys:
            return []
        found: list[Any] = []
        statement, marker = _CANDIDATES, marker_of(self.connection.dialect.name)
        sql = statement.format(keys=", ".join([marker] * len(keys)), marker=marker, most=_MOST_LOOKED_AT)
        # Where very much happened, fewer days are enough.
        for days in (reach, min(reach, 2), 0):
            found = list(self.connection.exec_driver_sql(sql, (*keys, day - days, day + days)).all())
            if len(found) < _MOST_LOOKED_AT:
                break
        return [(n, its_day, key, bytes(sketch)) for n, its_day, key, sketch in found]

    def links(self, numbers: Iterable[int]) -> list[StoredLink]:
        """Return the links of tellings, each once."""
        found: dict[tuple[int, int], StoredLink] = {}
        numbers = list(numbers)
        for column in ("one_n", "other_n"):
            sql = f"SELECT one_n, other_n, score, kind, grounds FROM story_links WHERE {column} IN ({{}})"
            for one_n, other_n, score, kind, grounds in select_in(self.connection, sql, numbers):
                found[one_n, other_n] = StoredLink(
                    one_n=one_n, other_n=other_n, score=score, kind=kind, grounds=bytes(grounds)
                )
        return [found[pair] for pair in sorted(found)]

    def joining_links(self, numbers: Iterable[int]) -> dict[tuple[int, int], float]:
        """Return the scores of the pairs that are one event by them, of those with one of the numbers."""
        found: dict[tuple[int, int], float] = {}
        numbers = sorted(numbers)
        for column in ("one_n", "other_n"):
            sql = f"SELECT one_n, other_n, score FROM story_links WHERE {column} IN ({{}}) AND kind = 'SAME'"
            found |= {(one, other): value for one, other, value in select_in(self.connection, sql, numbers)}
        return found

    @property
    def has_judgements(self) -> bool:
        """Whether people have said anything at all."""
        if self._is_judged is None:
            self._is_judged = self.connection.execute(select(rows.judged.c.item_id).limit(1)).first() is not None
        return self._is_judged

    def judgements_on(self, ids: Iterable[str]) -> list[Judgement]:
        """Return what people have said of tellings or positions and still stands."""
        judged, judgements = rows.judged.c, rows.judgements
        if not self.has_judgements:
            return []
        found: dict[int, Row[Any]] = {}
        for chunk in in_chunks(ids):
            named = select(judged.judgement_n).where(judged.item_id.in_(chunk))
            statement = select(judgements).where(judgements.c.n.in_(named), judgements.c.withdrawn_at.is_(None))
            found |= {row.n: row for row in self.connection.execute(statement)}
        return [read_judgement(found[n]) for n in sorted(found)]

    def trace_of(self, record_id: str) -> Trace | None:
        """Return what became of an id that no longer stands."""
        row = self.connection.execute(select(rows.traces).where(rows.traces.c.id == plain(record_id))).first()
        if row is None:
            return None
        deleted_at = None if row.deleted_at is None else instant_of(row.deleted_at)
        return Trace(id=row.id, merged_into=row.merged_into, deleted_at=deleted_at)

    def current_ids(self, actor_ids: Iterable[str]) -> dict[str, str]:
        """Return for those of some ids of actors that are former ones whom they name now."""
        if self._is_merged is None:
            self._is_merged = are_actors_merged(self.connection)
        return find_current_ids(self.connection, actor_ids) if self._is_merged else {}

    def articles_naming(self, actor_id: str) -> list[int]:
        """Return the compared articles that name an actor, by whichever of its ids."""
        return find_articles_naming(self.connection, actor_id)

    def candidate_articles(self, bands: Sequence[int]) -> list[tuple[int, int, bytes]]:
        """Return articles that share one of the bands: number, head, signature; of each band the first twenty."""
        if not bands:
            return []
        marker = marker_of(self.connection.dialect.name)
        asked = sorted(set(bands))
        first = f"SELECT article_n FROM reprint_bands WHERE band = {marker} ORDER BY article_n LIMIT {_MOST_IN_BAND}"
        parts = [f"SELECT article_n FROM ({first}) AS b{number}" for number in range(len(asked))]
        numbers = set(self.connection.exec_driver_sql(" UNION ALL ".join(parts), tuple(asked)).scalars())
        sql = "SELECT article_n, head_n, signature FROM matchings WHERE article_n IN ({})"
        nearest = sorted(numbers)[:_MOST_SIMILAR_ARTICLES]
        return sorted((n, head, bytes(signature)) for n, head, signature in select_in(self.connection, sql, nearest))

    def event_numbers(self, article_n: int) -> dict[str, int]:
        """Return the numbers of the events that an article's own rows hold, by their ids."""
        events = rows.events.c
        return dict(self.connection.execute(select(events.id, events.n).where(events.article_n == article_n)).all())

    @property
    def _true(self) -> str:
        return "1" if self.connection.dialect.name == SQLITE else "TRUE"

    def _find(self, condition: str, values: Iterable[Any]) -> dict[int, StoredTelling]:
        found: dict[int, StoredTelling] = {}
        for row in select_in(self.connection, f"{_TELLINGS} WHERE {condition}", values):
            n, telling_id, article_n, article_id, seq, event_n, leads, twin, published, publisher, head_n, *packed = row
            topics, parties, features = map(bytes, packed)
            found[n] = StoredTelling(
                n=n,
                id=telling_id,
                article_n=article_n,
                article_id=article_id,
                seq=seq,
                event_n=event_n,
                leads=bool(leads),
                twin=twin,
                published=published,
                publisher=publisher,
                head_n=head_n,
                topics=topics,
                parties=parties,
                features=features,
            )
        return {n: found[n] for n in sorted(found)}


_TELLINGS = (
    "SELECT t.n, t.id, t.article_n, a.id, t.seq, t.event_n, t.leads, t.twin, m.published, m.publisher, m.head_n, "
    "m.topics, t.parties, t.features FROM tellings t "
    "JOIN articles a ON a.n = t.article_n JOIN matchings m ON m.article_n = t.article_n"
)


def unpack_numbers(packed: bytes) -> list[int]:
    """Return the numbers that were packed as an array of eight bytes each."""
    numbers = array("q")
    numbers.frombytes(bytes(packed))
    return numbers.tolist()


def read_judgement(row: Row[Any]) -> Judgement:
    """Return the judgement that a row holds."""
    return Judgement(
        id=row.id,
        kind=JudgementKind(row.kind),
        sides=tuple(tuple(side) for side in json.loads(row.sides)),
        by=row.author,
        at=instant_of(row.at),
        note=row.note,
    )
