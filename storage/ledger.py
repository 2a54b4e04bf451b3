"""Runs of ingest and load in, their rows in the ledger out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from storage import rows
from storage.numbering import Numbering
from storage.prepared import Outcome
from storage.scalars import instant_of, now


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A run as the ledger has it; without `finished_at` it is running or was cut off."""

    n: int
    kind: str
    extractor: str | None
    started_at: datetime
    finished_at: datetime | None
    created: int
    replaced: int
    appeared: int
    unchanged: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureRecord:
    """An article that a run could not work on, as far as it is known, and why."""

    article: Mapping[str, str | None]
    code: str
    detail: str
    at: datetime


def begin_run(connection: Connection, numbering: Numbering, *, kind: str, extractor: str | None) -> int:
    """Open a run and return its number."""
    n = numbering.next(rows.runs.name)
    numbering.flush()
    counts = dict.fromkeys(("created", "replaced", "appeared", "unchanged", "failed"), 0)
    connection.execute(
        insert(rows.runs).values(n=n, kind=kind, extractor=extractor, started_at=now(), finished_at=None, **counts)
    )
    return n


def count_outcomes(connection: Connection, run_n: int, outcomes: Mapping[Outcome, int]) -> None:
    """Add to the counts of a run, in the transaction that writes the articles themselves."""
    columns = rows.runs.c
    added = {outcome.value.lower(): columns[outcome.value.lower()] + count for outcome, count in outcomes.items()}
    if added:
        connection.execute(update(rows.runs).where(columns.n == run_n).values(added))


def count_failures(connection: Connection, run_n: int, failed: int) -> None:
    """Add to the failures of a run without saying which."""
    columns = rows.runs.c
    if failed:
        connection.execute(update(rows.runs).where(columns.n == run_n).values(failed=columns.failed + failed))


def note_failure(
    connection: Connection, run_n: int, *, article: Mapping[str, str | None], code: str, detail: str
) -> None:
    """Record an article that failed."""
    failures, runs = rows.run_failures, rows.runs
    last = connection.execute(select(func.max(failures.c.seq)).where(failures.c.run_n == run_n)).scalar()
    connection.execute(
        insert(failures).values(
            run_n=run_n,
            seq=(last or 0) + 1,
            article=json.dumps(dict(article)).encode(),
            code=code,
            detail=detail.encode("utf-8", "backslashreplace"),
            at=now(),
        )
    )
    connection.execute(update(runs).where(runs.c.n == run_n).values(failed=runs.c.failed + 1))


def finish_run(connection: Connection, run_n: int) -> None:
    """Close a run."""
    connection.execute(update(rows.runs).where(rows.runs.c.n == run_n).values(finished_at=now()))


def list_runs(connection: Connection, limit: int) -> tuple[RunRecord, ...]:
    """Return the last runs, the newest first."""
    statement = select(rows.runs).order_by(rows.runs.c.n.desc()).limit(limit)
    return tuple(
        RunRecord(
            **{
                **row,
                "started_at": instant_of(row["started_at"]),
                "finished_at": None if row["finished_at"] is None else instant_of(row["finished_at"]),
            }
        )
        for row in connection.execute(statement).mappings()
    )


def list_failures(connection: Connection, run_n: int) -> tuple[FailureRecord, ...]:
    """Return what a run could not work on, in the order in which it was found."""
    columns = rows.run_failures.c
    found = connection.execute(
        select(columns.article, columns.code, columns.detail, columns.at)
        .where(columns.run_n == run_n)
        .order_by(columns.seq)
    )
    return tuple(
        FailureRecord(article=json.loads(article), code=code, detail=detail.decode(), at=instant_of(at))
        for article, code, detail, at in found
    )
