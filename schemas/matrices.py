"""Who stands where on what: what such an answer holds."""

from marshmallow import fields, validate

from records.vocabularies import ActorType, Stance
from schemas.fields import ResourceSchema, boolean, day, integer, many, nested, string, word
from schemas.issues import PositionIssueSchema
from schemas.paging import PageWarningSchema


class MatrixRowSchema(ResourceSchema):
    """An actor that holds positions."""

    id = string("Its id.", "country:RUS")
    name = string("Its name in English.", "Russia")
    actor_type = word(ActorType, "What kind of actor it is.", "STATE")
    country = string("The country it belongs to, ISO 3166-1 alpha-3.", "RUS", nullable=True)
    position_count = integer("Positions that it holds, of those that match.", 17)


class MatrixColumnSchema(PositionIssueSchema):
    """An issue that positions are about."""

    position_count = integer("Positions on it that actors of the rows hold, of those that match.", 9)


class MatrixCellSchema(ResourceSchema):
    """Where one actor stands on one issue."""

    actor_id = string("The actor of the row.", "country:RUS")
    issue_id = string("The issue of the column.", "nato-membership-of-ukraine")
    position_count = integer("Positions of this actor on this issue.", 3, least=1)
    position_id = string("The latest of them.", "pos_orsxg5banfxgk5dt")
    stance = word(Stance, "The stance of the latest.", "DEMAND")
    polarity = fields.Integer(
        required=True,
        strict=True,
        validate=validate.OneOf([-1, 0, 1]),
        metadata={"description": "Its polarity: 1 for the issue as named, -1 against it, 0 neither.", "examples": [-1]},
    )
    first_day = day("The first day on which one was stated.", "2025-03-11", nullable=True)
    last_day = day("The last such day.", "2025-03-17", nullable=True)
    changed = boolean("Whether stance or polarity turned from one day to a later one.", True)
    stance_changed = boolean("Whether the stance did.", True)
    polarity_changed = boolean("Whether the polarity did, from for to against or back.", False)
    changed_on = day("The day of the last turn.", "2025-03-17", nullable=True)


class MatrixLeftOutSchema(ResourceSchema):
    """What matches and is not shown."""

    rows = integer("Actors with fewer positions than those shown.", 112)
    cols = integer("Issues with fewer positions than those shown.", 63)
    positions = integer("Positions in no cell that is shown.", 240)


class PositionMatrixSchema(ResourceSchema):
    """Actors by issues, and where each stands on each."""

    rows = many(MatrixRowSchema, "Actors, the one with most positions first.")
    cols = many(MatrixColumnSchema, "Issues, the one with most positions of these actors first.")
    cells = many(MatrixCellSchema, "The cells that hold any position, row after row.")
    left_out = nested(MatrixLeftOutSchema, "What matches and is not shown.")
    query = fields.Dict(
        required=True,
        metadata={"description": "The filters as they were understood.", "examples": [{"date_from": "2025-03-01"}]},
    )
    warnings = many(PageWarningSchema, "What the reader of this answer should know.")
