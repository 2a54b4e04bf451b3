"""Stored bytes with an article's text in, what the server may give out of it out."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import orjson

from storage.queries import ITEM_SEPARATOR, ArticleQuery, Page
from storage.store import Store

TextPolicy = Literal["full", "snippet", "none"]
"""What is given out of the texts of articles, which are other people's; quotes that prove something always are."""

SNIPPET_CHARACTERS = 280


def limit_text(body: bytes, policy: TextPolicy) -> bytes:
    """Return the bytes of an article or its annotations with as much of the text as the policy allows."""
    if policy == "full":
        return body
    document = orjson.loads(body)
    text = document["text"]
    if policy == "none":
        document["text"] = None
    elif len(text) > SNIPPET_CHARACTERS:
        document["text"] = text[:SNIPPET_CHARACTERS] + "…"
    return orjson.dumps(document)


def limit_page(store: Store, query: ArticleQuery, policy: TextPolicy) -> Page:
    """Return a page of articles."""
    page = store.articles(query)
    if policy == "full":
        return page
    return replace(page, body=ITEM_SEPARATOR.join(limit_text(item, policy) for item in page.items))


def limit_stream(store: Store, query: ArticleQuery, policy: TextPolicy) -> Iterator[bytes]:
    """Yield every article of a query."""
    for item in store.stream_articles(query):
        yield limit_text(item, policy)
