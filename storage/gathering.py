"""Records in, what they add to counts, facts and profiles over all articles out."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection

from records.actors import Actor
from records.events import Event
from records.positions import Position
from records.vocabularies import ActorType, MentionForm
from storage import rows
from storage.inserting import Row, add_counts
from storage.roles import OWN_EVENT_ROLES, OWN_POSITION_ROLES, PositionRole
from storage.scalars import LAST_DAY, day_number, fold, month_of, plain, words_of

SELF, ALIAS, OFFICE = "SELF", "ALIAS", "OFFICE"

_ADDRESSEE_ROLES = PositionRole.ADDRESSEE | PositionRole.ADDRESSEE_THROUGH
_LONGEST_ALIAS = 100
# "Kremlin" is asked for as a name is; a demonym ("Russian") says more of the noun beside it.
_ALIAS_FORMS = frozenset({MentionForm.NAME, MentionForm.METONYM})


@dataclass(slots=True)
class ActorDelta:
    """What a transaction adds to the counts of an actor."""

    articles: int = 0
    events: int = 0
    own_events: int = 0
    positions: int = 0
    own_positions: int = 0


class Gathering:
    """The differences that one transaction makes to what is counted; a sign of -1 takes a record back."""

    def __init__(self) -> None:
        self.actors: dict[int, ActorDelta] = defaultdict(ActorDelta)
        self.issues: Counter[int] = Counter()
        self._facts: Counter[Row] = Counter()
        self._terms: Counter[Row] = Counter()
        self._pairs: Counter[Row] = Counter()
        self._months: Counter[Row] = Counter()
        self._countries: Counter[Row] = Counter()
        self._labels: Counter[Row] = Counter()
        self._holders: Counter[Row] = Counter()

    def count_actors(self, actors: Iterable[Actor], numbers: Mapping[str, int], sign: int) -> None:
        """Count an article's actors and what it says of them."""
        actors = tuple(actors)
        # Two ids may be those of one actor.
        for number in {numbers[actor.id] for actor in actors}:
            self.actors[number].articles += sign
        for actor in actors:
            number = numbers[actor.id]
            for kind, value in read_facts(actor):
                self._facts[number, kind, value] += sign
            for term in read_terms(actor):
                self._terms[number, *term] += sign

    def count_event(self, event: Event, roles: Mapping[int, int], sign: int) -> None:
        """Count an event for those who take part, its month and its country."""
        start = day_number(event.event_date.start or event.event_date.end)
        country = event.place.country if event.place else None
        self.count_event_row(start, country, event.event_type.value, roles, sign)

    def count_event_row(
        self, start: int, country: str | None, event_type: str, roles: Mapping[int, int], sign: int
    ) -> None:
        """Count an event by what its rows hold."""
        for number, own_roles in roles.items():
            delta = self.actors[number]
            delta.events += sign
            if own_roles & OWN_EVENT_ROLES:
                delta.own_events += sign
        month = month_of(start)
        self._months[month, event_type] += sign
        self._countries[country or "", month, event_type] += sign

    def count_pairs(self, pairs: Mapping[tuple[int, int], bool], sign: int) -> None:
        """Count an event for the pairs of actors that share it."""
        for (one, other), own in pairs.items():
            self._pairs[one, other, own] += sign

    def count_position(self, position: Position, issue_n: int, roles: Mapping[int, int], sign: int) -> None:
        """Count a position for those who take it and for its issue."""
        for number, all_roles in roles.items():
            taking = all_roles & ~_ADDRESSEE_ROLES
            # Being addressed counts for nothing but the days on which one is spoken of.
            delta = self.actors[number]
            if taking:
                delta.positions += sign
                if taking & OWN_POSITION_ROLES:
                    delta.own_positions += sign
            if all_roles & PositionRole.HOLDER:
                self._holders[issue_n, number] += sign
        self.issues[issue_n] += sign
        self._labels[issue_n, plain(position.issue.label), plain(position.issue.topic)] += sign

    def flush(self, connection: Connection) -> None:
        """Add the differences to the tables, profiles left to `storage.aggregates`."""
        for table, deltas in (
            (rows.actor_facts, self._facts),
            (rows.actor_terms, self._terms),
            (rows.partner_counts, self._pairs),
            (rows.events_by_month, self._months),
            (rows.events_by_country, self._countries),
            (rows.issue_labels, self._labels),
            (rows.issue_holders, self._holders),
        ):
            add_counts(connection, table, deltas)
            deltas.clear()


def read_facts(actor: Actor) -> Iterator[tuple[str, str]]:
    """Yield what an article says of an actor, each as a kind and a canonical text, once."""
    yield SELF, _describe(actor.name, actor.actor_type, actor.country, actor.sectors, actor.code, actor.wikidata)
    names = {" ".join(plain(mention.text).split()) for mention in actor.mentions if mention.form in _ALIAS_FORMS}
    for name in sorted(names - {actor.name}):
        if 1 < len(name) <= _LONGEST_ALIAS:
            yield ALIAS, name
    for title, organisation in sorted({(plain(o.title), o.organisation or "") for o in actor.offices}):
        yield OFFICE, json.dumps([title, organisation or None], ensure_ascii=False)


@lru_cache(maxsize=8192)
def _describe(name: str, kind: ActorType, *more: str | tuple[str, ...] | None) -> str:
    return json.dumps([plain(name), kind.value, *more], ensure_ascii=False)


def read_terms(actor: Actor) -> set[Row]:
    """Return an actor's terms of office as `actor_terms` has them, each once; an open end reaches to the last day."""
    return {
        (
            day_number(term.start),
            day_number(term.end) if term.end else LAST_DAY,
            plain(term.office),
            plain(term.organisation or ""),
            plain(term.title),
            fold_term(term.title, term.office),
        )
        for term in actor.terms
    }


def fold_term(title: str, office: str) -> str:
    """Return what the words of a post are looked for in: its own title, and what such a post is called elsewhere."""
    return f"{fold(title)} | {' '.join(words_of(fold(office)))}"
