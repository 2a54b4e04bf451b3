"""The taxonomy of issues: its file, a user's own, and what words speak for."""

from pathlib import Path

import pytest

from extraction.errors import ResourceError
from extraction.topics import OTHER, load_taxonomy, read_taxonomy

TAXONOMY = load_taxonomy()
GROUPS = {
    "ceasefire_peace",
    "negotiations",
    "territory",
    "military_security",
    "nato_alliances",
    "sanctions_trade",
    "energy_nuclear",
    "elections_governance",
    "bilateral_relations",
    "war",
    "remarks",
    "other",
}
MINE = """
groups: {water: Water, land: Land}
bare: [dam]
topics:
  - key: dams
    group: water
    concepts: {dam: [dam, reservoir], flood-control: [flood control]}
    words: [river]
  - {key: soil, group: land, words: [soil]}
acts: {building: [build, construction]}
"""


def test_the_groups_are_the_twelve() -> None:
    assert set(TAXONOMY.groups) == GROUPS


def test_there_are_about_forty_topics_each_in_a_group() -> None:
    assert 35 <= len(TAXONOMY.topics) <= 50
    assert set(TAXONOMY.topics.values()) == GROUPS


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("a 30 day ceasefire", "ceasefire_peace"),
        ("the truce", "ceasefire_peace"),
        ("a peace agreement", "ceasefire_peace"),
        ("release of hostage", "ceasefire_peace"),
        ("round of talk in Geneva", "negotiations"),
        ("a phone call with the envoy", "negotiations"),
        ("territorial concession", "territory"),
        ("its territorial integrity", "territory"),
        ("the border", "territory"),
        ("independence of the island", "territory"),
        ("security guarantee", "military_security"),
        ("peacekeeping troop", "military_security"),
        ("weapon delivery", "military_security"),
        ("ballistic missile", "military_security"),
        ("nato membership", "nato_alliances"),
        ("join the european union", "nato_alliances"),
        ("defence spending", "nato_alliances"),
        ("easing of sanction", "sanctions_trade"),
        ("tariff on steel", "sanctions_trade"),
        ("free trade agreement", "sanctions_trade"),
        ("interest rate", "sanctions_trade"),
        ("uranium enrichment", "energy_nuclear"),
        ("gas pipeline", "energy_nuclear"),
        ("climate change", "energy_nuclear"),
        ("presidential election", "elections_governance"),
        ("the coup", "elections_governance"),
        ("human right", "elections_governance"),
        ("asylum policy", "elections_governance"),
        ("diplomatic relation", "bilateral_relations"),
        ("security council resolution", "bilateral_relations"),
        ("the invasion", "war"),
        ("air strike", "war"),
        ("war crime", "war"),
        ("its specific remark", "remarks"),
        ("humanitarian aid", "other"),
        ("earthquake", "other"),
        ("a purple thing", OTHER),
    ],
)
def test_words_speak_for_their_group(words: str, group: str) -> None:
    assert TAXONOMY.best_group(TAXONOMY.weigh(words.split())) == group


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("the ceasefire plan", ["ceasefire"]),
        ("cease - fire", []),
        ("nuclear power plant", ["power-plant"]),
        ("peace agreement and election", ["peace-agreement", "elections"]),
        ("security guarantee and sanction", ["security-guarantees", "sanctions"]),
        ("nothing", []),
    ],
)
def test_concepts_are_found_longest_first_in_text_order(words: str, keys: list[str]) -> None:
    assert [m.concept.key for m in TAXONOMY.find_concepts(words.split())] == keys


def test_ties_go_to_the_group_named_first() -> None:
    first, second = list(TAXONOMY.groups)[:2]
    assert TAXONOMY.best_group({second: 1.0, first: 1.0}) == first


def test_a_taxonomy_of_the_users_own_replaces_the_projects(tmp_path: Path) -> None:
    path = tmp_path / "topics.yaml"
    path.write_text(MINE, "utf-8")
    taxonomy = load_taxonomy(path)
    assert taxonomy.best_group(taxonomy.weigh(["the", "reservoir"])) == "water"
    assert [m.concept.bare for m in taxonomy.find_concepts(["dam", "flood", "control"])] == [True, False]
    assert taxonomy.acts["construction"] == "building"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("groups: [", "is no YAML"),
        ("[]", "'groups' is no mapping"),
        ("groups: {a: A}\ntopics: {}", "'topics' is no list"),
        ("groups: {a: A}\ntopics:\n  - {key: x, group: b}", "unknown group 'b'"),
        ("groups: {a: A}\ntopics:\n  - {key: x, group: a}\n  - {key: x, group: a}", "stands twice"),
        ("groups: {a: A}\ntopics:\n  - {group: a}", "without key"),
        ("groups: {a: A}\ntopics:\n  - {key: x, group: a, words: tank}", "is no list of words"),
    ],
    ids=["yaml", "groups", "topics", "group", "twice", "key", "words"],
)
def test_a_wrong_file_is_refused_with_what_is_wrong(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "topics.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ResourceError) as caught:
        load_taxonomy(path)
    assert problem in str(caught.value)
    assert str(path) in str(caught.value)


def test_an_unknown_group_is_named_with_its_line() -> None:
    with pytest.raises(ResourceError) as caught:
        read_taxonomy("groups: {a: A}\ntopics:\n  - {key: x, group: b}\n", "t.yaml")
    assert caught.value.line == 3


def test_a_missing_file_is_an_error_of_the_resource(tmp_path: Path) -> None:
    with pytest.raises(ResourceError):
        load_taxonomy(tmp_path / "none.yaml")
