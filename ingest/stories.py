"""Tellings and judgements in, which of them tell one event out."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import combinations, product

from ingest.story_scores import MERGED_FROM, Score, score
from ingest.tellings import Telling
from records.stories import Judgement, JudgementKind

Partition = tuple[tuple[str, ...], ...]
"""Groups of ids of tellings, each in the order in which they speak for their event."""


class Verdicts:
    """What people have said of some tellings, by pairs: the last word on a pair counts."""

    def __init__(self, judgements: Iterable[Judgement]) -> None:
        self._together: dict[frozenset[str], bool] = {}
        self.retracted: set[str] = set()
        for judgement in sorted(judgements, key=lambda judgement: (judgement.at, judgement.id)):
            if judgement.kind is JudgementKind.RETRACT:
                self.retracted.update(judgement.sides[0])
            elif judgement.kind is JudgementKind.MERGE:
                for pair in combinations(judgement.sides[0], 2):
                    self._together[frozenset(pair)] = True
            else:
                for one, other in combinations(judgement.sides, 2):
                    for left in one:
                        for right in other:
                            self._together[frozenset((left, right))] = False

    def of(self, one: str, other: str) -> bool | None:
        """Return whether a person has said that two are one event; None: nobody has said anything."""
        return self._together.get(frozenset((one, other)))

    def concern(self, telling_id: str) -> bool:
        """Return whether a person has said of a telling what it is one event with, or is not."""
        return any(telling_id in pair for pair in self._together)

    def merged(self) -> list[tuple[str, str]]:
        """Return the pairs that are one event by a person's word, in order."""
        return sorted((min(pair), max(pair)) for pair, together in self._together.items() if together)


def cluster(
    tellings: Collection[Telling],
    verdicts: Verdicts,
    compare: Callable[[Telling, Telling], Score] = score,
    *,
    joined: Iterable[Sequence[str]] = (),
    known_scores: Mapping[tuple[str, str], float] | None = None,
) -> Partition:
    """Return which tellings are one event, whatever the order in which they are given.

    Groups are joined by their average score, the best first, as long as it is at least `MERGED_FROM` and no pair
    forbids it; people's words come before. Equal scores are decided by ids. `joined` are groups to begin with;
    `known_scores` are those of pairs that nothing forbids, the lower id first.
    """
    known = {told.id: told for told in tellings}
    groups: dict[str, list[str]] = {telling_id: [telling_id] for telling_id in sorted(known)}
    for one, *others in joined:
        for other in others:
            _join(groups, _home(groups, one), _home(groups, other))
    for one, other in verdicts.merged():
        if one in known and other in known:
            _join(groups, _home(groups, one), _home(groups, other))
    _agglomerate(groups, _sum_scores(groups, known, verdicts, compare, known_scores or {}))
    return tuple(
        sorted(tuple(sorted(group, key=lambda telling_id: known[telling_id].precedence)) for group in groups.values())
    )


def split_components(nodes: Iterable[int], edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the nodes in groups that edges hold together, each in order."""
    root = {node: node for node in nodes}

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for one, other in edges:
        if one in root and other in root:
            first, second = find(one), find(other)
            root[max(first, second)] = min(first, second)
    groups: dict[int, list[int]] = {}
    for node in sorted(root):
        groups.setdefault(find(node), []).append(node)
    return list(groups.values())


_UNIT = 10_000
"""Scores have four digits: as whole numbers their sums are the same in every order."""

Sums = dict[str, dict[str, int]]
"""The scores between the tellings of two groups added up; groups that must not be one have no sum."""


def _sum_scores(
    groups: Mapping[str, Sequence[str]],
    known: Mapping[str, Telling],
    verdicts: Verdicts,
    compare: Callable[[Telling, Telling], Score],
    known_scores: Mapping[tuple[str, str], float],
) -> Sums:
    sums: Sums = {name: {} for name in groups}
    for one, other in combinations(sorted(groups), 2):
        total = 0
        for left, right in product(groups[one], groups[other]):
            pair = min(left, right), max(left, right)
            verdict = verdicts.of(*pair)
            if verdict is False:
                break
            value = known_scores.get(pair)
            if value is None:
                found = compare(known[pair[0]], known[pair[1]])
                if found.vetoes and not verdict:
                    break
                value = found.value
            total += round(value * _UNIT)
        else:
            sums[one][other] = sums[other][one] = total
    return sums


def _agglomerate(groups: dict[str, list[str]], sums: Sums) -> None:
    def average(one: str, other: str) -> float:
        return sums[one][other] / (len(groups[one]) * len(groups[other]) * _UNIT)

    waiting = [(-average(one, other), one, other) for one in sums for other in sums[one] if one < other]
    waiting = [entry for entry in waiting if -entry[0] >= MERGED_FROM]
    heapify(waiting)
    while waiting:
        value, one, other = heappop(waiting)
        if other not in sums.get(one, ()) or value != -average(one, other):
            # One of them has been joined with another since.
            continue
        mine, theirs = sums.pop(one), sums.pop(other)
        _join(groups, one, other)
        sums[one] = {third: mine[third] + theirs[third] for third in mine if third in theirs}
        for third in {*mine, *theirs} - {one, other}:
            sums[third].pop(one, None)
            sums[third].pop(other, None)
        for third, total in sums[one].items():
            sums[third][one] = total
            joined = average(one, third)
            if joined >= MERGED_FROM:
                heappush(waiting, (-joined, min(one, third), max(one, third)))


def _home(groups: Mapping[str, Sequence[str]], telling_id: str) -> str:
    return next(name for name, members in groups.items() if telling_id in members)


def _join(groups: dict[str, list[str]], one: str, other: str) -> None:
    if one != other:
        first, second = min(one, other), max(one, other)
        groups[first] = sorted([*groups[first], *groups.pop(second)])
