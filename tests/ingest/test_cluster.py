"""Shards of a corpus: whole outputs, a manifest, and nothing run twice."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from extraction.settings import ExtractorConfig
from ingest.cluster import MANIFEST, extract_on_cluster, make_shards
from ingest.errors import ClusterError


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.jsonl").write_text('{"id": "1", "text": "France condemned the coup."}\nnot json\n')
    (folder / "b.txt").write_text("Kenya and Uganda signed a trade agreement in Nairobi.")
    return folder


def test_lines_are_a_shard_each_and_texts_share_one(corpus: Path) -> None:
    shards = list(make_shards([str(corpus)]))
    assert [[Path(p).name for p in shard.paths] for shard in shards] == [["a.jsonl"], ["b.txt"]]


def test_a_missing_path_is_named() -> None:
    with pytest.raises(ClusterError, match="nowhere"):
        list(make_shards(["nowhere"]))


def test_every_shard_is_written_whole_and_a_second_run_does_nothing(
    scheduler: str, corpus: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"

    def run() -> tuple[int, int]:
        report = extract_on_cluster(
            scheduler, [str(corpus)], out, ExtractorConfig(), version="test", published_at="2025-03-17"
        )
        return sum(r.records for r in report.results), report.failed

    assert run() == (2, 1)
    files = {p: p.stat().st_mtime_ns for p in out.glob("*.records.jsonl")}
    lines = [json.loads(line) for p in sorted(files) for line in p.read_text("utf-8").splitlines()]
    assert [("error" in line) for line in lines] == [False, True, False]
    assert lines[0]["article"]["published_at"] == "2025-03-17"
    assert len(json.loads((out / MANIFEST).read_text())["shards"]) == 2
    assert run() == (2, 1)
    assert {p: p.stat().st_mtime_ns for p in files} == files
    assert not list(out.glob("*.part"))


def test_a_scheduler_that_does_not_answer_is_named(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match=r"tcp://127\.0\.0\.1:9"):
        extract_on_cluster(
            "tcp://127.0.0.1:9", [str(corpus)], tmp_path / "out", ExtractorConfig(), version="test", timeout=1
        )
