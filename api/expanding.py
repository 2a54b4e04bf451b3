"""Stored events and positions in, the actors and articles that they refer to out, a few hundred at a time."""

from collections.abc import Callable, Iterable, Iterator
from itertools import batched
from typing import Any

import orjson

from storage.store import Store

_ITEMS_AT_ONCE = 200

Document = dict[str, Any]


def expand_items(items: Iterable[bytes], names: tuple[str, ...], store: Store) -> Iterator[tuple[bytes, bytes]]:
    """Yield each item with the end of an object that holds what it refers to: `,"expanded":{"actors":[…]}}`."""
    for some in batched(items, _ITEMS_AT_ONCE):
        documents = [_read_subject(item) for item in some]
        found = {name: _FETCHERS[name](store, documents) for name in names}
        for item, document in zip(some, documents, strict=True):
            expanded = {
                name: [found[name][record_id] for record_id in _REFERENCES[name](document) if record_id in found[name]]
                for name in names
            }
            yield item, b',"expanded":' + orjson.dumps(expanded) + b"}"


def _read_subject(item: bytes) -> Document:
    """Return what refers to actors and articles: an item itself, or the event that it is about."""
    document: Document = orjson.loads(item)
    subject: Document = document.get("event", document)
    return subject


def find_actors(document: Document) -> list[str]:
    """Return the actors that an event or a position refers to, each once, in the order in which they stand there."""
    ids = [participant["actor_id"] for participant in document.get("participants", ())]
    ids += [document.get(key) for key in ("actor_id", "on_behalf_of", "via", "reported_by")]
    ids += document.get("addressee_ids", ())
    return [actor_id for actor_id in dict.fromkeys(ids) if actor_id]


def find_articles(document: Document) -> list[str]:
    """Return the articles that its first evidence stands in."""
    return list(dict.fromkeys(evidence["article_id"] for evidence in document["evidence"]))


def _fetch_actors(store: Store, documents: Iterable[Document]) -> dict[str, orjson.Fragment]:
    bodies = store.lookups.actors(actor_id for document in documents for actor_id in find_actors(document))
    return {actor_id: orjson.Fragment(body) for actor_id, body in bodies.items()}


def _fetch_articles(store: Store, documents: Iterable[Document]) -> dict[str, Document]:
    """Return articles without their texts, which can be as long as a book and are a question of their own."""
    bodies = store.lookups.articles(article_id for document in documents for article_id in find_articles(document))
    return {
        article_id: {name: value for name, value in orjson.loads(body).items() if name != "text"}
        for article_id, body in bodies.items()
    }


_REFERENCES: dict[str, Callable[[Document], list[str]]] = {"actors": find_actors, "articles": find_articles}
_FETCHERS: dict[str, Callable[[Store, Iterable[Document]], dict[str, Any]]] = {
    "actors": _fetch_actors,
    "articles": _fetch_articles,
}
