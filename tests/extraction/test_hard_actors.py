"""What coders of political events are known to get wrong about actors, in sentences of our own."""

from collections.abc import Callable

import pytest
from spacy.language import Language

from extraction.actors import find_references
from extraction.directory import load_directory
from extraction.person_names import may_be_same, parse_name
from tests.extraction.test_actors import DAY

Find = Callable[[str], dict[str, list[str]]]


@pytest.fixture(scope="session")
def find(nlp: Language) -> Find:
    """Return the mentions of the actors of a text by id."""

    def run(text: str) -> dict[str, list[str]]:
        references = find_references(nlp(text), load_directory(), DAY)
        return {r.actor.id: [mention.text for mention in r.actor.mentions] for r in references}

    return run


@pytest.mark.parametrize(
    "text",
    [
        "Trump signed the order.",
        "Aides to Trump left.",
        "“No,” Trump said.",
        "The plan was rejected by Trump.",
        "Trump's envoy arrived.",
        "Allies of Putin and Trump met.",
        "For Trump, the deal is done.",
        "Asked whether he agreed, Trump nodded.",
    ],
)
def test_a_well_known_last_name_is_a_person_wherever_it_stands(find: Find, text: str) -> None:
    assert "Trump" in find(text).get("person:donald-trump", [])


@pytest.mark.parametrize("name", ["Zelenskiy", "Zelensky", "Zelenskyy", "Volodymyr Zelensky", "Zelenskyi"])
def test_every_spelling_of_a_name_is_one_person(find: Find, name: str) -> None:
    assert name in find(f"{name} thanked the donors.").get("person:volodymyr-zelenskyy", [])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Ceasefire Hopes Fade\n\nThe ministers left Doha without a word.", "Ceasefire"),
        ("Potential for Foreign Troops\n\nThe ministers met in Doha on Monday.", "Potential"),
        ("Ironclad guarantees were demanded by Warsaw.", "Ironclad"),
        ("Recognition of the border is over, Belgrade said.", "Recognition"),
        ("Aid was late. Relief of the poor is all that matters to Rome.", "Relief"),
        ("Sprawling markets burned in Lagos.", "Sprawling"),
        ("Air Force One landed in Riyadh on Tuesday.", "Air Force One"),
        ("Marine One circled above the lawn.", "Marine One"),
        ("Talks Stall\n\nDelegates of both states went home.", "Talks"),
        ("Photo: Ministry of Defence/Handout\n\nThe ministers met.", "Handout"),
    ],
)
def test_headings_and_things_are_nobody(find: Find, text: str, word: str) -> None:
    assert not [mentions for mentions in find(text).values() if any(word in mention for mention in mentions)]


@pytest.mark.parametrize(
    ("text", "actor_id", "mention"),
    [
        ("The U.S.-Russia talks broke down.", "country:USA", "U.S."),
        ("The U.S.-Russia talks broke down.", "country:RUS", "Russia"),
        ("U.S. PERSPECTIVE\n\nThe envoy spoke.", "country:USA", "U.S."),
        ("Moscow demanded an answer.", "gov:RUS", "Moscow"),
        ("Snow fell in Moscow.", "", "Moscow"),
        ("The White House and the Kremlin issued statements.", "gov:RUS", "Kremlin"),
        ("Brussels and Ankara signed a pact on migration.", "gov:TUR", "Ankara"),
        ("NATO allies pledged more.", "org:nato", "NATO"),
    ],
)
def test_states_and_seats_are_read_by_their_role(find: Find, text: str, actor_id: str, mention: str) -> None:
    holders = [i for i, mentions in find(text).items() if mention in mentions]
    assert holders == ([actor_id] if actor_id else [])


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Describing his meeting with Sergei Lavrov, Marco Rubio said he was hopeful.", "person:marco-rubio"),
        ("Marco Rubio told Sergei Lavrov that he would not come.", "person:marco-rubio"),
        ("Angela Merkel praised Emmanuel Macron. She said little else.", "person:angela-merkel"),
        ("Angela Merkel praised Emmanuel Macron. He thanked her.", "person:emmanuel-macron"),
        ("“I am ready,” Emmanuel Macron said.", "person:emmanuel-macron"),
    ],
)
def test_pronouns_are_given_to_whom_they_mean(find: Find, text: str, person: str) -> None:
    pronouns = {"he", "she", "He", "She", "I"}
    assert [i for i, mentions in find(text).items() if pronouns & set(mentions)] == [person]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Kim Jong Un", "Kim Jong Il", False),
        ("Kim Jong Un", "Kim Jong-un", True),
        ("George W. Bush", "George H. W. Bush", False),
        ("Donald Trump", "Donald Trump Jr.", False),
        ("Michael Waltz", "Mike Waltz", True),
        ("Keir Starmer", "Sir Keir Starmer", True),
        ("Aleksandr Lukashenko", "Alexander Lukashenko", True),
        ("Binyamin Netanyahu", "Benjamin Netanyahu", True),
        ("Vladimir Zelensky", "Volodymyr Zelensky", True),
        ("Sergei Shoigu", "Sergey Shoigu", True),
        ("Hillary Clinton", "Bill Clinton", False),
        ("Lee Hsien Loong", "Lee Kuan Yew", False),
        ("J. D. Vance", "JD Vance", True),
        ("Nicolás Maduro", "Nicolas Maduro", True),
        ("Abdel Fattah al-Sisi", "Abdel Fattah el-Sisi", True),
        ("Joe Biden", "Hunter Biden", False),
    ],
)
def test_names_are_told_apart_by_their_parts(one: str, other: str, same: bool) -> None:
    variants = load_directory().given_variants
    assert may_be_same(parse_name(one), parse_name(other), variants) is same


@pytest.mark.parametrize(
    ("text", "actor_id", "mention"),
    [
        pytest.param("Park Sang-cheol flew to Geneva.", "person:park-sang-cheol", "Park Sang-cheol", id="syllables"),
        pytest.param("Gen. Than Htay Oo said so.", "person:than-htay-oo", "Than Htay Oo", id="last-word-unseen"),
        pytest.param("U Tin Maung Swe met the envoy.", "person:tin-maung-swe", "Tin Maung Swe", id="burmese-u"),
        pytest.param("Daw Khin Mar Lwin was freed.", "person:khin-mar-lwin", "Khin Mar Lwin", id="burmese-daw"),
        pytest.param(
            "María del Carmen Ibáñez de la Torre resigned.",
            "person:maria-del-carmen-ibanez-de-la-torre",
            "María del Carmen Ibáñez de la Torre",
            id="many-particles",
        ),
        pytest.param(
            "José Antonio Peralta Ruiz was sworn in. Peralta promised reform.",
            "person:jose-antonio-peralta-ruiz",
            "Peralta",
            id="first-of-two-family-names",
        ),
        pytest.param(
            "Willem van der Steenhoven left. Van der Steenhoven denied it.",
            "person:willem-van-der-steenhoven",
            "Van der Steenhoven",
            id="particle-opens-the-sentence",
        ),
        pytest.param("Jean-Luc d'Aubigny denied it.", "person:jean-luc-daubigny", "Jean-Luc d'Aubigny", id="elided"),
        pytest.param("Pham Quoc Vuong told us so.", "person:pham-quoc-vuong", "Pham Quoc Vuong", id="vietnamese"),
        pytest.param(
            'Joaquín "El Lobo" Cárdenas escaped.',
            "person:joaquin-el-lobo-cardenas",
            'Joaquín "El Lobo" Cárdenas',
            id="nickname",
        ),
    ],
)
def test_names_of_many_languages_are_whole(find: Find, text: str, actor_id: str, mention: str) -> None:
    assert mention in find(text).get(actor_id, ()), find(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Suharyono, a farmer, said the water had risen.", "Suharyono"),
        ("Batbayar, who goes by one name, was fined.", "Batbayar"),
    ],
)
def test_a_lone_name_is_a_persons_where_words_behind_it_say_so(find: Find, text: str, name: str) -> None:
    assert any(i.startswith("person:local-") and name in mentions for i, mentions in find(text).items()), find(text)


@pytest.mark.parametrize("text", ["Boris Johnson Government plans fell.", "Chao Holdings, a developer, closed."])
def test_names_do_not_go_on_into_other_words(find: Find, text: str) -> None:
    assert not {"person:boris-johnson-government", "person:chao-holdings"} & find(text).keys()
