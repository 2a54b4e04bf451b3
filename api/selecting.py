"""Parameters in, what is wanted of each item: only these keys of it, what it refers to, the shape of its rows."""

from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from api.errors import Fault
from api.expanding import expand_items
from api.formats import MEDIA_TYPES, SPARSE_TYPE
from api.parsing import refuse_parameters
from api.queries import Params
from storage.store import Store

FLAT = "flat"
_ROW_FORMATS = ("csv", "tsv", "parquet", "ndjson")
_OBJECT_FORMATS = ("json", "ndjson", "geojson")
_ENVELOPES = ("json", "geojson")
_FEEDS = ("atom", "ics")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is wanted of each item: `keys` of it (None: all), `expand` what it refers to, `shape` of its rows."""

    keys: frozenset[str] | None = None
    expand: tuple[str, ...] = ()
    shape: str = FLAT

    @property
    def is_whole(self) -> bool:
        """Whether items go out as they are stored."""
        return self.keys is None and not self.expand

    @property
    def media_type(self) -> str:
        """The type of JSON with such items."""
        return MEDIA_TYPES["json"] if self.keys is None else SPARSE_TYPE

    def apply(self, items: Iterator[bytes], store: Store) -> Iterator[bytes]:
        """Yield the items as they are wanted."""
        if self.is_whole:
            return items
        if not self.expand:
            return (self._cut(item) for item in items)
        return (self._cut(item)[:-1] + expanded for item, expanded in expand_items(items, self.expand, store))

    def _cut(self, item: bytes) -> bytes:
        if self.keys is None:
            return item
        return orjson.dumps({name: value for name, value in orjson.loads(item).items() if name in self.keys})


WHOLE = Selection()


def read_selection(params: Params, form: str, *, identity: str) -> Selection:
    """Return what is wanted of each item; its key `identity` always is.

    Raises:
        ProblemError: the format has no place for it.
    """
    fields, expand, shape = params.get("fields"), params.get("expand", ()), params.get("shape", FLAT)
    faults = []
    if shape != FLAT and form not in _ROW_FORMATS:
        faults.append(_conflict("shape", f"shape={shape} is for rows, not for {form}", _ROW_FORMATS))
    if expand and (form not in _OBJECT_FORMATS or shape != FLAT):
        faults.append(_conflict("expand", "What is referred to has no place in rows and feeds", _OBJECT_FORMATS))
    if fields is not None and (form in _FEEDS or shape != FLAT):
        has = f"shape={shape} has columns" if shape != FLAT else f"{form} has fields"
        faults.append(_conflict("fields", f"{has} of its own", (*_OBJECT_FORMATS, "csv", "tsv", "parquet")))
    if "facets" in params and form not in _ENVELOPES:
        faults.append(_conflict("facets", "Counts have no place in rows and feeds", _ENVELOPES))
    if faults:
        raise refuse_parameters(faults)
    return Selection(
        keys=None if fields is None else frozenset((identity, *fields)),
        expand=tuple(sorted({"articles" if name == "article" else name for name in expand})),
        shape=shape,
    )


def _conflict(parameter: str, detail: str, formats: tuple[str, ...]) -> Fault:
    return Fault(
        parameter=parameter, code="conflict", detail=f"{detail}: choose one of the formats {', '.join(formats)}."
    )
