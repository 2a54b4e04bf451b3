"""Atom feeds of events and positions: what RFC 4287 asks for, newest first, ids that stay."""

import json
import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from lxml import etree

from storage.store import Store
from tests import samples
from tests.api.conftest import PROTESTS, ingest

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = [
    "/v1/events",
    "/v1/positions",
    "/v1/actors/country:KEN/events",
    "/v1/issues/nato-membership-of-ukraine/positions",
]
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def read(client: FlaskClient, path: str, **headers: str) -> Element:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.data
    assert answer.mimetype == "application/atom+xml"
    return etree.fromstring(answer.data)


def texts(node: Element, name: str) -> list[str]:
    return [found.text or "" for found in node.findall(ATOM + name)]


def links(node: Element) -> dict[str, str]:
    return {link.get("rel", "alternate"): link.get("href", "") for link in node.findall(ATOM + "link")}


def check_node(node: Element) -> None:
    """Check what RFC 4287 (4.1) asks of a feed and of an entry."""
    for name in ("id", "title", "updated"):
        assert len(node.findall(ATOM + name)) == 1, name
    [identity] = texts(node, "id")
    assert urlsplit(identity).scheme, "an id is an absolute IRI"
    for instant in texts(node, "updated") + texts(node, "published"):
        assert INSTANT.fullmatch(instant)
        assert datetime.fromisoformat(instant).tzinfo is not None
    relations = [(link.get("rel", "alternate"), link.get("type")) for link in node.findall(ATOM + "link")]
    assert len(set(relations)) == len(relations)
    assert all(category.get("term") for category in node.findall(ATOM + "category"))


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_what_its_standard_asks_for(client: FlaskClient, path: str) -> None:
    feed = read(client, f"{path}?format=atom")
    assert feed.tag == ATOM + "feed"
    check_node(feed)
    assert texts(feed.find(ATOM + "author"), "name") == ["Dateline"]
    assert links(feed)["self"] == f"http://localhost{path}?format=atom"
    entries = feed.findall(ATOM + "entry")
    for entry in entries:
        check_node(entry)
        assert entry.find(ATOM + "content") is not None
        assert texts(entry, "title") != [""]
    identities = [texts(entry, "id")[0] for entry in entries]
    assert len(set(identities)) == len(identities) > 0
    assert texts(feed, "updated")[0] == max(texts(entry, "updated")[0] for entry in entries)
    assert "GeoNames" in texts(feed, "rights")[0]


@pytest.mark.parametrize("path", ["/v1/events", "/v1/positions"])
def test_entries_lead_to_what_they_are_about(client: FlaskClient, path: str) -> None:
    newest = json.loads(client.get(f"{path}?sort=-ingested_at").data)["data"]
    entries = read(client, f"{path}?format=atom").findall(ATOM + "entry")
    addresses = [links(entry)["alternate"] for entry in entries]
    assert addresses == [f"http://localhost{path}/{item['id']}" for item in newest]
    assert [texts(entry, "content")[0] for entry in entries] == [item["evidence"][0]["quote"] for item in newest]


def test_what_came_last_stands_first_unless_another_order_is_asked_for(client: FlaskClient) -> None:
    by_day = json.loads(client.get("/v1/events?sort=event_date").data)["data"]
    entries = read(client, "/v1/events?format=atom&sort=event_date").findall(ATOM + "entry")
    assert [links(entry)["alternate"].rsplit("/", 1)[1] for entry in entries] == [event["id"] for event in by_day]


def test_a_feed_leads_to_its_end_by_links(client: FlaskClient) -> None:
    following: str | None = "/v1/events?format=atom&limit=20"
    identities: list[str] = []
    feeds: set[str] = set()
    while following:
        feed = read(client, following)
        feeds |= set(texts(feed, "id"))
        identities += [texts(entry, "id")[0] for entry in feed.findall(ATOM + "entry")]
        following = links(feed).get("next")
    assert len(set(identities)) == len(identities) == PROTESTS + 4
    assert len(feeds) == 1


def test_a_cursor_of_a_feed_belongs_to_feeds(client: FlaskClient) -> None:
    cursor = json.loads(client.get("/v1/events?limit=3").data)["page"]["next_cursor"]
    answer = client.get(f"/v1/events?limit=3&format=atom&cursor={cursor}")
    assert (answer.status_code, answer.json["type"]) == (400, "/problems/invalid-cursor")  # type: ignore[index]


def test_ids_stay_whatever_else_is_asked_and_wherever(client: FlaskClient) -> None:
    one = read(client, "/v1/events?format=atom&event_type=CONSULT")
    other = read(client, "/v1/events?format=atom&actor=Putin", Host="127.0.0.1:8000")
    assert texts(one.find(ATOM + "entry"), "id") == texts(other.find(ATOM + "entry"), "id")
    assert texts(one, "id") != texts(other, "id")
    assert texts(other, "id")[0].startswith("urn:uuid:")
    assert links(other)["self"].startswith("http://127.0.0.1:8000/")


def test_a_feed_of_nothing_is_still_a_feed(client: FlaskClient) -> None:
    for question in ("q=nowhere-to-be-found", "actor=nobody-of-this-name"):
        feed = read(client, f"/v1/events?format=atom&{question}")
        check_node(feed)
        assert feed.findall(ATOM + "entry") == []


def test_the_same_answer_has_the_same_bytes_and_tag(client: FlaskClient) -> None:
    one, two = (client.get("/v1/events?format=atom") for _ in range(2))
    assert one.data == two.data
    again = client.get("/v1/events?format=atom", headers={"If-None-Match": one.headers["ETag"]})
    assert again.status_code == 304
    # The addresses in it are others.
    elsewhere = client.get("/v1/events?format=atom", headers={"Host": "127.0.0.1"})
    assert elsewhere.headers["ETag"] != one.headers["ETag"]


def test_characters_that_xml_cannot_hold_break_no_feed(own_client: FlaskClient, own_store: Store) -> None:
    extraction = samples.sanctions()
    mode = "a\x0bb <&> \x1f]]>"
    ingest([replace(extraction, events=(replace(extraction.events[0], mode=mode),))], own_store)
    [entry] = read(own_client, "/v1/events?format=atom").findall(ATOM + "entry")
    assert "a\ufffdb <&> \ufffd]]>" in texts(entry, "title")[0]
