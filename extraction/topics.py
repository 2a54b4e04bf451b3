"""Taxonomy file in, the taxonomy of issues out: which words name which issue, and which topic they speak for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from extraction.errors import ResourceError

OTHER = "other"
_CONCEPT_WEIGHT = 2.0
_WORD_WEIGHT = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """An issue that has a name of its own.

    `bare` ones take no country or person into their id; those `of_conflict` take the conflict that they are about.
    """

    key: str
    topic: str
    group: str
    bare: bool = False
    of_conflict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptMatch:
    """Where words that name a concept stand: `start` included, `end` excluded, in the sequence searched."""

    start: int
    end: int
    concept: Concept


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Word sequences by their first word, longer ones first."""

    by_first: dict[str, list[tuple[tuple[str, ...], Any]]] = field(default_factory=dict)

    def add(self, phrase: str, value: Any) -> None:
        words = tuple(phrase.split())
        entries = self.by_first.setdefault(words[0], [])
        entries.append((words, value))
        entries.sort(key=lambda entry: -len(entry[0]))

    def at(self, words: Sequence[str], start: int) -> tuple[int, Any] | None:
        for phrase, value in self.by_first.get(words[start], ()):
            if tuple(words[start : start + len(phrase)]) == phrase:
                return start + len(phrase), value
        return None


class Taxonomy:
    """Topics under groups, the concepts and words that speak for them, and acts that make issues of their own."""

    def __init__(self, groups: Mapping[str, str], topics: Mapping[str, str]) -> None:
        self.groups = dict(groups)
        self.topics = dict(topics)
        self.acts: dict[str, str] = {}
        self.deeds: dict[str, str] = {}
        self._concepts = _Phrases()
        self._words = _Phrases()
        self._rank = {group: n for n, group in enumerate(self.groups)}

    def add_concept(self, concept: Concept, phrases: Iterable[str]) -> None:
        """Let the phrases (lemmas, lower case) name the concept."""
        for phrase in phrases:
            self._concepts.add(phrase, concept)

    def add_words(self, group: str, phrases: Iterable[str]) -> None:
        """Let the phrases speak for a topic of the group."""
        for phrase in phrases:
            self._words.add(phrase, group)

    def find_concepts(self, lemmas: Sequence[str]) -> tuple[ConceptMatch, ...]:
        """Return the concepts that the words name in text order; of overlapping ones the longer at the first word."""
        found = []
        position = 0
        concepts = self._concepts.by_first
        while position < len(lemmas):
            hit = self._concepts.at(lemmas, position) if lemmas[position] in concepts else None
            if hit is None:
                position += 1
                continue
            found.append(ConceptMatch(start=position, end=hit[0], concept=hit[1]))
            position = hit[0]
        return tuple(found)

    def weigh(self, lemmas: Sequence[str]) -> dict[str, float]:
        """Return what the words speak for: groups with their weights."""
        weights: dict[str, float] = {}
        for match in self.find_concepts(lemmas):
            weight = _CONCEPT_WEIGHT + 0.5 * (match.end - match.start - 1)
            weights[match.concept.group] = weights.get(match.concept.group, 0.0) + weight
        position = 0
        words = self._words.by_first
        while position < len(lemmas):
            hit = self._words.at(lemmas, position) if lemmas[position] in words else None
            if hit is not None:
                weights[hit[1]] = weights.get(hit[1], 0.0) + _WORD_WEIGHT
            position = hit[0] if hit is not None else position + 1
        return weights

    def best_group(self, weights: Mapping[str, float]) -> str:
        """Return the group with the most weight, of equals the one that the file names first; OTHER without any."""
        if not weights:
            return OTHER
        return min(weights, key=lambda group: (-weights[group], self._rank[group]))


@cache
def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Return the taxonomy of a file, the project's own without one.

    Raises:
        ResourceError: the file cannot be read, is no YAML, or has an unknown group or a wrong shape.
    """
    if path is None:
        return read_taxonomy(files("extraction.resources").joinpath("topics.yaml").read_text("utf-8"), "topics.yaml")
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(path, None, f"cannot be read: {error}") from error
    return read_taxonomy(text, str(path))


def read_taxonomy(text: str, path: str) -> Taxonomy:
    """Return the taxonomy that a YAML text describes.

    Raises:
        ResourceError: it is no YAML, or has an unknown group or a wrong shape.
    """
    try:
        data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ResourceError(path, mark.line + 1 if mark else None, f"is no YAML: {error}") from error
    groups = _mapping(data, "groups", path)
    topics = data.get("topics")
    if not isinstance(topics, list):
        raise ResourceError(path, None, "'topics' is no list")
    taxonomy = Taxonomy(groups, {})
    bare = frozenset(_strings(data.get("bare", []), "bare", path))
    of_conflict = frozenset(_strings(data.get("of_conflict", []), "of_conflict", path))
    for topic in topics:
        _add_topic(taxonomy, topic, bare, of_conflict, text, path)
    for name, into in (("acts", taxonomy.acts), ("deeds", taxonomy.deeds)):
        for act, words in (data.get(name) or {}).items():
            into.update(dict.fromkeys(_strings(words, act, path), str(act)))
    return taxonomy


def _add_topic(
    taxonomy: Taxonomy, topic: Any, bare: frozenset[str], of_conflict: frozenset[str], text: str, path: str
) -> None:
    if not isinstance(topic, dict) or not isinstance(topic.get("key"), str):
        raise ResourceError(path, None, f"a topic without key: {topic!r}")
    key, group = topic["key"], topic.get("group")
    if group not in taxonomy.groups:
        raise ResourceError(path, _line_of(text, f"key: {key}"), f"topic {key!r} has the unknown group {group!r}")
    if key in taxonomy.topics:
        raise ResourceError(path, _line_of(text, f"key: {key}"), f"topic {key!r} stands twice")
    taxonomy.topics[key] = group
    for name, phrases in (topic.get("concepts") or {}).items():
        concept = Concept(key=str(name), topic=key, group=group, bare=name in bare, of_conflict=name in of_conflict)
        taxonomy.add_concept(concept, _strings(phrases, str(name), path))
    taxonomy.add_words(group, _strings(topic.get("words") or [], key, path))


def _mapping(data: Any, name: str, path: str) -> dict[str, str]:
    value = data.get(name) if isinstance(data, dict) else None
    if not isinstance(value, dict) or not value:
        raise ResourceError(path, None, f"{name!r} is no mapping of keys to names")
    return {str(k): str(v) for k, v in value.items()}


def _strings(value: Any, name: str, path: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise ResourceError(path, None, f"{name!r} is no list of words")
    return value


def _line_of(text: str, words: str) -> int | None:
    for number, line in enumerate(text.splitlines(), start=1):
        if words in line:
            return number
    return None
