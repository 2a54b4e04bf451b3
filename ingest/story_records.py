"""Extraction lines in, the same lines with the `story` of each event that several articles tell out."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from ingest.preparing import RENDERER
from ingest.runs import load
from ingest.story_matching import match_all
from storage.store import Store, open_store, upgrade


@contextmanager
def match_records(lines: Iterable[bytes]) -> Iterator[tuple[tuple[str, ...], Iterator[bytes]]]:
    """Lend what was wrong with lines ("12: no JSON"), and the matched ones; a passing database holds them."""
    with _passing_store() as store:
        report = load(lines, store)
        match_all(store, renderer=RENDERER)
        yield report.problems, store.stories.records()


@contextmanager
def _passing_store() -> Iterator[Store]:
    with tempfile.TemporaryDirectory(prefix="dateline-match-") as folder:
        url = f"sqlite:///{folder}/match.db"
        upgrade(url)
        with open_store(url) as store:
            yield store
