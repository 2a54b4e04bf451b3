"""Answers of the public JSON API in, pages that people look at out."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from flask import Blueprint, Response, abort, render_template, request

from explorer.bundle import STATIC, Bundle, answer_file
from explorer.marking import Piece, cut_snippet, mark_text
from records.vocabularies import ActorType, EventStatus, Stance

Ask = Callable[[str], tuple[int, bytes]]
"""Asks the JSON API for an address; returns status and body."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "img-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
EVENT_FILTERS = ("q", "actor", "event_type", "country", "status", "date_from", "date_to", "storyline")
POSITION_FILTERS = ("q", "actor", "issue", "stance", "date_from", "date_to")
_PAGE = 25
_DRAWN = 400
"""Events that a timeline or a map takes at once: more cannot be told apart."""
_ROWS, _COLUMNS = 20, 14
_NODES, _EDGES = 30, 90
"""What a person can read of a matrix and of a network; what is left out is said."""
_HITS = 6
_RELATED = 10
_FIRST = {"actor": 0, "issue": 1, "article": 2}
"""What is short comes before what is long."""
_OPENING = 120
"""Characters that a paragraph needs to show what is found in an article."""
_LISTED = 50
"""Rows of such a view that the page itself lists, for readers without scripts."""


def make_explorer(ask: Ask, bundle: Bundle | None = None) -> Blueprint:
    """Return the blueprint of the pages, which know nothing but what `ask` tells them."""
    blueprint = Blueprint("explorer", __name__, template_folder="templates")
    api = _Api(ask)
    built = bundle or Bundle()

    @blueprint.context_processor
    def scripts() -> dict[str, Any]:
        return {
            "script": built.script,
            "styles": built.styles,
            "path": request.path,
            "actor_types": list(ActorType),
            "statuses": list(EventStatus),
            "stances": list(Stance),
        }

    @blueprint.get("/assets/<path:name>")
    def asset(name: str) -> Response:
        return built.answer(name)

    @blueprint.get("/static/<name>")
    def static_file(name: str) -> Response:
        return answer_file(STATIC, name)

    @blueprint.get("/")
    def home() -> Response:
        root = api.get("/v1/")
        events = api.get("/v1/events", limit="8", sort="-ingested_at")["data"]
        types = [kind for kind in api.get("/v1/event-types")["data"] if kind["event_count"]]
        actors = api.get("/v1/actors", limit="12")["data"]
        articles = api.get("/v1/articles", limit="6", sort="-ingested_at")["data"]
        types.sort(key=lambda kind: -kind["event_count"])
        sample = next((article for article in articles if article["title"] and article["event_count"]), None)
        opening = read_opening(sample["id"]) if sample else []
        return _page(
            "home.html",
            root=root,
            events=events,
            types=types,
            actors=actors,
            articles=articles,
            sample=sample,
            opening=opening,
        )

    def read_opening(article_id: str) -> list[list[Piece]]:
        annotations = api.get(f"/v1/articles/{quote(article_id, safe='')}/annotations")
        paragraphs = mark_text(annotations["text"] or "", annotations["marks"])
        long_enough = (found for found in paragraphs if sum(len(piece.text) for piece in found) > _OPENING)
        return [next(long_enough, [])]

    def event_view(template: str) -> Response:
        given = _given(*EVENT_FILTERS)
        found = api.get("/v1/events", limit=str(_LISTED), **given)
        asked = _address("/v1/events", given, {"limit": str(_DRAWN)})
        return _page(template, found=found, given=given, kinds=event_types(), asked=asked)

    def event_types() -> list[dict[str, Any]]:
        return list(api.get("/v1/event-types")["data"])

    @blueprint.get("/map")
    def world() -> Response:
        given = _given(*EVENT_FILTERS)
        # Only what has a point on the map is drawn: the box takes in the whole world.
        placed = {"bbox": "-180,-90,180,90"}
        found = api.get("/v1/events", limit=str(_LISTED), **given, **placed)
        asked = _address("/v1/events", given, placed, {"limit": str(_DRAWN)})
        return _page("map.html", found=found, given=given, kinds=event_types(), asked=asked)

    @blueprint.get("/network")
    def network() -> Response:
        given = _given(*EVENT_FILTERS)
        limits = {"node_limit": str(_NODES), "edge_limit": str(_EDGES)}
        # A network takes longer than a page: with scripts that is there at once, and they wait for it.
        found = (
            api.get("/v1/network", **given, **limits) if request.args.get("as") == "table" or not built.script else {}
        )
        names = {node["id"]: node["name"] for node in found.get("nodes", ())}
        asked = _address("/v1/network", given, limits)
        return _page("network.html", found=found, given=given, kinds=event_types(), asked=asked, names=names)

    @blueprint.get("/matrix")
    def matrix() -> Response:
        given = _given(*POSITION_FILTERS)
        limits = {"row_limit": str(_ROWS), "col_limit": str(_COLUMNS)}
        found = api.get("/v1/positions/matrix", **given, **limits)
        cells = {(cell["actor_id"], cell["issue_id"]): cell for cell in found["cells"]}
        return _page(
            "matrix.html", found=found, given=given, cells=cells, asked=_address("/v1/positions/matrix", given, limits)
        )

    @blueprint.get("/search")
    def search() -> Response:
        given = _given("q")
        found = api.get("/v1/search", limit=str(_HITS), total="true", **given) if given else {}
        kinds = sorted(found.get("types", ()), key=lambda kind: _FIRST.get(kind["type"], len(_FIRST)))
        groups = [(kind, [hit for hit in found["data"] if hit["type"] == kind["type"]]) for kind in kinds]
        for hit in found.get("data", []):
            hit["pieces"] = cut_snippet(hit["snippet"])
        return _page(
            "search.html",
            given=given,
            found=found,
            groups=groups,
            asked=_address("/v1/search", given, {"limit": str(_HITS)}),
        )

    @blueprint.get("/timeline")
    def timeline() -> Response:
        return event_view("timeline.html")

    @blueprint.get("/events")
    def events() -> Response:
        given = _given(*EVENT_FILTERS, "cursor")
        found = api.get("/v1/events", limit=str(_PAGE), **given)
        return _page("events.html", found=found, given=given, kinds=event_types(), **_around(found, "/events", given))

    @blueprint.get("/events/<event_id>")
    def event(event_id: str) -> Response:
        address = f"/v1/events/{quote(event_id, safe='')}"
        return _page(
            "event.html",
            event=api.get(address),
            asked=address,
            evidence=api.get(f"{address}/evidence"),
            related=api.get(f"{address}/related", limit=str(_RELATED)),
        )

    @blueprint.get("/storylines")
    def storylines() -> Response:
        given = _given("cursor")
        found = api.get("/v1/storylines", limit=str(_PAGE), **given)
        return _page("storylines.html", found=found, **_around(found, "/storylines", given))

    @blueprint.get("/storylines/<storyline_id>")
    def storyline(storyline_id: str) -> Response:
        address = f"/v1/storylines/{quote(storyline_id, safe='')}"
        return _page("storyline.html", storyline=api.get(address), asked=address)

    @blueprint.get("/positions/<position_id>")
    def position(position_id: str) -> Response:
        address = f"/v1/positions/{quote(position_id, safe='')}"
        return _page("position.html", position=api.get(address), asked=address, evidence=api.get(f"{address}/evidence"))

    @blueprint.get("/positions")
    def positions() -> Response:
        given = _given(*POSITION_FILTERS, "cursor")
        found = api.get("/v1/positions", limit=str(_PAGE), **given)
        return _page("positions.html", found=found, given=given, **_around(found, "/positions", given))

    @blueprint.get("/actors")
    def actors() -> Response:
        given = _given("q", "actor_type", "cursor")
        found = api.get("/v1/actors", limit=str(_PAGE), **given)
        return _page("actors.html", found=found, given=given, **_around(found, "/actors", given))

    @blueprint.get("/actors/<actor_id>")
    def actor(actor_id: str) -> Response:
        address = f"/v1/actors/{quote(actor_id, safe=':')}"
        return _page(
            "actor.html",
            actor=api.get(address),
            asked=address,
            events=api.get(f"{address}/events", limit=str(_PAGE)),
            positions=api.get(f"{address}/positions", limit=str(_PAGE)),
            partners=api.get(f"{address}/partners", limit="12")["data"],
        )

    @blueprint.get("/articles")
    def articles() -> Response:
        given = _given("q", "publisher", "cursor")
        found = api.get("/v1/articles", limit=str(_PAGE), **given)
        return _page("articles.html", found=found, given=given, **_around(found, "/articles", given))

    @blueprint.get("/articles/<article_id>")
    def article(article_id: str) -> Response:
        address = f"/v1/articles/{quote(article_id, safe='')}"
        annotations = api.get(f"{address}/annotations")
        return _page(
            "article.html",
            article=api.get(address),
            asked=f"{address}/annotations",
            paragraphs=list(mark_text(annotations["text"] or "", annotations["marks"])),
            events=api.get("/v1/events", article=article_id, limit="200")["data"],
            positions=api.get("/v1/positions", article=article_id, limit="200")["data"],
            actors=annotations["actors"],
        )

    @blueprint.get("/try")
    def try_text() -> Response:
        return _page("try.html")

    return blueprint


class _Api:
    def __init__(self, ask: Ask) -> None:
        self.ask = ask

    def get(self, path: str, **query: str) -> Any:
        """Return the answer; what it is a problem with becomes the status of the page."""
        status, body = self.ask(_address(path, query))
        if status >= 400:
            abort(Response(_render("problem.html", problem=orjson.loads(body)), status=status, headers=_HEADERS))
        return orjson.loads(body)


def _address(path: str, *queries: dict[str, str]) -> str:
    query = urlencode({name: value for part in queries for name, value in part.items()}, safe=":,")
    return f"{path}?{query}" if query else path


def _given(*names: str) -> dict[str, str]:
    return {name: request.args[name].strip() for name in names if request.args.get(name, "").strip()}


def _around(found: dict[str, Any], path: str, given: dict[str, str]) -> dict[str, str | None]:
    """Return the addresses of the neighbouring pages, and of what the API was asked."""

    def address(cursor: str | None) -> str | None:
        return _address(path, given, {"cursor": cursor}) if cursor else None

    return {
        "next_page": address(found["page"]["next_cursor"]),
        "prev_page": address(found["page"]["prev_cursor"]),
        "asked": found["links"]["self"],
    }


_HEADERS = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}


def _page(template: str, **values: Any) -> Response:
    return Response(_render(template, **values), headers=_HEADERS)


def _render(template: str, **values: Any) -> str:
    return render_template(f"explorer/{template}", **values)
