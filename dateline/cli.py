"""Command line in, work done out: the commands, each of which imports what it needs when it is called."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click

from dateline.actors import actors
from dateline.assistants import mcp
from dateline.authoring import frames, registry
from dateline.evaluating import evaluate
from dateline.keeping import backup, reextract, restore
from dateline.keys import keys
from dateline.maintaining import db, doctor, export, openapi
from dateline.matching import match
from dateline.serving import serve, worker
from dateline.settings import extractor_config
from dateline.version import __version__
from records.errors import DatelineError

# What a shell gives to a command that SIGINT ended.
_INTERRUPTED = 130


class _Group(click.Group):
    """Tells what Dateline refuses in one line instead of a stack trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DatelineError as error:
            raise click.ClickException(str(error)) from error


class _Day(click.ParamType[str]):
    """A publication date: a day, or an RFC 3339 instant."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from ingest.errors import SourceError
        from ingest.sources import publication_day

        try:
            publication_day(value)
        except SourceError as error:
            self.fail(error.detail, param, ctx)
        return str(value)


_paths = click.argument("paths", nargs=-1, metavar="[PATH]...")
_published_at = click.option(
    "--published-at", type=_Day(), metavar="DAY", help="Publication date of articles that bring none (2025-03-17)."
)
_workers = click.option(
    "--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Extraction processes."
)
_date_order = click.option(
    "--date-order",
    type=click.Choice(["AUTO", "MDY", "DMY"], case_sensitive=False),
    help="How 03/04/2025 reads; AUTO lets the article decide.",
)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dateline")
def main() -> None:
    """Turn news articles into dated events, actors and positions, and serve them."""


@main.command()
@_paths
@_published_at
@_workers
@_date_order
@click.option("--output", type=click.Path(path_type=Path), help="File to write, instead of standard output.")
@click.option("--cluster", metavar="ADDRESS", help="Dask scheduler (tcp://host:8786); --output is then a folder.")
def extract(
    paths: tuple[str, ...],
    published_at: str | None,
    workers: int,
    date_order: str | None,
    output: Path | None,
    cluster: str | None,
) -> None:
    """Write one extraction record a line for each article.

    PATH is a text, Markdown or HTML file, a .jsonl file with an article a line, a folder of such files, or "-" for
    standard input, which is also what is read without any PATH.
    """
    from dateline.progress import Progress
    from ingest.sources import STANDARD_INPUT, count_inputs, read_articles
    from ingest.workers import extract_articles
    from schemas.rendering import render_record

    paths = paths or (STANDARD_INPUT,)
    config = extractor_config(date_order=date_order.upper() if date_order else None)
    if cluster:
        _extract_on_cluster(cluster, paths, output, config, published_at)
        return
    progress = Progress("Extracting", count_inputs(paths))
    sources = read_articles(paths, standard_input=sys.stdin.buffer, published_at=published_at)
    records = extract_articles(sources, config, version=__version__, workers=workers)
    with _writing(output) as stream:
        for record in progress.tell(progress.advance(records)):
            stream.write(render_record(record))
        stream.flush()
    raise SystemExit(progress.exit_status)


@contextmanager
def _writing(output: Path | None) -> Iterator[BinaryIO]:
    """Open standard output, or a file that takes its name when it is whole: the output may lie among the inputs."""
    whole = output is None or (output.exists() and not output.is_file())
    part = output if output is None or whole else output.with_name(output.name + ".part")
    try:
        if part is None:
            yield sys.stdout.buffer
            return
        with part.open("wb") as stream:
            yield stream
        if not whole and output is not None:
            part.replace(output)
    except BrokenPipeError:
        # The reader has seen enough (`dateline extract … | head`); nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise click.ClickException(f"{output or 'standard output'} cannot be written: {error.strerror}.") from error
    finally:
        if part is not None and not whole:
            part.unlink(missing_ok=True)


def _extract_on_cluster(
    address: str, paths: tuple[str, ...], output: Path | None, config: Any, published_at: str | None
) -> None:
    from ingest.cluster import extract_on_cluster

    if output is None:
        raise click.UsageError("--cluster needs --output FOLDER, which the cluster's workers can write.")
    report = extract_on_cluster(address, paths, output, config, version=__version__, published_at=published_at)
    click.echo(report.describe(), err=True)
    raise SystemExit(1 if report.failed else 0)


@main.command()
@_paths
@_published_at
@_workers
@_date_order
def ingest(paths: tuple[str, ...], published_at: str | None, workers: int, date_order: str | None) -> None:
    """Extract articles and write what is found into the database.

    Creates and migrates the database that DATELINE_DATABASE_URL names (default: a file in the user's data folder).
    An interrupted run continues where it stopped: articles that stand there already are not read again.
    """
    from dateline.progress import Progress
    from dateline.settings import database_url
    from extraction.settings import describe_model
    from ingest.runs import Run
    from ingest.sources import STANDARD_INPUT, count_inputs, read_articles
    from ingest.storylines import renew_few_storylines
    from ingest.workers import extract_articles
    from storage.store import open_store, upgrade

    paths = paths or (STANDARD_INPUT,)
    config = extractor_config(date_order=date_order.upper() if date_order else None)
    model = describe_model(config.model)
    url = database_url()
    upgrade(url)
    progress = Progress("Ingesting", count_inputs(paths))
    with open_store(url) as store:
        run = Run(store, version=__version__, model=model, on_failure=progress.tell_failure)
        sources = read_articles(paths, standard_input=sys.stdin.buffer, published_at=published_at)
        records = extract_articles(run.wanted(progress.advance(sources)), config, version=__version__, workers=workers)
        try:
            report = run.write(records)
        except KeyboardInterrupt:
            click.echo(f"Interrupted: {run.report.describe()} The same command goes on from here.", err=True)
            raise SystemExit(_INTERRUPTED) from None
        renew_few_storylines(store)
    click.echo(report.describe(), err=True)
    raise SystemExit(1 if report.failed else 0)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(files: tuple[Path, ...]) -> None:
    """Write extraction records, as `extract` makes them, into the database."""
    from dateline.settings import database_url
    from ingest.runs import load as write
    from storage.store import open_store, upgrade

    url = database_url()
    upgrade(url)
    failed = 0
    with open_store(url) as store:
        for file in files:
            with file.open("rb") as lines:
                report = write(lines, store)
            for problem in report.problems:
                click.echo(f"{file}:{problem}", err=True)
            if report.refused > len(report.problems):
                click.echo(f"{file}: … and {report.refused - len(report.problems):,} more lines", err=True)
            click.echo(f"{file}: {report.describe()}", err=True)
            failed += report.refused
    raise SystemExit(1 if failed else 0)


main.add_command(serve)
main.add_command(worker)
main.add_command(export)
main.add_command(openapi)
main.add_command(db)
db.add_command(backup)
db.add_command(restore)
main.add_command(reextract)
main.add_command(doctor)
main.add_command(match)
main.add_command(evaluate)
main.add_command(frames)
main.add_command(keys)
main.add_command(registry)
main.add_command(mcp)
main.add_command(actors)
