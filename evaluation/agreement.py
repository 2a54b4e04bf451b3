"""Spans, actors and dates in, whether gold and prediction agree out."""

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evaluation.sheets import MarkedActor, MarkedDate, Sheet, Spans
from records.spans import Offsets
from records.vocabularies import DateBasis, EventStatus

_WORD = re.compile(r"\w+")


def touch(one: Offsets, other: Offsets) -> bool:
    """Say whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


def any_touch(some: Iterable[Offsets], others: Spans) -> bool:
    """Say whether any span of the one touches any of the other."""
    return any(touch(one, other) for one in some for other in others)


def cover_half(one: Offsets, other: Offsets) -> bool:
    """Say whether two spans share at least half of the shorter one."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared > 0 and 2 * shared >= min(one[1] - one[0], other[1] - other[0])


def word_overlap(text: str, some: Spans, others: Spans) -> float:
    """Return the Dice coefficient of the words that two groups of spans hold, 0 to 1."""
    one, other = _words(text, some), _words(text, others)
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _words(text: str, spans: Spans) -> set[int]:
    return {match.start() for span in spans for match in _WORD.finditer(text, *span)}


def pair_off[G: Hashable, P: Hashable](candidates: Iterable[tuple[Any, G, P]]) -> dict[G, P]:
    """Return each gold item's partner: the best ranked pair first, and nobody twice.

    Candidates are (rank, gold, prediction); of equal ranks the one named first goes first.
    """
    pairs: dict[G, P] = {}
    taken: set[P] = set()
    for _, gold, predicted in sorted(candidates, key=lambda candidate: candidate[0], reverse=True):
        if gold not in pairs and predicted not in taken:
            pairs[gold] = predicted
            taken.add(predicted)
    return pairs


@dataclass(frozen=True, slots=True)
class Identities:
    """Which actors of the gold each predicted actor of an article stands for."""

    _stands_for: Mapping[str, frozenset[str]]
    _accepted: Mapping[str, frozenset[str]]

    def same(self, predicted: Iterable[str], gold: Iterable[str]) -> bool:
        """Say whether one of the predicted actors is one of the gold ones, or accepted in its place."""
        wanted = frozenset[str]().union(*(self._accepted.get(g, frozenset((g,))) for g in gold))
        return any(self._stands_for.get(p, frozenset((p,))) & wanted for p in predicted)


def identify(gold: Sheet, predicted: Sheet) -> Identities:
    """Return who is who: by id, by Wikidata id, by full name, unnamed groups by where they stand."""
    return Identities(
        {
            actor.id: frozenset((actor.id, *(g.id for g in gold.actors if _same(g, actor))))
            for actor in predicted.actors
        },
        {actor.id: actor.accept | {actor.id} for actor in gold.actors},
    )


def _same(gold: MarkedActor, predicted: MarkedActor) -> bool:
    if gold.by_words:
        return _on_same_words(gold, predicted)
    if gold.wikidata and gold.wikidata == predicted.wikidata:
        return True
    if gold.unnamed:
        # No registry says what "some officials" are called: a group is whoever stands on its words.
        return predicted.unnamed and _on_same_words(gold, predicted)
    return bool(gold.names & predicted.names)


def _on_same_words(gold: MarkedActor, predicted: MarkedActor) -> bool:
    return any(cover_half(one.span, other.span) for one in gold.mentions for other in predicted.mentions)


def date_agrees(gold: Sheet, wanted: MarkedDate, statuses: tuple[EventStatus, ...], given: MarkedDate) -> bool:
    """Say whether a date is right: the same days, or one of the ways to say that the text names none.

    Where the gold has only the publication date to go by, no date or an open start is right too. Where it has none,
    anything but a closed interval is, and for what may have happened or go on the publication day, said as such. An
    end that the gold sets on the publication day may be left open.
    """
    if (given.start, given.end) == (wanted.start, wanted.end):
        return True
    if wanted.basis is DateBasis.PUBLICATION:
        return given.start is None and given.end in (None, gold.published)
    if wanted.start is None and wanted.end is None:
        return given.start is None or given.end is None or _is_publication_day(gold, statuses, given)
    return given.start == wanted.start and given.end is None and wanted.end == gold.published


def _is_publication_day(gold: Sheet, statuses: tuple[EventStatus, ...], given: MarkedDate) -> bool:
    return (
        not {EventStatus.OCCURRED, EventStatus.ONGOING}.isdisjoint(statuses)
        and given.basis is DateBasis.PUBLICATION
        and given.start == given.end == gold.published
    )
