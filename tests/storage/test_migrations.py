import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select, update

from ingest.judging import split_event
from ingest.preparing import RENDERER, prepare
from ingest.story_matching import match_all
from records.vocabularies import EventType
from storage import rows, upgrades
from storage.engines import create_writing_engine, read_url
from storage.errors import SchemaVersionError, StoreUnavailableError
from storage.event_rows import pack_told, unpack_told
from storage.queries import EventQuery
from storage.rows import metadata
from storage.store import Store, open_store, upgrade
from storage.texts import ARTICLES_TEXT, EVENTS_TEXT, POSITIONS_TEXT
from tests import samples
from tests.storage.telling import FIRST_DAY, tell

ROOT = Path(__file__).parents[2]


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Search indexes and their shadow tables are each database's own, and no metadata describes them."""
    return not (kind == "table" and name and re.match(f"({EVENTS_TEXT}|{POSITIONS_TEXT}|{ARTICLES_TEXT})", name))


def test_the_migrations_make_the_tables_that_the_program_knows(store: Store) -> None:
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours, "compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_upgrading_again_changes_nothing(url: str) -> None:
    upgrade(url)
    upgrade(url)
    with open_store(url) as store:
        assert store.counts().articles == 0


def test_a_database_without_tables_says_what_to_run(url: str) -> None:
    if url.startswith("sqlite"):
        with pytest.raises(StoreUnavailableError, match="there is no file"):
            open_store(url)
    else:
        with pytest.raises(SchemaVersionError, match=r"holds no tables.*dateline db upgrade"):
            open_store(url)


def test_a_database_of_a_newer_program_is_left_alone(store: Store, url: str) -> None:
    def pretend(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with store.writing() as connection:
        pretend(connection)
    with pytest.raises(SchemaVersionError, match=r"9999.*newer version"):
        open_store(url)
    with pytest.raises(SchemaVersionError, match=r"9999.*newer version"):
        upgrade(url)


def test_an_upgrade_that_is_cut_off_leaves_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import alembic.operations

    made = 0
    create_table = alembic.operations.Operations.create_table

    def fail_late(self: object, *arguments: object, **options: object) -> object:
        nonlocal made
        made += 1
        if made == 10:
            raise KeyboardInterrupt
        return create_table(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(alembic.operations.Operations, "create_table", fail_late)
    with pytest.raises(KeyboardInterrupt):
        upgrade(url)
    monkeypatch.undo()
    upgrade(url)
    with open_store(url) as store:
        assert store.counts().articles == 0


def test_the_program_wants_the_last_migration() -> None:
    folder = Path(upgrades.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_current_head() == upgrades.REVISION


def test_opening_a_store_does_not_load_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'dateline.db'}"
    upgrade(url)
    code = (
        "import sys; from storage.store import open_store\n"
        f"open_store({url!r}).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"


def test_what_stood_in_a_database_before_terms_and_measures_is_filled_in(url: str) -> None:
    upgrade(url)
    with open_store(url) as store:
        store.add(prepare(samples.sanctions()), renderer=RENDERER)
        body = store.actor("org:eu")
        assert body is not None
        with store.writing() as connection:
            # As it was before the revision: bytes without terms, nothing measured.
            before = body.replace(b',"terms":[]', b"")
            assert before != body
            connection.execute(update(rows.actors).where(rows.actors.c.id == "org:eu").values(body=before))
    migrate_back(url, "0003")
    upgrade(url)
    with open_store(url) as store:
        assert store.actor("org:eu") == body
        series = store.event_series(EventQuery(event_types=("SANCTION",)), ("event_type",), measure="mean_intensity")
        assert [cell.value for cell in series.cells] == [-8.0]


def migrate_back(url: str, revision: str) -> None:
    """Take a database back to a revision."""
    engine = create_writing_engine(read_url(url), timeout=5.0)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(upgrades.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
    engine.dispose()


def test_events_stored_before_there_were_stories_say_who_reports_them_and_since_when(url: str) -> None:
    one, other = tell(1, EventType.CONSULT, FIRST_DAY), tell(2, EventType.CONSULT, None, publisher="Plain Courier")
    upgrade(url)
    with open_store(url) as store:
        store.add_all([prepare(one), prepare(other)], renderer=RENDERER)
        before = {event.id: store.event(event.id) for event in (*one.events, *other.events)}
        strip_counts(store)
        assert store.event(one.events[0].id) not in before.values()
    migrate_back(url, "0002")
    upgrade(url)
    with open_store(url) as store:
        assert {event_id: store.event(event_id) for event_id in before} == before
        match_all(store, renderer=RENDERER)
        (event,) = map(json.loads, store.stream_events(EventQuery()))
        assert (event["publisher_count"], event["first_reported"]) == (2, FIRST_DAY.isoformat())
        strip_counts(store)
    migrate_back(url, "0005")
    upgrade(url)
    with open_store(url) as store:
        split_event(store, event["id"], [other.article.id], by="r.meyer", note=None, overrule=False, renderer=RENDERER)
        assert {event_id: store.event(event_id) for event_id in before} == before


def strip_counts(store: Store) -> None:
    """Let the bytes of events, and those kept of events that are part of others, be what they were once."""

    def strip(body: str) -> str:
        return re.sub(r',"publisher_count":\d,"first_reported":("[\d-]+"|null)', "", body)

    with store.writing() as connection:
        for n, body in connection.execute(select(rows.events.c.n, rows.events.c.body)).all():
            connection.execute(
                update(rows.events).where(rows.events.c.n == n).values(body=strip(body.decode()).encode())
            )
        table = rows.tellings
        for n, packed in connection.execute(select(table.c.n, table.c.told).where(table.c.told.is_not(None))).all():
            told = unpack_told(bytes(packed))
            told = replace(told, body=strip(told.body.decode()).encode())
            connection.execute(update(table).where(table.c.n == n).values(told=pack_told(told)))
