"""Extractions in, what the store is given out: records with the bytes they are served as."""

from collections.abc import Sequence

from ingest.composing import compose
from ingest.reprints import group_texts
from records.articles import Article
from records.extractions import Extraction, FailedExtraction
from records.positions import Position
from records.profiles import ActorProfile, Appearance, IssueProfile
from schemas.actors import render_actor
from schemas.annotations import render_annotations
from schemas.articles import render_article
from schemas.events import render_event
from schemas.extractions import load_record
from schemas.issues import render_issue
from schemas.positions import render_position
from schemas.rendering import render_record
from storage.errors import StorageError
from storage.prepared import PreparedArticle
from storage.told import ComposedEvent, Member


def prepare(extraction: Extraction, line: bytes | None = None) -> PreparedArticle:
    """Render what belongs to one article alone; `line` is its extraction record, where there is one already."""
    return PreparedArticle(
        extraction=extraction,
        appearance=appearance_of(extraction.article),
        record=render_record(extraction) if line is None else line.rstrip(b"\r\n") + b"\n",
        annotations=render_annotations(extraction),
        events=tuple(render_event(event, extraction) for event in extraction.events),
        positions=tuple(render_position(position, extraction) for position in extraction.positions),
    )


def appearance_of(article: Article) -> Appearance:
    """Return where and when an article appeared, as far as it says."""
    return Appearance(
        publisher=article.publisher, url=article.url, published_at=article.published_at, title=article.title
    )


class SchemaRenderer:
    """Renders through the schemas what gathers over articles."""

    def render_article(self, extraction: Extraction, appearances: tuple[Appearance, ...]) -> bytes:
        """Return the bytes of an article, its first appearance first."""
        return render_article(extraction, appearances)

    def render_actor(self, profile: ActorProfile) -> bytes:
        """Return the bytes of an actor."""
        return render_actor(profile)

    def render_issue(self, profile: IssueProfile) -> bytes:
        """Return the bytes of an issue."""
        return render_issue(profile)

    def render_position(self, position: Position, extraction: Extraction) -> bytes:
        """Return the bytes of a position of an article."""
        return render_position(position, extraction)

    def compose(self, members: Sequence[Member]) -> ComposedEvent:
        """Return the event that several articles tell."""
        return compose(members)

    def group_texts(self, signatures: Sequence[bytes]) -> tuple[tuple[int, ...], ...]:
        """Return which texts are reprints of each other, by their signatures."""
        return group_texts(signatures)

    def read_record(self, record: bytes) -> Extraction:
        """Return the records of a stored extraction line."""
        extraction = load_record(record)
        if isinstance(extraction, FailedExtraction):
            raise StorageError(f"The stored record of {extraction.article.get('id')!r} is that of a failure.")
        return extraction


RENDERER = SchemaRenderer()
