"""Extraction from the texts of the gold stays at least as good as it was."""

import io
from pathlib import Path

import pytest

from evaluation.floors import Floors, find_shortfalls, read_floors
from evaluation.reading import read_sheets
from evaluation.report import render_mistakes
from evaluation.runs import evaluate
from evaluation.scoring import Report
from extraction.pipeline import Extractor
from ingest.sources import read_articles
from records.articles import Article

ROOT = Path(__file__).parents[2]
FLOORS = ROOT / "evaluation/gold/floors.json"
FLOORS_OF_EVENTS = ROOT / "evaluation/gold/floors-events.json"
FLOORS_OF_HEADLINES = ROOT / "evaluation/gold/floors-headlines.json"
FLOORS_OF_PARSES = ROOT / "evaluation/gold/floors-parses.json"
FLOORS_OF_WORDS = ROOT / "evaluation/gold/floors-verbal.json"
ALL_FLOORS = {
    "seeds": FLOORS,
    "events": FLOORS_OF_EVENTS,
    "headlines": FLOORS_OF_HEADLINES,
    "parses": FLOORS_OF_PARSES,
    "verbal": FLOORS_OF_WORDS,
}


@pytest.fixture(scope="module", params=ALL_FLOORS.values(), ids=ALL_FLOORS)
def floors(request: pytest.FixtureRequest) -> Floors:
    return read_floors(request.param)


@pytest.fixture(scope="module")
def report(floors: Floors, extractor: Extractor) -> Report:
    return evaluate(floors.gold, lambda: extractor.extract)


def test_every_figure_is_at_its_floor_or_above(floors: Floors, report: Report) -> None:
    below = find_shortfalls(report, floors)
    assert not below, "\n".join(
        [f"Accuracy on {floors.gold.name} fell:", *map(str, below), "", render_mistakes(report, limit=12)]
    )


def test_every_figure_has_a_floor(floors: Floors, report: Report) -> None:
    assert set(report.values()) == set(floors.values)


def test_the_gold_of_events_is_as_large_as_promised() -> None:
    sheets = read_sheets(read_floors(FLOORS_OF_EVENTS).gold)
    articles = [sheet for sheet in sheets if len(sheet.text) > 250]
    assert (len(sheets) - len(articles) >= 300, len(articles) >= 15) == (True, True)
    assert sum(not sheet.events for sheet in sheets) >= 50


def test_the_gold_holds_sample_articles_as_they_are() -> None:
    samples = {
        source.content.text
        for source in read_articles([str(ROOT / "seeds")], standard_input=io.BytesIO())
        if isinstance(source.content, Article)
    }
    gold = read_sheets(read_floors(FLOORS).gold)
    assert len(gold) == 3
    assert [sheet.name for sheet in gold if sheet.text not in samples] == []
