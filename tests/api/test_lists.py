"""Lists: envelope, paging, formats."""

import csv
import io
import json
from itertools import pairwise
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from api.cursors import Cursors
from api.errors import CursorError
from storage.store import Store
from tests import samples
from tests.api.conftest import PROTESTS, ingest

LISTS = [
    "/v1/events",
    "/v1/actors",
    "/v1/positions",
    "/v1/issues",
    "/v1/articles",
    "/v1/event-types",
    "/v1/publishers",
    "/v1/actors/country:KEN/events",
    "/v1/actors/country:RUS/positions",
    "/v1/actors/person:donald-trump/partners",
]


def get(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.data
    return json.loads(answer.data)


def walk(client: FlaskClient, path: str, link: str = "next") -> list[dict[str, Any]]:
    """Return all pages from here on, each checked against its `Link` header."""
    pages = []
    following: str | None = path
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, answer.data
        page = json.loads(answer.data)
        for relation in ("next", "prev", "first"):
            address = page["links"][relation]
            assert (f'<{address}>; rel="{relation}"' in answer.headers["Link"]) == (address is not None)
        pages.append(page)
        following = page["links"][link]
        assert len(pages) < 200
    return pages


@pytest.mark.parametrize("path", LISTS)
def test_every_list_has_the_same_envelope(client: FlaskClient, path: str) -> None:
    page = get(client, path)
    assert {"data", "page", "links", "query", "warnings"} == set(page)
    assert set(page["page"]) == {"limit", "next_cursor", "prev_cursor", "total"}
    assert set(page["links"]) == {"self", "first", "next", "prev"}
    assert page["page"]["limit"] == 50
    assert page["page"]["total"] is None


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_pages_lead_to_the_end_and_back_with_every_item_once(client: FlaskClient, path: str, limit: int) -> None:
    mark = "&" if "?" in path else "?"
    pages = walk(client, f"{path}{mark}limit={limit}")
    items = [json.dumps(item) for page in pages for item in page["data"]]
    assert len(set(items)) == len(items)
    assert items == [json.dumps(item) for item in get(client, f"{path}{mark}limit=1000")["data"]]
    assert all(len(page["data"]) == limit for page in pages[:-1])
    back = walk(client, pages[-1]["links"]["self"], link="prev")
    assert [page["data"] for page in reversed(back)] == [page["data"] for page in pages]


@pytest.mark.parametrize(
    "sort", ["event_date", "-event_date", "confidence", "-confidence", "ingested_at", "-ingested_at"]
)
def test_every_order_of_events_pages_to_the_end(client: FlaskClient, sort: str) -> None:
    pages = walk(client, f"/v1/events?limit=9&sort={sort}")
    ids = [event["id"] for page in pages for event in page["data"]]
    assert len(ids) == len(set(ids)) == PROTESTS + 4


def test_latest_events_come_first_and_undated_ones_last(client: FlaskClient) -> None:
    days = [event["event_date"]["start"] or "" for event in get(client, "/v1/events?limit=1000")["data"]]
    dated = [day for day in days if day]
    assert dated == sorted(dated, reverse=True)
    assert days[-1] == ""


def test_totals_are_counted_when_asked_for(client: FlaskClient) -> None:
    total = get(client, "/v1/events?total=true&limit=1")["page"]["total"]
    assert total == {"value": PROTESTS + 4, "relation": "EQ"}
    assert get(client, "/v1/events?total=true&actor=nobody-of-this-name")["page"]["total"]["value"] == 0


def test_a_page_tells_how_its_filters_were_understood(client: FlaskClient) -> None:
    query = get(client, "/v1/events?actor=Vladimir+Putin&country=ke&status=PLANNED&date_from=2025-01-01")["query"]
    [actor] = query["actor"]
    assert (actor["given"], actor["id"]) == ("Vladimir Putin", "person:vladimir-putin")
    assert query["country"] == ["KEN"]
    assert query["status"] == ["PLANNED"]
    assert query["date_from"] == "2025-01-01"
    assert query["sort"] == "-event_date"


@pytest.mark.parametrize(
    "change",
    [
        lambda cursor: cursor[:-1] + ("A" if cursor[-1] != "A" else "B"),
        lambda cursor: "A" + cursor[1:] if cursor[0] != "A" else "B" + cursor[1:],
        lambda cursor: cursor + "A",
        lambda cursor: cursor[:12],
        lambda _: "!",
        lambda _: "e30",
        lambda _: "é",
        lambda _: "A" * 500,
    ],
    ids=["last", "first", "longer", "shorter", "no-base64", "json", "letters", "long"],
)
def test_a_cursor_that_was_changed_is_refused(client: FlaskClient, change: Any) -> None:
    cursor = get(client, "/v1/events?limit=5")["page"]["next_cursor"]
    answer = client.get("/v1/events", query_string={"limit": 5, "cursor": change(cursor)})
    assert (answer.status_code, json.loads(answer.data)["type"]) == (400, "/problems/invalid-cursor")


@pytest.mark.parametrize(
    "path",
    ["/v1/events?q=protested", "/v1/events?sort=event_date", "/v1/articles", "/v1/actors/country:KEN/events"],
)
def test_a_cursor_of_another_list_is_refused(client: FlaskClient, path: str) -> None:
    cursor = get(client, "/v1/events?limit=5")["page"]["next_cursor"]
    assert client.get(path).status_code == 200
    mark = "&" if "?" in path else "?"
    refused = client.get(f"{path}{mark}cursor={cursor}")
    assert (refused.status_code, json.loads(refused.data)["type"]) == (400, "/problems/invalid-cursor")


def test_a_cursor_goes_on_with_another_limit(client: FlaskClient) -> None:
    first = get(client, "/v1/events?limit=5")
    rest = get(client, f"/v1/events?limit=1000&cursor={first['page']['next_cursor']}")
    assert first["data"] + rest["data"] == get(client, "/v1/events?limit=1000")["data"]


def test_cursors_hold_on_every_process_with_the_same_secret() -> None:
    sealed = Cursors("secret").seal(b"events", "after", (17, "2025-03-18", 0.5))
    assert Cursors("secret").unseal(b"events", sealed) == ("after", (17, "2025-03-18", 0.5))
    with pytest.raises(CursorError):
        Cursors("other").unseal(b"events", sealed)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_cursors(text: str) -> None:
    with pytest.raises(CursorError):
        Cursors("secret").unseal(b"events", text)


@given(st.lists(st.integers(0, PROTESTS - 1), unique=True, max_size=6), st.integers(1, 4))
@settings(max_examples=8, deadline=None)
def test_writing_between_pages_neither_repeats_nor_loses_what_was_there(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int], limit: int
) -> None:
    from api.app import create_app
    from api.config import AppConfig
    from storage.store import open_store, upgrade

    url = f"sqlite:///{tmp_path_factory.mktemp('paging') / 'own.db'}"
    upgrade(url)
    app = create_app(AppConfig(version="0.1.0", database_url=url))
    with open_store(url) as store:
        ingest([samples.protests(number) for number in range(10, 20)], store)
        at_start = {event["id"] for event in get(app.test_client(), "/v1/events?limit=1000")["data"]}
        seen: list[str] = []
        following: str | None = f"/v1/events?limit={limit}"
        while following:
            page = get(app.test_client(), following)
            seen += [event["id"] for event in page["data"]]
            following = page["links"]["next"]
            if numbers:
                ingest([samples.protests(numbers.pop())], store)
    app.extensions["dateline"].close()
    assert len(seen) == len(set(seen))
    assert at_start <= set(seen)


ROWS = ["/v1/events", "/v1/positions", "/v1/actors", "/v1/articles", "/v1/issues", "/v1/event-types", "/v1/publishers"]


@pytest.mark.parametrize("path", ROWS)
def test_every_format_holds_the_same_rows(client: FlaskClient, path: str) -> None:
    as_json = get(client, f"{path}?limit=1000")["data"]
    as_lines = client.get(f"{path}?format=ndjson").data.splitlines()
    assert [json.loads(line) for line in as_lines] == as_json
    rows = list(csv.DictReader(io.StringIO(client.get(f"{path}?format=csv").data.decode(), newline="")))
    key = next(iter(as_json[0]))
    assert [row[key] for row in rows] == [item[key] for item in as_json]


@pytest.mark.parametrize("shape", ["csv", "ndjson"])
def test_a_limit_holds_in_every_format(client: FlaskClient, shape: str) -> None:
    answer = client.get(f"/v1/events?format={shape}&limit=3")
    assert len(answer.data.splitlines()) == 3 + (shape == "csv")
    assert 'rel="next"' in answer.headers["Link"]


def test_streams_say_how_much_they_hold(client: FlaskClient) -> None:
    answer = client.get("/v1/events?format=ndjson")
    assert answer.headers["Dateline-Total"] == str(PROTESTS + 4)
    assert answer.content_type == "application/x-ndjson"
    assert client.get("/v1/events?format=csv").content_type == "text/csv; charset=utf-8"
    assert client.get("/v1/events?format=csv&q=nowhere-to-be-found").headers["Dateline-Total"] == "0"


def test_accept_chooses_the_format_and_the_parameter_wins(client: FlaskClient) -> None:
    assert client.get("/v1/events", headers={"Accept": "text/csv"}).content_type.startswith("text/csv")
    assert client.get("/v1/events", headers={"Accept": "*/*"}).content_type == "application/json"
    both = client.get("/v1/events?format=ndjson", headers={"Accept": "text/csv"})
    assert both.content_type == "application/x-ndjson"


def test_cells_that_a_spreadsheet_would_run_are_made_harmless(own_client: FlaskClient, own_store: Store) -> None:
    from dataclasses import replace

    extraction = samples.sanctions()
    ingest([replace(extraction, article=replace(extraction.article, title="=1+1"))], own_store)
    [row] = csv.DictReader(io.StringIO(own_client.get("/v1/articles?format=csv").data.decode(), newline=""))
    assert row["title"] == "'=1+1"
    assert row["text"] == samples.SANCTIONS


def test_geojson_keeps_events_without_a_place(client: FlaskClient) -> None:
    answer = client.get("/v1/events?format=geojson&limit=1000")
    assert answer.content_type == "application/geo+json"
    collection = json.loads(answer.data)
    assert collection["type"] == "FeatureCollection"
    events = get(client, "/v1/events?limit=1000")["data"]
    assert [feature["properties"] for feature in collection["features"]] == events
    places = {feature["properties"]["event_type"]: feature["geometry"] for feature in collection["features"]}
    assert places["SANCTION"] == {"type": "Point", "coordinates": [4.35, 50.85]}
    assert places["CONSULT"] is None


def test_a_stream_that_breaks_does_not_look_complete(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Store.stream_events

    def broken(self: Store, query: Any) -> Any:
        for number, item in enumerate(whole(self, query)):
            if number == 5:
                raise RuntimeError("the disk is gone")
            yield item

    from dataclasses import replace

    from api.resources import events

    monkeypatch.setattr(events, "LISTING", replace(events.LISTING, stream=broken))
    with pytest.raises(RuntimeError, match="the disk is gone"):
        client.get("/v1/events?format=ndjson").get_data()


def test_changes_come_in_order_and_go_on(client: FlaskClient) -> None:
    tokens: list[int] = []
    since = 0
    while True:
        page = get(client, f"/v1/changes?since={since}&limit=40")
        tokens += [change["token"] for change in page["data"]]
        since = page["next_since"]
        if not page["links"]["next"]:
            break
    assert tokens
    assert all(before < after for before, after in pairwise(tokens))
    assert get(client, f"/v1/changes?since={since}")["data"] == []
