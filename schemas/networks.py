"""Who acts on whom: what can be asked, and what the answer holds."""

from marshmallow import fields, validate

from records.vocabularies import ActorType
from schemas.fields import ResourceSchema, day, integer, many, nested, number, string, word
from schemas.paging import PageWarningSchema
from schemas.parameters import Parameters, choice, whole
from schemas.queries import EventParameters
from schemas.series import conditions_of

NETWORK_FORMATS = ("json", "graphml", "cytoscape")
NODES_DEFAULT, NODES_MOST = 100, 500
EDGES_DEFAULT, EDGES_MOST = 500, 5_000

NetworkParameters = Parameters.from_dict(
    {
        "node_limit": whole(
            "Actors at most, those with most acts.", 50, least=1, most=NODES_MOST, default=NODES_DEFAULT
        ),
        "edge_limit": whole(
            "Edges at most, those with most events.", 200, least=1, most=EDGES_MOST, default=EDGES_DEFAULT
        ),
        "min_weight": whole("The fewest events of an edge.", 2, least=1, most=1_000_000, default=1),
        "format": choice("The format of the answer; wins over `Accept`.", NETWORK_FORMATS, "json"),
        **conditions_of(EventParameters),
    },
    name="NetworkParameters",
)


class NetworkNodeSchema(ResourceSchema):
    """An actor."""

    id = string("Its id.", "country:RUS")
    name = string("Its name in English.", "Russia")
    actor_type = word(ActorType, "What kind of actor it is.", "STATE", nullable=True)
    country = string("The country it belongs to, ISO 3166-1 alpha-3.", "RUS", nullable=True)
    sent = integer("Its acts on others, shown or not.", 31)
    received = integer("Acts of others on it, shown or not.", 12)


class NetworkEdgeSchema(ResourceSchema):
    """The acts of one actor on another."""

    source = string("Who acts.", "country:RUS")
    target = string("Who is acted upon.", "country:UKR")
    weight = integer("How many events.", 17, least=1)
    types = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(strict=True, validate=validate.Range(1)),
        required=True,
        metadata={
            "description": "How many of each type, the most frequent first.",
            "examples": [{"ASSAULT": 12, "CONSULT": 5}],
        },
    )
    intensity = number("Their mean on Goldstein's scale.", -5.1, nullable=True, least=-10, most=10)
    first_day = day("The first day on which a dated one begins.", "2025-03-11", nullable=True)
    last_day = day("The last such day.", "2025-03-18", nullable=True)


class NetworkLeftOutSchema(ResourceSchema):
    """What matches and is not shown."""

    nodes = integer("Actors that act on others or are acted upon.", 112)
    edges = integer("Edges between any of these.", 340)
    events = integer("Events before the latest 20,000, which are not looked at.", 0)


class NetworkSchema(ResourceSchema):
    """Actors, and who acts on whom."""

    nodes = many(NetworkNodeSchema, "Actors with an edge that is shown, the one with most acts first.")
    edges = many(NetworkEdgeSchema, "Ordered pairs of actors, the one with most events first.")
    event_count = integer("Events that match.", 210)
    left_out = nested(NetworkLeftOutSchema, "What matches and is not shown.")
    query = fields.Dict(
        required=True,
        metadata={"description": "The filters as they were understood.", "examples": [{"date_from": "2025-03-01"}]},
    )
    warnings = many(PageWarningSchema, "What the reader of this answer should know.")
