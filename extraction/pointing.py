"""A noun after "the" in, the actors named before that it may take up out: "the planemaker", "the country"."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from extraction.directory import KnownActor
from extraction.organisations import sector_of
from records.vocabularies import ActorType

POINTING = "pointing:"
"""Begins the provisional id of a phrase that is an actor only if it takes one up (`pointing:kingdom`)."""

_FILE = Path(__file__).parent / "resources" / "pointing_nouns.csv"
_ORGANISATIONS = (ActorType.ORGANISATION, ActorType.ARMED_GROUP)


@cache
def pointing_nouns() -> Mapping[str, frozenset[str]]:
    """Return what each noun may stand for, besides actors that are called so."""
    lines = [line for line in _FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    found: dict[str, frozenset[str]] = {}
    for row in csv.DictReader(lines):
        for noun in row["nouns"].split("|"):
            fits = frozenset(row["fits"].split("|")) - {""}
            found[noun] = found.get(noun, frozenset()) | fits
    return found


def fits_known(noun: str, actor: KnownActor) -> bool:
    """Say whether an actor of the registry is what the noun stands for."""
    fits = pointing_nouns()[noun]
    if actor.actor_type is ActorType.GOVERNMENT_BODY:
        return "BODY" in fits
    if actor.actor_type not in _ORGANISATIONS:
        return False
    if "ANY" in fits or (actor.actor_type is ActorType.ARMED_GROUP and "ARMED" in fits):
        return True
    return (actor.kind or "") in fits or any(sector in fits for sector in actor.sectors[:1])


def fits_name(noun: str, name: str) -> bool:
    """Say whether an organisation that no registry knows is what the noun stands for, by the words of its name."""
    fits = pointing_nouns()[noun]
    return "ANY" in fits or (sector_of(name) or "") in fits


def is_called(noun: str, name: str) -> bool:
    """Say whether a name in capitals begins or ends with the noun ("European Commission")."""
    words = name.lower().split()
    return len(words) > 1 and noun in (words[-1], words[0]) and name != name.lower()
