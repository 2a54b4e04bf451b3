"""What is known of an actor, an issue and an article over all articles together."""

from dataclasses import dataclass
from datetime import date, datetime

from records.actors import Office, Term
from records.vocabularies import ActorType


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """Where a text was published; the same text elsewhere is a further appearance, not a further article."""

    publisher: str | None = None
    url: str | None = None
    published_at: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorProfile:
    """An actor over all articles.

    `aliases` are the names that texts give it other than `name`, most frequent first; `terms` are in order of time.
    `event_count` and `position_count` count what the actor's own filter finds: for a country also the acts of its
    government and people; the `own_` counts leave these out. `first_day` and `last_day` are the first and the last on
    which one of its dated events, or a position by or to it, begins.
    """

    id: str
    name: str
    actor_type: ActorType
    country: str | None = None
    sectors: tuple[str, ...] = ()
    code: str | None = None
    wikidata: str | None = None
    aliases: tuple[str, ...] = ()
    offices: tuple[Office, ...] = ()
    terms: tuple[Term, ...] = ()
    article_count: int = 0
    event_count: int = 0
    own_event_count: int = 0
    position_count: int = 0
    own_position_count: int = 0
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueProfile:
    """An issue over all articles, with the days of the first and last dated position on it."""

    id: str
    label: str
    topic: str
    position_count: int = 0
    actor_count: int = 0
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherProfile:
    """A publisher, by the name that articles give, and how many articles appeared there."""

    name: str
    article_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A resource was created, updated or deleted; `token` orders the changes of a data set."""

    token: int
    resource: str
    id: str
    action: str
    at: datetime
