"""A noun for people and the words around it in, the collective that they make out: "rebel leaders", "armed men"."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).parent / "resources" / "agent_modifiers.yaml"
_MAX_WORDS = 5
_HYPHENS = ("-", "‑", "–")


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentWords:
    """The nouns that take their collective from the words around them."""

    made: Mapping[str, Mapping[str, str]]
    """For each noun, the collectives that words before it make of it."""
    groups: frozenset[str]


@cache
def agent_words() -> AgentWords:
    """Return the lexicon."""
    data = yaml.load(_FILE.read_text("utf-8"), Loader=yaml.CSafeLoader)
    made: dict[str, dict[str, str]] = {}
    for entry in data["modifiers"]:
        for kind in entry["heads"]:
            for noun in data["heads"][kind]:
                for word in entry["words"]:
                    made.setdefault(noun, {}).setdefault(word, entry["slug"])
    return AgentWords(made=made, groups=frozenset(data["heads"]["groups"]))


def variable_nouns() -> Collection[str]:
    """Return the nouns that take their collective from the words around them."""
    return agent_words().made.keys()


def is_group_noun(lower: str) -> bool:
    """Say whether the noun is but a word for a group, whose name may stand before it ("the Hamas movement")."""
    return lower in agent_words().groups


def collective_before(lowers: Sequence[str], head: int, start: int) -> str | None:
    """Return the slug of the collective that the nearest telling word makes of the noun `lowers[head]`.

    Only words from `lowers[start]` on are looked at; "anti-government" is one word and not "government".
    """
    made = agent_words().made.get(lowers[head])
    if made is None:
        return None
    i = head - 1
    first = max(start, head - _MAX_WORDS)
    while i >= first:
        word = lowers[i]
        if i - 1 >= first and lowers[i - 1] in _HYPHENS and i >= 2:
            joined = f"{lowers[i - 2]}-{word}"
            if joined in made:
                return made[joined]
            i -= 3
            continue
        if i > first and (pair := f"{lowers[i - 1]}-{word}") in made:
            return made[pair]
        if word in made:
            return made[word]
        i -= 1
    return None
