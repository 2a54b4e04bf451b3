"""Every operation of the application holds to its own document, whatever it is asked."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from api.app import create_app
from api.config import AppConfig
from api.openapi import build_document
from dateline.exporting import FileExporter
from dateline.version import __version__
from ingest import service
from records.articles import Article
from records.extractions import Extraction
from storage.store import open_store
from tests import samples
from tests.api.conftest import fill

DOCUMENTED = {
    operation["operationId"]: operation
    for path in build_document(__version__)["paths"].values()
    for method, operation in path.items()
    if method != "parameters"
}
OPERATIONS = {
    name: {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"}
    | set(operation.get("requestBody", ()))
    for name, operation in DOCUMENTED.items()
}
# What no JSON schema can say: which cursors and countries there are, that ranges are in order, what needs words.
BEYOND_SCHEMAS = re.compile(
    r"cursor|date_from|date_to|on|sort|group_by|event_date|stated_date|(exclude_)?(actor_)?country|bbox|updated_since"
)
# Each line of its body is answered for itself: as a whole it is never wrong.
BY_LINES = {"postArticles"}
EXAMPLES = 6
WALKS, STEPS = 25, 8
BOUNDED = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHECKS = {
    "positive_data_acceptance": {"expected-statuses": ["2xx", "404", "410", "412", "422", "428"]},
    # Many repeated values are refused for the length of their address before they are counted.
    "negative_data_rejection": {"expected-statuses": ["400", "404", "405", "406", "414", "415", "422"]},
}


@schemathesis.serializer("application/x-ndjson")
def write_lines(_context: Any, value: Any) -> bytes:
    """Return what is generated as the body it is."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


class FindsLittle:
    """Finds nothing in whatever is posted but when it was published."""

    info = samples.EXTRACTOR

    def extract(self, article: Article) -> Extraction:
        """Return a record without anything."""
        dated = samples.talks() if article.published_at else samples.memories()
        about = replace(article, document_date=dated.article.document_date)
        return Extraction(article=about, extractor=samples.EXTRACTOR)


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return the document of an application over a filled store, with a worker."""
    folder = tmp_path_factory.mktemp("contract")
    url = f"sqlite:///{folder / 'dateline.db'}"
    fill(url)
    app = create_app(
        AppConfig(version=__version__, database_url=url, export_folder=folder / "files", most_wait_seconds=2.0)
    )
    config = schemathesis.Config.from_dict({"checks": CHECKS})
    stop = Event()
    with open_store(url) as store:
        exporter = FileExporter(folder=folder / "files", kept=timedelta(days=1))
        worker = service._Worker(store, FindsLittle(), "contract-1", exporter)  # type: ignore[arg-type]
        thread = Thread(target=worker.work, args=(stop,))
        thread.start()
        try:
            yield schemathesis.openapi.from_wsgi("/openapi.json", app, config=config)
        finally:
            stop.set()
            thread.join()
            app.extensions["dateline"].close()


def choose_format(query: Any) -> None:
    """Choose a format that goes with what is wanted of each item: no JSON schema can say which one does."""
    if query.get("shape", "flat") != "flat":
        query["format"] = "ndjson"
        query.pop("fields", None)
        query.pop("expand", None)
        query.pop("facets", None)
    elif {"fields", "expand", "facets"} & set(query):
        query.pop("format", None)


def ask(operation: Any, mode: GenerationMode) -> None:
    """Ask an operation some made-up questions and hold the answers against the document."""

    @settings(BOUNDED, max_examples=EXAMPLES)
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        if mode is GenerationMode.POSITIVE:
            for name in [name for name in case.query if BEYOND_SCHEMAS.fullmatch(name)]:
                del case.query[name]
            choose_format(case.query)
        # The transport of the tests does not unpack what is compressed.
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    check()


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_what_the_document_allows_is_answered_as_it_says(schema: Any, operation_id: str) -> None:
    ask(schema.find_operation_by_id(operation_id), GenerationMode.POSITIVE)


@pytest.mark.parametrize(
    "operation_id", [name for name, parameters in OPERATIONS.items() if parameters and name not in BY_LINES]
)
def test_what_the_document_forbids_is_refused_as_it_says(schema: Any, operation_id: str) -> None:
    ask(schema.find_operation_by_id(operation_id), GenerationMode.NEGATIVE)


def test_links_lead_from_answer_to_answer(app: Flask) -> None:
    # Forbidden parameters would be dropped below with the others, and their acceptance taken for a failure.
    config = schemathesis.Config.from_dict({"checks": CHECKS, "generation": {"mode": "positive"}})
    asked = schemathesis.openapi.from_wsgi("/openapi.json", app, config=config)
    followed: set[str] = set()

    class Stroll(asked.include(method="GET").as_state_machine()):  # type: ignore[misc]  # a class made at run time
        """Goes by links through what is stored and does not change it, so that the same way leads to the same."""

        def step(self, input: Any) -> Any:
            case, given = input.case, {} if input.transition is None else input.transition.parameters.get("query", {})
            # Made-up filters find nothing, and nothing leads nowhere.
            case.query = {name: value for name, value in case.query.items() if name in given}
            if case.operation.definition.raw["operationId"] == "suggestActors":
                case.query["q"] = "pu"
            output = super().step(input)
            if input.is_applied and output.response.status_code == 200:
                followed.add(input.transition.id)
            return output

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:  # noqa: ARG002
            return {"headers": {"Accept-Encoding": "identity"}}

    Stroll.run(settings=settings(BOUNDED, max_examples=WALKS, stateful_step_count=STEPS))
    assert len(followed) > 20
