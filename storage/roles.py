"""Actors in, those that they act for and the roles that rows hold out."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from records.actors import Actor
from records.events import Participant
from records.positions import Position
from records.vocabularies import ActorType, Role


class EventRole:
    """How an actor takes part in an event, as bits: itself, or through its people and bodies."""

    SOURCE = 1
    TARGET = 2
    SOURCE_THROUGH = 4
    TARGET_THROUGH = 8


class PositionRole:
    """What an actor is to a position, as bits: itself, or through its people and bodies."""

    HOLDER = 1
    ON_BEHALF_OF = 2
    VIA = 4
    ADDRESSEE = 8
    HOLDER_THROUGH = 16
    ON_BEHALF_OF_THROUGH = 32
    VIA_THROUGH = 64
    ADDRESSEE_THROUGH = 128


OWN_EVENT_ROLES = EventRole.SOURCE | EventRole.TARGET
OWN_POSITION_ROLES = PositionRole.HOLDER | PositionRole.ON_BEHALF_OF | PositionRole.VIA | PositionRole.ADDRESSEE

_EVENT_SHIFT = 2
_POSITION_SHIFT = 4
_STANDING_FOR_A_COUNTRY = frozenset({ActorType.PERSON, ActorType.GOVERNMENT_BODY, ActorType.GROUP})
_PAST = ("former", "ex-", "late ", "then-")

Standing = Mapping[str, frozenset[str]]
"""For each actor of an article the ids of those that it also acts for, itself left out."""


class HasParticipants(Protocol):
    """An event, as far as its participants are concerned."""

    @property
    def participants(self) -> tuple[Participant, ...]:
        """Who takes part."""


def find_standing(actors: Iterable[Actor]) -> Standing:
    """Return whom each actor stands for: a person its offices and country, a body its government and country.

    A country has its government, people and unnamed groups, not the companies, parties and armed groups that are at
    home there.
    """
    return {actor.id: frozenset(_stands_for(actor)) - {actor.id} for actor in actors}


def _stands_for(actor: Actor) -> set[str]:
    found: set[str] = set()
    if actor.actor_type in _STANDING_FOR_A_COUNTRY and actor.country:
        found.add(f"country:{actor.country}")
        if "GOV" in actor.sectors:
            found.add(f"gov:{actor.country}")
    for office in actor.offices:
        if office.organisation and not office.title.lower().startswith(_PAST):
            found.add(office.organisation)
    for name in (actor.id, *found):
        kind, _, rest = name.partition(":")
        if kind == "gov":
            country = rest.partition("-")[0]
            found |= {f"gov:{country}", f"country:{country}"}
    return found


def read_event_roles(event: HasParticipants, standing: Standing) -> dict[str, int]:
    """Return the bits of `EventRole` of everyone who takes part in an event, itself or through others."""
    roles: dict[str, int] = {}
    for participant in event.participants:
        own = EventRole.SOURCE if participant.role is Role.SOURCE else EventRole.TARGET
        through = own << _EVENT_SHIFT
        roles[participant.actor_id] = roles.get(participant.actor_id, 0) | own
        for other in standing.get(participant.actor_id, ()):
            roles[other] = roles.get(other, 0) | through
    return roles


def read_event_pairs(event: HasParticipants, standing: Standing) -> dict[tuple[str, str], bool]:
    """Return the ordered pairs of actors that different participants are or act for.

    The value says whether both take part themselves. A person and its own country are no pair by that alone.
    """
    own_ids = list(dict.fromkeys(participant.actor_id for participant in event.participants))
    pairs: dict[tuple[str, str], bool] = {}
    for one in own_ids:
        for other in own_ids:
            if one == other:
                continue
            for left in (one, *standing.get(one, ())):
                for right in (other, *standing.get(other, ())):
                    if left != right:
                        both = left == one and right == other
                        pairs[left, right] = pairs.get((left, right), False) or both
    return pairs


def read_position_roles(position: Position, standing: Standing) -> dict[str, int]:
    """Return the bits of `PositionRole` of everyone concerned; `via` counts where it is an actor of the article."""
    roles: dict[str, int] = {}
    named = [(position.actor_id, PositionRole.HOLDER)]
    if position.on_behalf_of:
        named.append((position.on_behalf_of, PositionRole.ON_BEHALF_OF))
    if position.via is not None and position.via in standing:
        named.append((position.via, PositionRole.VIA))
    named += [(addressee, PositionRole.ADDRESSEE) for addressee in position.addressee_ids]
    for actor_id, own in named:
        through = own << _POSITION_SHIFT
        roles[actor_id] = roles.get(actor_id, 0) | own
        for other in standing.get(actor_id, ()):
            roles[other] = roles.get(other, 0) | through
    return roles
