"""Who acts on whom, over HTTP."""

import json
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from flask.testing import FlaskClient

from api.openapi import build_document
from dateline.version import __version__

NETWORK = "/v1/network"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def get(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.data
    return json.loads(answer.data)


def test_edges_are_those_of_events(client: FlaskClient) -> None:
    answer = get(client, NETWORK)
    wanted: dict[tuple[str, str], list[str]] = {}
    for event in get(client, "/v1/events?limit=1000")["data"]:
        for one in event["participants"]:
            for other in event["participants"]:
                if one["role"] == "SOURCE" and other["role"] == "TARGET" and one["actor_id"] != other["actor_id"]:
                    wanted.setdefault((one["actor_id"], other["actor_id"]), []).append(event["event_type"])
    found = {(edge["source"], edge["target"]): edge for edge in answer["edges"]}
    assert found.keys() == wanted.keys()
    for pair, edge in found.items():
        assert edge["weight"] == len(wanted[pair])
        assert edge["types"] == {name: wanted[pair].count(name) for name in set(wanted[pair])}
    assert {node["id"] for node in answer["nodes"]} == {actor for pair in wanted for actor in pair}
    assert answer["left_out"] == {"nodes": 0, "edges": 0, "events": 0}


def test_an_answer_is_as_the_document_says(client: FlaskClient) -> None:
    document = build_document(__version__)
    schema = {"$ref": "#/components/schemas/Network", "components": document["components"]}
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(get(client, NETWORK))
    validator.validate(get(client, f"{NETWORK}?actor=Nobodyhere"))


def test_the_filters_are_those_of_events(client: FlaskClient) -> None:
    answer = get(client, f"{NETWORK}?event_type=SANCTION")
    assert [(edge["source"], edge["target"], edge["types"]) for edge in answer["edges"]] == [
        ("org:eu", "country:RUS", {"SANCTION": 1})
    ]
    assert answer["query"]["event_type"] == ["SANCTION"]


def test_what_does_not_fit_is_counted(client: FlaskClient) -> None:
    whole = get(client, NETWORK)
    part = get(client, f"{NETWORK}?edge_limit=1")
    assert len(part["edges"]) == 1
    assert {node["id"] for node in part["nodes"]} == {part["edges"][0]["source"], part["edges"][0]["target"]}
    assert part["left_out"]["edges"] == len(whole["edges"]) - 1
    assert part["left_out"]["nodes"] == len(whole["nodes"]) - 2
    assert get(client, f"{NETWORK}?min_weight=1000")["edges"] == []


def test_graphml_has_the_same_network(client: FlaskClient) -> None:
    answer = client.get(f"{NETWORK}?format=graphml")
    assert answer.mimetype == "application/graphml+xml"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="network.graphml"'
    graph = ElementTree.fromstring(answer.data).find(f"{GRAPHML}graph")
    assert graph is not None
    assert graph.get("edgedefault") == "directed"
    listed = get(client, NETWORK)
    edges = [(edge.get("source"), edge.get("target")) for edge in graph.iter(f"{GRAPHML}edge")]
    assert edges == [(edge["source"], edge["target"]) for edge in listed["edges"]]
    assert [node.get("id") for node in graph.iter(f"{GRAPHML}node")] == [node["id"] for node in listed["nodes"]]
    [sanctions] = [e for e in graph.iter(f"{GRAPHML}edge") if e.get("source") == "org:eu"]
    values = {data.get("key"): data.text for data in sanctions}
    assert (values["edge_weight"], values["edge_type_SANCTION"], values["edge_intensity"]) == ("1", "1", "-8.0")


def test_cytoscape_has_the_same_network(client: FlaskClient) -> None:
    answer = client.get(NETWORK, headers={"Accept": "application/vnd.cytoscape+json"})
    assert answer.mimetype == "application/vnd.cytoscape+json"
    found, listed = json.loads(answer.data), get(client, NETWORK)
    assert [node["data"] for node in found["elements"]["nodes"]] == listed["nodes"]
    assert [(e["data"]["source"], e["data"]["weight"]) for e in found["elements"]["edges"]] == [
        (edge["source"], edge["weight"]) for edge in listed["edges"]
    ]
    ids = [edge["data"]["id"] for edge in found["elements"]["edges"]]
    assert len(set(ids)) == len(ids)
    assert found["data"]["edges_left_out"] == 0


@pytest.mark.parametrize("query", ["node_limit=0", "edge_limit=5001", "format=gexf", "sort=event_date", "nodes=3"])
def test_what_is_not_offered_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"{NETWORK}?{query}").status_code == 400
