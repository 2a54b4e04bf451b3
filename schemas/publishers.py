"""Publishers in, JSON objects out."""

from records.profiles import PublisherProfile
from schemas.fields import ResourceSchema, integer, string
from schemas.rendering import render_document


class PublisherSchema(ResourceSchema):
    """A news outlet."""

    name = string("Its name, as articles give it.", "The Harbour Wire")
    article_count = integer("Articles that appeared there.", 3)


def render_publisher(profile: PublisherProfile) -> bytes:
    """Return the canonical bytes of a publisher."""
    return render_document({"name": profile.name, "article_count": profile.article_count})
