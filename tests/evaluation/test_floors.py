"""Floors belong to one gold file and say which figure fell below them."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.errors import FloorsError
from evaluation.floors import Floors, find_shortfalls, read_floors
from evaluation.scoring import score_file

Record = dict[str, Any]


def write_floors(folder: Path, **changes: object) -> Path:
    gold = folder / "gold.jsonl"
    gold.write_text("gold\n")
    digest = hashlib.sha256(gold.read_bytes()).hexdigest()
    path = folder / "floors.json"
    path.write_text(json.dumps({"gold": "gold.jsonl", "sha256": digest, "floors": {"events.found.f1": 70}} | changes))
    return path


def test_floors_are_read_with_the_gold_beside_them(tmp_path: Path) -> None:
    floors = read_floors(write_floors(tmp_path))
    assert floors.gold == tmp_path / "gold.jsonl"
    assert floors.values == {"events.found.f1": 70.0}


def test_floors_of_another_gold_are_refused(tmp_path: Path) -> None:
    path = write_floors(tmp_path)
    (tmp_path / "gold.jsonl").write_text("gold, corrected\n")
    with pytest.raises(FloorsError, match=r"floors\.json: was pinned on another gold\.jsonl"):
        read_floors(path)


@pytest.mark.parametrize(
    "changes",
    [{"gold": "none.jsonl"}, {"floors": ["events"]}, {"floors": {"events.found.f1": "high"}}, {"sha256": None}],
)
def test_wrong_floors_are_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(FloorsError, match=r"floors\.json"):
        read_floors(write_floors(tmp_path, **changes))


def test_figures_below_their_floor_are_named(record: Record) -> None:
    predicted = record | {"events": record["events"][:2], "positions": []}
    report = score_file([json.dumps(record)], [predicted])
    values = {"events.found.recall": 66.0, "events.found.f1": 90.0, "positions.stance.recall": 10.0}
    below = find_shortfalls(report, Floors(gold=Path("gold.jsonl"), sha256="", values=values))
    assert [str(shortfall) for shortfall in below] == [
        "events.found.f1 is 80.0, its floor 90.0",
        "positions.stance.recall is missing, its floor 10.0",
    ]
