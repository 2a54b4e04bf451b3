"""Queries of the store in, pages with their envelope out, or files of everything."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Response, g, request

from api.conditions import CREDITS, not_modified, stamp, tag_query
from api.encoding import FILES, Shapes, break_off, encode
from api.feeds import FeedHead, write_feed
from api.formats import MEDIA_TYPES, Table, charset, choose_format, feature
from api.queries import Asked, Params, turn_page
from api.selecting import FLAT, Selection, read_selection
from api.services import Services, services
from schemas.parameters import LIMIT_DEFAULT, LIMIT_MOST
from schemas.queries import LIST_FORMATS
from storage.queries import ITEM_SEPARATOR, Key, Page, Total
from storage.store import Store

EMPTY_PAGE = Page(body=b"", count=0)
CountFacets = Callable[[Store, Any], tuple[dict[str, Any], list[dict[str, Any]]]]
"""Counts the facets of what a query finds; returns what is to be warned of with them."""

_OWN_PARAMETERS = frozenset({"limit", "cursor", "format", "total", "facets", "fields", "expand", "shape"})
# What an address takes as it is; most that is asked for.
_PLAIN = re.compile(r"[A-Za-z0-9_.~-]*")
_logger = logging.getLogger("dateline.api")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How a resource is listed: by which calls of the store, in which formats, as which rows.

    `refine` has, by format, what makes the query that this format is for; None: nothing matches it.
    """

    name: str
    page: Callable[[Store, Any], Page]
    stream: Callable[[Store, Any], Iterator[bytes]]
    total: Callable[[Store, Any], Total]
    table: Table
    formats: tuple[str, ...] = LIST_FORMATS
    shapes: Shapes = field(default_factory=dict)
    refine: Mapping[str, Callable[[Any, Params], Any]] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """The key that names an item: its first."""
        return self.table.columns[0][1].source


def stream_pages(page: Callable[[Store, Any], Page]) -> Callable[[Store, Any], Iterator[bytes]]:
    """Return what yields every item of a query, page after page."""

    def stream(store: Store, query: Any) -> Iterator[bytes]:
        key = None
        while True:
            found = page(store, replace(query, limit=LIMIT_MOST, after=key, before=None))
            yield from found.items
            key = found.next_key
            if key is None:
                return

    return stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A query for a page of a list that is short enough to be made whole."""

    items: tuple[bytes, ...]
    limit: int = LIMIT_DEFAULT
    after: Key | None = None
    before: Key | None = None


def list_shelf(name: str, table: Table) -> Listing:
    """Return how a short list is listed; its query is a `Shelf`."""
    return Listing(
        name=name,
        page=_shelf_page,
        stream=lambda _, shelf: iter(shelf.items),
        total=lambda _, shelf: Total(value=len(shelf.items), exact=True),
        table=table,
    )


def _shelf_page(_store: Store, shelf: Shelf) -> Page:
    first = int(shelf.after[0]) if shelf.after else max(int(shelf.before[0]) - shelf.limit, 0) if shelf.before else 0
    last = min(first + shelf.limit, len(shelf.items))
    return Page(
        body=ITEM_SEPARATOR.join(shelf.items[first:last]),
        count=max(last - first, 0),
        next_key=(last,) if last < len(shelf.items) else None,
        prev_key=(first,) if first > 0 else None,
    )


def answer_list(
    listing: Listing,
    params: Params,
    ask: Callable[[Store], Asked[Any]],
    *,
    facets: CountFacets | None = None,
    more: Callable[[Store], dict[str, Any]] | None = None,
) -> Response:
    """Return the answer to a list request: a page, or in the formats of files without `limit` everything.

    `more` returns what stands beside the items in JSON.

    Raises:
        CursorError: the cursor does not belong to this list.
        ProblemError: no format that the client takes, or parameters that do not go together.
    """
    form = choose_format(params.get("format"), listing.formats)
    selection = read_selection(params, form, identity=listing.identity)
    here = services()
    store = here.store
    # Read before the page: what is written in between makes the tag too old, never too new.
    version = store.dataset_version()
    # Feeds and calendars hold the whole addresses of what they link to.
    host = request.host_url if form in ("atom", "ics") else ""
    tag = tag_query(version, here.config.version, here.config.text, form, host)
    if (unchanged := not_modified(tag, here.changed_at(version))) is not None:
        return stamp(unchanged, services=here, version=version, tag=tag)
    asked = ask(store)
    if form in listing.refine and asked.query is not None:
        asked = replace(asked, query=listing.refine[form](asked.query, params))
    if form in FILES and "limit" not in params and "cursor" not in params:
        response = _stream(listing, asked, store, form, selection)
    else:
        response = _page(listing, params, asked, here, form, selection, facets, {} if more is None else more(store))
    if form in FILES:
        response.headers["Content-Disposition"] = f'attachment; filename="{listing.name}.{form}"'
    return stamp(response, services=here, version=version, tag=tag)


def _page(
    listing: Listing,
    params: Params,
    asked: Asked[Any],
    here: Services,
    form: str,
    selection: Selection,
    facets: CountFacets | None,
    more: dict[str, Any],
) -> Response:
    limit = params.get("limit", LIMIT_DEFAULT)
    scope = _scope(listing, params, form)
    direction, key = here.cursors.unseal(scope, params["cursor"]) if "cursor" in params else (None, None)
    page = EMPTY_PAGE
    if asked.query is not None:
        page = listing.page(here.store, turn_page(asked.query, limit=limit, direction=direction, key=key))
    next_cursor = None if page.next_key is None else here.cursors.seal(scope, "after", page.next_key)
    prev_cursor = None if page.prev_key is None else here.cursors.seal(scope, "before", page.prev_key)
    total = _total(listing, asked, here.store) if params.get("total") else None
    links = _link(next_cursor, prev_cursor)
    envelope: dict[str, Any] = {
        "page": {
            "limit": limit,
            "next_cursor": next_cursor,
            "prev_cursor": prev_cursor,
            "total": total,
        },
        "links": links,
        "query": asked.echo,
        "warnings": asked.warnings,
        **more,
    }
    if facets is not None:
        counted, warnings = ({}, []) if asked.query is None else facets(here.store, asked.query)
        envelope |= {"facets": counted, "warnings": [*asked.warnings, *warnings]}
    media_type = selection.media_type if form == "json" else MEDIA_TYPES[form]
    body = _body(listing, page, envelope, form, selection, here)
    response = Response(body, content_type=charset(media_type))
    response.headers.add("Link", _link_header(links))
    if total is not None and total["relation"] == "EQ":
        response.headers["Dateline-Total"] = str(total["value"])
    return response


def _body(
    listing: Listing, page: Page, envelope: dict[str, Any], form: str, selection: Selection, here: Services
) -> bytes:
    if form == "json":
        # The bytes of the items are those that were stored: nothing is read, nothing is dumped.
        whole = selection.is_whole
        data = page.body if whole else ITEM_SEPARATOR.join(selection.apply(iter(page.items), here.store))
        return b"".join((b'{"data":[', data, b"],", memoryview(orjson.dumps(envelope))[1:]))
    if form == "geojson":
        wanted = selection.apply(iter(page.items), here.store)
        features = [feature(item, properties) for item, properties in zip(page.items, wanted, strict=True)]
        return orjson.dumps({"type": "FeatureCollection", "features": features, **envelope})
    if form == "atom":
        return write_feed(listing.name, page.items, _feed_head(envelope["links"], here), here.store)
    return b"".join(_encode(listing, form, page.items, here.store, selection))


def _feed_head(links: dict[str, str | None], here: Services) -> FeedHead:
    # All pages of a feed, however long they are, are the same one.
    asked = sorted(item for item in request.args.items(multi=True) if item[0] not in ("cursor", "format", "limit"))
    return FeedHead(
        identity=f"{request.path}?{urlencode(asked, errors='replace')}",
        host=request.host_url.rstrip("/"),
        root=request.script_root,
        links=links,
        updated=here.store.updated_at(),
        version=here.config.version,
        credits=CREDITS,
    )


def _encode(listing: Listing, form: str, items: Iterable[bytes], store: Store, selection: Selection) -> Iterator[bytes]:
    base = request.host_url.rstrip("/") + request.script_root
    return encode(form, items, table=listing.table, store=store, selection=selection, shapes=listing.shapes, base=base)


def _stream(listing: Listing, asked: Asked[Any], store: Store, form: str, selection: Selection) -> Response:
    items: Iterable[bytes] = ()
    total = Total(value=0, exact=True)
    if asked.query is not None:
        total = listing.total(store, asked.query)
        found = listing.stream(store, asked.query)
        # The first item is fetched before the head of the answer is sent: a database that is away is a 503.
        first = next(found, None)
        items = () if first is None else chain((first,), found)
    body = _encode(listing, form, items, store, selection)
    response = Response(_watch(body, g.get("request_id", ""), form), content_type=charset(MEDIA_TYPES[form]))
    if total.exact and selection.shape == FLAT:
        response.headers["Dateline-Total"] = str(total.value)
    response.headers["Link"] = '</openapi.json>; rel="describedby"'
    return response


def _watch(chunks: Iterator[bytes], request_id: str, form: str) -> Iterator[bytes]:
    """Log what breaks a file, and break it: neither its connection nor its last line may look complete.

    Some servers close the connection on what is raised; others end the answer as if that were all.
    """
    try:
        yield from chunks
    except Exception:
        _logger.exception("request %s: the stream broke", request_id)
        yield break_off(form, request_id)
        raise


def _total(listing: Listing, asked: Asked[Any], store: Store) -> dict[str, Any]:
    if asked.query is None:
        return {"value": 0, "relation": "EQ"}
    total = listing.total(store, asked.query)
    return {"value": total.value, "relation": "EQ" if total.exact else "GTE"}


def _scope(listing: Listing, params: Params, form: str) -> bytes:
    """Return what a cursor is bound to: the list, its filters and its order, which some formats change."""
    bound = {name: value for name, value in params.items() if name not in _OWN_PARAMETERS}
    if form in listing.refine:
        bound["format"] = form
    return orjson.dumps([listing.name, request.path, bound], option=orjson.OPT_SORT_KEYS)


def _link(next_cursor: str | None, prev_cursor: str | None) -> dict[str, str | None]:
    """Return the addresses of this page, of the first, and of its neighbours."""
    given = list(request.args.items(multi=True))
    path = request.script_root + request.path
    rest = _encode_query([item for item in given if item[0] != "cursor"])
    first = f"{path}?{rest}" if rest else path
    # A cursor is written in letters that an address takes as they are.
    turned = f"{first}&cursor=" if rest else f"{path}?cursor="
    return {
        "self": f"{path}?{_encode_query(given)}" if "cursor" in request.args else first,
        "first": first,
        "next": next_cursor and turned + next_cursor,
        "prev": prev_cursor and turned + prev_cursor,
    }


def _encode_query(given: list[tuple[str, str]]) -> str:
    if all(_PLAIN.fullmatch(part) for item in given for part in item):
        return "&".join(map("=".join, given))
    return urlencode(given, errors="replace")


def _link_header(links: dict[str, str | None]) -> str:
    found = [f'<{links[name]}>; rel="{name}"' for name in ("next", "prev", "first") if links[name]]
    return ", ".join([*found, '</openapi.json>; rel="describedby"'])
