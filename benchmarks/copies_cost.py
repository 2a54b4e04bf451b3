"""How long copies of one article take, and near copies: `python -m benchmarks.copies_cost --copies 10000`.

Their records are written in bulk and compared by `match_all`, as `dateline load` and `dateline match` do; then one more
comes by itself. An article has events of twelve kinds and 300 words, of which ten are the copy's own.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.matching_cost import make_article
from ingest.preparing import RENDERER, prepare
from ingest.sources import make_article as from_text
from ingest.story_matching import match_all, match_stories
from records.articles import DocumentDate
from records.extractions import Extraction
from records.ids import content_id
from records.vocabularies import DocumentDateBasis
from storage.queries import EventQuery
from storage.store import Store, open_store, upgrade

_AT_ONCE = 50
_BODY = " ".join(f"word{number} and" for number in range(150))


def make_copies(count: int, *, near: bool) -> Iterator[Extraction]:
    """Yield an article again and again: the same text by other publishers, or one in which some words are others."""
    one = make_article(random.Random(5), 1)
    day = one.article.document_date.value
    assert day is not None, "the benchmark's articles are dated"
    for number in range(count):
        own = " ".join(f"own{number}x{place}" for place in range(10)) if near else ""
        published = day + timedelta(days=number % 4)
        article = replace(
            from_text(
                f"{one.article.text}{_BODY} {own}.\n",
                publisher=f"Paper {number % 500}",
                url=f"https://paper.example/{number}",
                published_at=published.isoformat(),
            ),
            document_date=DocumentDate(value=published, basis=DocumentDateBasis.GIVEN),
        )
        events = tuple(replace(e, id=content_id("evt_", article.id, str(i))) for i, e in enumerate(one.events))
        yield replace(one, article=article, events=events)


def measure(store: Store, count: int, *, near: bool) -> str:
    """Return what a table says of so many copies."""
    *copies, last = make_copies(count + 1, near=near)
    began = time.process_time()
    for start in range(0, count, _AT_ONCE):
        store.add_all(map(prepare, copies[start : start + _AT_ONCE]), renderer=RENDERER)
    loaded = time.process_time()
    match_all(store, renderer=RENDERER)
    matched = time.process_time()
    store.add(prepare(last), renderer=RENDERER)
    match_stories(store, last.article.id, renderer=RENDERER)
    alone = time.process_time() - matched
    found = len(list(store.stream_events(EventQuery())))
    return (
        f"| {count:,} | {loaded - began:.1f} | {matched - loaded:.1f} | {1000 * (matched - loaded) / count:.1f} | "
        f"{1000 * alone:.0f} | {found} |"
    )


def main() -> None:
    """Write, compare, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, nargs="+", default=[1_000, 3_000, 10_000])
    asked = parser.parse_args()
    for near in (False, True):
        print(f"\n{'near copies' if near else 'copies'}, seconds of the processor")
        print("| | load | match | ms an article | ms, one more | events |\n|---|---|---|---|---|---|")
        for count in asked.copies:
            with tempfile.TemporaryDirectory() as folder:
                url = f"sqlite:///{Path(folder) / 'copies.db'}"
                upgrade(url)
                with open_store(url, timeout=60) as store:
                    print(measure(store, count, near=near), flush=True)


if __name__ == "__main__":
    main()
