"""Two versions of the document in, what would break clients of the first out."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.contract.conftest import run

Document = dict[str, Any]

_METHODS = ("get", "post", "put", "patch", "delete")


def read_document(path: Path) -> Document:
    """Return an OpenAPI document that is written in YAML."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)  # type: ignore[no-any-return]


def find_breaks(old: Document, new: Document, folder: Path) -> list[str]:
    """Return what a document takes away from clients of an older one; `folder` is for files in between.

    api-schema-diff compares paths, parameters and schemas. It passes over what generated code depends on beside them:
    names of methods, media types, the values that parameters take, and keys of answers that may now be missing.
    """
    paths = [folder / "old.json", folder / "new.json"]
    for path, document in zip(paths, (old, new), strict=True):
        path.write_text(json.dumps(document), encoding="utf-8")
    said = run([Path(sys.executable).parent / "api-schema-diff", *paths, "--format", "json"], cwd=folder)
    if not said.stdout:
        raise subprocess.SubprocessError(said.stderr)
    found = [
        f"{one['path']}: {one['message']}"
        for one in json.loads(said.stdout)["breaking"]
        # A key that answers always hold from now on takes nothing away; only in a request it asks for more.
        if not (one["type"] == "required_change" and ".responses." in one["path"])
    ]
    for where, operation in _operations(old):
        later = new["paths"].get(where[0], {}).get(where[1])
        if later is not None:
            found += [f"{where[1].upper()} {where[0]}: {lost}" for lost in _lost_of_operation(operation, later)]
    for name, schema in old["components"]["schemas"].items():
        found += [f"schemas.{name}: {lost}" for lost in _lost_of_schema(schema, new["components"]["schemas"].get(name))]
    return found


def _operations(document: Document) -> Iterator[tuple[tuple[str, str], Mapping[str, Any]]]:
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                yield (path, method), item[method]


def _lost_of_operation(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    if old["operationId"] != new["operationId"]:
        yield f"operationId {old['operationId']} became {new['operationId']}"
    for status, response in old["responses"].items():
        for media in response.get("content", {}).keys() - new["responses"].get(status, {}).get("content", {}).keys():
            yield f"{status} is no longer given out as {media}"
    taken = {(given.get("in"), given.get("name")): given for given in new.get("parameters", ())}
    for parameter in old.get("parameters", ()):
        later = taken.get((parameter.get("in"), parameter.get("name")))
        if later is not None:
            for value in _values(parameter) - _values(later) if _values(later) else ():
                yield f"{parameter['name']} no longer takes {value}"


def _values(parameter: Mapping[str, Any]) -> set[str]:
    schema = parameter.get("schema", {})
    return set(map(str, schema.get("enum") or schema.get("items", {}).get("enum") or ()))


def _lost_of_schema(old: Mapping[str, Any], new: Mapping[str, Any] | None) -> Iterator[str]:
    if new is None:
        yield "the schema is gone, and with it the class of this name"
        return
    for name in sorted(set(old.get("required", ())) - set(new.get("required", ()))):
        yield f"{name} may be missing"
