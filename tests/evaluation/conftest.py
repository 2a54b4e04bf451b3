"""The small record of the scorers' tests, and a way to bend it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.evaluation.samples import make_record


@pytest.fixture
def record() -> dict[str, Any]:
    """A fresh record, for a test to bend."""
    return make_record()


@pytest.fixture
def bend() -> Callable[[Callable[[dict[str, Any]], object]], dict[str, Any]]:
    """Return a copy of the record after a change: `bend(lambda r: r["events"].clear())`."""

    def apply(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        changed = make_record()
        change(changed)
        return changed

    return apply
