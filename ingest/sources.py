"""Files, folders, JSON lines and standard input in, articles or the reason why not out."""

import hashlib

from records.articles import Article
from records.ids import content_id


def make_article(text: str, **fields: str | None) -> Article:
    """Return an article with the id and the digest that follow from its text."""
    raw = text.encode("utf-8", "surrogatepass")
    return Article(id=content_id("art_", text), text=text, sha256=hashlib.sha256(raw).hexdigest(), **fields)  # type: ignore[arg-type]
