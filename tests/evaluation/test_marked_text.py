"""Gold that marks events alone: what a text file says becomes sheets, and what it gets wrong is told."""

from pathlib import Path

import pytest

from evaluation.errors import RecordFileError
from evaluation.marked_text import parse_marked_text
from evaluation.reading import read_sheets
from evaluation.scoring import score_sheets
from evaluation.sheets import Sheet
from records.vocabularies import EventStatus, EventType

_ITEM = """
# a comment
= 2025-03-17
Freedonia attacked Borduria on Friday.
Both sides then held talks in Vienna; the talks failed.
ASSAULT/COERCE OCCURRED | Freedonia | Borduria | attacked
? CONSULT OCCURRED | Both sides | - | held / talks#2
"""


def _parse(text: str) -> tuple[Sheet, ...]:
    return parse_marked_text(text.splitlines(), "gold.txt")


def test_an_item_becomes_a_sheet_with_its_text_day_and_events() -> None:
    (sheet,) = _parse(_ITEM)
    assert sheet.text.split("\n\n")[0] == "Freedonia attacked Borduria on Friday."
    assert (sheet.name, str(sheet.published), sheet.layers) == ("line 3", "2025-03-17", {"events"})
    first, second = sheet.events
    assert (first.types, first.statuses) == ((EventType.ASSAULT, EventType.COERCE), (EventStatus.OCCURRED,))
    assert (first.sources, first.targets, first.core) == ({"Freedonia"}, {"Borduria"}, True)
    assert (second.targets, second.core) == (frozenset(), False)


def test_triggers_stand_where_their_words_do() -> None:
    (sheet,) = _parse(_ITEM)
    words = [[sheet.text[start:end] for start, end in event.triggers] for event in sheet.events]
    assert words == [["attacked"], ["held", "talks"]]
    assert sheet.events[1].triggers[1][0] == sheet.text.rindex("talks")


def test_a_word_of_two_words_is_found_whole() -> None:
    (sheet,) = _parse("= 2025-03-17\nWar and warfare: war came.\nASSAULT OCCURRED | - | - | war")
    assert sheet.events[0].triggers == ((17, 20),)


def test_the_evidence_is_the_paragraph() -> None:
    (sheet,) = _parse(_ITEM)
    ((start, end),) = sheet.events[0].evidence
    assert sheet.text[start:end] == "Freedonia attacked Borduria on Friday."


def test_an_item_may_hold_no_event() -> None:
    (sheet,) = _parse("= 2025-03-17\nIt rained.\nNONE")
    assert sheet.events == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("It rained.\nNONE", "1: stands before the first item: 'It rained.'", id="no day"),
        pytest.param("= soon\nIt rained.\nNONE", "1: 'soon' is no day", id="bad day"),
        pytest.param("= 2025-03-17\nNONE", "1: has no text", id="no text"),
        pytest.param("= 2025-03-17\nIt rained.", "1: has neither an event nor NONE", id="no verdict"),
        pytest.param(
            "= 2025-03-17\nA hit B.\nHIT OCCURRED | A | B | hit", "3: 'HIT' is not a valid EventType", id="type"
        ),
        pytest.param(
            "= 2025-03-17\nA hit B.\nASSAULT | A | B | hit", "3: '' is not a valid EventStatus", id="no status"
        ),
        pytest.param(
            "= 2025-03-17\nA hit B.\nASSAULT OCCURRED | A | B | C | hit", "3: an event has 4 parts, not 5", id="parts"
        ),
        pytest.param(
            "= 2025-03-17\nA hit B.\nASSAULT OCCURRED | A | C | hit", "3: 'C' does not stand in the text", id="absent"
        ),
        pytest.param(
            "= 2025-03-17\nA hit B.\nASSAULT OCCURRED | A | B | hit#2",
            "3: 'hit' stands 1 times in the text, not 2",
            id="second of one",
        ),
        pytest.param(
            "= 2025-03-17\nRain.\nNONE\n= 2025-03-18\nRain.\nNONE", "4: holds the same text as line 1", id="twice"
        ),
        pytest.param("# nothing\n", "holds no item", id="empty"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, problem: str) -> None:
    with pytest.raises(RecordFileError) as caught:
        _parse(text)
    assert problem in str(caught.value)


def test_a_text_file_is_read_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "gold.txt"
    path.write_text(_ITEM, encoding="utf-8")
    assert [len(sheet.events) for sheet in read_sheets(path)] == [2]


def test_only_the_layers_of_the_gold_are_scored() -> None:
    sheets = _parse(_ITEM)
    report = score_sheets(sheets, sheets)
    assert {figure.layer for figure in report.figures} == {"events"}
    assert report.values()["events.found_and_typed.recall"] == 100.0
    assert "events.date.recall" not in report.values()
