"""A gold file of stories and matched records in, how well events of several articles were put together out.

A gold line is one event: `story`, and `tellings`, each the words (`quote`) that tell it of an `article`, by the end of
its address. `also` are words that may count as the same event and need not.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from evaluation.errors import RecordFileError

Place = tuple[str, int]
"""An event of a record: the article's id, and where the event stands in its list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryGold:
    """What a gold file means in records: the story of an event; of those `optional` it may be left alone.

    `told` counts the pairs of tellings in different articles, found by extraction or not.
    """

    by_name: Mapping[str, Mapping[str, Any]]
    wanted: Mapping[Place, str]
    optional: frozenset[Place]
    told: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryReport:
    """Pairs of tellings in different articles: how many are right, of those put together and of those to be.

    `to_find` counts only tellings that extraction found as events, `alike` those of them that it gave one type and
    status, `told` all. `mistakes` name pairs.
    """

    right: int
    found: int
    to_find: int
    alike: int
    right_alike: int
    told: int
    mistakes: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Percent of the pairs put together that are one event."""
        return 100 * self.right / self.found if self.found else 100.0

    @property
    def recall(self) -> float:
        """Percent of the pairs that are one event, of those whose events were found, that were put together."""
        return 100 * self.right / self.to_find if self.to_find else 100.0

    def values(self) -> dict[str, float]:
        """Return the figures under their names."""
        return {
            "stories.precision": self.precision,
            "stories.recall": self.recall,
            "stories.recall_of_coded_alike": 100 * self.right_alike / self.alike if self.alike else 100.0,
            "stories.recall_of_all_told": 100 * self.right / self.told if self.told else 100.0,
        }


def is_story_gold(path: Path) -> bool:
    """Say whether a gold file is one of stories."""
    with path.open("rb") as lines:
        first = next((line for line in lines if line.strip()), b"")
    return first.lstrip().startswith(b'{"story"')


def score_stories(gold_path: Path, records: Iterable[Mapping[str, Any]]) -> StoryReport:
    """Score records whose events carry the `story` that matching gave them.

    Raises:
        RecordFileError: the gold is wrong, or its words do not stand in the articles.
    """
    gold = read_story_gold(gold_path, records)
    return _compare(gold)


def read_story_gold(gold_path: Path, records: Iterable[Mapping[str, Any]]) -> StoryGold:
    """Return the events of records that the lines of a gold file mean.

    Raises:
        RecordFileError: the gold is wrong, or its words do not stand in the articles.
    """
    by_name = {_name_of(record): record for record in records}
    wanted: dict[Place, str] = {}
    optional: set[Place] = set()
    told = 0
    for number, line in enumerate(gold_path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            story = _read_line(gold_path, number, line)
            told += _count_pairs(telling["article"] for telling in story["tellings"])
            for kind in ("tellings", "also"):
                for telling in story.get(kind, ()):
                    place = _find_event(gold_path, number, telling, by_name, wanted.keys() | optional)
                    if place is not None:
                        wanted[place] = story["story"]
                        optional |= {place} if kind == "also" else set()
    return StoryGold(by_name=by_name, wanted=wanted, optional=frozenset(optional), told=told)


def _compare(read: StoryGold) -> StoryReport:
    by_name, wanted, optional = read.by_name, read.wanted, read.optional
    groups: dict[str, list[Place]] = defaultdict(list)
    gold: dict[str, list[Place]] = defaultdict(list)
    for name, record in by_name.items():
        for index, event in enumerate(record["events"]):
            if event.get("story"):
                groups[event["story"]].append((name, index))
    for place, story in wanted.items():
        if place not in optional:
            gold[story].append(place)
    found = {pair for group in groups.values() for pair in _pair(group)}
    to_find = {pair for group in gold.values() for pair in _pair(group)}
    free = {pair for pair in found if pair & optional and len({wanted.get(place) for place in pair}) == 1}
    alike = {pair for pair in to_find if _is_coded_alike(pair, by_name)}
    mistakes = [f"wrong: {_describe(pair, by_name)}" for pair in found - to_find - free]
    mistakes += [f"missed: {_describe(pair, by_name)}" for pair in to_find - found]
    return StoryReport(
        right=len(found & to_find),
        found=len(found - free),
        to_find=len(to_find),
        alike=len(alike),
        right_alike=len(found & alike),
        told=read.told,
        mistakes=tuple(sorted(mistakes, reverse=True)),
    )


def _is_coded_alike(pair: frozenset[Place], by_name: Mapping[str, Mapping[str, Any]]) -> bool:
    """Say whether extraction gave both one type and status, and named somebody in both."""
    codes = set()
    for name, index in pair:
        event = by_name[name]["events"][index]
        named = any("local-" not in participant["actor_id"] for participant in event["participants"])
        codes.add((event["event_type"], event["status"], named or name))
    return len(codes) == 1


def _pair(places: Iterable[Place]) -> list[frozenset[Place]]:
    return [frozenset(pair) for pair in combinations(sorted(places), 2) if pair[0][0] != pair[1][0]]


def _count_pairs(articles: Iterable[str]) -> int:
    return sum(one != other for one, other in combinations(articles, 2))


def _find_event(
    path: Path,
    number: int,
    telling: Mapping[str, str],
    by_name: Mapping[str, Mapping[str, Any]],
    taken: Iterable[Place],
) -> Place | None:
    """Return the event whose trigger lies in the words; None: extraction has not found it."""
    record = by_name.get(telling["article"])
    text = record["article"]["text"] if record else ""
    start = text.find(telling["quote"])
    if record is None or start < 0:
        raise RecordFileError(path, number, f"{telling['article']!r} does not say {telling['quote']!r}.")
    end = start + len(telling["quote"])
    occupied = set(taken)
    for index, event in enumerate(record["events"]):
        trigger = event["trigger"]
        if trigger["start"] < end and start < trigger["end"] and (telling["article"], index) not in occupied:
            return telling["article"], index
    return None


def _read_line(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        story: dict[str, Any] = json.loads(line)
        assert all(telling["article"] and telling["quote"] for telling in story["tellings"])
        assert isinstance(story["story"], str)
    except (ValueError, LookupError, TypeError, AssertionError) as error:
        raise RecordFileError(path, number, f"a story with its tellings is needed ({error!r}).") from error
    return story


def _name_of(record: Mapping[str, Any]) -> str:
    """Return the end of an article's address, or what its sender calls it."""
    article = record["article"]
    return str(article.get("external_id") or (article.get("url") or article["id"]).rstrip("/").rsplit("/", 1)[-1])


def _describe(pair: frozenset[Place], by_name: Mapping[str, Mapping[str, Any]]) -> str:
    parts = []
    for name, index in sorted(pair):
        event = by_name[name]["events"][index]
        parts.append(f"{name}: {event['event_type']} {event['trigger']['text']!r}")
    return " / ".join(parts)
