"""A user's own registry file in YAML in, the rows of registry tables out; and new entries into the file."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from extraction.errors import ResourceError
from extraction.registry_tables import COLUMNS, Row

_TABLE_OF_TYPE = {
    "PERSON": "persons",
    "STATE": "states",
    "GOVERNMENT_BODY": "bodies",
    "ORGANISATION": "organisations",
    "ARMED_GROUP": "armed_groups",
    "GROUP": "world_regions",
}
_KEYS = frozenset(
    {
        "id",
        "type",
        "name",
        "aliases",
        "surnames",
        "bare",
        "gender",
        "country",
        "sectors",
        "wikidata",
        "kind",
        "demonyms",
    }
    | {"people", "capital", "metonyms", "offices", "members", "note"}
)
_LISTS = (
    ("offices", "tenures", "person", frozenset({"title", "office", "organisation", "from", "to", "note"})),
    ("members", "memberships", "organisation", frozenset({"country", "from", "to"})),
)

_Entry = tuple[int, dict[str, tuple[int, object]]]


def read_user_file(path: Path) -> Mapping[str, Sequence[Row]]:
    """Return what a user's file adds to each table.

    The file holds `actors:`, a list of mappings with `id`, `type`, `name` and what else is known: `aliases`,
    `surnames`, `gender`, `country`, `sectors`, `wikidata`, `offices` (each with `title`, `office`, `organisation`,
    `from`, `to`), `members` of an organisation.

    Raises:
        ResourceError: the file cannot be read, is no YAML, or holds a key or a value of the wrong kind.
    """
    rows: dict[str, list[Row]] = {}
    for line, entry in _read_entries(path):
        for table, row in _rows_of(path, line, entry):
            rows.setdefault(table, []).append(row)
    return rows


def _rows_of(path: Path, line: int, entry: dict[str, tuple[int, object]]) -> Iterator[tuple[str, Row]]:
    plain = {key: value for key, (_, value) in entry.items()}
    actor_type = str(plain.get("type", ""))
    table = _TABLE_OF_TYPE.get(actor_type)
    if table is None:
        raise ResourceError(path, line, f"{actor_type!r} is no type of actor: {', '.join(_TABLE_OF_TYPE)}")
    actor_id = str(plain.get("id", ""))
    yield table, _row(path, line, table, _main_cells(plain, actor_id))
    for key, other, owner, known in _LISTS:
        at, items = entry.get(key, (line, []))
        if not isinstance(items, list):
            raise ResourceError(path, at, f"{key!r} is a list")
        for item_line, item in items:
            if not isinstance(item, dict) or set(item) - known:
                raise ResourceError(path, item_line, f"an entry of {key!r} has the keys {', '.join(sorted(known))}")
            cells = {name: _cell(value) for name, (_, value) in item.items()} | {owner: actor_id}
            yield other, _row(path, item_line, other, cells)


def _main_cells(plain: Mapping[str, object], actor_id: str) -> dict[str, str]:
    cells = {key: _cell(value) for key, value in plain.items() if key not in ("offices", "members", "type")}
    cells["qid"] = cells.pop("wikidata", "")
    cells["iso3"] = actor_id.removeprefix("country:")
    cells["slug"] = actor_id.removeprefix("group:")
    cells["adjectives"] = cells.get("demonyms", "")
    cells["members"] = cells.get("people", "")
    cells["bare"] = "yes" if plain.get("bare") is True else str(plain.get("bare") or "")
    return cells


def _row(path: Path, line: int, table: str, cells: Mapping[str, str]) -> Row:
    return Row(path, line, {column: cells.get(column, "") for column in COLUMNS[table]})


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "|".join(_cell(item[1] if isinstance(item, tuple) else item) for item in value)
    return str(value)


def _read_entries(path: Path) -> list[_Entry]:
    try:
        root = yaml.compose(path.read_text("utf-8-sig"), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise ResourceError(path, mark.line + 1 if mark else None, error.problem or "no YAML") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ResourceError(path, None, str(error)) from error
    if root is None:
        return []
    top = _value(root)
    actors = top.get("actors") if isinstance(top, dict) else None
    if actors is None or not isinstance(actors[1], list):
        raise ResourceError(path, 1, "the file holds a list 'actors:'")
    entries: list[_Entry] = []
    for line, entry in actors[1]:
        if not isinstance(entry, dict):
            raise ResourceError(path, line, "an actor is a mapping with id, type and name")
        unknown = next((key for key in entry if key not in _KEYS), None)
        if unknown is not None:
            raise ResourceError(path, entry[unknown][0], f"the key {unknown!r} is unknown")
        entries.append((line, entry))
    return entries


def _value(node: yaml.Node) -> object:
    """Return plain data with the line of everything: mappings as {key: (line, value)}, lists as [(line, value)]."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): (key.start_mark.line + 1, _value(value)) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [(item.start_mark.line + 1, _value(item)) for item in node.value]
    if node.tag == "tag:yaml.org,2002:null":
        return None
    if node.tag == "tag:yaml.org,2002:bool":
        return str(node.value).lower() in ("true", "yes", "on")
    return str(node.value)


def append_entry(path: Path, entry: Mapping[str, object]) -> None:
    """Write an actor at the end of a user's file, which is made where it is missing.

    Raises:
        ResourceError: what stands in the file is wrong, or the entry is; the file is left as it was then.
    """
    before = path.read_text("utf-8") if path.exists() else ""
    if before.strip():
        _read_entries(path)
    block = yaml.safe_dump([dict(entry)], sort_keys=False, allow_unicode=True, width=120)
    text = before if before.strip() else "actors:\n"
    text = text if text.endswith("\n") else text + "\n"
    path.write_text(text + "".join(f"  {line}\n" for line in block.splitlines()), "utf-8")
    try:
        for rows in read_user_file(path).values():
            for row in rows:
                row.check_dates()
    except ResourceError:
        if before:
            path.write_text(before, "utf-8")
        else:
            path.unlink()
        raise
