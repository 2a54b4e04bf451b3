"""Features of a coded event in, the probability that a human coder would agree out."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extraction.errors import ResourceError

WEIGHTS_FILE = Path(__file__).parent / "resources" / "confidence.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """A feature with its weight, the weight that people gave it before any gold was asked, and what it says."""

    feature: str
    value: float
    prior: float
    meaning: str


def read_weights(path: Path = WEIGHTS_FILE) -> tuple[Weight, ...]:
    """Return the rows of the file in its order.

    Raises:
        ResourceError: a line is no feature with two numbers.
    """
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            feature, value, prior, meaning = line.split("\t")
            rows.append(Weight(feature=feature, value=float(value), prior=float(prior), meaning=meaning))
        except ValueError as error:
            raise ResourceError(path, number, f"no feature with two numbers: {line!r}") from error
    return tuple(rows)


def write_weights(weights: Mapping[str, float], path: Path = WEIGHTS_FILE) -> None:
    """Write other weights into the file; its comments, priors and order stay."""
    header = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    rows = [f"{row.feature}\t{weights[row.feature]:g}\t{row.prior:g}\t{row.meaning}" for row in read_weights(path)]
    path.write_text("\n".join([*header, *rows]) + "\n", encoding="utf-8")


@cache
def load_weights() -> dict[str, float]:
    """Return the weights of the features, `bias` among them.

    Raises:
        ResourceError: a line of the file is wrong.
    """
    return {row.feature: row.value for row in read_weights()}


def confidence_of(features: Mapping[str, float]) -> float:
    """Return the logistic of the weighted features, in hundredths, never quite 0 or 1.

    Raises:
        KeyError: a feature has no weight.
    """
    weights = load_weights()
    total = weights["bias"] + sum(weights[name] * value for name, value in features.items())
    return min(0.99, max(0.01, round(1 / (1 + math.exp(-total)), 2)))
