"""Document dates: what is given, metadata, leading datelines."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from extraction.datelines import document_date_of, given_date
from records.articles import Article, DocumentDate
from records.vocabularies import DocumentDateBasis

MakeArticle = Callable[..., Article]

GIVEN = {
    "day": ("2025-03-17", date(2025, 3, 17)),
    "instant in UTC": ("2025-03-17T09:30:00Z", date(2025, 3, 17)),
    "evening in New York is the next day in UTC": ("2025-03-17T23:30:00-05:00", date(2025, 3, 18)),
    "night in Moscow is the day before in UTC": ("2025-03-17T00:30:00+03:00", date(2025, 3, 16)),
    "instant without a zone": ("2025-03-17T09:30:00", date(2025, 3, 17)),
    "no day of the calendar": ("2025-02-30", None),
    "no date at all": ("last week", None),
    "nothing": (None, None),
}


@pytest.mark.parametrize(("published_at", "day"), GIVEN.values(), ids=GIVEN.keys())
def test_a_given_date_counts_by_its_day_in_utc(published_at: str | None, day: date | None) -> None:
    assert given_date(published_at) == day


DATELINES = {
    "city and agency": ("KYIV, March 17, 2025 (Agency) — Shells hit the port.", date(2025, 3, 17), "March 17, 2025"),
    "below a headline": ("Shells hit port\n\nKYIV, 17 March 2025 - Shells hit.", date(2025, 3, 17), "17 March 2025"),
    "city and state": ("WASHINGTON, D.C., Jan. 5, 2021: Lawmakers met.", date(2021, 1, 5), "Jan. 5, 2021"),
    "dash before the date": ("GENEVA — May 3, 2024 — The two sides met.", date(2024, 5, 3), "May 3, 2024"),
}


@pytest.mark.parametrize(("text", "day", "words"), DATELINES.values(), ids=DATELINES.keys())
def test_a_leading_dateline_with_a_year_dates_the_article(
    make_article: MakeArticle, text: str, day: date, words: str
) -> None:
    found = document_date_of(make_article(text))
    assert (found.value, found.basis) == (day, DocumentDateBasis.DATELINE)
    assert found.span is not None
    assert text[slice(*found.span)] == words


NO_DATELINES = {
    "no year": "KYIV, March 17 (Agency) — Shells hit the port.",
    "a date in the sentence": "In Kyiv, on March 17, 2025, shells hit the port - again.",
    "no dash behind the date": "KYIV, March 17, 2025 was a day of mourning.",
    "only a month": "KYIV, March 2025 — Shells hit the port.",
    "a date far below": "Shells hit the port.\n" * 10 + "KYIV, March 17, 2025 — More.",
    "a caption": "Two presidents in Osaka, Japan, June 28, 2019. REUTERS/Jane Doe/File Photo",
    "no day of the calendar": "KYIV, February 30, 2025 — Shells hit the port.",
    "empty lines": "\n\n\n",
}


@pytest.mark.parametrize("text", NO_DATELINES.values(), ids=NO_DATELINES.keys())
def test_no_other_date_of_the_body_dates_the_article(make_article: MakeArticle, text: str) -> None:
    assert document_date_of(make_article(text)) == DocumentDate()


def test_what_is_given_wins_over_metadata_and_dateline(make_article: MakeArticle) -> None:
    text = "KYIV, March 17, 2025 (Agency) — Shells hit the port."
    metadata = DocumentDate(value=date(2025, 3, 16), basis=DocumentDateBasis.METADATA)
    article = make_article(text, published_at="2025-03-15")
    assert document_date_of(replace(article, document_date=metadata)).value == date(2025, 3, 15)
    assert document_date_of(replace(make_article(text), document_date=metadata)) == metadata
    assert document_date_of(article).basis is DocumentDateBasis.GIVEN
