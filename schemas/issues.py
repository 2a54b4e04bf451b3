"""Issues in, their canonical JSON bytes out."""

from records.profiles import IssueProfile
from schemas.fields import ResourceSchema, day, integer, string
from schemas.rendering import render_document


class PositionIssueSchema(ResourceSchema):
    """What a position is about."""

    id = string("Stable readable id of the issue.", "nato-membership-of-ukraine")
    label = string("What a person would call it.", "NATO membership of Ukraine")
    topic = string("Its topic in the taxonomy.", "nato_alliances")


class IssueSchema(PositionIssueSchema):
    """An issue that actors take positions on, over all articles."""

    position_count = integer("Positions on it.", 9)
    actor_count = integer("Actors that hold a position on it.", 4)
    first_day = day("The first day on which a dated position was stated.", "2025-03-11", nullable=True)
    last_day = day("The last such day.", "2025-03-17", nullable=True)


def render_issue(profile: IssueProfile) -> bytes:
    """Return the canonical bytes of an issue."""
    return render_document(
        {
            "id": profile.id,
            "label": profile.label,
            "topic": profile.topic,
            "position_count": profile.position_count,
            "actor_count": profile.actor_count,
            "first_day": profile.first_day,
            "last_day": profile.last_day,
        }
    )
