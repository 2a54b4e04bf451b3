"""Sentence starts at blocks and after datelines."""

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
