"""Unnamed people: which collective a phrase names, whose it is, and what is no actor at all."""

from collections.abc import Callable
from datetime import date

import pytest
from spacy.language import Language

from extraction.actors import find_references
from extraction.agent_words import agent_words
from extraction.directory import load_directory
from extraction.pointing import pointing_nouns
from extraction.registry_check import SECTORS

_KINDS = frozenset("COMPANY BANK NGO IGO OTHER MOVEMENT RELIGIOUS SPORT UNION PARTY COURT MEDIA UNIVERSITY".split())  # noqa: SIM905
_TYPES = frozenset({"STATE", "ARMED", "BODY", "ANY"})

Find = Callable[[str], dict[str, set[str]]]


@pytest.fixture(scope="session")
def find(nlp: Language) -> Find:
    """Return the ids of the actors of a text by the words of their mentions."""

    def run(text: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for reference in find_references(nlp(text), load_directory(), date(2024, 3, 5)):
            for mention in reference.actor.mentions:
                found.setdefault(mention.text, set()).add(reference.actor.id)
        return found

    return run


@pytest.mark.parametrize(
    ("text", "words", "actor_id"),
    [
        pytest.param(
            "Bolivian coca growers set up roadblocks.", "Bolivian coca growers", "group:bol-agr", id="compound"
        ),
        pytest.param("Deserters attacked a base in Syria.", "Deserters", "group:syr-mil", id="deserters"),
        pytest.param("Warders in Ecuador went on strike.", "Warders", "group:ecu-security", id="warders"),
        pytest.param("Herdsmen killed two people in Nigeria.", "Herdsmen", "group:nga-agr", id="herdsmen"),
        pytest.param("Armed men kidnapped a priest in Haiti.", "Armed men", "group:hti-uaf", id="armed"),
        pytest.param("Congolese rebel leaders met.", "Congolese rebel leaders", "group:cod-reb", id="rebel-leaders"),
        pytest.param("Iraqi government forces advanced.", "Iraqi government forces", "group:irq-mil", id="forces"),
        pytest.param("Kenyan church leaders objected.", "Kenyan church leaders", "group:ken-rel", id="church-leaders"),
        pytest.param(
            "Two Indian government sources spoke.", "Two Indian government sources", "group:ind-gov", id="sources"
        ),
        pytest.param("Members of the opposition in Chad left.", "Members", "group:tcd-opp", id="members-of"),
        pytest.param("Sources in the Lebanese army agreed.", "Sources", "group:lbn-mil", id="sources-in-a-named-body"),
        pytest.param("Anti-junta fighters in Myanmar won.", "Anti-junta fighters", "group:mmr-reb", id="hyphen"),
    ],
)
def test_words_beside_a_noun_tell_what_people_do(find: Find, text: str, words: str, actor_id: str) -> None:
    assert actor_id in find(text).get(words, set()), find(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("An inquiry found that the bridge was unsafe.", id="inquiry"),
        pytest.param("A panel of experts is no substitute for it.", id="panel"),
        pytest.param("The measure would ban used clothes.", id="measure"),
        pytest.param("A commission of 3 percent was charged.", id="commission"),
        pytest.param("The mission was a success.", id="mission"),
        pytest.param("The country is large.", id="nobody-named-before"),
        pytest.param("The archipelago is wide.", id="no-islands-named-before"),
        pytest.param("He ruled by emergency powers.", id="powers"),
    ],
)
def test_things_are_no_actors(find: Find, text: str) -> None:
    actors = {i for ids in find(text).values() for i in ids} - {"group:local-scientists"}
    assert not {i for i in actors if not i.startswith("person:")}, actors


@pytest.mark.parametrize(
    ("text", "words", "actor_id"),
    [
        pytest.param(
            "Congolese rebels seized a town. The rebels set up a checkpoint.",
            "The rebels",
            "group:cod-reb",
            id="same-noun",
        ),
        pytest.param("Mali's junta met France's envoy. The junta agreed.", "The junta", "gov:MLI-junta", id="body"),
        pytest.param("Boeing cut jobs. The planemaker lost money.", "The planemaker", "org:boeing", id="planemaker"),
        pytest.param("The Taliban banned music. The group gave no reason.", "The group", "org:taliban", id="group"),
        pytest.param("France signed. The country has few troops.", "The country", "country:FRA", id="country"),
        pytest.param(
            "Jordan met Syria's foes in Geneva. The kingdom wants peace.", "The kingdom", "country:JOR", id="who-acts"
        ),
        pytest.param(
            "Army officers in Gabon took power. The officers closed the borders.",
            "The officers",
            "group:gab-mil",
            id="officers-of-the-army",
        ),
        pytest.param(
            "Police in Ohio shot a man. The officers fled.",
            "The officers",
            "group:usa-police",
            id="officers-of-the-police",
        ),
        pytest.param(
            "Human Rights Watch blamed Boko Haram. The rights group counted 40 dead.",
            "The rights group",
            "org:hrw",
            id="rights-group",
        ),
    ],
)
def test_a_phrase_takes_up_who_was_named_before(find: Find, text: str, words: str, actor_id: str) -> None:
    assert find(text).get(words) == {actor_id}, find(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "Malian soldiers fought Nigerien soldiers. The soldiers withdrew.", "The soldiers", id="two-armies"
        ),
        pytest.param("Boeing sued Airbus. The companies settled.", "The companies", id="plural"),
        pytest.param("Kenya, Uganda and Rwanda signed. The country gains.", "The country", id="three-countries"),
        pytest.param("Boeing and Airbus merged a unit. The company gains.", "The company", id="two-firms"),
    ],
)
def test_a_phrase_that_fits_two_takes_up_none(find: Find, text: str, words: str) -> None:
    found = find(text).get(words, set())
    assert not {i for i in found if not i.startswith("group:local")}, found


@pytest.mark.parametrize(
    ("text", "words", "actor_id"),
    [
        pytest.param("Attackers stormed Iran's parliament.", "Attackers", "group:irn-uaf", id="body-of-the-state"),
        pytest.param("A quake hit Indonesia's main island. Officials fled.", "Officials", "group:idn-gov", id="part"),
        pytest.param("Kenyan police fired. Protesters fled.", "Protesters", "group:ken-protesters", id="police"),
        pytest.param(
            "The government thanked China's envoy.", "The government", "group:local-government", id="whom-it-deals-with"
        ),
        pytest.param(
            "The government expressed appreciation for China's assistance.",
            "The government",
            "group:local-government",
            id="things-of-another-state",
        ),
        pytest.param("U.S. troops landed. Villagers fled.", "Villagers", "group:local-civ", id="troops-abroad"),
        pytest.param("Pro-Russia rebels fled.", "Pro-Russia rebels", "group:local-reb", id="whom-they-are-for"),
    ],
)
def test_the_scene_of_a_text_tells_whose_people_they_are(find: Find, text: str, words: str, actor_id: str) -> None:
    assert find(text).get(words) == {actor_id}, find(text)


@pytest.mark.parametrize(
    ("text", "words", "actor_id"),
    [
        pytest.param(
            "The governor of Nigeria's Kaduna state left.", "The governor", "group:nga-gov", id="one-governor-of-many"
        ),
        pytest.param("The U.S. consulate in Mazatlan closed.", "The U.S. consulate", "gov:USA-embassy", id="consulate"),
        pytest.param("Denmark closed its embassy in Baghdad.", "its embassy", "gov:DNK-embassy", id="its-embassy"),
    ],
)
def test_an_office_or_embassy_is_whose_the_phrase_says(find: Find, text: str, words: str, actor_id: str) -> None:
    assert find(text).get(words) == {actor_id}, find(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Cyclone Mele killed 12 people in Fiji.", "Mele"),
        ("The water level of Lake Turkana fell.", "Turkana"),
        ("Posts on social media spread.", "media"),
        ("Soldiers camped near Birnin Gwari.", "Birnin"),
        ("President Bola Tinubu sent troops. Gunmen had taken the chief.", "the chief"),
    ],
)
def test_storms_waters_and_towns_are_nobody(find: Find, text: str, word: str) -> None:
    found = find(text)
    assert not {i for words, ids in found.items() if word in words for i in ids if i.startswith(("person:", "org:"))}


def test_words_of_the_lexicons_name_collectives_and_kinds_that_there_are() -> None:
    directory = load_directory()
    made = {slug for words in agent_words().made.values() for slug in words.values()}
    fits = {fit for fits in pointing_nouns().values() for fit in fits}
    assert made <= directory.labels.keys()
    assert fits <= _KINDS | _TYPES | SECTORS
