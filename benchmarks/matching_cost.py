"""How long matching one article takes beside many stored events: `python benchmarks/matching_cost.py --events 1000000`.

The store is filled row by row with what matching would have left of articles with twelve events each: types, actors (a
few take part in much, most in little) and days of ten years by chance from a seed. Then articles of the same kind are
added one by one, and what `match_stories` takes is measured: the article's tellings, their candidates by the index, the
scores, the groups, and writing them.
"""

import argparse
import random
import statistics
import tempfile
import time
from array import array
from datetime import date, timedelta
from pathlib import Path

import orjson
from sqlalchemy import Connection

from ingest.preparing import RENDERER, prepare
from ingest.reprints import sign
from ingest.story_matching import match_stories
from ingest.telling_reading import read_tellings, read_topics
from ingest.tellings import Telling, make_telling, ordinal, twin_key
from records.extractions import Extraction
from records.vocabularies import EventType
from schemas.rendering import render_record
from storage import rows
from storage.inserting import insert_rows, row_of
from storage.store import Store, open_store, upgrade
from storage.texts import EVENTS_TEXT, add_texts, text_key
from tests.storage.telling import tell

_FIRST_DAY = date(2015, 1, 1)
_DAYS = 3650
_PER_ARTICLE = 12
_SAID = 0.4
"""So much of news is what one actor said: sought among all that those of a country said in those days."""

_BANDS = 32
_WARM = " ".join(f"word{number}" for number in range(60))
_WORDS = tuple(f"matter{number}" for number in range(400))
_AT_ONCE = 2_000


def make_article(chance: random.Random, number: int, events: int = _PER_ARTICLE) -> Extraction:
    """Return an article with events of one day or so."""
    day = _FIRST_DAY + timedelta(days=chance.randrange(_DAYS))
    parts = [
        tell(
            number * events + index,
            chance.choice((EventType.CONSULT, EventType.ASSAULT, EventType.SANCTION)),
            chance.choice((day, day - timedelta(days=1), None)),
            by_state=chance.random() < 0.5,
            published=day,
            words=tuple(chance.sample(_WORDS, 3)),
            verb=chance.randrange(3),
        )
        for index in range(events)
    ]
    return join_articles(parts, chance)


def join_articles(parts: list[Extraction], chance: random.Random) -> Extraction:
    """Return one article that tells what several do, with actors drawn as a few are in much and most in little."""
    from dataclasses import replace

    from ingest.sources import make_article as from_text

    text = "".join(part.article.text for part in parts)
    article = replace(
        from_text(text, publisher="Harbour Wire", published_at=parts[0].article.published_at),
        document_date=parts[0].article.document_date,
    )
    known, events, start = {}, [], 0
    for number, part in enumerate(parts):
        names = {actor.id: f"country:{_draw_country(chance)}" for actor in part.actors}
        (event,) = part.events
        if chance.random() < _SAID:
            event = replace(
                event,
                event_type=EventType.STATEMENT,
                participants=event.participants[:1],
                cameo_code="010",
                rule="statement.test",
            )
        moved = tuple(replace(e, start=e.start + start, end=e.end + start) for e in event.evidence)
        trigger = replace(event.trigger, start=event.trigger.start + start, end=event.trigger.end + start)
        people = tuple(replace(p, actor_id=names[p.actor_id]) for p in event.participants)
        events.append(
            replace(event, id=f"{event.id[:-3]}{number:03}", participants=people, evidence=moved, trigger=trigger)
        )
        for actor in part.actors:
            mentions = tuple(replace(m, start=m.start + start, end=m.end + start) for m in actor.mentions)
            country = names[actor.id].removeprefix("country:")
            known[names[actor.id]] = replace(
                actor, id=names[actor.id], country=country, code=f"{country}GOV", mentions=mentions
            )
        start += len(part.article.text)
    return replace(parts[0], article=article, actors=tuple(known.values()), events=tuple(events), positions=())


def _draw_country(chance: random.Random) -> str:
    """Return one of two hundred, the nth with a chance of about 1/n."""
    number = int(200 ** chance.random()) - 1
    return f"{chr(65 + number // 100)}{chr(65 + number // 10 % 10)}{chr(65 + number % 10)}"


def fill(store: Store, events: int, chance: random.Random) -> None:
    """Write what matching keeps of so many events, and the bare rows that it hangs on."""
    sample = [make_article(chance, number) for number in range(300)]
    models = []
    for extraction in sample:
        record = orjson.loads(render_record(extraction))
        topics = read_topics(record)
        published = ordinal(record["article"]["published_at"])
        quotes = [event.evidence[0].quote for event in extraction.events]
        models.append((published, orjson.dumps(topics), read_tellings(record), prepare(extraction).events, quotes))
    with store.telling(RENDERER) as writer:
        connection = writer.connection
        insert_rows(connection, rows.extractors, [(900_000, "dateline", "0", "benchmark", "PLOVER")])
        number = 1_000_000
        pending: dict[str, list[tuple[object, ...]]] = {
            name: [] for name in ("articles", "matchings", "reprint_bands", "events", "event_evidence", "tellings")
        }
        keyed = []
        texts = []
        for article_n in range(1_000_000, 1_000_000 + events // _PER_ARTICLE):
            published, about, tellings, bodies, quotes = chance.choice(models)
            shift = chance.randrange(-_DAYS // 2, _DAYS // 2)
            pending["articles"].append((article_n, f"art_b{article_n}", None, published, 900_000, 0, 0, b"{}"))
            pending["matchings"].append((article_n, published + shift, "Wire", article_n, None, about, None, None))
            pending["reprint_bands"] += [(chance.getrandbits(63), article_n) for _ in range(_BANDS)]
            for told in tellings:
                number += 1
                features = orjson.loads(told.features)
                features["d"] = [day and day + shift for day in features["d"]]
                packed = orjson.dumps(features)
                known = make_telling(
                    telling_id=f"evt_b{number}",
                    article_id="",
                    seq=told.seq,
                    published=published + shift,
                    head=0,
                    parties=told.parties,
                    features=packed,
                    topics=frozenset(),
                )
                index_keys, sketch = known.keys(), known.sketch()
                pending["events"].append(make_event_row(number, known, article_n, bodies[told.seq]))
                quote = quotes[told.seq]
                pending["event_evidence"].append((number, 0, article_n, 0, len(quote), quote.encode()))
                texts.append((text_key(known.start, number), quote))
                values = {
                    "n": number,
                    "id": known.id,
                    "article_n": article_n,
                    "seq": told.seq,
                    "event_n": number,
                    "leads": True,
                    "twin": twin_key(known),
                    "day": known.day,
                    "parties": told.parties,
                    "features": packed,
                    "index_keys": array("q", index_keys).tobytes(),
                    "told": None,
                    "sketch": sketch,
                }
                pending["tellings"].append(row_of(rows.tellings, values))
                keyed += [(key, known.day, number, sketch) for key in index_keys]
            if len(pending["articles"]) >= _AT_ONCE:
                _write(connection, pending, keyed, texts)
        _write(connection, pending, keyed, texts)


def make_event_row(number: int, told: Telling, article_n: int, body: bytes) -> tuple[object, ...]:
    """Return the row of an event that is shown by itself."""
    return row_of(
        rows.events,
        {
            "n": number,
            "id": told.id,
            "article_n": article_n,
            "start": told.start,
            "stop": told.stop,
            "open_end": 0,
            "reach": 0,
            "precision": "DAY",
            "basis": told.basis,
            "event_type": told.event_type,
            "mode": None,
            "contexts": "  ",
            "cameo_code": told.cameo,
            "quad_class": 1,
            "status": told.status,
            "country": None,
            "latitude": None,
            "longitude": None,
            "background": False,
            "confidence": 0.8,
            "article_count": 1,
            "ingested_at": 0,
            "updated_at": 0,
            "body": body,
            "intensity": None,
            "fatalities": None,
        },
    )


def _write(
    connection: Connection,
    pending: dict[str, list[tuple[object, ...]]],
    keyed: list[tuple[int, int, int, bytes]],
    texts: list[tuple[int, str]],
) -> None:
    for name, waiting in pending.items():
        # Those of bands are many, and go all over their table.
        insert_rows(connection, rows.metadata.tables[name], sorted(waiting) if name == "reprint_bands" else waiting)
        waiting.clear()
    insert_rows(connection, rows.telling_keys, sorted(keyed))
    keyed.clear()
    add_texts(connection, EVENTS_TEXT, texts)
    texts.clear()


def measure(store: Store, chance: random.Random, articles: int) -> None:
    """Add articles one by one, compare each, and print what that took."""
    sign(_WARM)
    clocks = {"processor": time.process_time, "clock": time.perf_counter}
    taken: dict[str, list[float]] = {name: [] for name in clocks}
    for number in range(articles):
        extraction = make_article(chance, 1_000_000 + number)
        store.add(prepare(extraction), renderer=RENDERER)
        began = {name: clock() for name, clock in clocks.items()}
        match_stories(store, extraction.article.id, renderer=RENDERER)
        for name, clock in clocks.items():
            taken[name].append(1000 * (clock() - began[name]))
    for name, times in taken.items():
        ranked = sorted(times)
        print(
            f"an article of {_PER_ARTICLE} events, ms by the {name}: median {statistics.median(ranked):.0f}, "
            f"90 % {ranked[len(ranked) * 9 // 10]:.0f}, 99 % {ranked[len(ranked) * 99 // 100]:.0f}, "
            f"worst {ranked[-1]:.0f}"
        )


def main() -> None:
    """Fill, add, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--database", help="An empty database, or one that was filled before, to be kept.")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = asked.database or f"sqlite:///{Path(folder) / 'matching.db'}"
        upgrade(url)
        with open_store(url, timeout=60) as store:
            if not store.counts().articles:
                began = time.perf_counter()
                fill(store, asked.events, random.Random(1))
                print(f"{asked.events:,} events stored in {time.perf_counter() - began:.0f} s")
            measure(store, random.Random(1_000 + asked.seed), asked.articles)


if __name__ == "__main__":
    main()
