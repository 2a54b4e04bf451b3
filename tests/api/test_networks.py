"""Exports for discourse networks: statements as CSV, who stands where and with whom as GraphML."""

import csv
import io
import json
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest

from api.networks import Network, write_graphml, write_statements
from records.positions import Issue
from records.vocabularies import Polarity
from storage.queries import PositionQuery
from storage.store import Store
from tests import samples
from tests.api.conftest import ingest
from tests.storage.building import make_extraction

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
HEAD = ["statement ID", "time", "document ID", "document title", "author", "source", "section", "type", "text"]


@pytest.fixture
def filled(own_store: Store) -> Store:
    """A store with many positions of many actors on three issues, and one of a person."""
    ingest([samples.talks(), samples.sanctions(), *map(make_extraction, range(12))], own_store)
    return own_store


def stored(store: Store) -> list[dict[str, Any]]:
    return [json.loads(item) for item in store.stream_positions(PositionQuery())]


def read_statements(store: Store) -> list[dict[str, str]]:
    text = b"".join(write_statements(store)).decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def read_graph(store: Store, network: Network) -> tuple[dict[str, dict[str, str]], list[dict[str, str]]]:
    """Return the nodes by their ids, and the edges."""
    root = ElementTree.fromstring(b"".join(write_graphml(store, network)))
    keys = {key.get("id"): key.get("attr.name") for key in root.iter(f"{GRAPHML}key")}

    def read(element: ElementTree.Element) -> dict[str, str]:
        data = {str(keys[each.get("key")]): each.text or "" for each in element.iter(f"{GRAPHML}data")}
        return data | element.attrib

    nodes = {node["id"]: node for node in map(read, root.iter(f"{GRAPHML}node"))}
    return nodes, [read(edge) for edge in root.iter(f"{GRAPHML}edge")]


def test_every_position_is_a_statement(filled: Store) -> None:
    statements = {line["position_id"]: line for line in read_statements(filled)}
    positions = stored(filled)
    assert statements.keys() == {position["id"] for position in positions}
    for position in positions:
        line, evidence = statements[position["id"]], position["evidence"][0]
        assert line["agreement"] == {1: "1", -1: "0", 0: ""}[position["polarity"]]
        assert (line["stance"], line["certainty"]) == (position["stance"], position["certainty"])
        assert line["text"] == " ".join(evidence["quote"].split())
        assert (line["start"], line["end"]) == (str(evidence["start"]), str(evidence["end"]))
        day = position["stated_date"]["start"] or position["stated_date"]["end"]
        assert line["time"] == (f"{day} 00:00:00" if day else "")
        article = json.loads(filled.article(evidence["article_id"]) or b"")
        assert (line["document title"], line["source"]) == (article["title"], article["publisher"])


def test_columns_are_those_of_an_event_list(filled: Store) -> None:
    [head, *_] = b"".join(write_statements(filled)).decode().splitlines()
    columns = next(csv.reader([head], delimiter=";"))
    assert columns[:13] == [*HEAD, "person", "organization", "concept", "agreement"]
    assert head.startswith('"statement ID";"time"')
    lines = read_statements(filled)
    assert [line["statement ID"] for line in lines] == [str(number) for number in range(1, len(lines) + 1)]
    documents = {line["document ID"]: line["article_id"] for line in lines}
    assert len(set(documents.values())) == len(documents)
    dated = [line["time"] for line in lines if line["time"]]
    assert dated == sorted(dated)


def test_a_person_speaks_for_its_organisation(filled: Store) -> None:
    for line in read_statements(filled):
        position = json.loads(filled.position(line["position_id"]) or b"")
        holder = json.loads(filled.actor(position["actor_id"]) or b"")
        if holder["actor_type"] != "PERSON":
            assert (line["person"], line["organization"]) == ("", holder["name"])
            continue
        assert line["person"] == holder["name"]
        organisation = position["on_behalf_of"] or holder["offices"][0]["organisation"]
        body = filled.actor(organisation)
        assert line["organization"] == (json.loads(body)["name"] if body else organisation)


def test_a_concept_has_one_name(own_store: Store) -> None:
    records = []
    for seed, label in enumerate(("Grain exports", "Grain exports", "Exports of grain")):
        extraction = make_extraction(seed, events=0, positions=1)
        issue = Issue(id="grain", label=label, topic="trade")
        records.append(replace(extraction, positions=(replace(extraction.positions[0], issue=issue),)))
    ingest(records, own_store)
    assert {line["concept"] for line in read_statements(own_store)} == {"Grain exports"}


def test_actors_are_tied_to_issues_by_their_positions(filled: Store) -> None:
    nodes, edges = read_graph(filled, "actor-issue")
    ties: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for position in stored(filled):
        ties[position["actor_id"], f"issue:{position['issue']['id']}"][position["polarity"]] += 1
    assert {(edge["source"], edge["target"]) for edge in edges} == ties.keys()
    for edge in edges:
        tie = ties[edge["source"], edge["target"]]
        assert [int(edge[name]) for name in ("weight", "positive", "negative", "neither")] == [
            tie.total(), tie[1], tie[-1], tie[0],
        ]  # fmt: skip
        assert int(edge["sign"]) == (tie[1] > tie[-1]) - (tie[1] < tie[-1])
    assert nodes.keys() == {end for tie in ties for end in tie}
    assert {nodes[actor]["kind"] for actor, _ in ties} == {"ACTOR"}
    assert {nodes[issue]["kind"] for _, issue in ties} == {"ISSUE"}


def test_actors_are_tied_by_the_sides_that_they_take(filled: Store) -> None:
    sides: dict[str, Counter[str]] = defaultdict(Counter)
    for position in stored(filled):
        sides[position["actor_id"]][position["issue"]["id"]] += position["polarity"]
    expected = {}
    for one, other in combinations(sorted(sides), 2):
        products = [sides[one][issue] * sides[other][issue] for issue in sides[one]]
        congruence, conflict = sum(p > 0 for p in products), sum(p < 0 for p in products)
        if congruence + conflict:
            expected[one, other] = (congruence, conflict)
    nodes, edges = read_graph(filled, "actor-actor")
    assert {(e["source"], e["target"]): (int(e["congruence"]), int(e["conflict"])) for e in edges} == expected != {}
    for edge in edges:
        congruence, conflict = int(edge["congruence"]), int(edge["conflict"])
        assert int(edge["weight"]) == congruence + conflict
        assert int(edge["sign"]) == (congruence > conflict) - (congruence < conflict)
    # Who takes no side with or against anybody is there as well.
    assert nodes.keys() == sides.keys()


@pytest.mark.parametrize("network", ["actor-issue", "actor-actor"])
def test_no_name_breaks_a_graph(own_store: Store, network: Network) -> None:
    extraction = make_extraction(1, events=0, positions=1)
    issue = Issue(id="r&d", label='Research & "development" <\x0b\ufffe>', topic="science")
    position = replace(extraction.positions[0], issue=issue, polarity=Polarity.FOR)
    ingest([replace(extraction, positions=(position,))], own_store)
    nodes, edges = read_graph(own_store, network)
    assert position.actor_id in nodes
    if network == "actor-issue":
        assert nodes["issue:r&d"]["name"] == 'Research & "development" <>'
        assert [edge["target"] for edge in edges] == ["issue:r&d"]


def test_nothing_stored_is_still_a_file(own_store: Store) -> None:
    assert read_statements(own_store) == []
    assert read_graph(own_store, "actor-actor") == ({}, [])
