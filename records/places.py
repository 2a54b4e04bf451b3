"""Places that an article names."""

from dataclasses import dataclass

from records.spans import Offsets, TextSpan
from records.vocabularies import PlaceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place with its mentions; `latitude` and `longitude` are WGS 84 degrees, `country` alpha-3."""

    id: str
    name: str
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    kind: PlaceKind
    mentions: tuple[TextSpan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPlace:
    """Where an event happens; `span` is where the text says so."""

    id: str
    name: str
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    span: Offsets | None = None
