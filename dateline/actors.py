"""The command for actors that stand in the database under two ids: `actors`."""

import click

from dateline.settings import database_url


@click.group()
def actors() -> None:
    """Look after the actors of the database."""


@actors.command("merge")
@click.argument("former_id", metavar="FORMER_ID")
@click.argument("actor_id", metavar="ACTOR_ID")
def merge(former_id: str, actor_id: str) -> None:
    """Let FORMER_ID be a former id of the actor ACTOR_ID from now on.

    Records keep the id that they have; whoever asks by either finds what is known of both, and articles to come that
    name FORMER_ID count for ACTOR_ID. Events told of either are compared as those of one. There is no way back but
    reading the articles into a new database.
    """
    from ingest.preparing import RENDERER
    from ingest.story_matching import follow_merge
    from ingest.storylines import renew_few_storylines
    from storage.store import open_store

    with open_store(database_url()) as store:
        if store.merge_actors(former_id, actor_id, renderer=RENDERER):
            click.echo(f"{former_id} leads to {actor_id}.")
        else:
            click.echo(f"{former_id} leads there already.")
        # Also where it did: a run before may have been cut off here.
        follow_merge(store, former_id, renderer=RENDERER)
        renew_few_storylines(store)


@actors.command("merged")
def list_merged() -> None:
    """List former ids, each with the actor that it leads to and when that was said."""
    from storage.store import open_store

    with open_store(database_url(), read_only=True) as store:
        for former in store.lookups.former_actors():
            click.echo(f"{former.id}\t{former.actor_id}\t{former.merged_at:%Y-%m-%dT%H:%M:%SZ}")
