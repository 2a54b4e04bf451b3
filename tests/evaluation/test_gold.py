"""Extraction from three of the sample articles stays at least as good as it was."""

import io
from pathlib import Path

import pytest

from evaluation.floors import find_shortfalls, read_floors
from evaluation.reading import read_sheets
from evaluation.report import render_mistakes
from evaluation.runs import evaluate
from evaluation.scoring import Report
from extraction.pipeline import Extractor
from ingest.sources import read_articles
from records.articles import Article

ROOT = Path(__file__).parents[2]
FLOORS = ROOT / "evaluation/gold/floors.json"


@pytest.fixture(scope="module")
def report(extractor: Extractor) -> Report:
    return evaluate(read_floors(FLOORS).gold, lambda: extractor.extract)


def test_every_figure_is_at_its_floor_or_above(report: Report) -> None:
    below = find_shortfalls(report, read_floors(FLOORS))
    assert not below, "\n".join(
        ["Accuracy on evaluation/gold/seeds.jsonl fell:", *map(str, below), "", render_mistakes(report, limit=12)]
    )


def test_every_figure_has_a_floor(report: Report) -> None:
    assert set(report.values()) == set(read_floors(FLOORS).values)


def test_the_gold_holds_sample_articles_as_they_are() -> None:
    samples = {
        source.content.text
        for source in read_articles([str(ROOT / "seeds")], standard_input=io.BytesIO())
        if isinstance(source.content, Article)
    }
    gold = read_sheets(read_floors(FLOORS).gold)
    assert len(gold) == 3
    assert [sheet.name for sheet in gold if sheet.text not in samples] == []
