"""Articles: the text as received, what is known about it, and its blocks."""

from dataclasses import dataclass, field
from datetime import date

from records.spans import Offsets
from records.vocabularies import BlockKind, DocumentDateBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDate:
    """The document creation time that relative expressions are read against."""

    value: date | None = None
    basis: DocumentDateBasis = DocumentDateBasis.NONE
    span: Offsets | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article. `id` is derived from the text; `external_id` is what the sender calls it.

    `published_at` is kept as given: a day or an RFC 3339 instant. `text` is never changed.
    """

    id: str
    external_id: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published_at: str | None = None
    document_date: DocumentDate = field(default_factory=DocumentDate)
    language: str = "en"
    text: str
    sha256: str

    @property
    def dct(self) -> date | None:
        """The document creation time, or None where nothing gives one."""
        return self.document_date.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of the text and its kind. The marker of a bullet ("- ") lies outside of it."""

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanArticle:
    """An article with its blocks in text order; they do not overlap, and no character has moved."""

    article: Article
    blocks: tuple[Block, ...]
