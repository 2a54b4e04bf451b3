"""A name in, the region or city that it means out: those act too ("Texas sued"), and are no persons or firms."""

from extraction.atlas import Location, load_atlas, name_key

_WELL_KNOWN = 5.0
"""The weight from which on a bare name is believed to be the place's (`extraction.atlas`)."""


def known_polity(name: str) -> Location | None:
    """Return the best known place of that name, None where there is none that is well known."""
    atlas = load_atlas()
    key = name_key(name)
    places = atlas.names.get(key)
    if not places:
        return None
    best = max(places, key=lambda place: (atlas.fitness(key, place), place.country or "", place.name))
    return best if atlas.fitness(key, best) >= _WELL_KNOWN else None
