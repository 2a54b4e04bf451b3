"""Bodies of requests: what they may hold."""

from typing import Any

from marshmallow import RAISE, Schema, fields, validate

MAX_TEXT = 1_000_000
_DAY_OR_INSTANT = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?([Zz]|[+-][0-9]{2}:?[0-9]{2}))?$"
)


def _words(description: str, example: str, most: int = 2_000, pattern: str = "") -> fields.String:
    return fields.String(
        allow_none=True,
        validate=[validate.Length(max=most), *([validate.Regexp(pattern)] if pattern else [])],
        metadata={"description": description, "examples": [example]},
    )


class NewArticleSchema(Schema):
    """A news article to be read."""

    class Meta:
        unknown = RAISE

    text = fields.String(
        required=True,
        validate=validate.Length(1, MAX_TEXT),
        metadata={
            "description": "The text of the article, without its title, in English.",
            "examples": ["The two presidents will hold talks on Tuesday, she said."],
        },
    )
    title = _words("Its title.", "Leaders to hold talks on Tuesday")
    url = _words("Where it was published.", "https://news.example/2025/talks", 8_000)
    publisher = _words("Who published it.", "The Harbour Wire")
    published_at = _words(
        "When it was published: a day or an RFC 3339 instant; relative dates are read against it.",
        "2025-03-17",
        40,
        _DAY_OR_INSTANT,
    )
    language = _words("BCP 47 tag of its language; found out where it is missing.", "en", 40)
    external_id = _words("What its sender calls it.", "000_ee18e70cf59df536", 500)


class ArticleChangesSchema(Schema):
    """What can be changed of a stored article."""

    class Meta:
        unknown = RAISE

    published_at = fields.String(
        required=True,
        validate=[validate.Length(max=40), validate.Regexp(_DAY_OR_INSTANT)],
        metadata={
            "description": "When it was published: a day or an RFC 3339 instant; relative dates are read against it.",
            "examples": ["2025-03-17"],
        },
    )


def article_fields(posted: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an input line that mean the same as the posted ones."""
    return {("id" if name == "external_id" else name): value for name, value in posted.items()}
