"""Two tellings in, how likely they tell one event out: the score, the features it is made of, and what forbids it."""

from dataclasses import dataclass

from ingest.story_features import (
    HAPPENED,
    SAME_DAYS,
    TO_COME,
    agree_in_status,
    are_apart,
    are_others,
    compare_dates,
    compare_names,
    compare_participants,
    compare_places,
    compare_topics,
    compare_triggers,
    compare_types,
    compare_unnamed,
    compare_words,
    share_enough,
)
from ingest.story_types import SPOKEN
from ingest.story_weights import weigh
from ingest.tellings import Telling
from records.stories import LinkKind

MERGED_FROM = 0.5
"""Events whose score is at least this on average are one."""

RELATED_FROM = 0.2
"""Pairs from here on are kept, and named as nearly merged."""

_LEAST_SHARED = 0.25
_SAME_COMPANY = 0.6
_FAR = 0.1


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


NOTHING = Score(value=0.0, features={}, kind=LinkKind.SIMILAR)


def score(one: Telling, other: Telling) -> Score:
    """Return the score of two tellings, whichever is named first; nearly nothing in common is `NOTHING`."""
    if (other.article_id, other.seq, other.id) < (one.article_id, one.seq, one.id):
        one, other = other, one
    features = compare(one, other)
    if not features:
        return NOTHING
    value = round(weigh(features), 4)
    vetoes = find_vetoes(one, other, features)
    link = LinkKind.SAME
    if vetoes:
        link = _link_of(one, other, vetoes)
    elif value < MERGED_FROM:
        link = LinkKind.SIMILAR
    return Score(value=value, features=features, vetoes=vetoes, kind=link)


def compare(one: Telling, other: Telling) -> dict[str, float]:
    """Return the features of two tellings, none where they cannot be one event."""
    kind = compare_types(one, other)
    if not kind:
        return {}
    mutual = "CONSULT" in (one.event_type, other.event_type) or one.reciprocal or other.reciprocal
    participants = compare_participants(one.parties, other.parties, mutual)
    there = one.has_exact_place and one.place == other.place
    if participants is not None and participants < _LEAST_SHARED and not there:
        return {}
    date, place = compare_dates(one, other), compare_places(one, other)
    words, nothing_shared = compare_words(one, other)
    article = compare_topics(one.topics, other.topics)
    if participants is None or participants < _LEAST_SHARED:
        participants = compare_unnamed(words, article, date, place)
    if participants < _LEAST_SHARED:
        return {}
    both = min(len(one.parties), len(other.parties)) > 1
    meeting = one.event_type == other.event_type == "CONSULT"
    spoken = one.event_type in SPOKEN and other.event_type in SPOKEN
    features = {
        "participants": participants,
        "both_sides": both and participants == 1.0,
        # What goes on is rarely what was done once.
        "event_type": kind if one.status == other.status or kind < 0.7 else kind * 0.7,
        "other_type": one.event_type != other.event_type,
        "date": date,
        "same_day": date == 1.0,
        "trigger": compare_triggers(one, other),
        "words": words,
        "nothing_shared": nothing_shared and not meeting,
        "numbers": not one.numbers.isdisjoint(other.numbers),
        "place": place,
        "article": article,
        "names": compare_names(one.topics, other.topics),
        "meeting": participants * (meeting and both),
        "statement": one.event_type == other.event_type == "STATEMENT",
        "spoken": spoken,
        "spoken_words": words * spoken,
        "spoken_alone": spoken and not both,
        "spoken_apart": spoken and date < SAME_DAYS,
    }
    return {name: round(float(grade), 3) for name, grade in features.items()}


def find_vetoes(one: Telling, other: Telling, features: dict[str, float]) -> tuple[str, ...]:
    """Return what forbids that two tellings are one event."""
    vetoes = []
    if one.article_id == other.article_id and not _is_told_again(one, other, features):
        vetoes.append("SAME_ARTICLE")
    if are_others(one.parties, other.parties):
        vetoes.append("OTHER_ACTORS")
    if not agree_in_status(one, other):
        vetoes.append("STATUS")
    if are_apart(one, other):
        vetoes.append("STATED_DATE")
    elif features["date"] <= _FAR:
        vetoes.append("DAYS_APART")
    if features["place"] == 0.0 and one.event_type in ("ASSAULT", "PROTEST"):
        vetoes.append("PLACE")
    if not share_enough(one, other):
        vetoes.append("OTHER_WORDS")
    return tuple(vetoes)


def _is_told_again(one: Telling, other: Telling, features: dict[str, float]) -> bool:
    """Say whether one article speaks of one meeting twice: now with its day, now without."""
    return (
        one.event_type == other.event_type == "CONSULT"
        and one.status == other.status
        # Leaders meet on the day on which their officials do, too, if not by the text's own word.
        and (features["participants"] == 1.0 or (features["meeting"] >= _SAME_COMPANY and features["same_day"] == 1.0))
        and features["date"] >= SAME_DAYS
        and features["place"] > 0
    )


def _link_of(one: Telling, other: Telling, vetoes: tuple[str, ...]) -> LinkKind:
    if vetoes != ("STATUS",):
        return LinkKind.CONFLICT
    statuses = {one.status, other.status}
    if "DENIED" in statuses:
        return LinkKind.DENIES
    if statuses & HAPPENED and statuses & TO_COME:
        return LinkKind.REALISES
    return LinkKind.SIMILAR
