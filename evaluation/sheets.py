"""Sheets: what the scorers compare of one article, gold and predictions alike."""

from dataclasses import dataclass
from datetime import date

from records.spans import Offsets
from records.vocabularies import DateBasis, EventStatus, EventType, MentionForm, Polarity, Stance

Spans = tuple[Offsets, ...]

LAYERS = frozenset({"mentions", "timexes", "attributions", "events", "positions"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedMention:
    """Where an actor stands in the text, and in which form."""

    span: Offsets
    form: MentionForm


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedActor:
    """An actor; `accept` are the other ids that are as right as its own, `names` its full names, made plain.

    `by_words`: the gold says no more than the words, so it is whoever stands on them.
    """

    id: str
    unnamed: bool
    by_words: bool = False
    names: frozenset[str]
    wikidata: str | None
    mentions: tuple[MarkedMention, ...]
    accept: frozenset[str]
    core: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedDate:
    """First and last day, None where open or unknown, and what speaks for them."""

    start: date | None
    end: date | None
    basis: DateBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedTimex:
    """A time expression; `days` is None where its value stands for no interval."""

    span: Offsets
    value: str
    days: tuple[date | None, date | None] | None
    core: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedAttribution:
    """An attribution; `source` is empty where the text names nobody."""

    source: Spans
    cue: Spans
    content: Spans
    core: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedEvent:
    """An event; the first of the types and statuses is its own, the others are accepted as well.

    `date` is None where the gold does not ask for it.
    """

    types: tuple[EventType, ...]
    statuses: tuple[EventStatus, ...]
    triggers: Spans
    evidence: Spans
    sources: frozenset[str]
    targets: frozenset[str]
    date: MarkedDate | None
    core: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPosition:
    """A position; the first of holders, stances and polarities is its own, the others are accepted as well."""

    holders: tuple[str, ...]
    stances: tuple[Stance, ...]
    polarities: tuple[Polarity, ...]
    addressees: frozenset[str]
    content: Spans
    evidence: Spans
    core: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All marks of one article.

    `line` is where it stands in its file, `name` what people call it, `fields` what else is known of the article;
    `places` are the spans that name places, `furniture` those of page text. `failed` is an article that could not be
    worked on. `layers` are those that the gold holds, and no other is scored.
    """

    line: int
    article_id: str
    name: str
    text: str
    fields: dict[str, str | None]
    published: date | None = None
    timexes: tuple[MarkedTimex, ...] = ()
    actors: tuple[MarkedActor, ...] = ()
    attributions: tuple[MarkedAttribution, ...] = ()
    events: tuple[MarkedEvent, ...] = ()
    positions: tuple[MarkedPosition, ...] = ()
    places: Spans = ()
    furniture: Spans = ()
    failed: bool = False
    layers: frozenset[str] = LAYERS
