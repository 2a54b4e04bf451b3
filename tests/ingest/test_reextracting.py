"""Articles that another version read are read again: those, once each, and no others, however a run ends."""

import os
import signal
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from extraction.settings import ExtractorConfig
from ingest import reextracting
from ingest.preparing import RENDERER, prepare
from ingest.reextracting import ReextractReport, reextract
from ingest.sources import Source
from records.articles import Article, DocumentDate
from records.extractions import Extraction, FailedExtraction, Failure
from records.vocabularies import DocumentDateBasis
from storage.queries import EventQuery
from storage.store import Store, open_store, upgrade
from tests import samples

OLD, NEW = "0.1.0", "0.2.0"
RECORDS = [samples.protests(number) for number in range(30)]
BY_ID = {record.article.id: record for record in RECORDS}
MODEL = samples.EXTRACTOR.model


def read_anew(sources: Iterable[Source], *_: object, **__: object) -> Iterator[Extraction | FailedExtraction]:
    """Stand for the extractor of the new version: it is surer of everything."""
    for source in sources:
        assert isinstance(source.content, Article)
        record = BY_ID[source.content.id]
        events = tuple(replace(event, confidence=1.0) for event in record.events)
        yield replace(record, events=events, extractor=replace(record.extractor, version=NEW))


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with thirty articles that the old version read."""
    url = f"sqlite:///{tmp_path / 'a.db'}"
    upgrade(url)
    with open_store(url) as store:
        store.add_all(map(prepare, RECORDS), renderer=RENDERER)
    return url


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """The store of it."""
    with open_store(url) as opened:
        yield opened


def run(store: Store, **more: Any) -> ReextractReport:
    return reextract(store, ExtractorConfig(), version=NEW, model=MODEL, **more)


def sure_events(store: Store) -> int:
    return store.total_events(EventQuery(min_confidence=1.0)).value


def test_all_outdated_articles_are_read_again_and_keep_their_ids(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reextracting, "extract_articles", read_anew)
    assert store.count_outdated(version=NEW, model=MODEL) == 30
    assert store.count_outdated(version=OLD, model=MODEL) == 0
    assert run(store) == ReextractReport(replaced=30, gone=0, failed=0)
    assert sure_events(store) == 30
    assert all(store.event(event.id) is not None for record in RECORDS for event in record.events)
    assert run(store) == ReextractReport(replaced=0, gone=0, failed=0)
    assert [record.replaced for record in store.runs()] == [0, 30]
    assert {record.kind for record in store.runs()} == {"REEXTRACT"}


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(sources: Iterable[Source], *_: object, **__: object) -> Iterator[Extraction | FailedExtraction]:
        for number, record in enumerate(read_anew(sources)):
            if number == 11:
                raise KeyboardInterrupt
            yield record

    monkeypatch.setattr(reextracting, "extract_articles", stop)
    with pytest.raises(KeyboardInterrupt):
        run(store)
    assert store.count_outdated(version=NEW, model=MODEL) == 19
    monkeypatch.setattr(reextracting, "extract_articles", read_anew)
    assert run(store).replaced == 19


def test_an_article_that_cannot_be_read_keeps_its_records(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(sources: Iterable[Source], *_: object, **__: object) -> Iterator[Extraction | FailedExtraction]:
        for number, record in enumerate(read_anew(sources)):
            assert isinstance(record, Extraction)
            known = {"id": record.article.id}
            failure = FailedExtraction(article=known, error=Failure(code="TOO_LONG", detail="It is too long."))
            yield failure if number % 10 == 0 else record

    monkeypatch.setattr(reextracting, "extract_articles", refuse)
    told: list[FailedExtraction] = []
    assert run(store, on_failure=told.append) == ReextractReport(replaced=27, gone=0, failed=3)
    assert len(told) == 3 == len(store.failures(store.runs()[0].n))
    assert store.counts().events == 30
    assert store.count_outdated(version=NEW, model=MODEL) == 3


def test_an_article_that_is_deleted_meanwhile_stays_deleted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def delete_first(sources: Iterable[Source], *_: object, **__: object) -> Iterator[Extraction | FailedExtraction]:
        for number, record in enumerate(read_anew(sources)):
            assert isinstance(record, Extraction)
            if number == 4:
                store.delete_article(record.article.id, renderer=RENDERER)
            yield record

    monkeypatch.setattr(reextracting, "extract_articles", delete_first)
    assert run(store) == ReextractReport(replaced=29, gone=1, failed=0)
    assert store.counts().articles == 29


def test_a_date_read_from_the_text_is_read_again_and_a_given_one_stays(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[DocumentDate] = []
    record = RECORDS[0]
    day = record.article.document_date.value
    dated = replace(record.article, document_date=DocumentDate(value=day, basis=DocumentDateBasis.DATELINE))
    store.redate(prepare(replace(record, article=dated)), renderer=RENDERER)

    def look(sources: Iterable[Source], *_: object, **__: object) -> Iterator[Extraction | FailedExtraction]:
        for source in sources:
            assert isinstance(source.content, Article)
            seen.append(source.content.document_date)
            yield from read_anew([source])

    monkeypatch.setattr(reextracting, "extract_articles", look)
    run(store)
    assert seen[0] == DocumentDate()
    assert {date.basis for date in seen[1:]} == {DocumentDateBasis.GIVEN}


def die_on_the_way(url: str) -> None:
    def die(sources: Iterable[Source], *_: object, **__: object) -> Iterator[Extraction | FailedExtraction]:
        for number, record in enumerate(read_anew(sources)):
            if number == 7:
                os.kill(os.getpid(), signal.SIGKILL)
            yield record

    reextracting.extract_articles = die  # type: ignore[assignment]  # in a process of its own
    with open_store(url) as store:
        run(store)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_run_that_is_killed_leaves_whole_articles(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    process = get_context("spawn").Process(target=die_on_the_way, args=(url,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    monkeypatch.setattr(reextracting, "extract_articles", read_anew)
    with open_store(url) as store:
        assert store.count_outdated(version=NEW, model=MODEL) == 23
        assert sure_events(store) == 7
        assert run(store).replaced == 23
        assert store.counts().events == 30
