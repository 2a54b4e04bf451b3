"""Articles in, their canonical JSON bytes out."""

from typing import Any

from records.articles import Article
from records.extractions import Extraction, ExtractorInfo
from records.profiles import Appearance
from records.vocabularies import DocumentDateBasis
from schemas.fields import ResourceSchema, day, integer, many, nested, string, strings, word
from schemas.rendering import render_document
from schemas.spans import SpanSchema, span_document


class ExtractorSchema(ResourceSchema):
    """What found a record."""

    name = string("The program.", "dateline")
    version = string("Its version.", "0.1.0")
    model = string("The language model.", "en_core_web_md 3.8.0")
    ontology = string("The ontologies of its codes.", "PLOVER 0.8, CAMEO 1.1b3")


class DocumentDateSchema(ResourceSchema):
    """The document creation time that relative expressions of time are read against."""

    value = day("The day.", "2025-03-17", nullable=True)
    basis = word(DocumentDateBasis, "Where the day comes from.", "GIVEN")
    span = nested(SpanSchema, "Where the text says so.", nullable=True)


class AppearanceSchema(ResourceSchema):
    """A publication of the text."""

    publisher = string("Who published it.", "The Harbour Wire", nullable=True)
    url = string("Where.", "https://news.example/2025/talks", nullable=True)
    published_at = string("When: a day or an RFC 3339 instant, as given.", "2025-03-17", nullable=True)
    title = string("Under which title.", "Leaders to hold talks on Tuesday", nullable=True)


class ArticleSchema(ResourceSchema):
    """A news article; the same text published elsewhere is a further appearance of it."""

    id = string("Stable id of the article, derived from its text.", "art_mzxw6ytboi4dcmrt")
    external_id = string("What its sender calls it.", "000_ee18e70cf59df536", nullable=True)
    title = string("Its title.", "Leaders to hold talks on Tuesday", nullable=True)
    url = string("Where it was first seen.", "https://news.example/2025/talks", nullable=True)
    publisher = string("Who published it.", "The Harbour Wire", nullable=True)
    published_at = string("When: a day or an RFC 3339 instant, as given.", "2025-03-17", nullable=True)
    document_date = nested(DocumentDateSchema, "The day that relative expressions of time are read against.")
    language = string("BCP 47 tag of its language.", "en")
    appearances = many(AppearanceSchema, "Where the text has been published, as it arrived: the first hundred.")
    actor_count = integer("Actors found in it.", 14)
    event_count = integer("Events found in it.", 22)
    position_count = integer("Positions found in it.", 11)
    warnings = strings("What its reader should know.", ["The article has no publication date."])
    extractor = nested(ExtractorSchema, "What read it.")
    sha256 = string("SHA-256 of the text in UTF-8.", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
    text = string(
        "The text as received; all offsets count its characters. Shortened or null where the server does not give out "
        "texts.",
        "The two presidents will hold talks on …",
        nullable=True,
    )


def render_article(extraction: Extraction, appearances: tuple[Appearance, ...]) -> bytes:
    """Return the canonical bytes of an article with all its appearances, the first of which is its own."""
    return render_document(_article_document(extraction, appearances))


def _article_document(extraction: Extraction, appearances: tuple[Appearance, ...]) -> dict[str, Any]:
    article = extraction.article
    return {
        "id": article.id,
        "external_id": article.external_id,
        "title": article.title,
        "url": article.url,
        "publisher": article.publisher,
        "published_at": article.published_at,
        "document_date": _document_date(article),
        "language": article.language,
        "appearances": [
            {"publisher": a.publisher, "url": a.url, "published_at": a.published_at, "title": a.title}
            for a in appearances
        ],
        "actor_count": len(extraction.actors),
        "event_count": len(extraction.events),
        "position_count": len(extraction.positions),
        "warnings": extraction.warnings,
        "extractor": extractor_document(extraction.extractor),
        "sha256": article.sha256,
        "text": article.text,
    }


def _document_date(article: Article) -> dict[str, Any]:
    dated = article.document_date
    return {"value": dated.value, "basis": dated.basis, "span": span_document(article, dated.span)}


def extractor_document(extractor: ExtractorInfo) -> dict[str, Any]:
    """Return the JSON object of what found a record."""
    return {
        "name": extractor.name,
        "version": extractor.version,
        "model": extractor.model,
        "ontology": extractor.ontology,
    }
