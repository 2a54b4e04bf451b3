"""A data file of weights in, the logistic model of the score out, and back."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WEIGHTS_FILE = Path(__file__).parent / "resources" / "story_weights.tsv"
BIAS = "bias"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a feature counts for: as fitted, as set by hand before, and what it says."""

    feature: str
    weight: float
    prior: float
    meaning: str


def read_weights() -> tuple[Weight, ...]:
    """Return the rows of the file in order."""
    rows = (line.split("\t") for line in _read_lines() if line and not line.startswith("#"))
    return tuple(Weight(feature=f, weight=float(w), prior=float(p), meaning=m) for f, w, p, m in rows)


def write_weights(weights: Mapping[str, float]) -> None:
    """Write fitted weights into the file; the rest of it stays."""
    lines = [line for line in _read_lines() if line.startswith("#")]
    lines += [f"{row.feature}\t{weights[row.feature]:g}\t{row.prior:g}\t{row.meaning}" for row in read_weights()]
    WEIGHTS_FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


@cache
def load_weights() -> Mapping[str, float]:
    """Return the weight of each feature, of the bias too."""
    return {row.feature: row.weight for row in read_weights()}


def weigh(features: Mapping[str, float]) -> float:
    """Return how likely tellings with these features are one event, 0 to 1."""
    weights = load_weights()
    total = weights[BIAS] + sum(weights[name] * grade for name, grade in features.items())
    return 1 / (1 + math.exp(-total))


def _read_lines() -> list[str]:
    return WEIGHTS_FILE.read_text(encoding="utf-8").splitlines()
