"""Parsed JSON in, its values out with the types that are asked for, or an error that names the place and the value."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from evaluation.errors import RecordFileError


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a record: `where` is the way to it ("events[2].trigger"), `path` and `line` are its file and line."""

    value: Any
    where: str
    path: object
    line: int

    def refusal(self, problem: str) -> RecordFileError:
        """Return the error that says what is wrong here."""
        return RecordFileError(self.path, self.line, f"{self.where}: {problem}" if self.where else problem)

    def has(self, key: str) -> bool:
        """Say whether the key is there, and neither null nor an empty text."""
        return self._object().get(key) not in (None, "")

    def get(self, key: str) -> "Node":
        """Return the value of a key, refusing an object without it."""
        if key not in self._object():
            raise self.refusal(f"{key!r} is missing")
        return self._at(f".{key}", self.value[key])

    def items(self, key: str, *, required: bool = False) -> Iterator["Node"]:
        """Yield the values of a list, which may be missing unless `required`."""
        if not required and not self.has(key):
            return
        node = self.get(key)
        if not isinstance(node.value, list):
            raise node.refusal(f"{_short(node.value)} is no list")
        for i, item in enumerate(node.value):
            yield node._at(f"[{i}]", item)

    def text(self) -> str:
        """Return the value, a string that holds something."""
        if not isinstance(self.value, str) or not self.value:
            raise self.refusal(f"{_short(self.value)} is no text")
        return self.value

    def text_of(self, key: str) -> str | None:
        """Return the string of a key, or None where it is missing or null."""
        return self.get(key).text() if self.has(key) else None

    def integer(self) -> int:
        """Return the value, a whole number."""
        if type(self.value) is not int:
            raise self.refusal(f"{_short(self.value)} is no whole number")
        return int(self.value)

    def flag_of(self, key: str, *, default: bool) -> bool:
        """Return true or false, `default` where the key is missing."""
        value = self._object().get(key, default)
        if not isinstance(value, bool):
            raise self.get(key).refusal(f"{_short(value)} is neither true nor false")
        return value

    def word[E: Enum](self, vocabulary: type[E]) -> E:
        """Return the member of a closed vocabulary that the value is."""
        for member in vocabulary:
            if member.value == self.value and type(self.value) is not bool:
                return member
        allowed = ", ".join(str(member.value) for member in vocabulary)
        raise self.refusal(f"{_short(self.value)} is none of {allowed}")

    def day_of(self, key: str) -> date | None:
        """Return the day of a key, or None where it is missing or null."""
        if not self.has(key):
            return None
        node = self.get(key)
        try:
            return date.fromisoformat(node.text())
        except ValueError as error:
            raise node.refusal(f"{_short(node.value)} is no day (2025-03-17)") from error

    def _object(self) -> dict[str, Any]:
        if not isinstance(self.value, dict):
            raise self.refusal(f"{_short(self.value)} is no object")
        return self.value

    def _at(self, step: str, value: Any) -> "Node":
        return Node(value, (self.where + step).removeprefix("."), self.path, self.line)


def _short(value: object) -> str:
    words = repr(value)
    return words if len(words) <= 60 else words[:57] + "..."
