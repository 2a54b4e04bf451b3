"""Every operation of the application holds to its own document, whatever it is asked."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from api.app import create_app
from api.config import AppConfig
from api.openapi import build_document
from dateline.version import __version__
from tests.api.conftest import fill

OPERATIONS = {
    operation["operationId"]: {
        parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"
    }
    | set(operation.get("requestBody", ()))
    for path in build_document(__version__)["paths"].values()
    for method, operation in path.items()
    if method != "parameters"
}
# What no JSON schema can say: which cursors and countries there are, that ranges are in order, what needs words.
BEYOND_SCHEMAS = re.compile(
    r"cursor|date_from|date_to|on|sort|group_by|event_date|stated_date|(exclude_)?(actor_)?country|bbox|updated_since"
)
# Each line of its body is answered for itself: as a whole it is never wrong.
BY_LINES = {"postArticles"}
EXAMPLES = 6
CHECKS = {
    "positive_data_acceptance": {"expected-statuses": ["2xx", "404", "422"]},
    # Many repeated values are refused for the length of their address before they are counted.
    "negative_data_rejection": {"expected-statuses": ["400", "404", "405", "406", "414", "415", "422"]},
}


@schemathesis.serializer("application/x-ndjson")
def write_lines(_context: Any, value: Any) -> bytes:
    """Return what is generated as the body it is."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return the document of an application over a filled store; posts do not wait."""
    url = f"sqlite:///{tmp_path_factory.mktemp('contract') / 'dateline.db'}"
    fill(url)
    app = create_app(AppConfig(version=__version__, database_url=url, wait_seconds=0.0))
    config = schemathesis.Config.from_dict({"checks": CHECKS})
    yield schemathesis.openapi.from_wsgi("/openapi.json", app, config=config)
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

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
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
