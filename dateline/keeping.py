"""The commands that keep a data set over years: `db backup`, `db restore`, `reextract`."""

from pathlib import Path

import click

from dateline.settings import database_url, extractor_config
from dateline.version import __version__


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write all of the database into FILE, while others go on reading and writing.

    SQLite gives a database file, PostgreSQL an archive of pg_dump. FILE appears when it is whole and checked; one that
    is there already is left alone.
    """
    from storage.backups import back_up

    revision = back_up(database_url(), file)
    click.echo(f"{file}: {file.stat().st_size / 1e6:,.1f} MB, revision {revision}, checked.", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Take the place of a database that holds something already.")
def restore(file: Path, replace: bool) -> None:
    """Make the database what it was when FILE was written by `db backup`.

    Stop the server and its workers first. A backup of an older version is brought up to this one. An SQLite database
    that is replaced is kept beside the new one.
    """
    from storage.backups import restore as restore_database
    from storage.store import upgrade

    url = database_url()
    kept = restore_database(url, file, replace=replace)
    if kept is not None:
        click.echo(f"What was there before is kept as {kept}.", err=True)
    upgrade(url)
    click.echo("The database is restored and up to date.", err=True)


@click.command()
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Extraction processes.")
@click.option("--dry-run", is_flag=True, help="Only say how many articles there are to read.")
def reextract(workers: int, dry_run: bool) -> None:
    """Read stored articles again that an older version, or another language model, read.

    Ids that still describe the same thing stay; what is new, changed and gone stands in `/v1/changes`. A run that is
    cut off goes on where it stopped. An article that cannot be read keeps its records.
    """
    from dateline.progress import Progress
    from extraction.settings import describe_model
    from ingest.reextracting import reextract as read_again
    from storage.store import open_store, upgrade

    config = extractor_config()
    model = describe_model(config.model)
    url = database_url()
    upgrade(url)
    with open_store(url) as store:
        count = store.count_outdated(version=__version__, model=model)
        if dry_run or not count:
            click.echo(f"{count:,} articles were read by another version or model.", err=True)
            return
        progress = Progress("Reading again", count)
        report = read_again(
            store,
            config,
            version=__version__,
            model=model,
            workers=workers,
            advance=progress.advance,
            on_failure=progress.tell_failure,
        )
    click.echo(report.describe(), err=True)
    raise SystemExit(1 if report.failed else 0)
