"""The index of registry names."""

import pytest

from extraction.name_index import NameEntry, NameIndex, NameUse, fold

NAMES = [
    "U.S.",
    "US",
    "al-Qaeda",
    "Côte d'Ivoire",
    "the West",
    "West Bank",
    "South Africa",
    "Korea",
    "People's Liberation Army",
]


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return NameIndex({fold(name): (NameEntry(name, NameUse.NAME),) for name in NAMES})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("The U.S. and al-Qaeda", ["U.S.", "al-Qaeda"], id="abbreviation-and-hyphen"),
        pytest.param("U.S.-backed", ["U.S."], id="abbreviation-in-a-compound"),
        pytest.param("US officials told us", ["US"], id="case-counts"),
        pytest.param("in Cote d’Ivoire today", ["Cote d’Ivoire"], id="accents-and-apostrophes-do-not-count"),
        pytest.param("the West Bank", ["West Bank"], id="an-article-does-not-break-a-longer-name"),
        pytest.param("the West acts", ["the West"], id="a-name-with-its-article"),
        pytest.param("talks on Korea. South Africa agreed", ["Korea", "South Africa"], id="no-name-crosses-a-sentence"),
        pytest.param("Koreas, Usual, WestBank", [], id="whole-words-only"),
        pytest.param("the People’s Liberation Army", ["People’s Liberation Army"], id="possessive-inside"),
        pytest.param("South", [], id="a-name-cut-off-at-the-end"),
    ],
)
def test_names_are_found_as_whole_words(index: NameIndex, text: str, found: list[str]) -> None:
    assert [text[hit.start : hit.end] for hit in index.find(text)] == found


def test_a_name_is_looked_up_in_any_spelling(index: NameIndex) -> None:
    assert index.get("Cote d’Ivoire") == index.get("Côte  d'Ivoire") != ()
