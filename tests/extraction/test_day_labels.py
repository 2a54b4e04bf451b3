"""Days and hours that lines of a timeline begin with."""

import pytest

from extraction.day_labels import label_end


@pytest.mark.parametrize(
    "label",
    [
        "2014: ",
        "March 3: ",
        "3 March – ",
        "March 3, 2024 - ",
        "Monday, 7 October 2023 — ",
        "Feb. 24: ",
        "June 2019: ",
        "Friday: ",
        "14:30 - ",
        "9.15 a.m.: ",
        "06:00 GMT: ",
        "Day 12: ",
        "Late 2011 – ",
    ],
)
def test_where_a_label_ends(label: str) -> None:
    assert label_end(label + "Rebels seize the port.") == len(label)
    assert label_end("Earlier. " + label + "“Rebels” seize it.", 9) == len(label) + 9


@pytest.mark.parametrize(
    "line",
    [
        "2014 was a good year.",
        "Marchers: they came on Monday.",
        "Monday's talks - the third - failed.",
        "UN: famine looms",
        "3: Rebels seize the port.",
        "Monday: the rebels",
        "2014:",
        "",
    ],
)
def test_what_is_no_label(line: str) -> None:
    assert label_end(line) is None
