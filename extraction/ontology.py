"""The files of the ontology in, event types with their modes and rules out; no model is needed to read them."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from extraction.errors import ResourceError
from records.vocabularies import EventType

ONTOLOGY_FOLDER = Path(__file__).parent / "resources" / "ontology"
_TYPES = ONTOLOGY_FOLDER / "types.yaml"
_CONTEXTS = ONTOLOGY_FOLDER / "contexts.txt"
_OPERATORS = ONTOLOGY_FOLDER / "operators.txt"


class Operator(NamedTuple):
    """A word of a group with the particle that must stand beside it, or an empty one."""

    lemma: str
    particle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """A kind of an act; `cameo` and `intensity` are None where those of the type hold."""

    code: str
    definition: str
    cameo: str | None = None
    intensity: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeRules:
    """An event type. The fields are those of `resources/ontology/types.yaml`, explained there."""

    code: EventType
    label: str
    definition: str
    quad_class: int
    intensity: float
    requires_target: bool
    cameo: str
    future_as: EventType | None = None
    negated_as: EventType | None = None
    ended_as: EventType | None = None
    cameo_about: dict[EventType, str] = field(default_factory=dict)
    verb_target: tuple[str, ...] = ()
    noun_source: tuple[str, ...] = ()
    noun_target: tuple[str, ...] = ()
    modes: dict[str, Mode] = field(default_factory=dict)

    def cameo_code(self, mode: str | None, about: EventType | None, own: str | None) -> str:
        """Return the code that a frame names, else that of what the act is about, of its mode, of the type."""
        if own is not None:
            return own
        if about in self.cameo_about:
            return self.cameo_about[about]
        return (mode and self.modes[mode].cameo) or self.cameo

    def intensity_of(self, mode: str | None) -> float:
        """Return the weight of the mode on Goldstein's scale, or of the type."""
        own = self.modes[mode].intensity if mode else None
        return self.intensity if own is None else own


@cache
def load_types() -> dict[EventType, TypeRules]:
    """Return the types in the order of the vocabulary.

    Raises:
        ResourceError: a type is missing, unknown, or has a field that is no part of a type.
    """
    # The base loader keeps every scalar a string: YAML's own rules would read the preposition "on" as true.
    raw: dict[str, Any] = yaml.load(_TYPES.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    if problem := ", ".join(sorted(set(raw) ^ set(EventType))):
        raise ResourceError(_TYPES, None, f"types missing or unknown: {problem}")
    return {event_type: _read_type(event_type, raw[event_type]) for event_type in EventType}


def _read_type(code: EventType, raw: dict[str, Any]) -> TypeRules:
    given = dict(raw)
    try:
        return TypeRules(
            code=code,
            label=given.pop("label"),
            definition=given.pop("definition"),
            quad_class=int(given.pop("quad_class")),
            intensity=float(given.pop("intensity")),
            requires_target=given.pop("requires_target") == "true",
            cameo=given.pop("cameo"),
            future_as=_type_or_none(given.pop("future_as", "null")),
            negated_as=_type_or_none(given.pop("negated_as")),
            ended_as=_type_or_none(given.pop("ended_as")),
            cameo_about={EventType(name): cameo for name, cameo in given.pop("cameo_about", {}).items()},
            verb_target=tuple(given.pop("verb_target")),
            noun_source=tuple(given.pop("noun_source")),
            noun_target=tuple(given.pop("noun_target")),
            modes={name: _read_mode(name, facts) for name, facts in (given.pop("modes") or {}).items()},
            **given,
        )
    except (KeyError, ValueError, TypeError) as error:
        raise ResourceError(_TYPES, None, f"{code}: {error}") from error


def _read_mode(name: str, facts: dict[str, str]) -> Mode:
    intensity = facts.get("intensity")
    return Mode(
        code=name,
        definition=facts["definition"],
        cameo=facts.get("cameo"),
        intensity=float(intensity) if intensity is not None else None,
    )


def _type_or_none(name: str) -> EventType | None:
    """`DENIED` is no type: the type stays as it is, and the status says it."""
    return None if name in ("null", "DENIED") else EventType(name)


@cache
def load_contexts() -> dict[str, tuple[str, ...]]:
    """Return the contexts that each word, or pair of words, speaks for."""
    found: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(_CONTEXTS.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, words = line.partition(" ")
        if not words.strip():
            raise ResourceError(_CONTEXTS, number, f"the context {name} has no words")
        for word in (w.strip() for w in words.split(",")):
            found[word] = (*found.get(word, ()), name)
    return found


@cache
def context_words() -> frozenset[str]:
    """Return the single words that the keys of `load_contexts` are made of."""
    return frozenset(word for key in load_contexts() for word in key.split())


@cache
def load_operators() -> dict[str, frozenset[Operator]]:
    """Return the groups of operator words.

    Raises:
        ResourceError: a line is no group.
    """
    groups: dict[str, list[str]] = {}
    current = ""
    for number, line in enumerate(_OPERATORS.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not line[0].isspace():
            current, _, line = line.partition(" ")
            if not current.isupper():
                raise ResourceError(_OPERATORS, number, f"{current!r} is no name of a group")
        groups.setdefault(current, []).extend(w.strip() for w in line.split(",") if w.strip())
    return {
        name: frozenset(Operator(w.split()[0], w.split()[-1] if " " in w else "") for w in words)
        for name, words in groups.items()
    }


def event_types() -> tuple[dict[str, Any], ...]:
    """Return the types as plain values, for the API and the documentation."""
    return tuple(
        {
            "code": str(rules.code),
            "label": rules.label,
            "definition": rules.definition,
            "quad_class": rules.quad_class,
            "intensity": rules.intensity,
            "cameo_code": rules.cameo,
            "requires_target": rules.requires_target,
            "future_as": rules.future_as and str(rules.future_as),
            "negated_as": rules.negated_as and str(rules.negated_as),
            "ended_as": rules.ended_as and str(rules.ended_as),
            "modes": [
                {
                    "code": mode.code,
                    "definition": mode.definition,
                    "cameo_code": mode.cameo or rules.cameo,
                    "intensity": rules.intensity_of(mode.code),
                }
                for mode in rules.modes.values()
            ],
        }
        for rules in load_types().values()
    )


def context_names() -> tuple[str, ...]:
    """Return the contexts that events may carry, in alphabetical order."""
    return tuple(sorted({name for names in load_contexts().values() for name in names}))
