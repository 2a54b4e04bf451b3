"""A description and an example in, a marshmallow field for a query parameter out: strict, repeatable where a list."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Self

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate, validates_schema
from webargs.fields import DelimitedList

from schemas.intervals import PATTERN, Days, read_interval

LIMIT_DEFAULT = 50
LIMIT_MOST = 1_000
INTERVALS = ("event_date", "stated_date")
"""Parameters that are an interval: another way to write `date_from` and `date_to`."""
_COMBINATIONS = 500
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,40})?([eE][-+]?[0-9]{1,2})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Fault(str):
    """A message with what programs need: `code`, and the values that are `allowed` where they can be listed."""

    code: str
    allowed: tuple[str, ...]

    def __new__(cls, detail: str, *, code: str, allowed: Iterable[Any] = ()) -> Self:
        """Return the message."""
        fault = super().__new__(cls, detail)
        fault.code = code
        fault.allowed = tuple(map(str, allowed))
        return fault


class _Range(validate.Range):
    def _format_error(self, value: Any, message: str) -> str:
        return Fault(super()._format_error(value, message), code="range")


class _OneOf(validate.OneOf):
    def _format_error(self, value: Any) -> str:
        return Fault(f"{value!r} is not one of the allowed values.", code="not-allowed", allowed=self.choices)


class _Plain(validate.Regexp):
    """No control characters: no id, name or word has any, and not every database takes them."""

    def __init__(self) -> None:
        super().__init__(r"^[^\x00-\x1f\x7f]+$")

    def __call__(self, value: Any) -> Any:
        if value and not self.regex.fullmatch(value):
            raise ValidationError(Fault("Control characters have no meaning here.", code="invalid"))
        return value


class _Whole(fields.Integer):
    """ASCII digits only; `int` also takes underscores, blanks and the digits of other scripts."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not _WHOLE.fullmatch(value):
            raise ValidationError("Not a whole number.")
        result = super()._deserialize(value, attr, data, **kwargs)
        assert result is not None
        return result


class _Decimal(fields.Float):
    """A plain decimal number; `float` also takes "nan", "1e999" and underscores."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:
        if not _DECIMAL.fullmatch(value):
            raise ValidationError("Not a decimal number.")
        result = super()._deserialize(value, attr, data, **kwargs)
        assert result is not None
        return result


class _Day(fields.Date):
    """YYYY-MM-DD only; `date.fromisoformat` also takes weeks and days without hyphens."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:  # noqa: ARG002
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise ValidationError("Not a day: YYYY-MM-DD.")


class _Interval(fields.Field[Days]):
    """Two days, months or years with a slash between them, or one alone."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Days:  # noqa: ARG002
        try:
            return read_interval(value)
        except ValueError as error:
            raise ValidationError(Fault(str(error), code="invalid")) from error


class _Instant(fields.AwareDateTime):
    """An RFC 3339 instant with its offset."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:  # noqa: ARG002
        try:
            found = datetime.fromisoformat(value)
            if found.tzinfo is not None and _DAY.match(value) and len(value) > len("2025-03-17"):
                found.utctimetuple()  # an OverflowError at the edges of time
                return found
        except (ValueError, OverflowError):
            pass
        raise ValidationError("Not an RFC 3339 instant: 2025-03-17T08:00:00Z.")


class _Flag(fields.Boolean):
    """The words true and false only."""

    truthy = {"true"}  # noqa: RUF012
    falsy = {"false"}  # noqa: RUF012


class Parameters(Schema):
    """Base of the query parameters of an operation; unknown and repeated ones are errors."""

    class Meta:
        unknown = RAISE

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._options = options
        self._repeatable = frozenset(filter(self.is_repeatable, self.fields))
        self._required = frozenset(name for name, field in self.fields.items() if field.required)
        # Some lists take sixty parameters and requests give three: a schema of these alone reads them ten times faster.
        self._of_names = lru_cache(maxsize=_COMBINATIONS)(self._narrow)

    def load(self, data: Any, **_kwargs: Any) -> Any:
        """Read parameters that each come as the list of their values.

        Raises:
            ValidationError: with everything that is wrong with all of them.
        """
        try:
            return self._read_plainly(data)
        except (ValidationError, KeyError):
            return self._read_fully(data)

    def _read_plainly(self, data: Any) -> dict[str, Any]:
        """Read parameters that are all as they should be, without all that a schema asks; fail at once otherwise."""
        found: dict[str, Any] = {}
        for name, values in data.items():
            field = self.fields[name]
            if name in self._repeatable:
                given = values
            elif len(values) == 1:
                [given] = values
            else:
                raise KeyError(name)
            found[name] = field.deserialize(given, name, data)
        for name in self._required:
            if name not in found:
                raise KeyError(name)
        self.refuse_reversed_days(found)
        spelt: dict[str, Any] = self.spell_out_interval(found)
        return spelt

    def _read_fully(self, data: Any) -> Any:
        messages: dict[str, Any] = {}
        known: dict[str, Any] = {}
        for name, values in data.items():
            if name not in self.fields:
                messages[name] = [Fault("Unknown parameter.", code="unknown-parameter")]
            elif self.is_repeatable(name):
                known[name] = values
            elif len(values) > 1:
                messages[name] = [Fault("May stand only once.", code="repeated")]
            else:
                known[name] = values[0]
        required = self._required - messages.keys()
        try:
            found = Schema.load(self._of_names(frozenset(known) | required), known)
        except ValidationError as error:
            raise ValidationError({**error.messages_dict, **messages}) from error
        if messages:
            raise ValidationError(messages)
        return found

    def is_repeatable(self, name: str) -> bool:
        """Say whether a parameter may stand several times."""
        field = self.fields.get(name)
        return isinstance(field, fields.List) and not isinstance(field, DelimitedList)

    def _narrow(self, names: frozenset[str]) -> "Parameters":
        return type(self)(**{**self._options, "only": names})

    @validates_schema(skip_on_field_errors=False)
    def refuse_reversed_days(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Refuse a range that ends before it begins, and one beside a single day."""
        first, last = data.get("date_from"), data.get("date_to")
        if first and last and first > last:
            raise ValidationError({"date_from": [Fault(f"{first} is after {last}.", code="range")]})
        if "on" in data and (first or last):
            raise ValidationError({"on": [Fault("Either one day or a range, not both.", code="conflict")]})
        if (interval := _find_interval(data)) and (first or last or "on" in data):
            detail = "Either an interval or single days, not both."
            raise ValidationError({interval: [Fault(detail, code="conflict")]})

    @post_load
    def spell_out_interval(self, data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """Return the parameters with the days of an interval under the names that these have elsewhere."""
        if name := _find_interval(data):
            first, last = data.pop(name)
            data |= {key: day for key, day in (("date_from", first), ("date_to", last)) if day is not None}
        return data


def _find_interval(data: dict[str, Any]) -> str | None:
    return next((name for name in INTERVALS if name in data), None)


class NoParameters(Parameters):
    """No query parameter at all."""


def _about(description: str, example: Any, **more: Any) -> dict[str, Any]:
    return {"description": description, "examples": [example], **more}


def _plain(most: int = 200) -> tuple[validate.Validator, ...]:
    return validate.Length(1, most), _Plain()


def words(description: str, example: str, *, most: int = 200) -> fields.String:
    """Return a parameter of free text."""
    return fields.String(validate=_plain(most), metadata=_about(description, example))


def several(description: str, example: str, *, most: int = 50) -> fields.List[Any]:
    """Return a repeatable parameter; its values are alternatives."""
    return fields.List(
        fields.String(validate=_plain()),
        validate=validate.Length(1, most),
        metadata=_about(description, [example]),
    )


def choices(description: str, allowed: Iterable[str], example: str) -> fields.List[Any]:
    """Return a repeatable parameter of a closed set of words."""
    return fields.List(
        fields.String(validate=_OneOf(list(allowed))),
        validate=validate.Length(1, 50),
        metadata=_about(description, [example]),
    )


def numbers(description: str, allowed: Iterable[int], example: int) -> fields.List[Any]:
    """Return a repeatable parameter of a closed set of numbers."""
    return fields.List(
        _Whole(validate=_OneOf(list(allowed))),
        validate=validate.Length(1, 50),
        metadata=_about(description, [example]),
    )


def choice(description: str, allowed: Iterable[str], example: str, *, default: str | None = None) -> fields.String:
    """Return a parameter of a closed set of words."""
    more: dict[str, Any] = {} if default is None else {"default": default}
    return fields.String(
        validate=_OneOf(list(allowed)),
        metadata=_about(description, example, **more),
    )


def comma_list(description: str, allowed: Iterable[str], example: list[str], *, most: int = 10) -> DelimitedList:
    """Return a parameter of words with commas between them."""
    return DelimitedList(
        fields.String(validate=_OneOf(list(allowed))),
        validate=validate.Length(1, most),
        metadata=_about(description, example),
    )


def flag(description: str) -> fields.Boolean:
    """Return a parameter that is true or false, and false where it is missing."""
    return _Flag(metadata=_about(description, True, default=False))


def optional_flag(description: str) -> fields.Boolean:
    """Return a parameter that is true, false or left out, which are three things."""
    return _Flag(metadata=_about(description, True))


def whole(description: str, example: int, *, least: int, most: int, default: int | None = None) -> fields.Integer:
    """Return a parameter that is a whole number."""
    more: dict[str, Any] = {} if default is None else {"default": default}
    return _Whole(validate=_Range(least, most), metadata=_about(description, example, **more))


def share(description: str, example: float) -> fields.Float:
    """Return a parameter from 0 to 1."""
    return _Decimal(validate=_Range(0, 1), metadata=_about(description, example))


def on_day(description: str, example: str) -> fields.Date:
    """Return a parameter that is a day."""
    return _Day(metadata=_about(description, example))


def interval(description: str, example: str) -> fields.Field[Days]:
    """Return a parameter that is an ISO 8601 interval of days."""
    return _Interval(metadata=_about(description, example, type="string", pattern=PATTERN))


def since(description: str) -> fields.AwareDateTime:
    """Return a parameter that is an instant."""
    return _Instant(metadata=_about(description, "2025-03-17T08:00:00Z"))


class _Box(DelimitedList):
    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        found: list[float] = super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]  # webargs
        if len(found) != 4:
            raise ValidationError("Four numbers are needed: west, south, east, north.")
        west, south, east, north = found
        if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
            raise ValidationError("Not a box: degrees out of range, or south of its south.")
        return [west, south, east, north]


def box(description: str) -> DelimitedList:
    """Return a parameter of four numbers: west, south, east, north."""
    return _Box(_Decimal(), validate=validate.Length(equal=4), metadata=_about(description, [22.0, 44.0, 40.0, 52.0]))
