"""Two tellings in, how likely they tell one event out: the score, the features it is made of, and what forbids it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.tellings import Party, Telling
from records.stories import LinkKind

WEIGHTS = {
    "participants": 0.36,
    "event_type": 0.14,
    "date": 0.16,
    "trigger": 0.12,
    "words": 0.10,
    "place": 0.06,
    "article": 0.06,
}
"""What each feature counts for; chosen on articles of the project's own, see docs/decisions."""

MERGED_FROM = 0.66
"""Events whose score is at least this on average are one."""

RELATED_FROM = 0.5
"""Pairs from here on are kept, and named as nearly merged."""

_WEEK = 7
_COMMENTS = frozenset({"STATEMENT", "ACCUSE", "REQUEST", "SUPPORT", "REJECT", "THREATEN", "AGREE", "CONCEDE"})
_HAPPENED, _TO_COME = frozenset({"OCCURRED", "ONGOING"}), frozenset({"PLANNED", "PROPOSED"})
_NEAR_TYPES = {
    frozenset({"AGREE", "CONSULT"}): 0.5,
    frozenset({"COERCE", "ASSAULT"}): 0.5,
    frozenset({"COERCE", "SANCTION"}): 0.5,
    frozenset({"CONCEDE", "RETREAT"}): 0.5,
    # A truce is agreed on, or declared; a denial is a comment, or a refusal.
    frozenset({"AGREE", "RETREAT"}): 0.5,
    frozenset({"STATEMENT", "REJECT"}): 0.5,
}
_UNKNOWN = 0.5
_FEWEST_WORDS = 6
"""Shares of sets that are smaller are taken of so many words."""

_FEW_WORDS = 0.1
_SPEECH_WORDS = 0.3
"""Of what is only said, tellings have to share so much of their words: who spoke twice that day said two things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How likely two tellings are one event, 0 to 1; `features` make it up, `vetoes` forbid it whatever it is."""

    value: float
    features: dict[str, float]
    vetoes: tuple[str, ...] = ()
    kind: LinkKind = LinkKind.SAME

    @property
    def joins(self) -> bool:
        """Whether it is enough to make one event of two."""
        return not self.vetoes and self.value >= MERGED_FROM


_SAME_DAYS = 0.75
"""And they have to be of the same days: what is asked for today was asked for yesterday as well."""

_LEAST_SHARED = 0.3
_ONE_MATTER = 0.4
_KIN = 0.5
"""Two actors that have so much in common may be one under two names: a state and its leader."""

_NEAR_DAYS, _SAME_WORDS = 0.45, 0.5
"""What nobody dates well, and was told days apart, has to be told in much the same words."""

Parties = tuple[Party, ...]
_PAIRS_REMEMBERED = 65_536
"""Who takes part comes again and again: comparing it is most of what a score takes."""

NOTHING = Score(value=0.0, features={}, kind=LinkKind.SIMILAR)


def score(one: Telling, other: Telling) -> Score:
    """Return the score of two tellings, whichever is named first; nearly nothing in common is `NOTHING`."""
    if (other.article_id, other.seq, other.id) < (one.article_id, one.seq, one.id):
        one, other = other, one
    kind = (
        1.0
        if one.event_type == other.event_type
        else _NEAR_TYPES.get(frozenset({one.event_type, other.event_type}), 0.0)
    )
    if not kind:
        return NOTHING
    mutual = one.event_type in ("CONSULT", "AGREE") or (one.reciprocal and other.reciprocal)
    together = _compare_participants(one.parties, other.parties, mutual)
    if together is not None and together < _LEAST_SHARED:
        return NOTHING
    words = _overlap(one.words, other.words)
    article = _overlap(one.topics, other.topics)
    participants = _compare_unnamed(one, other, words, article) if together is None else together
    if participants < _LEAST_SHARED:
        return NOTHING
    features = {
        "participants": participants,
        "event_type": _grade_type(kind, one, other),
        "date": compare_dates(one, other),
        "trigger": _compare_triggers(one, other),
        "words": words,
        "place": _compare_places(one, other),
        "article": article,
    }
    value = round(sum(WEIGHTS[name] * grade for name, grade in features.items()), 4)
    vetoes = find_vetoes(one, other, features)
    link = LinkKind.SAME
    if vetoes:
        link = _link_of(one, other, vetoes)
    elif value < MERGED_FROM:
        link = LinkKind.SIMILAR
    rounded = {name: round(grade, 3) for name, grade in features.items()}
    return Score(value=value, features=rounded, vetoes=vetoes, kind=link)


def find_vetoes(one: Telling, other: Telling, features: dict[str, float]) -> tuple[str, ...]:
    """Return what forbids that two tellings are one event."""
    vetoes = []
    if one.article_id == other.article_id and not _is_told_again(one, other, features):
        vetoes.append("SAME_ARTICLE")
    if _are_others(one.parties, other.parties):
        vetoes.append("OTHER_ACTORS")
    if not _agree_in_status(one.status, other.status):
        vetoes.append("STATUS")
    if one.stated and other.stated and (one.start > other.stop or other.start > one.stop):
        vetoes.append("STATED_DATE")
    if 0 < features["date"] < _NEAR_DAYS and features["words"] < _SAME_WORDS:
        vetoes.append("DAYS_APART")
    if features["place"] == 0.0 and one.event_type in ("ASSAULT", "PROTEST"):
        vetoes.append("PLACE")
    if one.event_type in _COMMENTS and other.event_type in _COMMENTS:
        if _NEAR_DAYS <= features["date"] < _SAME_DAYS:
            vetoes.append("DAYS_APART")
        if features["words"] < _words_needed(one, other, features):
            vetoes.append("OTHER_WORDS")
    elif (
        "CONSULT" not in (one.event_type, other.event_type)
        and features["trigger"] < 1.0
        and features["words"] < (_FEW_WORDS if features["trigger"] else _SPEECH_WORDS)
    ):
        vetoes.append("OTHER_WORDS")
    return tuple(vetoes)


def _words_needed(one: Telling, other: Telling, features: dict[str, float]) -> float:
    """Return which share of their words two tellings of what was said have to have in common."""
    if one.event_type == other.event_type == "STATEMENT":
        return _SPEECH_WORDS
    # Who thanked whom, accused whom: that is most of what there is to say.
    exact = features["participants"] == 1.0 and features["trigger"] == 1.0 and len(one.parties) > 1
    return _FEW_WORDS if exact else _SPEECH_WORDS / 2


def least_shared(one: str, other: str) -> tuple[int, bool]:
    """Return how many words tellings of two types have to share, lest `OTHER_WORDS` forbids it; may triggers count?"""
    if one in _COMMENTS and other in _COMMENTS:
        share = _SPEECH_WORDS if one == other == "STATEMENT" else _FEW_WORDS
        return math.ceil(share * _FEWEST_WORDS), False
    return (0, True) if "CONSULT" in (one, other) else (1, True)


def _is_told_again(one: Telling, other: Telling, features: dict[str, float]) -> bool:
    """Say whether one article speaks of one meeting twice: now with its day, now without."""
    return (
        one.event_type == other.event_type == "CONSULT"
        and one.status == other.status
        and features["participants"] == 1.0
        and features["date"] >= _SAME_DAYS
        and features["trigger"] > 0
    )


def compare_dates(one: Telling, other: Telling) -> float:
    """Return how well two dates agree: 1 for the same days, a half where nothing is known, 0 far apart."""
    if one.stated and other.stated:
        if (one.start, one.stop) == (other.start, other.stop):
            return 1.0
        if one.start > other.stop or other.start > one.stop:
            return 0.0
        length = max(one.stop - one.start, other.stop - other.start) + 1
        return 0.85 if length <= _WEEK else 0.7 if length <= 31 else 0.5
    if not one.day or not other.day:
        return _UNKNOWN
    if one.stated or other.stated:
        stated, vague = (one, other) if one.stated else (other, one)
        # Told on the day or soon after; what is to come, before.
        late = vague.published - stated.stop if vague.status in _HAPPENED else stated.start - vague.published
        if late < -1 or late > 2 * _WEEK:
            return 0.1
        return 0.85 if late <= 2 else 0.7 if late <= _WEEK else 0.4
    apart = abs(one.published - other.published)
    return 0.8 if apart <= 1 else 0.6 if apart <= 3 else 0.4 if apart <= _WEEK else 0.1


@lru_cache(maxsize=_PAIRS_REMEMBERED)
def _are_others(ones: Parties, others: Parties) -> bool:
    """Say whether half or more of those whom each names are not with the other: who meets A and B meets twice."""
    known = [party for party in ones if not party.local]
    there = [party for party in others if not party.local]
    if min(len(known), len(there)) < 2:
        return False
    alone = sum(max(_compare_parties(party, other) for other in there) < _KIN for party in known)
    there_alone = sum(max(_compare_parties(party, one) for one in known) < _KIN for party in there)
    return 2 * alone >= len(known) and 2 * there_alone >= len(there)


def _agree_in_status(one: str, other: str) -> bool:
    return one == other or any({one, other} <= group for group in (_HAPPENED, _TO_COME))


def _link_of(one: Telling, other: Telling, vetoes: tuple[str, ...]) -> LinkKind:
    if vetoes != ("STATUS",):
        return LinkKind.CONFLICT
    statuses = {one.status, other.status}
    if "DENIED" in statuses:
        return LinkKind.DENIES
    if statuses & _HAPPENED and statuses & _TO_COME:
        return LinkKind.REALISES
    return LinkKind.SIMILAR


def _grade_type(kind: float, one: Telling, other: Telling) -> float:
    if kind == 1.0 and one.cameo and other.cameo and one.cameo[:2] != other.cameo[:2]:
        kind = 0.7
    # What goes on is rarely what was done once.
    return kind if one.status == other.status else kind * 0.7


def _sides_of(parties: Parties) -> tuple[Parties, Parties]:
    known = [party for party in parties if not party.local]
    return tuple(p for p in known if not p.target), tuple(p for p in known if p.target)


@lru_cache(maxsize=_PAIRS_REMEMBERED)
def _compare_participants(one: Parties, other: Parties, mutual: bool) -> float | None:
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


def _compare_unnamed(one: Telling, other: Telling, words: float, article: float) -> float:
    """Return how far the actors may be the same where one telling names none, or only "soldiers" and "officials".

    Only articles on one matter can mean the same ones, and they say so in the same words.
    """
    if words < _SPEECH_WORDS or article < _ONE_MATTER or compare_dates(one, other) < _SAME_DAYS:
        return 0.0
    return 0.35 + 0.3 * words


def _compare_sides(ones: tuple[Parties, Parties], others: tuple[Parties, Parties]) -> float:
    grades = [_compare_group(left, right) for left, right in zip(ones, others, strict=True)]
    known = [grade for grade in grades if grade is not None]
    if not known:
        # Here the one is named, there the other.
        return 0.0
    if len(known) == 2:
        return sum(known) / 2 if min(known) > 0 else min(0.4, sum(known) / 4)
    # One side is named by one of them alone, or by neither: silence is no contradiction.
    return known[0] * (0.9 if not any(grade is None for grade in grades) else 0.8)


def _compare_group(ones: Sequence[Party], others: Sequence[Party]) -> float | None:
    """Return how far two lists name the same actors; None: one of them is empty."""
    if not ones or not others:
        return None
    forth = [max(_compare_parties(one, other) for other in others) for one in ones]
    back = [max(_compare_parties(one, other) for one in ones) for other in others]
    precision, recall = sum(forth) / len(forth), sum(back) / len(back)
    # A longer list may hold the shorter one: that counts for more than what it has beyond.
    return 0.7 * max(precision, recall) + 0.3 * min(precision, recall)


def _compare_parties(one: Party, other: Party) -> float:
    if one.id == other.id:
        return 1.0
    if one.id in other.standing or other.id in one.standing:
        return 0.8
    if one.id.startswith("person:") and other.id.startswith("person:"):
        return 0.0
    shared = set(one.standing) & set(other.standing)
    if any(name.startswith("gov:") for name in shared):
        return 0.45
    return 0.4 if shared else 0.0


def _compare_triggers(one: Telling, other: Telling) -> float:
    if set(one.triggers) & set(other.triggers):
        return 1.0
    if one.rule and one.rule == other.rule:
        return 0.8
    if one.cameo and one.cameo == other.cameo:
        return 0.6
    # A meeting has many words: talks, a call, to engage, to sit down with.
    alike = one.event_type == other.event_type == "CONSULT" or (one.cameo and one.cameo[:2] == other.cameo[:2])
    return 0.3 if alike else 0.0


def _compare_places(one: Telling, other: Telling) -> float:
    if not one.place or not other.place:
        return _UNKNOWN
    if one.place == other.place:
        return 1.0
    # A country or region holds its cities, or lies across a border; one city is not another.
    exact = {"CITY", "SITE"}
    if one.place_kind in exact and other.place_kind in exact:
        return 0.0
    return 0.6 if one.country and one.country == other.country else 0.2


def _overlap(ones: frozenset[str], others: frozenset[str]) -> float:
    """Return the share of the smaller set that is in the larger one, dampened for very small ones."""
    if not ones or not others:
        return 0.0
    return len(ones & others) / max(min(len(ones), len(others)), _FEWEST_WORDS)
