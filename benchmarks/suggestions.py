"""A number of actors in, how long completing a name takes among them out.

    python -m benchmarks.suggestions --actors 100000

Every beginning of one to four letters that a person may have typed, in the order of the typing; each is asked once.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

from ingest.preparing import RENDERER, prepare
from ingest.sources import make_article
from records.actors import Actor, Mention
from records.extractions import Extraction, ExtractorInfo
from records.vocabularies import ActorType, MentionForm
from storage.store import open_store, upgrade

_SYLLABLES = tuple(c + v for c in "bdfgklmnprstvz" for v in ("a", "e", "i", "o", "u", "an", "or", "el"))
_AN_ARTICLE = 50
_ARTICLES_AT_ONCE = 20
_EXTRACTOR = ExtractorInfo(name="dateline", version="0.1.0", model="generated", ontology="PLOVER 0.8, CAMEO 1.1b3")


def _make_name(chance: random.Random) -> str:
    return " ".join("".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3)))).title() for _ in range(2))


def make_records(actors: int, names: list[str]) -> Iterator[Extraction]:
    """Yield articles that each name fifty actors for the first time."""
    for first in range(0, actors, _AN_ARTICLE):
        shown = names[first : first + _AN_ARTICLE]
        text = " ".join(shown)
        found, start = [], 0
        for number, name in enumerate(shown, first):
            mention = Mention(start=start, end=start + len(name), text=name, form=MentionForm.NAME)
            found.append(Actor(id=f"person:p{number}", name=name, actor_type=ActorType.PERSON, mentions=(mention,)))
            start += len(name) + 1
        article = make_article(text, title=f"Register {first}", published_at="2025-03-17")
        yield Extraction(article=article, actors=tuple(found), extractor=_EXTRACTOR)


def main() -> None:
    """Measure, and print the quantiles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actors", type=int, default=100_000)
    count = parser.parse_args().actors
    chance = random.Random(5)
    names = [_make_name(chance) for _ in range(count)]
    typed = sorted({word[:size].lower() for name in names[:2_000] for word in name.split() for size in (1, 2, 3, 4)})
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'actors.db'}"
        upgrade(url)
        with open_store(url) as store:
            records = list(make_records(count, names))
            for first in range(0, len(records), _ARTICLES_AT_ONCE):
                store.add_all(map(prepare, records[first : first + _ARTICLES_AT_ONCE]), renderer=RENDERER)
            store.suggest_actors("zz")
            took = []
            for text in typed:
                begun = time.perf_counter()
                store.suggest_actors(text)
                took.append((time.perf_counter() - begun) * 1000)
    cuts = quantiles(took, n=100)
    print(
        f"{count:,} actors, {len(typed):,} beginnings: p50 {cuts[49]:.2f} ms, p95 {cuts[94]:.2f} ms, "
        f"p99 {cuts[98]:.2f} ms, most {max(took):.2f} ms"
    )


if __name__ == "__main__":
    main()
