"""Quotation marks of a text: how they pair, whatever is missing or mixed."""

from itertools import pairwise

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from extraction.quotes import SCARE_WORDS, find_quotations, text_blocks


def quotations(doc: Doc) -> list[str]:
    return [doc[q.start : q.end].text for q in find_quotations(doc, text_blocks(doc))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("“We will stay,” she said.", ["“We will stay,”"], id="curly"),
        pytest.param('"We will stay," she said.', ['"We will stay,"'], id="straight"),
        pytest.param("''We will stay,'' she said.", ["''We will stay,''"], id="two-single-marks"),
        pytest.param("``We will stay,'' she said.", ["``We will stay,''"], id="tex"),
        pytest.param("«We will stay», she said.", ["«We will stay»"], id="guillemets"),
        pytest.param("„We will stay“, she said.", ["„We will stay“"], id="low-high"),
        pytest.param("‘We will stay,’ she said.", ["‘We will stay,’"], id="single-curly"),
        pytest.param("'We will stay,' she said.", ["'We will stay,'"], id="single-straight"),
        pytest.param("She said: “We will stay.”", ["“We will stay.”"], id="after-colon"),
        pytest.param("“One,” he said. “Two.”", ["“One,”", "“Two.”"], id="split"),
        pytest.param('"One," he said. "Two."', ['"One,"', '"Two."'], id="split-straight"),
        pytest.param(
            "“He called it ‘a farce’ yesterday,” she said.", ["“He called it ‘a farce’ yesterday,”"], id="nested"
        ),
        pytest.param(
            "‘He called it “a farce” again,’ she said.", ["‘He called it “a farce” again,’"], id="nested-other"
        ),
        pytest.param("“He said “no” twice,” she said.", ["“He said “no” twice,”"], id="nested-same-kind"),
        pytest.param("She said “we will stay", ["“we will stay"], id="unclosed-to-the-end"),
        pytest.param("we will stay,” she said.", ["we will stay,”"], id="never-opened"),
        pytest.param('we will stay," she said.', ['we will stay,"'], id="never-opened-straight"),
        pytest.param("“We stay, she said. “They go.”", ["“We stay, she said. ", "“They go.”"], id="forgotten-close"),
        pytest.param('"We stay, she said. "They go."', ['"We stay, she said. ', '"They go."'], id="forgotten-straight"),
        pytest.param("The ministers' plan won't fly.", [], id="apostrophes"),
        pytest.param("The allies’ plan isn’t ready.", [], id="curly-apostrophes"),
        pytest.param(
            "The allies’ plan to ‘win the allies’ war’ failed.", ["‘win the allies’ war’"], id="genitive-inside"
        ),
        pytest.param("The '90s and '80s were quiet.", [], id="decades"),
        pytest.param("Rock ’n’ roll isn’t dead.", [], id="elision"),
        pytest.param("A so-called “red line” was crossed.", ["“red line”"], id="scare"),
        pytest.param("He held up a 6'2\" pole.", [], id="inches-open-nothing"),
        pytest.param("“A” and “B” and “C” met.", ["“A”", "“B”", "“C”"], id="three-short"),
        pytest.param("(“We will stay,” she said.)", ["“We will stay,”"], id="in-brackets"),
        pytest.param("“We will stay” — that was clear.", ["“We will stay”"], id="before-dash"),
        pytest.param("“Will we stay?” he asked.", ["“Will we stay?”"], id="question"),
        pytest.param("”", [], id="only-a-closing-mark"),
        pytest.param("“", [], id="only-an-opening-mark"),
        pytest.param('"', [], id="only-a-straight-mark"),
        pytest.param("”“”“", [], id="marks-in-the-wrong-order"),
    ],
)
def test_marks_pair_by_kind(nlp: Language, text: str, expected: list[str]) -> None:
    doc = nlp(text)
    found = [q.strip() for q in quotations(doc)]
    assert found == [q.strip() for q in expected]


def test_a_quotation_set_again_in_the_next_paragraph_carries_on(nlp: Language) -> None:
    doc = nlp("“The harvest was poor, she said.\n“We will import grain this winter.”")
    found = find_quotations(doc, text_blocks(doc))
    assert [q.carries_on for q in found] == [False, True]
    assert not found[0].closed
    assert found[1].closed


def test_paragraphs_between_an_open_and_a_closing_mark_belong_to_the_quotation(nlp: Language) -> None:
    doc = nlp("“The harvest was poor this year.\nThe silos are empty by now.\nWe will import grain,” she said.")
    found = find_quotations(doc, text_blocks(doc))
    assert [q.carries_on for q in found] == [False, True, True]


def test_a_closed_quotation_does_not_carry_on(nlp: Language) -> None:
    doc = nlp("“The harvest was poor,” she said.\n“We will import grain,” he said.")
    assert [q.carries_on for q in find_quotations(doc, text_blocks(doc))] == [False, False]


@pytest.mark.parametrize("words", range(1, 8))
def test_few_quoted_words_are_no_statement(nlp: Language, words: int) -> None:
    doc = nlp("He spoke of “" + " ".join(["grain"] * words) + "” again.")
    (found,) = find_quotations(doc, text_blocks(doc))
    assert found.words == words
    assert found.is_scare == (words < SCARE_WORDS)


def test_furniture_holds_no_quotations(nlp: Language) -> None:
    doc = nlp("The council met on Monday and voted.\nLeave a comment\n")
    assert all(block.label_ != "FURNITURE" for block in text_blocks(doc))


@pytest.mark.parametrize(
    "text",
    [
        "“" * 50,
        "”" * 50,
        '"' * 51,
        "'" * 51,
        "“‘\"'«»„“”’" * 20,
        "``''``''''",
        '\n“\n”\n"\n',
        "“" + "word " * 2000,
        "“a\n" * 60,
    ],
    ids=["open", "close", "straight", "single", "five-kinds", "tex", "lines", "long", "never-closed-lines"],
)
def test_odd_marks_never_raise_and_never_overlap(nlp: Language, text: str) -> None:
    doc = nlp(text)
    found = find_quotations(doc, text_blocks(doc))
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= q.start < q.end <= len(doc) for q in found)
