"""A process that dies by SIGKILL while it writes leaves whole articles and nothing else."""

import random
import shutil
import signal
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.preparing import RENDERER, prepare
from records.extractions import Extraction
from records.profiles import IssueProfile
from storage.prepared import Outcome
from storage.store import Store, open_store, upgrade
from tests.storage.building import EXTRACTOR, make_extraction
from tests.storage.dying import run_dying
from tests.storage.test_writing import NEWER, read_tables


def make_history() -> list[Extraction]:
    """Articles as they come: new ones, one that is replaced, one that appears again."""
    first, second, third = (make_extraction(seed, events=2, positions=1) for seed in (1, 2, 3))
    return [
        first,
        second,
        replace(first, events=first.events[1:], extractor=NEWER),
        replace(second, article=replace(second.article, publisher="Evening Star")),
        third,
    ]


def write_history(store: Store) -> None:
    """Store the articles as they come."""
    for extraction in make_history():
        store.add(prepare(extraction), renderer=RENDERER)


def make_states(tmp_path: Path) -> list[dict[str, list[str]]]:
    """The contents of a store before and after each article."""
    url = f"sqlite:///{tmp_path / 'states.db'}"
    upgrade(url)
    with open_store(url) as store:
        states = [read_tables(store)]
        for extraction in make_history():
            store.add(prepare(extraction), renderer=RENDERER)
            states.append(read_tables(store))
    return states


def test_a_writer_killed_at_any_statement_leaves_whole_articles(tmp_path: Path) -> None:
    states = make_states(tmp_path)
    empty = tmp_path / "empty.db"
    upgrade(f"sqlite:///{empty}")
    shutil.copy(empty, tmp_path / "full.db")
    statements, status = run_dying(write_history, {f"sqlite:///{tmp_path / 'full.db'}": -1})
    assert (statements > 50, status) == (True, 0)
    # The first, the last, and some by chance from each twentieth.
    chance = random.Random(3)
    step = statements // 20
    chosen = {1, statements, *(chance.randrange(start, start + step) for start in range(1, statements - step, step))}
    paths = {number: tmp_path / f"{number}.db" for number in sorted(chosen)}
    for path in paths.values():
        shutil.copy(empty, path)
    statuses = run_dying(write_history, {f"sqlite:///{path}": number for number, path in paths.items()})
    assert statuses == [signal.SIGKILL] * len(paths)
    found = set()
    for number, path in paths.items():
        with open_store(f"sqlite:///{path}") as store:
            state = read_tables(store)
            assert state in states, f"killed at statement {number}"
            found.add(states.index(state))
            # Whoever comes next finds the lock free, and the whole history fits on what is there.
            for extraction in make_history():
                store.add(prepare(extraction), renderer=RENDERER)
            assert store.counts().articles == 3
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()
    assert len(found) >= 4


@pytest.mark.parametrize("batch", [1, 3])
def test_an_error_in_the_middle_leaves_the_store_as_it_was(tmp_path: Path, batch: int) -> None:
    url = f"sqlite:///{tmp_path / 'dateline.db'}"
    upgrade(url)

    class Broken(type(RENDERER)):  # type: ignore[misc]
        def render_issue(self, profile: IssueProfile) -> bytes:
            raise ZeroDivisionError(profile.id)

    with open_store(url) as store:
        before = read_tables(store)
        extractions = [make_extraction(seed, extractor=EXTRACTOR) for seed in range(batch)]
        with pytest.raises(ZeroDivisionError):
            store.add_all([prepare(extraction) for extraction in extractions], renderer=Broken())
        assert read_tables(store) == before
        assert store.dataset_version() == 0
        outcomes = [store.add(prepare(extraction), renderer=RENDERER).outcome for extraction in extractions]
        assert outcomes == [Outcome.CREATED] * batch
