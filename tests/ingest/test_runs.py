from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.preparing import RENDERER, prepare
from ingest.runs import Run, load
from ingest.sources import Source
from records.articles import Article, DocumentDate
from records.extractions import Extraction, FailedExtraction, Failure
from schemas.rendering import render_record
from storage.prepared import Outcome
from storage.store import Store, open_store, upgrade
from tests.storage.building import EXTRACTOR, make_extraction

FAILED = FailedExtraction(article={"id": None, "title": "Noticias"}, error=Failure(code="LANGUAGE", detail="in 'es'"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    url = f"sqlite:///{tmp_path / 'dateline.db'}"
    upgrade(url)
    with open_store(url) as opened:
        yield opened


def begin(store: Store, version: str = EXTRACTOR.version) -> Run:
    return Run(store, version=version, model=EXTRACTOR.model)


def as_source(extraction: Extraction) -> Source:
    """The article as it comes, before anything is known of its date but what it says."""
    article = replace(extraction.article, document_date=DocumentDate())
    return Source(origin=article.title or "", content=article)


def test_a_run_writes_articles_and_notes_failures_in_the_ledger(store: Store) -> None:
    extractions = [make_extraction(seed) for seed in (1, 2)]
    report = begin(store).write([extractions[0], FAILED, extractions[1]])
    assert report.outcomes == {Outcome.CREATED: 2}
    assert (report.failed, report.events, report.positions) == (1, 12, 6)
    assert report.describe() == "2 articles (2 new, 1 failed) with 12 events and 6 positions."
    (run,) = store.runs()
    assert (run.kind, run.created, run.failed) == ("INGEST", 2, 1)
    assert run.finished_at is not None
    (failure,) = store.failures(run.n)
    assert (failure.code, failure.detail, failure.article["title"]) == ("LANGUAGE", "in 'es'", "Noticias")


def test_an_interrupted_run_resumes_where_it_stopped(store: Store) -> None:
    extractions = [make_extraction(seed) for seed in range(5)]
    sources = [as_source(extraction) for extraction in extractions]

    def break_off() -> Iterator[Extraction]:
        yield from extractions[:3]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        begin(store).write(break_off())
    assert store.runs()[0].finished_at is None
    assert store.counts().articles == 3

    run = begin(store)
    wanted = list(run.wanted(sources))
    assert wanted == sources[3:]
    report = run.write(extractions[3:])
    assert report.outcomes == {Outcome.UNCHANGED: 3, Outcome.CREATED: 2}
    assert store.counts().articles == 5
    assert (store.runs()[0].created, store.runs()[0].unchanged) == (2, 3)


def test_what_a_run_stored_and_did_not_compare_is_compared_by_the_next_one(store: Store) -> None:
    extraction = make_extraction(1)
    store.add(prepare(extraction), renderer=RENDERER)
    before, _, after = (
        store.known_article(extraction.article.id),
        list(begin(store).wanted([as_source(extraction)])),
        store.known_article(extraction.article.id),
    )
    assert before is not None
    assert after is not None
    assert (before.matched, after.matched) == (False, True)


def test_a_text_that_is_known_is_not_read_again_but_its_appearance_is_noted(store: Store) -> None:
    extraction = make_extraction(1)
    begin(store).write([extraction])
    article = replace(as_source(extraction).content, publisher="Evening Star")
    run = begin(store)
    assert list(run.wanted([Source(origin="x", content=article)])) == []
    assert run.write([]).outcomes == {Outcome.APPEARED: 1}
    assert b"Evening Star" in (store.article(extraction.article.id) or b"")


@pytest.mark.parametrize(("version", "model"), [("2", EXTRACTOR.model), (EXTRACTOR.version, "another")])
def test_another_version_or_model_reads_again(store: Store, version: str, model: str) -> None:
    extraction = make_extraction(1)
    begin(store).write([extraction])
    run = Run(store, version=version, model=model)
    (source,) = run.wanted([as_source(extraction)])
    assert isinstance(source.content, Article)
    newer = replace(extraction, extractor=replace(EXTRACTOR, version=version, model=model))
    assert run.write([newer]).outcomes == {Outcome.REPLACED: 1}


def test_an_article_read_again_without_a_date_keeps_the_stored_one(store: Store) -> None:
    extraction = make_extraction(1)
    begin(store).write([extraction])
    bare = replace(extraction.article, published_at=None, document_date=DocumentDate())
    (source,) = begin(store, "2").wanted([Source(origin="x", content=bare)])
    assert isinstance(source.content, Article)
    assert source.content.published_at == extraction.article.published_at
    assert source.content.dct == extraction.article.dct


def test_a_date_that_was_missing_is_a_reason_to_read_again(store: Store) -> None:
    dated = make_extraction(1)
    undated = replace(dated, article=replace(dated.article, published_at=None, document_date=DocumentDate()))
    begin(store).write([undated])
    run = begin(store)
    assert len(list(run.wanted([as_source(dated)]))) == 1
    assert list(run.wanted([as_source(undated)])) == []


def test_failures_pass_through_to_be_reported(store: Store) -> None:
    source = Source(origin="x", content=FAILED)
    assert list(begin(store).wanted([source])) == [source]


def test_an_article_that_contradicts_the_store_fails_alone(store: Store) -> None:
    first, second = make_extraction(1), make_extraction(2)
    thief = replace(second, events=(replace(second.events[0], id=first.events[0].id),))
    report = begin(store).write([first, thief, make_extraction(3)])
    assert (report.outcomes, report.failed) == ({Outcome.CREATED: 2}, 1)
    assert store.failures(store.runs()[0].n)[0].code == "CONFLICT"


def test_an_article_with_a_lone_surrogate_fails_alone(store: Store) -> None:
    broken = make_extraction(1)
    broken = replace(broken, article=replace(broken.article, title="\ud800"))
    report = begin(store).write([broken, make_extraction(2)])
    assert (report.outcomes, report.failed) == ({Outcome.CREATED: 1}, 1)
    assert store.failures(store.runs()[0].n)[0].code == "NOT_UNICODE"


def test_an_article_whose_records_break_a_rule_fails_alone(store: Store) -> None:
    broken = replace(make_extraction(1), actors=())
    report = begin(store).write([broken, make_extraction(2)])
    assert (report.outcomes, report.failed) == ({Outcome.CREATED: 1}, 1)
    assert store.failures(store.runs()[0].n)[0].code == "INTERNAL_ERROR"


def test_loading_lines_gives_the_same_store_as_ingesting(store: Store, tmp_path: Path) -> None:
    from ingest.preparing import RENDERER
    from ingest.story_matching import match_all
    from tests.storage.test_stories import told

    extractions = [make_extraction(seed) for seed in range(6)]
    begin(store).write(extractions)
    url = f"sqlite:///{tmp_path / 'loaded.db'}"
    upgrade(url)
    with open_store(url) as loaded:
        report = load([render_record(extraction) for extraction in extractions], loaded)
        assert report.describe() == "6 articles (6 new) with 36 events and 18 positions."
        assert report.problems == ()
        match_all(loaded, renderer=RENDERER)
        assert told(loaded) == told(store)
        assert load([render_record(e) for e in extractions], loaded).outcomes == {Outcome.UNCHANGED: 6}


def test_a_bad_line_is_named_by_its_number_and_the_rest_goes_on(store: Store) -> None:
    first, second = make_extraction(1), make_extraction(2)
    thief = replace(second, events=(replace(second.events[0], id=first.events[0].id),))
    moved = render_record(make_extraction(4)).replace(b'"quote":"', b'"quote":"not ', 1)
    lines = [
        render_record(first),
        b"\n",
        b"{no json\n",
        render_record(thief),
        b"[]",
        b"\xff\xfe",
        render_record(FAILED),
        moved,
        render_record(make_extraction(3)),
    ]
    report = load(lines, store)
    assert [problem.split(":")[0] for problem in report.problems] == ["3", "5", "6", "8", "4"]
    assert report.outcomes == {Outcome.CREATED: 2}
    assert report.failed == 6
    assert len(store.failures(store.runs()[0].n)) == 6
    assert store.runs()[0].kind == "LOAD"


def test_what_the_store_gives_back_can_be_loaded_again(store: Store, tmp_path: Path) -> None:
    begin(store).write([make_extraction(seed) for seed in range(3)])
    url = f"sqlite:///{tmp_path / 'again.db'}"
    upgrade(url)
    with open_store(url) as again:
        assert load(store.records(), again).outcomes == {Outcome.CREATED: 3}
        assert list(again.records()) == list(store.records())


def test_preparing_keeps_the_line_as_it_came(store: Store) -> None:
    extraction = make_extraction(1)
    line = render_record(extraction).rstrip(b"\n") + b"\r\n"
    prepared = prepare(extraction, line)
    assert prepared.record == render_record(extraction)
    store.add(prepared, renderer=RENDERER)
    assert store.record(extraction.article.id) == render_record(extraction)
