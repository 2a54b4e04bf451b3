"""The guide to stories is followed word by word: every command in it is run, and what it promises is there."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from flask.testing import FlaskClient

from extraction.pipeline import Extractor
from ingest import service
from storage.store import Store

GUIDE = Path(__file__).parents[2] / "docs/guide/stories.md"
SERVER = "http://127.0.0.1:8000"
HOLDS_A_POSITION = {"text": "Cambodia demanded an immediate ceasefire from Thailand.", "published_at": "2025-07-27"}


def read_commands() -> list[tuple[str, str, Any]]:
    """Return the requests of the guide in order: method, address, body."""
    blocks = re.findall(r"^```\n(.*?)^```", GUIDE.read_text(), re.M | re.S)
    words = [word for block in blocks for word in shlex.split(block.replace("\\\n", " "))]
    commands: list[list[str]] = []
    for word in words:
        if word == "curl":
            commands.append([])
        commands[-1].append(word)
    return [_read_command(command[1:]) for command in commands]


def _read_command(words: list[str]) -> tuple[str, str, Any]:
    given = {"-X": "GET", "-d": "null", "-H": ""}
    address = next(word for word in words if word.startswith(SERVER))
    given |= {name: words[words.index(name) + 1] for name in given if name in words}
    return given["-X"], address.removeprefix(SERVER), json.loads(given["-d"])


@pytest.fixture
def client(own_client: FlaskClient, own_store: Store, extractor: Extractor) -> Iterator[FlaskClient]:
    """Return a client of a server with a worker, as whoever reads the guide has it."""
    stop = Event()
    thread = Thread(target=service._Worker(own_store, extractor, "guide-1").work, args=(stop,))
    thread.start()
    yield own_client
    stop.set()
    thread.join()


def get(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return answer.json


def test_every_command_of_the_guide_to_stories_runs(client: FlaskClient) -> None:
    assert client.post("/v1/articles", json=HOLDS_A_POSITION).status_code == 201
    named = {"POSITION": get(client, "/v1/positions")["data"][0]["id"]}
    ran = []
    for method, address, body in read_commands():
        if "JUDGEMENT" in address:
            named["JUDGEMENT"] = get(client, "/v1/judgements")["data"][0]["id"]
        for name, value in named.items():
            address = re.sub(rf"\b{name}\b", value, address)
            body = json.loads(re.sub(rf"\b{name}\b", value, json.dumps(body)))
        answer = client.open(address, method=method, json=body)
        assert answer.status_code in (200, 201, 204), (method, address, answer.text)
        ran.append((method, address))
        if "actor_all=Thailand" in address:
            (event,) = answer.json["data"]  # type: ignore[index]
            check_the_event(event)
            named["EVENT"], named["ARTICLE"] = event["id"], event["evidence"][-1]["article_id"]
            named["STORYLINE"] = get(client, "/v1/storylines")["data"][0]["id"]
        elif address.endswith("/split"):
            named["OTHER"] = answer.json["data"][1]["id"]  # type: ignore[index]
    assert len(ran) >= 13
    assert [method for method, _ in ran].count("DELETE") == 1
    # What was said of the position, last of all, has been taken back.
    assert get(client, f"/v1/positions/{named['POSITION']}")["id"] == named["POSITION"]
    assert [word["kind"] for word in get(client, "/v1/judgements")["data"]] == ["RETRACT", "MERGE", "SPLIT"]


def check_the_event(event: dict[str, Any]) -> None:
    assert (event["event_date"]["start"], event["event_date"]["basis"]) == ("2025-07-28", "STATED")
    assert {party["name"] for party in event["participants"]} == {"Hun Manet", "Phumtham Wechayachai"}
    assert (event["article_count"], event["publisher_count"], event["first_reported"]) == (3, 3, "2025-07-28")
