"""What is found in the sample articles keeps the promises of the extraction record."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import orjson
import pytest

from extraction.pipeline import Extractor
from schemas.extractions import load_record
from schemas.rendering import render_record
from tests.test_seeds import articles

Record = dict[str, Any]


@pytest.fixture(scope="module")
def lines(extractor: Extractor) -> dict[str, bytes]:
    return {article.id: render_record(extractor.extract(article)) for article in articles()}


@pytest.fixture(params=articles(), ids=lambda article: (article.url or "").rsplit("/", 1)[-1])
def record(request: pytest.FixtureRequest, lines: dict[str, bytes]) -> Record:
    found: Record = orjson.loads(lines[request.param.id])
    return found


def objects(value: object, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every object of a JSON value with the way to it."""
    if isinstance(value, dict):
        yield where, value
        for key, inner in value.items():
            yield from objects(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from objects(inner, f"{where}[{i}]")


def test_every_span_with_words_holds_them(record: Record) -> None:
    text = record["article"]["text"]
    wrong = [
        where
        for where, thing in objects(record)
        for words in ("text", "quote")
        if "start" in thing and "end" in thing and isinstance(thing.get(words), str) and isinstance(thing["start"], int)
        if text[thing["start"] : thing["end"]] != thing[words]
    ]
    assert wrong == []


def test_every_actor_that_is_referred_to_is_listed_with_mentions(record: Record) -> None:
    listed = {actor["id"] for actor in record["actors"] if actor["mentions"]}
    used = {participant["actor_id"] for event in record["events"] for participant in event["participants"]}
    used |= {event["reported_by"] for event in record["events"]} - {None}
    used |= {position["actor_id"] for position in record["positions"]}
    used |= {addressee for position in record["positions"] for addressee in position["addressee_ids"]}
    used |= {attribution["actor_id"] for attribution in record["attributions"]} - {None}
    assert used - listed == set()


def test_ids_are_given_once(record: Record) -> None:
    for layer in ("actors", "events", "positions", "places"):
        ids = [thing["id"] for thing in record[layer]]
        assert len(ids) == len(set(ids)), layer


def test_intervals_run_forwards(record: Record) -> None:
    backwards = [
        where
        for where, thing in objects(record)
        if "precision" in thing and thing["start"] and thing["end"] and thing["start"] > thing["end"]
    ]
    assert backwards == []


def test_dates_do_not_contradict_the_status(record: Record) -> None:
    published = date.fromisoformat(record["article"]["published_at"]).isoformat()
    wrong = [
        (event["status"], event["trigger"]["text"], event["event_date"])
        for event in record["events"]
        if (event["status"] == "OCCURRED" and (event["event_date"]["start"] or "") > published)
        or (event["status"] == "PLANNED" and (event["event_date"]["end"] or "9999") < published)
    ]
    assert wrong == []


def test_publication_dates_say_so(record: Record) -> None:
    wrong = [
        event["trigger"]["text"]
        for event in record["events"]
        if event["event_date"]["basis"] == "STATED" and event["event_date"]["span"] is None
    ]
    assert wrong == []


def test_something_is_found_everywhere(record: Record) -> None:
    assert all(record[layer] for layer in ("timexes", "actors", "attributions", "events", "positions", "places"))


def test_an_article_gives_the_same_bytes_again_and_in_other_company(
    extractor: Extractor, lines: dict[str, bytes]
) -> None:
    again = {article.id: render_record(extractor.extract(article)) for article in reversed(articles()[:4])}
    assert [article_id for article_id, line in again.items() if line != lines[article_id]] == []


def test_records_can_be_read_back(lines: dict[str, bytes]) -> None:
    assert [article_id for article_id, line in lines.items() if render_record(load_record(line)) != line] == []
