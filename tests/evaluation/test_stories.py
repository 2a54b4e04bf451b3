"""How well events of several articles are put together, on the sample articles; and how that is scored."""

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from evaluation.errors import RecordFileError
from evaluation.stories import StoryReport, is_story_gold, score_stories
from extraction.pipeline import Extractor
from ingest.sources import read_articles
from ingest.story_records import match_records
from records.articles import Article
from schemas.rendering import render_record
from tests.test_seeds import articles

GOLD = Path(__file__).parents[2] / "evaluation" / "gold"


def test_the_sample_articles_are_put_together_as_well_as_promised(extractor: Extractor) -> None:
    report = put_together(extractor, articles(), GOLD / "stories.jsonl")
    assert report.precision >= 95, report.mistakes
    assert report.recall >= 85, report.mistakes


@pytest.mark.parametrize(("name", "recall"), [("stories-fitted", 50), ("stories-held", 45)])
def test_short_articles_in_other_words_are_put_together_with_few_mistakes(
    name: str, recall: float, extractor: Extractor
) -> None:
    sources = read_articles([str(GOLD / name)], standard_input=io.BytesIO())
    read = [source.content for source in sources if isinstance(source.content, Article)]
    report = put_together(extractor, read, GOLD / f"{name}.jsonl")
    assert report.precision >= 95, report.mistakes
    assert report.recall >= recall, report.mistakes


def put_together(extractor: Extractor, read: Iterable[Article], gold: Path) -> StoryReport:
    lines = [render_record(extractor.extract(article)) for article in read]
    with match_records(lines) as (problems, matched):
        report = score_stories(gold, map(json.loads, matched))
    assert problems == ()
    return report


def record(name: str, *stories: str | None, kind: str = "CONSULT") -> dict[str, Any]:
    """Return what is scored of a record whose nth sentence is its nth event."""
    text = " ".join(f"Event {number} of {name}." for number in range(len(stories)))
    events = [
        {
            "event_type": kind,
            "status": "OCCURRED",
            "story": story,
            "participants": [{"actor_id": "country:FRA"}],
            "trigger": {"start": text.index(f"Event {n}"), "end": text.index(f"Event {n}") + 7, "text": f"Event {n}"},
        }
        for n, story in enumerate(stories)
    ]
    return {"article": {"id": f"art_{name}", "url": f"https://example.org/{name}", "text": text}, "events": events}


def gold(folder: Path, *stories: list[tuple[str, int]]) -> Path:
    path = folder / "gold.jsonl"
    lines = [
        {"story": f"s{n}", "tellings": [{"article": name, "quote": f"Event {i} of {name}"} for name, i in story]}
        for n, story in enumerate(stories)
    ]
    path.write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    return path


def test_pairs_are_counted_across_articles(tmp_path: Path) -> None:
    path = gold(tmp_path, [("a", 0), ("b", 0)], [("a", 1), ("b", 1)])
    assert is_story_gold(path)
    report = score_stories(path, [record("a", "x", None, "y"), record("b", "x", None, "y")])
    assert (report.right, report.found, report.to_find, report.told) == (1, 2, 2, 2)
    assert report.values()["stories.precision"] == report.values()["stories.recall"] == 50
    assert [mistake.split(":")[0] for mistake in report.mistakes] == ["wrong", "missed"]


def test_events_that_were_not_found_count_only_as_told(tmp_path: Path) -> None:
    path = gold(tmp_path, [("a", 0), ("b", 0)])
    empty = record("b", None)
    empty["events"] = []
    report = score_stories(path, [record("a", "x"), empty])
    assert (report.to_find, report.told, report.recall) == (0, 1, 100.0)


def test_gold_whose_words_stand_nowhere_is_refused(tmp_path: Path) -> None:
    path = gold(tmp_path, [("a", 0), ("c", 0)])
    with pytest.raises(RecordFileError, match="does not say"):
        score_stories(path, [record("a", "x")])
    path.write_text('{"story": 1}\n', encoding="utf-8")
    with pytest.raises(RecordFileError, match="tellings"):
        score_stories(path, [])
