"""Keys, kept answers and files for download, on both databases."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ingest.preparing import RENDERER, prepare
from records.exports import Export
from records.jobs import JobKind
from records.keys import Scope
from storage import kept_answers
from storage.service_rows import api_keys
from storage.store import Store
from tests.storage.building import make_extraction

SOON = datetime(2999, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
EXPORT = Export(
    id="exp_a",
    request=b"{}",
    rows=3,
    bytes=10,
    sha256="00",
    dataset_version=0,
    created_at=LONG_AGO,
    finished_at=datetime(2025, 3, 17, tzinfo=UTC),
)


def test_a_token_is_its_key_until_it_is_revoked(store: Store) -> None:
    key, token = store.keys.create("dashboard", {Scope.READ})
    other, _ = store.keys.create("importer", {Scope.READ, Scope.WRITE})
    assert store.keys.find(token) == key
    assert store.keys.list() == (key, other)
    assert (store.keys.revoke(key.id), store.keys.revoke(key.id), store.keys.revoke("key_x")) == (True, False, False)
    assert store.keys.find(token) is None
    assert [key.revoked_at is not None for key in store.keys.list()] == [True, False]


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1],
        lambda token: token + "0",
        lambda token: token.removeprefix("dateline_"),
        lambda token: token.upper(),
        lambda token: token.rpartition("_")[0] + "_" + "0" * 64,
        lambda token: "dateline_é_" + token,
        lambda token: "dateline_\x00_" + token,
        lambda _: "",
        lambda _: "dateline_" * 1_000,
    ],
)
def test_what_is_not_quite_a_token_is_none(store: Store, change: Callable[[str], str]) -> None:
    _, token = store.keys.create("dashboard", {Scope.READ})
    assert store.keys.find(change(token)) is None


def test_the_database_does_not_know_the_secret(store: Store) -> None:
    _, token = store.keys.create("dashboard", {Scope.READ})
    with store.reading() as connection:
        [row] = connection.execute(api_keys.select()).all()
    secret = token.rpartition("_")[2]
    assert secret not in str(row)
    assert bytes.fromhex(secret) not in bytes(row.digest)


def test_a_request_is_answered_once(store: Store) -> None:
    book = store.answers
    assert book.open("key_a", "k", b"one") is None
    open_one = book.open("key_a", "k", b"one")
    assert open_one is not None
    assert (open_one.status, open_one.fingerprint) == (None, b"one")
    book.close("key_a", "k", status=201, headers={"Location": "/x"}, body=b"{}", article_id="art_a")
    kept = book.open("key_a", "k", b"two")
    assert kept is not None
    assert (kept.status, kept.headers, kept.body, kept.fingerprint) == (201, {"Location": "/x"}, b"{}", b"one")
    assert book.open("key_b", "k", b"two") is None


def test_of_many_at_once_one_begins(store: Store) -> None:
    begun: list[Any] = []
    threads = [threading.Thread(target=lambda: begun.append(store.answers.open("", "k", b"one"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(found is None for found in begun) == 1
    assert len(begun) == 8


def test_a_request_that_was_dropped_or_abandoned_may_be_sent_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.answers.open("", "k", b"one") is None
    store.answers.drop("", "k")
    assert store.answers.open("", "k", b"one") is None
    monkeypatch.setattr(kept_answers, "_ABANDONED_AFTER", timedelta(0))
    assert store.answers.open("", "k", b"one") is None


def test_old_answers_are_forgotten(store: Store) -> None:
    store.answers.open("", "k", b"one")
    assert store.answers.prune(begun_before=LONG_AGO) == 0
    assert store.answers.prune(begun_before=SOON) == 1
    assert store.answers.open("", "k", b"two") is None


def test_deleting_an_article_takes_back_what_holds_it(store: Store) -> None:
    one, other = (make_extraction(seed) for seed in (1, 2))
    store.add_all(map(prepare, (one, other)), renderer=RENDERER)
    version, gone, stays = store.dataset_version(), one.article.id, other.article.id
    holding = replace(EXPORT, dataset_version=version)
    assert store.exports.add(holding, articles={gone, stays}, whole=False)
    assert store.exports.add(replace(holding, id="exp_b"), articles={stays}, whole=False)
    assert store.exports.add(replace(holding, id="exp_c"), articles=(), whole=True)
    for key, article in (("k1", gone), ("k2", stays)):
        store.answers.open("", key, b"one")
        store.answers.close("", key, status=200, headers={}, body=b"its text", article_id=article)
    jobs = [store.jobs.enqueue(JobKind.ANALYSIS, b"its text", article_id=article) for article in (gone, stays)]
    for job in jobs:
        store.jobs.claim("w")
        store.jobs.succeed(job.id, result=b"its text")
    assert store.exports.get("exp_a") == holding
    assert store.delete_article(gone, renderer=RENDERER)
    assert store.exports.live() == {"exp_b"}
    assert store.exports.get("exp_a").cleared_at is not None  # type: ignore[union-attr]
    assert store.answers.open("", "k1", b"one") is None
    assert store.answers.open("", "k2", b"one") is not None
    cleared, kept = (store.jobs.get(job.id) for job in jobs)
    assert cleared is not None
    assert kept is not None
    assert (cleared.payload, cleared.result) == (b"{}", None)
    assert (kept.payload, kept.result) == (b"its text", b"its text")


def test_a_file_made_while_one_of_its_articles_was_deleted_is_not_taken_in(store: Store) -> None:
    one, other = (make_extraction(seed) for seed in (1, 2))
    store.add_all(map(prepare, (one, other)), renderer=RENDERER)
    begun = replace(EXPORT, dataset_version=store.dataset_version())
    store.delete_article(one.article.id, renderer=RENDERER)
    assert not store.exports.add(begun, articles={one.article.id}, whole=False)
    assert not store.exports.add(begun, articles=(), whole=True)
    assert store.exports.live() == frozenset()
    assert store.exports.add(begun, articles={other.article.id}, whole=False)


def test_files_are_cleared_and_in_the_end_forgotten(store: Store) -> None:
    store.exports.add(EXPORT, articles={"art_a"}, whole=False)
    assert store.exports.clear(finished_before=LONG_AGO) == 0
    assert store.exports.clear(finished_before=SOON) == 1
    assert store.exports.clear(finished_before=SOON) == 0
    assert store.exports.live() == frozenset()
    assert store.exports.get("exp_a") is not None
    assert store.exports.prune(finished_before=SOON) == 1
    assert store.exports.get("exp_a") is None
