"""Input files in, one file of extraction records for each shard out, worked on by a Dask cluster.

Workers need the same folders as the caller, and Dateline installed. A shard is written under another name and renamed
when it is whole; one that has no output simply runs again, so an interrupted run is repeated with the same command.
"""

import io
import itertools
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import orjson

from extraction.pipeline import Extractor, load_extractor
from extraction.settings import ExtractorConfig
from ingest.errors import ClusterError
from ingest.sources import LINES_SUFFIXES, STANDARD_INPUT, SUFFIXES, read_articles
from ingest.workers import Extracted, extract_one
from records.articles import Article
from records.ids import content_id
from schemas.rendering import render_record

MANIFEST = "manifest.json"
_FILES_PER_SHARD = 100
_RETRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Input files that are worked on together, and the name of their output."""

    name: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardResult:
    """How many records and failures a shard's output holds; `error` where it has no output."""

    name: str
    paths: tuple[str, ...]
    records: int = 0
    failures: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterReport:
    """What a run on the cluster did."""

    results: tuple[ShardResult, ...]

    @property
    def failed(self) -> int:
        """Count the articles and shards that failed."""
        return sum(r.failures + (r.error is not None) for r in self.results)

    def describe(self) -> str:
        """Return the report in a few lines, failed shards by name."""
        lost = [f"{r.name}: {r.error}" for r in self.results if r.error]
        records = sum(r.records for r in self.results)
        return "\n".join([f"{records} records in {len(self.results)} shards, {self.failed} failures", *lost])


def extract_on_cluster(
    address: str,
    paths: Iterable[str],
    output: Path,
    config: ExtractorConfig,
    *,
    version: str,
    published_at: str | None = None,
    timeout: int = 10,
) -> ClusterReport:
    """Extract on the Dask scheduler at `address` and return what became of each shard.

    `timeout` is how many seconds the scheduler has to answer. Shards whose output stands in the folder already are
    left alone.

    Raises:
        ClusterError: Dask is not installed, the scheduler does not answer, or the folder cannot be written.
    """
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise ClusterError("Dask is not installed: pip install 'dateline[cluster]'.") from error
    shards = tuple(make_shards(paths))
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ClusterError(f"The folder {str(output)!r} cannot be made: {error.strerror}.") from error
    done = [_count(shard, output) for shard in shards if _output(shard, output).exists()]
    open_shards = [shard for shard in shards if not _output(shard, output).exists()]
    try:
        client = Client(address, timeout=timeout)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(f"The scheduler {address!r} does not answer: {error}") from error
    with client:
        futures = {
            client.submit(
                extract_shard, shard, output, config, version, published_at, retries=_RETRIES, pure=False
            ): shard
            for shard in open_shards
        }
        for future in as_completed(futures):
            shard = futures[future]
            lost = future.exception() if future.status == "error" else None
            done.append(
                ShardResult(name=shard.name, paths=shard.paths, error=f"{type(lost).__name__}: {lost}")
                if lost
                else future.result()
            )
    results = tuple(sorted(done, key=lambda result: result.name))
    manifest = {"version": version, "shards": [asdict(result) for result in results]}
    (output / MANIFEST).write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    return ClusterReport(results=results)


def make_shards(paths: Iterable[str]) -> Iterator[Shard]:
    """Yield the shards of the paths: one for each file of JSON lines, one for every hundred other files.

    Raises:
        ClusterError: standard input is among the paths, or a path is missing.
    """
    files: list[Path] = []
    for name in paths:
        path = Path(name)
        if name == STANDARD_INPUT or not path.exists():
            raise ClusterError(f"{name!r} is no file or folder that a cluster could read.")
        files += sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES) if path.is_dir() else [path]
    files = [file.absolute() for file in files]
    for file in files:
        if file.suffix.lower() in LINES_SUFFIXES:
            yield _shard(file.stem, (file,))
    texts = (file for file in files if file.suffix.lower() not in LINES_SUFFIXES)
    for batch in itertools.batched(texts, _FILES_PER_SHARD):
        yield _shard(batch[0].stem, batch)


def extract_shard(
    shard: Shard, output: Path, config: ExtractorConfig, version: str, published_at: str | None
) -> ShardResult:
    """Extract one shard in this process; its output appears whole or not at all."""
    target = _output(shard, output)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    extractor = _extractor(config, version)
    with part.open("wb") as stream:
        for source in read_articles(shard.paths, standard_input=io.BytesIO(), published_at=published_at):
            record: Extracted | Article = source.content
            if isinstance(record, Article):
                record = extract_one(extractor, record, source.origin)
            stream.write(render_record(record))
    part.replace(target)
    return _count(shard, output)


@cache
def _extractor(config: ExtractorConfig, version: str) -> Extractor:
    return load_extractor(config, version=version)


def _shard(stem: str, files: tuple[Path, ...]) -> Shard:
    paths = tuple(str(file) for file in files)
    return Shard(name=content_id(f"{stem}-", *paths), paths=paths)


def _output(shard: Shard, folder: Path) -> Path:
    return folder.absolute() / f"{shard.name}.records.jsonl"


def _count(shard: Shard, output: Path) -> ShardResult:
    with _output(shard, output).open("rb") as lines:
        failed = [b'"error":' in line and "error" in orjson.loads(line) for line in lines]
    return ShardResult(name=shard.name, paths=shard.paths, records=failed.count(False), failures=failed.count(True))
