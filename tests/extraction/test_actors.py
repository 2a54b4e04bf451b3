"""Actors of a text: names, titles, metonyms, groups, pronouns, and who they are."""

from collections.abc import Callable
from datetime import date

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from extraction.actors import find_references
from extraction.directory import load_directory
from extraction.lookup import ActorLookup
from records.actors import Actor

DAY = date(2025, 3, 17)
Find = Callable[..., dict[str, Actor]]


@pytest.fixture(scope="session")
def find(nlp: Language) -> Find:
    """Return the actors of a text by id."""

    def run(text: str, day: date | None = DAY) -> dict[str, Actor]:
        return {r.actor.id: r.actor for r in find_references(nlp(text), load_directory(), day)}

    return run


def words(actor: Actor) -> list[str]:
    return [mention.text for mention in actor.mentions]


@pytest.mark.parametrize(
    ("text", "actor_id", "mention", "form"),
    [
        pytest.param("Moscow has rejected the proposal.", "gov:RUS", "Moscow", "METONYM", id="capital-as-subject"),
        pytest.param("The plan was drawn up by Beijing.", "gov:CHN", "Beijing", "METONYM", id="capital-as-agent"),
        pytest.param("Officials criticised Tehran’s response.", "gov:IRN", "Tehran", "METONYM", id="capital-as-owner"),
        pytest.param("The Kremlin denied the report.", "gov:RUS", "Kremlin", "METONYM", id="seat"),
        pytest.param("Talks with Ankara broke down.", "gov:TUR", "Ankara", "METONYM", id="capital-as-partner"),
        pytest.param("French farmers blocked the road.", "country:FRA", "French", "DEMONYM", id="demonym"),
        pytest.param(
            "Police in Kenya arrested two men.", "group:ken-police", "Police", "NOMINAL", id="group-by-its-place"
        ),
        pytest.param(
            "Turkish troops crossed the border.", "group:tur-mil", "Turkish troops", "NOMINAL", id="group-by-demonym"
        ),
        pytest.param("The government of Peru resigned.", "gov:PER", "The government", "NOMINAL", id="government-of"),
        pytest.param(
            "The Japanese government objected.", "gov:JPN", "The Japanese government", "NOMINAL", id="government"
        ),
        pytest.param(
            "A spokesman for NATO declined to comment.", "org:nato", "A spokesman", "NOMINAL", id="speaks-for"
        ),
        pytest.param(
            "The British prime minister resigned.",
            "person:keir-starmer",
            "The British prime minister",
            "NOMINAL",
            id="office-on-the-day",
        ),
        pytest.param(
            "North Korea and South Korea met. The North walked out.", "country:PRK", "North", "NAME", id="half-of-korea"
        ),
        pytest.param(
            "The European Commission met. Brussels will decide.",
            "org:eu",
            "Brussels",
            "METONYM",
            id="seat-of-an-organisation",
        ),
        pytest.param(
            "US and British forces withdrew.", "group:usa-mil", "US and British forces", "NOMINAL", id="shared-noun"
        ),
        pytest.param("Texas sued the company.", "country:USA", "Texas", "NAME", id="a-part-of-a-state"),
        pytest.param(
            "PUTIN REJECTS TRUCE\n\nHe did so on Monday, officials said.",
            "person:vladimir-putin",
            "PUTIN",
            "NAME",
            id="capitals",
        ),
        pytest.param("They spoke in Ukraine.", "country:UKR", "Ukraine", "NAME", id="a-state-that-is-a-place"),
        pytest.param("U.S.-backed forces advanced.", "country:USA", "U.S.", "NAME", id="state-in-a-compound"),
    ],
)
def test_who_is_meant(find: Find, text: str, actor_id: str, mention: str, form: str) -> None:
    actors = find(text)
    assert actor_id in actors, actors.keys()
    assert (mention, form) in [(m.text, m.form.value) for m in actors[actor_id].mentions]


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        pytest.param("He flew to Moscow on Friday.", "gov:RUS", id="movement"),
        pytest.param("Thousands marched in Paris.", "gov:FRA", id="in"),
        pytest.param("Missiles hit Kyiv overnight.", "gov:UKR", id="hit"),
        pytest.param("Paris Hilton opened a shop.", "gov:FRA", id="first-name-that-is-a-capital"),
        pytest.param("Chad Smith plays the drums.", "country:TCD", id="first-name-that-is-a-state"),
        pytest.param("It cost US$5 million.", "country:USA", id="currency"),
        pytest.param("Pro-Russian rebels advanced.", "group:rus-reb", id="for-somebody"),
        pytest.param("U.S.-backed rebels advanced.", "group:usa-reb", id="backed-by-somebody"),
        pytest.param("An anti-American protester spoke.", "group:usa-protesters", id="against-somebody"),
    ],
)
def test_who_is_not_meant(find: Find, text: str, absent: str) -> None:
    assert absent not in find(text)


def test_a_bare_last_name_is_the_person_introduced_before(find: Find) -> None:
    actors = find("The envoy Brannoc Telward arrived in Oslo. Telward met reporters. Mr. Telward then left.")
    (person,) = [a for a in actors.values() if a.actor_type == "PERSON"]
    assert person.id == "person:brannoc-telward"
    assert words(person) == ["Brannoc Telward", "Telward", "Telward"]


def test_a_bare_name_before_the_full_one_is_found_in_a_headline(find: Find) -> None:
    text = "Telward Rejects Offer From Rebels\n\nPresident Brannoc Telward rejected an offer, his office said.\n"
    assert words(find(text)["person:brannoc-telward"])[0] == "Telward"


def test_a_last_name_that_is_a_state_is_the_person_introduced_before(find: Find) -> None:
    actors = find("Michael Jordan sued the company. Jordan said he was misled. He lived in Jordan for a year.")
    assert words(actors["person:michael-jordan"])[:2] == ["Michael Jordan", "Jordan"]
    assert words(actors["country:JOR"]) == ["Jordan"]


def test_a_spokesperson_has_the_sector_of_the_body(find: Find) -> None:
    actors = find("Brannoc Telward, a spokesman for the U.S. State Department, spoke.")
    assert actors["person:brannoc-telward"].code == "USAGOV"


def test_members_of_a_family_stay_apart(find: Find) -> None:
    actors = find("Nora Telward sued her brother Karl Telward. Nora Telward won the case.")
    assert {"person:nora-telward", "person:karl-telward"} <= actors.keys()


@pytest.mark.parametrize(
    ("text", "title", "country", "sector"),
    [
        pytest.param("Kenyan President Brannoc Telward spoke.", "Kenyan President", "KEN", "GOV", id="before"),
        pytest.param(
            "Norway's defence minister, Brannoc Telward, spoke.", "defence minister", "NOR", "GOV", id="comma"
        ),
        pytest.param(
            "Brannoc Telward, the Chilean foreign minister, spoke.",
            "Chilean foreign minister",
            "CHL",
            "GOV",
            id="behind",
        ),
        pytest.param("Gen. Brannoc Telward of Kenya spoke.", "Gen.", "KEN", "MIL", id="rank"),
        pytest.param(
            "Former Peruvian president Brannoc Telward spoke.", "Peruvian president", "PER", "ELI", id="former"
        ),
    ],
)
def test_titles_give_office_country_and_sector(
    find: Find, text: str, title: str, country: str | None, sector: str
) -> None:
    person = find(text)["person:brannoc-telward"]
    assert title in person.offices[0].title
    assert person.country == country
    assert person.sectors[:1] == (sector,)
    (office,) = person.offices
    assert text[office.start : office.end] == office.title


def test_a_persons_mention_is_the_bare_name(find: Find) -> None:
    assert words(find("Kenyan President Brannoc Telward spoke.")["person:brannoc-telward"]) == ["Brannoc Telward"]


def test_two_peoples_of_one_phrase_are_two_groups(nlp: Language) -> None:
    doc = nlp("U.S. and Russian negotiators met in Geneva.")
    lookup = ActorLookup(doc, find_references(doc, load_directory(), DAY))
    head = next(token for token in doc if token.text == "negotiators")
    assert [m.actor_id for m in lookup.of(head)] == ["group:rus-gov", "group:usa-gov"]


@pytest.mark.parametrize(
    ("text", "word", "ids"),
    [
        pytest.param(
            "France and Britain signed.", "France", ["country:FRA", "country:GBR"], id="coordination-on-the-right"
        ),
        pytest.param(
            "France and Britain signed.", "Britain", ["country:FRA", "country:GBR"], id="coordination-on-the-left"
        ),
        pytest.param(
            "Several European nations, including Spain and Italy, signed.",
            "nations",
            ["group:europe-states", "country:ESP", "country:ITA"],
            id="examples",
        ),
        pytest.param("Thousands of protesters marched.", "Thousands", ["group:local-protesters"], id="partitive"),
    ],
)
def test_an_argument_stands_for_all_its_actors(nlp: Language, text: str, word: str, ids: list[str]) -> None:
    doc: Doc = nlp(text)
    lookup = ActorLookup(doc, find_references(doc, load_directory(), DAY))
    head = next(token for token in doc if token.text == word)
    assert [m.actor_id for m in lookup.of(head)] == ids


@pytest.mark.parametrize(
    ("text", "actor_id", "pronoun"),
    [
        pytest.param("Karl Telward met Nora Quill. She left early.", "person:nora-quill", "She", id="gender"),
        pytest.param(
            "Brannoc Telward said that Karl Holm was wrong. He left early.",
            "person:brannoc-telward",
            "He",
            id="main-subject",
        ),
        pytest.param(
            "Brannoc Telward said: “I will not resign from this post.”", "person:brannoc-telward", "I", id="speaker"
        ),
        pytest.param(
            "The mayor, Karl Holm, was accused of helping the son of Brannoc Telward. He denies it.",
            "person:karl-holm",
            "He",
            id="apposition-of-the-subject",
        ),
        pytest.param("Russia has said that it will withdraw.", "country:RUS", "it", id="it-is-the-subject-above"),
        pytest.param("French farmers said they would march.", "group:fra-agr", "they", id="they-is-the-subject-above"),
        pytest.param(
            "Since its invasion of Kuwait, Iraq has been isolated.", "country:IRQ", "its", id="its-looks-forward"
        ),
    ],
)
def test_pronouns_join_their_antecedent(find: Find, text: str, actor_id: str, pronoun: str) -> None:
    actors = find(text)
    assert actor_id in actors, actors.keys()
    assert pronoun in words(actors[actor_id])


@pytest.mark.parametrize(
    ("text", "pronoun"),
    [
        pytest.param("A seventh was shot after he drew a knife.", "he", id="clause-above"),
        pytest.param("A woman was arrested when she threw an egg.", "she", id="woman"),
        pytest.param("An officer was hurt in the crush. He is in hospital.", "He", id="sentence-before"),
    ],
)
def test_a_pronoun_behind_somebody_unnamed_is_nobody_named_before(find: Find, text: str, pronoun: str) -> None:
    actors = find(f"Alex Telward opened the dam on Monday. {text}")
    assert "person:alex-telward" in actors
    assert pronoun not in words(actors["person:alex-telward"])


def test_a_spokesman_speaks_of_somebody_named_before(find: Find) -> None:
    actors = find("Karl Telward opened the dam. A spokesman said he would visit Rome.")
    assert "he" in words(actors["person:karl-telward"])


@pytest.mark.parametrize("name", ["the Memorandum of Understanding", "COVID-19", "Ramadan", "the State of Emergency"])
def test_what_acts_for_nobody_is_no_actor(find: Find, name: str) -> None:
    ids = find(f"Ministers discussed {name} with Peru.")
    assert not [i for i in ids if i.startswith("org:")]


def test_it_that_stands_for_a_clause_is_nobody(find: Find) -> None:
    actors = find("Russia fired missiles. It is clear that the truce is over.")
    assert "It" not in [word for actor in actors.values() for word in words(actor)]


def test_credits_and_page_furniture_name_no_actor(find: Find) -> None:
    text = (
        "Farmers march through the capital of Peru, June 3, 2021. REUTERS/Brannoc Telward/File Photo\n\n"
        "Farmers in Peru marched on Monday, organisers said.\n\n(Reporting by Nora Quill; Editing by Karl Holm)\n"
    )
    names = {word for actor in find(text).values() for word in words(actor)}
    assert not names & {"Brannoc Telward", "Nora Quill", "Karl Holm", "REUTERS"}
    assert "Peru" in names


def test_an_office_is_resolved_on_the_articles_day(find: Find) -> None:
    text = "The French president resigned."
    assert "person:nicolas-sarkozy" in find(text, date(2010, 6, 1))
    assert "person:emmanuel-macron" in find(text, date(2020, 6, 1))
    undated = find(text, None)
    assert undated["group:fra-gov"].code == "FRAGOV"


def test_the_holder_whom_the_text_names_goes_before_the_registrys(find: Find) -> None:
    actors = find("French President Brannoc Telward spoke on Monday. The French president then left.", date(2020, 6, 1))
    assert "The French president" in words(actors["person:brannoc-telward"])


def test_who_held_an_office_once_is_of_the_elites(find: Find) -> None:
    assert find("Barack Obama spoke.", date(2012, 1, 1))["person:barack-obama"].code == "USAGOV"
    assert find("Barack Obama spoke.", date(2020, 1, 1))["person:barack-obama"].code == "USAELI"


def test_a_last_name_alone_stays_local_to_its_document(find: Find) -> None:
    one = find("Mr. Telward told the court that the car was his.")
    other = find("Mr. Telward told the court that the house was his.")
    (first,) = [i for i in one if i.startswith("person:")]
    (second,) = [i for i in other if i.startswith("person:")]
    assert first.startswith("person:local-")
    assert first != second


def test_the_same_text_has_the_same_actors(find: Find) -> None:
    text = (
        "Kenyan police said they arrested Brannoc Telward. He denied it, the Kremlin said, and Telward’s lawyers sued."
    )
    assert find(text) == find(text)


def test_every_mention_is_what_stands_there(find: Find) -> None:
    text = "“We agree,” the U.S. envoy Nora Quill told NATO’s allies in Côte d’Ivoire; she met Ban Ki-moon’s aides."
    for actor in find(text).values():
        assert actor.mentions
        for mention in actor.mentions:
            assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(", ".join(f"Anna{i} Berg{i}" for i in range(300)) + " met.", id="300-names"),
        pytest.param("Russia and " * 900 + "France met.", id="long-coordination"),
        pytest.param("the president of " * 600 + "France", id="nested-phrases"),
        pytest.param("\n\n \t\n", id="blank"),
        pytest.param("’s ’s “ ” . - —", id="marks"),
        pytest.param("\u202eRUSSIA\u0000 Putin\ufeff", id="odd-characters"),
    ],
)
def test_odd_input_does_no_harm(find: Find, text: str) -> None:
    find(text)
