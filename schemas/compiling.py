"""A loading schema in, a function out that reads what is plainly right ten times as fast.

marshmallow asks each field of each object a dozen questions; a function written for the schema asks the one that
matters. It takes only values that the schema takes too, and makes the same records of them. Whatever it does not take
it leaves to the schema, which also knows the words for what is wrong.
"""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from itertools import count
from typing import Any

from marshmallow import Schema, fields, missing, validate

Read = Callable[[Any], Any]


class DoubtError(Exception):
    """The value is not plainly right: the schema decides."""


def compile_reader(schema: Schema, special: dict[type[fields.Field[Any]], Read]) -> Read:
    """Return a function that makes of a JSON object the record that the schema makes of it.

    It raises `DoubtError`, KeyError, TypeError or ValueError for what is left to the schema. `special` reads fields of
    the schema's own types. The schema names its record in `record`; null for a field with a default is the default.

    Raises:
        TypeError: a field or a validator is of a kind that is unknown here.
    """
    return _Compiler(special).compile(schema)


class _Compiler:
    """Writes a function for each schema, as `dataclasses` does for `__init__`."""

    def __init__(self, special: dict[type[fields.Field[Any]], Read]) -> None:
        self._special = special
        self._numbers = count()
        self._scope: dict[str, Any] = {"Doubt": DoubtError}
        self._known: dict[type[Schema], str] = {}

    def compile(self, schema: Schema) -> Read:
        """Return the reader of a schema."""
        reader: Read = self._scope[self._write(schema)]
        return reader

    def _write(self, schema: Schema) -> str:
        kind = type(schema)
        if kind in self._known:
            return self._known[kind]
        lines = ["    if type(data) is not dict: raise Doubt"]
        for name, field in schema.load_fields.items():
            lines += [f"    {line}" for line in self._take(name, field)]
        record = getattr(schema, "record")  # noqa: B009 - the schema's own attribute, which mypy cannot see
        lines.append(f"    made = {self._name(object.__new__)}({self._name(_make_twin(record))})")
        given = {field.name: f"{field.name}_" for field in dataclasses.fields(record)}
        for name in given.keys() - schema.load_fields.keys():
            default = next(field for field in dataclasses.fields(record) if field.name == name)
            given[name] = self._name(_default_of(default))
        lines += [f"    made.{name} = {value}" for name, value in given.items()]
        lines += [f"    made.__class__ = {self._name(record)}", "    return made"]
        function = f"read_{kind.__name__}"
        source = "\n".join([f"def {function}(data):", *lines])
        exec(compile(source, f"<reader of {kind.__name__}>", "exec"), self._scope)
        self._known[kind] = function
        return function

    def _take(self, name: str, field: fields.Field[Any]) -> Iterator[str]:
        """Yield the lines that leave a field's value in the variable `<name>_`."""
        value, key = f"{name}_", field.data_key or name
        default = field.load_default
        if field.required:
            yield f"{value} = data[{key!r}]"
        else:
            yield f"{value} = data.get({key!r})"
        checks = list(self._check(field, value))
        if default is missing or (default is None and field.allow_none):
            if field.allow_none:
                yield f"if {value} is not None:"
                checks = [f"    {line}" for line in checks]
            yield from checks
            return
        # A missing field has its default; a null one has it too where the schema takes null at all.
        made = self._name(default)
        yield f"if {value} is None:"
        if not field.allow_none:
            yield f"    if {key!r} in data: raise Doubt"
        yield f"    {value} = {made}{'()' if callable(default) else ''}"
        yield "else:"
        yield from (f"    {line}" for line in checks)

    def _check(self, field: fields.Field[Any], value: str) -> Iterator[str]:
        """Yield the lines that turn a JSON value into the record's, or raise."""
        match field:
            case _ if type(field) in self._special or isinstance(field, fields.Nested):
                yield f"{value} = {self._reader_of(field)}({value})"
            case fields.List():
                yield f"if type({value}) is not list: raise Doubt"
                yield from self._validate(field, value)
                yield f"{value} = tuple([{self._reader_of(field.inner)}(item) for item in {value}])"
            case fields.Enum():
                members = {member.value: member for member in field.enum}
                yield f"{value} = {self._name(members)}[{value}]"
            case fields.Date():
                yield f"{value} = {self._name(read_day)}({value})"
            case fields.Boolean():
                yield f"if {value} is not True and {value} is not False: raise Doubt"
            case fields.Integer():
                yield f"if type({value}) is not int: raise Doubt"
                yield from self._validate(field, value)
            case fields.Float():
                yield f"if type({value}) is not float:"
                yield f"    if type({value}) is not int: raise Doubt"
                yield f"    {value} = float({value})"
                yield from self._validate(field, value)
            case fields.String():
                yield f"if type({value}) is not str: raise Doubt"
                yield from self._validate(field, value)
            case _:
                raise TypeError(f"No reader is known for {field!r}.")

    def _reader_of(self, field: fields.Field[Any]) -> str:
        """Return the name of the function that reads one value of a field."""
        special = self._special.get(type(field))
        if special is not None:
            return self._name(special)
        if isinstance(field, fields.Nested):
            return self._write(field.schema)
        if type(field) is fields.String and not field.validators:
            return self._name(read_words)
        raise TypeError(f"No reader is known for lists of {field!r}.")

    def _validate(self, field: fields.Field[Any], value: str) -> Iterator[str]:
        for validator in field.validators:
            match validator:
                case validate.Range(min_inclusive=True, max_inclusive=True):
                    if validator.min is not None:
                        yield f"if {value} < {validator.min!r}: raise Doubt"
                    if validator.max is not None:
                        yield f"if {value} > {validator.max!r}: raise Doubt"
                case validate.Length(max=None, equal=None):
                    yield f"if len({value}) < {validator.min or 0}: raise Doubt"
                case validate.Regexp():
                    yield f"if {self._name(validator.regex.match)}({value}) is None: raise Doubt"
                case _:
                    raise TypeError(f"No check is known for {validator!r}.")

    def _name(self, thing: Any) -> str:
        """Return the name under which the functions know a thing."""
        name = f"thing_{next(self._numbers)}"
        self._scope[name] = thing
        return name


def _make_twin(record: type[Any]) -> type[Any]:
    """Return a class of the same slots that sets them plainly; what it makes then becomes a record.

    A frozen dataclass sets each field of a new record through `object.__setattr__`, which takes four times as long.
    """
    if hasattr(record, "__post_init__"):
        raise TypeError(f"{record.__name__} does more than to hold its fields.")
    return type(record.__name__, (), {"__slots__": record.__slots__})


def _default_of(field: dataclasses.Field[Any]) -> Any:
    if field.default is dataclasses.MISSING:
        raise TypeError(f"The schema leaves out {field.name!r}, which has no constant default.")
    return field.default


@lru_cache(maxsize=4096)
def read_day(value: str) -> date:
    """Return the day; of the ways that ISO 8601 has of writing one only the usual."""
    if len(value) != 10 or value[4] != "-" or value[7] != "-":
        raise DoubtError
    return date.fromisoformat(value)


def read_words(value: Any) -> Any:
    """Return what is a string."""
    if type(value) is not str:
        raise DoubtError
    return value
