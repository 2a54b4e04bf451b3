"""What people and programs read of a report."""

import io
import json
from typing import Any

from rich.console import Console

from evaluation.report import render_json, render_mistakes, render_table
from evaluation.scoring import score_file

Record = dict[str, Any]


def printed(report: Any) -> str:
    console = Console(file=io.StringIO(), width=100)
    console.print(render_table(report))
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_the_table_has_a_row_for_every_figure(record: Record) -> None:
    report = score_file([json.dumps(record)], [record])
    table = printed(report)
    assert "1 article compared" in table
    for figure in report.figures:
        assert figure.name in table
    assert table.count("100.0") > 20


def test_the_table_names_the_articles_without_prediction(record: Record) -> None:
    assert "No prediction, counted as empty: moor-visit." in " ".join(
        printed(score_file([json.dumps(record)], [])).split()
    )


def test_mistakes_are_listed_up_to_a_limit_of_each_kind(record: Record) -> None:
    report = score_file([json.dumps(record)], [])
    everything, some = render_mistakes(report).splitlines(), render_mistakes(report, limit=1).splitlines()
    assert len(everything) == len(report.mistakes)
    assert len(some) == len({mistake.kind for mistake in report.mistakes})
    assert "moor-visit\tevents: missed\t30-33\tmet\twanted CONSULT" in everything


def test_figures_are_written_for_programs(record: Record) -> None:
    content = json.loads(render_json(score_file([json.dumps(record)], [record])))
    assert content["articles"] == 1
    assert content["missing"] == []
    assert content["figures"]["events.found.f1"] == 100
