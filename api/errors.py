"""Errors of the API layer.

ApiError
├── ConfigError          a setting has a value that means nothing
├── ProblemError             a request cannot be answered: becomes an `application/problem+json`
└── CursorError          a cursor is not one of ours, or of another query
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from records.errors import DatelineError


class ApiError(DatelineError):
    """Base of what the API refuses."""


class ConfigError(ApiError):
    """A setting has a value that means nothing; the message names both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with a request: in a `parameter`, or at a `pointer` (RFC 6901) in the body."""

    code: str
    detail: str
    parameter: str | None = None
    pointer: str | None = None
    allowed: tuple[str, ...] = ()


class ProblemError(ApiError):
    """Why a request cannot be answered; `slug` names the kind, which has a page of its own."""

    def __init__(
        self,
        slug: str,
        detail: str,
        *,
        faults: Iterable[Fault] = (),
        headers: Mapping[str, str | tuple[str, ...]] | None = None,
    ) -> None:
        """Several values of a header are so many fields of it."""
        super().__init__(detail)
        self.slug = slug
        self.detail = detail
        self.faults = tuple(faults)
        self.headers = dict(headers or {})


class CursorError(ApiError):
    """A cursor is not one of ours, has been changed, or belongs to a list with other filters."""
