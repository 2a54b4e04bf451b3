"""A process that dies by SIGKILL while it compares articles leaves whole steps, and the next one goes on from there."""

import random
import shutil
import signal
import sqlite3
from pathlib import Path

from ingest import story_matching
from ingest.preparing import RENDERER, prepare
from ingest.story_matching import match_all
from storage.store import Store, open_store, upgrade
from tests.storage.dying import run_dying
from tests.storage.test_stories import told
from tests.storage.test_story_orders import compared, make_pool

ROOT = Path(__file__).parents[2]
AT_ONCE = 4


def match_in_steps(store: Store) -> None:
    """Compare what is in a store, a few articles at once."""
    story_matching._ARTICLES_AT_ONCE = AT_ONCE  # in a process of its own
    match_all(store, renderer=RENDERER)


def find_states(store: Store) -> list[tuple[object, object]]:
    """Return what a store holds before and after each step of comparing."""
    states: list[tuple[object, object]] = [(told(store), compared(store))]
    steps = (len(make_pool(1)) + AT_ONCE) // AT_ONCE
    for _ in range(steps):
        with store.telling(RENDERER) as writer:
            story_matching._match(writer, writer.unmatched(AT_ONCE))
        states.append((told(store), compared(store)))
    return states


def test_comparing_that_is_killed_at_any_statement_leaves_whole_steps_and_goes_on(tmp_path: Path) -> None:
    loaded = tmp_path / "loaded.db"
    upgrade(f"sqlite:///{loaded}")
    with open_store(f"sqlite:///{loaded}") as store:
        store.add_all(map(prepare, make_pool(1)), renderer=RENDERER)
    shutil.copy(loaded, tmp_path / "steps.db")
    with open_store(f"sqlite:///{tmp_path / 'steps.db'}") as store:
        states = find_states(store)
    shutil.copy(loaded, tmp_path / "full.db")
    statements, status = run_dying(match_in_steps, {f"sqlite:///{tmp_path / 'full.db'}": -1})
    assert (statements > 200, status) == (True, 0)
    chance = random.Random(4)
    step = statements // 9
    chosen = {1, statements, *(chance.randrange(start, start + step) for start in range(1, statements - step, step))}
    paths = {number: tmp_path / f"{number}.db" for number in sorted(chosen)}
    for path in paths.values():
        shutil.copy(loaded, path)
    statuses = run_dying(match_in_steps, {f"sqlite:///{path}": number for number, path in paths.items()})
    assert statuses == [signal.SIGKILL] * len(paths)
    found = set()
    for number, path in paths.items():
        with open_store(f"sqlite:///{path}") as store:
            state = told(store), compared(store)
            assert state in states, f"killed at statement {number}"
            found.add(states.index(state))
            match_all(store, renderer=RENDERER)
            assert (told(store), compared(store)) == states[-1]
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()
    assert len(found) >= 3
