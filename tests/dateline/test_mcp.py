"""The tools for language models: driven by the client of the same SDK, in memory, over pipes and over HTTP."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from api.app import create_app
from api.asking import ask
from api.config import AppConfig
from dateline.mcp_tools import make_server
from dateline.version import __version__
from ingest.preparing import RENDERER
from storage.store import open_store
from tests.api.conftest import fill

ROOT = Path(__file__).parents[2]
COMMAND = str(Path(sys.executable).with_name("dateline"))


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('mcp') / 'dateline.db'}"
    fill(url)
    with open_store(url) as store:
        store.merge_actors("person:donald-trump", "person:vladimir-putin", renderer=RENDERER)
    return url


@pytest.fixture(scope="module")
def server(url: str) -> Iterator[Any]:
    app = create_app(AppConfig(version=__version__, database_url=url))
    yield make_server(partial(ask, app), __version__)
    app.extensions["dateline"].close()


def run(target: Any, use: Callable[[Client], Awaitable[Any]]) -> Any:
    """Connect a client and use it."""

    async def connect() -> Any:
        async with Client(target) as client:
            return await use(client)

    return asyncio.run(asyncio.wait_for(connect(), 60))


def call(target: Any, name: str, **arguments: Any) -> Any:
    result = run(target, lambda client: client.call_tool(name, arguments))
    assert not result.is_error, result.content
    return result.structured_content


def refuse(target: Any, name: str, **arguments: Any) -> str:
    result = run(target, lambda client: client.call_tool(name, arguments))
    assert result.is_error
    return str(result.content[0].text)


def test_every_tool_says_what_it_is_for_and_only_reads(server: Any) -> None:
    tools = run(server, lambda client: client.list_tools()).tools
    assert {tool.name for tool in tools} == {
        "search",
        "list_events",
        "get_event",
        "count_events",
        "find_actors",
        "get_actor",
        "list_positions",
        "compare_positions",
        "get_article",
    }
    for tool in tools:
        assert tool.description
        assert len(tool.description) < 160
        assert tool.annotations.read_only_hint
        for name, parameter in tool.input_schema.get("properties", {}).items():
            assert parameter.get("description"), f"{tool.name}.{name}"


def test_events_come_with_who_when_and_the_words(server: Any) -> None:
    found = call(server, "list_events", actor=["European Union"])
    [event] = found["events"]
    assert (event["event_type"], event["start"], event["date_basis"]) == ("SANCTION", "2025-02-24", "STATED")
    assert event["sources"] == ["European Union (org:eu)"]
    assert "imposed sanctions" in event["quote"]
    assert found["query"]["actor"][0]["id"] == "org:eu"
    whole = call(server, "get_event", event_id=event["id"])
    assert whole["evidence"][0]["quote"] == event["quote"]
    article = call(server, "get_article", article_id=event["article_id"])
    assert event["id"] in {told["id"] for told in article["events"]}
    assert event["quote"] in article["text"]


def test_lists_go_on_by_their_cursor(server: Any) -> None:
    first = call(server, "list_events", event_type=["PROTEST"], limit=40)
    rest = call(server, "list_events", event_type=["PROTEST"], limit=40, cursor=first["next_cursor"])
    ids = {event["id"] for event in (*first["events"], *rest["events"])}
    assert (len(ids), rest["next_cursor"]) == (60, None)


def test_counts_are_a_table(server: Any) -> None:
    found = call(server, "count_events", group_by=["month"], event_type=["PROTEST"])
    assert found["columns"] == ["month", "count"]
    assert found["rows"] == [["2024-01", 31], ["2024-02", 29]]


def test_actors_are_found_by_a_former_id_too(server: Any) -> None:
    assert call(server, "get_actor", actor_id="person:donald-trump")["id"] == "person:vladimir-putin"
    found = call(server, "find_actors", q="putin")
    assert [actor["id"] for actor in found["actors"]] == ["person:vladimir-putin"]


def test_positions_are_listed_and_compared(server: Any) -> None:
    [position] = call(server, "list_positions", stance=["DEMAND"])["positions"]
    matrix = call(server, "compare_positions")
    [cell] = matrix["cells"]
    assert (cell["actor_id"], cell["stance"]) == (position["actor_id"], "DEMAND")
    assert matrix["issues"][cell["issue_id"]] == position["issue"]


def test_a_search_says_what_each_hit_is(server: Any) -> None:
    hits = call(server, "search", q="NATO")["hits"]
    assert {"position", "issue", "article"} <= {hit["type"] for hit in hits}


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("list_events", {"date_from": "2025-05-01", "date_to": "2025-01-01"}, "2025-05-01 is after 2025-01-01"),
        ("list_events", {"event_type": ["TALKS"]}, "Allowed: AGREE"),
        ("list_events", {"cursor": "nonsense"}, "cursor"),
        ("list_events", {"limit": 1000}, "limit"),
        ("list_positions", {"stance": ["LIKES"]}, "OPPOSE, ACCEPT"),
        ("count_events", {"group_by": ["month", "year"]}, "One span of time"),
        ("get_event", {"event_id": "evt_unknown"}, "No event has the id 'evt_unknown'"),
        ("get_event", {"event_id": ".."}, "event_id"),
        ("get_actor", {"actor_id": "person:nobody"}, "No actor has the id"),
    ],
)
def test_what_the_api_refuses_is_an_error_that_says_why(
    server: Any, tool: str, arguments: dict[str, Any], said: str
) -> None:
    assert said in refuse(server, tool, **arguments)


def test_an_unknown_actor_is_a_warning_with_suggestions(server: Any) -> None:
    found = call(server, "list_events", actor=["Putni"])
    assert found["events"] == []
    assert found["warnings"][0]["code"] == "UNKNOWN_ACTOR"


def test_a_client_starts_the_command_and_asks_over_pipes(url: str) -> None:
    parameters = StdioServerParameters(
        command=COMMAND, args=["mcp"], env={**os.environ, "DATELINE_DATABASE_URL": url}, cwd=str(ROOT)
    )
    found = run(stdio_client(parameters), lambda client: client.call_tool("count_events", {"group_by": ["status"]}))
    assert not found.is_error
    assert ["PLANNED", 1] in found.structured_content["rows"]


def test_it_speaks_http_on_this_machine(url: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [COMMAND, "mcp", "--port", str(port)],
        env={**os.environ, "DATELINE_DATABASE_URL": url},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        _wait_for(port, process)
        found = run(f"http://127.0.0.1:{port}/mcp", lambda client: client.call_tool("search", {"q": "sanctions"}))
        assert found.structured_content["hits"][0]["type"] == "event"
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()[1].decode()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("The server did not start.")


def test_a_database_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    done = subprocess.run(
        [COMMAND, "mcp"],
        env={**os.environ, "DATELINE_DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    assert done.returncode == 1
    assert "there is no file" in done.stderr
    assert done.stdout == ""
