"""Words in, the events, positions, actors, issues and articles that hold them out, each with where it does."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from api.captions import caption_event, caption_position
from api.texts import SNIPPET_CHARACTERS, TextPolicy
from storage.highlighting import Spans, find_matches
from storage.queries import ActorQuery, ArticleQuery, EventQuery, IssueQuery, Page, PositionQuery, Total
from storage.scalars import fold, words_of
from storage.store import Store
from storage.texts import read_search

_BEFORE = 60
"""Characters of a snippet before the first match, at least."""

_WORD = re.compile(r"\w+")

Document = dict[str, Any]
Passages = Callable[[Document], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """How one kind of thing is looked for, called, and shown to match: in the first of its passages that does."""

    address: str
    query: Callable[[str, int], Any]
    page: Callable[[Store, Any], Page]
    total: Callable[[Store, Any], Total]
    label: Callable[[Document], str]
    passages: Passages
    day: Callable[[Document], str | None] = lambda _: None
    by_names: bool = False


def _quotes(document: Document) -> list[str]:
    return [piece["quote"] for piece in document["evidence"]]


_KINDS = {
    "event": _Kind(
        address="/v1/events",
        query=lambda text, limit: EventQuery(text=text, limit=limit),
        page=Store.events,
        total=Store.total_events,
        label=caption_event,
        passages=_quotes,
        day=lambda event: event["event_date"]["start"] or event["event_date"]["end"],
    ),
    "position": _Kind(
        address="/v1/positions",
        query=lambda text, limit: PositionQuery(text=text, limit=limit),
        page=Store.positions,
        total=Store.total_positions,
        label=caption_position,
        passages=lambda position: [*_quotes(position), position["proposition"]],
        day=lambda position: position["stated_date"]["start"] or position["stated_date"]["end"],
    ),
    "actor": _Kind(
        address="/v1/actors",
        query=lambda text, limit: ActorQuery(text=text, limit=limit),
        page=Store.actors,
        total=Store.total_actors,
        label=lambda actor: str(actor["name"]),
        passages=lambda actor: [actor["name"], *actor["aliases"]],
        by_names=True,
    ),
    "issue": _Kind(
        address="/v1/issues",
        query=lambda text, limit: IssueQuery(text=text, limit=limit),
        page=Store.issues,
        total=Store.total_issues,
        label=lambda issue: str(issue["label"]),
        passages=lambda issue: [issue["label"]],
        by_names=True,
    ),
    "article": _Kind(
        address="/v1/articles",
        query=lambda text, limit: ArticleQuery(text=text, limit=limit),
        page=Store.articles,
        total=Store.total_articles,
        label=lambda article: str(article["title"] or article["url"] or article["id"]),
        passages=lambda article: [article["text"], *filter(None, [article["title"]])],
        day=lambda article: article["document_date"]["value"],
    ),
}
KINDS = tuple(_KINDS)


def search_all(
    store: Store, text: str, *, kinds: Sequence[str], limit: int, total: bool, policy: TextPolicy
) -> Document:
    """Return what matches, kind after kind; each in the order of its list, so that the work is bounded."""
    search = read_search(text)
    hits: list[Document] = []
    sections: list[Document] = []
    warnings: list[Document] = []
    if not search.wanted:
        detail = f"There is no word in {text!r} to search for."
        warnings.append({"code": "NO_WORDS", "parameter": "q", "detail": detail, "suggestions": []})
    for name in kinds:
        kind = _KINDS[name]
        # Names have no phrases, and nothing that must not stand in them.
        asked = " ".join(search.wanted) if kind.by_names else text
        query = kind.query(asked, limit)
        found = [orjson.loads(item) for item in kind.page(store, query)] if search.wanted else []
        hits += _make_hits(name, kind, found, asked, policy)
        counted = (kind.total(store, query) if search.wanted else Total(value=0, exact=True)) if total else None
        sections.append(
            {
                "type": name,
                "count": len(found),
                "total": counted and {"value": counted.value, "relation": "EQ" if counted.exact else "GTE"},
                "href": f"{kind.address}?{urlencode({'q': asked or text}, errors='replace')}",
            }
        )
    return {
        "data": hits,
        "types": sections,
        "query": {"q": text, "type": list(kinds)},
        "warnings": warnings,
    }


def _make_hits(name: str, kind: _Kind, found: list[Document], asked: str, policy: TextPolicy) -> list[Document]:
    passages = [kind.passages(document) for document in found]
    flat = [passage for each in passages for passage in each]
    matches = iter([_match_names(passage, asked) for passage in flat] if kind.by_names else find_matches(flat, asked))
    hits = []
    for document, texts in zip(found, passages, strict=True):
        marked = [(text, next(matches)) for text in texts]
        shown = None if name == "article" and policy == "none" else _cut_snippet(*max(marked, key=_count_distinct))
        hits.append(
            {
                "type": name,
                "id": document["id"],
                "label": kind.label(document),
                "day": kind.day(document),
                "snippet": shown,
                "href": f"{kind.address}/{quote(document['id'], safe=':')}",
            }
        )
    return hits


def _count_distinct(marked: tuple[str, Spans]) -> int:
    """Return how many different words of a passage match: the first with most is shown."""
    text, spans = marked
    return len({text[start:end].casefold() for start, end in spans})


def _match_names(name: str, asked: str) -> Spans:
    """Return where words of a name begin with one of those that are asked for."""
    wanted = tuple(words_of(fold(asked)))
    return tuple(
        (found.start(), found.end()) for found in _WORD.finditer(name) if fold(found.group()).startswith(wanted)
    )


def _cut_snippet(text: str, spans: Spans) -> Document:
    """Return the words around the first match, no more than is given out of a text."""
    start, end = 0, len(text)
    if end > SNIPPET_CHARACTERS:
        first = spans[0][0] if spans else 0
        start = _back_to_word(text, max(min(first - _BEFORE, end - SNIPPET_CHARACTERS), 0))
        end = _back_to_word(text, min(start + SNIPPET_CHARACTERS, end))
    before = "… " if start else ""
    shift = len(before) - start
    return {
        "text": before + text[start:end].rstrip() + (" …" if end < len(text) else ""),
        "matches": [{"start": s + shift, "end": e + shift} for s, e in spans if start <= s and e <= end],
    }


def _back_to_word(text: str, index: int) -> int:
    """Return where the word begins that an index lies in; one that is too long is cut."""
    if index in (0, len(text)):
        return index
    space = text.rfind(" ", max(index - _BEFORE // 2, 0), index)
    return index if space < 0 else space + 1
