"""Two tellings in, how far they agree out: who takes part, what, when, by which words, where, in which context."""

from collections.abc import Sequence
from functools import lru_cache

from ingest.story_types import PROMISED, SPOKEN, least_shared, nearness
from ingest.tellings import Party, Telling

HAPPENED, TO_COME = frozenset({"OCCURRED", "ONGOING"}), frozenset({"PLANNED", "PROPOSED"})
_PROMISE = 0.6
_VIOLENT = frozenset({"18", "19", "20"})
_UNKNOWN = 0.5
_ONE_MATTER, _SOME_WORDS = 0.3, 0.15
_UNNAMED = 0.8
_KIN = 0.5
"""Two actors that have so much in common may be one under two names: a state and its leader."""
SAME_DAYS = 0.75
"""Dates that agree so well may be of one day."""
_WEEK = 7
_ENOUGH = 2
_LOOSE = 0.4
"""What a word counts that stands nearer to another event of its sentence."""
Parties = tuple[Party, ...]
_PAIRS_REMEMBERED = 65_536
"""Who takes part comes again and again: comparing it is most of what a score takes."""
_FEW = 3
"""Texts that say little share a word by chance: as if each had so many words more."""


def compare_types(one: Telling, other: Telling) -> float:
    """Return how near two types are: 1 for the same, 0 for those that name different acts."""
    if one.event_type == other.event_type:
        return 1.0 if not one.cameo or not other.cameo or one.cameo[:2] == other.cameo[:2] else 0.7
    if promises(one, other) or promises(other, one):
        return _PROMISE
    return nearness(one.event_type, other.event_type)


def promises(one: Telling, other: Telling) -> bool:
    """Say whether the one may be the promise of what the other says will be done: "pledged aid", "will give aid"."""
    return (
        one.event_type == "AGREE"
        and one.status in HAPPENED
        and other.status in TO_COME
        and other.event_type in PROMISED
    )


def agree_in_status(one: Telling, other: Telling) -> bool:
    """Say whether both happened, both are to come, or one is the promise of the other."""
    return (
        one.status == other.status
        or any({one.status, other.status} <= group for group in (HAPPENED, TO_COME))
        or promises(one, other)
        or promises(other, one)
    )


def compare_dates(one: Telling, other: Telling) -> float:
    """Return how well two dates agree: 1 for the same days, a half where nothing is known, 0 for different ones."""
    if one.stated and other.stated:
        if (one.start, one.stop) == (other.start, other.stop):
            return 1.0
        if are_apart(one, other):
            return 0.0
        length = max(one.stop - one.start, other.stop - other.start) + 1
        return 0.85 if length <= _WEEK else 0.7 if length <= 31 else 0.5
    if not one.day or not other.day:
        return _UNKNOWN
    if one.stated or other.stated:
        stated, vague = (one, other) if one.stated else (other, one)
        return _compare_stated(stated, vague)
    return _compare_vague(one, other)


def are_apart(one: Telling, other: Telling) -> bool:
    """Say whether both texts say when, and mean different days."""
    return one.stated and other.stated and (one.start > other.stop or other.start > one.stop)


def _compare_stated(stated: Telling, vague: Telling) -> float:
    # Told on the day or soon after; what is to come, before.
    since, until = vague.published - stated.stop, stated.start - vague.published
    late, early = (since, until) if vague.status in HAPPENED else (until, since)
    late = late if late > 0 else min(-early, 0)
    if late < -1:
        return 0.1
    if vague.recalled:
        return 0.75 if late <= _WEEK else 0.6 if late <= 31 else 0.3
    return 0.85 if late <= 2 else 0.6 if late <= _WEEK else 0.4 if late <= 2 * _WEEK else 0.1


def _compare_vague(one: Telling, other: Telling) -> float:
    first, later = sorted((one, other), key=lambda told: told.published)
    apart = later.published - first.published
    if one.status in TO_COME and other.status in TO_COME:
        return 0.7 if apart <= 1 else 0.4 if apart <= 3 else 0.3 if apart <= _WEEK else 0.1
    if later.recalled:
        return 0.75 if apart <= _WEEK else 0.6 if apart <= 31 else 0.3
    return 0.8 if apart <= 1 else 0.6 if apart <= 3 else 0.4 if apart <= _WEEK else 0.1


def compare_triggers(one: Telling, other: Telling) -> float:
    """Return how far the words that tell the acts mean one act."""
    if not set(one.triggers).isdisjoint(other.triggers):
        return 1.0
    if one.rule and one.rule == other.rule:
        return 0.8
    if one.cameo and one.cameo == other.cameo:
        return 0.7
    # A meeting has many words: talks, a call, to engage, to sit down with; what was bombed was attacked, too.
    roots = {one.cameo[:2], other.cameo[:2]}
    if (
        roots <= _VIOLENT
        or one.event_type == other.event_type == "CONSULT"
        or promises(one, other)
        or promises(other, one)
    ):
        return 0.5
    if one.event_type != other.event_type:
        return 0.3
    if one.event_type in SPOKEN:
        return 0.4
    return 0.2 if len(roots) == 1 and "" not in roots else 0.0


def compare_places(one: Telling, other: Telling) -> float:
    """Return how far two places may be one: 1 for the same, 0 for two cities, a half where one is not known."""
    if not one.place or not other.place:
        return _UNKNOWN
    if one.place == other.place:
        return 1.0
    # A country or region holds its cities, or lies across a border, and a city its squares; one city is not another.
    if one.place_kind == other.place_kind == "CITY":
        return 0.0
    return 0.6 if one.country and one.country == other.country else 0.2


def compare_words(one: Telling, other: Telling) -> tuple[float, bool]:
    """Return the share of the words around the shorter telling that are around the other one, too.

    Words for the act itself are left out where they are the same in both. Beside it: whether both say something, and
    nothing of it is the same.
    """
    same = {name for name in one.triggers if name in other.triggers}
    near, there = one.words - same, other.words - same
    far, far_there = one.context - same, other.context - same
    close = len(near & there)
    shared = close + _LOOSE * (len((near | far) & (there | far_there)) - close)
    said = min(len(near) + _LOOSE * len(far), len(there) + _LOOSE * len(far_there))
    return shared / (said + _FEW), not shared and said >= _ENOUGH


def share_enough(one: Telling, other: Telling) -> bool:
    """Say whether two tellings share as many words as those of one event do at least."""
    least, with_triggers = least_shared(one.event_type, other.event_type)
    shared = len((one.words | one.context) & (other.words | other.context))
    return shared + (with_triggers and not set(one.triggers).isdisjoint(other.triggers)) >= least


def compare_topics(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how far two articles speak of the same matter."""
    if not one or not other:
        return 0.0
    return len(one & other) / max(min(len(one), len(other)), 2 * _FEW)


def compare_names(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how far two articles name the same actors, places and issues."""
    return compare_topics(_names_in(one), _names_in(other))


@lru_cache(maxsize=1_024)
def _names_in(topics: frozenset[str]) -> frozenset[str]:
    return frozenset(topic for topic in topics if ":" in topic)


@lru_cache(maxsize=_PAIRS_REMEMBERED)
def compare_participants(one: Parties, other: Parties, mutual: bool) -> float | None:
    """Return how far the same actors take part, in the same parts unless both sides do the same act.

    None: one of the tellings names nobody.
    """
    ones, others = _sides_of(one), _sides_of(other)
    if not any(ones) or not any(others):
        return None
    straight = _compare_sides(ones, others)
    if not mutual:
        return straight
    together = _compare_group((*ones[0], *ones[1]), (*others[0], *others[1]))
    crossed = _compare_sides(ones, (others[1], others[0]))
    # Who met whom is half unknown where one of them is named: the other one may be anybody.
    lone = min(sum(map(len, ones)), sum(map(len, others))) == 1
    return max(straight, crossed, 0.0 if together is None else together) * (0.85 if lone and straight < 1.0 else 1.0)


def compare_unnamed(words: float, article: float, date: float, place: float) -> float:
    """Return how far the actors may be the same where one telling names none, or only "soldiers" and "officials".

    Only articles on one matter can mean the same ones, and they say so in the same words, or name day and place.
    """
    there = date == place == 1.0
    if article < _ONE_MATTER or date < SAME_DAYS or (words < _SOME_WORDS and not there):
        return 0.0
    return 0.35 + 0.5 * words + 0.2 * there


@lru_cache(maxsize=_PAIRS_REMEMBERED)
def are_others(ones: Parties, others: Parties) -> bool:
    """Say whether half or more of those whom each names are not with the other: who meets A and B meets twice."""
    known = [party for party in ones if not party.local]
    there = [party for party in others if not party.local]
    if min(len(known), len(there)) < 2:
        return False
    alone = sum(grade < _KIN for grade in _find_best(known, there))
    there_alone = sum(grade < _KIN for grade in _find_best(there, known))
    return 2 * alone >= len(known) and 2 * there_alone >= len(there)


def _sides_of(parties: Parties) -> tuple[Parties, Parties]:
    """Return those who are known beyond their article, if by a surname alone: who acts, and at whom."""
    known = [party for party in parties if not party.local or party.surname]
    return tuple(p for p in known if not p.target), tuple(p for p in known if p.target)


def _compare_sides(ones: tuple[Parties, Parties], others: tuple[Parties, Parties]) -> float:
    grades = [_compare_group(left, right) for left, right in zip(ones, others, strict=True)]
    known = [grade for grade in grades if grade is not None]
    if not known:
        # Here the one is named, there the other.
        return 0.0
    if len(known) == 2:
        return sum(known) / 2 if min(known) > 0 else min(0.4, sum(known) / 4)
    # One side is named by one of them alone, or by neither: silence is no contradiction.
    as_many = len(ones[0]) + len(ones[1]) == len(others[0]) + len(others[1])
    return known[0] * (0.9 if as_many else 0.8)


def _compare_group(ones: Sequence[Party], others: Sequence[Party]) -> float | None:
    """Return how far two lists name the same actors; None: one of them is empty."""
    if not ones or not others:
        return None
    forth, back = _find_best(ones, others), _find_best(others, ones)
    precision, recall = sum(forth) / len(forth), sum(back) / len(back)
    # A longer list may hold the shorter one: that counts for more than what it has beyond.
    return 0.7 * max(precision, recall) + 0.3 * min(precision, recall)


def _find_best(ones: Sequence[Party], others: Sequence[Party]) -> list[float]:
    """Return how far each of some actors is one of the others; a state beside a person of its own is nobody else."""
    return [
        max(
            0.0 if _is_led(one, other, ones) or _is_led(other, one, others) else compare_parties(one, other)
            for other in others
        )
        for one in ones
    ]


def _is_led(state: Party, person: Party, group: Sequence[Party]) -> bool:
    """Say whether a state stands beside a person of its own, so that another person is not what it means."""
    return (
        person.id.startswith("person:")
        and state.id in person.standing
        and any(party.id.startswith("person:") and state.id in party.standing for party in group)
    )


def compare_parties(one: Party, other: Party) -> float:
    """Return how far two actors may be one under two names: a state and its leader, people and demonstrators."""
    if one.id == other.id:
        # "Civilians" here need not be those there.
        return _UNNAMED if one.id.startswith("group:") else 1.0
    if one.id in other.standing or other.id in one.standing:
        return 0.8
    if one.id.startswith("person:") and other.id.startswith("person:"):
        return _compare_surnames(one, other) if one.surname or other.surname else 0.0
    shared = set(one.standing).intersection(other.standing)
    if not shared:
        if one.wholes & other.wholes:
            return 0.7
        unknown, group = (one, other) if one.stateless else (other, one)
        if unknown.stateless and group.id.startswith("group:"):
            return 0.35
        unnamed, named = (one, other) if one.id.startswith("group:") else (other, one)
        return 0.35 if named.id.startswith("org:") and _kind_of(unnamed.id) in _ARMED else 0.0
    kinds = {_kind_of(one.id), _kind_of(other.id)}
    # "Russian officials" act for the government, and are not its president.
    if kinds <= _PEOPLE or kinds <= _FORCES or (kinds <= _RULERS and kinds != {"person", "officials"}):
        return 0.65
    return 0.45 if any(name.startswith("gov:") for name in shared) else 0.4


def _compare_surnames(one: Party, other: Party) -> float:
    if one.surname and other.surname:
        return 0.9 if one.surname == other.surname else 0.0
    lone, full = (one, other) if one.surname else (other, one)
    return 0.9 if lone.surname in full.id.removeprefix("person:").split("-") else 0.0


_PEOPLE = frozenset({"civ", "protesters", "opp", "lab", "hlh", "edu", "ref", "rel", "crowd", "settlers", "students"})
_FORCES = frozenset(
    {
        "mil",
        "police",
        "cop",
        "security",
        "armed-forces",
        "army",
        "air-force",
        "navy",
        "coast-guard",
        "spy",
        "uaf",
        "officers",
    }
)
_ARMED = frozenset({"uaf", "crm", "reb", "mil"})
_RULERS = frozenset({"gov", "officials", "states", "elites", "government", "presidency", "cabinet", "person"})


@lru_cache(maxsize=16_384)
def _kind_of(actor_id: str) -> str:
    """Return what sort of its country's people an actor is: "mil" of "group:rus-mil", "gov" of a government."""
    kind, _, rest = actor_id.partition(":")
    if kind == "person":
        return kind
    _, _, tail = rest.partition("-")
    if tail.endswith("ministry"):
        return "gov"
    if kind == "group" and tail == "gov":
        return "officials"
    return tail if kind == "group" or tail else "gov" if kind == "gov" else kind
