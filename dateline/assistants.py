"""The command for language models that ask by themselves: `mcp`."""

import click

from dateline.settings import database_url
from dateline.version import __version__


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Speak streamable HTTP at http://127.0.0.1:PORT/mcp instead of standard input and output.",
)
def mcp(port: int | None) -> None:
    """Serve the data set as tools of the Model Context Protocol, for reading only.

    A client of that protocol starts the command itself and speaks to it over standard input and output.
    """
    from functools import partial

    from api.app import create_app
    from api.asking import ask
    from api.config import AppConfig
    from dateline.mcp_tools import make_server
    from storage.store import open_store

    url = database_url()
    # A database that is not there is told now, not at the first question.
    open_store(url, read_only=True).close()
    app = create_app(AppConfig.from_environment(version=__version__, database_url=url))
    server = make_server(partial(ask, app), __version__)
    if port is None:
        server.run("stdio")
    else:
        server.run("streamable-http", port=port)
