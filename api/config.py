"""Defaults, environment and what the caller passes in, the settings of the server out."""

import os
from dataclasses import dataclass
from typing import Any, Self, get_args

from api.errors import ConfigError
from api.texts import TextPolicy

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]", "::1")
"""Under these names a server without keys answers; under others only when told (`DATELINE_HOSTS`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppConfig:
    """Settings of the server.

    `version` is that of the program. `hosts` are names beyond the loopback ones under which the server may be asked,
    "*" is any. `secret` signs cursors; processes that serve the same data need the same one, as they have by default.
    `text` says what is given out of the texts of articles. Waiting POSTs hold a thread each: at most `most_waiting` do,
    others are answered at once with their job.
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
    database_timeout: float = 5.0

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
            "text": env.get("DATELINE_TEXT"),
        } | given
        if found["text"] is None:
            # Beyond this machine, texts of others are quoted, not published.
            found["text"] = "snippet" if found["hosts"] else "full"
        elif found["text"] not in get_args(TextPolicy):
            raise ConfigError(f"DATELINE_TEXT is {found['text']!r}; it can be {', '.join(get_args(TextPolicy))}.")
        return cls(
            version=version,
            database_url=database_url,
            **{name: value for name, value in found.items() if value is not None},
        )


def _words(value: str | None) -> tuple[str, ...] | None:
    return tuple(value.replace(",", " ").split()) if value else None
