"""With whom an actor acts, over HTTP."""

import csv
import io
import json

from flask.testing import FlaskClient


def test_partners_come_with_the_number_of_events_of_the_pair(client: FlaskClient) -> None:
    page = client.get("/v1/actors/person:donald-trump/partners?total=true").json
    assert page is not None
    assert page["page"]["total"] == {"value": len(page["data"]), "relation": "EQ"}
    [putin] = [partner for partner in page["data"] if partner["id"] == "person:vladimir-putin"]
    assert (putin["name"], putin["event_count"], putin["own_event_count"]) == ("Vladimir Putin", 1, 1)
    pair = "/v1/events?actor_all=person:donald-trump&actor_all=person:vladimir-putin"
    [event] = client.get(pair).json["data"]  # type: ignore[index]
    assert putin["first_day"] == putin["last_day"] == event["event_date"]["start"]


def test_people_and_bodies_stand_for_others_unless_exact(client: FlaskClient) -> None:
    def ids(more: str = "") -> set[str]:
        data = client.get(f"/v1/actors/person:donald-trump/partners{more}").json["data"]  # type: ignore[index]
        return {partner["id"] for partner in data}

    assert {"person:vladimir-putin", "country:RUS"} <= ids()
    assert ids("?actor_exact=true") == {"person:vladimir-putin"}
    assert ids("?actor_type=STATE") == {id_ for id_ in ids() if id_.startswith("country:")}


def test_every_format_holds_the_same_partners(client: FlaskClient) -> None:
    path = "/v1/actors/person:donald-trump/partners"
    data = client.get(path).json["data"]  # type: ignore[index]
    assert [json.loads(line) for line in client.get(f"{path}?format=ndjson").data.splitlines()] == data
    rows = list(csv.DictReader(io.StringIO(client.get(f"{path}?format=csv").text)))
    assert [row["id"] for row in rows] == [partner["id"] for partner in data]
    assert client.get("/v1/actors/person:nobody/partners").status_code == 404
