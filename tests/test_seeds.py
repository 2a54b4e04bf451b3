"""The sample articles are complete: they are the demo, the fixtures and the ground of the gold."""

import io
from datetime import date
from pathlib import Path

import pytest

from ingest.sources import read_articles
from records.articles import Article

SEEDS = Path(__file__).parents[1] / "seeds"


def articles() -> list[Article]:
    sources = read_articles([str(SEEDS)], standard_input=io.BytesIO())
    return [source.content for source in sources if isinstance(source.content, Article)]


def test_every_file_is_an_article() -> None:
    assert len(articles()) == len(list(SEEDS.iterdir())) >= 12


def test_several_tell_the_same_days_from_different_sides() -> None:
    days = [article.published_at for article in articles() if (article.published_at or "").startswith("2025-03")]
    assert len(days) >= 4
    assert len({article.publisher for article in articles()}) >= 3


@pytest.mark.parametrize("article", articles(), ids=lambda article: str(article.title)[:40])
def test_an_article_brings_what_is_known_about_it(article: Article) -> None:
    assert article.title
    assert article.publisher
    assert article.url
    assert article.url.startswith("https://example.org/")
    assert date(2023, 1, 1) < date.fromisoformat(article.published_at or "") < date(2026, 1, 1)
    assert 200 <= len(article.text.split()) <= 600


@pytest.mark.parametrize("article", articles(), ids=lambda article: str(article.title)[:40])
def test_typography_is_that_of_news(article: Article) -> None:
    assert article.text.count("“") == article.text.count("”")
    assert '"' not in article.text
    assert "  " not in article.text
