"""What can be asked of the store, and what it answers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from records.extractions import ExtractorInfo
from records.profiles import Appearance

Key = tuple[int | float | str, ...]
"""Where a page begins or ends: plain JSON values that only the store reads."""

EventSort = Literal[
    "event_date", "-event_date", "ingested_at", "-ingested_at", "confidence", "-confidence", "relevance"
]
PositionSort = Literal[
    "stated_date", "-stated_date", "ingested_at", "-ingested_at", "confidence", "-confidence", "relevance"
]
ActorSort = Literal["name", "-event_count", "-article_count", "-last_day", "relevance"]
ArticleSort = Literal["published_at", "-published_at", "ingested_at", "-ingested_at", "relevance"]
StorylineSort = Literal["-last_day", "-event_count"]
IssueSort = Literal["name", "-position_count", "-last_day"]

ITEM_SEPARATOR = b",\n"
"""Stands between the items of a page. Compact JSON holds no line break, so that a page can be cut here again."""

TOTAL_CAP = 10_000
"""Totals are counted exactly up to here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilters:
    """Conditions on events. Values in one tuple are alternatives, different fields all hold.

    `actors` and the other actor fields are actor ids; a country or a government also finds its bodies, people and
    groups unless `actor_exact`. `actors_all` are actors that all take part. `cameo_codes` match by prefix ("04" finds
    "042"). `countries` are where the event happened, alpha-3. `publishers` and `articles` name where it is reported.
    """

    actors: tuple[str, ...] = ()
    source_actors: tuple[str, ...] = ()
    target_actors: tuple[str, ...] = ()
    actors_all: tuple[str, ...] = ()
    actor_types: tuple[str, ...] = ()
    actor_countries: tuple[str, ...] = ()
    event_types: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    cameo_codes: tuple[str, ...] = ()
    quad_classes: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    storylines: tuple[str, ...] = ()
    date_precisions: tuple[str, ...] = ()
    date_bases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventQuery(EventFilters):
    """A page of events.

    Days are inclusive; an event matches when its interval overlaps the range. With a range, undated events need
    `include_undated`, and an interval with an open end matches only where its stated end lies in the range, unless
    `include_open`. `box` is west, south, east, north in degrees; west may exceed east (across the antimeridian).
    `text` is words that the evidence holds, with "phrases" and -excluded words. `exclude` drops what any of its
    fields matches. Undated events come last in either order of date. `after` and `before` are the keys of a page
    under the same conditions; at most one of them is given.
    """

    date_from: date | None = None
    date_to: date | None = None
    include_undated: bool = False
    include_open: bool = False
    actor_exact: bool = False
    box: tuple[float, float, float, float] | None = None
    text: str | None = None
    background: bool | None = None
    min_confidence: float | None = None
    min_articles: int | None = None
    updated_since: datetime | None = None
    exclude: EventFilters = field(default_factory=EventFilters)
    sort: EventSort = "-event_date"
    limit: int = 50
    after: Key | None = None
    before: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionFilters:
    """Conditions on positions; as in `EventFilters`. `actors` match holder, on whose behalf, and via whom;
    `holders` the holder alone. `topics` are those of the issue."""

    actors: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    actor_types: tuple[str, ...] = ()
    actor_countries: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    polarities: tuple[int, ...] = ()
    certainties: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    storylines: tuple[str, ...] = ()
    date_precisions: tuple[str, ...] = ()
    date_bases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionQuery(PositionFilters):
    """A page of positions; the day is the one when the position was stated, otherwise as in `EventQuery`."""

    date_from: date | None = None
    date_to: date | None = None
    include_undated: bool = False
    include_open: bool = False
    actor_exact: bool = False
    quoted: bool | None = None
    text: str | None = None
    min_confidence: float | None = None
    updated_since: datetime | None = None
    exclude: PositionFilters = field(default_factory=PositionFilters)
    sort: PositionSort = "-stated_date"
    limit: int = 50
    after: Key | None = None
    before: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorQuery:
    """A page of actors. `text` is words of its names (every word the beginning of one), `offices` words of a title.

    With `on` those who hold an office that day, one of `offices` if any are given; without, who is said to hold one or
    ever held one.
    """

    ids: tuple[str, ...] = ()
    text: str | None = None
    actor_types: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    on: date | None = None
    articles: tuple[str, ...] = ()
    sort: ActorSort = "-event_count"
    limit: int = 50
    after: Key | None = None
    before: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleQuery:
    """A page of articles. The days are those of publication; `external_ids` are the senders' own."""

    text: str | None = None
    publishers: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    external_ids: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    include_undated: bool = False
    updated_since: datetime | None = None
    sort: ArticleSort = "-published_at"
    limit: int = 50
    after: Key | None = None
    before: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueQuery:
    """A page of issues; `text` is words of the label."""

    ids: tuple[str, ...] = ()
    text: str | None = None
    topics: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    sort: IssueSort = "-position_count"
    limit: int = 50
    after: Key | None = None
    before: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerQuery:
    """A page of those that share events with an actor, those with most events first.

    With `actor_exact` both take part themselves; otherwise either may do so through its people and bodies.
    """

    actor_id: str
    actor_types: tuple[str, ...] = ()
    actor_exact: bool = False
    limit: int = 50
    after: Key | None = None
    before: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedQuery:
    """Which events are asked for that are related to one."""

    event_id: str
    limit: int = 50
    after: Key | None = None
    before: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StorylineQuery:
    """A page of storylines."""

    sort: StorylineSort = "-last_day"
    limit: int = 50
    after: Key | None = None
    before: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceQuery:
    """A page of the evidence of one event or position, in the order of article and text."""

    id: str
    limit: int = 50
    after: Key | None = None
    before: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Stored items, as they go on the wire.

    `body` holds `count` JSON objects with `ITEM_SEPARATOR` between them: b"[" + body + b"]" is an array.
    `next_key` is the `after` of the next page, `prev_key` the `before` of the previous one; None: there is none.
    """

    body: bytes
    count: int
    next_key: Key | None = None
    prev_key: Key | None = None

    @property
    def items(self) -> tuple[bytes, ...]:
        """The JSON objects one by one."""
        return tuple(self.body.split(ITEM_SEPARATOR)) if self.count else ()

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.items)

    def __len__(self) -> int:
        return self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """How many items match; `exact` is false where counting stopped at `value`."""

    value: int
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorMatch:
    """An actor that was meant by what a user gave, `score` 0 to 1, `grounds` how it was found.

    Grounds: FORMER_ID, ID, WIKIDATA, CODE, NAME, ALIAS, WORDS (whole words of its names).
    """

    id: str
    name: str
    score: float
    grounds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A completion of what a user has typed."""

    id: str
    name: str
    actor_type: str
    event_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """A holder of positions."""

    id: str
    name: str
    actor_type: str | None
    country: str | None
    position_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixColumn:
    """An issue of positions."""

    id: str
    label: str
    topic: str
    position_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """Where one actor stands on one issue: the latest position, and whether that was different on an earlier day.

    Of several positions on one day the one stored last speaks for it. A polarity has turned where it went from one
    side to the other; neither side is no turn.
    """

    actor_id: str
    issue_id: str
    position_count: int
    position_id: str
    stance: str
    polarity: int
    first_day: date | None
    last_day: date | None
    stance_changed: bool
    polarity_changed: bool
    changed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionMatrix:
    """Holders by issues, each the one with most positions first, and the cells that hold any.

    The counts are of all that the query finds, shown or not.
    """

    rows: tuple[MatrixRow, ...] = ()
    columns: tuple[MatrixColumn, ...] = ()
    cells: tuple[MatrixCell, ...] = ()
    position_count: int = 0
    row_count: int = 0
    column_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What became of an id that no longer stands: `merged_into` another, or deleted at that instant."""

    id: str
    merged_into: str | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArticle:
    """What the store has of a text: what made its records, its publication day, where it appeared at first.

    `matched`: its events have been compared with those of other articles.
    """

    extractor: ExtractorInfo
    published: date | None
    appearances: tuple[Appearance, ...]
    matched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetCount:
    """How many matching items have this value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The size of a data set."""

    articles: int
    events: int
    actors: int
    positions: int
    issues: int
