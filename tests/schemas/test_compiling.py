"""What compiled readers make of records is what the schemas make of them; what they doubt is left to the schemas."""

import copy
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import Schema, fields, validate

from benchmarks.generate_records import generate
from records.extractions import Extraction
from records.spans import TextSpan
from schemas import extractions
from schemas.compiling import compile_reader
from schemas.contradictions import find_contradictions, is_consistent
from schemas.errors import RecordError
from schemas.rendering import render_record
from tests import samples

RECORDS = (samples.talks(), samples.sanctions(), samples.memories(), samples.protests(3), *generate(60, seed=7))
ODD = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2**70,
    1.5,
    -0.0,
    1e308,
    "",
    "x",
    "2025-03-17",
    "2025-W01-1",
    "20250317",
    [],
    [1, 2],
)
ODDER = (*ODD, [2, 1], [1.0, 2], [True, 2], {}, {"start": 1}, "art_x", "evt_", "0", "OCCURRED", [None], ["a"], [[0, 1]])


def load(document: Any, *, carefully: bool) -> Extraction | tuple[Any, ...]:
    """Return what a document is read as, or what is said of it."""
    if not carefully:
        try:
            found = extractions.load_record(orjson.dumps(document))
        except RecordError as error:
            return error.args
    else:
        try:
            found = extractions._load_carefully(orjson.loads(orjson.dumps(document)))
        except RecordError as error:
            return error.args
    assert isinstance(found, Extraction)
    return found


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.article.id)
def test_a_sound_record_is_read_without_the_schemas(record: Extraction) -> None:
    document = orjson.loads(render_record(record))
    assert extractions._read_plainly(document) == record == extractions._load_carefully(document)


def test_values_have_the_types_that_the_schemas_give_them() -> None:
    document = orjson.loads(render_record(samples.sanctions()))
    document["events"][0]["confidence"] = 1
    plain, careful = extractions._read_plainly(document), extractions._load_carefully(document)
    assert repr(plain) == repr(careful)


def places_in(document: Any, pointer: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value of a document."""
    items = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in items:
        yield (*pointer, key)
        if isinstance(value, dict | list):
            yield from places_in(value, (*pointer, key))


TALKS = orjson.loads(render_record(samples.talks()))
SANCTIONS = orjson.loads(render_record(samples.sanctions()))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.sampled_from((TALKS, SANCTIONS)), st.data())
def test_a_damaged_record_is_read_or_refused_as_the_schemas_do(original: dict[str, Any], data: st.DataObject) -> None:
    document = copy.deepcopy(original)
    *way, last = data.draw(st.sampled_from(list(places_in(document))))
    parent = document
    for key in way:
        parent = parent[key]
    if data.draw(st.booleans()) and isinstance(parent, dict):
        del parent[last]
    else:
        value = data.draw(st.sampled_from(ODDER))
        parent[last] = value if not isinstance(value, int) or abs(value) < 2**63 else 2**63
    plain, careful = load(document, carefully=False), load(document, carefully=True)
    assert plain == careful
    assert repr(plain) == repr(careful)


def test_every_place_of_a_record_may_be_missing_or_null() -> None:
    for way in places_in(TALKS):
        for damage in ("missing", "null"):
            document = copy.deepcopy(TALKS)
            parent = document
            for key in way[:-1]:
                parent = parent[key]
            if damage == "null":
                parent[way[-1]] = None
            else:
                del parent[way[-1]]
            assert load(document, carefully=False) == load(document, carefully=True), (way, damage)


@pytest.mark.parametrize("record", RECORDS[:4], ids=lambda record: record.article.id)
def test_consistency_is_that_there_are_no_contradictions(record: Extraction) -> None:
    document = orjson.loads(render_record(record))
    for way in places_in(document):
        changed = copy.deepcopy(document)
        parent = changed
        for key in way[:-1]:
            parent = parent[key]
        value = parent[way[-1]]
        if type(value) is int:
            parent[way[-1]] = value + 1000
        elif type(value) is str and way[-1] in ("text", "quote", "actor_id", "sha256", "reported_by", "id"):
            parent[way[-1]] = value + "x"
        else:
            continue
        try:
            loaded = extractions._EXTRACTION.load(changed)
        except extractions.ValidationError:
            continue
        assert is_consistent(loaded) is (not list(find_contradictions(loaded))), way


def test_a_field_that_is_unknown_to_the_compiler_is_named() -> None:
    class Strange(Schema):
        record = TextSpan
        text = fields.Dict(required=True)

    with pytest.raises(TypeError, match="Dict"):
        compile_reader(Strange(), {})


def test_a_check_that_is_unknown_to_the_compiler_is_named() -> None:
    class Strange(Schema):
        record = TextSpan
        text = fields.String(required=True, validate=validate.NoneOf(["x"]))

    with pytest.raises(TypeError, match="NoneOf"):
        compile_reader(Strange(), {})


def test_a_record_is_frozen_however_it_was_read() -> None:
    found = extractions._read_plainly(TALKS)
    assert found is not None
    assert hash(found.events[0].trigger) == hash(samples.talks().events[0].trigger)
    with pytest.raises(AttributeError):
        found.events[0].rule = "other"
