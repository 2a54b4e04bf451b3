"""Extraction on several processes: the same records in the same order, and failures that stay where they belong."""

import os
import signal

import pytest

from extraction.errors import ModelError
from extraction.pipeline import Extractor
from extraction.settings import ExtractorConfig
from ingest import workers
from ingest.errors import WorkerStartError
from ingest.sources import Source, make_article
from ingest.workers import extract_articles, extract_one
from records.extractions import Extraction, FailedExtraction, Failure
from schemas.rendering import render_record

TEXTS = [
    "France condemned the coup in Niger on Friday.",
    "The president of Kenya met the president of Uganda in Nairobi.",
    " ",
    "Protesters marched through Tbilisi on Monday, demanding new elections.",
    "El presidente de Colombia anunció el lunes que su gobierno retomará las negociaciones de paz con la guerrilla en "
    "La Habana, según informaron fuentes oficiales, que añadieron que la delegación viajará en las próximas semanas.",
]


def sources() -> list[Source]:
    articles = [make_article(text, published_at="2025-03-17") for text in TEXTS]
    read = [Source(origin=f"a.jsonl:{n}", content=article) for n, article in enumerate(articles)]
    unread = FailedExtraction(article={"origin": "b.txt"}, error=Failure(code="BINARY", detail="The file is binary."))
    return [*read[:2], Source(origin="b.txt", content=unread), *read[2:]]


def test_two_workers_write_what_one_writes() -> None:
    config = ExtractorConfig()
    alone = [render_record(r) for r in extract_articles(sources(), config, version="test")]
    together = [render_record(r) for r in extract_articles(sources(), config, version="test", workers=2)]
    assert together == alone


def test_a_failure_names_the_input_and_the_run_goes_on(extractor: Extractor) -> None:
    records = [
        s.content if isinstance(s.content, FailedExtraction) else extract_one(extractor, s.content, s.origin)
        for s in sources()
    ]
    failures = {r.article["origin"]: r.error.code for r in records if isinstance(r, FailedExtraction)}
    assert failures == {"b.txt": "BINARY", "a.jsonl:2": "EMPTY_TEXT", "a.jsonl:4": "LANGUAGE"}
    assert sum(isinstance(r, Extraction) for r in records) == 3


def test_a_bug_is_recorded_with_the_article_that_met_it(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: Extractor, _article: object) -> Extraction:
        raise RecursionError("too deep")

    monkeypatch.setattr(Extractor, "extract", fail)
    record = extract_one(extractor, make_article("Talks began."))
    assert isinstance(record, FailedExtraction)
    assert (record.error.code, record.error.detail) == ("INTERNAL_ERROR", "RecursionError: too deep")


def test_an_unknown_model_stops_the_run_with_its_name() -> None:
    config = ExtractorConfig(model="no_such_pipeline")
    with pytest.raises(ModelError, match="no_such_pipeline"):
        next(extract_articles(sources(), config, version="test"))
    with pytest.raises(WorkerStartError, match="no_such_pipeline"):
        next(extract_articles(sources(), config, version="test", workers=2))


def test_an_article_that_kills_its_process_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_load", _load_nothing)
    monkeypatch.setattr(workers, "_work", _die_of_bombs)
    found = list(extract_articles(sources(), ExtractorConfig(), version="test", workers=2))
    codes = [r.error.code for r in found if isinstance(r, FailedExtraction)]
    assert codes == ["READ", "WORKER_DIED", "BINARY", "READ", "READ", "READ"]


def _load_nothing(_config: ExtractorConfig, _version: str) -> None:
    """Stands for loading the model."""


def _die_of_bombs(article: object, origin: str) -> FailedExtraction:
    if origin == "a.jsonl:1":
        os.kill(os.getpid(), signal.SIGKILL)
    return FailedExtraction(article={"origin": origin}, error=Failure(code="READ", detail=type(article).__name__))
