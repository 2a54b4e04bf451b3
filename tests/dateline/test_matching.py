"""`dateline match` and `match review`: what is put together after a load, and what a person decides at the keyboard."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dateline.cli import main
from ingest.preparing import RENDERER, prepare
from ingest.story_matching import match_all
from records.vocabularies import EventType
from storage.store import Store, open_store, upgrade
from tests.storage.telling import FIRST_DAY, tell

MET = tell(1, EventType.CONSULT, FIRST_DAY)
TWO_DAYS_LATER = tell(2, EventType.CONSULT, date(2025, 3, 12), publisher="Plain Courier")
A_MONTH_LATER = tell(3, EventType.CONSULT, date(2025, 4, 12), publisher="Evening Star", published=date(2025, 4, 12))
ALL = (MET, TWO_DAYS_LATER, A_MONTH_LATER)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of a database with articles that have not been compared, as `load` leaves them."""
    url = f"sqlite:///{tmp_path / 'dateline.db'}"
    monkeypatch.setenv("DATELINE_DATABASE_URL", url)
    upgrade(url)
    with open_store(url) as store:
        store.add_all(map(prepare, ALL), renderer=RENDERER)
    return url


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """Return that database, compared."""
    with open_store(url) as opened:
        match_all(opened, renderer=RENDERER)
        yield opened


def run(*arguments: str, answers: str = "") -> Result:
    return CliRunner().invoke(main, ["match", *arguments], input=answers)


def asked_about(result: Result) -> list[set[str]]:
    ids = re.findall(r"^  (evt_\w+)", result.stdout, re.MULTILINE)
    return [set(pair) for pair in zip(ids[::2], ids[1::2], strict=True)]


PAIR = {MET.events[0].id, TWO_DAYS_LATER.events[0].id}


def test_matching_compares_what_was_loaded_once(url: str) -> None:
    assert url
    assert run().stderr == "3 articles compared, 0 of them reprints. 1 storylines.\n"
    assert run().stderr.startswith("0 articles compared")


@pytest.mark.parametrize(("answer", "kind", "events"), [("merge", "MERGE", 2), ("apart", "SPLIT", 3)])
def test_what_a_person_decides_is_kept_and_not_asked_again(store: Store, answer: str, kind: str, events: int) -> None:
    first = run("review", "--by", "r.meyer", answers=f"{answer}\nquit\n")
    assert first.exit_code == 0, first.output
    assert PAIR in asked_about(first)
    assert "1 decided." in first.stderr
    ((_, judgement, _),) = store.stories.judgements()
    assert (judgement.kind.value, judgement.by) == (kind, "r.meyer")
    assert store.counts().events == events
    assert PAIR not in asked_about(run("review", "--by", "r.meyer", answers="skip\nskip\nskip\n"))


def test_each_pair_is_shown_once_whatever_its_tellings(store: Store) -> None:
    again = tell(4, EventType.CONSULT, FIRST_DAY, publisher="Old Post", verb=1)
    store.add(prepare(again), renderer=RENDERER)
    match_all(store, renderer=RENDERER)
    asked = asked_about(run("review", "--by", "r.meyer", answers="skip\n" * 9))
    assert asked
    assert len(asked) == len({frozenset(pair) for pair in asked})


def test_somebody_has_to_decide(store: Store) -> None:
    result = run("review", "--by", " ")
    assert result.exit_code == 2
    assert "somebody has to say so" in result.output
    assert store.stories.judgements() == ()
