"""Prepared articles in, the rows of one transaction out."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update

from records.events import Event
from records.extractions import Extraction
from records.positions import Position
from records.profiles import Appearance
from records.stories import Judgement
from storage import rows
from storage.aggregates import update_actors, update_issues
from storage.appearances import (
    APPEARANCES_SHOWN,
    appearance_row,
    correct_appearance,
    find_appearances,
    has_appeared,
)
from storage.errors import ActorMergeError
from storage.gathering import Gathering
from storage.inserting import Row, in_chunks, insert_rows, row_of
from storage.judgements import POSITION, are_positions_judged, find_judged_articles, find_retracted_positions
from storage.merging import check_merge, find_actor, is_former, merge_rows, note_former
from storage.numbering import CHANGED_AT, MERGED, VERSION, Numbering
from storage.prepared import AddResult, Outcome, PreparedArticle, Renderer, result_of
from storage.roles import Standing, find_standing
from storage.scalars import day_number, interval_columns, plain
from storage.story_writing import StoryWriter
from storage.texts import ARTICLES_TEXT, EVENTS_TEXT, POSITIONS_TEXT, add_texts, remove_texts
from storage.writing_rows import (
    StoredArticle,
    StoredItem,
    article_entry,
    event_entry,
    event_row,
    evidence_rows,
    find_items,
    number_event_pairs,
    number_event_roles,
    number_position_roles,
    pack,
    position_entry,
    position_row,
    read_extraction,
)

ACTOR, ARTICLE, EVENT = "actor", "article", "event"
CREATED, UPDATED, DELETED = "CREATED", "UPDATED", "DELETED"

_BY_ACTOR = frozenset({rows.participants, rows.partners, rows.article_actors, rows.position_actors})


class Writer:
    """Gathers what one transaction writes; `finish` writes it.

    Rows go in table by table at the end, and what gathers over articles (actors, issues, counts) as one difference:
    a batch of articles costs far less than its articles one by one.
    """

    def __init__(self, connection: Connection, renderer: Renderer, numbering: Numbering, *, at: int) -> None:
        self._connection = connection
        self._renderer = renderer
        self._numbering = numbering
        self._at = at
        self._pending: set[str] = set()
        self._rows: dict[Table, list[Row]] = {table: [] for table in rows.metadata.sorted_tables}
        self._texts: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._created: list[str] = []
        self._absent: set[str] = set()
        self._gathering = Gathering()
        self._judged: bool | None = None

    # -- what a transaction does

    def expect(self, prepared: Sequence[PreparedArticle]) -> None:
        """Ask at once what would be asked for each article: is it there, what numbers have its actors and issues?"""
        columns = rows.articles.c
        by_id = {article.extraction.article.id: article.extraction for article in prepared}
        for chunk in in_chunks(by_id):
            there = set(self._connection.execute(select(columns.id).where(columns.id.in_(chunk))).scalars())
            self._absent.update(article_id for article_id in chunk if article_id not in there)
        actor_ids: set[str] = set()
        for article_id in sorted(self._absent):
            standing = find_standing(by_id[article_id].actors)
            actor_ids.update(standing, *standing.values())
        self._numbering.find_actors(actor_ids)
        absent = (by_id[article_id] for article_id in self._absent)
        self._numbering.find_issues({position.issue.id for extraction in absent for position in extraction.positions})

    def add(self, prepared: PreparedArticle) -> AddResult:
        """Add an article, replace its records, or note its appearance."""
        stored = self._find_article(prepared.extraction.article.id)
        if stored is None:
            return self._create(prepared)
        extractor_n = self._numbering.find_extractor(prepared.extraction.extractor)
        newly_dated = not stored.published and prepared.extraction.article.dct is not None
        if stored.extractor_n == extractor_n and not newly_dated:
            return self._appear(stored, prepared.appearance)
        return self._replace(stored, prepared)

    def add_appearance(self, article_id: str, appearance: Appearance) -> AddResult | None:
        """Note that a stored article also appeared there."""
        stored = self._find_article(article_id)
        return self._appear(stored, appearance) if stored else None

    def redate(self, prepared: PreparedArticle) -> AddResult | None:
        """Replace the records of a stored article, and the day of its own appearance."""
        stored = self._find_article(prepared.extraction.article.id)
        if stored is None:
            return None
        correct_appearance(self._connection, stored.n, self._extraction(stored.n).article, prepared.appearance)
        return self._replace(stored, prepared)

    def delete(self, article_id: str) -> bool:
        """Remove an article and everything that only it says."""
        stored = self._find_article(article_id)
        if stored is None:
            return False
        self.stories.withdraw(stored.n)
        events, positions = self._items(rows.events, stored.n), self._items(rows.positions, stored.n)
        self._remove_records(stored, self._extraction(stored.n), events, positions)
        self._connection.execute(delete(rows.articles).where(rows.articles.c.n == stored.n))
        for resource, ids in ((EVENT, events), (POSITION, positions), (ARTICLE, (article_id,))):
            for item_id in sorted(ids):
                self._bury(resource, item_id)
        return True

    def retract_position(self, position_id: str, judgement: Judgement) -> bool:
        """Take out a position that a person has said is wrong; it stays out when its article is read again."""
        columns = rows.positions.c
        self._flush()
        row = self._connection.execute(
            select(columns.n, columns.article_n, columns.issue_n).where(columns.id == position_id)
        ).first()
        if row is None:
            return False
        extraction = self._extraction(row.article_n)
        position = next(position for position in extraction.positions if position.id == position_id)
        standing = find_standing(extraction.actors)
        roles = number_position_roles(position, self._number_actors(standing), standing)
        self._gathering.count_position(position, row.issue_n, roles, -1)
        remove_texts(self._connection, POSITIONS_TEXT, [position_entry(row.n, position)])
        self._connection.execute(delete(rows.positions).where(columns.n == row.n))
        self.stories.judge(judgement, resource=POSITION, article_id=extraction.article.id)
        self._bury(POSITION, position_id)
        return True

    def restore_positions(self, judgement_id: str) -> Judgement | None:
        """Let a word not count any more by which positions were taken out; they stand again where their article does.

        None: none of that id stands.
        """
        found = self.stories.unjudge(judgement_id)
        if found is None:
            return None
        judgement, _ = found
        for article_id in find_judged_articles(self._connection, judgement):
            stored = self._find_article(article_id)
            if stored is not None:
                self._restore_positions(stored.n, judgement.sides[0])
        return judgement

    @property
    def stories(self) -> StoryWriter:
        """What writes events of several articles in the same transaction; what waits is written before."""
        self._flush()
        return StoryWriter(
            self._connection,
            self._numbering,
            self._gathering,
            self._renderer,
            note=self._note_change,
            at=self._at,
        )

    def merge_actors(self, former_id: str, actor_id: str) -> bool:
        """Let one id be a former one of another actor's from now on; say whether it was not yet.

        Raises:
            ActorMergeError: nobody has one of the ids, or they cannot be one actor.
        """
        self._flush()
        check_merge(former_id, actor_id)
        former, actor = (find_actor(self._connection, given) for given in (former_id, actor_id))
        for given, number in ((former_id, former), (actor_id, actor)):
            if number is None:
                raise ActorMergeError(former_id, actor_id, f"nobody is called {given!r} here")
        assert former is not None
        assert actor is not None
        if former == actor:
            return False
        if is_former(self._connection, former_id):
            raise ActorMergeError(former_id, actor_id, "it is a former id of another one already")
        for issue_n in merge_rows(self._connection, former, actor):
            self._gathering.issues[issue_n] += 0
        note_former(self._connection, former_id, actor, self._at)
        self._numbering.next(MERGED)
        for number in (former, actor):
            self._gathering.actors[number].articles += 0
        self._note(ACTOR, former_id, DELETED)
        self._note(ACTOR, actor_id, UPDATED)
        return True

    def finish(self) -> None:
        """Write what has been gathered."""
        self._flush()
        connection, gathering = self._connection, self._gathering
        gathering.flush(connection)
        update_actors(connection, gathering.actors, self._renderer)
        update_issues(connection, gathering.issues, self._renderer)
        self._numbering.flush()

    # -- articles

    def _create(self, prepared: PreparedArticle) -> AddResult:
        extraction = prepared.extraction
        n = self._numbering.next(rows.articles.name)
        self._pending.add(extraction.article.id)
        self._absent.discard(extraction.article.id)
        values = self._article_values(extraction) | {
            "n": n,
            "id": extraction.article.id,
            "ingested_at": self._at,
            "body": self._renderer.render_article(extraction, (prepared.appearance,)),
        }
        self._rows[rows.articles].append(row_of(rows.articles, values))
        self._add_appearance_row(n, prepared.appearance)
        self._insert_records(n, prepared, {}, {})
        self._note(ARTICLE, extraction.article.id, CREATED)
        return result_of(prepared, Outcome.CREATED)

    def _replace(self, stored: StoredArticle, prepared: PreparedArticle) -> AddResult:
        extraction = prepared.extraction
        appearances = find_appearances(self._connection, stored.n)
        if not has_appeared(self._connection, stored.n, prepared.appearance):
            appearances = (*appearances, prepared.appearance)[:APPEARANCES_SHOWN]
            self._add_appearance_row(stored.n, prepared.appearance)
        self.stories.withdraw(stored.n)
        events, positions = self._items(rows.events, stored.n), self._items(rows.positions, stored.n)
        self._remove_records(stored, self._extraction(stored.n), events, positions)
        body = self._renderer.render_article(extraction, appearances)
        self._update_article(stored.n, self._article_values(extraction) | {"body": body})
        self._pending.add(stored.id)
        self._insert_records(stored.n, prepared, events, positions)
        for event_id in sorted(events.keys() - {event.id for event in extraction.events}):
            self._bury(EVENT, event_id)
        for position_id in sorted(positions.keys() - {position.id for position in extraction.positions}):
            self._bury(POSITION, position_id)
        self._note(ARTICLE, stored.id, UPDATED)
        return result_of(prepared, Outcome.REPLACED)

    def _appear(self, stored: StoredArticle, appearance: Appearance) -> AddResult:
        outcome = Outcome.UNCHANGED
        if not has_appeared(self._connection, stored.n, appearance):
            outcome = Outcome.APPEARED
            shown = find_appearances(self._connection, stored.n)
            self._add_appearance_row(stored.n, appearance)
            self._pending.add(stored.id)
            values: dict[str, Any] = {"updated_at": self._at}
            if len(shown) < APPEARANCES_SHOWN:
                values["body"] = self._renderer.render_article(self._extraction(stored.n), (*shown, appearance))
            self._update_article(stored.n, values)
            self._note(ARTICLE, stored.id, UPDATED)
        return AddResult(
            article_id=stored.id,
            outcome=outcome,
            event_ids=tuple(self._items(rows.events, stored.n)),
            position_ids=tuple(self._items(rows.positions, stored.n)),
        )

    def _article_values(self, extraction: Extraction) -> dict[str, Any]:
        article = extraction.article
        return {
            "external_id": plain(article.external_id) if article.external_id else None,
            "published": day_number(article.dct),
            "extractor_n": self._numbering.find_extractor(extraction.extractor),
            "updated_at": self._at,
        }

    def _update_article(self, n: int, values: Mapping[str, Any]) -> None:
        self._numbering.flush()
        self._connection.execute(update(rows.articles).where(rows.articles.c.n == n).values(**values))

    def _add_appearance_row(self, n: int, appearance: Appearance) -> None:
        number = self._numbering.next(rows.appearances.name)
        self._rows[rows.appearances].append((number, n, *appearance_row(appearance)))

    # -- the records of an article

    def _insert_records(
        self,
        n: int,
        prepared: PreparedArticle,
        old_events: Mapping[str, StoredItem],
        old_positions: Mapping[str, StoredItem],
    ) -> None:
        extraction = prepared.extraction
        standing = find_standing(extraction.actors)
        numbers = self._number_actors(standing)
        self._rows[rows.article_texts].append((n, pack(prepared.record), pack(prepared.annotations)))
        self._rows[rows.article_actors] += [(a, n) for a in sorted({numbers[actor.id] for actor in extraction.actors})]
        self._texts[ARTICLES_TEXT].append(article_entry(n, extraction))
        self._gathering.count_actors(extraction.actors, numbers, 1)
        for event, body in zip(extraction.events, prepared.events, strict=True):
            item = self._renew(rows.events, EVENT, event.id, body, old_events)
            self._insert_event(item, n, event, numbers, standing)
        retracted = self._find_retracted(extraction)
        for position, body in zip(extraction.positions, prepared.positions, strict=True):
            if position.id in retracted:
                continue
            item = self._renew(rows.positions, POSITION, position.id, body, old_positions)
            self._insert_position(item, n, position, numbers, standing)

    def _renew(
        self, table: Table, resource: str, item_id: str, body: bytes, old: Mapping[str, StoredItem]
    ) -> StoredItem:
        """Return what stays of an event or a position that was there before: its number and its instants."""
        stored = old.get(item_id)
        if stored is None:
            self._note(resource, item_id, CREATED)
            return StoredItem(self._numbering.next(table.name), self._at, self._at, body)
        if stored.body == body:
            return stored
        self._note(resource, item_id, UPDATED)
        return StoredItem(stored.n, stored.ingested_at, self._at, body)

    def _insert_event(
        self, item: StoredItem, article_n: int, event: Event, numbers: Mapping[str, int], standing: Standing
    ) -> None:
        interval, n = interval_columns(event.event_date), item.n
        self._rows[rows.events].append(event_row(item, article_n, event, interval))
        roles, start = number_event_roles(event, numbers, standing), interval["start"]
        self._rows[rows.participants] += [
            (actor_n, start, n, role, interval["reach"], event.event_type.value) for actor_n, role in roles.items()
        ]
        pairs = number_event_pairs(event, numbers, standing)
        self._rows[rows.partners] += [(one, other, start, n, own) for (one, other), own in pairs.items()]
        self._gathering.count_pairs(pairs, 1)
        self._rows[rows.event_evidence] += evidence_rows(n, article_n, event.evidence)
        self._texts[EVENTS_TEXT].append(event_entry(n, event))
        self._gathering.count_event(event, roles, 1)

    def _insert_position(
        self, item: StoredItem, article_n: int, position: Position, numbers: Mapping[str, int], standing: Standing
    ) -> None:
        interval, n = interval_columns(position.stated_date), item.n
        issue_n = self._numbering.find_issue(position.issue.id)
        self._rows[rows.positions].append(
            position_row(item, article_n, position, interval, (numbers[position.actor_id], issue_n))
        )
        roles = number_position_roles(position, numbers, standing)
        self._rows[rows.position_actors] += [
            (actor_n, interval["start"], n, role, interval["reach"]) for actor_n, role in roles.items()
        ]
        self._rows[rows.position_evidence] += evidence_rows(n, article_n, position.evidence)
        self._texts[POSITIONS_TEXT].append(position_entry(n, position))
        self._gathering.count_position(position, issue_n, roles, 1)

    def _restore_positions(self, article_n: int, ids: Collection[str]) -> None:
        extraction = self._extraction(article_n)
        hidden = self._find_retracted(extraction) | self._items(rows.positions, article_n).keys()
        standing = find_standing(extraction.actors)
        numbers = self._number_actors(standing)
        for position in extraction.positions:
            if position.id in ids and position.id not in hidden:
                body = self._renderer.render_position(position, extraction)
                item = self._renew(rows.positions, POSITION, position.id, body, {})
                self._insert_position(item, article_n, position, numbers, standing)

    def _remove_records(
        self,
        stored: StoredArticle,
        old: Extraction,
        events: Mapping[str, StoredItem],
        positions: Mapping[str, StoredItem],
    ) -> None:
        """Take out all that an article says: rows, search entries, and its part of what is counted."""
        connection, gathering, standing = self._connection, self._gathering, find_standing(old.actors)
        numbers = self._number_actors(standing)
        gathering.count_actors(old.actors, numbers, -1)
        # Others may show what this article tells as well, and people have retracted some.
        own_events = [event for event in old.events if event.id in events]
        own_positions = [position for position in old.positions if position.id in positions]
        for event in own_events:
            self._remove_pairs(events[event.id].n, event, numbers, standing)
            gathering.count_event(event, number_event_roles(event, numbers, standing), -1)
        for position in own_positions:
            issue_n = self._numbering.find_issue(position.issue.id)
            gathering.count_position(position, issue_n, number_position_roles(position, numbers, standing), -1)
        remove_texts(connection, ARTICLES_TEXT, [article_entry(stored.n, old)])
        remove_texts(connection, EVENTS_TEXT, [event_entry(events[event.id].n, event) for event in own_events])
        remove_texts(connection, POSITIONS_TEXT, [position_entry(positions[p.id].n, p) for p in own_positions])
        # What hangs on these rows goes with them.
        for table in (rows.events, rows.positions, rows.article_texts, rows.article_actors):
            connection.execute(delete(table).where(table.c.article_n == stored.n))

    def _remove_pairs(self, n: int, event: Event, numbers: Mapping[str, int], standing: Standing) -> None:
        """Remove an event's pairs of actors by their keys; there is no index of them by event."""
        partners, start = rows.partners.c, interval_columns(event.event_date)["start"]
        pairs = number_event_pairs(event, numbers, standing)
        self._gathering.count_pairs(pairs, -1)
        others: dict[int, list[int]] = defaultdict(list)
        for one, other in pairs:
            others[one].append(other)
        for actor_n, other_numbers in others.items():
            for chunk in in_chunks(other_numbers):
                self._connection.execute(
                    delete(rows.partners).where(
                        partners.actor_n == actor_n,
                        partners.other_n.in_(chunk),
                        partners.start == start,
                        partners.event_n == n,
                    )
                )

    def _number_actors(self, standing: Standing) -> dict[str, int]:
        return self._numbering.find_actors({*standing, *(other for others in standing.values() for other in others)})

    # -- what is there already

    def _find_article(self, article_id: str) -> StoredArticle | None:
        if article_id in self._pending:
            self._flush()
        elif article_id in self._absent:
            return None
        columns = rows.articles.c
        row = self._connection.execute(
            select(columns.n, columns.id, columns.published, columns.extractor_n).where(columns.id == article_id)
        ).first()
        return StoredArticle(*row) if row else None

    def _items(self, table: Table, article_n: int) -> dict[str, StoredItem]:
        return find_items(self._connection, table, article_n)

    def _extraction(self, article_n: int) -> Extraction:
        return read_extraction(self._connection, article_n, self._renderer)

    def _find_retracted(self, extraction: Extraction) -> frozenset[str]:
        """Return the positions of an article of which a person has said that they are wrong; mostly there are none."""
        if self._judged is None:
            self._judged = are_positions_judged(self._connection)
        if not self._judged:
            return frozenset()
        return find_retracted_positions(self._connection, [position.id for position in extraction.positions])

    # -- what is written last

    def _note(self, resource: str, item_id: str, action: str) -> None:
        self._note_change(resource, item_id, action)
        if action == CREATED:
            self._created.append(item_id)

    def _note_change(self, resource: str, item_id: str, action: str) -> None:
        token = self._numbering.next(VERSION)
        self._numbering.set(CHANGED_AT, self._at)
        self._rows[rows.changes].append((token, resource, item_id, action, self._at))

    def _bury(self, resource: str, item_id: str) -> None:
        self._note(resource, item_id, DELETED)
        self._rows[rows.traces].append((item_id, resource, None, self._at))

    def _flush(self) -> None:
        """Write the rows that are waiting, those that others point to first."""
        self._numbering.flush()
        self._forget_traces()
        for table, pending in self._rows.items():
            if table in _BY_ACTOR:
                # In the order of their keys they go into neighbouring pages.
                pending.sort()
            insert_rows(self._connection, table, pending)
            pending.clear()
        for name, entries in self._texts.items():
            add_texts(self._connection, name, entries)
            entries.clear()
        self._pending.clear()

    def _forget_traces(self) -> None:
        """What stands again has no trace; nearly always there are none at all."""
        traces = rows.traces
        if self._created and self._connection.execute(select(traces.c.id).limit(1)).first():
            for chunk in in_chunks(self._created):
                self._connection.execute(delete(traces).where(traces.c.id.in_(chunk)))
        self._created.clear()
