"""Full dates in any usual spelling, and nothing made up where a part is missing."""

from collections.abc import Callable
from datetime import date

import pytest

from extraction.absolute_dates import read_absolute_date
from extraction.datelines import document_date_of
from records.articles import Article
from records.vocabularies import DocumentDateBasis


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("17-Mar-2025", date(2025, 3, 17)),
        ("Mon., 3rd March, 2025 09:30", date(2025, 3, 3)),
        ("17.03.2025", date(2025, 3, 17)),
        ("March 2025", None),
        ("March 17", None),
        ("2025", None),
        ("February 30, 2025", None),
        ("9" * 39, None),
        ("17 March 2025 " * 10, None),
        ("", None),
    ],
    ids=lambda value: str(value)[:24] or "nothing",
)
def test_a_day_needs_all_of_its_parts(words: str, day: date | None) -> None:
    assert read_absolute_date(words) == day


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("KYIV, 17-Mar-2025 (Agency) — Talks began.", (6, 17)),
        ("LAGOS, Mon., 17th Mar. 2025 - Talks began.", (7, 27)),
        ("PARIS 17/03/2025 – Talks began.", (6, 16)),
    ],
)
def test_a_dateline_may_spell_its_day_as_running_text_does_not(
    make_article: Callable[..., Article], text: str, span: tuple[int, int]
) -> None:
    found = document_date_of(make_article(text))
    assert (found.value, found.basis) == (date(2025, 3, 17), DocumentDateBasis.DATELINE)
    assert found.span == span


@pytest.mark.parametrize(
    "text",
    [
        "GENEVA: Talks in 2024 - a year ago - failed.",
        "NATO allies met on 17 March 2025 - and left.",
        "UN chief - 2025 was a hard year - said so.",
        "The 2025 summit - held on 17-Mar-2025 - ended.",
    ],
)
def test_a_day_in_a_sentence_is_no_dateline(make_article: Callable[..., Article], text: str) -> None:
    assert document_date_of(make_article(text)).value is None
