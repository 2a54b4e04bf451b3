"""Tellings and judgements in, which of them tell one event out."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import combinations

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

    def merged(self) -> list[tuple[str, str]]:
        """Return the pairs that are one event by a person's word, in order."""
        return sorted((min(pair), max(pair)) for pair, together in self._together.items() if together)


def cluster(
    tellings: Collection[Telling],
    verdicts: Verdicts,
    compare: Callable[[Telling, Telling], Score] = score,
) -> Partition:
    """Return which tellings are one event, whatever the order in which they are given.

    Groups are joined by their average score, the best first, as long as it is at least `MERGED_FROM` and no pair
    forbids it; people's words come before. Equal scores are decided by ids.
    """
    known = {told.id: told for told in tellings}
    order = sorted(known)
    scores: dict[tuple[str, str], Score] = {
        (one, other): compare(known[one], known[other]) for one, other in combinations(order, 2)
    }
    groups: dict[str, list[str]] = {telling_id: [telling_id] for telling_id in order}
    for one, other in verdicts.merged():
        if one in known and other in known:
            _join(groups, _home(groups, one), _home(groups, other))
    _agglomerate(groups, scores, verdicts)
    return tuple(
        sorted(tuple(sorted(group, key=lambda telling_id: known[telling_id].precedence)) for group in groups.values())
    )


def find_component(start: Iterable[int], neighbours: Callable[[Sequence[int]], Iterable[int]]) -> set[int]:
    """Return everything that can be reached; `neighbours` is asked for many at once."""
    found: set[int] = set()
    edge = sorted(set(start))
    while edge:
        found.update(edge)
        edge = sorted(set(neighbours(edge)) - found)
    return found


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


def _agglomerate(groups: dict[str, list[str]], scores: Mapping[tuple[str, str], Score], verdicts: Verdicts) -> None:
    values: dict[tuple[str, str], float] = {}
    for one, other in combinations(sorted(groups), 2):
        value = _average(groups[one], groups[other], scores, verdicts)
        if value is not None:
            values[one, other] = value
    while values:
        (one, other), value = min(values.items(), key=lambda item: (-item[1], item[0]))
        if value < MERGED_FROM:
            return
        _join(groups, one, other)
        values = {pair: found for pair, found in values.items() if one not in pair and other not in pair}
        for third in groups:
            if third != one:
                joined = _average(groups[one], groups[third], scores, verdicts)
                if joined is not None:
                    values[min(one, third), max(one, third)] = joined


def _average(
    ones: Sequence[str], others: Sequence[str], scores: Mapping[tuple[str, str], Score], verdicts: Verdicts
) -> float | None:
    """Return the average score between two groups; None: some pair forbids that they are one."""
    total = 0.0
    for one in ones:
        for other in others:
            found = scores[min(one, other), max(one, other)]
            verdict = verdicts.of(one, other)
            if verdict is False or (found.vetoes and not verdict):
                return None
            total += found.value
    return total / (len(ones) * len(others))


def _home(groups: Mapping[str, Sequence[str]], telling_id: str) -> str:
    return next(name for name, members in groups.items() if telling_id in members)


def _join(groups: dict[str, list[str]], one: str, other: str) -> None:
    if one != other:
        first, second = min(one, other), max(one, other)
        groups[first] = sorted([*groups[first], *groups.pop(second)])
