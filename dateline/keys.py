"""The commands that look after the keys of clients: `keys create`, `keys list` and `keys revoke`."""

import click

from dateline.settings import database_url

SCOPES = ("read", "write")


@click.group()
def keys() -> None:
    """Look after the keys that clients need where DATELINE_AUTH=keys."""


@keys.command("create")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(SCOPES),
    multiple=True,
    default=("read",),
    show_default=True,
    help="read: ask and export. write: hand in, change and delete articles. Repeat it for both.",
)
def create_key(name: str, scopes: tuple[str, ...]) -> None:
    """Make a key for NAME and print it. It is shown this once; only its hash is kept."""
    from records.keys import Scope
    from storage.store import open_store, upgrade

    if not name.strip():
        raise click.BadParameter("a key needs a name by which you know it again.", param_hint="NAME")
    url = database_url()
    upgrade(url)
    with open_store(url) as store:
        key, token = store.keys.create(name, map(Scope, scopes))
    click.echo(
        f"{key.id} for {name!r} may {' and '.join(sorted(key.scopes))}. Send it as Authorization: Bearer", err=True
    )
    click.echo(token)


@keys.command("list")
def list_keys() -> None:
    """List all keys: id, scopes, when they were made and revoked, name."""
    from storage.store import open_store

    with open_store(database_url(), read_only=True) as store:
        for key in store.keys.list():
            revoked = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "-"
            scopes = ",".join(sorted(key.scopes))
            click.echo(f"{key.id}  {scopes:10}  {key.created_at:%Y-%m-%d}  {revoked:18}  {key.name}")


@keys.command("revoke")
@click.argument("key_id")
def revoke_key(key_id: str) -> None:
    """End the key with the id KEY_ID, at once and for good."""
    from storage.store import open_store

    with open_store(database_url()) as store:
        if not store.keys.revoke(key_id):
            raise click.ClickException(
                f"There is no key {key_id!r} that could be revoked; `dateline keys list` lists all."
            )
    click.echo(f"{key_id} is revoked.", err=True)
