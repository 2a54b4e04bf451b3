"""A database in, a file that holds all of it out; and such a file in, the database as it was then out."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, create_engine

from storage.engines import SQLITE, check_sqlite_place, hide_password, read_url, translate_errors
from storage.errors import BackupError, SchemaVersionError
from storage.upgrades import REVISION, find_revision

_PAGES_AT_ONCE = 4096
_BUSY_SECONDS = 5.0


def back_up(url: str, target: Path) -> str:
    """Write all that the database holds into a file while others go on writing; return its revision.

    SQLite gives an SQLite file, PostgreSQL an archive of `pg_dump`. The file takes its name when it is whole and has
    been checked.

    Raises:
        BackupError: the file is there already, cannot be written, or is not what it should be.
        StorageError: the database cannot be read.
    """
    parsed = read_url(url)
    _require_absent(target)
    part = target.with_name(f"{target.name}.part")
    try:
        write = _copy_sqlite if parsed.get_backend_name() == SQLITE else _dump_postgresql
        revision = write(parsed, part)
        _settle(part, target)
    finally:
        part.unlink(missing_ok=True)
    return revision


def restore(url: str, source: Path, *, replace: bool = False) -> Path | None:
    """Make the database what it was when `source` was written.

    A database that holds something already is left alone unless `replace`; an SQLite file is then kept beside, under
    the name that is returned. PostgreSQL does all of it in one transaction.

    Raises:
        BackupError: the file is no sound backup of this kind of database, or of a newer program; or the database
            holds something, or is in use.
    """
    parsed = read_url(url)
    if not source.is_file():
        raise BackupError(f"There is no file {source}.")
    if parsed.get_backend_name() == SQLITE:
        return _restore_sqlite(parsed, source, replace=replace)
    _restore_postgresql(parsed, source, replace=replace)
    return None


def check_sqlite(path: Path) -> str:
    """Return the revision of an SQLite file whose every page has been looked at.

    Raises:
        BackupError: it is damaged, or no database of Dateline's.
    """
    try:
        with closing(sqlite3.connect(f"file:{_quoted(path)}?mode=ro&immutable=1", uri=True)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if verdict != "ok":
                raise BackupError(f"{path} is damaged: {verdict}.")
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return str(revision)
    except sqlite3.Error as error:
        raise BackupError(f"{path} is no database of Dateline's: {error}.") from error


def _copy_sqlite(url: URL, part: Path) -> str:
    check_sqlite_place(url, create=False)
    path, shown = Path(url.database or ""), hide_password(url)
    part.unlink(missing_ok=True)
    with translate_errors(shown), closing(sqlite3.connect(f"file:{_quoted(path)}?mode=ro", uri=True)) as source:
        try:
            with closing(sqlite3.connect(part)) as copy:
                source.backup(copy, pages=_PAGES_AT_ONCE, sleep=0.05)
                # One file, that no reader needs to write beside.
                copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            raise BackupError(f"{part} cannot be written: {error}.") from error
    return check_sqlite(part)


def _restore_sqlite(url: URL, source: Path, *, replace: bool) -> Path | None:
    check_sqlite_place(url, create=True)
    target = Path(url.database or "").absolute()
    if source.resolve() == target.resolve():
        raise BackupError(f"{source} is the database itself.")
    revision = check_sqlite(source)
    if revision > REVISION:
        raise SchemaVersionError(str(source), revision, REVISION)
    kept = None
    if target.exists():
        if not replace:
            raise BackupError(f"{target} is there already; --replace keeps it under another name and takes its place.")
        _require_idle(target)
        kept = target.with_name(f"{target.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S}")
        _require_absent(kept)
    part = target.with_name(f"{target.name}.part")
    try:
        with _writing(part):
            shutil.copyfile(source, part)
        if kept is not None:
            with _writing(kept):
                _keep(target, kept)
        _settle(part, target, replace=True)
    finally:
        part.unlink(missing_ok=True)
    return kept


def _require_idle(path: Path) -> None:
    """Fold what still stands beside the file into it, which works only where nobody else has it open."""
    try:
        with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS)) as connection:
            (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        raise BackupError(f"{path} is in use ({error}): stop the server and its workers first.") from error
    except sqlite3.DatabaseError:
        # No database at all, or a broken one: there is nothing that anybody could be using.
        return
    if mode != "delete":
        raise BackupError(f"{path} is in use: stop the server and its workers first.")


def _dump_postgresql(url: URL, part: Path) -> str:
    revision = _find_postgresql_revision(url)
    if revision is None:
        raise SchemaVersionError(hide_password(url), None, REVISION)
    _run_tool(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}", _address(url))
    # The table of contents stands at the end of what was written.
    _run_tool(url, "pg_restore", "--list", str(part))
    return revision


def _restore_postgresql(url: URL, source: Path, *, replace: bool) -> None:
    _run_tool(url, "pg_restore", "--list", str(source))
    if _find_postgresql_revision(url) is not None and not replace:
        raise BackupError(f"The database {hide_password(url)} holds something already; --replace takes its place.")
    clean = ("--clean", "--if-exists") if replace else ()
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run_tool(url, "pg_restore", *options, *clean, f"--dbname={_address(url)}", str(source))
    revision = _find_postgresql_revision(url)
    if revision is None or revision > REVISION:
        raise SchemaVersionError(hide_password(url), revision, REVISION)


def _find_postgresql_revision(url: URL) -> str | None:
    with translate_errors(hide_password(url)):
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                return find_revision(connection)
        finally:
            engine.dispose()


def _run_tool(url: URL, name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; the password goes through the environment, where no list shows it."""
    tool = shutil.which(name)
    if tool is None:
        raise BackupError(f"{name} is not installed: it comes with PostgreSQL's client programs.")
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    done = subprocess.run(
        [tool, *arguments],
        env=os.environ | secret,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        raise BackupError(f"{name} failed: {lines[0]}")


def _address(url: URL) -> str:
    bare = URL.create(
        "postgresql", username=url.username, host=url.host, port=url.port, database=url.database, query=url.query
    )
    return bare.render_as_string(hide_password=False)


def _require_absent(path: Path) -> None:
    if path.exists():
        raise BackupError(f"{path} is there already; it is not overwritten.")


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}.") from error


def _keep(path: Path, other: Path) -> None:
    """Give a file a second name before another one takes its first: at no moment is there none."""
    try:
        os.link(path, other)
    except OSError:
        # A file system without links.
        path.rename(other)


def _settle(part: Path, target: Path, *, replace: bool = False) -> None:
    """Give a file its name when its bytes are on the disk."""
    with _writing(target):
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        if not replace:
            _require_absent(target)
        part.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _quoted(path: Path) -> str:
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
