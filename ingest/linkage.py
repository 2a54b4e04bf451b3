"""Groups of ids and scores of pairs in, fewer groups out: average linkage that asks only for pairs that matter."""

from collections.abc import Callable, Iterable, Sequence
from heapq import heapify, heappop, heappush

UNIT = 10_000
"""Scores have four digits: as whole numbers their sums are the same in every order."""

Grade = Callable[[str, str], int | None]
"""Returns the score of a pair, the lower id first, in units; None: the two must not be in one group."""

Groups = dict[str, list[str]]
"""Ids by the lowest of their group."""


def join(groups: Groups, one: str, other: str) -> None:
    """Let two groups be one, under the lower of their names."""
    if one != other:
        first, second = min(one, other), max(one, other)
        groups[first] = sorted([*groups[first], *groups.pop(second)])


def agglomerate(groups: Groups, seeds: Iterable[tuple[str, str]], grade: Grade, *, least: int) -> None:
    """Join groups by their average score, the best first, as long as it is at least `least` and no pair forbids it.

    `seeds` are the pairs that reach `least`. Groups without such a pair between them cannot reach it on average either,
    so that no other pair is asked for until a group has grown that touches it. Equal averages are decided by ids.
    """
    home = {member: name for name, members in groups.items() for member in members}
    sums: dict[str, dict[str, int]] = {name: {} for name in groups}
    for one, other in {(home[left], home[right]) for left, right in seeds}:
        if one != other and other not in sums[one]:
            total = _add_up(groups[one], groups[other], grade)
            if total is not None:
                sums[one][other] = sums[other][one] = total

    def average(one: str, other: str) -> float:
        return sums[one][other] / (len(groups[one]) * len(groups[other]))

    waiting = [(-average(one, other), one, other) for one in sums for other in sums[one] if one < other]
    waiting = [entry for entry in waiting if -entry[0] >= least]
    heapify(waiting)
    while waiting:
        value, one, other = heappop(waiting)
        if other not in sums.get(one, ()) or value != -average(one, other):
            # One of them has been joined with another since.
            continue
        mine, theirs = sums.pop(one), sums.pop(other)
        sums[one] = {}
        for third in {*mine, *theirs} - {one, other}:
            sums[third].pop(one, None)
            sums[third].pop(other, None)
            first = mine[third] if third in mine else _add_up(groups[one], groups[third], grade)
            second = theirs[third] if third in theirs else _add_up(groups[other], groups[third], grade)
            if first is not None and second is not None:
                sums[one][third] = sums[third][one] = first + second
        join(groups, one, other)
        for third in sums[one]:
            joined = average(one, third)
            if joined >= least:
                heappush(waiting, (-joined, min(one, third), max(one, third)))


def _add_up(ones: Sequence[str], others: Sequence[str], grade: Grade) -> int | None:
    """Return the sum of the scores between two groups; None: a pair forbids that they are one."""
    total = 0
    for left in ones:
        for right in others:
            found = grade(left, right) if left < right else grade(right, left)
            if found is None:
                return None
            total += found
    return total
