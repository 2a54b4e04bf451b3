"""Phrases that point back: the two sides, its troops, the company; and names that a text takes up in other words."""

from collections.abc import Callable
from datetime import date

import pytest
from spacy.language import Language

from extraction.actors import find_references
from extraction.directory import load_directory
from records.actors import Actor

Find = Callable[..., dict[str, Actor]]


@pytest.fixture(scope="session")
def find(nlp: Language) -> Find:
    """Return the actors of a text by id."""

    def run(text: str, day: date = date(2025, 7, 9)) -> dict[str, Actor]:
        return {r.actor.id: r.actor for r in find_references(nlp(text), load_directory(), day)}

    return run


def holders(actors: dict[str, Actor], words: str) -> set[str]:
    return {i for i, actor in actors.items() for mention in actor.mentions if mention.text == words}


@pytest.mark.parametrize(
    ("text", "words", "ids"),
    [
        pytest.param(
            "Kyiv and Moscow held talks in Istanbul. The two countries agreed on nothing.",
            "The two countries",
            {"gov:UKR", "gov:RUS"},
            id="countries",
        ),
        pytest.param(
            "Claudia Sheinbaum met Javier Milei in Brasilia. The two leaders shook hands.",
            "The two leaders",
            {"person:claudia-sheinbaum", "person:javier-milei"},
            id="leaders",
        ),
        pytest.param(
            "Israel and Hezbollah began a ceasefire. Amos Hochstein, the US envoy, said the two sides had agreed.",
            "the two sides",
            {"country:ISR", "org:hezbollah"},
            id="sides-are-not-the-mediators",
        ),
        pytest.param(
            "Uganda, Kenya and Rwanda signed. The two countries agreed.",
            "The two countries",
            set(),
            id="three-are-not-two",
        ),
        pytest.param(
            "Samia Suluhu Hassan said her government won.", "her government", {"gov:TZA"}, id="her-government"
        ),
        pytest.param(
            "Microsoft was fined on Monday. The company will appeal.", "The company", {"org:microsoft"}, id="company"
        ),
        pytest.param(
            "The European Commission fined a bank. A spokesman said the Commission would be firm.",
            "Commission",
            {"org:european-commission"},
            id="last-word-of-a-name",
        ),
        pytest.param(
            "Taiwan's defence ministry counted 45 aircraft. The ministry rejected the drills.",
            "The ministry",
            {"gov:TWN-defence-ministry"},
            id="ministry",
        ),
        pytest.param(
            "Fighters of the Arakan Army attacked. Members of Hezbollah fled.",
            "Members",
            {"org:hezbollah"},
            id="members",
        ),
    ],
)
def test_a_phrase_is_who_it_points_back_to(find: Find, text: str, words: str, ids: set[str]) -> None:
    found = holders(find(text), words)
    assert (found == ids) if ids else not any(i.startswith(("country:", "gov:")) for i in found)


@pytest.mark.parametrize(
    ("text", "actor_id", "words"),
    [
        pytest.param("Kim Jong-un was absent.", "person:kim-jong-un", "Kim Jong-un", id="hyphen"),
        pytest.param("Kim Yo-jong spoke.", "person:kim-yo-jong", "Kim Yo-jong", id="hyphen-where-the-row-has-none"),
        pytest.param("Ishiba Shigeru resigned.", "person:shigeru-ishiba", "Ishiba Shigeru", id="family-name-first"),
        pytest.param("Jordan's King Abdullah spoke.", "person:king-abdullah-ii", "Abdullah", id="king-of-that-country"),
        pytest.param(
            "Sri Mulyani Indrawati resigned.", "person:sri-mulyani-indrawati", "Sri Mulyani Indrawati", id="sri"
        ),
        pytest.param('"We grieve," the pope said.', "person:pope-leo-xiv", "the pope", id="pope-of-the-day"),
        pytest.param("The case went to Justice Sotomayor.", "person:sonia-sotomayor", "Sotomayor", id="justice"),
    ],
)
def test_a_person_is_known_by_every_way_of_writing(find: Find, text: str, actor_id: str, words: str) -> None:
    assert words in [mention.text for mention in find(text)[actor_id].mentions]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Guests at the hotel in Wan Chai were tested.", "Wan Chai", id="place-not-person"),
        pytest.param("A man from Tamworth was charged.", "Tamworth", id="town-not-organisation"),
        pytest.param("The protests spread to Makassar and Bandung.", "Bandung", id="spread-to"),
        pytest.param("Li Qiang met He Lifeng. He said nothing.", "He", id="pronoun-not-surname"),
    ],
)
def test_what_is_no_actor_is_none(find: Find, text: str, words: str) -> None:
    assert not [a.id for a in find(text).values() for m in a.mentions if m.text == words and m.form != "PRONOUN"]


@pytest.mark.parametrize(
    ("text", "actor_id", "country", "sectors"),
    [
        pytest.param("Georgia Governor Brian Kemp signed it.", "person:brian-kemp", "USA", ("GOV",), id="governor"),
        pytest.param("Unifor president Lana Quill spoke.", "person:lana-quill", "CAN", ("LAB",), id="union"),
        pytest.param("Ada Quill, the leader of Chadema, spoke.", "person:ada-quill", "TZA", ("PTY",), id="party"),
        pytest.param("The chief executive, Ada Quill, resigned.", "person:ada-quill", None, ("BUS",), id="firm"),
        pytest.param(
            "Guinea's junta leader, General Mamady Doumbouya, won.",
            "person:mamady-doumbouya",
            "GIN",
            ("GOV",),
            id="office-before-a-rank",
        ),
    ],
)
def test_a_title_tells_country_and_sector(
    find: Find, text: str, actor_id: str, country: str | None, sectors: tuple[str, ...]
) -> None:
    actor = find(text)[actor_id]
    assert (actor.country, actor.sectors) == (country, sectors)


def test_a_firm_is_no_person_of_its_name(find: Find) -> None:
    actors = find("Ford said it would cut jobs. Premier Doug Ford objected. Ford said he would fight.")
    assert [m.start for m in actors["org:ford"].mentions if m.text == "Ford"] == [0]
    assert len([m for m in actors["person:doug-ford"].mentions if m.text.endswith("Ford")]) == 2


def test_we_before_the_name_does_not_make_a_group_a_person(find: Find) -> None:
    actors = find('"We reject this," the ministry said.')
    assert not [i for i in actors if i.startswith("person:")]


def test_a_dateline_sets_the_scene(find: Find) -> None:
    actors = find(
        "MAIDUGURI, Nigeria - Gunmen killed a farmer, police said. They fled to Niger. Chad closed its border."
    )
    assert "group:nga-police" in actors


def test_a_first_word_behind_a_dateline_stays_in_its_sentence(nlp: Language) -> None:
    sentences = [
        s.text.strip() for s in nlp("MOSCOW - Boris Quill, president of the republic, climbed on a tank.").sents
    ]
    assert sentences[1].startswith("Boris Quill,")
