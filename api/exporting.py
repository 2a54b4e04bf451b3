"""What a file shall hold in, the file out: written whole by a worker, or not at all."""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any, cast

import orjson
from marshmallow import ValidationError

from api.encoding import EVENT_SHAPES, Shapes, encode
from api.errors import Fault, ProblemError
from api.formats import ACTORS, ARTICLES, EVENTS, ISSUES, POSITIONS, Table
from api.parsing import refuse_body
from api.queries import (
    Asked,
    Params,
    read_actor_query,
    read_article_query,
    read_event_query,
    read_issue_query,
    read_position_query,
)
from api.selecting import Selection, read_selection
from api.texts import TextPolicy, limit_stream
from records.exports import Export
from records.jobs import Job
from schemas.parameters import Parameters
from schemas.queries import (
    ActorParameters,
    ArticleParameters,
    EventParameters,
    IssueParameters,
    PositionParameters,
)
from storage.queries import IssueQuery
from storage.store import Store

ATTEMPTS = 3
"""So often a file is begun anew because an article that it holds was deleted meanwhile."""

REMEMBERED = timedelta(days=30)
_ORPHANED_AFTER = timedelta(days=1)
_OF_PAGES = frozenset({"limit", "cursor", "total", "facets", "format"})
_ARTICLE = re.compile(rb"art_[a-z2-7]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exportable:
    """How a list becomes a file; `sums` are lists whose items say what all articles say together."""

    parameters: Callable[[], Parameters]
    ask: Callable[[Params, Store], Asked[Any]]
    stream: Callable[[Store, Any, TextPolicy], Iterator[bytes]]
    table: Table
    shapes: Shapes | None = None
    sums: bool = False


def _stream_issues(store: Store, query: IssueQuery, _policy: TextPolicy) -> Iterator[bytes]:
    while True:
        page = store.issues(query)
        yield from page.items
        if page.next_key is None:
            return
        query = replace(query, after=page.next_key)


EXPORTABLE: Mapping[str, Exportable] = {
    "events": Exportable(
        parameters=lambda: cast(Parameters, EventParameters()),
        ask=read_event_query,
        stream=lambda store, query, _: store.stream_events(query),
        table=EVENTS,
        shapes=EVENT_SHAPES,
    ),
    "positions": Exportable(
        parameters=lambda: cast(Parameters, PositionParameters()),
        ask=read_position_query,
        stream=lambda store, query, _: store.stream_positions(query),
        table=POSITIONS,
    ),
    "actors": Exportable(
        parameters=ActorParameters,
        ask=read_actor_query,
        stream=lambda store, query, _: store.stream_actors(query),
        table=ACTORS,
        sums=True,
    ),
    "issues": Exportable(
        parameters=IssueParameters, ask=read_issue_query, stream=_stream_issues, table=ISSUES, sums=True
    ),
    "articles": Exportable(parameters=ArticleParameters, ask=read_article_query, stream=limit_stream, table=ARTICLES),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a file shall hold."""

    kind: Exportable
    form: str
    asked: Asked[Any]
    selection: Selection

    @property
    def whole(self) -> bool:
        """Whether each article has a part in what it holds."""
        return self.kind.sums or "actors" in self.selection.expand


def read_wanted(posted: Mapping[str, Any], store: Store) -> Wanted:
    """Return what a request for a file asks for.

    Raises:
        ProblemError: its filters are none of that list, or do not go together.
    """
    kind = EXPORTABLE[posted["resource"]]
    params = _read_filters(posted["filters"], kind.parameters())
    try:
        selection = read_selection(params, posted["format"], identity=kind.table.columns[0][1].source)
        return Wanted(kind=kind, form=posted["format"], asked=kind.ask(params, store), selection=selection)
    except ProblemError as problem:
        raise _in_body(problem) from problem


def _read_filters(filters: Mapping[str, Any], parameters: Parameters) -> Params:
    messages: dict[str, Any] = {name: ["Files have no pages."] for name in filters if name in _OF_PAGES}
    given: dict[str, list[str]] = {}
    for name, value in filters.items():
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(one, (str, int, float)) for one in values):
            messages[name] = ["Not a word, number or flag, nor a list of them."]
        given[name] = [str(one).lower() if isinstance(one, bool) else str(one) for one in values]
    try:
        if not messages:
            found: Params = parameters.load(given)
            return found
    except ValidationError as error:
        messages = error.messages_dict
    raise refuse_body({"filters": messages})


def _in_body(problem: ProblemError) -> ProblemError:
    """Return the problem of query parameters as that of a body which holds them."""
    faults = tuple(
        Fault(pointer=f"/filters/{fault.parameter}", code=fault.code, detail=fault.detail, allowed=fault.allowed)
        for fault in problem.faults
    )
    return ProblemError("invalid-body", problem.detail, faults=faults)


def export_id_of(job_id: str) -> str:
    """Return the id of the file that a job makes."""
    return "exp_" + job_id.removeprefix("job_")


def job_id_of(export_id: str) -> str:
    """Return the id of the job that makes a file."""
    return "job_" + export_id.removeprefix("exp_")


def file_of(folder: Path, export: Export) -> Path:
    """Return where a file lies."""
    return folder / f"{export.id}.{orjson.loads(export.request)['format']}"


def write_export(store: Store, job: Job, folder: Path) -> str | None:
    """Make the file of a job; return why there is none, None: it is there.

    It takes its name when it is whole, and is known once all its articles still stand.
    """
    export_id = export_id_of(job.id)
    known = store.exports.get(export_id)
    if known is not None:
        return None
    posted = orjson.loads(job.payload)
    for _ in range(ATTEMPTS):
        version = store.dataset_version()
        wanted = read_wanted(posted, store)
        part = folder / f"{export_id}.{token_hex(4)}.part"
        counted = _Counted()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            size, digest = _write(part, _pieces(wanted, store, posted["text"], counted))
            export = Export(
                id=export_id,
                request=job.payload,
                rows=counted.items,
                bytes=size,
                sha256=digest,
                dataset_version=version,
                created_at=job.created_at,
                finished_at=datetime.now(UTC),
            )
            part.replace(file_of(folder, export))
        except OSError as error:
            return f"The file cannot be written: {error.strerror}."
        finally:
            part.unlink(missing_ok=True)
        if store.exports.add(export, articles=counted.articles, whole=wanted.whole):
            return None
        file_of(folder, export).unlink(missing_ok=True)
    return "Articles that it holds were deleted while it was made, again and again."


class _Counted:
    """Counts items as they pass, and notes the articles that they name."""

    def __init__(self) -> None:
        self.items = 0
        self.articles: set[str] = set()

    def watch(self, items: Iterable[bytes]) -> Iterator[bytes]:
        for item in items:
            self.items += 1
            self.articles.update(found.decode() for found in _ARTICLE.findall(item))
            yield item


def _pieces(wanted: Wanted, store: Store, policy: TextPolicy, counted: _Counted) -> Iterator[bytes]:
    kind, query = wanted.kind, wanted.asked.query
    items: Iterable[bytes] = () if query is None else kind.stream(store, query, policy)
    return encode(
        wanted.form,
        counted.watch(items),
        table=kind.table,
        store=store,
        selection=wanted.selection,
        shapes=kind.shapes,
    )


def _write(path: Path, pieces: Iterable[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def sweep_files(store: Store, folder: Path) -> None:
    """Remove the files that were taken back, and what was left behind by workers that died."""
    if not folder.is_dir():
        return
    stale = (datetime.now(UTC) - _ORPHANED_AFTER).timestamp()
    live = store.exports.live()
    for path in folder.glob("exp_*.*"):
        export_id = path.name.partition(".")[0]
        if export_id in live and path.suffix != ".part":
            continue
        export = store.exports.get(export_id) if path.suffix != ".part" else None
        # A file without a row may be one whose row is being written.
        if (export is not None and export.cleared_at is not None) or path.stat().st_mtime < stale:
            path.unlink(missing_ok=True)


def tidy_exports(store: Store, folder: Path, *, kept: timedelta) -> None:
    """Take back files whose time is over."""
    now = datetime.now(UTC)
    store.exports.clear(finished_before=now - kept)
    store.exports.prune(finished_before=now - kept - REMEMBERED)
    sweep_files(store, folder)
