"""Everyday life among people and businesses that nobody names is no event; the same acts in public life are."""

from collections.abc import Callable

import pytest

from records.extractions import Extraction


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("The firm raised its offer for the brewery.", id="a takeover"),
        pytest.param("The uncle sent money to his nephew.", id="within a family"),
        pytest.param("The teacher told the children to sit down.", id="asking each other"),
        pytest.param("The scientists shared data with colleagues.", id="at work"),
    ],
)
def test_private_life_is_no_event(extract: Callable[..., Extraction], sentence: str) -> None:
    assert {str(e.event_type) for e in extract(sentence).events} <= {"STATEMENT"}


@pytest.mark.parametrize(
    ("sentence", "event_type"),
    [
        pytest.param("The nurses agreed to end the strike.", "AGREE", id="a word of public life"),
        pytest.param("The families asked for an inquiry.", "REQUEST", id="asking nobody in particular"),
        pytest.param("The teachers thanked the government of Ghana.", "SUPPORT", id="one side is public"),
    ],
)
def test_public_life_is(extract: Callable[..., Extraction], sentence: str, event_type: str) -> None:
    assert event_type in {str(e.event_type) for e in extract(sentence).events}
