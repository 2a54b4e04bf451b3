"""Who stands where on what in, JSON documents and the bytes of answers out."""

from typing import Any

import orjson

from api.formats import MATRIX
from storage.queries import MatrixCell, PositionMatrix


def render_matrix(matrix: PositionMatrix, echo: dict[str, Any], warnings: tuple[dict[str, Any], ...]) -> bytes:
    """Return the JSON of a matrix with how its filters were understood."""
    left_out = {
        "rows": matrix.row_count - len(matrix.rows),
        "cols": matrix.column_count - len(matrix.columns),
        "positions": matrix.position_count - sum(cell.position_count for cell in matrix.cells),
    }
    document = {
        "rows": [
            {
                "id": row.id,
                "name": row.name,
                "actor_type": row.actor_type,
                "country": row.country,
                "position_count": row.position_count,
            }
            for row in matrix.rows
        ],
        "cols": [
            {
                "id": column.id,
                "label": column.label,
                "topic": column.topic,
                "position_count": column.position_count,
            }
            for column in matrix.columns
        ],
        "cells": [_cell_document(cell) for cell in _in_order(matrix)],
        "left_out": left_out,
        "query": echo,
        "warnings": warnings,
    }
    return orjson.dumps(document)


def tabulate_matrix(matrix: PositionMatrix) -> bytes:
    """Return the CSV of a matrix, a line for each cell."""
    names = {row.id: row.name for row in matrix.rows}
    labels = {column.id: column.label for column in matrix.columns}
    cells = (
        _cell_document(cell) | {"actor_name": names[cell.actor_id], "issue_label": labels[cell.issue_id]}
        for cell in _in_order(matrix)
    )
    return b"".join(MATRIX.rows(map(orjson.dumps, cells)))


def _in_order(matrix: PositionMatrix) -> list[MatrixCell]:
    """Return the cells row after row, in the order of the columns."""
    rows = {row.id: number for number, row in enumerate(matrix.rows)}
    columns = {column.id: number for number, column in enumerate(matrix.columns)}
    return sorted(matrix.cells, key=lambda cell: (rows[cell.actor_id], columns[cell.issue_id]))


def _cell_document(cell: MatrixCell) -> dict[str, Any]:
    return {
        "actor_id": cell.actor_id,
        "issue_id": cell.issue_id,
        "position_count": cell.position_count,
        "position_id": cell.position_id,
        "stance": cell.stance,
        "polarity": cell.polarity,
        "first_day": cell.first_day,
        "last_day": cell.last_day,
        "changed": cell.stance_changed or cell.polarity_changed,
        "stance_changed": cell.stance_changed,
        "polarity_changed": cell.polarity_changed,
        "changed_on": cell.changed_on,
    }
