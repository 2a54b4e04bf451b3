"""A store with articles that another version read in, the same store with all of them read anew out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from extraction.settings import ExtractorConfig
from ingest.preparing import RENDERER, prepare
from ingest.sources import Source
from ingest.story_matching import match_stories
from ingest.workers import extract_articles
from records.articles import Article, DocumentDate
from records.extractions import FailedExtraction, Failure
from records.vocabularies import DocumentDateBasis
from storage.errors import RecordConflictError
from storage.prepared import Outcome
from storage.store import Store

# What the text says of its own date is read again; what came with the article, or is kept of its page, stays.
_READ_AGAIN = frozenset({DocumentDateBasis.DATELINE, DocumentDateBasis.NONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReextractReport:
    """What a run did: articles read anew, those gone meanwhile, and those that failed and stay as they were."""

    replaced: int
    gone: int
    failed: int

    def describe(self) -> str:
        """Return one line for people."""
        parts = [f"{self.replaced:,} read again"]
        if self.gone:
            parts.append(f"{self.gone:,} deleted meanwhile")
        if self.failed:
            parts.append(f"{self.failed:,} failed and stay as they were")
        return f"{', '.join(parts)}."


def reextract(
    store: Store,
    config: ExtractorConfig,
    *,
    version: str,
    model: str,
    workers: int = 1,
    advance: Callable[[Iterator[Source]], Iterator[Source]] = iter,
    on_failure: Callable[[FailedExtraction], None] | None = None,
) -> ReextractReport:
    """Read every stored article again that another version of the extractor, or another model, read.

    Each is replaced in a transaction of its own: wherever a run is cut off, whole articles stand there, and the next
    run goes on with those that are still outdated. `advance` sees the articles go by; `on_failure` is told failures.

    Raises:
        StoreUnavailableError: the database is gone; what was written before stays.
    """
    run = store.begin_run("REEXTRACT", extractor=f"dateline {version}, {model}")
    replaced = gone = failed = 0

    def fail(failure: FailedExtraction) -> None:
        store.note_failure(run, article=failure.article, code=failure.error.code, detail=failure.error.detail)
        if on_failure is not None:
            on_failure(failure)

    sources = advance(_find_sources(store, version=version, model=model))
    for found in extract_articles(sources, config, version=version, workers=workers):
        if isinstance(found, FailedExtraction):
            failed += 1
            fail(found)
            continue
        try:
            # Not added but replaced: an article that was deleted meanwhile stays deleted.
            result = store.redate(prepare(found), renderer=RENDERER)
        except RecordConflictError as error:
            failed += 1
            known = {"id": found.article.id, "title": found.article.title, "url": found.article.url}
            fail(FailedExtraction(article=known, error=Failure(code="CONFLICT", detail=str(error))))
            continue
        if result is None:
            gone += 1
        else:
            replaced += 1
            match_stories(store, result.article_id, renderer=RENDERER)
    store.count_outcomes(run, {Outcome.REPLACED: replaced})
    store.finish_run(run)
    return ReextractReport(replaced=replaced, gone=gone, failed=failed)


def _find_sources(store: Store, *, version: str, model: str) -> Iterator[Source]:
    for article_id, record in store.outdated_records(version=version, model=model):
        yield Source(origin=article_id, content=_as_received(RENDERER.read_record(record).article))


def _as_received(article: Article) -> Article:
    if article.document_date.basis in _READ_AGAIN:
        return replace(article, document_date=DocumentDate())
    return article
