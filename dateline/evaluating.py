"""The command that judges: `evaluate` against a gold file."""

from pathlib import Path

import click

from dateline.settings import extractor_config
from dateline.version import __version__

_gold = click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.command()
@_gold
@click.option(
    "--predictions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Score these records instead of extracting anew.",
)
@click.option(
    "--articles",
    type=click.Path(exists=True, path_type=Path),
    help="Where the articles of a gold file of stories are, which brings none itself.",
)
@click.option("--errors", type=click.IntRange(min=0), default=0, metavar="N", help="List N mistakes of each kind.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def evaluate(gold: Path, predictions: Path | None, articles: Path | None, errors: int, as_json: bool) -> None:
    """Score extraction against GOLD: extraction records as a person corrected them, one a line.

    What carries "core": false is optional: finding it is neither a hit nor a mistake. A gold file of stories says which
    words of several articles tell one event: what is scored then is how events were put together.
    """
    from evaluation.stories import is_story_gold

    if is_story_gold(gold):
        _evaluate_stories(gold, predictions, articles, errors, as_json)
        return
    from rich.console import Console

    from evaluation.report import render_json, render_mistakes, render_table
    from evaluation.runs import evaluate as run
    from evaluation.runs import evaluate_records
    from extraction.pipeline import load_extractor

    if predictions is not None:
        report = evaluate_records(gold, predictions)
    else:
        report = run(gold, lambda: load_extractor(extractor_config(), version=__version__).extract)
    if as_json:
        click.echo(render_json(report))
        return
    Console().print(render_table(report))
    if errors:
        click.echo(render_mistakes(report, limit=errors))


def _evaluate_stories(gold: Path, predictions: Path | None, articles: Path | None, errors: int, as_json: bool) -> None:
    import json
    import sys

    from evaluation.stories import score_stories
    from ingest.sources import read_articles
    from ingest.story_records import match_records
    from ingest.workers import extract_articles
    from schemas.rendering import render_record

    if predictions is not None:
        lines = predictions.read_bytes().splitlines()
    elif articles is None:
        raise click.UsageError("A gold file of stories needs --articles or --predictions.")
    else:
        sources = read_articles([str(articles)], standard_input=sys.stdin.buffer)
        lines = [render_record(r) for r in extract_articles(sources, extractor_config(), version=__version__)]
    with match_records(lines) as (_, matched):
        report = score_stories(gold, map(json.loads, matched))
    if as_json:
        click.echo(json.dumps(report.values(), indent=1))
        return
    for name, value in report.values().items():
        click.echo(f"{name:30} {value:5.1f}")
    for mistake in report.mistakes[:errors]:
        click.echo(mistake)
