"""A name that nobody bears in, the actors out who may have been meant."""

from difflib import SequenceMatcher

from storage.queries import Suggestion
from storage.store import Store

_SHOWN = 5
_LOOKED_AT = 20
_SHORTEST, _LONGEST = 3, 8


def suggest_meant(store: Store, given: str) -> tuple[Suggestion, ...]:
    """Return actors whose names begin as what was given does, or else, of those that begin nearly so, the most alike.

    Most slips are not in the first letters of a word: "Putni", "Zelenksy".
    """
    if near := store.suggest_actors(given, limit=_SHOWN):
        return near
    words = given.split()
    longest = min(max(map(len, words), default=0) - 1, _LONGEST)
    for length in range(longest, _SHORTEST - 1, -1):
        near = store.suggest_actors(" ".join(word[:length] for word in words), limit=_LOOKED_AT)
        if near:
            return tuple(sorted(near, key=lambda actor: -_likeness(given, actor.name))[:_SHOWN])
    return ()


def _likeness(given: str, name: str) -> float:
    """Say how alike two names are, or what was given and a word of the name: many give the last name alone."""
    asked = given.casefold()
    return max(SequenceMatcher(None, asked, one.casefold()).ratio() for one in (name, *name.split()))
