"""Parts of names, and which names may be one person's."""

import pytest

from extraction.person_names import may_be_same, parse_name

VARIANTS = {"volodymyr": "volodymyr", "vladimir": "volodymyr", "michael": "michael", "mike": "michael"}


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        pytest.param("Gen. Abdel Fattah al-Sisi", ("Abdel", "Fattah"), "al Sisi", id="rank-and-article"),
        pytest.param("Ursula von der Leyen", ("Ursula",), "von der Leyen", id="particles"),
        pytest.param("Kim Jong-un", ("Jong un",), "Kim", id="family-first"),
        pytest.param("Martin Luther King Jr.", ("Martin", "Luther"), "King", id="suffix"),
        pytest.param("Mr. Lee", (), "Lee", id="bare-with-honorific"),
        pytest.param("José Mujica", ("Jose",), "Mujica", id="accents"),
    ],
)
def test_a_name_comes_apart(text: str, given: tuple[str, ...], family: str) -> None:
    name = parse_name(text)
    assert (name.given, name.family) == (given, family)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("Volodymyr Zelenskyy", "Vladimir Zelenskyy", True, id="variant-of-the-given-name"),
        pytest.param("Mike Waltz", "Michael Waltz", True, id="short-form"),
        pytest.param("George W. Bush", "George H. W. Bush", False, id="middle-initials-differ"),
        pytest.param("Donald Trump", "Donald Trump Jr.", False, id="generation"),
        pytest.param("Kim Jong Un", "Kim Jong Il", False, id="third-syllable"),
        pytest.param("Donald J. Trump", "Donald Trump", True, id="middle-initial-left-out"),
        pytest.param("J. Smith", "John Smith", True, id="initial"),
        pytest.param("Higuchi Ichiyo", "Ichiyo Higuchi", True, id="order"),
        pytest.param("Anna Berg", "Anna Holm", False, id="other-family"),
        pytest.param("Gabriel García Márquez", "García Márquez", True, id="two-family-names"),
        pytest.param("Hillary Clinton", "Bill Clinton", False, id="spouses"),
    ],
)
def test_names_of_one_person_are_told_from_those_of_two(one: str, other: str, same: bool) -> None:
    assert may_be_same(parse_name(one), parse_name(other), VARIANTS) is same
    assert may_be_same(parse_name(other), parse_name(one), VARIANTS) is same


@pytest.mark.parametrize("text", ["", " ", "...", "Mr.", "-", "ὈΔΥΣΣΕΎΣ", "a" * 10_000])
def test_odd_names_do_no_harm(text: str) -> None:
    parse_name(text)
