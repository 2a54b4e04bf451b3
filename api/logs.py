"""What the program notes in, lines of log on standard error out: for people, or as JSON."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Literal, get_args

import orjson
import structlog

from api.errors import ConfigError

LogStyle = Literal["console", "json"]
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_TOKEN = re.compile(r"(dateline_[a-z2-7]{4})[a-z2-7]*_[0-9a-f]+")


def configure_logs(style: str, level: str) -> None:
    """Make everything that the program notes a line on standard error, with the id of the request it belongs to.

    Raises:
        ConfigError: the style or the level is none.
    """
    if style not in get_args(LogStyle):
        raise ConfigError(f"DATELINE_LOG is {style!r}; it can be {', '.join(get_args(LogStyle))}.")
    if level.upper() not in LEVELS:
        raise ConfigError(f"DATELINE_LOG_LEVEL is {level!r}; it can be {', '.join(LEVELS)}.")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(make_formatter(style))
    logger = logging.getLogger("dateline")
    logger.handlers[:] = [handler]
    logger.setLevel(level.upper())
    logger.propagate = False


def make_formatter(style: str) -> logging.Formatter:
    """Return what writes a note as one line."""
    renderer: list[Any] = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    if style == "json":
        renderer = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_dump)]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ExtraAdder(),
            structlog.contextvars.merge_contextvars,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _hide_keys, *renderer],
    )


def _hide_keys(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Cut short what looks like a key: an address or an error may have brought one."""
    for name, value in event.items():
        if isinstance(value, str) and "dateline_" in value:
            event[name] = _TOKEN.sub(r"\1…", value)
    return event


def _dump(event: Any, **_options: Any) -> str:
    return orjson.dumps(event, default=str).decode()
