"""Tellings whose neighbours have changed in, the events that they and those around them are now out.

What hangs together is put together anew as a whole, so that the order of arrival makes no difference. That holds up to
`_MOST_AT_ONCE` tellings, found by links that are the same in any order as long as nothing has more than
`ingest.candidates.MOST_CANDIDATES` beside it. Where more hang together, events that stand stay as they are, what has
changed is put to the one it suits best, and the order may decide which that is.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.composing import telling_of
from ingest.stories import Verdicts, cluster, split_components
from storage.story_writing import StoryWriter
from storage.told import StoredTelling

_MOST_AT_ONCE = 300
"""So many tellings that hang together are put together anew as a whole."""

_SPEAKERS = 12
"""So many tellings speak for an event that stands, the best-founded first."""

_MOST_AROUND = 60
"""With so many tellings around, the likeliest, the events are looked at that something may belong to beyond that."""

_MOST_IN_EVENT = 300
"""An event is made of so many tellings; what further articles say goes with it as repetitions do."""


@dataclass(slots=True)
class _Neighbourhood:
    """What hangs together with some tellings, as far as it has been looked at; `crowded` are those with too many.

    `scores` are those of the pairs that are one event by them; `edges` are these, and those by a person's word.
    """

    seen: set[int]
    edges: list[tuple[int, int]] = field(default_factory=list)
    scores: dict[tuple[int, int], float] = field(default_factory=dict)
    crowded: set[int] = field(default_factory=set)


def settle_components(writer: StoryWriter, touched: set[int]) -> None:
    """Decide anew which of the tellings that hang together with those touched, all of which lead, are one event."""
    near = _explore(writer, touched)
    known = {n: telling for n, telling in writer.tellings(near.seen - near.crowded | touched).items() if telling.leads}
    verdicts = Verdicts(writer.judgements_on([telling.id for telling in known.values()]))
    groups: list[list[int]] = []
    for component in split_components(known, near.edges):
        if near.crowded.isdisjoint(component):
            groups += _cluster([known[n] for n in component], near.scores, verdicts)
        else:
            groups += _join_events(writer, near, component, verdicts)
    if groups:
        writer.regroup(groups)


def _explore(writer: StoryWriter, start: set[int]) -> _Neighbourhood:
    """Look at everything that can be reached, but no further where so much hangs together that it is not compared."""
    near = _Neighbourhood(seen=set(start))
    edge = set(start)
    while edge:
        edge = _look_around(writer, edge, near) - near.seen
        near.seen |= edge
        if len(near.seen) > _MOST_AT_ONCE:
            for component in split_components(near.seen, near.edges):
                if len(component) > _MOST_AT_ONCE:
                    near.crowded.update(component)
            edge -= near.crowded
    return near


def _look_around(writer: StoryWriter, edge: set[int], near: _Neighbourhood) -> set[int]:
    """Return what is one event with one of the tellings by score or by a person's word; note each pair."""
    joined = writer.joining_links(edge)
    near.scores |= joined
    pairs = [*joined, *_find_merged(writer, edge)]
    near.edges += pairs
    return {n for pair in pairs for n in pair}


def _find_merged(writer: StoryWriter, edge: set[int]) -> list[tuple[int, int]]:
    """Return the pairs of leading tellings that are one event by a person's word."""
    if not writer.has_judgements:
        return []
    verdicts = Verdicts(writer.judgements_on([telling.id for telling in writer.tellings(edge).values()]))
    merged = verdicts.merged()
    named = writer.tellings_with_ids({telling_id for pair in merged for telling_id in pair})
    numbers = {telling.id: n for n, telling in named.items() if telling.leads}
    return [(numbers[one], numbers[other]) for one, other in merged if one in numbers and other in numbers]


def _cluster(
    stored: Sequence[StoredTelling],
    scores: Mapping[tuple[int, int], float],
    verdicts: Verdicts,
    joined: Sequence[Sequence[int]] = (),
) -> list[list[int]]:
    """Return the groups that tellings make; `scores` are those of all pairs that are one event by them."""
    ids = {telling.n: telling.id for telling in stored}
    numbers = {telling_id: n for n, telling_id in ids.items()}
    links = {
        (min(ids[one], ids[other]), max(ids[one], ids[other])): value
        for (one, other), value in scores.items()
        if one in ids and other in ids
    }
    groups = cluster(
        [telling_of(telling) for telling in stored],
        verdicts,
        joined=[[ids[n] for n in group] for group in joined],
        links=links,
    )
    return [[numbers[telling_id] for telling_id in group] for group in groups]


def _join_events(
    writer: StoryWriter, near: _Neighbourhood, touched: Sequence[int], verdicts: Verdicts
) -> list[list[int]]:
    """Return the groups that those touched make with the events around them, each of which stays together.

    Only an event that people have split is taken apart. What joins a full event follows it.
    """
    own = set(touched)
    around: dict[int, float] = {}
    for (one, other), value in near.scores.items():
        for n, there in ((one, other), (other, one)):
            if n in own and there not in own:
                around[there] = max(value, around.get(there, 0.0))
    likeliest = sorted(around, key=lambda n: (-around[n], n))[:_MOST_AROUND]
    asked = writer.tellings([*touched, *likeliest])
    events: dict[int, list[StoredTelling]] = defaultdict(list)
    standing = {telling.event_n for telling in asked.values() if telling.leads and telling.event_n is not None}
    for telling in writer.leading_tellings_of_events(sorted(standing)).values():
        events[telling.event_n or 0].append(telling)
    speakers: dict[int, StoredTelling] = {}
    joined: list[list[int]] = []
    whole: dict[int, list[int]] = {}
    for members in events.values():
        members.sort(key=lambda telling: telling_of(telling).precedence)
        apart = _are_split(members, verdicts)
        chosen = members if apart else members[:_SPEAKERS]
        speakers |= {telling.n: telling for telling in chosen}
        if not apart:
            joined.append([telling.n for telling in chosen])
            whole |= {chosen[0].n: [telling.n for telling in members]}
    groups: list[list[int]] = []
    for group in _cluster(list(speakers.values()), writer.joining_links(speakers), verdicts, joined):
        parts = [whole[n] for n in group if n in whole]
        rest = [n for n in group if not any(n in part for part in parts)]
        full = max(parts, key=len, default=[])
        alone = [part[0] for part in parts if len(part) == 1]
        if len(full) >= _MOST_IN_EVENT and alone:
            writer.follow({n: speakers[n] for n in alone}, dict.fromkeys(alone, speakers[full[0]]))
            parts = [part for part in parts if len(part) > 1]
        groups.append([n for part in parts for n in part] + rest)
    return groups


def _are_split(members: Sequence[StoredTelling], verdicts: Verdicts) -> bool:
    """Say whether people have said of two tellings of an event that they are two."""
    named = [telling.id for telling in members if verdicts.concern(telling.id)]
    return any(verdicts.of(one, other) is False for one in named for other in named)
