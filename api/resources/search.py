"""Search through everything at once."""

from collections.abc import Iterable

import orjson
from flask import Response

from api.documenting import ResourceBlueprint, gives
from api.formats import accepts_only
from api.queries import Params
from api.searching import KINDS, search_all
from api.services import services
from api.wholes import answer_whole
from schemas.search import HITS_DEFAULT, SearchParameters, SearchSchema
from storage.store import Store

blueprint = ResourceBlueprint("search", __name__, url_prefix="/v1", description="Words in everything there is.")


@blueprint.route("/search")
@blueprint.doc(operationId="search")
@blueprint.arguments(SearchParameters(), location="query", error_status_code=400)
@gives(blueprint, SearchSchema, problems=(400, 406, 503))
def search(params: Params) -> Response:
    """Search through everything

    Events, positions, actors, issues and articles that hold the words, a few of each, with the words around the match.
    Events, positions and articles come latest first, actors and issues those with most of them; `types` links the list
    of all that match."""
    accepts_only("application/json")

    def make(of: Store) -> Iterable[bytes]:
        found = search_all(
            of,
            params["q"],
            kinds=[kind for kind in KINDS if kind in params.get("type", KINDS)],
            limit=params.get("limit", HITS_DEFAULT),
            total=params.get("total", False),
            policy=services().config.text,
        )
        yield orjson.dumps(found)

    return answer_whole("search", "json", make)
