"""Countries are understood as codes and names."""

import pytest

from api.countries import find_country


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("ke", "KEN"),
        ("KEN", "KEN"),
        ("Kenya", "KEN"),
        ("kenya ", "KEN"),
        ("Russia", "RUS"),
        ("United States", "USA"),
        ("XKX", "XKX"),
        ("Kosovo", "XKX"),
        ("Palestine", "PSE"),
        ("TWN", "TWN"),
        ("Kingdom of Belgium", "BEL"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_country_is_understood_as(given: str, code: str | None) -> None:
    assert find_country(given) == code
