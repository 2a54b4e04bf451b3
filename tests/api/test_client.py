"""A client generated from openapi.yaml works against a running server as it comes out of the generator."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

from api.app import create_app
from api.config import AppConfig
from dateline.version import __version__
from tests import samples
from tests.api.conftest import PROTESTS, fill

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT / ".venv-contract" / "bin"

# Runs in the other environment, which has httpx and attrs, and beside the generated package.
_USE = f"""
import sys
from datetime import date

from dateline_client import Client
from dateline_client.api.actors import list_actor_events
from dateline_client.api.articles import get_article, post_article
from dateline_client.api.events import get_event, list_events
from dateline_client.models import EventPage, FoundArticle, Job, NewArticle, Problem

client = Client(base_url=sys.argv[1])

page = list_events.sync(client=client, date_from=date(2025, 3, 18), date_to=date(2025, 3, 18))
assert isinstance(page, EventPage), page
[event] = page.data
assert (event.event_type, event.status) == ("CONSULT", "PLANNED")
assert event.event_date.start == date(2025, 3, 18)
assert [participant.actor_id for participant in event.participants] == ["person:donald-trump", "person:vladimir-putin"]

page = list_events.sync(client=client, actor=["Vladimir Putin"])
assert [found.id for found in page.data] == [event.id]
assert get_event.sync(event.id, client=client).evidence[0].quote == event.evidence[0].quote
page = list_actor_events.sync("country:RUS", client=client, actor_exact=True)
assert [found.event_type for found in page.data] == ["SANCTION"]

ids, cursor, pages = [], None, 0
while True:
    options = {{}} if cursor is None else {{"cursor": cursor}}
    page = list_events.sync(client=client, actor=["group:ken-edu"], limit=25, **options)
    ids += [found.id for found in page.data]
    pages += 1
    cursor = page.page.next_cursor
    if cursor is None:
        break
assert (len(ids), len(set(ids)), pages) == ({PROTESTS}, {PROTESTS}, 3), (len(ids), pages)

missing = get_event.sync_detailed("evt_aaaaaaaaaaaaaaaa", client=client)
assert missing.status_code == 404
assert isinstance(missing.parsed, Problem)
assert missing.parsed.type_ == "/problems/not-found"

wrong = list_events.sync_detailed(client=client, date_from=date(2025, 5, 1), date_to=date(2025, 1, 1))
assert wrong.status_code == 400
assert [error.parameter for error in wrong.parsed.errors] == ["date_from"]

known = post_article.sync_detailed(client=client, body=NewArticle(text={samples.TALKS!r}, publisher="Another Paper"))
assert known.status_code == 200, known
assert isinstance(known.parsed, FoundArticle)
assert known.parsed.appearances[-1].publisher == "Another Paper"
assert get_article.sync(known.parsed.id, client=client).text == known.parsed.text
waiting = post_article.sync_detailed(client=client, body=NewArticle(text="Words."), prefer="respond-async")
assert waiting.status_code == 202
assert isinstance(waiting.parsed, Job)
print("done")
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Run a server on a free port of this machine over a filled store, and return its address."""
    url = f"sqlite:///{tmp_path / 'served.db'}"
    fill(url)
    app = create_app(AppConfig(version=__version__, database_url=url))
    running = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=running.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()
    running.server_close()
    app.extensions["dateline"].close()


@pytest.mark.client
def test_a_generated_client_lists_events_by_date_and_by_actor(server: str, tmp_path: Path) -> None:
    if not (CONTRACT / "openapi-python-client").exists():
        pytest.skip("the generator has an environment of its own, .venv-contract: `make setup` creates it")
    generate = [CONTRACT / "openapi-python-client", "generate", "--meta", "none", "--overwrite"]
    generate += ["--path", ROOT / "openapi.yaml", "--output-path", tmp_path / "dateline_client"]
    made = subprocess.run(generate, capture_output=True, text=True, timeout=120, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    # It would format what it made with a ruff of its own environment, which is nothing to the client.
    assert made.stdout.count("Skipping") == made.stdout.count("ruff is not in PATH"), made.stdout
    used = subprocess.run(
        [CONTRACT / "python", "-c", _USE, server],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
        check=False,
    )
    assert (used.returncode, used.stdout.strip()) == (0, "done"), used.stderr
