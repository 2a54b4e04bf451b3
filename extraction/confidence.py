"""Features of a coded event in, the probability that a human coder would agree out."""

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from extraction.errors import ResourceError

_WEIGHTS = Path(__file__).parent / "resources" / "confidence.tsv"


@cache
def load_weights() -> dict[str, float]:
    """Return the weights of the features, `bias` among them.

    Raises:
        ResourceError: a line is no feature and number.
    """
    weights = {}
    for number, line in enumerate(_WEIGHTS.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            name, value, *_ = line.split("\t")
            weights[name] = float(value)
        except ValueError as error:
            raise ResourceError(_WEIGHTS, number, f"no feature and number: {line!r}") from error
    return weights


def confidence_of(features: Mapping[str, float]) -> float:
    """Return the logistic of the weighted features, in hundredths, never quite 0 or 1.

    Raises:
        KeyError: a feature has no weight.
    """
    weights = load_weights()
    total = weights["bias"] + sum(weights[name] * value for name, value in features.items())
    return min(0.99, max(0.01, round(1 / (1 + math.exp(-total)), 2)))
