"""Extraction lines are read as they were written, and refused where they contradict themselves."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from records.articles import DocumentDate
from records.extractions import Extraction, FailedExtraction, Failure
from schemas.errors import RecordError
from schemas.extractions import load_record
from schemas.rendering import render_record
from tests import samples

EXTRACTIONS = {"talks": samples.talks(), "sanctions": samples.sanctions(), "memories": samples.memories()}


@pytest.mark.parametrize("extraction", EXTRACTIONS.values(), ids=EXTRACTIONS)
def test_a_record_is_read_as_it_was_written(extraction: Extraction) -> None:
    line = render_record(extraction)
    assert render_record(load_record(line)) == line


@pytest.mark.parametrize("extraction", EXTRACTIONS.values(), ids=EXTRACTIONS)
def test_what_is_read_equals_what_was_found(extraction: Extraction) -> None:
    assert load_record(render_record(extraction)) == extraction


def test_a_failure_is_read_as_it_was_written() -> None:
    failure = FailedExtraction(
        article={"id": "art_x", "title": None}, error=Failure(code="EMPTY_TEXT", detail="The article has no text.")
    )
    assert load_record(render_record(failure)) == failure


def test_fields_that_older_records_lack_have_their_meaning() -> None:
    document = orjson.loads(render_record(samples.sanctions()))
    del document["places"], document["article"]["document_date"]
    for event in document["events"]:
        del event["reciprocal"], event["story"]
    record = load_record(orjson.dumps(document))
    assert isinstance(record, Extraction)
    assert record.places == ()
    assert record.article.document_date == DocumentDate()
    assert {(event.reciprocal, event.story) for event in record.events} == {(False, None)}


def test_unknown_fields_are_passed_over() -> None:
    document = orjson.loads(render_record(samples.talks()))
    document["novelty"] = document["events"][0]["novelty"] = {"start": 1}
    assert load_record(orjson.dumps(document)) == samples.talks()


def _set(*path: str | int, to: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (_set("events", 0, "status", to="DONE"), "/events/0/status"),
        (_set("events", 0, "quad_class", to=7), "/events/0/quad_class"),
        (_set("events", 0, "evidence", to=[]), "/events/0/evidence"),
        (_set("events", 0, "evidence", 0, "quote", to="Not there."), "/events/0/evidence/0"),
        (_set("events", 0, "event_date", "start", to="2025-02-30"), "/events/0/event_date/start"),
        (_set("events", 0, "participants", 0, "actor_id", to="org:un"), "/events/0/participants/0/actor_id"),
        (_set("events", 0, "participants", 0, "mention", to=[9, 4]), "/events/0/participants/0/mention"),
        (_set("events", 0, "confidence", to=float("inf")), "/events/0/confidence"),
        (_set("positions", 0, "polarity", to=2), "/positions/0/polarity"),
        (_set("positions", 0, "content", to=[0, 10_000]), "/positions/0/content"),
        (_set("positions", 0, "addressee_ids", to=["country:XYZ"]), "/positions/0/addressee_ids/0"),
        (_set("timexes", 0, "value", to=""), "/timexes/0/value"),
        (_set("timexes", 0, "text", to="Sunday"), "/timexes/0"),
        (_set("actors", 0, "mentions", to=[]), "/actors/0/mentions"),
        (_set("attributions", 0, "content", to=[]), "/attributions/0/content"),
        (_set("article", "text", to=7), "/article/text"),
        (_set("article", "sha256", to="0" * 64), "/article/sha256"),
        (_set("article", "id", to="talks"), "/article/id"),
        (_set("extractor", to=None), "/extractor"),
    ],
    ids=lambda value: value.strip("/").replace("/", "-") if isinstance(value, str) else "",
)
def test_a_record_that_is_wrong_is_refused_with_the_place_of_the_error(
    change: Callable[[Any], None], pointer: str
) -> None:
    document = orjson.loads(render_record(samples.talks()))
    change(document)
    with pytest.raises(RecordError) as refused:
        load_record(orjson.dumps(document))
    assert pointer in [where for where, _ in refused.value.problems]
    assert pointer in str(refused.value)


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"7", b'"words"', b"null", b"\xff\xfe", b"{}"])
def test_a_line_that_is_no_record_is_refused(line: bytes) -> None:
    with pytest.raises(RecordError, match="No extraction record"):
        load_record(line)
