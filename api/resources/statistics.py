"""How many events and positions there are, by time, type, place, actor and more."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Response

from api.documenting import ITEM_HEADERS, ResourceBlueprint, refer_headers, refuses
from api.errors import Fault, ProblemError
from api.formats import MEDIA_TYPES, choose_format
from api.parsing import refuse_parameters
from api.queries import Asked, Params, read_event_query, read_position_query
from api.series import render_series, tabulate_series
from api.wholes import answer_whole
from schemas.series import (
    SERIES_FORMATS,
    SERIES_TOP,
    SPANS,
    EventSeriesParameters,
    EventSeriesSchema,
    PositionSeriesParameters,
    PositionSeriesSchema,
)
from storage.series import Group, Series, SeriesTooLargeError
from storage.store import Store

blueprint = ResourceBlueprint("statistics", __name__, url_prefix="/v1", description="Counts by time, kind and actor.")

Count = Callable[..., Series]


@blueprint.route("/stats/events")
@blueprint.doc(operationId="countEvents")
@blueprint.arguments(EventSeriesParameters(), location="query", error_status_code=400)
@blueprint.response(200, EventSeriesSchema, description="The answer.", headers=refer_headers(ITEM_HEADERS))
@blueprint.alt_response(200, schema={"type": "string"}, content_type=MEDIA_TYPES["csv"], success=True)
@refuses(blueprint, 400, 406, 503)
def count_events(params: Params) -> Response:
    """Count events by groups

    By one or two of time, type, place, actor and more, under the filters of the list of events. Along time every span
    is there, with 0 where nothing happened. An event counts in the span in which it begins, or in the first of the
    range if it began before; by actor, for each of those that take part in it themselves."""
    return _answer("event-series", params, lambda of: read_event_query(params, of), Store.event_series)


@blueprint.route("/stats/positions")
@blueprint.doc(operationId="countPositions")
@blueprint.arguments(PositionSeriesParameters(), location="query", error_status_code=400)
@blueprint.response(200, PositionSeriesSchema, description="The answer.", headers=refer_headers(ITEM_HEADERS))
@blueprint.alt_response(200, schema={"type": "string"}, content_type=MEDIA_TYPES["csv"], success=True)
@refuses(blueprint, 400, 406, 503)
def count_positions(params: Params) -> Response:
    """Count positions by groups

    By one or two of time, stance, issue, holder and more, under the filters of the list of positions. Along time every
    span is there, with 0 where nothing was stated."""
    return _answer("position-series", params, lambda of: read_position_query(params, of), Store.position_series)


def _answer(name: str, params: Params, ask: Callable[[Store], Asked[Any]], count: Count) -> Response:
    shape = choose_format(params.get("format"), SERIES_FORMATS)
    groups, measure = _check_groups(params.get("group_by", ["month"])), params.get("measure", "count")

    def make(of: Store) -> Iterable[bytes]:
        asked = ask(of)
        series = Series(groups=tuple(Group(name=group) for group in groups))
        if asked.query is not None:
            try:
                series = count(of, asked.query, groups, measure=measure, top=params.get("top", SERIES_TOP))
            except SeriesTooLargeError as error:
                raise _refuse(f"{error} Ask for longer spans, fewer days or a smaller `top`.", "too-large") from error
        if shape == "csv":
            return tabulate_series(series)
        echo = {name: value for name, value in asked.echo.items() if name != "sort"}
        return [render_series(series, measure, echo, asked.warnings)]

    return answer_whole(name, shape, make)


def _check_groups(names: list[str]) -> tuple[str, ...]:
    if len(set(names)) < len(names):
        raise _refuse("Each group stands once.", "repeated")
    if len(set(names) & set(SPANS)) > 1:
        raise _refuse("One span of time is enough: day, month or year.", "conflict")
    return tuple(names)


def _refuse(detail: str, code: str) -> ProblemError:
    return refuse_parameters([Fault(parameter="group_by", code=code, detail=detail)])
