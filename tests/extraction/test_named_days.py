"""Holidays: the rules of the data file."""

from datetime import date

import pytest

from extraction.named_days import days_of, is_historic, load_rules, name_pattern

DAYS = {
    "fixed": ("Christmas Eve", 2024, date(2024, 12, 24)),
    "nth weekday": ("Thanksgiving", 2024, date(2024, 11, 28)),
    "last weekday": ("Memorial Day", 2025, date(2025, 5, 26)),
    "last weekday of December's kind": ("Labor Day", 2025, date(2025, 9, 1)),
    "weekday on or after": ("Election Day", 2024, date(2024, 11, 5)),
    "Easter": ("Easter", 2025, date(2025, 4, 20)),
    "before Easter": ("Good Friday", 2024, date(2024, 3, 29)),
    "Orthodox Easter": ("Orthodox Easter", 2024, date(2024, 5, 5)),
    "lunar calendar": ("Yom Kippur", 2025, date(2025, 10, 2)),
    "Persian calendar": ("Nowruz", 2025, date(2025, 3, 21)),
    "day of history": ("9/11", 2020, date(2001, 9, 11)),
}


@pytest.mark.parametrize(("name", "year", "day"), DAYS.values(), ids=DAYS.keys())
def test_rules_give_the_day_of_the_year(name: str, year: int, day: date) -> None:
    assert days_of(name, year) == (day, day)


def test_a_month_of_fasting_lasts_to_the_day_before_its_feast() -> None:
    fast, feast = days_of("Ramadan", 2025), days_of("Eid al-Fitr", 2025)
    assert fast is not None
    assert feast is not None
    assert (feast[0] - fast[1]).days == 1
    assert (fast[1] - fast[0]).days == 29


@pytest.mark.parametrize("year", [1, 1582, 1900, 2100, 9999])
def test_any_rule_in_any_year_gives_days_in_order_or_none(year: int) -> None:
    for name in load_rules():
        days = days_of(name.removesuffix(" ~"), year)
        assert days is None or days[0] <= days[1]


def test_a_day_of_history_needs_the_deed_behind_it() -> None:
    assert name_pattern().search("the Sept. 11 attacks")
    assert not name_pattern().search("on Sept. 11 they met")
    assert is_historic("Sept. 11")
