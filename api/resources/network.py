"""Who acts on whom: actors and the events between them, as a network."""

from collections.abc import Iterable

from flask import Response

from api.documenting import ITEM_HEADERS, ResourceBlueprint, refer_headers, refuses
from api.formats import MEDIA_TYPES, choose_format
from api.graphs import render_cytoscape, render_network, render_network_graphml
from api.queries import Params, read_event_query
from api.wholes import answer_whole
from schemas.networks import EDGES_DEFAULT, NETWORK_FORMATS, NODES_DEFAULT, NetworkParameters, NetworkSchema
from storage.store import Store
from storage.ties import TieNetwork

blueprint = ResourceBlueprint("network", __name__, url_prefix="/v1", description="Who acts on whom.")


@blueprint.route("/network")
@blueprint.doc(operationId="getNetwork")
@blueprint.arguments(NetworkParameters(), location="query", error_status_code=400)
@blueprint.response(200, NetworkSchema, description="The answer.", headers=refer_headers(ITEM_HEADERS))
@blueprint.alt_response(200, schema={"type": "string"}, content_type=MEDIA_TYPES["graphml"], success=True)
@blueprint.alt_response(200, schema={"type": "object"}, content_type=MEDIA_TYPES["cytoscape"], success=True)
@refuses(blueprint, 400, 406, 503)
def get_network(params: Params) -> Response:
    """Ask who acts on whom

    Actors, and for each ordered pair the events in which one acts on the other, under the filters of the list of
    events: those with most first, what is not shown is counted under `left_out`. An actor stands for itself, not for
    those it acts for. GraphML opens in Gephi, visone and igraph, `format=cytoscape` in Cytoscape and Cytoscape.js."""
    shape = choose_format(params.get("format"), NETWORK_FORMATS)

    def make(of: Store) -> Iterable[bytes]:
        asked = read_event_query(params, of)
        network = TieNetwork()
        if asked.query is not None:
            network = of.event_ties(
                asked.query,
                nodes=params.get("node_limit", NODES_DEFAULT),
                ties=params.get("edge_limit", EDGES_DEFAULT),
                least=params.get("min_weight", 1),
            )
        if shape == "graphml":
            return render_network_graphml(network)
        if shape == "cytoscape":
            return [render_cytoscape(network)]
        echo = {name: value for name, value in asked.echo.items() if name != "sort"}
        return [render_network(network, echo, asked.warnings)]

    return answer_whole("network", shape, make)
