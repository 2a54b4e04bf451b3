"""Article in, document creation time out: what was given, or what a leading dateline says."""

from datetime import date

from records.articles import Article, DocumentDate
from records.vocabularies import DocumentDateBasis


def document_date_of(article: Article) -> DocumentDate:
    """Return the article's document date: what is given, else its metadata's, else that of a leading dateline."""
    if article.document_date.value is not None:
        return article.document_date
    if article.published_at:
        return DocumentDate(value=date.fromisoformat(article.published_at[:10]), basis=DocumentDateBasis.GIVEN)
    return DocumentDate()
