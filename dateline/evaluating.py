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
@click.option("--errors", type=click.IntRange(min=0), default=0, metavar="N", help="List N mistakes of each kind.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def evaluate(gold: Path, predictions: Path | None, errors: int, as_json: bool) -> None:
    """Score extraction against GOLD: extraction records as a person corrected them, one a line.

    What carries "core": false is optional: finding it is neither a hit nor a mistake.
    """
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
