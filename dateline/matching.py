"""The command that puts events of several articles together: `match`, and what hangs on it."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dateline.settings import database_url, extractor_config

if TYPE_CHECKING:
    from storage.store import Store

_files = click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group(invoke_without_command=True)
@click.pass_context
def match(context: click.Context) -> None:
    """Put events that several articles tell together, after a bulk `load`.

    Compares every article of the database that has not been compared yet, and names the affairs that they are part of.
    `ingest` and the server's worker do so by themselves for each article.
    """
    if context.invoked_subcommand is not None:
        return
    from ingest.preparing import RENDERER
    from ingest.story_matching import match_all
    from ingest.storylines import renew_storylines
    from storage.store import open_store, upgrade

    url = database_url()
    upgrade(url)
    with open_store(url) as store:
        report = match_all(store, renderer=RENDERER)
        storylines = renew_storylines(store)
    click.echo(f"{report.describe()} {storylines:,} storylines.", err=True)


def _require_words(_context: click.Context, _parameter: click.Parameter, given: str) -> str:
    if not given.strip():
        raise click.BadParameter("somebody has to say so.")
    return given


@match.command()
@click.option("--by", required=True, callback=_require_words, help="Your name, kept with what you decide.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Pairs to be shown.")
def review(by: str, limit: int) -> None:
    """Show pairs of events that are nearly one, and ask whether they are: merge, apart, skip or quit.

    Pairs that somebody has decided on are not shown again.
    """
    from ingest.judging import find_undecided
    from storage.store import open_store

    with open_store(database_url()) as store:
        decided = 0
        for pair in find_undecided(store, limit=limit):
            first, second = store.event(pair.one_id), store.event(pair.other_id)
            if first is None or second is None:
                # A decision on an earlier pair has merged one of them.
                continue
            click.echo(f"\n{pair.score:.2f} {pair.kind} {_describe_grounds(pair.grounds)}")
            for body in (first, second):
                click.echo(f"  {_describe_event(body)}")
            answer = click.prompt("one event?", type=click.Choice(["merge", "apart", "skip", "quit"]), default="skip")
            if answer == "quit":
                break
            decided += answer != "skip" and _decide(store, answer, pair.one_id, pair.other_id, by)
    click.echo(f"{decided} decided.", err=True)


def _decide(store: "Store", answer: str, one: str, other: str, by: str) -> bool:
    from ingest.errors import JudgementError
    from ingest.judging import keep_apart, merge_events
    from ingest.preparing import RENDERER

    try:
        if answer == "merge":
            merge_events(store, one, other, by=by, note=None, overrule=False, renderer=RENDERER)
        else:
            keep_apart(store, one, other, by=by, note=None, renderer=RENDERER)
    except JudgementError as error:
        click.echo(f"  {error}", err=True)
        return False
    return True


def _describe_grounds(grounds: bytes) -> str:
    known = json.loads(grounds)
    features = " ".join(f"{name} {grade:.2f}" for name, grade in known["features"].items())
    return f"{features} {' '.join(known['vetoes'])}".strip()


def _describe_event(body: bytes) -> str:
    event = json.loads(body)
    day = event["event_date"]["start"] or event["event_date"]["end"] or "undated"
    return f"{event['id']} {event['event_type']} {event['status']} {day}: {event['evidence'][0]['quote']}"


@match.command()
@_files
def records(files: tuple[Path, ...]) -> None:
    """Write extraction records with the `story` of each event that several of the articles tell."""
    from itertools import chain

    from ingest.story_records import match_records

    with ExitStack() as opened:
        lines = chain.from_iterable(opened.enter_context(file.open("rb")) for file in files)
        problems, matched = opened.enter_context(match_records(lines))
        for problem in problems:
            click.echo(f"line {problem}", err=True)
        sys.stdout.buffer.writelines(line.rstrip(b"\n") + b"\n" for line in matched)
    raise SystemExit(1 if problems else 0)


@match.command()
@_files
def mentions(files: tuple[Path, ...]) -> None:
    """Put given mentions of events together across articles.

    FILE has an article a line: {"id", "text", "events": [{"start", "end"}, ...]}. What is written has a mention a line:
    {"mention_id": "ID:START-END", "cluster"}. It measures the grouping alone, on mentions that somebody marked.
    """
    from extraction.mention_heads import read_mentions
    from extraction.pipeline import load_model
    from ingest.mention_clusters import cluster_mentions

    articles = [article for file in files for article in _read_marked(file)]
    nlp = load_model(extractor_config().model)
    read = [(article_id, read_mentions(nlp, text, spans)) for article_id, text, spans in articles]
    for mention_id, cluster in cluster_mentions(read):
        click.echo(json.dumps({"mention_id": mention_id, "cluster": cluster}))


def _read_marked(file: Path) -> Iterator[tuple[str, str, list[tuple[int, int]]]]:
    """Yield id, text and marked spans of each line, or say which line holds none."""
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                article = json.loads(line)
                article_id, text = article["id"], article["text"]
                spans = [(event["start"], event["end"]) for event in article["events"]]
                for start, end in spans:
                    if not 0 <= start < end <= len(text):
                        raise ValueError(f"{start} to {end} are no characters of the text")
            except KeyError as error:
                raise click.ClickException(f"{file}:{number}: {error.args[0]!r} is missing") from error
            except (TypeError, ValueError) as error:
                raise click.ClickException(f"{file}:{number}: no article with marked events: {error}") from error
            yield article_id, text, spans
