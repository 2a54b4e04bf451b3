"""An article is forgotten with all that only it says, by who has seen it as it is."""

import json

import pytest
from flask.testing import FlaskClient

from storage.store import Store
from tests import samples
from tests.api.conftest import ingest


@pytest.fixture
def address(own_store: Store) -> str:
    """Return the address of a stored article."""
    ingest([samples.talks(), samples.sanctions()], own_store)
    return f"/v1/articles/{samples.talks().article.id}"


def test_what_only_it_says_is_gone_with_it(own_client: FlaskClient, address: str) -> None:
    [event] = own_client.get("/v1/events?actor=Putin").json["data"]  # type: ignore[index]
    since = own_client.get("/v1/changes?limit=1000").json["next_since"]  # type: ignore[index]
    answer = own_client.delete(address, headers={"If-Match": own_client.get(address).headers["ETag"]})
    assert (answer.status_code, answer.data) == (204, b"")
    for gone in (address, f"{address}/annotations", f"/v1/events/{event['id']}", f"/v1/events/{event['id']}/evidence"):
        assert own_client.get(gone).status_code == 410, gone
    assert own_client.get("/v1/events?actor=Putin").json["data"] == []  # type: ignore[index]
    assert own_client.get("/v1/").json["counts"]["articles"] == 1  # type: ignore[index]
    deleted = {
        change["id"]
        for change in own_client.get(f"/v1/changes?since={since}&limit=1000").json["data"]  # type: ignore[index]
        if change["action"] == "DELETED"
    }
    assert {event["id"], samples.talks().article.id} <= deleted


@pytest.mark.parametrize(
    ("headers", "status", "slug"),
    [
        ({}, 428, "precondition-required"),
        ({"If-Match": '"other"'}, 412, "precondition-failed"),
        ({"If-Match": 'W/"*"'}, 412, "precondition-failed"),
    ],
)
def test_who_has_not_seen_it_may_not_delete_it(
    own_client: FlaskClient, address: str, headers: dict[str, str], status: int, slug: str
) -> None:
    answer = own_client.delete(address, headers=headers)
    assert (answer.status_code, json.loads(answer.data)["type"]) == (status, f"/problems/{slug}")
    assert own_client.get(address).status_code == 200


def test_any_version_can_be_meant(own_client: FlaskClient, address: str) -> None:
    assert own_client.delete(address, headers={"If-Match": "*"}).status_code == 204
    assert own_client.delete(address, headers={"If-Match": "*"}).status_code == 410
    assert own_client.delete("/v1/articles/art_aaaaaaaaaaaaaaaa", headers={"If-Match": "*"}).status_code == 404


def test_the_tag_of_a_compressed_answer_is_of_the_same_version(own_client: FlaskClient, address: str) -> None:
    tag = own_client.get(address).headers["ETag"].removesuffix('"')
    assert own_client.delete(address, headers={"If-Match": f'{tag}-gzip"'}).status_code == 204
