"""The commands that run for as long as they are needed: `serve` and `worker`."""

import os
import socket
from typing import TYPE_CHECKING

import click

from dateline.settings import DATABASE_VARIABLE, configure_logs, database_url, export_folder, queue_url
from dateline.version import __version__

if TYPE_CHECKING:
    from flask import Flask

    from api.config import AppConfig
    from dateline.exporting import FileExporter

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
# Two may wait for a worker and two for slow senders of bodies (`AppConfig`); one is always free to answer.
_BLOCKING_THREADS = 5
_METRICS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def make_app() -> "Flask":
    """Return the application that the environment describes; each server process calls this."""
    from api.app import create_app

    configure_logs()
    return create_app(_read_config())


def _read_config() -> "AppConfig":
    from api.config import AppConfig

    return AppConfig.from_environment(
        version=__version__, database_url=database_url(), export_folder=export_folder(), queue_url=queue_url()
    )


def make_exporter() -> "FileExporter":
    """Return what makes the files of exports, as the environment describes it."""
    from datetime import timedelta

    from api.config import DEFAULT_EXPORT_HOURS, read_export_hours
    from dateline.exporting import FileExporter

    hours = read_export_hours() or DEFAULT_EXPORT_HOURS
    return FileExporter(folder=export_folder(), kept=timedelta(hours=hours))


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--processes", type=click.IntRange(min=1), help="Server processes; default: one a core.")
@click.option("--no-worker", is_flag=True, help="Start no extraction worker: `dateline worker` runs elsewhere.")
def serve(host: str, port: int, processes: int | None, no_worker: bool) -> None:
    """Serve the API, its documentation and the explorer.

    Creates and migrates the database first. Without keys (DATELINE_AUTH=keys) it listens on this machine only.
    """
    from contextlib import ExitStack
    from tempfile import TemporaryDirectory

    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from api.limits import check_limits
    from ingest.queues import open_queue
    from ingest.service import WorkerSupervisor
    from storage.store import upgrade

    if host not in _LOOPBACK and os.environ.get("DATELINE_AUTH") != "keys":
        raise click.ClickException(
            f"Listening on {host!r} opens the API to other machines: set DATELINE_AUTH=keys, and make a key with "
            "`dateline keys create`."
        )
    # A setting that means nothing is told now, not by every process for itself, again and again.
    configure_logs()
    check_limits(_read_config())
    _require_free(host, port)
    url = database_url()
    upgrade(url)
    if (queue := open_queue(queue_url())) is not None:
        queue.close()
    os.environ[DATABASE_VARIABLE] = url
    _say_where(host, port)
    server = Server(
        "dateline.serving:make_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes or os.cpu_count() or 1,
        blocking_threads=_BLOCKING_THREADS,
        factory=True,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    with ExitStack() as stack:
        if processes != 1:
            # Each process counts for itself, and any of them is asked: here they leave their counts for each other.
            os.environ.setdefault(_METRICS_VARIABLE, stack.enter_context(TemporaryDirectory(prefix="dateline-")))
        if not no_worker:
            stack.enter_context(
                WorkerSupervisor(
                    url,
                    None,
                    version=__version__,
                    exporter=make_exporter(),
                    queue_url=queue_url(),
                    prepare=configure_logs,
                )
            )
        server.serve()


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # The server sets this too: a port whose last connections are still closing is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} on {host} cannot be used ({error.strerror}): choose another one with --port."
            ) from error


def _say_where(host: str, port: int) -> None:
    base = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    for path, what in (
        ("/", "the explorer: articles with what was found in them, timeline, map"),
        ("/docs", "the API, to read and to try"),
        ("/openapi.json", "its OpenAPI document"),
        ("/v1/events?date_from=2025-03-17&date_to=2025-03-19", "events by date"),
        ("/v1/events?actor=country:RUS", "events by actor"),
        ("/v1/positions", "who stands where on what"),
        ("/readyz", "database and extraction worker"),
    ):
        click.echo(f"  {base}{path:55} {what}", err=True)


@click.command()
def worker() -> None:
    """Work on posted articles, as the worker beside `serve` does; several may run on one database."""
    from ingest.service import run_worker
    from storage.store import upgrade

    configure_logs()
    url = database_url()
    upgrade(url)
    run_worker(url, None, version=__version__, exporter=make_exporter(), queue_url=queue_url())
