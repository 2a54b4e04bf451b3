"""Tellings and groups of them in, the rows of the events that they are out: in one transaction, and undone as well."""

import json
import zlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from records.stories import Judgement
from storage import rows
from storage.gathering import Gathering
from storage.inserting import in_chunks, insert_rows, row_of
from storage.judgements import add_judgement, withdraw_judgement
from storage.merging import number_pairs, number_roles
from storage.numbering import Numbering
from storage.prepared import Renderer
from storage.roles import read_event_pairs, read_event_roles
from storage.tellings import TellingReader, unpack_numbers
from storage.texts import EVENTS_TEXT, add_texts, remove_texts, text_key
from storage.told import (
    ComposedEvent,
    Member,
    NewMatching,
    NewTelling,
    Party,
    StoredLink,
    StoredTelling,
    Told,
    make_cast,
    make_standing,
)

_CREATED, _UPDATED, _DELETED = "CREATED", "UPDATED", "DELETED"
_OWN = frozenset({"n", "id", "article_n", "updated_at", "body"})


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
        self._gathering = gathering
        self._renderer = renderer
        self.note = note
        self._at = at

    def next_number(self, counter: str) -> int:
        """Return the next number of a table."""
        return self._numbering.next(counter)

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

    def join_reprints(self, heads: Iterable[int], head_n: int) -> None:
        """Let groups of reprints be one."""
        matchings = rows.matchings.c
        for chunk in in_chunks(heads):
            self.connection.execute(update(rows.matchings).where(matchings.head_n.in_(chunk)).values(head_n=head_n))

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
                    },
                )
                for told in tellings
            ],
        )

    def index(self, numbers: Iterable[int]) -> None:
        """Let tellings be found by their keys."""
        table = rows.tellings.c
        for chunk in in_chunks(numbers):
            found = self.connection.execute(select(table.n, table.day, table.index_keys).where(table.n.in_(chunk)))
            keyed = sorted((key, day, n) for n, day, keys in found for key in unpack_numbers(keys))
            insert_rows(self.connection, rows.telling_keys, keyed)

    def unindex(self, numbers: Iterable[int]) -> None:
        """Let tellings not be found any more, and forget their links."""
        table, keyed, links = rows.tellings.c, rows.telling_keys.c, rows.story_links.c
        for chunk in in_chunks(numbers):
            for n, day, keys in self.connection.execute(
                select(table.n, table.day, table.index_keys).where(table.n.in_(chunk))
            ).all():
                for key in unpack_numbers(keys):
                    self.connection.execute(
                        delete(rows.telling_keys).where(keyed.key == key, keyed.day == day, keyed.telling_n == n)
                    )
            for column in (links.one_n, links.other_n):
                self.connection.execute(delete(rows.story_links).where(column.in_(chunk)))

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
        for telling in self.tellings_of_events(standing).values():
            if telling.leads and telling.event_n is not None:
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
        told = self._capture(members.values())
        before = {n: self._hide(n) for n in events}
        after: dict[int, bytes] = {}
        for group in groups:
            event_n = self._show_group([Member(telling=members[n], told=told[n]) for n in group], after)
            alone = len(group) == 1
            for n in group:
                self._place(members[n], event_n, None if alone else told[n])
        ids = {n: telling.id for n, telling in members.items()}
        self._tell_of(before, after, ids)

    def _place(self, telling: StoredTelling, event_n: int, told: Told | None) -> None:
        table = rows.tellings.c
        values = {"event_n": event_n, "told": None if told is None else pack_told(told)}
        self.connection.execute(update(rows.tellings).where(table.n == telling.n).values(**values))
        if telling.event_n != event_n:
            repeats = (table.twin == telling.twin, table.leads.is_(False), table.event_n == telling.event_n)
            self.connection.execute(update(rows.tellings).where(*repeats).values(event_n=event_n))
        self._trace(telling.id, None if telling.n == event_n else self._id_of(event_n))

    def _id_of(self, telling_n: int) -> str:
        return str(
            self.connection.execute(select(rows.tellings.c.id).where(rows.tellings.c.n == telling_n)).scalar_one()
        )

    def _show_group(self, group: Sequence[Member], after: dict[int, bytes]) -> int:
        if len(group) == 1:
            leader, told = group[0].telling, group[0].told
            parties = _read_parties(leader.parties)
            composed = ComposedEvent(
                leader=leader, row=told.row, body=told.body, parties=parties, evidence=told.evidence
            )
        else:
            composed = self._renderer.compose(group)
        self._show(composed)
        after[composed.leader.n] = composed.body
        return composed.leader.n

    def _tell_of(self, before: Mapping[int, bytes], after: Mapping[int, bytes], ids: Mapping[int, str]) -> None:
        for n in sorted(before.keys() | after.keys()):
            if n not in after:
                self._note(ids[n], _DELETED)
            elif n not in before:
                self._note(ids[n], _CREATED)
            elif before[n] != after[n]:
                self._note(ids[n], _UPDATED)

    def follow(self, telling: StoredTelling, leader: StoredTelling) -> None:
        """Let a telling that a reprint only repeats go with the one that it repeats."""
        told = self._capture([telling])[telling.n]
        self.unindex([telling.n])
        self._hide(telling.n)
        self.connection.execute(
            update(rows.tellings)
            .where(rows.tellings.c.n == telling.n)
            .values(leads=False, event_n=leader.event_n, told=pack_told(told))
        )
        self._note(telling.id, _DELETED)
        self._trace(telling.id, self._id_of(leader.event_n) if leader.event_n is not None else None, gone=True)

    def supersede(self, telling: StoredTelling, leader: StoredTelling) -> None:
        """Let a telling lead, still an event of its own, in place of one that only repeats it from now on."""
        assert leader.event_n is not None, "what is retracted leads nothing"
        told = self._capture([telling, leader])
        self._hide(telling.n)
        self._note(telling.id, _DELETED)
        table = rows.tellings.c
        self.connection.execute(
            update(rows.tellings).where(table.n == telling.n).values(told=pack_told(told[telling.n]))
        )
        standing = {**self.tellings_of_events([leader.event_n]), telling.n: telling}
        rest = [t.n for t in standing.values() if t.leads and t.n != leader.n]
        self.unsettle(rest)
        self.unindex([leader.n])
        self._hand_on(leader.event_n, [leader], rest, standing)
        self.connection.execute(
            update(rows.tellings).where(table.n == leader.n).values(leads=False, told=pack_told(told[leader.n]))
        )

    def let_go(self, telling: StoredTelling) -> None:
        """Let a telling be an event of its own, and its companions go on without it."""
        assert telling.event_n is not None, "what is retracted shares nothing"
        companions = [t.n for t in self.tellings_of_events([telling.event_n]).values() if t.leads and t.n != telling.n]
        if companions:
            self.unsettle(companions)
            self.regroup([[telling.n], companions])

    # -- taking back

    def retract(self, numbers: Iterable[int]) -> None:
        """Show tellings nowhere any more: a person has said that they are wrong."""
        tellings = self.tellings(numbers)
        told = self._capture(tellings.values())
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
                self._hide(event_n)
                self._note(shown, _DELETED)
        for n, telling in tellings.items():
            self.connection.execute(
                update(rows.tellings)
                .where(rows.tellings.c.n == n)
                .values(event_n=None, leads=False, told=pack_told(told[n]))
            )
            self._trace(telling.id, None, gone=True)

    def restore(self, numbers: Iterable[int]) -> None:
        """Show retracted tellings again, each as an event of its own that is still to be compared."""
        for telling in self.tellings(numbers).values():
            if telling.event_n is None:
                told = self._capture([telling])[telling.n]
                after: dict[int, bytes] = {}
                self._show_group([Member(telling=telling, told=told)], after)
                self.connection.execute(
                    update(rows.tellings)
                    .where(rows.tellings.c.n == telling.n)
                    .values(event_n=telling.n, leads=True, told=None)
                )
                self._trace(telling.id, None)
                self._note(telling.id, _CREATED)

    def withdraw(self, article_n: int) -> None:
        """Take an article out of every event that it shares; what it alone tells stays for its writer to remove."""
        tellings = self.tellings_of_article(article_n)
        if not tellings and not self.is_matched(article_n):
            return
        # What is told in the same article is taken out together.
        events = sorted({telling.event_n for telling in tellings.values() if telling.event_n is not None})
        standing = self.tellings_of_events(events)
        near = {n for link in self.links(tellings) if link.kind == "SAME" for n in (link.one_n, link.other_n)}
        for event_n in events:
            own = [t for t in tellings.values() if t.event_n == event_n and t.leads]
            heirs = [heir for telling in own if (heir := self._find_heir(telling, standing)) is not None]
            rest = [t.n for t in standing.values() if t.event_n == event_n and t.leads and t.n not in tellings]
            rest += [heir.n for heir in heirs]
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
            if not other.leads and other.twin == telling.twin and other.article_n != telling.article_n
        ]
        return min(heirs, key=lambda heir: (heir.published, heir.article_id), default=None)

    def _hand_on(
        self, event_n: int, own: Sequence[StoredTelling], rest: Sequence[int], standing: Mapping[int, StoredTelling]
    ) -> None:
        """Let an event go on without some of its tellings."""
        told = self._capture([*(standing[n] for n in rest)])
        before = {event_n: self._hide(event_n)}
        after: dict[int, bytes] = {}
        group = [Member(telling=standing[n], told=told[n]) for n in rest]
        shown_n = self._show_group(group, after)
        for n in rest:
            self.connection.execute(update(rows.tellings).where(rows.tellings.c.n == n).values(leads=True))
            self._place(standing[n], shown_n, None if len(rest) == 1 else told[n])
        table = rows.tellings.c
        self.connection.execute(update(rows.tellings).where(table.event_n == event_n).values(event_n=shown_n))
        for telling in own:
            self._trace(telling.id, self._id_of(shown_n), gone=True)
        ids = {n: telling.id for n, telling in standing.items()}
        self._tell_of(before, after, ids)

    def _forget(self, article_n: int, tellings: Mapping[int, StoredTelling]) -> None:
        table, matchings, bands = rows.tellings.c, rows.matchings.c, rows.reprint_bands.c
        self.unindex(tellings)
        for chunk in in_chunks(tellings):
            self.connection.execute(delete(rows.unsettled).where(rows.unsettled.c.telling_n.in_(chunk)))
        self.connection.execute(delete(rows.tellings).where(table.article_n == article_n))
        packed = self.connection.execute(select(matchings.bands).where(matchings.article_n == article_n)).scalar()
        for band in sorted(set(unpack_numbers(packed or b""))):
            self.connection.execute(delete(rows.reprint_bands).where(bands.band == band, bands.article_n == article_n))
        self.connection.execute(delete(rows.matchings).where(matchings.article_n == article_n))
        heir = self.connection.execute(
            select(func.min(matchings.article_n)).where(matchings.head_n == article_n)
        ).scalar()
        if heir is not None:
            self.join_reprints([article_n], heir)

    # -- people's words

    def judge(self, judgement: Judgement, *, resource: str = "event") -> None:
        """Keep what a person has said."""
        self._is_judged = True
        add_judgement(self.connection, self._numbering.next("judgements"), judgement, resource=resource)

    def unjudge(self, judgement_id: str) -> tuple[Judgement, str] | None:
        """Let a person's word not count any more; return it and what it is about. None: none of that id stands."""
        return withdraw_judgement(self.connection, judgement_id)

    # -- rows of events

    def _capture(self, tellings: Iterable[StoredTelling]) -> dict[int, Told]:
        """Return what tellings were by themselves: kept, or still standing as events of their own."""
        found: dict[int, Told] = {}
        alone = []
        table = rows.tellings.c
        numbers = [telling.n for telling in tellings]
        for chunk in in_chunks(numbers):
            for n, told in self.connection.execute(select(table.n, table.told).where(table.n.in_(chunk))):
                if told is None:
                    alone.append(n)
                else:
                    found[n] = unpack_told(bytes(told))
        for n in alone:
            row = dict(self.connection.execute(select(rows.events).where(rows.events.c.n == n)).mappings().one())
            kept = {name: value for name, value in row.items() if name not in _OWN}
            found[n] = Told(row=kept, body=bytes(row["body"]), evidence=self._evidence_of(n))
        return found

    def _evidence_of(self, event_n: int) -> tuple[tuple[int, int, int, str], ...]:
        table = rows.event_evidence.c
        statement = select(table.article_n, table.start, table.stop, table.quote).where(table.event_n == event_n)
        found = self.connection.execute(statement.order_by(table.seq))
        return tuple((article_n, start, stop, bytes(quote).decode()) for article_n, start, stop, quote in found)

    def _hide(self, n: int) -> bytes:
        """Remove the row of an event with all that hangs on it and its part of what is counted; return its bytes."""
        events, participants, partners = rows.events.c, rows.participants.c, rows.partners.c
        connection = self.connection
        row = connection.execute(select(rows.events).where(events.n == n)).mappings().one()
        roles = dict(
            connection.execute(select(participants.actor_n, participants.roles).where(participants.event_n == n)).all()
        )
        start = row["start"]
        self._gathering.count_event_row(start, row["country"], row["event_type"], roles, -1)
        remove_texts(connection, EVENTS_TEXT, [(text_key(start, n), self._words_of(self._evidence_of(n)))])
        for actor_n in sorted(roles):
            pairs = (
                partners.actor_n == actor_n,
                partners.other_n.in_(sorted(roles)),
                partners.start == start,
                partners.event_n == n,
            )
            found = connection.execute(select(partners.other_n, partners.own).where(*pairs)).all()
            self._gathering.count_pairs({(actor_n, other_n): own for other_n, own in found}, -1)
            connection.execute(delete(rows.partners).where(*pairs))
        connection.execute(delete(rows.events).where(events.n == n))
        return bytes(row["body"])

    def _show(self, composed: ComposedEvent) -> None:
        """Insert the row of an event with all that hangs on it."""
        n, cast = composed.leader.n, make_cast(composed.parties)
        standing = make_standing(composed.parties)
        ids = {*standing, *(other for others in standing.values() for other in others)}
        numbers = self._numbering.find_actors(ids)
        self._numbering.flush()
        row = {**composed.row, "n": n, "id": composed.leader.id, "article_n": composed.leader.article_n}
        row |= {"updated_at": self._at, "body": composed.body}
        insert_rows(self.connection, rows.events, [row_of(rows.events, row)])
        start, reach, kind = row["start"], row["reach"], row["event_type"]
        roles = number_roles(read_event_roles(cast, standing), numbers)
        insert_rows(
            self.connection,
            rows.participants,
            [(actor_n, start, n, bits, reach, kind) for actor_n, bits in roles.items()],
        )
        pairs = number_pairs(read_event_pairs(cast, standing), numbers)
        insert_rows(
            self.connection,
            rows.partners,
            [(one, other, start, n, own) for (one, other), own in pairs.items()],
        )
        self._gathering.count_pairs(pairs, 1)
        insert_rows(
            self.connection,
            rows.event_evidence,
            [
                (n, seq, article_n, first, last, quote.encode())
                for seq, (article_n, first, last, quote) in enumerate(composed.evidence)
            ],
        )
        add_texts(self.connection, EVENTS_TEXT, [(text_key(start, n), self._words_of(composed.evidence))])
        self._gathering.count_event_row(start, row["country"], kind, roles, 1)

    @staticmethod
    def _words_of(evidence: Iterable[tuple[int, int, int, str]]) -> str:
        return " ".join(quote for _, _, _, quote in evidence)

    def _trace(self, item_id: str, merged_into: str | None, *, gone: bool = False) -> None:
        traces = rows.traces.c
        self.connection.execute(delete(rows.traces).where(traces.id == item_id))
        if merged_into is not None or gone:
            deleted = self._at if merged_into is None else None
            insert_rows(self.connection, rows.traces, [(item_id, "event", merged_into, deleted)])


def pack_told(told: Told) -> bytes:
    """Return what an event was by itself as it is kept."""
    content = {"row": dict(told.row), "body": told.body.decode(), "evidence": told.evidence}
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpack_told(packed: bytes) -> Told:
    """Return what was kept of an event."""
    content: dict[str, Any] = json.loads(zlib.decompress(packed))
    evidence = tuple((article_n, start, stop, quote) for article_n, start, stop, quote in content["evidence"])
    return Told(row=content["row"], body=content["body"].encode(), evidence=evidence)


def _read_parties(packed: bytes) -> tuple[Party, ...]:
    return tuple((actor_id, bool(target), tuple(others)) for actor_id, target, others in json.loads(packed))
