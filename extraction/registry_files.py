"""Registry folders and files in, their rows out with file and line."""

import csv
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from extraction.errors import ResourceError
from extraction.registry_tables import COLUMNS, Row
from extraction.registry_user import read_user_file


def read_registry(path: Path) -> Callable[[str], Iterable[Row]]:
    """Return what gives the rows of a table: of a folder with a CSV file for each, or of a user's file in YAML.

    A folder may lack tables.

    Raises:
        ResourceError: there is nothing at the path, or the file is wrong.
    """
    if path.is_dir():
        return partial(read_table, path)
    if not path.is_file():
        raise ResourceError(path, None, "there is no such file or folder")
    rows = read_user_file(path)
    return lambda table: rows.get(table, ())


def read_table(folder: Path, table: str) -> Iterator[Row]:
    """Yield the rows of one CSV file of a folder, nothing where it is not there.

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
