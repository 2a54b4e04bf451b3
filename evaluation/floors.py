"""Pinned floors and a report in, the figures that fell below them out."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from evaluation.errors import FloorsError
from evaluation.scoring import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Floors:
    """The least that each figure may be, in percent, on the gold file with this SHA-256 digest."""

    gold: Path
    sha256: str
    values: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A figure below its floor; `value` is None where the report has none."""

    name: str
    floor: float
    value: float | None

    def __str__(self) -> str:
        value = "missing" if self.value is None else f"{self.value:.1f}"
        return f"{self.name} is {value}, its floor {self.floor:.1f}"


def read_floors(path: Path) -> Floors:
    """Return the floors of a file, whose gold stands beside it, once the digest was found to be right.

    Raises:
        FloorsError: the file is wrong, or the gold is not the one that the floors were pinned on.
    """
    try:
        content = json.loads(path.read_bytes())
        floors = Floors(
            gold=path.parent / content["gold"],
            sha256=content["sha256"],
            values={str(name): float(value) for name, value in content["floors"].items()},
        )
        digest = hashlib.sha256(floors.gold.read_bytes()).hexdigest()
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise FloorsError(path, f"cannot be read: {error!r}") from error
    if digest != floors.sha256:
        raise FloorsError(path, f"was pinned on another {floors.gold.name}: its digest is {digest}; measure again")
    return floors


def find_shortfalls(report: Report, floors: Floors) -> tuple[Shortfall, ...]:
    """Return the figures of the report that are below their floor or missing."""
    values = report.values()
    return tuple(
        Shortfall(name=name, floor=floor, value=values.get(name))
        for name, floor in floors.values.items()
        if values.get(name, -1.0) < floor
    )
