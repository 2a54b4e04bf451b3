"""Sentence starts at blocks and after datelines."""

from typing import Any

import pytest
import spacy

from extraction.components.blocks import BlockMarker


def starts(text: str) -> list[str]:
    doc = BlockMarker()(spacy.blank("en")(text))
    marked = [t.i for t in doc if t.is_sent_start]
    texts = [doc[a:b].text.strip() for a, b in zip(marked, [*marked[1:], len(doc)], strict=True)]
    return [text for text in texts if text.strip("-")]


@pytest.mark.parametrize(
    ("dateline", "story"),
    [
        ("GENEVA, May 9 (Agency) —", "Negotiators will meet again."),
        ("OUAGADOUGOU, Oct 1, 2022 -", "Soldiers ousted the ruler."),
        ("WASHINGTON (AP) --", "The Senate voted on Monday."),
        ("KYIV –", "Ukraine accepted the plan."),
        ("NEW YORK, U.S. —", "The council met in private."),
        ("ST. PETERSBURG, Russia, June 5 (Agency) -", "Prices rose again."),
    ],
)
def test_the_story_begins_after_the_dateline(dateline: str, story: str) -> None:
    assert starts(f"{dateline} {story}") == [dateline, story]


@pytest.mark.parametrize(
    "text",
    [
        "U.S. officials - all of them - left.",
        "NATO - the alliance of 32 states - met on Monday.",
        "The talks — the third round — began.",
    ],
)
def test_a_dash_in_a_sentence_is_no_dateline(text: str) -> None:
    assert len(starts(text)) == 1


def test_blocks_are_sentences_of_their_own() -> None:
    text = "Talks Resume\nThe ministers met.\n- A road.\n- A dam."
    assert starts(text) == ["Talks Resume", "The ministers met.", "A road.", "A dam."]


@pytest.mark.parametrize(
    ("joint", "first_word"),
    [
        pytest.param("; ", "Kenya", id="behind-a-semicolon"),
        pytest.param(" and ", "and", id="before-a-conjunction"),
        pytest.param(", ", "Kenya", id="behind-a-comma"),
        pytest.param(" ", None, id="anywhere"),
    ],
)
def test_a_sentence_without_end_is_read_in_parts(nlp: Any, joint: str, first_word: str | None) -> None:
    doc = nlp("In June " + joint.join(["Kenya met Mali"] * 400) + ".")
    parts = list(doc.sents)
    assert max(len(part) for part in parts) <= 121
    assert "".join(part.text_with_ws for part in parts) == doc.text
    if first_word is not None:
        assert {part[0].text for part in parts[1:]} == {first_word}


def test_sentences_of_usual_length_are_not_cut(nlp: Any) -> None:
    sentence = "The ministers met in Oslo, and they spoke about gas, fish and ships for two hours. "
    doc = nlp(sentence * 20)
    assert [part.text for part in doc.sents] == [sentence.strip()] * 20
