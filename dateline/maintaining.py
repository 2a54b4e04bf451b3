"""The commands that look after a database and the published document: `export`, `openapi`, `db`, `doctor`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from dateline.settings import database_url
from dateline.version import __version__

if TYPE_CHECKING:
    from api.networks import Network
    from storage.store import Store

RESOURCES = ("events", "positions", "actors", "articles")
NETWORKS = ("actor-issue", "actor-actor")


@click.command()
@click.option(
    "--format",
    "shape",
    type=click.Choice(["ndjson", "csv", "parquet", "gdelt", "records", "dna", "graphml"]),
    default="ndjson",
    show_default=True,
    help="gdelt: events in the 61 columns of GDELT 2.0, with tabs between. records: the extraction records, as `load` "
    "reads them. dna: all positions as statements for Discourse "
    "Network Analyzer. graphml: the network of all positions.",
)
@click.option(
    "--resource", type=click.Choice(RESOURCES), default="events", show_default=True, help="For ndjson, csv and parquet."
)
@click.option(
    "--network",
    type=click.Choice(NETWORKS),
    help="For graphml: who stands where on what (the default), or who stands on whose side.",
)
@click.option("--output", type=click.Path(path_type=Path), help="File to write, instead of standard output.")
def export(shape: str, resource: str, network: "Network | None", output: Path | None) -> None:
    """Write everything of one kind that the database holds."""
    if network and shape != "graphml":
        raise click.UsageError("--network is a choice of --format graphml.")
    if resource != "events" and shape == "gdelt":
        raise click.UsageError("--format gdelt is for events.")
    from api import formats, gdelt, networks
    from api.encoding import encode
    from storage.store import open_store

    tables = {
        "events": formats.EVENTS,
        "positions": formats.POSITIONS,
        "actors": formats.ACTORS,
        "articles": formats.ARTICLES,
    }
    with open_store(database_url(), read_only=True) as store, _open(output) as stream:
        if shape == "records":
            stream.writelines(line.rstrip(b"\n") + b"\n" for line in store.stories.records())
        elif shape == "dna":
            stream.writelines(networks.write_statements(store))
        elif shape == "graphml":
            stream.writelines(networks.write_graphml(store, network or "actor-issue"))
        elif shape == "gdelt":
            stream.writelines(gdelt.TABLE.tabbed(gdelt.spread_gdelt(store, _rows(store, "events")), head=False))
        else:
            stream.writelines(encode(shape, _rows(store, resource), table=tables[resource], store=store))


def _rows(store: "Store", resource: str) -> Iterator[bytes]:
    from storage.queries import ActorQuery, ArticleQuery, EventQuery, PositionQuery

    streams: dict[str, Callable[[], Iterator[bytes]]] = {
        "events": lambda: store.stream_events(EventQuery()),
        "positions": lambda: store.stream_positions(PositionQuery()),
        "actors": lambda: store.stream_actors(ActorQuery()),
        "articles": lambda: store.stream_articles(ArticleQuery()),
    }
    return streams[resource]()


def _open(output: Path | None) -> AbstractContextManager[BinaryIO]:
    if output is None:
        return nullcontext(sys.stdout.buffer)
    try:
        return output.open("wb")
    except OSError as error:
        raise click.ClickException(f"{str(output)!r} cannot be written: {error.strerror}.") from error


@click.command()
@click.option("--check", is_flag=True, help="Say whether openapi.yaml is what would be written, and write nothing.")
@click.argument("path", type=click.Path(path_type=Path), default=Path("openapi.yaml"))
def openapi(check: bool, path: Path) -> None:
    """Write the OpenAPI document to standard output, or --check the published one."""
    from api.openapi import is_current, render_yaml

    if not check:
        click.echo(render_yaml(__version__), nl=False)
    elif not path.is_file():
        raise click.ClickException(f"There is no file {str(path)!r} to check.")
    elif is_current(path, __version__):
        click.echo(f"{path} is current.", err=True)
    else:
        raise click.ClickException(f"{path} is not what the schemas say: write it anew with `make openapi`.")


@click.group()
def db() -> None:
    """Look after the database that DATELINE_DATABASE_URL names."""


@db.command("upgrade")
def upgrade_database() -> None:
    """Create the tables, or bring them up to this version."""
    from storage.store import upgrade

    url = database_url()
    upgrade(url)
    click.echo("The database is up to date.", err=True)


@click.command()
def doctor() -> None:
    """Say whether everything that Dateline needs is there, and what is missing."""
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("Python", _check_python),
        ("Language model", _check_model),
        ("Data files", _check_data),
        ("Database", _check_database),
    )
    healthy = True
    for name, check in checks:
        try:
            click.echo(f"ok      {name:15} {check()}")
        except Exception as error:
            # Whatever is the matter with a part, the others are looked at too.
            healthy = False
            click.echo(f"FAILED  {name:15} {error}")
    sys.exit(0 if healthy else 1)


def _check_python() -> str:
    return sys.version.split()[0]


def _check_model() -> str:
    from dateline.settings import extractor_config
    from extraction.pipeline import load_model

    meta = load_model(extractor_config().model).meta
    return f"{meta['lang']}_{meta['name']} {meta['version']}"


def _check_data() -> str:
    from dateline.settings import extractor_config
    from extraction.directory import load_directory
    from extraction.frame_files import load_lexicon
    from extraction.topics import load_taxonomy

    config = extractor_config()
    actors = load_directory(config.registry).actors
    load_taxonomy(config.topics)
    return f"{len(actors)} known actors, {len(load_lexicon().frames)} frames"


def _check_database() -> str:
    from storage.store import open_store

    with open_store(database_url(), read_only=True) as store:
        counts = store.counts()
    return f"{counts.articles} articles, {counts.events} events, {counts.positions} positions"
