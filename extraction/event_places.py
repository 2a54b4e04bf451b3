"""The head of a phrase in, the place that an event has by it out."""

from spacy.tokens import Token

from extraction.lookup import PlaceLookup
from records.places import EventPlace


def place_on(token: Token, places: PlaceLookup) -> EventPlace | None:
    """Return the place that a phrase names: the noun itself, what modifies it, or the place that it lies in."""
    near = [token, *(c for c in token.children if c.dep_ in ("compound", "appos", "poss", "amod", "nmod"))]
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "in", "near"):
            near += [c for c in child.children if c.dep_ == "pobj"]
    for candidate in near:
        if found := places.on(candidate):
            place, span = found
            return EventPlace(
                id=place.id,
                name=place.name,
                country=place.country,
                latitude=place.latitude,
                longitude=place.longitude,
                span=(span.start_char, span.end_char),
            )
    return None
