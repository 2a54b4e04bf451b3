"""The commands for people who write frames and actors: `frames` and `registry`."""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dateline.settings import extractor_config
from dateline.version import __version__

if TYPE_CHECKING:
    from extraction.directory import Directory, KnownActor
    from extraction.explaining import Firing

_REGISTRY_VARIABLE = "DATELINE_REGISTRY"
_ACTOR_TYPES = ("PERSON", "STATE", "GOVERNMENT_BODY", "ORGANISATION", "ARMED_GROUP", "GROUP")


@click.group()
def frames() -> None:
    """Look at the frames that events are coded by."""


@frames.command("check")
def check_frames() -> None:
    """Say what is wrong in the frame files: file, line and frame."""
    from extraction.frame_files import check_frames as check
    from extraction.frame_files import load_lexicon

    problems = check()
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SystemExit(1)
    click.echo(f"{len(load_lexicon().frames)} frames, nothing wrong.")


@frames.command("explain")
@click.argument("sentence")
def explain_sentence(sentence: str) -> None:
    """Show which frames fire in SENTENCE, which slots they fill, and why the others lose."""
    from extraction.explaining import explain
    from extraction.pipeline import load_extractor

    explanation = explain(sentence, load_extractor(extractor_config(), version=__version__))
    for firing in explanation.firings:
        _show_firing(firing)
    for event in explanation.events:
        sources = ", ".join(m.actor_id for m in event.sources) or "nobody"
        targets = ", ".join(m.actor_id for m in event.targets) or "nobody"
        mode = f"/{event.mode}" if event.mode else ""
        click.echo(
            f"event   {event.event_type}{mode} {event.cameo_code or '-'} {event.status}: {sources} -> {targets} "
            f"({event.trigger.text!r}, {event.rule}, confidence {event.confidence:.2f})"
        )
        grounds = ", ".join(f"{name} {value:+.2f}" for name, value in sorted(event.features.items()))
        click.echo(f"        because of {grounds}" if grounds else "")
    if not explanation.events:
        click.echo("no event")


def _show_firing(firing: "Firing") -> None:
    outcome = firing.event_type or "no event"
    note = "" if firing.coded else ", not coded: another frame took it over, or nobody known takes part"
    click.echo(f"{firing.word!r} fires {firing.frame} ({outcome}, score {firing.score:.2f}{note})")
    for slot, words in firing.slots.items():
        click.echo(f"    {slot}: {'; '.join(words)}")
    for loser in firing.losers:
        click.echo(f"    lost: {loser.frame}: {loser.reason}")


@click.group()
def registry() -> None:
    """Look at the registry of actors, and extend it with a file of your own (DATELINE_REGISTRY)."""


@registry.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def check_files(paths: tuple[Path, ...]) -> None:
    """Say what is wrong in registry files: file, line and value.

    PATH is a YAML file or a folder of tables; without one, what DATELINE_REGISTRY names, or else the project's own.
    """
    from extraction.registry_check import check_registry

    own = extractor_config().registry
    errors = check_registry(paths or ((own,) if own else ()))
    for error in errors:
        click.echo(str(error))
    if errors:
        raise SystemExit(1)
    click.echo("Nothing wrong.")


@registry.command("lookup")
@click.argument("name")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Offices held on that day; default: the latest.")
def look_up(name: str, day: "date | None") -> None:
    """Show whom NAME (a name, an alias or an id) stands for."""
    from extraction.directory import load_directory

    directory = load_directory(extractor_config().registry)
    by_id = directory.get(name)
    found = (by_id,) if by_id is not None else directory.with_name(name)
    for actor in found:
        _show_actor(directory, actor, date(day.year, day.month, day.day) if day else None)
    if not found:
        raise click.ClickException(f"The registry knows nobody as {name!r}.")


def _show_actor(directory: "Directory", actor: "KnownActor", day: date | None) -> None:
    facts = [actor.actor_type.value, actor.country, "/".join(actor.sectors), actor.wikidata]
    click.echo(f"{actor.id}  {actor.name}  ({', '.join(fact for fact in facts if fact)})")
    for term in directory.offices_of(actor.id, day):
        click.echo(f"    {term.title}, {term.start or '…'} to {term.end or '…'} ({term.organisation})")


@registry.command("add")
@click.argument("actor_id", metavar="ID")
@click.argument("name")
@click.option("--type", "actor_type", type=click.Choice(_ACTOR_TYPES), required=True)
@click.option("--alias", "aliases", multiple=True, help="Another full form of the name; may be repeated.")
@click.option("--surname", "surnames", multiple=True, help="What a person is called alone; may be repeated.")
@click.option("--country", help="ISO 3166-1 alpha-3 code.")
@click.option("--sector", "sectors", multiple=True, help="CAMEO agent code (GOV, OPP …); may be repeated.")
@click.option("--gender", type=click.Choice(["m", "f"]))
@click.option("--file", "path", type=click.Path(path_type=Path), help=f"YAML file; default: {_REGISTRY_VARIABLE}.")
def add_actor(actor_id: str, name: str, path: Path | None, **fields: object) -> None:
    """Write an actor with ID ("person:ada-quill") and NAME at the end of a registry file of your own."""
    from extraction.registry_check import check_registry
    from extraction.registry_user import append_entry

    target = path or (Path(os.environ[_REGISTRY_VARIABLE]) if os.environ.get(_REGISTRY_VARIABLE) else None)
    if target is None:
        raise click.UsageError(f"Name a file with --file, or in {_REGISTRY_VARIABLE}.")
    before = target.read_bytes() if target.exists() else None
    lists = {key: list(value) for key, value in fields.items() if isinstance(value, tuple) and value}
    words = {key: value for key, value in fields.items() if isinstance(value, str)}
    entry = {"id": actor_id, "type": words.pop("actor_type"), "name": name, **words, **lists}
    append_entry(target, entry)
    errors = check_registry([target])
    if errors:
        # Nothing is kept of an entry that would not load.
        target.unlink() if before is None else target.write_bytes(before)
        raise click.ClickException("\n".join(map(str, errors)))
    click.echo(f"{actor_id} stands in {target}.")
