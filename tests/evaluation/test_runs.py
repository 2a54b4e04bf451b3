"""A gold file is read first, then its articles are extracted from and scored."""

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.errors import RecordFileError
from evaluation.runs import evaluate, evaluate_records
from extraction.errors import LanguageError
from records.articles import Article
from records.extractions import Extraction, ExtractorInfo

Record = dict[str, Any]


def write(folder: Path, name: str, *records: Record) -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def find_nothing(article: Article) -> Extraction:
    return Extraction(article=article, extractor=ExtractorInfo(name="none", version="0", model="none", ontology="none"))


def test_articles_come_to_the_extractor_as_they_came_in(tmp_path: Path, record: Record) -> None:
    seen = []

    def extract(article: Article) -> Extraction:
        seen.append(article)
        return find_nothing(article)

    report = evaluate(write(tmp_path, "gold.jsonl", record), lambda: extract)
    assert report.articles == 1
    assert report.missing == ()
    assert report.values()["events.found.recall"] == 0
    assert (seen[0].text, seen[0].published_at) == (record["article"]["text"], "2025-03-17")
    assert (seen[0].external_id, seen[0].title, seen[0].language) == ("moor-visit", None, "en")


def test_an_article_that_cannot_be_worked_on_counts_as_empty(tmp_path: Path, record: Record) -> None:
    def refuse(article: Article) -> Extraction:
        raise LanguageError(f"{article.language}-x")

    assert evaluate(write(tmp_path, "gold.jsonl", record), lambda: refuse).missing == ("moor-visit",)


def test_a_bad_gold_is_told_before_the_extractor_is_loaded(tmp_path: Path, record: Record) -> None:
    record["events"][0]["event_type"] = "TALK"
    with pytest.raises(RecordFileError, match="'TALK'"):
        evaluate(write(tmp_path, "gold.jsonl", record), lambda: pytest.fail("loaded"))


def test_records_of_a_file_are_scored_without_an_extractor(tmp_path: Path, record: Record) -> None:
    gold, predictions = write(tmp_path, "gold.jsonl", record), write(tmp_path, "predictions.jsonl", record)
    assert set(evaluate_records(gold, predictions).values().values()) == {100.0}
