"""What the tables of the registry hold: their columns, and a row with its file and line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from extraction.errors import ResourceError

REGISTRY = Path(__file__).parent / "resources" / "registry"

COLUMNS: Mapping[str, tuple[str, ...]] = {
    table: tuple(columns.split())
    for table, columns in {
        "states": "iso3 iso2 name qid aliases demonyms people capital capital_aliases metonyms "
        "valid_from valid_to successor note",
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

DATE_COLUMNS = (("from", "to"), ("valid_from", "valid_to"), ("active_from", "active_to"))


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
        return self._day(column, first_day)

    def end(self, column: str) -> date | None:
        """Return the last day of a date that may lack its day or month."""
        return self._day(column, last_day)

    def check_dates(self) -> None:
        """Refuse the row where a date cannot be read, or where an end comes before its start."""
        for first, last in DATE_COLUMNS:
            if first in self.cells:
                start, end = self.start(first), self.end(last)
                if start is not None and end is not None and end < start:
                    raise self.refuse(f"{self[last]!r} comes before {self[first]!r}")

    def _day(self, column: str, read: Callable[[str], date]) -> date | None:
        cell = self.cells[column]
        if not cell:
            return None
        try:
            return read(cell)
        except ValueError:
            raise self.refuse(f"{cell!r} in the column {column!r} is no date (2019, 2019-05 or 2019-05-24)") from None

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
