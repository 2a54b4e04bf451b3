"""Nothing that clients of the last release rely on goes away."""

import copy
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.breaking import Document, find_breaks, read_document
from tests.contract.conftest import DOCUMENT, HERE

RELEASED = HERE / "released.yaml"


@pytest.fixture(scope="module")
def document() -> Document:
    """Return the published document; it is not to be changed."""
    return read_document(DOCUMENT)


def test_the_document_breaks_no_client_of_the_last_release(document: Document, tmp_path: Path) -> None:
    assert find_breaks(read_document(RELEASED), document, tmp_path) == []


def _events(document: Document) -> Document:
    return document["paths"]["/v1/events"]["get"]  # type: ignore[no-any-return]


def _event(document: Document) -> Document:
    return document["components"]["schemas"]["Event"]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda document: document["paths"].pop("/v1/events"), "paths./v1/events: Path removed"),
        (lambda document: document["paths"]["/v1/articles"].pop("post"), "Operation removed"),
        (lambda document: _events(document)["parameters"].pop(3), "Parameter removed"),
        (lambda document: _events(document)["parameters"][3].update(required=True), "Parameter became required"),
        (lambda document: _events(document).update(operationId="findEvents"), "listEvents became findEvents"),
        (lambda document: _events(document)["responses"]["200"]["content"].pop("text/csv"), "given out as text/csv"),
        (lambda document: _event(document)["properties"].pop("status"), "Property removed"),
        (lambda document: _event(document)["properties"]["status"].update(type="integer"), "Schema type changed"),
        (lambda document: _event(document)["required"].remove("status"), "status may be missing"),
        (lambda document: _sort(document)["enum"].remove("confidence"), "sort no longer takes confidence"),
        (
            lambda document: document["components"]["schemas"]["NewArticle"]["required"].append("title"),
            "Field became required",
        ),
    ],
    ids=[
        "path", "operation", "parameter", "required parameter", "operationId", "media type", "property", "type",
        "key of an answer", "value of a parameter", "key of a body",
    ],
)  # fmt: skip
def test_a_break_is_named(document: Document, tmp_path: Path, change: Callable[[Document], object], named: str) -> None:
    changed = copy.deepcopy(document)
    change(changed)
    found = find_breaks(document, changed, tmp_path)
    assert any(named in one for one in found), found


def _sort(document: Document) -> Document:
    [sort] = [given for given in _events(document)["parameters"] if given["name"] == "sort"]
    return sort["schema"]  # type: ignore[no-any-return]


def test_additions_break_nothing(document: Document, tmp_path: Path) -> None:
    changed = copy.deepcopy(document)
    _event(changed)["properties"]["mood"] = {"type": "string", "description": "New."}
    _event(changed)["required"].append("mood")
    _events(changed)["parameters"].append({"in": "query", "name": "mood", "schema": {"type": "string"}})
    assert find_breaks(document, changed, tmp_path) == []
