"""An article and what the store has of its text in, what there is to do with it out.

The same text is the same article, wherever it appears. Texts that only resemble each other are articles of their own;
what is one event in several is for `ingest.story_matching` to find.
"""

from dataclasses import replace
from enum import StrEnum

from records.articles import Article, DocumentDate
from storage.queries import KnownArticle


class Match(StrEnum):
    """What an incoming article is to the store."""

    NEW = "NEW"
    APPEARANCE = "APPEARANCE"
    OUTDATED = "OUTDATED"


def match_article(article: Article, known: KnownArticle | None, *, version: str, model: str) -> Match:
    """Say whether an article has to be read, or only its appearance noted.

    It is read again where another version of the extractor, or another language model, read it before, and where it
    has a publication date now and had none.
    """
    if known is None:
        return Match.NEW
    if (known.extractor.version, known.extractor.model) != (version, model):
        return Match.OUTDATED
    dated = article.document_date.value is not None or article.published_at is not None
    return Match.OUTDATED if dated and known.published is None else Match.APPEARANCE


def keep_date(article: Article, stored: Article) -> Article:
    """Return the article with the stored one's date, where it brings none of its own."""
    if article.document_date.value is not None or article.published_at is not None:
        return article
    return replace(article, published_at=stored.published_at, document_date=stored.document_date)


def change_date(stored: Article, published_at: str) -> Article:
    """Return a stored article as it comes in when published then; what else had dated it counts no more."""
    return replace(stored, published_at=published_at, document_date=DocumentDate())
