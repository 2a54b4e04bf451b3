"""Answers of the public JSON API in, pages that people look at out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from flask import Blueprint, Response, abort, render_template, request

Ask = Callable[[str], tuple[int, bytes]]
"""Asks the JSON API for an address; returns status and body."""

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_PAGE = 25


def make_explorer(ask: Ask) -> Blueprint:
    """Return the blueprint of the pages, which know nothing but what `ask` tells them."""
    blueprint = Blueprint(
        "explorer", __name__, template_folder="templates", static_folder="static", static_url_path="/static"
    )
    api = _Api(ask)

    @blueprint.get("/")
    def home() -> Response:
        root = api.get("/v1/")
        events = api.get("/v1/events", limit="8", sort="-ingested_at")["data"]
        types = [kind for kind in api.get("/v1/event-types")["data"] if kind["event_count"]]
        actors = api.get("/v1/actors", limit="12")["data"]
        articles = api.get("/v1/articles", limit="8", sort="-ingested_at")["data"]
        types.sort(key=lambda kind: -kind["event_count"])
        return _page("home.html", root=root, events=events, types=types, actors=actors, articles=articles)

    @blueprint.get("/events")
    def events() -> Response:
        given = _given("date_from", "date_to", "actor", "event_type", "country", "status", "q", "cursor")
        found = api.get("/v1/events", limit=str(_PAGE), **given)
        kinds = [kind["code"] for kind in api.get("/v1/event-types")["data"]]
        return _page("events.html", found=found, given=given, kinds=kinds, **_neighbours(found, "/events", given))

    @blueprint.get("/positions")
    def positions() -> Response:
        given = _given("date_from", "date_to", "actor", "issue", "stance", "q", "cursor")
        found = api.get("/v1/positions", limit=str(_PAGE), **given)
        return _page("positions.html", found=found, given=given, **_neighbours(found, "/positions", given))

    @blueprint.get("/actors")
    def actors() -> Response:
        given = _given("q", "cursor")
        found = api.get("/v1/actors", limit=str(_PAGE), **given)
        return _page("actors.html", found=found, given=given, **_neighbours(found, "/actors", given))

    @blueprint.get("/actors/<actor_id>")
    def actor(actor_id: str) -> Response:
        address = f"/v1/actors/{quote(actor_id, safe=':')}"
        return _page(
            "actor.html",
            actor=api.get(address),
            events=api.get(f"{address}/events", limit=str(_PAGE)),
            positions=api.get(f"{address}/positions", limit=str(_PAGE)),
        )

    @blueprint.get("/articles")
    def articles() -> Response:
        given = _given("q", "publisher", "cursor")
        found = api.get("/v1/articles", limit=str(_PAGE), **given)
        return _page("articles.html", found=found, given=given, **_neighbours(found, "/articles", given))

    @blueprint.get("/articles/<article_id>")
    def article(article_id: str) -> Response:
        address = f"/v1/articles/{quote(article_id, safe='')}"
        annotations = api.get(f"{address}/annotations")
        return _page(
            "article.html",
            article=api.get(address),
            paragraphs=list(mark_text(annotations["text"] or "", annotations["marks"])),
            events=api.get("/v1/events", article=article_id, limit="200")["data"],
            positions=api.get("/v1/positions", article=article_id, limit="200")["data"],
            actors=annotations["actors"],
        )

    return blueprint


class _Api:
    def __init__(self, ask: Ask) -> None:
        self.ask = ask

    def get(self, path: str, **query: str) -> Any:
        """Return the answer; what it is a problem with becomes the status of the page."""
        status, body = self.ask(f"{path}?{urlencode(query)}" if query else path)
        if status >= 400:
            abort(Response(_render("problem.html", problem=orjson.loads(body)), status=status, headers=_HEADERS))
        return orjson.loads(body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a text between two borders of marks; `kinds` are those that cover it."""

    text: str
    kinds: tuple[str, ...] = ()
    label: str = ""
    href: str | None = None


# Beyond these a reader sees no text for the marks.
_SHOWN = ("EVENT", "POSITION", "ACTOR", "TIMEX", "PLACE", "TRIGGER", "CUE")


def mark_text(text: str, marks: list[dict[str, Any]]) -> Iterator[list[Piece]]:
    """Yield the paragraphs of a text as pieces that bear the marks covering them."""
    shown = [mark for mark in marks if mark["kind"] in _SHOWN]
    borders = sorted({0, len(text)} | {m["start"] for m in shown} | {m["end"] for m in shown} | set(_line_ends(text)))
    # A server may give out less of a text than what its marks are about.
    borders = [border for border in borders if border <= len(text)]
    starting: dict[int, list[dict[str, Any]]] = {}
    for mark in shown:
        starting.setdefault(mark["start"], []).append(mark)
    open_marks: list[dict[str, Any]] = []
    paragraph: list[Piece] = []
    for start, end in pairwise(borders):
        open_marks = [mark for mark in open_marks if mark["end"] > start] + starting.get(start, [])
        words = text[start:end]
        if words.strip("\r\n"):
            paragraph.append(_piece(words, open_marks))
        if words.endswith("\n") and paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _line_ends(text: str) -> Iterator[int]:
    position = text.find("\n")
    while position >= 0:
        yield position + 1
        position = text.find("\n", position + 1)


def _piece(words: str, marks: list[dict[str, Any]]) -> Piece:
    kinds = tuple(kind.lower() for kind in _SHOWN if any(mark["kind"] == kind for mark in marks))
    actor = next((mark["ref"] for mark in marks if mark["kind"] == "ACTOR"), None)
    labels = dict.fromkeys(f"{mark['kind'].capitalize()}: {mark['label']}" for mark in marks)
    return Piece(
        text=words,
        kinds=kinds,
        label="; ".join(labels),
        href=f"/actors/{quote(actor, safe=':')}" if actor else None,
    )


def _given(*names: str) -> dict[str, str]:
    return {name: request.args[name].strip() for name in names if request.args.get(name, "").strip()}


def _neighbours(found: dict[str, Any], path: str, given: dict[str, str]) -> dict[str, str | None]:
    def address(cursor: str | None) -> str | None:
        return f"{path}?{urlencode(given | {'cursor': cursor})}" if cursor else None

    return {
        "next_page": address(found["page"]["next_cursor"]),
        "prev_page": address(found["page"]["prev_cursor"]),
        "api_link": found["links"]["self"],
    }


_HEADERS = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}


def _page(template: str, **values: Any) -> Response:
    return Response(_render(template, **values), headers=_HEADERS)


def _render(template: str, **values: Any) -> str:
    return render_template(f"explorer/{template}", **values)
