"""Loading files of records: what is wrong is counted without end and named up to a bound, and what is right is kept."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from benchmarks.generate_records import generate
from dateline.version import __version__
from extraction.settings import DEFAULT_MODEL, describe_model
from ingest import runs
from ingest.preparing import RENDERER, prepare
from ingest.runs import load
from records.extractions import Extraction
from schemas.extractions import _load_carefully
from schemas.rendering import render_record
from storage.prepared import Outcome
from storage.store import Store, open_store, upgrade
from tests import samples
from tests.storage.test_writing import read_tables

RECORDS = tuple(generate(120, seed=3))
LINES = [render_record(record) for record in RECORDS]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    url = f"sqlite:///{tmp_path / 'loaded.db'}"
    upgrade(url)
    with open_store(url) as opened:
        yield opened


def test_a_file_that_is_no_file_of_records_is_named_in_a_few_lines(store: Store) -> None:
    report = load((b"line %d\n" % n for n in range(3_000)), store)
    assert (report.refused, len(report.problems), report.failed) == (3_000, 20, 3_000)
    (run,) = store.runs()
    assert run.failed == 3_000
    assert len(store.failures(run.n)) == 1_000


def test_the_command_says_how_many_lines_more_are_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("no record\n" * 200)
    done = subprocess.run(
        [sys.executable, "-m", "dateline", "load", wrong],
        env={"DATELINE_DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}", "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 1
    assert "and 180 more lines" in done.stderr
    assert len(done.stderr.splitlines()) == 22


def test_a_batch_gives_the_store_that_articles_one_by_one_give(store: Store, tmp_path: Path) -> None:
    """Loaded fast, and by the schemas one after the other: every row of what is served is the same."""
    load(LINES, store)
    url = f"sqlite:///{tmp_path / 'slow.db'}"
    upgrade(url)
    with open_store(url) as slow:
        for line in LINES:
            record = _load_carefully(orjson.loads(line))
            assert isinstance(record, Extraction)
            slow.add(prepare(record, line), renderer=RENDERER)
        assert read_tables(store) == read_tables(slow)


def test_a_load_that_was_cut_off_goes_on_where_it_stopped(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "_ARTICLES_AT_ONCE", 5)

    def lines() -> Iterator[bytes]:
        yield from LINES[:12]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(lines(), store)
    assert store.counts().articles == 10
    report = load(LINES, store)
    assert report.outcomes == {Outcome.UNCHANGED: 10, Outcome.CREATED: len(LINES) - 10}
    assert load(LINES, store).outcomes == {Outcome.UNCHANGED: len(LINES)}


@pytest.mark.parametrize("position", [0, 7, len(LINES) - 1])
def test_one_article_that_takes_the_id_of_another_fails_alone(store: Store, position: int) -> None:
    thief = RECORDS[position]
    victim = RECORDS[position - 1]
    stolen = LINES[position].replace(thief.events[0].id.encode(), victim.events[0].id.encode())
    report = load([*LINES[:position], stolen, *LINES[position + 1 :]], store)
    assert report.refused == 1
    assert report.outcomes == {Outcome.CREATED: len(LINES) - 1}


def test_an_ingest_with_nothing_to_do_does_not_load_spacy(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "talks.txt").write_text(samples.TALKS)
    found = samples.talks()
    maker = replace(found.extractor, version=__version__, model=describe_model(DEFAULT_MODEL))
    load([render_record(replace(found, extractor=maker))], store)
    script = (
        "import sys; from dateline.cli import main\n"
        f"try: main(['ingest', {str(folder)!r}], standalone_mode=False)\n"
        "except SystemExit: pass\n"
        "print('spacy' in sys.modules, 'ingest.workers' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"DATELINE_DATABASE_URL": store.url, "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=True, timeout=120, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "False True"
    assert "1 article (1 known" in done.stderr
