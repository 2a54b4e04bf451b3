"""Every link of the document leads from a real answer to a real answer, and both hold to the document."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
import schemathesis

from api.app import create_app
from api.config import AppConfig
from dateline.exporting import FileExporter
from dateline.version import __version__
from ingest import service
from ingest.preparing import RENDERER
from ingest.story_matching import match_all
from ingest.storylines import renew_storylines
from records.articles import Article
from records.extractions import Extraction
from storage.store import open_store, upgrade
from tests.api.conftest import ingest
from tests.api.test_stories import ALL, BY, TUESDAY, tell

TOLD = tell("Ada North may talk with Boris East in Jeddah.", "talk", TUESDAY, "Night Owl")
POSTED = {"text": TOLD.article.text, "published_at": "2025-03-17"}
ELSE = {"text": "Nothing of note was said about the weather.", "published_at": "2025-03-17"}
AT_ONCE = {"Prefer": "respond-async"}
# What changes the answers of others comes after these, in this order.
CHANGING = ("cancelJob", "retractPosition", "retractEvent", "withdrawJudgement", "redateArticle", "deleteArticle")
LISTS = [
    *("listEvents", "listActors", "listPositions", "listIssues", "listArticles", "listStorylines", "listEventTypes"),
    *("listPublishers", "listChanges", "getPositionMatrix", "getNetwork"),
]
BODIES = {"redateArticle": {"published_at": "2025-03-16"}, "retractEvent": BY, "retractPosition": BY}
Found = dict[tuple[str, str], Any]


class ReadsOne:
    """Finds what is written above in the one text, and in any other nothing."""

    info = TOLD.extractor

    def extract(self, article: Article) -> Extraction:
        """Return the record of an article."""
        found = replace(article, document_date=TOLD.article.document_date)
        if article.text == TOLD.article.text:
            return replace(TOLD, article=found)
        return Extraction(article=found, extractor=TOLD.extractor)


@pytest.fixture
def schema(tmp_path: Path) -> Iterator[Any]:
    """Return the document of an application over stories, with a worker."""
    url, files = f"sqlite:///{tmp_path / 'own.db'}", tmp_path / "files"
    upgrade(url)
    app = create_app(AppConfig(version=__version__, database_url=url, export_folder=files))
    stop = Event()
    with open_store(url) as store:
        ingest(ALL, store)
        match_all(store, renderer=RENDERER)
        renew_storylines(store)
        exporter = FileExporter(folder=files, kept=timedelta(days=1))
        thread = Thread(target=service._Worker(store, ReadsOne(), "links-1", exporter).work, args=(stop,))  # type: ignore[arg-type]
        thread.start()
        try:
            yield schemathesis.openapi.from_wsgi("/openapi.json", app)
        finally:
            stop.set()
            thread.join()
            app.extensions["dateline"].close()


def read(answer: Any, expression: str) -> Any:
    """Return what an expression of a link says of an answer."""
    if expression.startswith("$response.header."):
        return answer.headers[expression.removeprefix("$response.header.").lower()][0]
    found = answer.json()
    for step in expression.removeprefix("$response.body#/").split("/"):
        found = found[int(step)] if isinstance(found, list) else found[step]
    return found


def ask(schema: Any, operation_id: str, found: Found, body: Any = None, **given: Any) -> Any:
    """Ask an operation and keep its answer, which must hold to the document."""
    more = given | {"headers": {"Accept-Encoding": "identity"} | given.get("headers", {})}
    if body is not None:
        more |= {"body": body, "media_type": "application/json"}
    answer = schema.find_operation_by_id(operation_id).Case(**more).call_and_validate()
    if answer.status_code == 308 or (operation_id in CHANGING and answer.status_code in (410, 412)):
        # What one link has deleted, changed or merged, another no longer finds as it was.
        return answer
    assert answer.status_code < 300, (operation_id, given, answer.content)
    found.setdefault((operation_id, str(answer.status_code)), answer)
    return answer


def begin(schema: Any) -> Found:
    """Return the answers where ways begin: of lists, and to what is posted and said."""
    found: Found = {}
    first, second = ask(schema, "listEvents", found).json()["data"][:2]
    about = {"path_parameters": {"event_id": first["id"]}}
    merged = ask(schema, "mergeEvents", found, BY | {"event_id": second["id"]}, **about).json()
    about["path_parameters"]["event_id"] = merged["id"]
    elsewhere = {"article_ids": [merged["evidence"][-1]["article_id"]], "overrule": True}
    ask(schema, "splitEvent", found, BY | elsewhere, **about)
    for _ in range(2):
        posted_id = ask(schema, "postArticle", found, POSTED).json()["id"]
    anew = {"path_parameters": {"article_id": posted_id}, "headers": AT_ONCE | {"If-Match": "*"}}
    ask(schema, "redateArticle", found, BODIES["redateArticle"], **anew)
    for name, posted in (("postArticle", ELSE), ("postAnalysis", POSTED), ("postExport", {"resource": "events"})):
        ask(schema, name, found, posted, headers=AT_ONCE)
    ask(schema, "postExport", found, {"resource": "actors"})
    for name in ("listJudgements", *LISTS):
        found.pop((name, "200"), None)
        ask(schema, name, found)
    ask(schema, "suggestActors", found, query={"q": "ada"})
    return found


# The transport of the tests does not close the file that it was given.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_link_leads_on(schema: Any) -> None:
    operations = {
        operation["operationId"]: operation
        for path in schema.raw_schema["paths"].values()
        for method, operation in path.items()
        if method != "parameters"
    }
    waiting = [
        (source, status, target, link["parameters"])
        for source, operation in operations.items()
        for status, answer in operation["responses"].items()
        for target, link in answer.get("links", {}).items()
    ]
    assert len(waiting) > 100
    waiting.sort(key=lambda link: CHANGING.index(link[2]) if link[2] in CHANGING else -1)
    found = begin(schema)
    while waiting:
        link = next((link for link in waiting if link[:2] in found), None)
        assert link is not None, f"nothing leads to the beginnings of {waiting}"
        waiting.remove(link)
        source, status, target, parameters = link
        given: dict[str, Any] = {"path_parameters": {}, "query": {}, "headers": {}}
        for name, expression in parameters.items():
            of_path = f"{{{name}}}" in schema.find_operation_by_id(target).path
            place = "headers" if name == "If-Match" else "path_parameters" if of_path else "query"
            given[place][name] = read(found[source, status], expression)
        ask(schema, target, found, BODIES.get(target), **given)
    assert {name for name, _ in found} >= set(CHANGING)
