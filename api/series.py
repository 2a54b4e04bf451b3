"""Counts by groups in, JSON and CSV out."""

from collections.abc import Iterator
from typing import Any

import orjson

from api.formats import Table, plain_columns
from storage.series import Series, SeriesCell

_NAMED = frozenset({"actor", "source_actor", "target_actor", "issue"})
"""Groups whose values are ids: in CSV their names stand beside them."""


def render_series(series: Series, measure: str, echo: dict[str, Any], warnings: tuple[dict[str, Any], ...]) -> bytes:
    """Return the JSON of a series with how its filters were understood."""
    names = [group.name for group in series.groups]
    return orjson.dumps(
        {
            "measure": measure,
            "groups": [
                {
                    "name": group.name,
                    "values": [{"value": v.value, "label": v.label, "count": v.count} for v in group.values],
                    "values_left_out": group.values_beyond,
                    "count_left_out": group.items_beyond,
                    "count_without": group.without,
                }
                for group in series.groups
            ],
            "data": [
                {"group": dict(zip(names, cell.keys, strict=True)), "count": cell.count, "value": cell.value}
                for cell in series.cells
            ],
            "count": series.item_count,
            "query": echo,
            "warnings": warnings,
        }
    )


def tabulate_series(series: Series) -> Iterator[bytes]:
    """Yield the CSV of a series, a line for each cell."""
    columns = []
    for group in series.groups:
        columns += [group.name, f"{group.name}_label"] if group.name in _NAMED else [group.name]
    return Table(columns=plain_columns(*columns, "count", "value")).lines(_rows(series))


def _rows(series: Series) -> Iterator[dict[str, Any]]:
    labels = [{value.value: value.label for value in group.values} for group in series.groups]
    for cell in series.cells:
        yield _row(series, cell, labels)


def _row(series: Series, cell: SeriesCell, labels: list[dict[str, str]]) -> dict[str, Any]:
    row: dict[str, Any] = {"count": cell.count, "value": cell.value}
    for group, key, named in zip(series.groups, cell.keys, labels, strict=True):
        row[group.name] = key
        row[f"{group.name}_label"] = named[key]
    return row
