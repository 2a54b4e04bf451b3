"""Issues of positions: the same id for the same thing in other words, readable labels, topics."""

from collections.abc import Callable

import pytest
from spacy.language import Language

from extraction.actors import find_references
from extraction.directory import load_directory
from extraction.issues import FoundIssue, name_issue
from extraction.lookup import ActorLookup
from extraction.topics import load_taxonomy
from records.extractions import Extraction

Name = Callable[[str], FoundIssue]


@pytest.fixture(scope="session")
def name(nlp: Language) -> Name:
    """Name the issue of a phrase; it is read as the object of "They discussed …"."""
    kept = []

    def run(phrase: str) -> FoundIssue:
        doc = nlp(f"They want {phrase}.")
        kept.append(doc)
        actors = ActorLookup(doc, find_references(doc, load_directory(), None))
        return name_issue((doc[2 : len(doc) - 1],), actors, load_taxonomy())

    return run


SAME = [
    (
        "ceasefire",
        [
            "the ceasefire",
            "a ceasefire plan",
            "the 30-day ceasefire proposal",
            "an immediate truce",
            "a cessation of hostilities",
        ],
    ),
    ("peace-agreement", ["a peace deal", "the peace agreement", "a final peace accord", "a peaceful settlement"]),
    ("elections", ["an early election", "new elections", "free elections", "a presidential election"]),
    ("security-guarantees", ["security guarantees", "binding security guarantees", "a security guarantee"]),
    ("peacekeepers", ["peacekeeping troops", "a peacekeeping force", "peacekeepers", "the deployment of peacekeepers"]),
    (
        "territorial-concessions",
        ["territorial concessions", "further territorial concessions", "a territorial concession"],
    ),
    ("tariffs", ["higher tariffs", "new tariffs", "the proposed tariffs"]),
    ("air-strikes", ["the air strikes", "airstrikes"]),
]


@pytest.mark.parametrize(
    ("identifier", "phrase"),
    [(key, phrase) for key, phrases in SAME for phrase in phrases],
    ids=lambda x: x.replace(" ", "-"),
)
def test_other_words_for_the_same_thing_have_the_same_id(name: Name, identifier: str, phrase: str) -> None:
    assert name(phrase).id == identifier


@pytest.mark.parametrize(
    ("phrase", "identifier"),
    [
        ("sanctions on Iran", "sanctions-on-iran"),
        ("tough sanctions against Iran", "sanctions-against-iran"),
        ("talks with Iran", "talks-with-iran"),
        ("elections in Ukraine", "elections-in-ukraine"),
        ("NATO membership of Ukraine", "nato-membership-of-ukraine"),
        ("a ceasefire in Ukraine", "ceasefire-in-ukraine"),
    ],
)
def test_the_actor_concerned_is_part_of_the_id(name: Name, phrase: str, identifier: str) -> None:
    assert name(phrase).id == identifier


@pytest.mark.parametrize(
    ("phrase", "identifier", "act"),
    [
        ("an easing of sanctions", "easing-of-sanctions", "easing"),
        ("to ease the sanctions", "easing-of-sanctions", "easing"),
        ("a reduction of tariffs", "reduction-of-tariffs", "reduction"),
        ("to reduce the tariffs", "reduction-of-tariffs", "reduction"),
        ("to postpone the election", "postponement-of-elections", "postponement"),
        ("a postponement of the election", "postponement-of-elections", "postponement"),
        ("to suspend the talks", "suspension-of-talks", "suspension"),
        ("to resume the talks", "restoration-of-talks", "restoration"),
    ],
)
def test_an_act_on_an_issue_is_an_issue_of_its_own(name: Name, phrase: str, identifier: str, act: str) -> None:
    found = name(phrase)
    assert (found.id, found.act) == (identifier, act)


@pytest.mark.parametrize(
    ("phrase", "identifier"),
    [
        ("the bridge", "bridge"),
        ("a new bridge", "bridge"),
        ("the stone bridge", "stone-bridge"),
        ("the colour of the bridge", "colour-of-bridge"),
        ("the proposal for a bridge", "bridge"),
        ("the bridge project", "bridge-project"),
        ("lower fees for pupils", "low-fee-for-pupil"),
    ],
)
def test_what_the_taxonomy_does_not_name_is_named_by_its_head(name: Name, phrase: str, identifier: str) -> None:
    assert name(phrase).id == identifier


@pytest.mark.parametrize(
    ("phrase", "topic"),
    [
        ("the ceasefire", "ceasefire_peace"),
        ("sanctions on Iran", "sanctions_trade"),
        ("NATO membership of Ukraine", "nato_alliances"),
        ("an early election", "elections_governance"),
        ("the purple bridge", "other"),
    ],
)
def test_the_topic_is_that_of_the_words(name: Name, phrase: str, topic: str) -> None:
    assert name(phrase).topic == topic


@pytest.mark.parametrize(
    ("phrase", "label"),
    [
        ("the 30-day ceasefire proposal", "ceasefire"),
        ("sanctions on Iran", "sanctions on Iran"),
        ("an easing of sanctions", "easing of sanctions"),
        ("the stone bridge", "stone bridge"),
    ],
)
def test_labels_read_like_words(name: Name, phrase: str, label: str) -> None:
    assert name(phrase).label == label


def test_ids_are_short_and_plain(name: Name) -> None:
    found = name(
        "the extraordinarily complicated administrative reorganisation of the interdepartmental subcommittee of experts"
    )
    assert len(found.id) <= 80
    assert found.id.replace("-", "").isascii()


@pytest.mark.parametrize("phrase", ["it", "that", "12", "…", "“”", "- -"])
def test_empty_words_still_have_an_id(name: Name, phrase: str) -> None:
    assert name(phrase).id


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("Norway lobbied against the bill for months.", "bill"),
        ("Norway said it would fight them in court.", "fight"),
        ("Norway rejected it as a stunt on Monday.", "stunt"),
    ],
    ids=["duration", "place-of-what-is-done-to-it", "day"],
)
def test_when_and_where_it_is_done_is_not_the_issue(
    extract: Callable[..., Extraction], text: str, identifier: str
) -> None:
    (position,) = extract(text).positions
    assert position.issue.id == identifier
