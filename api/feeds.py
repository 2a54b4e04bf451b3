"""A page of stored events or positions in, an Atom feed (RFC 4287) out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import orjson

from api.captions import caption_event, caption_position, clean, quote_evidence
from api.formats import Document
from api.queries import Params
from storage.store import Store

_CAPTIONS: dict[str, Callable[[Document], str]] = {"events": caption_event, "positions": caption_position}
_CATEGORIES: dict[str, tuple[str, ...]] = {
    "events": ("event_type", "mode", "status"),
    "positions": ("stance", "certainty"),
}
_NOBODY_WROTE = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHead:
    """What a feed says about itself: `host` and `root` are the address of the server, `links` are by relation."""

    identity: str
    host: str
    root: str
    links: Mapping[str, str | None]
    updated: datetime | None
    version: str
    credits: str


def newest_first(query: Any, params: Params) -> Any:
    """Return the query of a feed: what came last stands first, unless another order was asked for."""
    return query if "sort" in params else replace(query, sort="-ingested_at")


def write_feed(resource: str, items: Iterable[bytes], head: FeedHead, store: Store) -> bytes:
    """Return the feed of the items. Ids of entries are made from theirs alone: they are the same on every server."""
    from feedgen.feed import FeedGenerator

    documents = [orjson.loads(item) for item in items]
    written = store.lookups.written(resource, (document["id"] for document in documents))
    # What was deleted a moment ago was last seen when the data set was.
    known = head.updated or _NOBODY_WROTE
    feed = FeedGenerator()
    feed.id(_urn(head.identity))
    feed.title(f"Dateline: {resource}")
    feed.author({"name": "Dateline"})
    feed.generator("Dateline", version=head.version)
    feed.rights(head.credits)
    for relation in ("self", "first", "prev", "next"):
        if address := head.links.get(relation):
            # RFC 5005 has a longer word for the page before.
            feed.link(href=head.host + address, rel={"prev": "previous"}.get(relation, relation))
    feed.updated(max((last for _, last in written.values()), default=known))
    for document in documents:
        first, last = written.get(document["id"], (known, known))
        entry = feed.add_entry(order="append")
        entry.id(_urn(document["id"]))
        entry.title(_CAPTIONS[resource](document))
        entry.published(first)
        entry.updated(last)
        entry.link(
            href=f"{head.host}{head.root}/v1/{resource}/{document['id']}", rel="alternate", type="application/json"
        )
        entry.category([{"term": clean(document[key])} for key in _CATEGORIES[resource] if document[key]])
        entry.content(quote_evidence(document), type="text")
    return bytes(feed.atom_str())


def _urn(name: str) -> str:
    return uuid5(NAMESPACE_OID, f"dateline:{name}").urn
