"""Tellings and judgements in, which of them tell one event out."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import combinations

from ingest.linkage import UNIT, Grade, Groups, agglomerate, join
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
    links: Mapping[tuple[str, str], float] | None = None,
) -> Partition:
    """Return which tellings are one event, whatever the order in which they are given.

    Groups are joined by their average score, the best first, as long as it is at least `MERGED_FROM` and no pair
    forbids it; people's words come before. Equal scores are decided by ids. `joined` are groups to begin with; `links`
    are all pairs that are one event by their score, the lower id first (None: every pair is compared).
    """
    known = {told.id: told for told in tellings}
    groups: Groups = {telling_id: [telling_id] for telling_id in sorted(known)}
    for one, *others in (*joined, *verdicts.merged()):
        for other in others:
            if one in known and other in known:
                join(groups, _home(groups, one), _home(groups, other))

    @cache
    def grade(one: str, other: str) -> int | None:
        verdict = verdicts.of(one, other)
        if verdict is False:
            return None
        if links is not None and (one, other) in links:
            return round(links[one, other] * UNIT)
        found = compare(known[one], known[other])
        return None if found.vetoes and not verdict else round(found.value * UNIT)

    least = round(MERGED_FROM * UNIT)
    seeds = links if links is not None else _find_seeds(known, grade, least)
    agglomerate(groups, seeds, grade, least=least)
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


def _find_seeds(ids: Iterable[str], grade: Grade, least: int) -> list[tuple[str, str]]:
    pairs = combinations(sorted(ids), 2)
    return [(one, other) for one, other in pairs if (found := grade(one, other)) is not None and found >= least]


def _home(groups: Groups, telling_id: str) -> str:
    return next(name for name, members in groups.items() if telling_id in members)
