"""Tellings and groups of them in, the rows of the events that they are out: in one transaction, and undone as well."""

import json
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from records.stories import Judgement, JudgementKind
from storage import rows
from storage.event_rows import EventRows, pack_told
from storage.gathering import Gathering
from storage.inserting import in_chunks, insert_rows, marker_of, row_of, select_in
from storage.judgements import add_judgement, extend_judgement, withdraw_judgement
from storage.numbering import VERSION, Numbering
from storage.prepared import Renderer
from storage.reprint_writing import earliest, leave_group
from storage.tellings import TellingReader, unpack_numbers
from storage.told import ComposedEvent, Member, NewMatching, NewTelling, Party, StoredLink, StoredTelling, Told

_CREATED, _UPDATED, _DELETED = "CREATED", "UPDATED", "DELETED"
_JUDGEMENT = "judgement"


class StoryWriter(TellingReader):
    """Writes the stories of one transaction; what waits in its `Writer` has to be flushed before."""

    def __init__(
        self,
        connection: Connection,
        numbering: Numbering,
        gathering: Gathering,
        renderer: Renderer,
        *,
        note: Callable[[str, str, str], None],
        at: int,
    ) -> None:
        super().__init__(connection)
        self._numbering = numbering
        self._renderer = renderer
        self.note = note
        self._at = at
        self._events = EventRows(connection, numbering, gathering, at=at)

    def next_number(self, counter: str) -> int:
        """Return the next number of a table."""
        return self._numbering.next(counter)

    def mark(self, counter: str) -> None:
        """Let a counter hold the version of the data set as it is with all that has been noted."""
        self._numbering.set(counter, self._numbering.last(VERSION))

    def _note(self, event_id: str, action: str) -> None:
        self.note("event", event_id, action)

    # -- what an article brings

    def add_article(self, matching: NewMatching, head_n: int, similarity: float | None) -> None:
        """Note that an article is compared with the others."""
        self.connection.execute(
            insert(rows.matchings).values(
                article_n=matching.article_n,
                published=matching.published,
                publisher=matching.publisher,
                head_n=head_n,
                similarity=similarity,
                topics=matching.topics,
                signature=matching.signature or None,
                bands=array("q", matching.bands).tobytes() or None,
            )
        )
        bands = sorted(set(matching.bands))
        insert_rows(self.connection, rows.reprint_bands, [(band, matching.article_n) for band in bands])

    def add_tellings(self, tellings: Sequence[NewTelling]) -> None:
        """Keep tellings, each of which is still an event of its own."""
        insert_rows(
            self.connection,
            rows.tellings,
            [
                row_of(
                    rows.tellings,
                    {
                        "n": told.n,
                        "id": told.id,
                        "article_n": told.article_n,
                        "seq": told.seq,
                        "event_n": told.n,
                        "leads": True,
                        "twin": told.twin,
                        "day": told.day,
                        "parties": told.parties,
                        "features": told.features,
                        "index_keys": array("q", told.keys).tobytes(),
                        "told": None,
                        "sketch": told.sketch,
                    },
                )
                for told in tellings
            ],
        )

    def rewrite(self, article_n: int, topics: bytes, tellings: Sequence[NewTelling]) -> None:
        """Let tellings of an article be compared by what they are now; what they are part of is to be settled anew."""
        known = self.tellings_of_article(article_n)
        leading = [telling.n for telling in tellings if known[telling.n].leads]
        self.unsettle_around(leading)
        self.unindex(leading)
        matchings, table = rows.matchings, rows.tellings
        self.connection.execute(update(matchings).where(matchings.c.article_n == article_n).values(topics=topics))
        for telling in tellings:
            values = {name: getattr(telling, name) for name in ("twin", "day", "parties", "features", "sketch")}
            keys = array("q", telling.keys).tobytes()
            self.connection.execute(update(table).where(table.c.n == telling.n).values(**values, index_keys=keys))
        self.unsettle(leading)

    def recompose(self, numbers: Iterable[int]) -> None:
        """Show the events of several tellings among these as they are now."""
        events = sorted({t.event_n for t in self.tellings(numbers).values() if t.leads and t.event_n is not None})
        named = self.leading_tellings_of_events(events)
        groups: dict[int, list[int]] = defaultdict(list)
        for telling in named.values():
            if telling.event_n is not None:
                groups[telling.event_n].append(telling.n)
        shared = [group for group in groups.values() if len(group) > 1]
        if shared:
            self._rebuild(shared, named)

    def index(self, numbers: Iterable[int]) -> None:
        """Let tellings be found by their keys."""
        found = select_in(self.connection, "SELECT n, day, index_keys, sketch FROM tellings WHERE n IN ({})", numbers)
        keyed = sorted((key, day, n, bytes(sketch)) for n, day, keys, sketch in found for key in unpack_numbers(keys))
        insert_rows(self.connection, rows.telling_keys, keyed)

    def unindex(self, numbers: Iterable[int]) -> None:
        """Let tellings not be found any more, and forget their links."""
        connection, links = self.connection, rows.story_links.c
        marker = marker_of(connection.dialect.name)
        numbers = list(numbers)
        found = select_in(connection, "SELECT n, day, index_keys FROM tellings WHERE n IN ({})", numbers)
        keyed = [(key, day, n) for n, day, keys in found for key in unpack_numbers(keys)]
        if keyed:
            connection.exec_driver_sql(
                f"DELETE FROM telling_keys WHERE key = {marker} AND day = {marker} AND telling_n = {marker}", keyed
            )
        for chunk in in_chunks(numbers):
            for column in (links.one_n, links.other_n):
                connection.execute(delete(rows.story_links).where(column.in_(chunk)))

    def unsettle_around(self, numbers: Iterable[int]) -> None:
        """Note those that are one event with tellings by their score: these are about to leave."""
        leaving = set(numbers)
        self.unsettle({n for pair in self.joining_links(leaving) for n in pair} - leaving)

    def add_links(self, links: Sequence[StoredLink]) -> None:
        """Keep links that are not there yet."""
        insert_rows(
            self.connection,
            rows.story_links,
            [(link.one_n, link.other_n, link.score, link.kind, link.grounds) for link in links],
        )

    # -- what is to be looked at again

    def unsettle(self, numbers: Iterable[int]) -> None:
        """Note tellings whose neighbours have changed."""
        table = rows.unsettled.c
        for chunk in in_chunks(sorted(set(numbers))):
            there = set(self.connection.execute(select(table.telling_n).where(table.telling_n.in_(chunk))).scalars())
            insert_rows(self.connection, rows.unsettled, [(n,) for n in chunk if n not in there])

    def take_unsettled(self) -> list[int]:
        """Return the tellings whose neighbours have changed, and forget that."""
        numbers = list(self.connection.execute(select(rows.unsettled.c.telling_n).order_by("telling_n")).scalars())
        if numbers:
            self.connection.execute(delete(rows.unsettled))
        return numbers

    # -- events of several tellings

    def regroup(self, groups: Sequence[Sequence[int]]) -> None:
        """Let the tellings of each group, all of them leading, be one event.

        Events that stay what they are are not touched.
        """
        named = self.tellings([n for group in groups for n in group])
        shown: dict[int, set[int]] = defaultdict(set)
        standing = {telling.event_n for telling in named.values() if telling.event_n is not None}
        for telling in self.leading_tellings_of_events(standing).values():
            if telling.event_n is not None:
                shown[telling.event_n].add(telling.n)
                named[telling.n] = telling
        given = {n for group in groups for n in group}
        # Whoever shares an event with one that is named, and is not named itself, stays with others of that event.
        rest = [sorted(members - given) for members in shown.values() if members - given]
        changed = [
            list(group) for group in (*groups, *rest) if shown.get(named[group[0]].event_n or 0, set()) != set(group)
        ]
        if changed:
            self._rebuild(changed, named)

    def _rebuild(self, groups: Sequence[Sequence[int]], named: Mapping[int, StoredTelling]) -> None:
        members = {n: named[n] for group in groups for n in group}
        events = sorted({telling.event_n for telling in members.values() if telling.event_n is not None})
        told = self._events.capture(members.values())
        before = self._events.hide(events)
        composed = [self._compose([Member(telling=members[n], told=told[n]) for n in group]) for group in groups]
        self._events.show(composed)
        places: dict[int, tuple[StoredTelling, Told | None]] = {}
        for group, event in zip(groups, composed, strict=True):
            alone = len(group) == 1
            places |= {n: (event.leader, None if alone else told[n]) for n in group}
        self._place(places, members)
        ids = {n: telling.id for n, telling in members.items()}
        self._tell_of(before, {event.leader.n: event.body for event in composed}, ids)

    def _place(
        self, places: Mapping[int, tuple[StoredTelling, Told | None]], members: Mapping[int, StoredTelling]
    ) -> None:
        """Let tellings, and what only repeats them, be shown by the events of leaders; keep what they were alone."""
        marker = marker_of(self.connection.dialect.name)
        numbers = [(leader.n, True, n) for n, (leader, _) in places.items()]
        self.connection.exec_driver_sql(
            f"UPDATE tellings SET event_n = {marker}, leads = {marker} WHERE n = {marker}", numbers
        )
        packed = [
            (None if told is None else pack_told(told), n)
            for n, (_, told) in places.items()
            if told is None or not told.kept
        ]
        if packed:
            self.connection.exec_driver_sql(f"UPDATE tellings SET told = {marker} WHERE n = {marker}", packed)
        moved = [
            (leader.n, members[n].event_n, False, members[n].twin)
            for n, (leader, _) in places.items()
            if members[n].event_n != leader.n
        ]
        if moved:
            # Found by the event: the same may be said in the same words in many others.
            self.connection.exec_driver_sql(
                f"UPDATE tellings SET event_n = {marker} WHERE event_n = {marker} AND leads = {marker} "
                f"AND twin + 0 = {marker}",
                moved,
            )
        self._trace({members[n].id: None if n == leader.n else leader.id for n, (leader, _) in places.items()})

    def _id_of(self, telling_n: int) -> str:
        return str(
            self.connection.execute(select(rows.tellings.c.id).where(rows.tellings.c.n == telling_n)).scalar_one()
        )

    def _compose(self, group: Sequence[Member]) -> ComposedEvent:
        if len(group) > 1:
            return self._renderer.compose(group)
        leader, told = group[0].telling, group[0].told
        return ComposedEvent(
            leader=leader,
            row=told.row,
            body=told.body,
            parties=_read_parties(leader.parties),
            evidence=told.evidence,
        )

    def _tell_of(self, before: Mapping[int, bytes], after: Mapping[int, bytes], ids: Mapping[int, str]) -> None:
        for n in sorted(before.keys() | after.keys()):
            if n not in after:
                self._note(ids[n], _DELETED)
            elif n not in before:
                self._note(ids[n], _CREATED)
            elif before[n] != after[n]:
                self._note(ids[n], _UPDATED)

    def follow(self, followers: Mapping[int, StoredTelling], leaders: Mapping[int, StoredTelling]) -> None:
        """Let tellings that only repeat others go with these: `leaders` are by the numbers of the followers."""
        if not followers:
            return
        told = self._events.capture(followers.values())
        self.unindex(followers)
        self._events.hide(sorted(followers))
        marker = marker_of(self.connection.dialect.name)
        self.connection.exec_driver_sql(
            f"UPDATE tellings SET leads = {marker}, event_n = {marker}, told = {marker} WHERE n = {marker}",
            [(False, leaders[n].event_n, pack_told(told[n]), n) for n in followers],
        )
        # Who followed one of them follows whom it follows.
        self.connection.exec_driver_sql(
            f"UPDATE tellings SET event_n = {marker} WHERE event_n = {marker} AND leads = {marker}",
            [(leaders[n].event_n, n, False) for n in followers],
        )
        events = {leader.event_n for leader in leaders.values() if leader.event_n is not None}
        shown = {n: telling.id for n, telling in self.tellings(events).items()}
        for n, telling in followers.items():
            self._note(telling.id, _DELETED)
            self._trace({telling.id: shown.get(leaders[n].event_n or 0)}, gone=True)

    def supersede(self, telling: StoredTelling, leader: StoredTelling) -> None:
        """Let a telling lead, still an event of its own, in place of one that only repeats it from now on."""
        assert leader.event_n is not None, "what is retracted leads nothing"
        told = self._events.capture([telling, leader])
        self._events.hide([telling.n])
        self._note(telling.id, _DELETED)
        table = rows.tellings.c
        self.connection.execute(
            update(rows.tellings).where(table.n == telling.n).values(told=pack_told(told[telling.n]))
        )
        standing = {**self.leading_tellings_of_events([leader.event_n]), telling.n: telling}
        rest = [t.n for t in standing.values() if t.leads and t.n != leader.n]
        self.unsettle(rest)
        self.unsettle_around([leader.n])
        self.unindex([leader.n])
        self._hand_on(leader.event_n, [leader], rest, standing)
        self.connection.execute(
            update(rows.tellings).where(table.n == leader.n).values(leads=False, told=pack_told(told[leader.n]))
        )

    def let_go(self, telling: StoredTelling) -> None:
        """Let a telling be an event of its own, and its companions go on without it."""
        assert telling.event_n is not None, "what is retracted shares nothing"
        self.unsettle_around([telling.n])
        companions = [n for n in self.leading_tellings_of_events([telling.event_n]) if n != telling.n]
        if companions:
            self.unsettle(companions)
            self.regroup([[telling.n], companions])

    # -- taking back

    def retract(self, numbers: Iterable[int]) -> None:
        """Show tellings nowhere any more: a person has said that they are wrong."""
        tellings = self.tellings(numbers)
        told = self._events.capture(tellings.values())
        events = sorted({telling.event_n for telling in tellings.values() if telling.event_n is not None})
        standing = self.tellings_of_events(events)
        rest: dict[int, list[int]] = defaultdict(list)
        for telling in standing.values():
            if telling.leads and telling.n not in tellings and telling.event_n is not None:
                rest[telling.event_n].append(telling.n)
        self.unindex(tellings)
        for event_n in events:
            if rest[event_n]:
                self._rebuild([sorted(rest[event_n])], standing)
            else:
                shown = self._id_of(event_n)
                self._events.hide([event_n])
                self._note(shown, _DELETED)
        table = rows.tellings.c
        for n in tellings:
            gone = update(rows.tellings).where(table.n == n)
            self.connection.execute(gone.values(event_n=None, leads=False, told=pack_told(told[n])))
        self._trace({telling.id: None for telling in tellings.values()}, gone=True)

    def share_retractions(self, tellings: Iterable[NewTelling], head_n: int) -> list[str]:
        """Let words by which a text was retracted hold for a reprint of it; return the ids of what they hold for."""
        if not self.has_judgements:
            return []
        sql = (
            "SELECT t.twin, t.id FROM tellings t JOIN matchings m ON m.article_n = t.article_n "
            f"WHERE t.event_n IS NULL AND t.twin + 0 IN ({{}}) AND m.head_n = {head_n:d}"
        )
        by_twin = {telling.twin: telling.id for telling in tellings}
        repeated = dict(select_in(self.connection, sql, by_twin))
        for twin, retracted_id in repeated.items():
            for word in self.judgements_on([retracted_id]):
                if word.kind is JudgementKind.RETRACT:
                    extend_judgement(self.connection, word, by_twin[twin])
        return [by_twin[twin] for twin in repeated]

    def restore(self, numbers: Iterable[int]) -> None:
        """Show retracted tellings again: as events of their own, still to be compared, or with what they repeat."""
        gone: dict[tuple[int, int], list[StoredTelling]] = defaultdict(list)
        for telling in self.tellings(numbers).values():
            if telling.event_n is None:
                gone[telling.twin, telling.head_n].append(telling)
        for (twin, head_n), alike in gone.items():
            rest = sorted(alike, key=earliest)
            leader = next((t for t in self.leading_twins([twin], head_n) if t.event_n is not None), None)
            if leader is None:
                leader, *rest = rest
                self._show_alone(leader)
            self.point(rest, leader)

    def lead(self, telling: StoredTelling, followers: Iterable[StoredTelling]) -> None:
        """Let what only repeated another telling be an event of its own, still to be compared; others repeat it now."""
        self._show_alone(telling)
        self.point(followers, telling)
        self.unsettle([telling.n])

    def point(self, followers: Iterable[StoredTelling], leader: StoredTelling) -> None:
        """Let tellings that repeat others be shown by the event of a leader."""
        event_n = self.tellings([leader.n])[leader.n].event_n
        moved = [telling for telling in followers if not telling.leads and telling.n != leader.n]
        table = rows.tellings.c
        for chunk in in_chunks(telling.n for telling in moved):
            self.connection.execute(update(rows.tellings).where(table.n.in_(chunk)).values(event_n=event_n))
        self._trace({telling.id: leader.id for telling in moved})

    def _show_alone(self, telling: StoredTelling) -> None:
        told = self._events.capture([telling])[telling.n]
        self._events.show([self._compose([Member(telling=telling, told=told)])])
        table = rows.tellings.c
        alone = {"event_n": telling.n, "leads": True, "told": None}
        self.connection.execute(update(rows.tellings).where(table.n == telling.n).values(**alone))
        self._trace({telling.id: None})
        self._note(telling.id, _CREATED)

    def withdraw(self, article_n: int) -> None:
        """Take an article out of every event that it shares; what it alone tells stays for its writer to remove."""
        tellings = self.tellings_of_article(article_n)
        if not tellings and not self.is_matched(article_n):
            return
        # What is told in the same article is taken out together; whoever only repeats leaves nothing behind.
        events = sorted({t.event_n for t in tellings.values() if t.leads and t.event_n is not None})
        standing = self.tellings_of_events(events)
        near = {n for link in self.links(tellings) if link.kind == "SAME" for n in (link.one_n, link.other_n)}
        for event_n in events:
            own = [t for t in tellings.values() if t.event_n == event_n and t.leads]
            heirs = [heir for telling in own if (heir := self._find_heir(telling, standing)) is not None]
            rest = [t.n for t in standing.values() if t.event_n == event_n and t.leads and t.n not in tellings]
            rest += [heir.n for heir in heirs]
            if own and not rest:
                # Nobody is left but those who followed an event that was full.
                rest = [t.n for t in standing.values() if t.event_n == event_n and t.article_n != article_n][:1]
            if own and rest:
                self._hand_on(event_n, own, rest, standing)
            near.update(rest)
        self._forget(article_n, tellings)
        self.unsettle(near - tellings.keys())

    def _find_heir(self, telling: StoredTelling, standing: Mapping[int, StoredTelling]) -> StoredTelling | None:
        """Return who leads the repetitions of a telling once it is gone."""
        heirs = [
            other
            for other in standing.values()
            if not other.leads
            and (other.twin, other.head_n) == (telling.twin, telling.head_n)
            and other.article_n != telling.article_n
        ]
        return min(heirs, key=earliest, default=None)

    def _hand_on(
        self, event_n: int, own: Sequence[StoredTelling], rest: Sequence[int], standing: Mapping[int, StoredTelling]
    ) -> None:
        """Let an event go on without some of its tellings."""
        told = self._events.capture([*(standing[n] for n in rest)])
        before = self._events.hide([event_n])
        event = self._compose([Member(telling=standing[n], told=told[n]) for n in rest])
        self._events.show([event])
        self._place({n: (event.leader, None if len(rest) == 1 else told[n]) for n in rest}, standing)
        table = rows.tellings.c
        self.connection.execute(update(rows.tellings).where(table.event_n == event_n).values(event_n=event.leader.n))
        self._trace({telling.id: event.leader.id for telling in own})
        self._tell_of(before, {event.leader.n: event.body}, {n: telling.id for n, telling in standing.items()})

    def _forget(self, article_n: int, tellings: Mapping[int, StoredTelling]) -> None:
        table, matchings, bands = rows.tellings.c, rows.matchings.c, rows.reprint_bands.c
        self.unindex(tellings)
        for chunk in in_chunks(tellings):
            self.connection.execute(delete(rows.unsettled).where(rows.unsettled.c.telling_n.in_(chunk)))
        self.connection.execute(delete(rows.tellings).where(table.article_n == article_n))
        packed = self.connection.execute(select(matchings.bands).where(matchings.article_n == article_n)).scalar()
        for band in sorted(set(unpack_numbers(packed or b""))):
            self.connection.execute(delete(rows.reprint_bands).where(bands.band == band, bands.article_n == article_n))
        head_n = self.connection.execute(select(matchings.head_n).where(matchings.article_n == article_n)).scalar()
        self.connection.execute(delete(rows.matchings).where(matchings.article_n == article_n))
        if head_n is not None:
            leave_group(self, article_n, head_n, self._renderer)

    # -- people's words

    def judge(self, judgement: Judgement, *, resource: str = "event", article_id: str | None = None) -> None:
        """Keep what a person has said; `article_id` is where a position that it is about is found again."""
        self._is_judged = True
        number = self._numbering.next("judgements")
        add_judgement(self.connection, number, judgement, resource=resource, article_id=article_id)
        self.note(_JUDGEMENT, judgement.id, _CREATED)

    def unjudge(self, judgement_id: str) -> tuple[Judgement, str] | None:
        """Let a person's word not count any more; return it and what it is about. None: none of that id stands."""
        found = withdraw_judgement(self.connection, judgement_id)
        if found is not None:
            self.note(_JUDGEMENT, judgement_id, _DELETED)
        return found

    def _trace(self, traced: Mapping[str, str | None], *, gone: bool = False) -> None:
        """Say for ids under which other one they stand now; None: they stand themselves, or are `gone`."""
        marker = marker_of(self.connection.dialect.name)
        if traced:
            ids = [(item_id,) for item_id in traced]
            self.connection.exec_driver_sql(f"DELETE FROM traces WHERE id = {marker}", ids)
        insert_rows(
            self.connection,
            rows.traces,
            [
                (item_id, "event", merged_into, self._at if merged_into is None else None)
                for item_id, merged_into in traced.items()
                if merged_into is not None or gone
            ],
        )


def _read_parties(packed: bytes) -> tuple[Party, ...]:
    return tuple((actor_id, bool(target), tuple(others)) for actor_id, target, others in json.loads(packed))
