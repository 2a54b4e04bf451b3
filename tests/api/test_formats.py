"""Formats: the same rows in every one of them, typed where the format has types."""

import csv
import gzip
import io
import json
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
import zstandard
from flask.testing import FlaskClient
from pyarrow import csv as pa_csv
from pyarrow import parquet

from api import formats, gdelt, participants
from api.encoding import EVENT_SHAPES, encode
from api.formats import MEDIA_TYPES, Table
from api.parquet import GROUP_ROWS, kind_of, write_parquet
from api.selecting import Selection
from schemas.queries import EVENT_FORMATS, LIST_FORMATS, POSITION_FORMATS
from storage.store import Store
from tests import samples
from tests.api.conftest import PROTESTS, ingest

LISTS = {
    "/v1/events": EVENT_FORMATS,
    "/v1/actors/country:KEN/events": EVENT_FORMATS,
    "/v1/positions": POSITION_FORMATS,
    "/v1/actors/country:RUS/positions": POSITION_FORMATS,
    "/v1/issues/nato-membership-of-ukraine/positions": POSITION_FORMATS,
    "/v1/actors": LIST_FORMATS,
    "/v1/actors/person:donald-trump/partners": LIST_FORMATS,
    "/v1/articles": LIST_FORMATS,
    "/v1/issues": LIST_FORMATS,
    "/v1/event-types": LIST_FORMATS,
    "/v1/publishers": LIST_FORMATS,
}
CASES = [(path, form) for path, offered in LISTS.items() for form in offered if form not in ("json", "atom", "ics")]
TABLES = [table for table in vars(formats).values() if isinstance(table, Table)]


def read_parquet(body: bytes) -> pa.Table:
    return parquet.read_table(pa.BufferReader(body))


def read_keys(form: str, body: bytes, key: str) -> list[Any]:
    """Return the first key of every row of a file."""
    if form == "ndjson":
        return [json.loads(line)[key] for line in body.splitlines()]
    if form == "geojson":
        return [feature["properties"][key] for feature in json.loads(body)["features"]]
    if form == "parquet":
        return [row[key] for row in read_parquet(body).to_pylist()]
    if form == "tsv":
        head, *rows = [line.split("\t") for line in body.decode().splitlines()]
        return [dict(zip(head, row, strict=True))[key] for row in rows]
    return [row[key] for row in csv.DictReader(io.StringIO(body.decode(), newline=""))]


@pytest.mark.parametrize(("path", "form"), CASES)
def test_every_format_holds_the_same_rows(client: FlaskClient, path: str, form: str) -> None:
    items = json.loads(client.get(f"{path}?limit=1000").data)["data"]
    key = next(iter(items[0]))
    answer = client.get(f"{path}?format={form}&limit=1000")
    assert answer.mimetype == MEDIA_TYPES[form]
    assert read_keys(form, answer.data, key) == [item[key] for item in items]
    if form != "geojson":
        assert client.get(f"{path}?format={form}").data == answer.data


@pytest.mark.parametrize(("path", "form"), CASES)
def test_a_format_can_be_asked_for_by_its_type(client: FlaskClient, path: str, form: str) -> None:
    answer = client.get(f"{path}?limit=2", headers={"Accept": MEDIA_TYPES[form]})
    assert answer.mimetype == MEDIA_TYPES[form]
    assert answer.headers["Vary"] == "Accept, Accept-Encoding"
    attached = answer.headers.get("Content-Disposition")
    assert (attached is None) == (form == "geojson")
    assert attached is None or attached.startswith("attachment;")
    assert attached is None or attached.endswith(f'.{form}"')


@pytest.mark.parametrize("path", LISTS)
def test_what_is_not_offered_is_refused_with_what_is(client: FlaskClient, path: str) -> None:
    refused = client.get(path, headers={"Accept": "application/pdf"})
    assert refused.status_code == 406
    assert [MEDIA_TYPES[form] in refused.json["detail"] for form in LISTS[path]] == [True] * len(LISTS[path])  # type: ignore[index]
    wrong = client.get(f"{path}?format=pdf")
    assert wrong.status_code == 400
    assert wrong.json["errors"][0]["allowed"] == list(LISTS[path])  # type: ignore[index]


@pytest.mark.parametrize("path", ["/v1/events", "/v1/positions", "/v1/actors", "/v1/articles"])
def test_parquet_holds_what_csv_holds_with_its_types(client: FlaskClient, path: str) -> None:
    table = read_parquet(client.get(f"{path}?format=parquet").data)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{path}?format=csv").data.decode(), newline="")))
    assert table.column_names == list(rows[0])
    for typed, plain in zip(table.to_pylist(), rows, strict=True):
        for name, value in typed.items():
            assert plain[name] in (in_csv(value), f"'{in_csv(value)}"), name


def in_csv(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join(value)
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def test_parquet_has_days_numbers_and_lists(client: FlaskClient) -> None:
    schema = read_parquet(client.get("/v1/events?format=parquet").data).schema
    assert schema.field("date_start").type == pa.date32()
    assert schema.field("confidence").type == pa.float64()
    assert schema.field("article_count").type == pa.int64()
    assert schema.field("reciprocal").type == pa.bool_()
    assert schema.field("source_ids").type == pa.list_(pa.string())
    assert schema.field("id").type == pa.string()
    assert schema.metadata[b"credits"].startswith(b"Places: GeoNames")


def test_parquet_of_nothing_has_the_same_columns(client: FlaskClient) -> None:
    everything = read_parquet(client.get("/v1/events?format=parquet").data)
    for question in ("q=nowhere-to-be-found", "actor=nobody-of-this-name"):
        answer = client.get(f"/v1/events?format=parquet&{question}")
        assert answer.headers["Dateline-Total"] == "0"
        nothing = read_parquet(answer.data)
        assert (nothing.num_rows, nothing.schema) == (0, everything.schema)


@pytest.mark.parametrize("table", [*TABLES, participants.TABLE, gdelt.TABLE], ids=lambda table: table.names[1])
def test_no_table_has_two_columns_of_one_name(table: Table) -> None:
    assert len(set(table.names)) == len(table.names)
    if table not in (participants.TABLE, gdelt.TABLE):
        assert {kind_of(name) for name in table.names} - {"text"}


def test_parquet_comes_a_group_at_a_time() -> None:
    table = Table(columns=formats.plain_columns("id", "article_count"))
    read: list[int] = []

    def documents() -> Any:
        for number in range(GROUP_ROWS * 2 + 1):
            read.append(number)
            yield {"id": f"evt_{number}", "article_count": number}

    pieces = write_parquet(table, documents(), about={})
    first = next(pieces)
    assert len(read) == GROUP_ROWS
    body = first + b"".join(pieces)
    assert parquet.ParquetFile(pa.BufferReader(body)).num_row_groups == 3
    assert read_parquet(body).column("article_count").to_pylist() == list(range(GROUP_ROWS * 2 + 1))


def break_after(monkeypatch: pytest.MonkeyPatch, items: int) -> None:
    """Let the stream of events raise after so many."""
    from api.resources import events

    whole = Store.stream_events

    def broken(self: Store, query: Any) -> Any:
        for number, item in enumerate(whole(self, replace(query, statuses=(), date_precisions=()))):
            if number == items:
                raise RuntimeError("the database is gone")
            yield item

    monkeypatch.setattr(events, "LISTING", replace(events.LISTING, stream=broken))


def read_until_it_breaks(client: FlaskClient, path: str, encoding: str = "identity") -> bytes:
    pieces: list[bytes] = []
    answer = client.get(path, buffered=False, headers={"Accept-Encoding": encoding})
    with pytest.raises(RuntimeError, match="the database is gone"):
        pieces.extend(answer.iter_encoded())
    return b"".join(pieces)


def test_lines_that_break_off_end_in_no_json(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    break_after(monkeypatch, 5)
    *lines, last = read_until_it_breaks(client, "/v1/events?format=ndjson").splitlines()
    assert all("id" in json.loads(line) for line in lines)
    assert b"broke off and is not complete" in last
    with pytest.raises(json.JSONDecodeError):
        json.loads(last)


def test_tables_that_break_off_end_in_no_row(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    break_after(monkeypatch, 5)
    body = read_until_it_breaks(client, "/v1/events?format=csv").decode()
    with pytest.raises(csv.Error):
        list(csv.reader(io.StringIO(body, newline=""), strict=True))
    with pytest.raises(pa.ArrowInvalid):
        pa_csv.read_csv(pa.BufferReader(body.encode()), parse_options=pa_csv.ParseOptions(newlines_in_values=True))
    *_, last = read_until_it_breaks(client, "/v1/events?format=tsv&shape=gdelt").decode().splitlines()
    assert len(last.split("\t")) > 100


def test_calendars_that_break_off_have_no_end(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    break_after(monkeypatch, 5)
    body = read_until_it_breaks(client, "/v1/events?format=ics")
    assert body.startswith(b"BEGIN:VCALENDAR")
    assert b"END:VCALENDAR" not in body


def test_what_is_compressed_breaks_off_too(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    break_after(monkeypatch, 5)
    packed = read_until_it_breaks(client, "/v1/events?format=ndjson", "gzip")
    with pytest.raises(EOFError):
        gzip.decompress(packed)
    assert b"broke off" in zlib.decompressobj(31).decompress(packed)
    packed = read_until_it_breaks(client, "/v1/events?format=ndjson", "zstd")
    reader = zstandard.ZstdDecompressor().decompressobj()
    assert b"broke off" in reader.decompress(packed)
    assert not reader.eof


def test_a_parquet_file_that_breaks_off_cannot_be_read() -> None:
    table = Table(columns=formats.plain_columns("id", "article_count"))

    def documents() -> Any:
        for number in range(GROUP_ROWS + 1):
            yield {"id": f"evt_{number}", "article_count": number}
        raise RuntimeError("the database is gone")

    pieces: list[bytes] = []
    with pytest.raises(RuntimeError, match="the database is gone"):
        pieces.extend(write_parquet(table, documents(), about={}))
    assert pieces
    with pytest.raises(pa.ArrowInvalid):
        read_parquet(b"".join(pieces))


@pytest.mark.parametrize("form", ["csv", "tsv", "ndjson", "parquet", "ics"])
def test_who_leaves_in_the_middle_of_a_file_leaves_nothing_open(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    from api.resources import events

    left: list[bool] = []
    whole = Store.stream_events

    def watched(self: Store, query: Any) -> Any:
        try:
            # More than any format gathers before its first piece.
            for _ in range(GROUP_ROWS):
                yield from whole(self, replace(query, statuses=(), date_precisions=()))
        finally:
            left.append(True)

    monkeypatch.setattr(events, "LISTING", replace(events.LISTING, stream=watched))
    answer = client.get(f"/v1/events?format={form}", buffered=False)
    next(iter(answer.response))
    answer.close()
    del answer
    assert left == [True]
    assert client.get("/v1/events?limit=1").status_code == 200


def test_a_cell_of_a_tsv_holds_no_tab_and_no_line(own_client: FlaskClient, own_store: Store) -> None:
    extraction = samples.sanctions()
    rule = "=1+1\tand\nmore"
    ingest([replace(extraction, events=(replace(extraction.events[0], rule=rule),))], own_store)
    head, row = own_client.get("/v1/events?format=tsv").data.decode().splitlines()
    assert dict(zip(head.split("\t"), row.split("\t"), strict=True))["rule"] == "'=1+1 and more"
    [typed] = read_parquet(own_client.get("/v1/events?format=parquet").data).to_pylist()
    assert typed["rule"] == rule


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_begins_like_a_formula(start: str) -> None:
    table = Table(columns=formats.plain_columns("title"))
    lines = b"".join(table.lines([{"title": f"{start}SUM(A1)"}])).decode()
    [row] = csv.DictReader(io.StringIO(lines, newline=""))
    assert row["title"] == f"'{start}SUM(A1)"


def test_no_process_loads_what_nobody_asked_for() -> None:
    program = (
        "import sys, api.app, api.lists\n"
        "print([name for name in ('pyarrow', 'feedgen', 'icalendar', 'zstandard', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_streams_say_how_many_items_they_hold(client: FlaskClient) -> None:
    for form in ("csv", "tsv", "ndjson", "parquet"):
        assert client.get(f"/v1/events?format={form}").headers["Dateline-Total"] == str(PROTESTS + 4)
        assert client.get(f"/v1/events?format={form}&limit=2&total=true").headers["Dateline-Total"] == str(PROTESTS + 4)
    # Rows of participants are not counted beforehand.
    assert "Dateline-Total" not in client.get("/v1/events?format=csv&shape=long").headers


@pytest.mark.parametrize("shape", ["flat", "long", "gdelt"])
@pytest.mark.parametrize("form", ["csv", "tsv", "ndjson"])
def test_no_more_is_read_than_is_sent(client: FlaskClient, form: str, shape: str) -> None:
    item = client.get("/v1/events?limit=1&format=ndjson").data.strip()
    read: list[int] = []

    def items() -> Any:
        for number in range(100_000):
            read.append(number)
            yield item

    here = client.application.extensions["dateline"]
    pieces = encode(
        form, items(), table=formats.EVENTS, store=here.store, selection=Selection(shape=shape), shapes=EVENT_SHAPES
    )
    assert next(pieces)
    assert len(read) <= 1_000
