"""Changes in, JSON objects out."""

from records.profiles import Change
from schemas.fields import ResourceSchema, instant, integer, string
from schemas.jobs import instant_text
from schemas.paging import page_schema
from schemas.rendering import render_document


class ChangeSchema(ResourceSchema):
    """Something was created, updated or deleted."""

    token = integer("Where the change stands in the history; the `since` of what follows it.", 17)
    resource = string(
        "What kind of thing: article, event, position, storyline or judgement; new values may be added.", "event"
    )
    id = string("Its id.", "evt_nbswy3dpeb3w64tm")
    action = string("CREATED, UPDATED or DELETED.", "CREATED")
    at = instant("When.", "2025-03-17T08:00:02.000Z")


class ChangePageSchema(page_schema(ChangeSchema)):  # type: ignore[misc]  # a class made at run time
    """A page of changes in the order in which they happened."""

    next_since = integer("The `since` of what follows this page, now or later.", 17)


def render_change(change: Change) -> bytes:
    """Return the canonical bytes of a change."""
    return render_document(
        {
            "token": change.token,
            "resource": change.resource,
            "id": change.id,
            "action": change.action.upper(),
            "at": instant_text(change.at),
        }
    )
