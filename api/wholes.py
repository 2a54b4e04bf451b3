"""What is made from a query as a whole in, the answer out, or 304 where the client already has it."""

from collections.abc import Callable, Iterable

from flask import Response

from api.conditions import not_modified, stamp, tag_query
from api.formats import MEDIA_TYPES, charset
from api.services import services
from storage.store import Store

_ENDINGS = {"cytoscape": "cyjs"}
_SHOWN = frozenset({"json"})


def answer_whole(name: str, shape: str, make: Callable[[Store], Iterable[bytes]]) -> Response:
    """Return the answer that `make` makes of the store in the format `shape`; files to keep are called `name`."""
    here = services()
    # Read before the answer is made: what is written in between makes the tag too old, never too new.
    version = here.store.dataset_version()
    tag = tag_query(version, here.config.version, shape)
    response = not_modified(tag, here.changed_at(version))
    if response is None:
        body = here.wholes.recall(version, tag, lambda: b"".join(make(here.store)))
        response = Response(body, content_type=charset(MEDIA_TYPES[shape]))
        if shape not in _SHOWN:
            file = f"{name}.{_ENDINGS.get(shape, shape)}"
            response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return stamp(response, services=here, version=version, tag=tag)
