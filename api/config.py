"""Defaults, environment and what the caller passes in, the settings of the server out."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self, get_args

from api.errors import ConfigError
from api.texts import TextPolicy

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]", "::1")
"""Under these names a server without keys answers; under others only when told (`DATELINE_HOSTS`)."""

Auth = Literal["none", "keys"]
"""Whether requests need a key."""

Metrics = Literal["open", "key", "off"]
"""Who may ask for `/metrics`: anyone, holders of a key, nobody."""

DEFAULT_RATE = "600/minute"
DEFAULT_EXPORT_HOURS = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AppConfig:
    """Settings of the server.

    `version` is that of the program. `hosts` are names beyond the loopback ones under which the server may be asked,
    "*" is any. `secret` signs cursors; processes that serve the same data need the same one, as they have by default.
    `text` says what is given out of the texts of articles. Waiting POSTs hold a thread each: at most `most_waiting` do,
    others are answered at once with their job. So do bodies that are being sent: at most `most_reading`, others have to
    come again. `rate_limit` ("600/minute", None: none) holds for a key, or for an address without one. `export_folder`
    is where the files of exports lie, which the worker writes; None: there are none.
    `queue_url` is that of the queue that wakes the workers; None: they look into the database.
    """

    version: str
    database_url: str
    hosts: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    secret: str | None = None
    text: TextPolicy = "full"
    body_bytes: int = 2_000_000
    url_bytes: int = 8_192
    wait_seconds: float = 10.0
    most_wait_seconds: float = 30.0
    most_waiting: int = 2
    most_reading: int = 2
    database_timeout: float = 5.0
    auth: Auth = "none"
    rate_limit: str | None = None
    rate_limit_storage: str = "memory://"
    metrics: Metrics = "open"
    most_parameters: int = 500
    batch_bytes: int = 50_000_000
    batch_lines: int = 1_000
    queue_url: str | None = None
    export_folder: Path | None = None
    export_hours: float = DEFAULT_EXPORT_HOURS

    @classmethod
    def from_environment(cls, *, version: str, database_url: str, **given: Any) -> Self:
        """Return the defaults, overlaid by `DATELINE_*` of the environment, overlaid by what is given and not None.

        Raises:
            ConfigError: a variable has a value that means nothing.
        """
        env = os.environ
        found: dict[str, Any] = {
            "hosts": _words(env.get("DATELINE_HOSTS")),
            "cors_origins": _words(env.get("DATELINE_CORS_ORIGINS")),
            "secret": env.get("DATELINE_SECRET"),
            "text": _choice(env, "DATELINE_TEXT", TextPolicy),
            "auth": _choice(env, "DATELINE_AUTH", Auth),
            "metrics": _choice(env, "DATELINE_METRICS", Metrics),
            "rate_limit": env.get("DATELINE_RATE_LIMIT"),
            "rate_limit_storage": env.get("DATELINE_RATE_LIMIT_STORAGE"),
            "export_hours": read_export_hours(),
        } | given
        if found["text"] is None:
            # Beyond this machine, texts of others are quoted, not published.
            found["text"] = "snippet" if found["hosts"] or found["auth"] == "keys" else "full"
        if found["rate_limit"] is None and found["auth"] == "keys":
            found["rate_limit"] = DEFAULT_RATE
        elif found["rate_limit"] in ("", "off"):
            found["rate_limit"] = None
        return cls(
            version=version,
            database_url=database_url,
            **{name: value for name, value in found.items() if value is not None},
        )


def read_export_hours() -> float | None:
    """Return for how many hours the files of exports are kept, as `DATELINE_EXPORT_HOURS` says; None: it does not.

    Raises:
        ConfigError: it is no positive number.
    """
    given = os.environ.get("DATELINE_EXPORT_HOURS")
    if not given:
        return None
    try:
        hours = float(given)
    except ValueError:
        hours = 0.0
    if not 0 < hours < float("inf"):
        raise ConfigError(f"DATELINE_EXPORT_HOURS is {given!r}; it is a number of hours.")
    return hours


def _choice(env: Mapping[str, str], name: str, words: Any) -> str | None:
    given = env.get(name) or None
    if given is not None and given not in get_args(words):
        raise ConfigError(f"{name} is {given!r}; it can be {', '.join(get_args(words))}.")
    return given


def _words(value: str | None) -> tuple[str, ...] | None:
    return tuple(value.replace(",", " ").split()) if value else None
