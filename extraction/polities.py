"""A name in, the region or city that it means out: those act too ("Texas sued"), and are no persons or firms."""

from collections.abc import Collection

from extraction.atlas import Location, load_atlas, name_key

_WELL_KNOWN = 5.0
"""The weight from which on a bare name is believed to be the place's (`extraction.atlas`)."""


_NAMESAKE = 2.0
"""How much less known a namesake may be to be meant where a text names its country and not the capital's."""


def known_polity(name: str, countries: Collection[str] = ()) -> Location | None:
    """Return the best known place of that name, first of those in the countries; None: none is well known."""
    atlas = load_atlas()
    key = name_key(name)
    places = atlas.names.get(key)
    if not places:
        return None
    near = [place for place in places if place.country in countries]
    for some in (near, places):
        best = max(some, key=lambda p: (atlas.fitness(key, p), p.country or "", p.name), default=None)
        if best is not None and atlas.fitness(key, best) >= _WELL_KNOWN:
            return best
    return None


def is_on_map(name: str) -> bool:
    """Say whether a place, however small, has the name."""
    return name_key(name) in load_atlas().names


def has_namesake(name: str, country: str, countries: Collection[str]) -> bool:
    """Say whether a capital's name is rather a city's in a text that names that city's country, not the capital's."""
    if country in countries:
        return False
    other = known_polity(name, countries)
    if other is None or other.country not in countries:
        return False
    atlas = load_atlas()
    key = name_key(name)
    own = max((atlas.fitness(key, p) for p in atlas.names[key] if p.country == country), default=0.0)
    return atlas.fitness(key, other) >= own - _NAMESAKE
