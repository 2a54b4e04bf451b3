"""Block marking: kinds by what lines look like, and offsets that never move."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.cleaning import find_blocks
from records.vocabularies import BlockKind

ARTICLE = """
Delegates of both sides at the Palais in Geneva on May 4, 2021. AGENCY/Jane Doe/File Photo
Talks on the Border to Resume
GENEVA, May 9 — Negotiators from both countries will meet again on Tuesday, officials said.

What is at stake
- A road that both sides claim.
• Control over the dam.
1. The return of prisoners.
“We will not leave empty-handed,” one of the delegates said.
## Reactions
Neighbours welcomed the announcement.
Related stories
Another headline of the site
Leave a comment
Your email address will not be published.
"""


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, text[block.start : block.end]) for block in find_blocks(text)]


def test_an_article_falls_into_its_blocks() -> None:
    assert [kind for kind, _ in kinds(ARTICLE)] == [
        "CAPTION", "HEADLINE", "PARAGRAPH", "HEADING", "BULLET", "BULLET", "BULLET", "PARAGRAPH", "HEADING",
        "PARAGRAPH", "FURNITURE", "FURNITURE", "FURNITURE", "FURNITURE",
    ]  # fmt: skip


def test_the_marker_of_a_bullet_or_heading_lies_outside_of_the_block() -> None:
    texts = [text for _, text in kinds(ARTICLE)]
    assert "A road that both sides claim." in texts
    assert "Control over the dam." in texts
    assert "The return of prisoners." in texts
    assert "Reactions" in texts


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement", "Share this article on Facebook", "Read more: Markets fall again", "12 comments",
        "Sign up for our newsletter to get the latest news", "(Reporting by J. Doe in Geneva; editing by A. Roe)",
        "© 2025 Sample Wire. All rights reserved.", "Follow us on Telegram",
    ],
)  # fmt: skip
def test_furniture_is_known_by_its_wording(line: str) -> None:
    text = f"The ministers met on Monday.\n{line}\n"
    assert kinds(text)[-1] == ("FURNITURE", line)


@pytest.mark.parametrize(
    "line",
    [
        "Comments by the minister drew anger in parliament on Monday.",
        "Share prices fell after the ministry announced new tariffs on steel.",
        "The video shows soldiers near the bridge.",
        "Follow-up talks were set for Friday, the office said.",
    ],
)
def test_sentences_that_begin_like_furniture_stay_in_the_article(line: str) -> None:
    text = f"The ministers met on Monday.\n{line}\nThey agreed on nothing."
    assert ("PARAGRAPH", line) in kinds(text)


def test_a_single_sentence_without_a_full_stop_is_read_as_a_headline() -> None:
    assert kinds("Trade talks collapse in Geneva") == [("HEADLINE", "Trade talks collapse in Geneva")]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400))
def test_blocks_lie_in_order_inside_the_text_and_cover_every_word(text: str) -> None:
    blocks = find_blocks(text)
    ends = 0
    for block in blocks:
        assert ends <= block.start < block.end <= len(text)
        assert isinstance(block.kind, BlockKind)
        ends = block.end
    outside = "".join(
        text[a:b] for a, b in zip([0, *(b.end for b in blocks)], [*(b.start for b in blocks), len(text)], strict=True)
    )
    # What lies outside is white space and the markers of bullets and headings.
    assert len(outside.split()) <= len(blocks)
