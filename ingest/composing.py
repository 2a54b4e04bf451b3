"""The tellings of one event in, the event that is shown out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson

from ingest.tellings import Telling, make_telling
from schemas.events import EVIDENCE_SHOWN
from schemas.rendering import render_document
from storage.scalars import day_of
from storage.told import ComposedEvent, Member, Party, StoredTelling

_PLACE_COLUMNS = ("country", "latitude", "longitude")
_SWAPPED = {"SOURCE": "TARGET", "TARGET": "SOURCE"}
_CERTAIN = 0.99
_DOUBT_LEFT = 0.7
"""Each further independent report leaves so much of the doubt."""


def telling_of(stored: StoredTelling) -> Telling:
    """Return what is compared of a stored telling."""
    return make_telling(
        telling_id=stored.id,
        article_id=stored.article_id,
        seq=stored.seq,
        published=stored.published,
        head=stored.head_n,
        parties=stored.parties,
        features=stored.features,
        topics=_read_topics(stored.topics),
    )


@lru_cache(maxsize=512)
def _read_topics(packed: bytes) -> frozenset[str]:
    """Return what an article is about; its tellings are compared one after the other."""
    return frozenset(orjson.loads(packed))


def compose(members: Sequence[Member]) -> ComposedEvent:
    """Return the event that several articles tell.

    It has the id of the telling with the best-founded date, of equal ones the earliest; that date; everybody who takes
    part by any of them, all evidence in the order of the reports, and a confidence that grows with each independent
    one.
    """
    ranked = sorted(members, key=lambda member: telling_of(member.telling).precedence)
    leader = ranked[0]
    documents = [orjson.loads(member.told.body) for member in ranked]
    parties, participants = _join_parties(ranked, documents)
    placed = _find_placed(documents)
    heads = {member.telling.head_n for member in ranked}
    days = [member.telling.published for member in ranked if member.telling.published]
    reports = sorted(ranked, key=lambda member: (member.telling.published or 10_000_000, member.telling.article_id))
    evidence = [piece for member in reports for piece in member.told.evidence]
    article_ids = {member.telling.article_n: member.telling.article_id for member in ranked}
    doubt = (1 - max(document["confidence"] for document in documents)) * _DOUBT_LEFT ** (len(heads) - 1)
    document = documents[0] | {
        "participants": participants,
        "place": documents[placed]["place"],
        "evidence": [
            {"article_id": article_ids[article_n], "start": start, "end": stop, "quote": quote}
            for article_n, start, stop, quote in evidence[:EVIDENCE_SHOWN]
        ],
        "evidence_count": len(evidence),
        "article_count": len(heads),
        "publisher_count": len({member.telling.publisher for member in ranked if member.telling.publisher}),
        "first_reported": day_of(min(days)) if days else None,
        "story": leader.telling.id,
        # One that tells it as a fact takes it from nobody's word.
        "reported_by": documents[0]["reported_by"] if all(d["reported_by"] for d in documents) else None,
        "fatalities": _choose([document["fatalities"] for document in documents]),
        "background": all(document["background"] for document in documents),
        "confidence": round(max(min(1 - doubt, _CERTAIN), documents[0]["confidence"]), 4),
    }
    row = dict(leader.told.row) | {name: ranked[placed].told.row[name] for name in _PLACE_COLUMNS}
    row |= {name: document[name] for name in ("background", "confidence", "article_count", "fatalities")}
    row["ingested_at"] = min(member.told.row["ingested_at"] for member in ranked)
    return ComposedEvent(
        leader=leader.telling,
        row=row,
        body=render_document(document),
        parties=parties,
        evidence=tuple(evidence),
    )


def _join_parties(
    members: Sequence[Member], documents: Sequence[Mapping[str, Any]]
) -> tuple[tuple[Party, ...], list[Mapping[str, Any]]]:
    """Return who takes part by any telling, each once in a part; a country stands back for its people.

    "Washington and Moscow talked" and "Rubio called Lavrov" are one call, of Rubio and Lavrov. Where each side does the
    act to the other, the sides are those of the first telling.
    """
    parties: dict[tuple[str, bool], Party] = {}
    shown: dict[tuple[str, bool], Mapping[str, Any]] = {}
    for member, document in zip(members, documents, strict=True):
        own: list[Party] = [
            (actor_id, bool(target), tuple(others)) for actor_id, target, others in orjson.loads(member.telling.parties)
        ]
        swapped = bool(parties) and _is_swapped(own, parties)
        for (actor_id, target, others), participant in zip(own, document["participants"], strict=True):
            key = actor_id, target != swapped
            if key not in parties:
                parties[key] = actor_id, key[1], others
                role = _SWAPPED[participant["role"]] if swapped else participant["role"]
                shown[key] = {**participant, "role": role}
    general = {
        key
        for key in parties
        for other_key, (_, _, others) in parties.items()
        if other_key != key
        and other_key[1] == key[1]
        and key[0] in others
        and not _stand_together(key, other_key, members)
    }
    kept = [key for key in parties if key not in general]
    return tuple(parties[key] for key in kept), [shown[key] for key in kept]


def _is_swapped(own: Sequence[Party], parties: Mapping[tuple[str, bool], Party]) -> bool:
    """Say whether a telling names as targets those whom the others name as sources, or for whom these act."""

    def count(*, crossed: bool) -> int:
        return sum(
            any(other[1] == (party[1] != crossed) and _is_kin(party, other) for other in parties.values())
            for party in own
        )

    return count(crossed=True) > count(crossed=False)


def _is_kin(one: Party, other: Party) -> bool:
    return one[0] == other[0] or one[0] in other[2] or other[0] in one[2]


def _stand_together(key: tuple[str, bool], other: tuple[str, bool], members: Sequence[Member]) -> bool:
    """Say whether one telling names both: "Trump and the United States" are two."""
    for member in members:
        named = {actor_id for actor_id, _, _ in orjson.loads(member.telling.parties)}
        if key[0] in named and other[0] in named:
            return True
    return False


def _find_placed(documents: Sequence[Mapping[str, Any]]) -> int:
    """Return which telling says best where it happened: one with coordinates, else any with a place."""
    for wanted in ("latitude", "id"):
        for index, document in enumerate(documents):
            if document["place"] is not None and document["place"].get(wanted) is not None:
                return index
    return 0


def _choose(numbers: Sequence[int | None]) -> int | None:
    """Return what most tellings say, of equals the greater number: "at least" only grows."""
    counted = Counter(number for number in numbers if number is not None)
    return max(counted, key=lambda number: (counted[number], number)) if counted else None
