"""Questions in, what the JSON API answers out, for what runs in the same process."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g

from api.access import INTERNAL, ON_BEHALF
from records.keys import ApiKey


def ask(app: Flask, path: str, parameters: Mapping[str, Any] | None = None) -> tuple[int, bytes]:
    """Return status and body of a question; parameters that are None are left out, lists stand several times.

    The application trusts itself: it needs no key, has no limits, and notes nothing in its log. Former ids lead to what
    they name now.
    """
    return _ask(app, path, parameters, {INTERNAL: True})


def ask_for_caller(app: Flask, path: str) -> tuple[int, bytes]:
    """Return status and body of a question that the request in hand leads to; its key has to allow it."""
    caller: ApiKey | None = g.get("caller")
    return _ask(app, path, None, {INTERNAL: True, ON_BEHALF: caller})


def _ask(app: Flask, path: str, parameters: Mapping[str, Any] | None, environment: dict[str, Any]) -> tuple[int, bytes]:
    if parameters:
        path = f"{path}?{urlencode(_pairs(parameters), errors='replace')}"
    response = app.test_client().get(
        path, headers={"Accept": "application/json"}, environ_overrides=environment, follow_redirects=True
    )
    return response.status_code, response.data


def _pairs(parameters: Mapping[str, Any]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in parameters.items():
        for one in value if isinstance(value, (list, tuple)) else (value,):
            if one is not None:
                found.append((name, str(one).lower() if isinstance(one, bool) else one))
    return found
