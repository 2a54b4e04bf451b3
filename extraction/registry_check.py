"""Registry folders and files in, everything that is wrong with them out."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

from extraction.errors import ResourceError
from extraction.name_index import fold
from extraction.registry_files import read_registry
from extraction.registry_tables import COLUMNS, REGISTRY, Row

SECTORS = frozenset(
    """GOV MIL REB OPP LEG JUD COP CVL BUS MED IGO NGO EDU CRM SPY INS SEP LAB REF AGR HLH ELI REL RAD UAF NGM MNC PTY
    IMG DEV ENV HRI SET UIS MOD""".split()  # noqa: SIM905
)
"""The agent codes of CAMEO and PLOVER that the registry uses."""

SINGLE_OFFICES = frozenset({"head-of-state", "head-of-government", "foreign-minister", "secretary-general"})
"""Offices that one person holds at a time."""

_IDS = {
    "states": ("iso3", re.compile(r"[A-Z]{3}")),
    "bodies": ("id", re.compile(r"gov:[A-Z]{3}-[a-z0-9-]+")),
    "organisations": ("id", re.compile(r"org:[a-z0-9-]+")),
    "armed_groups": ("id", re.compile(r"org:[a-z0-9-]+")),
    "persons": ("id", re.compile(r"person:[a-z0-9-]+")),
    "world_regions": ("slug", re.compile(r"[a-z0-9-]+")),
    "body_patterns": ("slug", re.compile(r"[a-z0-9-]+")),
    "agents": ("slug", re.compile(r"[a-z0-9-]+")),
    "offices": ("office", re.compile(r"[a-z0-9-]+")),
}
_NAMES = {
    "states": ("name", "aliases"),
    "bodies": ("name", "aliases"),
    "organisations": ("name", "aliases"),
    "armed_groups": ("name", "aliases"),
    "persons": ("name", "aliases"),
}
_ACTING = (
    "acting",
    "interim",
    "caretaker",
    "suspended",
    "joint",
    "co-",
    "disputed",
    "rival",
    "presidency",
    "collective",
)
_REPEATABLE_IDS = frozenset({"agents", "offices", "body_patterns"})


def check_registry(paths: Sequence[Path]) -> list[ResourceError]:
    """Return what is wrong with a user's registry files, which stand on the project's own; none: all is well.

    Found are unreadable files, missing columns, wrong ids, dates, countries and sectors, names that two actors
    share, offices and organisations that nobody knows, and overlapping terms of an office that one person holds.
    With no path, the project's own registry is checked.
    """
    checker = _Checker()
    if paths:
        checker.learn(read_registry(REGISTRY))
    for path in paths or (REGISTRY,):
        try:
            checker.check(read_registry(path))
        except ResourceError as error:
            checker.errors.append(error)
    return sorted(checker.errors, key=lambda e: (e.path, e.line or 0, e.problem))


class _Checker:
    """Remembers what is known and collects what is wrong."""

    def __init__(self) -> None:
        self.errors: list[ResourceError] = []
        self.countries: set[str] = set()
        self.offices: set[str] = set()
        self.bodies: set[str] = set()
        self.ids: dict[str, str] = {}
        self.names: dict[str, tuple[str, Row]] = {}
        self.terms: dict[tuple[str, str], list[Row]] = {}
        self.fresh: list[Row] = []

    def learn(self, rows: Callable[[str], Iterable[Row]]) -> None:
        """Take over what is right without a check."""
        for table in COLUMNS:
            for row in rows(table):
                self._enter(table, row)
                self._enter_names(table, row)

    def check(self, rows: Callable[[str], Iterable[Row]]) -> None:
        """Check every table of a source; what follows from one line is told once."""
        tables: dict[str, list[Row]] = {}
        for table in COLUMNS:
            try:
                tables[table] = list(rows(table))
            except ResourceError as error:
                self.errors.append(error)
        fresh: set[str] = set()
        for table, found in tables.items():
            for row in found:
                self._check_id(table, row, fresh)
                self._enter(table, row)
        for table, found in tables.items():
            for row in found:
                self.errors.extend(self._problems(table, row))
        self.fresh = tables.get("tenures", [])
        self._check_terms()

    def _enter(self, table: str, row: Row) -> None:
        if table == "states":
            self.countries.add(row["iso3"])
            self.ids.update({f"country:{row['iso3']}": row["name"], f"gov:{row['iso3']}": row["name"]})
        elif table == "offices":
            self.offices.add(row["office"])
        elif table == "body_patterns":
            self.bodies.add(row["slug"])
        elif table == "tenures" and row["office"] in SINGLE_OFFICES:
            self.terms.setdefault((row["office"], row["organisation"]), []).append(row)
        elif table in ("bodies", "organisations", "armed_groups", "persons"):
            self.ids[row["id"]] = row["name"]

    def _check_id(self, table: str, row: Row, fresh: set[str]) -> None:
        if table not in _IDS:
            return
        column, pattern = _IDS[table]
        value = row[column]
        if not pattern.fullmatch(value):
            self.errors.append(row.refuse(f"{value!r} is no {column} for {table} ({pattern.pattern})"))
        elif f"{table} {value}" in fresh and table not in _REPEATABLE_IDS:
            self.errors.append(row.refuse(f"{value!r} stands twice"))
        fresh.add(f"{table} {value}")

    def _problems(self, table: str, row: Row) -> Iterator[ResourceError]:
        try:
            row.check_dates()
        except ResourceError as error:
            yield error
        if "name" in row.cells and not row["name"] and table != "given_names":
            yield row.refuse("the name is missing")
        if row.cells.get("country") and row["country"] not in self.countries:
            yield row.refuse(f"{row['country']!r} is no country that is known (ISO 3166 alpha-3)")
        for sector in row.many("sectors") if "sectors" in row.cells else ():
            if sector not in SECTORS:
                yield row.refuse(f"{sector!r} is no sector")
        yield from self._enter_names(table, row)
        if table == "tenures":
            yield from self._unknown(row, "person", self.ids)
            yield from self._unknown(row, "office", self.offices)
            if not (row["organisation"].startswith("gov:") and row["organisation"][8:] in self.bodies):
                yield from self._unknown(row, "organisation", self.ids)
        elif table == "memberships":
            yield from self._unknown(row, "organisation", self.ids)

    @staticmethod
    def _unknown(row: Row, column: str, known: Iterable[str]) -> Iterator[ResourceError]:
        if row[column] and row[column] not in known:
            yield row.refuse(f"the {column} {row[column]!r} is unknown")

    def _enter_names(self, table: str, row: Row) -> Iterator[ResourceError]:
        """Enter the names of a row; yield those that another actor has."""
        problems: list[ResourceError] = []
        owner = f"country:{row['iso3']}" if table == "states" else row.cells.get("id", "")
        for name in [part for column in _NAMES.get(table, ()) for part in row.many(column)]:
            key = fold(name)
            other = self.names.setdefault(key, (owner, row))
            if other[0] != owner:
                where = f"{other[1].path.name}:{other[1].line}"
                problems.append(row.refuse(f"the name {name!r} is {other[0]} already ({where})"))
        return iter(problems)

    def _check_terms(self) -> None:
        for (office, organisation), rows in sorted(self.terms.items()):
            dated = []
            for row in rows:
                try:
                    dated.append((row.start("from"), row))
                except ResourceError:
                    continue
            dated.sort(key=lambda item: (item[0] or date.min, item[1].line))
            for (_, before), (_, after) in pairwise(dated):
                ours = before in self.fresh or after in self.fresh
                if ours and before["person"] != after["person"] and _overlap(before, after):
                    self.errors.append(
                        after.refuse(
                            f"{office} of {organisation}: the term of {after['person']} from {after['from']!r} "
                            f"overlaps that of {before['person']} to {before['to'] or 'today'!r} (line {before.line})"
                        )
                    )


def _overlap(before: Row, after: Row) -> bool:
    """Say whether one term ends after the next begins, however vague dates are read; a shared day is none.

    Who acts for another shares the time.
    """
    if any(word in f"{row['title']} {row['note']}".lower() for row in (before, after) for word in _ACTING):
        return False
    if not after["from"]:
        return True
    if not before["to"]:
        return True
    precision = min(len(before["to"]), len(after["from"]))
    return before["to"][:precision] > after["from"][:precision]
