"""What an event or a position refers to, given out with it."""

from marshmallow import fields

from schemas.actors import ActorSchema
from schemas.articles import ArticleSchema
from schemas.fields import ResourceSchema


class ExpandedArticleSchema(ArticleSchema):
    """An article without its text."""

    class Meta(ArticleSchema.Meta):
        exclude = ("text",)


class ExpandedSchema(ResourceSchema):
    """What a resource refers to, as far as `expand` asked for it."""

    actors = fields.List(
        fields.Nested(ActorSchema),
        metadata={"description": "The actors in it, in the order in which they stand there."},
    )
    articles = fields.List(
        fields.Nested(ExpandedArticleSchema),
        metadata={"description": "The articles that its first evidence stands in."},
    )


def expanded() -> fields.Nested:
    """Return the key that is there only where `expand` asks for it."""
    return fields.Nested(
        ExpandedSchema, metadata={"description": "What it refers to; only there where `expand` asks for it."}
    )
