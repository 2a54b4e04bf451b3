"""Errors of the schemas layer.

SchemaError
└── RecordError      a line is no extraction record: says where in it and why
"""

from collections.abc import Iterator, Mapping
from typing import Any

from records.errors import DatelineError


class SchemaError(DatelineError):
    """Base of what the schemas layer refuses."""


class RecordError(SchemaError):
    """A line is no extraction record; `problems` are (JSON pointer, what is wrong) pairs, never empty."""

    def __init__(self, problems: tuple[tuple[str, str], ...]) -> None:
        shown = "; ".join(f"{pointer or '/'}: {detail}" for pointer, detail in problems[:3])
        more = f"; and {len(problems) - 3} more" if len(problems) > 3 else ""
        super().__init__(f"No extraction record: {shown}{more}")
        self.problems = problems


def walk_messages(messages: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Yield (RFC 6901 pointer, detail) for each message of a marshmallow error, in the order of the document."""
    if isinstance(messages, Mapping):
        for key, below in messages.items():
            step = "" if key == "_schema" else "/" + str(key).replace("~", "~0").replace("/", "~1")
            yield from walk_messages(below, pointer + step)
    elif isinstance(messages, (list, tuple)):
        for below in messages:
            yield from walk_messages(below, pointer)
    else:
        yield pointer, messages if isinstance(messages, str) else str(messages)
