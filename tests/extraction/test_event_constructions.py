"""Events in constructions that hide who did what to whom: small clauses, shared passives, causes, claims, questions."""

from collections.abc import Callable

import pytest

from extraction.findings import EventMention
from records.extractions import Extraction

Code = Callable[[str], tuple[EventMention, ...]]


def _told(mention: EventMention) -> tuple[str, str, str, str]:
    sides = ("&".join(m.span.text for m in side) for side in (mention.sources, mention.targets))
    return (mention.event_type, mention.status, *sides)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(
            "Backed by Rwandan troops, the rebels seized Goma in January.",
            ("SUPPORT", "OCCURRED", "Rwandan troops", "the rebels"),
            id="participle before its clause",
        ),
        pytest.param(
            "Accused by Manila of ramming a supply boat, China denied any wrongdoing.",
            ("ACCUSE", "OCCURRED", "Manila", "China"),
            id="accused by",
        ),
        pytest.param(
            "The mayor of Medellin was among those killed in the explosion.",
            ("ASSAULT", "OCCURRED", "", "The mayor"),
            id="among those",
        ),
        pytest.param(
            "The regime in Minsk had three reporters arrested.",
            ("COERCE", "OCCURRED", "The regime", "three reporters"),
            id="have somebody arrested",
        ),
        pytest.param(
            "Kazakhstan saw two of its diplomats expelled from Prague.",
            ("SANCTION", "OCCURRED", "", "Kazakhstan"),
            id="see its people expelled",
        ),
        pytest.param(
            "The man was tortured and killed by police in Manila.",
            ("ASSAULT", "OCCURRED", "police", "The man"),
            id="agent of coordinated passives",
        ),
        pytest.param(
            "Six miners held hostage by an armed gang in Ecuador were rescued.",
            ("ASSAULT", "OCCURRED", "an armed gang", "Six miners"),
            id="passive with an object",
        ),
        pytest.param(
            "The arrest of a Kurdish mayor by Turkish police angered Ankara's allies.",
            ("COERCE", "OCCURRED", "Turkish police", "a Kurdish mayor"),
            id="noun with of and by",
        ),
        pytest.param("The decree sparked protests in Lima.", ("PROTEST", "OCCURRED", "", ""), id="cause"),
        pytest.param(
            "There were clashes between Christians and Muslims in Jos.",
            ("ASSAULT", "OCCURRED", "Christians", "Muslims"),
            id="there were",
        ),
        pytest.param("It was on Tuesday that Iran seized the tanker.", ("COERCE", "OCCURRED", "Iran", ""), id="cleft"),
        pytest.param(
            "Talks between Sudan and Egypt were held in Jeddah.", ("CONSULT", "OCCURRED", "Sudan", "Egypt"), id="held"
        ),
        pytest.param("Ghana is in talks with the IMF.", ("CONSULT", "ONGOING", "Ghana", "IMF"), id="in talks"),
        pytest.param(
            "The garrison was under attack by rebels.",
            ("ASSAULT", "OCCURRED", "rebels", "The garrison"),
            id="under attack",
        ),
        pytest.param(
            "A missile fired by Iranian militiamen hit a base in Iraq.",
            ("ASSAULT", "OCCURRED", "Iranian militiamen", "Iraq"),
            id="who fired it is who hit",
        ),
        pytest.param(
            "The US claimed that they had attacked Iraq.", ("STATEMENT", "OCCURRED", "US", "Iraq"), id="claimed deed"
        ),
        pytest.param(
            "Algeria said that Morocco had attacked themselves.",
            ("ASSAULT", "OCCURRED", "Morocco", "Algeria"),
            id="themselves are those who say so",
        ),
        pytest.param(
            "According to Kyiv, North Korea has sent artillery to Russia.",
            ("AID", "OCCURRED", "North Korea", "Russia"),
            id="according to names no target",
        ),
        pytest.param(
            "Russia denied attacking the hospital.",
            ("ASSAULT", "DENIED", "Russia", "the hospital"),
            id="what is denied",
        ),
        pytest.param(
            "Not only did Ankara block the vote, it also recalled its envoy.",
            ("REJECT", "OCCURRED", "Ankara", ""),
            id="not only",
        ),
        pytest.param(
            "Did Rwanda arm the rebels?", ("AID", "HYPOTHETICAL", "Rwanda", "the rebels"), id="question of whether"
        ),
        pytest.param("Shells hit Kharkiv overnight.", ("ASSAULT", "OCCURRED", "", "Kharkiv"), id="state of the place"),
    ],
)
def test_who_did_what_to_whom_is_found(code: Code, text: str, wanted: tuple[str, str, str, str]) -> None:
    assert wanted in [_told(mention) for mention in code(text)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("An earthquake struck western Nepal on Tuesday, killing 31 people.", id="quake"),
        pytest.param("Cyclone Mele tore through the islands, cutting power to 30,000 homes.", id="named storm"),
        pytest.param("A ferry sank off Tanzania, leaving 40 dead.", id="ship"),
        pytest.param("Heavy rain hit the town, injuring police officers.", id="rain"),
        pytest.param("Hurricane Irma, which killed 12 people in Cuba, moved on.", id="relative clause"),
    ],
)
def test_forces_of_nature_and_accidents_do_nothing_political(code: Code, text: str) -> None:
    assert [_told(m) for m in code(text) if m.event_type != "STATEMENT"] == []


def test_who_goes_somewhere_and_meets_others_does_two_things(code: Code) -> None:
    told = [_told(m) for m in code("Kenya's president flew to Harare and met opposition leaders.")]
    assert [(kind, target) for kind, _, _, target in told if kind == "CONSULT" and "opposition" in target] != []
    assert len([kind for kind, *_ in told if kind == "CONSULT"]) == 2


def test_what_is_offered_says_nothing(code: Code) -> None:
    [declined] = [m for m in code("China offered satellites, which Peru rejected.") if m.event_type == "REJECT"]
    assert declined.reported_by is None


def test_a_state_that_only_a_place_names_becomes_an_actor(extract: Callable[..., Extraction]) -> None:
    found = extract("Shells hit Kharkiv overnight, leaving a school in ruins.", published_at="2024-05-20")
    [state] = [a for a in found.actors if a.id == "country:UKR"]
    assert [(m.text, m.form) for m in state.mentions] == [("Kharkiv", "METONYM")]
    assert {p.actor_id for e in found.events for p in e.participants} == {"country:UKR"}
