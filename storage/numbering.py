"""Ids in, the numbers of their rows out; new ones are given out here."""

from collections.abc import Iterable

from sqlalchemy import Connection, Table, select

from records.extractions import ExtractorInfo
from storage import rows
from storage.engines import SQLITE
from storage.inserting import Row, in_chunks, insert_rows, marker_of, row_of

VERSION, CHANGED_AT, MERGED = "version", "changed_at", "merged_actors"

_NEW_ACTOR = {
    "actor_type": None,
    "country": None,
    "code": None,
    "wikidata": None,
    "sectors": "",
    "offices": "",
    "article_count": 0,
    "event_count": 0,
    "own_event_count": 0,
    "position_count": 0,
    "own_position_count": 0,
    "last_day": 0,
    "body": None,
}
_NEW_ISSUE = {"label": "", "topic": "", "folded": "", "position_count": 0, "last_day": 0, "body": None}


class Numbering:
    """The numbers of one transaction, which holds the lock on the counters until it ends.

    `actor_numbers` outlives the transaction: actors are never removed, so their numbers hold until some are merged.
    What this transaction adds to it stands in `new_actors` until it is known to last.
    """

    def __init__(self, connection: Connection, actor_numbers: dict[str, int]) -> None:
        self._connection = connection
        self._actors = actor_numbers
        self._issues: dict[str, int] = {}
        self._extractors: dict[ExtractorInfo, int] = {}
        self._counters = _lock_counters(connection)
        self._merged = self._counters.get(MERGED, 0)
        if actor_numbers.get(MERGED, 0) != self._merged:
            # Others have merged actors since: ids that were remembered may lead elsewhere. No actor is called MERGED.
            actor_numbers.clear()
            actor_numbers[MERGED] = self._merged
        self._given: set[str] = set()
        self._rows: dict[Table, list[Row]] = {rows.extractors: [], rows.actors: [], rows.issues: []}
        self.new_actors: dict[str, int] = {}

    def next(self, counter: str) -> int:
        """Return the next number of a table (or of the data set's version)."""
        number = self._counters.get(counter, 0) + 1
        self.set(counter, number)
        return number

    def last(self, counter: str) -> int:
        """Return the last number of a table (or of the data set's version) that was given out."""
        return self._counters.get(counter, 0)

    def set(self, counter: str, value: int) -> None:
        """Set a counter."""
        self._counters[counter] = value
        self._given.add(counter)

    def find_actors(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the number of every id; ids nobody has used yet get a row."""
        found, missing = {}, []
        for actor_id in ids:
            number = self._actors.get(actor_id) or self.new_actors.get(actor_id)
            if number is None:
                missing.append(actor_id)
            else:
                found[actor_id] = number
        columns = rows.actors.c
        for chunk in in_chunks(sorted(missing)):
            stored = dict(self._connection.execute(select(columns.id, columns.n).where(columns.id.in_(chunk))).all())
            if self._merged:
                former = rows.former_actors.c
                named = select(former.id, former.actor_n).where(former.id.in_(chunk))
                stored |= dict(self._connection.execute(named).all())
            for actor_id in chunk:
                number = stored.get(actor_id)
                if number is None:
                    number = self.next(rows.actors.name)
                    values = {"n": number, "id": actor_id, "name": actor_id, **_NEW_ACTOR}
                    self._rows[rows.actors].append(row_of(rows.actors, values))
                self.new_actors[actor_id] = found[actor_id] = number
        return found

    def find_issue(self, issue_id: str) -> int:
        """Return the number of an issue, with a row if it is new."""
        if issue_id not in self._issues:
            self.find_issues((issue_id,))
        return self._issues[issue_id]

    def find_issues(self, ids: Iterable[str]) -> None:
        """Make sure that the issues have numbers; ids nobody has used yet get a row."""
        columns = rows.issues.c
        for chunk in in_chunks(sorted({issue_id for issue_id in ids if issue_id not in self._issues})):
            stored = dict(self._connection.execute(select(columns.id, columns.n).where(columns.id.in_(chunk))).all())
            for issue_id in chunk:
                number = stored.get(issue_id)
                if number is None:
                    number = self.next(rows.issues.name)
                    self._rows[rows.issues].append(row_of(rows.issues, {"n": number, "id": issue_id, **_NEW_ISSUE}))
                self._issues[issue_id] = number

    def find_extractor(self, extractor: ExtractorInfo) -> int:
        """Return the number of an extractor, with a row if it is new."""
        number = self._extractors.get(extractor)
        if number is None:
            columns = rows.extractors.c
            number = self._connection.execute(
                select(columns.n).where(
                    columns.name == extractor.name,
                    columns.version == extractor.version,
                    columns.model == extractor.model,
                    columns.ontology == extractor.ontology,
                )
            ).scalar()
            if number is None:
                number = self.next(rows.extractors.name)
                self._rows[rows.extractors].append(
                    (number, extractor.name, extractor.version, extractor.model, extractor.ontology)
                )
            self._extractors[extractor] = number
        return number

    def flush(self) -> None:
        """Write the rows of what is new, and how far the counters have come."""
        for table, pending in self._rows.items():
            insert_rows(self._connection, table, pending)
            pending.clear()
        if self._given:
            marker = marker_of(self._connection.dialect.name)
            self._connection.exec_driver_sql(
                f"INSERT INTO counters (name, value) VALUES ({marker}, {marker}) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [(name, self._counters[name]) for name in sorted(self._given)],
            )
            self._given.clear()


def _lock_counters(connection: Connection) -> dict[str, int]:
    """Read the counters; until the transaction ends nobody else gives out numbers.

    SQLite has taken its lock with BEGIN IMMEDIATE.
    """
    if connection.dialect.name != SQLITE:
        connection.exec_driver_sql("LOCK TABLE counters IN EXCLUSIVE MODE")
    return dict(connection.execute(select(rows.counters.c.name, rows.counters.c.value)).all())
