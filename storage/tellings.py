"""Numbers and keys in, stored tellings, links and judgements out."""

import json
import zlib
from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from records.stories import Judgement, JudgementKind
from storage import rows
from storage.inserting import in_chunks, marker_of
from storage.scalars import instant_of
from storage.told import StoredLink, StoredTelling

_MOST_LOOKED_AT = 2_000
_CANDIDATES = (
    "SELECT telling_n, day FROM telling_keys WHERE key IN ({keys}) AND day BETWEEN {marker} AND {marker} LIMIT {most}"
)

MOST_CANDIDATES = 150
"""So many tellings are compared with one at most, those around its day first."""


class TellingReader:
    """Reads tellings and what hangs on them by a connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._is_judged: bool | None = None

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
        return self._find(rows.tellings.c.n, numbers)

    def tellings_with_ids(self, ids: Iterable[str]) -> dict[int, StoredTelling]:
        """Return tellings by their ids."""
        return self._find(rows.tellings.c.id, ids)

    def tellings_of_article(self, article_n: int) -> dict[int, StoredTelling]:
        """Return the tellings of an article."""
        return self._find(rows.tellings.c.article_n, [article_n])

    def tellings_of_events(self, event_numbers: Iterable[int]) -> dict[int, StoredTelling]:
        """Return the tellings that events show, with those that only repeat others."""
        return self._find(rows.tellings.c.event_n, event_numbers)

    def twins(self, twin: int, head_n: int) -> list[StoredTelling]:
        """Return the tellings in articles of one reprint group that say the same in the same words."""
        found = self._find(rows.tellings.c.twin, [twin]).values()
        return [telling for telling in found if telling.head_n == head_n]

    def candidates(self, keys: Sequence[int], day: int, reach: int) -> list[int]:
        """Return the numbers of the tellings that have one of the keys around a day, those nearest to it first."""
        if not keys:
            return []
        found: list[Any] = []
        # Where very much happened, fewer days are enough.
        for days in (reach, reach // 2, 1, 0):
            statement, marker = _CANDIDATES, marker_of(self.connection.dialect.name)
            sql = statement.format(keys=", ".join([marker] * len(keys)), marker=marker, most=_MOST_LOOKED_AT)
            found = list(self.connection.exec_driver_sql(sql, (*keys, day - days, day + days)))
            if len(found) < _MOST_LOOKED_AT:
                break
        nearest = {number: abs(its_day - day) for number, its_day in found}
        return sorted(nearest, key=lambda number: (nearest[number], number))[:MOST_CANDIDATES]

    def links(self, numbers: Iterable[int]) -> list[StoredLink]:
        """Return the links of tellings, each once."""
        table = rows.story_links
        found: dict[tuple[int, int], StoredLink] = {}
        for chunk in in_chunks(numbers):
            for column in (table.c.one_n, table.c.other_n):
                for row in self.connection.execute(select(table).where(column.in_(chunk))):
                    found[row.one_n, row.other_n] = StoredLink(
                        one_n=row.one_n, other_n=row.other_n, score=row.score, kind=row.kind, grounds=bytes(row.grounds)
                    )
        return [found[pair] for pair in sorted(found)]

    def judgements_on(self, ids: Iterable[str]) -> list[Judgement]:
        """Return what people have said of tellings or positions and still stands."""
        judged, judgements = rows.judged.c, rows.judgements
        if self._is_judged is None:
            self._is_judged = self.connection.execute(select(judged.item_id).limit(1)).first() is not None
        if not self._is_judged:
            return []
        found: dict[int, Row[Any]] = {}
        for chunk in in_chunks(ids):
            named = select(judged.judgement_n).where(judged.item_id.in_(chunk))
            statement = select(judgements).where(judgements.c.n.in_(named), judgements.c.withdrawn_at.is_(None))
            found |= {row.n: row for row in self.connection.execute(statement)}
        return [read_judgement(found[n]) for n in sorted(found)]

    def candidate_articles(self, bands: Iterable[int]) -> list[tuple[int, int, bytes]]:
        """Return articles that share one of the bands: number, head, signature; of each group the first twenty."""
        table, matchings = rows.reprint_bands.c, rows.matchings.c
        found: dict[int, tuple[int, int, bytes]] = {}
        for chunk in in_chunks(bands):
            statement = (
                select(matchings.article_n, matchings.head_n, matchings.signature)
                .join(rows.reprint_bands, table.article_n == matchings.article_n)
                .where(table.band.in_(chunk))
                .order_by(matchings.article_n)
                .limit(MOST_CANDIDATES)
            )
            found |= {n: (n, head, bytes(signature)) for n, head, signature in self.connection.execute(statement)}
        return [found[n] for n in sorted(found)]

    def event_numbers(self, article_n: int) -> dict[str, int]:
        """Return the numbers of the events that an article's own rows hold, by their ids."""
        events = rows.events.c
        return dict(self.connection.execute(select(events.id, events.n).where(events.article_n == article_n)).all())

    def _find(self, column: Any, values: Iterable[Any]) -> dict[int, StoredTelling]:
        found: dict[int, StoredTelling] = {}
        for chunk in in_chunks(values):
            for row in self.connection.execute(_TELLINGS.where(column.in_(chunk))):
                *first, topics, parties, features = row
                found[row.n] = StoredTelling(
                    **dict(zip(_FIELDS, first, strict=True)),
                    topics=bytes(topics),
                    parties=bytes(parties),
                    features=bytes(features),
                )
        return {n: found[n] for n in sorted(found)}


_FIELDS = (
    *("n", "id", "article_n", "article_id", "seq", "event_n", "leads", "twin"),
    *("published", "publisher", "head_n"),
)
_T, _M = rows.tellings.c, rows.matchings.c
_TELLINGS = (
    select(
        *(_T.n, _T.id, _T.article_n, rows.articles.c.id.label("article_id"), _T.seq, _T.event_n, _T.leads, _T.twin),
        *(_M.published, _M.publisher, _M.head_n, _M.topics, _T.parties, _T.features),
    )
    .join(rows.articles, rows.articles.c.n == _T.article_n)
    .join(rows.matchings, _M.article_n == _T.article_n)
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
