"""The extraction record: everything found in one article, or why nothing could be."""

from dataclasses import dataclass

from records.actors import Actor
from records.articles import Article
from records.attributions import Attribution
from records.events import Event
from records.places import Place
from records.positions import Position
from records.timexes import Timex


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractorInfo:
    """What made a record: program, version, model, ontology."""

    name: str
    version: str
    model: str
    ontology: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What was found in one article; every actor id used stands in `actors`."""

    article: Article
    timexes: tuple[Timex, ...] = ()
    actors: tuple[Actor, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    events: tuple[Event, ...] = ()
    positions: tuple[Position, ...] = ()
    places: tuple[Place, ...] = ()
    warnings: tuple[str, ...] = ()
    extractor: ExtractorInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an article could not be worked on: `code` for programs, `detail` for people."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedExtraction:
    """An article that failed, as far as it is known."""

    article: dict[str, str | None]
    error: Failure
