"""Stories: what is nearly one event, what people say of events and positions, and affairs over days."""

from typing import Any

import orjson
from flask import Response

from api.documenting import ITEM_HEADERS, ResourceBlueprint, gives, in_path, lists, refer_headers, refuses
from api.errors import Fault, ProblemError
from api.formats import Table, accepts_only, plain_columns
from api.items import answer_item, answer_part, refuse_unknown
from api.lists import Listing, answer_list, stream_pages
from api.queries import Asked, Params
from api.resources.events import EVENT_ID, read_event
from api.resources.positions import POSITION_ID
from api.services import services, store
from ingest.errors import JudgementError
from ingest.judging import merge_events, retract_event, retract_position, split_event, withdraw
from ingest.preparing import RENDERER
from ingest.storylines import ARTICLES_AT_ONCE, renew_few_storylines
from records.stories import Judgement
from schemas.paging import page_schema
from schemas.parameters import NoParameters
from schemas.queries import JudgementParameters, RelatedParameters, StorylineParameters
from schemas.selection import item_parameters
from schemas.stories import (
    JudgedEventSchema,
    JudgementSchema,
    MergeSchema,
    RelatedEventsSchema,
    RetractSchema,
    SplitEventsSchema,
    SplitSchema,
    render_judgement,
    render_words,
)
from schemas.storylines import StorylineSchema, WholeStorylineSchema, add_timeline
from storage.queries import ITEM_SEPARATOR, EventQuery, Page, RelatedQuery, StorylineQuery, Total
from storage.store import Store
from storage.story_views import Related
from storage.storylines import count_storylines, read_storyline, read_storylines

blueprint = ResourceBlueprint(
    "stories", __name__, url_prefix="/v1", description="Events of several articles, people's words on them, affairs."
)

_TIMELINE_SHOWN = 500
_FORMATS = ("json", "ndjson")
STORYLINE_ID = in_path("storyline_id", "Id of the storyline.", "stl_mzxw6ytboi4dcmrt")
JUDGEMENT_ID = in_path("judgement_id", "Id of the judgement.", "jdg_mzxw6ytboi4dcmrt")
_POINTERS = {
    "UNKNOWN": "/event_id",
    "GONE": "/event_id",
    "SAME_EVENT": "/event_id",
    "NOTHING_TO_SPLIT": "/article_ids",
    "WRONG_ARTICLES": "/article_ids",
    "WRONG_EVENTS": "/event_ids",
}


def _page_related(of: Store, query: RelatedQuery) -> Page:
    start, limit = int(query.after[0]) if query.after else 0, query.limit
    if query.before:
        end = int(query.before[0])
        start = max(end - limit, 0)
        limit = end - start
    found = of.stories.related(query.event_id, start=start, limit=limit + 1) or ()
    shown = found[:limit]
    return Page(
        body=ITEM_SEPARATOR.join(map(_render_related, shown)),
        count=len(shown),
        next_key=(start + len(shown),) if len(found) > query.limit else None,
        prev_key=(start,) if start else None,
    )


def _render_related(related: Related) -> bytes:
    return orjson.dumps(
        {
            "event_id": related.id,
            "kind": related.kind,
            "score": related.score,
            "grounds": orjson.Fragment(related.grounds),
            "event": orjson.Fragment(related.body),
        }
    )


_RELATED = Listing(
    name="related",
    page=_page_related,
    stream=stream_pages(_page_related),
    total=lambda of, query: Total(value=len(of.stories.related(query.event_id) or ()), exact=True),
    table=Table(columns=plain_columns("event_id", "kind", "score")),
    formats=_FORMATS,
)


@blueprint.route("/events/<string:event_id>/related", parameters=[EVENT_ID])
@blueprint.doc(operationId="listRelatedEvents")
@blueprint.arguments(RelatedParameters(), location="query", error_status_code=400)
@lists(blueprint, RelatedEventsSchema, _FORMATS, problems=(404, 410))
def list_related_events(params: Params, event_id: str) -> Response:
    """List what is nearly the same event

    With scores and their grounds: events of other articles that it might be one with, that it fulfils or denies; and
    what people have said of it."""
    if store().event(event_id) is None:
        return refuse_unknown("event", event_id, address="/v1/events")
    return answer_list(
        _RELATED,
        params,
        lambda _: Asked(query=RelatedQuery(event_id=event_id), echo={}),
        more=lambda of: {"judgements": orjson.Fragment(render_words(of.stories.words_on(event_id)))},
    )


@blueprint.route("/events/<string:event_id>/merge", methods=["POST"], parameters=[EVENT_ID])
@blueprint.doc(operationId="mergeEvents")
@blueprint.arguments(MergeSchema(), location="json")
@blueprint.response(
    200, JudgedEventSchema, description="The one event.", headers=refer_headers(("Location", *ITEM_HEADERS))
)
@refuses(blueprint, 400, 404, 409, 410, 413, 415, 422, 503)
def merge_event(posted: dict[str, Any], event_id: str) -> Response:
    """Say that two events are one

    A person's word: it stands over every score and stays when articles are read again. The id that is not kept leads
    to the one that is (308)."""
    accepts_only("application/json")
    if (gone := _refuse_gone(event_id)) is not None:
        return gone
    try:
        merged = merge_events(
            services().writer,
            event_id,
            posted["event_id"],
            by=posted["by"],
            note=posted.get("note"),
            overrule=posted["overrule"],
            renderer=RENDERER,
        )
    except JudgementError as error:
        raise _refuse(error) from error
    renew_few_storylines(services().writer, most=ARTICLES_AT_ONCE)
    return answer_item(read_event(merged) or b"{}", location=f"/v1/events/{merged}")


@blueprint.route("/events/<string:event_id>/split", methods=["POST"], parameters=[EVENT_ID])
@blueprint.doc(operationId="splitEvent")
@blueprint.arguments(SplitSchema(), location="json")
@blueprint.response(200, SplitEventsSchema, description="The events.", headers=refer_headers(ITEM_HEADERS))
@refuses(blueprint, 400, 404, 409, 410, 413, 415, 422, 503)
def split_one_event(posted: dict[str, Any], event_id: str) -> Response:
    """Say that an event is two

    What the articles or events named tell is an event of its own from then on. A person's word: it stands over every
    score and stays when articles are read again."""
    accepts_only("application/json")
    if (gone := _refuse_gone(event_id)) is not None:
        return gone
    try:
        events = split_event(
            services().writer,
            event_id,
            posted["article_ids"],
            posted.get("event_ids", ()),
            by=posted["by"],
            note=posted.get("note"),
            overrule=posted["overrule"],
            renderer=RENDERER,
        )
    except JudgementError as error:
        raise _refuse(error) from error
    renew_few_storylines(services().writer, most=ARTICLES_AT_ONCE)
    bodies = [read_event(found) or b"{}" for found in events]
    return answer_item(b'{"data":[' + b",".join(bodies) + b"]}")


@blueprint.route("/events/<string:event_id>/retract", methods=["POST"], parameters=[EVENT_ID])
@blueprint.doc(operationId="retractEvent")
@blueprint.arguments(RetractSchema(), location="json")
@blueprint.response(204, description="It is not shown any more.", headers=refer_headers(("X-Request-Id",)))
@refuses(blueprint, 400, 404, 410, 413, 415, 422, 503)
def retract_one_event(posted: dict[str, Any], event_id: str) -> Response:
    """Say that an event is wrong

    It is shown no more (410), also when its articles are read again. `DELETE /v1/judgements/{id}` takes that back."""
    accepts_only("application/json")
    if (gone := _refuse_gone(event_id)) is not None:
        return gone
    try:
        retract_event(services().writer, event_id, by=posted["by"], note=posted.get("note"), renderer=RENDERER)
    except JudgementError as error:
        raise _refuse(error) from error
    renew_few_storylines(services().writer, most=ARTICLES_AT_ONCE)
    return Response(status=204)


@blueprint.route("/positions/<string:position_id>/retract", methods=["POST"], parameters=[POSITION_ID])
@blueprint.doc(operationId="retractPosition")
@blueprint.arguments(RetractSchema(), location="json")
@blueprint.response(204, description="It is not shown any more.", headers=refer_headers(("X-Request-Id",)))
@refuses(blueprint, 400, 404, 410, 413, 415, 422, 503)
def retract_one_position(posted: dict[str, Any], position_id: str) -> Response:
    """Say that a position is wrong

    It is shown no more (410), also when its article is read again. `DELETE /v1/judgements/{id}` takes that back."""
    accepts_only("application/json")
    if store().position(position_id) is None:
        return refuse_unknown("position", position_id, address="/v1/positions")
    try:
        retract_position(services().writer, position_id, by=posted["by"], note=posted.get("note"), renderer=RENDERER)
    except JudgementError as error:
        raise _refuse(error) from error
    renew_few_storylines(services().writer, most=ARTICLES_AT_ONCE)
    return Response(status=204)


def _page_judgements(of: Store, query: StorylineQuery) -> Page:
    after = int(query.after[0]) if query.after else 0
    found = of.stories.judgements(after=after, limit=query.limit + 1)
    shown = found[: query.limit]
    return Page(
        body=ITEM_SEPARATOR.join(render_judgement(judgement, resource) for _, judgement, resource in shown),
        count=len(shown),
        next_key=(shown[-1][0],) if len(found) > query.limit else None,
    )


_stream_judgements = stream_pages(_page_judgements)
_JUDGEMENTS = Listing(
    name="judgements",
    page=_page_judgements,
    stream=_stream_judgements,
    total=lambda of, query: Total(value=sum(1 for _ in _stream_judgements(of, query)), exact=True),
    table=Table(columns=plain_columns("id", "kind", "resource", "by", "at", "note")),
    formats=_FORMATS,
)


@blueprint.route("/judgements")
@blueprint.doc(operationId="listJudgements")
@blueprint.arguments(JudgementParameters(), location="query", error_status_code=400)
@lists(blueprint, page_schema(JudgementSchema), _FORMATS)
def list_judgements(params: Params) -> Response:
    """List what people have said

    Merges, splits and retractions that stand, the latest first."""
    return answer_list(_JUDGEMENTS, params, lambda _: Asked(query=StorylineQuery(), echo={}))


@blueprint.route("/judgements/<string:judgement_id>", parameters=[JUDGEMENT_ID])
@blueprint.doc(operationId="getJudgement")
@blueprint.arguments(item_parameters(JudgementSchema), location="query", error_status_code=400)
@gives(blueprint, JudgementSchema, problems=(400, 404, 406, 410, 503), sparse=True)
def get_judgement(params: Params, judgement_id: str) -> Response:
    """Get what a person has said

    Who, when, why, and of what."""
    judgement, resource = _find_judgement(judgement_id)
    return answer_part(render_judgement(judgement, resource), params)


@blueprint.route("/judgements/<string:judgement_id>", methods=["DELETE"], parameters=[JUDGEMENT_ID])
@blueprint.doc(operationId="withdrawJudgement")
@blueprint.arguments(NoParameters(), location="query", error_status_code=400)
@blueprint.response(204, description="It counts no more.", headers=refer_headers(("X-Request-Id",)))
@refuses(blueprint, 404, 410, 503)
def withdraw_judgement(_params: Params, judgement_id: str) -> Response:
    """Take back what was said

    The events it was about are put together anew, as their scores and other words have it; what was retracted is shown
    again."""
    _find_judgement(judgement_id)
    withdraw(services().writer, judgement_id, renderer=RENDERER)
    renew_few_storylines(services().writer, most=ARTICLES_AT_ONCE)
    return Response(status=204)


def _find_judgement(judgement_id: str) -> tuple[Judgement, str]:
    found = store().stories.judgement(judgement_id)
    if found is None:
        raise ProblemError("not-found", f"No judgement has the id {judgement_id[:100]!r}.")
    judgement, resource, withdrawn_at = found
    if withdrawn_at is not None:
        raise ProblemError("gone", f"The judgement {judgement_id!r} was taken back on {withdrawn_at:%Y-%m-%d}.")
    return judgement, resource


_STORYLINES = Listing(
    name="storylines",
    page=read_storylines,
    stream=stream_pages(read_storylines),
    total=lambda of, _: count_storylines(of),
    table=Table(columns=plain_columns("id", "title", "first_day", "last_day", "article_count", "event_count")),
    formats=_FORMATS,
)


@blueprint.route("/storylines")
@blueprint.doc(operationId="listStorylines")
@blueprint.arguments(StorylineParameters(), location="query", error_status_code=400)
@lists(blueprint, page_schema(StorylineSchema), _FORMATS)
def list_storylines(params: Params) -> Response:
    """List storylines

    Affairs over days, each of several articles; those with the latest events first."""
    sort = params.get("sort", "-last_day")
    return answer_list(_STORYLINES, params, lambda _: Asked(query=StorylineQuery(sort=sort), echo={"sort": sort}))


@blueprint.route("/storylines/<string:storyline_id>", parameters=[STORYLINE_ID])
@blueprint.doc(operationId="getStoryline")
@blueprint.arguments(item_parameters(WholeStorylineSchema), location="query", error_status_code=400)
@gives(blueprint, WholeStorylineSchema, problems=(400, 404, 406, 410, 503), sparse=True)
def get_storyline(params: Params, storyline_id: str) -> Response:
    """Get a storyline

    With the timeline of its dated events; `storyline=` of events and positions finds all that is part of it."""
    body = read_storyline(store(), storyline_id)
    if body is None:
        return refuse_unknown("storyline", storyline_id, address="/v1/storylines")
    asked = EventQuery(storylines=(storyline_id,), background=False, sort="event_date", limit=_TIMELINE_SHOWN)
    events = (event for event in store().events(asked) if orjson.loads(event)["event_date"]["precision"] != "UNKNOWN")
    return answer_part(add_timeline(body, events), params)


def _refuse_gone(event_id: str) -> Response | None:
    return refuse_unknown("event", event_id, address="/v1/events") if store().event(event_id) is None else None


def _refuse(error: JudgementError) -> ProblemError:
    if error.code == "CONFLICT":
        return ProblemError("judgement-conflict", error.detail)
    fault = Fault(pointer=_POINTERS[error.code], code=error.code, detail=error.detail)
    return ProblemError("invalid-body", error.detail, faults=[fault])
