"""Numbers of events in, their rows with all that hangs on them taken out; composed events in, their rows put in.

Matching takes out and puts in several events at once: each kind of row costs one statement, however many these are.
"""

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from storage import rows
from storage.gathering import Gathering
from storage.inserting import Row, in_chunks, insert_rows, marker_of, row_of, select_in
from storage.merging import number_pairs, number_roles
from storage.numbering import Numbering
from storage.roles import read_event_pairs, read_event_roles
from storage.texts import EVENTS_TEXT, add_texts, remove_texts, text_key
from storage.told import ComposedEvent, StoredTelling, Told, make_cast, make_standing

Piece = tuple[int, int, int, str]
"""A piece of evidence: the number of its article, where it starts and ends, its words."""

_OWN = frozenset({"n", "id", "article_n", "updated_at", "body"})
_EVENT_COLUMNS = tuple(rows.events.columns.keys())


class EventRows:
    """The rows of events in one transaction, with their part of what is counted."""

    def __init__(self, connection: Connection, numbering: Numbering, gathering: Gathering, *, at: int) -> None:
        self._connection = connection
        self._numbering = numbering
        self._gathering = gathering
        self._at = at

    def capture(self, tellings: Iterable[StoredTelling]) -> dict[int, Told]:
        """Return what tellings were by themselves: kept, or still standing as events of their own."""
        numbers = [telling.n for telling in tellings]
        found: dict[int, Told] = {}
        for n, told in select_in(self._connection, "SELECT n, told FROM tellings WHERE n IN ({})", numbers):
            if told is not None:
                found[n] = unpack_told(bytes(told))
        alone = [n for n in numbers if n not in found]
        evidence = self._evidence_of(alone)
        for n, row in self._rows_of(alone).items():
            kept = {name: value for name, value in row.items() if name not in _OWN}
            found[n] = Told(row=kept, body=bytes(row["body"]), evidence=tuple(evidence[n]))
        return found

    def hide(self, numbers: Sequence[int]) -> dict[int, bytes]:
        """Remove the rows of events with all that hangs on them; return the bytes of each."""
        connection = self._connection
        hidden = self._rows_of(numbers)
        evidence = self._evidence_of(numbers)
        roles: dict[int, dict[int, int]] = defaultdict(dict)
        takes_part = "SELECT event_n, actor_n, roles FROM participants WHERE event_n IN ({})"
        for n, actor_n, bits in select_in(connection, takes_part, numbers):
            roles[n][actor_n] = bits
        texts = []
        for n, row in hidden.items():
            self._gathering.count_event_row(row["start"], row["country"], row["event_type"], roles[n], -1)
            self._remove_pairs(n, row["start"], sorted(roles[n]))
            texts.append((text_key(row["start"], n), _words_of(evidence[n])))
        remove_texts(connection, EVENTS_TEXT, texts)
        marker = marker_of(connection.dialect.name)
        if hidden:
            connection.exec_driver_sql(f"DELETE FROM events WHERE n = {marker}", [(n,) for n in hidden])
        return {n: bytes(row["body"]) for n, row in hidden.items()}

    def show(self, composed: Sequence[ComposedEvent]) -> None:
        """Insert the rows of events with all that hangs on them."""
        casts = [(make_cast(event.parties), make_standing(event.parties)) for event in composed]
        ids = {name for _, standing in casts for own, others in standing.items() for name in (own, *others)}
        numbers = self._numbering.find_actors(ids)
        self._numbering.flush()
        events: list[Row] = []
        participants: list[Row] = []
        partners: list[Row] = []
        evidence: list[Row] = []
        texts = []
        for event, (cast, standing) in zip(composed, casts, strict=True):
            n = event.leader.n
            row = {**event.row, "n": n, "id": event.leader.id, "article_n": event.leader.article_n}
            events.append(row_of(rows.events, row | {"updated_at": self._at, "body": event.body}))
            start, reach, kind = row["start"], row["reach"], row["event_type"]
            roles = number_roles(read_event_roles(cast, standing), numbers)
            participants += [(actor_n, start, n, bits, reach, kind) for actor_n, bits in roles.items()]
            pairs = number_pairs(read_event_pairs(cast, standing), numbers)
            partners += [(one, other, start, n, own) for (one, other), own in pairs.items()]
            self._gathering.count_pairs(pairs, 1)
            evidence += [
                (n, seq, article_n, first, last, quote.encode())
                for seq, (article_n, first, last, quote) in enumerate(event.evidence)
            ]
            texts.append((text_key(start, n), _words_of(event.evidence)))
            self._gathering.count_event_row(start, row["country"], kind, roles, 1)
        insert_rows(self._connection, rows.events, events)
        insert_rows(self._connection, rows.participants, participants)
        insert_rows(self._connection, rows.partners, partners)
        insert_rows(self._connection, rows.event_evidence, evidence)
        add_texts(self._connection, EVENTS_TEXT, texts)

    def _rows_of(self, numbers: Sequence[int]) -> dict[int, Mapping[str, Any]]:
        sql = f"SELECT {', '.join(_EVENT_COLUMNS)} FROM events WHERE n IN ({{}})"
        found = (dict(zip(_EVENT_COLUMNS, row, strict=True)) for row in select_in(self._connection, sql, numbers))
        return {row["n"]: row for row in found}

    def _evidence_of(self, numbers: Sequence[int]) -> dict[int, list[Piece]]:
        found: dict[int, list[Piece]] = defaultdict(list)
        sql = "SELECT event_n, article_n, start, stop, quote FROM event_evidence WHERE event_n IN ({}) ORDER BY seq"
        for n, article_n, start, stop, quote in select_in(self._connection, sql, numbers):
            found[n].append((article_n, start, stop, bytes(quote).decode()))
        return found

    def _remove_pairs(self, n: int, start: int, actors: Sequence[int]) -> None:
        """Remove an event's pairs of actors by their keys; there is no index of them by event."""
        marker = marker_of(self._connection.dialect.name)
        found: list[tuple[int, int, bool]] = []
        for ones in in_chunks(actors):
            for others in in_chunks(actors):
                sql = (
                    f"SELECT actor_n, other_n, own FROM partners WHERE actor_n IN ({_markers(marker, ones)}) "
                    f"AND other_n IN ({_markers(marker, others)}) AND start = {marker} AND event_n = {marker}"
                )
                found += self._connection.exec_driver_sql(sql, (*ones, *others, start, n)).all()
        if not found:
            return
        self._gathering.count_pairs({(one, other): bool(own) for one, other, own in found}, -1)
        self._connection.exec_driver_sql(
            f"DELETE FROM partners WHERE actor_n = {marker} AND other_n = {marker} AND start = {marker} "
            f"AND event_n = {marker}",
            [(one, other, start, n) for one, other, _ in found],
        )


def pack_told(told: Told) -> bytes:
    """Return what an event was by itself as it is kept."""
    content = {"row": dict(told.row), "body": told.body.decode(), "evidence": told.evidence}
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpack_told(packed: bytes) -> Told:
    """Return what was kept of an event."""
    content: dict[str, Any] = json.loads(zlib.decompress(packed))
    evidence = tuple((article_n, start, stop, quote) for article_n, start, stop, quote in content["evidence"])
    return Told(row=content["row"], body=content["body"].encode(), evidence=evidence, kept=True)


def _words_of(evidence: Iterable[Piece]) -> str:
    return " ".join(quote for _, _, _, quote in evidence)


def _markers(marker: str, values: Sequence[int]) -> str:
    return ", ".join([marker] * len(values))
