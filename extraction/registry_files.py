"""Registry files in, their rows out with file and line, and what is wrong with them."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from extraction.errors import ResourceError

REGISTRY = Path(__file__).parent / "resources" / "registry"

COLUMNS: Mapping[str, tuple[str, ...]] = {
    table: tuple(columns.split())
    for table, columns in {
        "states": "iso3 iso2 name qid aliases demonyms people capital capital_aliases metonyms valid_from valid_to successor note",
        "constituents": "name demonyms people country kind note",
        "world_regions": "slug name adjectives people note",
        "bodies": "id name aliases country sectors qid note",
        "body_patterns": "slug name heads sectors note",
        "organisations": "id name aliases kind country sectors qid seats demonyms active_from active_to note",
        "memberships": "organisation country from to",
        "armed_groups": "id name aliases members country sectors qid active_from active_to note",
        "persons": "id name aliases surnames bare gender country sectors qid note",
        "tenures": "person title office organisation from to note",
        "offices": "office titles level sectors scope note",
        "agents": "slug singular plural sectors kind note",
        "agencies": "name aliases country note",
        "given_names": "name gender variants",
    }.items()
}
"""The files of a registry folder and their columns; a folder may hold any of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a registry file; `line` counts from 1."""

    path: Path
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def many(self, column: str) -> tuple[str, ...]:
        """Return the parts of a cell that are separated by bars."""
        cell = self.cells[column]
        return tuple(part for part in map(str.strip, cell.split("|")) if part) if cell else ()

    def start(self, column: str) -> date | None:
        """Return the first day of a date that may lack its day or month."""
        return first_day(self.cells[column]) if self.cells[column] else None

    def end(self, column: str) -> date | None:
        """Return the last day of a date that may lack its day or month."""
        return last_day(self.cells[column]) if self.cells[column] else None

    def refuse(self, problem: str) -> ResourceError:
        """Return the error that says what is wrong with this line."""
        return ResourceError(self.path, self.line, problem)


def first_day(text: str) -> date:
    """Return the first day of "2019", "2019-05" or "2019-05-24"; ValueError for anything else."""
    return date.fromisoformat(text + {4: "-01-01", 7: "-01", 10: ""}.get(len(text), "?"))


def last_day(text: str) -> date:
    """Return the last day of "2019", "2019-05" or "2019-05-24"; ValueError for anything else."""
    if len(text) == 10:
        return date.fromisoformat(text)
    start = first_day(text)
    following = (
        date(start.year + 1, 1, 1) if len(text) == 4 or start.month == 12 else start.replace(month=start.month + 1)
    )
    return following - timedelta(days=1)


def read_rows(folder: Path, table: str) -> Iterator[Row]:
    """Yield the rows of one file of a registry folder; nothing where the folder has no such file.

    Raises:
        ResourceError: the file cannot be read, lacks a column, or a line has too many cells.
    """
    path = folder / f"{table}.csv"
    if not path.is_file():
        return
    columns: list[str] | None = None
    try:
        text = path.read_text("utf-8-sig")
        lines = text.splitlines()
        for number, line in enumerate(lines, 1):
            if not line or line.startswith("#") or not line.strip():
                continue
            cells = next(csv.reader((line,), strict=True)) if '"' in line else line.split(",")
            if columns is None:
                columns = [cell.strip() for cell in cells]
                missing = [name for name in COLUMNS[table] if name not in columns]
                if missing:
                    raise ResourceError(path, number, f"the column {missing[0]!r} is missing")
                continue
            if len(cells) > len(columns):
                raise ResourceError(
                    path, number, f"{len(cells)} cells, but {len(columns)} columns: quote cells with commas"
                )
            cells += [""] * (len(columns) - len(cells))
            yield Row(path, number, dict(zip(columns, map(str.strip, cells), strict=True)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ResourceError(path, None, str(error)) from error
