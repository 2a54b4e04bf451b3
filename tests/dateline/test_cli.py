"""The commands as a user calls them: output, error lines, exit statuses."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from dateline.version import __version__

ROOT = Path(__file__).parents[2]
TRUMP = (
    "U.S. President Donald Trump announced on Monday that he will hold discussions with Russian President Vladimir "
    "Putin regarding efforts to end the war in Ukraine."
)
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command in a process of its own, over a database in a folder of its own."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DATELINE_")}
    environment |= {"DATELINE_DATABASE_URL": f"sqlite:///{tmp_path}/test.sqlite", "OMP_NUM_THREADS": "1"}

    def call(*arguments: object, stdin: str | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "dateline", *map(str, arguments)],
            input=stdin, capture_output=True, text=True, cwd=ROOT, env=environment | more, timeout=300, check=False,
        )  # fmt: skip

    return call


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from dateline.cli import main\n"
        "try: main(['--help'], standalone_mode=False)\n"
        "except SystemExit: pass\n"
        "print(sorted({'spacy', 'flask', 'sqlalchemy', 'marshmallow', 'rich', 'yaml'} & set(sys.modules)))"
    )
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True).stdout
    assert output.splitlines()[-1] == "[]"


def test_extract_reads_standard_input_and_writes_records(run: Run) -> None:
    line = json.dumps({"id": "a", "text": TRUMP, "published_at": "2025-03-17"})
    result = run("extract", stdin=line + "\nno json\n")
    good, bad = map(json.loads, result.stdout.splitlines())
    assert good["article"]["external_id"] == "a"
    assert good["extractor"]["version"] == __version__
    assert bad["error"]["code"] == "INVALID_JSON"
    assert "standard input:2" in result.stderr
    assert result.returncode == 1


def test_extract_writes_to_a_file_and_says_what_cannot_be_written(run: Run, tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text(TRUMP)
    out = tmp_path / "out.jsonl"
    assert run("extract", article, "--output", out, "--published-at", "2025-03-17").returncode == 0
    assert json.loads(out.read_text())["article"]["published_at"] == "2025-03-17"
    result = run("extract", article, "--output", tmp_path / "nowhere" / "out.jsonl")
    assert result.returncode == 1
    assert "nowhere" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_output_may_lie_in_the_folder_that_is_read(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("France condemned the coup in Niger.")
    for _ in ("new", "there already"):
        result = run("extract", folder / "a.txt", "--output", folder / "z.jsonl")
        assert result.returncode == 0
    assert len((folder / "z.jsonl").read_text().splitlines()) == 1
    assert sorted(p.name for p in folder.iterdir()) == ["a.txt", "z.jsonl"]


@pytest.mark.parametrize(
    ("variable", "value"), [("DATELINE_MAX_CHARS", "abc"), ("DATELINE_MAX_CHARS", "-1"), ("DATELINE_DATE_ORDER", "YYY")]
)
def test_a_setting_without_sense_is_named(run: Run, variable: str, value: str) -> None:
    result = run("extract", "seeds", **{variable: value})
    assert result.returncode == 1
    assert f"{variable} is '{value}'" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("day", ["soon", "2025-02-30", "2999-01-01"])
def test_a_bad_publication_date_is_a_usage_error(run: Run, day: str) -> None:
    result = run("extract", "--published-at", day, "seeds")
    assert result.returncode == 2
    assert day in result.stderr


def test_ingest_load_and_export_agree(run: Run, tmp_path: Path) -> None:
    article = tmp_path / "a.md"
    article.write_text(f"---\ntitle: A call\npublished_at: 2025-03-17\n---\n{TRUMP}\n")
    first = run("ingest", article, tmp_path / "missing.txt")
    assert first.returncode == 1
    assert "missing.txt" in first.stderr
    again = run("ingest", article)
    assert again.returncode == 0
    assert "known already" in again.stderr
    records = run("export", "--format", "records").stdout
    assert [json.loads(line)["article"]["title"] for line in records.splitlines()] == ["A call"]
    events = run("export").stdout
    csv = run("export", "--format", "csv").stdout
    assert len(csv.splitlines()) == len(events.splitlines()) + 1 > 1
    statements = run("export", "--format", "dna").stdout.splitlines()
    assert len(statements) == len(run("export", "--resource", "positions").stdout.splitlines()) + 1 > 1
    graph = run("export", "--format", "graphml", "--network", "actor-actor").stdout
    assert ElementTree.fromstring(graph).tag.endswith("graphml")
    refused = run("export", "--network", "actor-actor")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--format graphml" in refused.stderr
    copy = tmp_path / "records.jsonl"
    copy.write_text(records + "not a record\n")
    other = {"DATELINE_DATABASE_URL": f"sqlite:///{tmp_path}/other.sqlite"}
    loaded = run("load", copy, **other)
    assert loaded.returncode == 1
    assert "records.jsonl:2" in loaded.stderr
    assert run("export", **other).stdout == events
    assert run("export", "--format", "records", **other).stdout == records


def test_a_database_in_a_missing_folder_is_named(run: Run, tmp_path: Path) -> None:
    missing = f"sqlite:///{tmp_path}/no/folder/a.sqlite"
    for command in (["ingest", "seeds"], ["serve"], ["export"], ["db", "upgrade"]):
        result = run(*command, DATELINE_DATABASE_URL=missing)
        assert result.returncode == 1
        assert "no/folder" in result.stderr
        assert "Traceback" not in result.stderr


def test_a_port_in_use_is_named(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run("serve", "--port", port)
    assert result.returncode == 1
    assert str(port) in result.stderr
    assert "Traceback" not in result.stderr


def test_listening_beyond_this_machine_asks_for_keys(run: Run) -> None:
    for more in ({}, {"DATELINE_HOSTS": "news.example"}, {"DATELINE_AUTH": "none"}):
        result = run("serve", "--host", "0.0.0.0", **more)
        assert result.returncode == 1
        assert "DATELINE_AUTH=keys" in result.stderr


def test_a_key_is_made_listed_and_revoked(run: Run) -> None:
    made = run("keys", "create", "dashboard", "--scope", "read", "--scope", "write")
    assert made.returncode == 0, made.stderr
    token = made.stdout.strip()
    key_id = made.stderr.split()[0]
    assert token.startswith(f"dateline_{key_id.removeprefix('key_')}_")
    listed = run("keys", "list").stdout
    assert key_id in listed
    assert "read,write" in listed
    assert token not in listed
    assert run("keys", "revoke", key_id).returncode == 0
    assert "revoked" in run("keys", "list").stdout
    again = run("keys", "revoke", key_id)
    assert (again.returncode, "Traceback" in again.stderr) == (1, False)


def test_doctor_says_what_is_missing_and_what_is_there(run: Run) -> None:
    before = run("doctor")
    assert before.returncode == 1
    assert "FAILED  Database" in before.stdout
    assert run("db", "upgrade").returncode == 0
    after = run("doctor")
    assert after.returncode == 0, after.stdout
    assert "en_core_web_md" in after.stdout


def test_the_published_document_is_current(run: Run, tmp_path: Path) -> None:
    assert run("openapi", "--check").returncode == 0
    changed = tmp_path / "openapi.yaml"
    changed.write_text(run("openapi").stdout + "# edited by hand\n")
    assert run("openapi", "--check", changed).returncode == 1


@dataclass(frozen=True)
class Server:
    """A running server: its address and the id of its main process."""

    base: str
    pid: int


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"DATELINE_DATABASE_URL": f"sqlite:///{tmp_path}/served.sqlite"}
    process = subprocess.Popen(
        [sys.executable, "-m", "dateline", "serve", "--port", str(port), "--processes", "1"], cwd=ROOT, env=environment
    )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_for(lambda: _get(base + "/readyz")["worker"] == "READY", process)
        yield Server(base, process.pid)
    finally:
        process.terminate()
        assert process.wait(30) in (0, -15)


def test_a_posted_article_can_be_asked_for_by_date_and_by_actor(server: Server) -> None:
    body = json.dumps({"text": TRUMP, "title": "A call", "published_at": "2025-03-17"}).encode()
    headers = {"Content-Type": "application/json", "Prefer": "wait=30"}
    with urllib.request.urlopen(
        urllib.request.Request(server.base + "/v1/articles", body, headers), timeout=40
    ) as answer:
        assert answer.status == 201
    positions = _get(server.base + "/v1/positions?date_from=2025-03-17&date_to=2025-03-17&actor=person:donald-trump")
    assert [p["stance"] for p in positions["data"]] == ["ANNOUNCE"]
    for actor in ("person:vladimir-putin", "country:RUS", "Trump"):
        events = _get(f"{server.base}/v1/events?actor={actor}&event_type=CONSULT")["data"]
        assert [(e["status"], e["event_date"]["start"]) for e in events] == [("PLANNED", None)]
    maps = Path(f"/proc/{server.pid}/maps")
    if maps.exists():
        # The model is the extraction worker's: the processes that serve are forked from one that never loaded it.
        assert "/spacy/" not in maps.read_text()


def _get(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return dict(json.load(answer))


def _wait_for(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the server ended"
        try:
            if condition():
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("the server was not ready within a minute")


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATELINE_AUTH", "maybe"), ("DATELINE_RATE_LIMIT", "many"), ("DATELINE_LOG", "xml"), ("DATELINE_TEXT", "some")],
)
def test_a_server_with_a_setting_that_means_nothing_does_not_start(run: Run, name: str, value: str) -> None:
    result = run("serve", "--no-worker", **{name: value})
    assert result.returncode == 1
    assert result.stderr.startswith(f"Error: {name} is '{value}'")


def test_a_server_whose_limits_have_no_place_for_their_counts_does_not_start(run: Run) -> None:
    result = run("serve", "--no-worker", DATELINE_AUTH="keys", DATELINE_RATE_LIMIT_STORAGE="nowhere")
    assert result.returncode == 1
    assert result.stderr.startswith("Error: DATELINE_RATE_LIMIT_STORAGE is 'nowhere'")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no json", "no article with marked events"),
        ('{"id": "a", "events": []}', "'text' is missing"),
        ('{"id": "a", "text": "Talks began.", "events": [{"start": 6, "end": 60}]}', "6 to 60"),
    ],
    ids=["no-json", "no-text", "beyond-the-text"],
)
def test_marked_mentions_that_are_none_are_named_by_their_line(run: Run, tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "marked.jsonl"
    file.write_text(f"\n{line}\n")
    result = run("match", "mentions", file)
    assert result.returncode == 1
    assert "marked.jsonl:2: " in result.stderr
    assert said in result.stderr


def test_a_key_needs_a_name(run: Run) -> None:
    result = run("keys", "create", " ")
    assert result.returncode == 2
    assert "needs a name" in result.stderr
