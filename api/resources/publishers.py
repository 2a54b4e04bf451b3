"""Publishers of the stored articles."""

from flask import Response

from api.documenting import ResourceBlueprint, lists
from api.formats import PUBLISHERS
from api.lists import Shelf, answer_list, list_shelf
from api.queries import Asked, Params
from schemas.paging import page_schema
from schemas.publishers import PublisherSchema, render_publisher
from schemas.queries import LIST_FORMATS, PublisherParameters

blueprint = ResourceBlueprint("publishers", __name__, url_prefix="/v1", description="Who published the articles.")

LISTING = list_shelf("publishers", PUBLISHERS)


@blueprint.route("/publishers")
@blueprint.doc(operationId="listPublishers")
@blueprint.arguments(PublisherParameters(), location="query", error_status_code=400)
@lists(blueprint, page_schema(PublisherSchema), LIST_FORMATS)
def list_publishers(params: Params) -> Response:
    """List publishers

    Those with most articles first."""
    return answer_list(
        LISTING,
        params,
        lambda of: Asked(query=Shelf(items=tuple(map(render_publisher, of.publishers()))), echo={}),
    )
