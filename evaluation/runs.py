"""A gold file and something that extracts in, a report out."""

import json
from collections.abc import Callable
from pathlib import Path

from evaluation.reading import read_sheet, read_sheets
from evaluation.scoring import Report, score_sheets
from evaluation.sheets import Sheet
from extraction.errors import ArticleError
from ingest.sources import make_article
from records.articles import Article
from records.extractions import Extraction
from schemas.rendering import render_record


def evaluate(gold_path: Path, load: Callable[[], Callable[[Article], Extraction]]) -> Report:
    """Extract from the articles of a gold file and score what is found against it.

    `load` returns what extracts; it is called after the gold was read, so that a bad file is told at once.

    Raises:
        RecordFileError: the gold is wrong.
    """
    gold = read_sheets(gold_path)
    extract = load()
    return score_sheets(gold, [sheet for line in gold if (sheet := _extract(line, extract))])


def evaluate_records(gold_path: Path, predictions_path: Path) -> Report:
    """Score a file of extraction records against a gold file.

    Raises:
        RecordFileError: one of the files is wrong.
    """
    return score_sheets(read_sheets(gold_path), read_sheets(predictions_path))


def article_of(sheet: Sheet) -> Article:
    """Return the article of a gold line as it would come in."""
    fields = {key: value for key, value in sheet.fields.items() if value is not None}
    return make_article(sheet.text, **fields)


def _extract(sheet: Sheet, extract: Callable[[Article], Extraction]) -> Sheet | None:
    """Return what is found in the article of a gold line, None where it cannot be worked on."""
    try:
        return read_sheet(json.loads(render_record(extract(article_of(sheet)))), path="prediction", line=sheet.line)
    except ArticleError:
        return None
