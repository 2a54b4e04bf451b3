"""Fixtures that several packages' tests share."""

from collections.abc import Callable
from typing import Any

import pytest

from extraction.pipeline import Extractor, load_extractor
from extraction.settings import ExtractorConfig
from ingest.sources import make_article as article_from_text
from records.articles import Article
from records.extractions import Extraction


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    """The extractor with default settings; loading it takes seconds, so all tests share it."""
    return load_extractor(ExtractorConfig(), version="test")


@pytest.fixture(scope="session")
def nlp(extractor: Extractor) -> Any:
    """The spaCy pipeline with our components."""
    return extractor.nlp


@pytest.fixture(scope="session")
def make_article() -> Callable[..., Article]:
    """Make an article from its text and optional fields (`published_at="2025-03-17"`)."""
    return article_from_text


@pytest.fixture(scope="session")
def extract(extractor: Extractor) -> Callable[..., Extraction]:
    """Extract from a text: `extract("…", published_at="2025-03-17")`."""

    def run(text: str, published_at: str | None = "2025-03-17", **fields: str | None) -> Extraction:
        return extractor.extract(article_from_text(text, published_at=published_at, **fields))

    return run
