"""Intervals of days as ISO 8601 writes them."""

from datetime import date

import pytest

from schemas.intervals import read_interval


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        pytest.param("2025-03-18", date(2025, 3, 18), date(2025, 3, 18), id="a day"),
        pytest.param("2025-02", date(2025, 2, 1), date(2025, 2, 28), id="a month"),
        pytest.param("2024-02", date(2024, 2, 1), date(2024, 2, 29), id="a month of a leap year"),
        pytest.param("2025", date(2025, 1, 1), date(2025, 12, 31), id="a year"),
        pytest.param("2025-01/2025-03", date(2025, 1, 1), date(2025, 3, 31), id="months"),
        pytest.param("2025-01-15/2025-02", date(2025, 1, 15), date(2025, 2, 28), id="a day and a month"),
        pytest.param("2023/2024-06-30", date(2023, 1, 1), date(2024, 6, 30), id="a year and a day"),
        pytest.param("2025-03-18/2025-03-18", date(2025, 3, 18), date(2025, 3, 18), id="the same day twice"),
        pytest.param("../2025-03", None, date(2025, 3, 31), id="open begin"),
        pytest.param("2025-03/..", date(2025, 3, 1), None, id="open end"),
        pytest.param("/2025", None, date(2025, 12, 31), id="nothing for the begin"),
        pytest.param("2025/", date(2025, 1, 1), None, id="nothing for the end"),
        pytest.param("9999-12", date(9999, 12, 1), date(9999, 12, 31), id="the last month there is"),
        pytest.param("0001", date(1, 1, 1), date(1, 12, 31), id="the first year there is"),
    ],
)
def test_an_interval_is_from_its_first_day_to_its_last(text: str, first: date | None, last: date | None) -> None:
    assert read_interval(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "..",
        "../..",
        "a/b",
        "2025-3",
        "25-03",
        "2025-13",
        "2025-02-30",
        "0000",
        "2025-03/2025-02",
        "2025-03-02/2025-03-01",
        "2025/2026/2027",
        "2025-03-01/P1M",
        "2025-03-01T00:00:00Z/..",
        "２０２５",
        " 2025",
        "2025-03-01 / 2025-03-02",
        "...",
    ],
)
def test_what_is_no_interval_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"interval|day|calendar|after"):
        read_interval(text)
