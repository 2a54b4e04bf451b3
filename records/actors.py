"""Actors of an article: who they are, which offices the text gives them, where they are mentioned."""

from dataclasses import dataclass
from datetime import date

from records.vocabularies import ActorType, MentionForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A span that refers to an actor; a person's is the bare name without title."""

    start: int
    end: int
    text: str
    form: MentionForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A post that a person holds. `start` and `end` are its words in the text, None where a registry says so."""

    title: str
    organisation: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of office that the registry knows, whatever the article says; a day that is None is open.

    `office` is the registry's key of the post ("foreign-minister"), which is the same under every title.
    """

    title: str
    office: str
    organisation: str | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An actor with its mentions in text order.

    `country` is ISO 3166-1 alpha-3 (XKX Kosovo, PSE Palestine, TWN Taiwan). `sectors` are CAMEO agent codes,
    `code` is the country and the first sector. `terms` are all that a person known to the registry held or holds.
    """

    id: str
    name: str
    actor_type: ActorType
    country: str | None = None
    sectors: tuple[str, ...] = ()
    code: str | None = None
    wikidata: str | None = None
    offices: tuple[Office, ...] = ()
    terms: tuple[Term, ...] = ()
    mentions: tuple[Mention, ...] = ()
