"""Articles: lists, single articles, their annotations; and new ones to be read."""

from typing import Any

from flask import Response, request

from api.batches import MEDIA_TYPE, take_articles
from api.conditions import require_match, tag_bytes
from api.documenting import ITEM_HEADERS, ResourceBlueprint, gives, in_header, in_path, lists, refer_headers, refuses
from api.errors import ProblemError
from api.exporting import sweep_files
from api.formats import ARTICLES, accepts_only
from api.idempotency import IDEMPOTENCY_KEY, answered_once
from api.items import answer_item, answer_part, refuse_unknown
from api.lists import Listing, answer_list
from api.posting import (
    answer_unfinished,
    check_article,
    check_day,
    has_created,
    note_appearance,
    render_found_article,
    run_job,
)
from api.queries import Params, read_article_query
from api.services import services, store
from api.texts import limit_page, limit_stream, limit_text
from ingest.preparing import RENDERER
from ingest.story_matching import settle
from ingest.storylines import ARTICLES_AT_ONCE, renew_few_storylines
from records.jobs import JobKind, JobState
from schemas.annotations import AnnotationsSchema
from schemas.articles import ArticleSchema
from schemas.jobs import JobSchema
from schemas.paging import page_schema
from schemas.parameters import NoParameters
from schemas.queries import LIST_FORMATS, ArticleParameters
from schemas.requests import ArticleChangesSchema, NewArticleSchema, article_fields
from schemas.selection import item_parameters
from schemas.service import FoundArticleSchema
from schemas.stories import WholeArticleSchema, add_reprints
from storage.store import Store

blueprint = ResourceBlueprint("articles", __name__, url_prefix="/v1", description="News articles and what is in them.")

LISTING = Listing(
    name="articles",
    page=lambda of, query: limit_page(of, query, services().config.text),
    stream=lambda of, query: limit_stream(of, query, services().config.text),
    total=Store.total_articles,
    table=ARTICLES,
)
ARTICLE_ID = in_path("article_id", "Id of the article.", "art_mzxw6ytboi4dcmrt")
PREFER = in_header(
    "Prefer",
    "`wait=N`: wait N seconds for the result (10 unless given, at most 30); `respond-async`: do not wait.",
    "wait=20",
)
IF_MATCH = in_header("If-Match", "The ETag of the article as it was seen, or `*` for any.", "*")


@blueprint.route("/articles")
@blueprint.doc(operationId="listArticles")
@blueprint.arguments(ArticleParameters(), location="query", error_status_code=400)
@lists(blueprint, page_schema(ArticleSchema), LIST_FORMATS)
def list_articles(params: Params) -> Response:
    """List articles

    By words, publisher, day of publication and actor; latest first."""
    return answer_list(LISTING, params, lambda of: read_article_query(params, of))


@blueprint.route("/articles", methods=["POST"])
@blueprint.doc(operationId="postArticle", parameters=[PREFER, IDEMPOTENCY_KEY])
@blueprint.arguments(NewArticleSchema(), location="json")
@blueprint.response(
    201,
    FoundArticleSchema,
    description="It has been read and stored.",
    headers=refer_headers(("Location", *ITEM_HEADERS)),
)
@blueprint.alt_response(200, schema=FoundArticleSchema, description="Its text was stored before.", success=True)
@blueprint.alt_response(
    202, schema=JobSchema, description="It waits to be read.", success=True, headers=refer_headers(("Location",))
)
@refuses(blueprint, 400, 409, 413, 415, 422, 503)
@answered_once
def post_article(posted: dict[str, Any]) -> Response:
    """Have an article read and stored

    The answer carries what was found in it, or the job to ask for. The same text again is a further appearance of the
    article that is stored."""
    accepts_only("application/json")
    article = check_article(posted)
    if note_appearance(article):
        return _answer_found(article.id, status=200)
    job = run_job(JobKind.ARTICLE, article_fields(posted), article.id)
    if job.state is JobState.SUCCEEDED:
        return _answer_found(article.id, status=201 if has_created(job) else 200)
    return answer_unfinished(job)


@blueprint.route("/articles/batch", methods=["POST"])
@blueprint.doc(
    operationId="postArticles",
    requestBody={
        "required": True,
        "description": "One article a line, as `POST /v1/articles` takes it.",
        "content": {
            MEDIA_TYPE: {
                "schema": {"type": "string", "examples": ['{"text": "France and Germany signed an agreement."}\n']}
            }
        },
    },
)
@blueprint.alt_response(
    207,
    schema={"type": "string", "examples": ['{"line": 1, "status": 202, "article_id": "art_mzxw6ytboi4dcmrt"}\n']},
    content_type=MEDIA_TYPE,
    description="A line for each line, in their order.",
    success=True,
)
@refuses(blueprint, 406, 413, 415, 503)
def post_articles() -> Response:
    """Hand in many articles at once

    NDJSON in and out. A line of the answer has `line`, `status`, `article_id`, `links` (`article`, `job`) and
    `problem`: 200 where the text was stored before, 202 with its job where it waits to be read, else what is wrong
    with it. A bad line stops no other, and to send all again does no harm. `/v1/` tells how many lines and bytes are
    taken."""
    accepts_only(MEDIA_TYPE)
    if request.mimetype != MEDIA_TYPE:
        detail = f"The body is {request.mimetype or 'nothing'!r}; {MEDIA_TYPE} is needed."
        raise ProblemError("unsupported-media-type", detail, headers={"Accept-Post": MEDIA_TYPE})
    here = services()
    here.writer.ping()
    # Their answers are small: all are there before the first goes out, so that who sends first and reads then can.
    return Response(b"".join(take_articles(request, here)), status=207, content_type=MEDIA_TYPE)


@blueprint.route("/articles/<string:article_id>", parameters=[ARTICLE_ID])
@blueprint.doc(operationId="getArticle")
@blueprint.arguments(item_parameters(WholeArticleSchema), location="query", error_status_code=400)
@gives(blueprint, WholeArticleSchema, problems=(400, 404, 406, 410, 503), sparse=True)
def get_article(params: Params, article_id: str) -> Response:
    """Get an article

    With its text, date, where it appeared, and which other articles are nearly the same."""
    return _answer_article(store().article(article_id), article_id, params)


@blueprint.route("/articles/<string:article_id>", methods=["PATCH"], parameters=[ARTICLE_ID])
@blueprint.doc(operationId="redateArticle", parameters=[IF_MATCH, PREFER])
@blueprint.arguments(ArticleChangesSchema(), location="json")
@blueprint.response(
    200, WholeArticleSchema, description="It has been read as of that day.", headers=refer_headers(ITEM_HEADERS)
)
@blueprint.alt_response(
    202, schema=JobSchema, description="It waits to be read again.", success=True, headers=refer_headers(("Location",))
)
@refuses(blueprint, 400, 404, 410, 412, 413, 415, 422, 428, 503)
def redate_article(changes: dict[str, Any], article_id: str) -> Response:
    """Change the date of publication of an article

    Its text is read again, its relative dates against the new day, and what is found takes the place of what was; ids
    that still describe the same thing stay. The same date again changes nothing."""
    accepts_only("application/json")
    check_day(changes["published_at"])
    body = store().article(article_id)
    if body is None:
        return refuse_unknown("article", article_id, address="/v1/articles")
    require_match(tag_bytes(_whole(body, article_id)))
    job = run_job(JobKind.REDATING, changes, article_id)
    if job.state is JobState.SUCCEEDED:
        return _answer_article(store().article(article_id), article_id)
    return answer_unfinished(job)


@blueprint.route("/articles/<string:article_id>", methods=["DELETE"], parameters=[ARTICLE_ID])
@blueprint.doc(operationId="deleteArticle", parameters=[IF_MATCH])
@blueprint.arguments(NoParameters(), location="query", error_status_code=400)
@blueprint.response(204, description="It is gone.", headers=refer_headers(("X-Request-Id",)))
@refuses(blueprint, 404, 410, 412, 428, 503)
def delete_article(_params: Params, article_id: str) -> Response:
    """Delete an article

    With its text, all that only it says (events and positions without any evidence left are gone too), and the files
    that hold it."""
    here = services()
    body = here.store.article(article_id)
    if body is None:
        return refuse_unknown("article", article_id, address="/v1/articles")
    require_match(tag_bytes(_whole(body, article_id)))
    here.writer.delete_article(article_id, renderer=RENDERER)
    # What it told with others is told by them alone from now on, and may no longer be one event.
    settle(here.writer, renderer=RENDERER)
    renew_few_storylines(here.writer, most=ARTICLES_AT_ONCE)
    if here.config.export_folder is not None:
        sweep_files(here.store, here.config.export_folder)
    return Response(status=204)


@blueprint.route("/articles/<string:article_id>/annotations", parameters=[ARTICLE_ID])
@blueprint.doc(operationId="getArticleAnnotations")
@blueprint.arguments(item_parameters(AnnotationsSchema), location="query", error_status_code=400)
@gives(blueprint, AnnotationsSchema, problems=(400, 404, 406, 410, 503), sparse=True)
def get_article_annotations(params: Params, article_id: str) -> Response:
    """Get the annotations of an article

    Its text with every span that was found: actors, time expressions, places, attributions, events and positions."""
    body = store().annotations(article_id)
    if body is None:
        return refuse_unknown("article", article_id, address="/v1/articles")
    return answer_part(limit_text(body, services().config.text), params)


def _answer_article(body: bytes | None, article_id: str, params: Params | None = None) -> Response:
    if body is None:
        return refuse_unknown("article", article_id, address="/v1/articles")
    return answer_part(_whole(body, article_id), params or {})


def _whole(body: bytes, article_id: str) -> bytes:
    """Return an article as it is given out by itself: its text as far as the server gives it, and its reprints."""
    return add_reprints(limit_text(body, services().config.text), store().stories.reprints(article_id))


def _answer_found(article_id: str, *, status: int) -> Response:
    body = render_found_article(store(), article_id, services().config.text)
    stored = store().article(article_id)
    if body is None or stored is None:
        raise ProblemError("gone", f"The article {article_id!r} has been deleted.")
    whole = _whole(stored, article_id)
    return answer_item(body, status=status, location=f"/v1/articles/{article_id}", tagged=whole)
