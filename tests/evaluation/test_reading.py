"""Gold files that are wrong are refused with the line and the value."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evaluation.errors import RecordFileError
from evaluation.reading import parse_sheets, read_sheets
from records.ids import content_id
from records.vocabularies import EventType, Stance
from tests.evaluation.samples import TEXT, pair, span

Record = dict[str, Any]
Bend = Callable[[Callable[[Record], object]], Record]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda r: r.pop("article"), "'article' is missing"),
        (lambda r: r["article"].update(text=None), "article.text: None is no text"),
        (lambda r: r.pop("events"), "'events' is missing"),
        (lambda r: r.update(events={}), "events: {} is no list"),
        (lambda r: r["events"].append(7), "events[3]: 7 is no object"),
        (lambda r: r["events"][1].update(event_type="TALK"), "events[1].event_type: 'TALK' is none of AGREE, CONSULT"),
        (lambda r: r["events"][1].update(status="occurred"), "events[1].status: 'occurred' is none of OCCURRED"),
        (lambda r: r["events"][0].update(core="no"), "events[0].core: 'no' is neither true nor false"),
        (lambda r: r["events"][0].update(evidence=[]), "events[0]: evidence is empty"),
        (
            lambda r: r["events"][0]["trigger"].update(text="meet"),
            "events[0].trigger: the text has 'met' at 30 to 33, not 'meet'",
        ),
        (lambda r: r["events"][0].update(triggers=[[5, 5]]), "events[0].triggers[0]: 5 to 5 is no span"),
        (lambda r: r["events"][0].update(triggers=[[1, 2, 3]]), "events[0].triggers[0]: [1, 2, 3] is no [start, end]"),
        (lambda r: r["events"][0].update(accept={"status": ["DONE"]}), "events[0].accept.status[0]: 'DONE' is none of"),
        (
            lambda r: r["events"][0]["event_date"].update(start="14 March"),
            "events[0].event_date.start: '14 March' is no day",
        ),
        (
            lambda r: r["events"][0]["event_date"].update(start="2025-04-01"),
            "events[0].event_date: starts on 2025-04-01 and ends on",
        ),
        (
            lambda r: r["events"][0]["participants"][0].update(actor_id="person:nobody"),
            "events[0].participants[0].actor_id: 'person:nobody' is no actor of this record",
        ),
        (lambda r: r["positions"][0].update(actor_id="org:x"), "positions[0].actor_id: 'org:x' is no actor"),
        (lambda r: r["positions"][0].update(polarity=2), "positions[0].polarity: 2 is none of -1, 0, 1"),
        (lambda r: r["positions"][0].update(polarity=True), "positions[0].polarity: True is none of -1, 0, 1"),
        (lambda r: r["timexes"][0].update(value=None), "timexes[0].value: None is no text"),
        (lambda r: r["timexes"][0].update(start="53"), "timexes[0].start: '53' is no whole number"),
        (lambda r: r["attributions"][0].update(content=[]), "attributions[0]: content is empty"),
        (lambda r: r["actors"][0].pop("mentions"), "actors[0]: 'mentions' is missing"),
        (
            lambda r: r["actors"][0]["mentions"][0].update(form="ALIAS"),
            "actors[0].mentions[0].form: 'ALIAS' is none of",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_line(bend: Bend, change: Any, message: str) -> None:
    other = bend(lambda r: r["article"].update(text=TEXT + " More."))
    with pytest.raises(RecordFileError) as refused:
        parse_sheets([json.dumps(other), "\n", json.dumps(bend(change))], "gold.jsonl")
    assert str(refused.value).startswith(f"gold.jsonl:3: {message}")
    assert refused.value.line == 3


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["{"], "gold.jsonl:1: is no JSON"),
        (["[" * 100_000], "gold.jsonl:1: is no JSON"),
        (["[]"], "gold.jsonl:1: [] is no object"),
        ([], "gold.jsonl: holds no record"),
        (["", " "], "gold.jsonl: holds no record"),
    ],
    ids=["broken", "too deep", "no object", "empty", "blank"],
)
def test_a_file_without_records_is_refused(lines: list[str], message: str) -> None:
    with pytest.raises(RecordFileError) as refused:
        parse_sheets(lines, "gold.jsonl")
    assert str(refused.value).startswith(message)


def test_one_text_may_stand_in_one_line_only(record: Record) -> None:
    with pytest.raises(RecordFileError, match=r"gold\.jsonl:2: holds the same text as line 1"):
        parse_sheets([json.dumps(record)] * 2, "gold.jsonl")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordFileError, match=r"no-such\.jsonl: No such file"):
        read_sheets(tmp_path / "no-such.jsonl")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes('{"article": "Türkiye"}'.encode("latin-1"))
    with pytest.raises(RecordFileError, match=r"gold\.jsonl: is no UTF-8: byte 0xfc"):
        read_sheets(path)


def test_a_byte_order_mark_is_no_harm(tmp_path: Path, record: Record) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(record).encode())
    assert len(read_sheets(path)) == 1


def test_what_may_also_be_right_stands_behind_what_is(bend: Bend) -> None:
    def widen(r: Record) -> None:
        r["events"][0].update(accept={"event_type": ["AGREE"], "source": ["gov:FRE"]}, triggers=[pair("Vienna")])
        r["positions"][0].update(accept={"stance": ["ASK"], "actor_id": ["country:FRE"]})

    (sheet,) = parse_sheets([json.dumps(bend(widen))], "gold")
    event, position = sheet.events[0], sheet.positions[0]
    assert event.types == (EventType.CONSULT, EventType.AGREE)
    assert event.sources == {"person:ada-moor", "gov:FRE"}
    assert event.triggers == (tuple(pair("met")), tuple(pair("Vienna")))
    assert position.stances == (Stance.DEMAND, Stance.ASK)
    assert position.holders == ("person:ada-moor", "country:FRE")


def test_only_what_is_scored_has_to_be_there(record: Record) -> None:
    bare = {key: record[key] for key in ("article", "timexes", "actors", "attributions", "events", "positions")}
    bare["article"] = {"text": TEXT}
    bare["events"] = [{key: record["events"][0][key] for key in ("event_type", "status", "trigger", "evidence")}]
    (sheet,) = parse_sheets([json.dumps(bare)], "gold")
    assert sheet.article_id == content_id("art_", TEXT)
    assert sheet.published is None
    assert sheet.events[0].core
    assert sheet.events[0].date.start is None


def test_mere_comments_are_never_core(bend: Bend) -> None:
    gold = bend(lambda r: r["events"][0].update(event_type="STATEMENT", trigger=span("met")))
    (sheet,) = parse_sheets([json.dumps(gold)], "gold")
    assert [event.core for event in sheet.events] == [False, True, True]
