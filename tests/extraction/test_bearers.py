"""Whom a bare last name or an office means depends on the day of the article and on the text around it."""

from collections.abc import Callable
from datetime import date

import pytest
from spacy.language import Language

from extraction.actors import find_references
from extraction.directory import load_directory

Find = Callable[[str, str], dict[str, list[str]]]


@pytest.fixture(scope="session")
def find(nlp: Language) -> Find:
    """Return the mentions of the actors of a text by id."""

    def run(text: str, day: str) -> dict[str, list[str]]:
        references = find_references(nlp(text), load_directory(), date.fromisoformat(day) if day else None)
        return {r.actor.id: [mention.text for mention in r.actor.mentions] for r in references}

    return run


@pytest.mark.parametrize(
    ("text", "day", "actor_id", "mention"),
    [
        pytest.param("Bush sent troops to the Gulf.", "1990-08-10", "person:george-h-w-bush", "Bush", id="father"),
        pytest.param("Bush sent troops to Iraq.", "2003-03-21", "person:george-w-bush", "Bush", id="son"),
        pytest.param("Bush wrote a book.", "2012-03-21", "person:george-w-bush", "Bush", id="after-both"),
        pytest.param("Bush ran for president.", "2000-05-21", "person:george-w-bush", "Bush", id="between-both"),
        pytest.param("Aides said Carter was pleased.", "1979-03-27", "person:jimmy-carter", "Carter", id="in-office"),
        pytest.param("Clinton ordered strikes.", "1998-08-21", "person:bill-clinton", "Clinton", id="president"),
        pytest.param("Clinton flew to Beijing.", "2009-02-21", "person:hillary-clinton", "Clinton", id="minister"),
        pytest.param(
            "Former Pakistani prime minister Bhutto was hanged.",
            "1979-04-05",
            "person:zulfikar-ali-bhutto",
            "Bhutto",
            id="former-office-of-the-father",
        ),
        pytest.param(
            "Lee, Singapore's former prime minister, was pleased.",
            "2025-01-15",
            "person:lee-hsien-loong",
            "Lee",
            id="the-last-of-two-former-ones",
        ),
        pytest.param(
            "The Soviet president, Gorbachev, went home.",
            "1990-12-03",
            "person:mikhail-gorbachev",
            "Gorbachev",
            id="office-of-a-former-state",
        ),
        pytest.param(
            "Denmark's queen abdicated.", "2023-12-31", "person:queen-margrethe-ii", "Denmark's queen", id="queen"
        ),
        pytest.param(
            "Yoon met reporters. His rival criticised the president.",
            "2023-06-01",
            "person:yoon-suk-yeol",
            "the president",
            id="the-only-holder-named",
        ),
        pytest.param(
            "King Charles III met Spain's king.",
            "2023-06-01",
            "person:king-felipe-vi",
            "Spain's king",
            id="another-state's-office",
        ),
    ],
)
def test_the_day_and_the_office_tell_who_is_meant(find: Find, text: str, day: str, actor_id: str, mention: str) -> None:
    found = find(text, day)
    assert mention in found.get(actor_id, []), found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("Neighbours said Carter was a quiet man.", "2024-03-27", id="no-leader-of-that-day"),
        pytest.param("Neighbours said Carter was a quiet man.", "", id="no-day"),
        pytest.param("Jordan's queen smiled.", "2024-01-05", id="no-queen-reigns"),
        pytest.param("Biden met Macron. Aides to the president smiled.", "2023-06-01", id="two-presidents"),
    ],
)
def test_what_the_day_does_not_tell_stays_open(find: Find, text: str, day: str) -> None:
    known = {i for i, words in find(text, day).items() if {"Carter", "Jordan's queen", "the president"} & set(words)}
    assert not [i for i in known if i.startswith("person:") and not i.startswith("person:local")], known


@pytest.mark.parametrize(
    ("text", "actor_id"),
    [
        pytest.param("Police in Lagos arrested two men. Polish farmers marched.", "group:nga-police", id="city"),
        pytest.param("Gunmen killed soldiers in Kordofan. Polish farmers marched.", "group:sdn-mil", id="region"),
        pytest.param("Mumbai dockers marched. Polish farmers slept.", "group:ind-lab", id="before-the-noun"),
        pytest.param("Police near Warsaw arrested two men.", "group:pol-police", id="capital"),
        pytest.param("Lebanon mourned. Police in Tripoli fled.", "group:lbn-police", id="namesake-of-a-capital"),
        pytest.param("Libya mourned. Police in Tripoli fled.", "group:lby-police", id="capital-of-the-country"),
        pytest.param(
            "Canada voted. Protesters rallied in Hamilton.", "group:can-protesters", id="namesake-of-a-small-one"
        ),
    ],
)
def test_people_without_a_country_are_of_the_place_where_they_act(find: Find, text: str, actor_id: str) -> None:
    assert actor_id in find(text, "2024-03-03")


@pytest.mark.parametrize(
    "name", ["Cold War", "Six-Day War", "Camp David Accords", "Arab Spring", "Vienna Congress Act", "Lisbon Treaty"]
)
def test_wars_and_treaties_are_no_actors(find: Find, name: str) -> None:
    found = find(f"The minister recalled the {name}. The {name} was long ago.", "2024-03-03")
    assert not [words for words in found.values() if name in words]


def test_a_title_is_no_name(find: Find) -> None:
    assert "org:state" not in find("U.S. Secretary of State Antony Blinken flew to Doha.", "2023-10-08")
