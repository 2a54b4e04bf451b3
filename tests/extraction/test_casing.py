"""Lines in title case and in capitals become sentences: common words small, names as they are written."""

from typing import Any

import pytest

from extraction.casing import Caser, Style, Usage, style_of
from extraction.components.reading_copy import Copier
from extraction.reading_words import reading_words

NOTHING = Usage(names={})


@pytest.fixture(scope="module")
def caser(nlp: Any) -> Caser:
    copier = nlp.get_pipe("dateline_reading_copy")
    assert isinstance(copier, Copier)
    return copier.caser


def test_the_lists_of_words_are_in_lower_case_and_say_one_thing_of_a_word() -> None:
    lists = {name: reading_words(name) for name in ("small", "calendar", "common", "names")}
    assert all(words and words == {word.lower() for word in words} for words in lists.values())
    assert sum(map(len, lists.values())) == len(frozenset().union(*lists.values()))


def written(nlp: Any, caser: Caser, line: str, usage: Usage = NOTHING) -> str:
    """Return the line as the caser writes it, with the white space of the original."""
    doc = nlp.make_doc(line)
    texts = [token.text for token in doc]
    words = caser.write_as_sentence(texts, style_of(texts), usage)
    return "".join(word + token.whitespace_ for word, token in zip(words, doc, strict=True))


@pytest.mark.parametrize(
    ("line", "style"),
    [
        pytest.param("Norway Expels Two Diplomats", Style.TITLE, id="title-case"),
        pytest.param("Ministers Meet in Oslo for Talks on Gas", Style.TITLE, id="small-prepositions"),
        pytest.param("NORWAY EXPELS TWO DIPLOMATS", Style.CAPITALS, id="capitals"),
        pytest.param("Norway expels two diplomats", Style.SENTENCE, id="sentence-case"),
        pytest.param("EU, NATO and UN leaders meet", Style.SENTENCE, id="acronyms"),
        pytest.param("Olaf Scholz and Mette Frederiksen meet reporters in Kiel", Style.SENTENCE, id="names"),
        pytest.param("Update", Style.SENTENCE, id="one-word"),
        pytest.param("", Style.SENTENCE, id="nothing"),
    ],
)
def test_how_a_line_is_capitalised(line: str, style: Style) -> None:
    assert style_of(line.split()) is style


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("Norway Expels Two Diplomats", "Norway expels two diplomats", id="state"),
        pytest.param("Khin Zaw Threatens To Quit", "Khin Zaw threatens to quit", id="unknown-person"),
        pytest.param("Foreign Minister Lavrov Meets Envoys", "Foreign Minister Lavrov meets envoys", id="title"),
        pytest.param("Opposition Leader Loses Appeal", "Opposition leader loses appeal", id="title-without-name"),
        pytest.param("Gordon Brown Backs Tax On Banks", "Gordon Brown backs tax on banks", id="name-of-common-words"),
        pytest.param("Sen. Young Opposes Nominee", "Sen. Young opposes nominee", id="last-name-after-title"),
        pytest.param("Ships Collide In Red Sea", "Ships collide in Red Sea", id="place-of-several-words"),
        pytest.param("Thousands March In Lyon In May", "Thousands march in Lyon in May", id="march-and-may"),
        pytest.param("Budget May Fail On March 4", "Budget may fail on March 4", id="may-and-march"),
        pytest.param("Unions Plan May Day Rally", "Unions plan May Day rally", id="feast"),
        pytest.param("US Warns UN Over Veto", "US warns UN over veto", id="acronyms"),
        pytest.param("White House Rejects Deal", "White House rejects deal", id="body-of-two-words"),
        pytest.param("SPD Picks Leader. Greens Wait", "SPD picks leader. Greens wait", id="two-sentences"),
        pytest.param("KYIV SHELLED AS NATO CHIEF VISITS", "Kyiv shelled as NATO chief visits", id="capitals"),
        pytest.param("WHO DECLARES OUTBREAK OVER", "WHO declares outbreak over", id="body-that-is-a-pronoun"),
        pytest.param("WHO WON THE VOTE?", "Who won the vote?", id="pronoun-that-is-a-body"),
        pytest.param("MCCONNELL DOESN'T RULE OUT RUN", "McConnell doesn't rule out run", id="capital-inside"),
        pytest.param("ÅLESUND FÄHRE SINKS", "Ålesund Fähre sinks", id="not-ascii"),
        pytest.param("Rebels seize the bridge", "Rebels seize the bridge", id="a-sentence-stays"),
    ],
)
def test_a_line_is_written_as_a_sentence(nlp: Any, caser: Caser, line: str, expected: str) -> None:
    assert written(nlp, caser, line) == expected


def test_the_text_itself_tells_names_from_common_words(nlp: Any, caser: Caser) -> None:
    line = "Target Store Squad Quits Dawn"
    usage = Usage.of(["The", "squad", "of", "a", "store", "left", "Dawn", ",", "he", "said", "."], [1] * 11)
    assert written(nlp, caser, line, usage) == "Target store squad quits Dawn"


def test_the_first_word_of_a_sentence_tells_nothing() -> None:
    usage = Usage.of(["Rebels", "took", "Goma", ".", "Villagers", "fled", "“", "Nobody", "came"], [1] * 9)
    assert usage.names == {"goma": "Goma"}
    assert usage.small == {"took", "fled", "came"}


def test_words_keep_their_length_whatever_their_script(nlp: Any, caser: Caser) -> None:
    line = "İSTANBUL STRASSE ﬁVE ǅUNGLA TRUMP"
    assert len(written(nlp, caser, line)) == len(line)
