"""A name and the offices that a text puts beside it in, the person of the registry who bore both on that day out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extraction.directory import Directory, KnownActor, Tenure
from extraction.name_index import fold
from extraction.person_names import PersonName, may_be_same, parse_name

_HIGHEST_LEVEL = 2
"""Heads of state and government, and who is as much in the news: they are called by their last names alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An office that the text gives a person; `over` where it is a former one."""

    office: str
    organisation: str | None
    country: str | None
    over: bool


def find_bearer(
    name: PersonName, claims: Sequence[Claim], directory: Directory, as_of: date | None, *, ambiguous: bool
) -> KnownActor | None:
    """Return the only person of the registry whose last name this is and whose given name or office agrees.

    `ambiguous`: the registry itself says that the name means somebody in world news, not whom.
    """
    candidates = _bearers(name, directory)
    if not name.is_full and not claims and len(candidates) == 1 and not ambiguous:
        # A last name that the registry does not take for well known is one only of who leads a state on that day.
        return candidates[0] if _leads(candidates[0], 1, directory, as_of) else None
    claimed = [claim for claim in claims if claim.organisation or claim.country]
    if claimed:
        candidates = [c for c in candidates if any(_is_from(c, claim, directory) for claim in claimed)]
    if not name.is_full:
        candidates = _in_office(candidates, claims, directory, as_of)
    return candidates[0] if len(candidates) == 1 else None


def correct_bearer(known: KnownActor, name: PersonName, directory: Directory, as_of: date | None) -> KnownActor:
    """Return whom a name meant on a day when the one known by it today had held no office yet ("Bush" in 1990)."""
    if as_of is None:
        return known
    terms = directory.tenures.get(known.id, ())
    if not terms or any(term.start is None or term.start <= as_of for term in terms):
        return known
    others = [other for other in _bearers(name, directory) if _leads(other, _HIGHEST_LEVEL, directory, as_of)]
    return others[0] if len(others) == 1 else known


def correct_sovereign(
    known: KnownActor, claims: Sequence[Claim], directory: Directory, as_of: date | None
) -> KnownActor:
    """Return which king or pope of that name is meant: of the country that the text names, or in office then."""
    namesakes = directory.sovereigns.get(" ".join(fold(known.name).split(" ")[:2]), ())
    others = [directory.actors[i] for i in namesakes if i in directory.actors]
    countries = {claim.country for claim in claims if claim.country and not claim.over}
    if countries:
        if known.country in countries:
            return known
        others = [other for other in others if other.country in countries]
    elif as_of is None or _leads(known, _HIGHEST_LEVEL, directory, as_of):
        return known
    else:
        others = [other for other in others if _leads(other, _HIGHEST_LEVEL, directory, as_of)]
    return others[0] if len(others) == 1 else known


def _leads(person: KnownActor, level: int, directory: Directory, as_of: date | None) -> bool:
    """Say whether a person holds an office of that level or above on the day; without a day nobody does."""
    return as_of is not None and any(
        term.covers(as_of) and directory.office_levels.get(term.office, 9) <= level
        for term in directory.tenures.get(person.id, ())
    )


def _bearers(name: PersonName, directory: Directory) -> list[KnownActor]:
    ids = dict.fromkeys(i for key in dict.fromkeys(name.keys) for i in directory.surnames.get(key, ()))
    found = [directory.actors[i] for i in ids if i in directory.actors]
    if not name.is_full:
        return found
    return [c for c in found if may_be_same(parse_name(c.name), name, directory.given_variants)]


def _is_from(person: KnownActor, claim: Claim, directory: Directory) -> bool:
    """Say whether a person is of the country of an office, or held it there: a Soviet president is not of the SUN."""
    if claim.country is not None and person.country == claim.country:
        return True
    terms = directory.tenures.get(person.id, ())
    return any(term.office == claim.office and term.organisation == claim.organisation for term in terms)


def _in_office(
    candidates: Sequence[KnownActor], claims: Sequence[Claim], directory: Directory, as_of: date | None
) -> list[KnownActor]:
    """Return who holds a claimed office on the day; of those who held one that is over, the last."""
    present = {claim.office for claim in claims if not claim.over}
    past = {claim.office for claim in claims if claim.over}
    terms = [(c, term) for c in candidates for term in directory.tenures.get(c.id, ())]
    holders = [c for c, term in terms if _covers(term, as_of) and (term.office in present or not claims)]
    if not holders and past and as_of is not None:
        ended = [
            (term.end, c) for c, term in terms if term.office in past and term.end is not None and term.end < as_of
        ]
        last = max((end for end, _ in ended), default=None)
        holders = [c for end, c in ended if end == last]
    return list({c.id: c for c in holders}.values())


def _covers(term: Tenure, as_of: date | None) -> bool:
    return as_of is None or term.covers(as_of)
