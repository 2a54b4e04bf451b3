"""Event types of the ontology: what their JSON looks like."""

from records.vocabularies import EventType
from schemas.fields import ResourceSchema, boolean, integer, many, number, string, word


class ModeSchema(ResourceSchema):
    """A kind of an act."""

    code = string("PLOVER mode.", "visit")
    definition = string("What it means.", "Going to see the other side.")
    cameo_code = string("The CAMEO code it maps to.", "042")
    intensity = number("Weight from -10 (conflict) to 10 (cooperation).", 1.9, least=-10, most=10)


class EventTypeSchema(ResourceSchema):
    """A type of event: one of the sixteen of PLOVER, or STATEMENT."""

    code = word(EventType, "The type.", "CONSULT")
    label = string("What a person would call it.", "Consult")
    definition = string("What it means.", "To meet, visit, call or negotiate with somebody.")
    quad_class = integer(
        "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict, 0 neither.", 1, most=4
    )
    intensity = number("Weight from -10 (conflict) to 10 (cooperation).", 1.0, least=-10, most=10)
    cameo_code = string("The CAMEO code it maps to where nothing says more.", "04")
    requires_target = boolean("Whether the act is always directed at somebody.", False)
    future_as = string("The PLOVER type that scorers take it for while it is only announced.", None, nullable=True)
    negated_as = string("The type of the act when it is expressly not done.", "REJECT", nullable=True)
    ended_as = string("The type of the act that ends it.", None, nullable=True)
    modes = many(ModeSchema, "Its kinds.")
    event_count = integer("Events of this type in the data set.", 22)
