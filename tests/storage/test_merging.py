"""Two ids that turn out to be one actor: everything is found by either, whenever that is said."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from ingest.preparing import RENDERER, prepare
from storage import rows
from storage.errors import ActorMergeError
from storage.queries import ActorQuery, EventQuery, PartnerQuery, PositionQuery
from storage.store import Store, open_store, upgrade
from tests.storage.building import make_extraction

FORMER, ACTOR = "person:usa-minister", "person:rus-minister"
PREPARED = [prepare(make_extraction(seed)) for seed in range(30)]


@pytest.fixture
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Another store, of whatever kind."""
    path = tmp_path_factory.mktemp("other") / "dateline.db"
    upgrade(f"sqlite:///{path}")
    with open_store(f"sqlite:///{path}") as opened:
        yield opened


def add(store: Store, *articles: Any) -> None:
    store.add_all(articles, renderer=RENDERER)


def merge(store: Store, former: str = FORMER, actor: str = ACTOR) -> bool:
    return store.merge_actors(former, actor, renderer=RENDERER)


def read_index(store: Store) -> dict[str, set[tuple[Any, ...]]]:
    """Return the rows that say who takes part in what, by ids."""
    actors, events, positions, issues, articles = (
        rows.actors.c,
        rows.events.c,
        rows.positions.c,
        rows.issues.c,
        rows.articles.c,
    )
    other = rows.actors.alias("other").c
    p, pa, q, h, f, na = (
        rows.participants.c,
        rows.partners.c,
        rows.position_actors.c,
        rows.issue_holders.c,
        rows.actor_facts.c,
        rows.article_actors.c,
    )
    statements = {
        "participants": select(actors.id, events.id, p.roles, p.start, p.reach)
        .join(rows.participants, p.actor_n == actors.n)
        .join(rows.events, events.n == p.event_n),
        "partners": select(actors.id, other.id, events.id, pa.own)
        .join(rows.partners, pa.actor_n == actors.n)
        .join(other.id.table, other.n == pa.other_n)
        .join(rows.events, events.n == pa.event_n),
        "concerned": select(actors.id, positions.id, q.roles)
        .join(rows.position_actors, q.actor_n == actors.n)
        .join(rows.positions, positions.n == q.position_n),
        "holders": select(actors.id, positions.id).join(rows.positions, positions.actor_n == actors.n),
        "issues": select(actors.id, issues.id, h.positions)
        .join(rows.issue_holders, h.actor_n == actors.n)
        .join(rows.issues, issues.n == h.issue_n),
        "facts": select(actors.id, f.kind, f.value, f.articles).join(rows.actor_facts, f.actor_n == actors.n),
        "named": select(actors.id, articles.id)
        .join(rows.article_actors, na.actor_n == actors.n)
        .join(rows.articles, articles.n == na.article_n),
        "profiles": select(actors.id, actors.body, actors.event_count, actors.own_event_count, actors.position_count),
        "issue_profiles": select(issues.id, issues.body),
    }
    with store.reading() as connection:
        return {
            name: {tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in connection.execute(s)}
            for name, s in statements.items()
        }


def test_it_makes_no_difference_when_it_is_said(store: Store, other: Store) -> None:
    add(store, *PREPARED)
    merge(store)
    add(other, *PREPARED[:12])
    merge(other)
    add(other, *PREPARED[12:])
    assert read_index(store) == read_index(other)


def test_what_is_deleted_takes_its_part_with_it(store: Store, other: Store) -> None:
    add(store, *PREPARED)
    merge(store)
    add(other, *PREPARED[:15])
    merge(other)
    for article in PREPARED[15:]:
        assert store.delete_article(article.extraction.article.id, renderer=RENDERER)
    found, wanted = read_index(store), read_index(other)
    for name in ("participants", "partners", "concerned", "holders", "issues", "facts", "named"):
        assert found[name] == wanted[name]
    assert {row for row in found["profiles"] if row[1]} == {row for row in wanted["profiles"] if row[1]}


def test_whatever_either_is_found_by_is_found_by_one(store: Store) -> None:
    add(store, *PREPARED)
    both = {orjson.loads(e)["id"] for e in store.stream_events(EventQuery(actors=(FORMER, ACTOR)))}
    held = {orjson.loads(p)["id"] for p in store.stream_positions(PositionQuery(actors=(FORMER, ACTOR)))}
    assert merge(store)
    assert {orjson.loads(e)["id"] for e in store.stream_events(EventQuery(actors=(ACTOR,)))} == both
    assert {orjson.loads(p)["id"] for p in store.stream_positions(PositionQuery(actors=(ACTOR,)))} == held
    profile = orjson.loads(store.actor(ACTOR) or b"")
    assert (profile["event_count"], profile["position_count"]) == (
        len(both),
        store.total_positions(PositionQuery(actors=(ACTOR,))).value,
    )
    assert store.actor(FORMER) is None
    assert FORMER not in {orjson.loads(item)["id"] for item in store.stream_actors(ActorQuery())}
    partners = [orjson.loads(item) for item in store.partners(PartnerQuery(actor_id="country:UKR", limit=100))]
    counted = {partner["id"]: partner["event_count"] for partner in partners}
    assert FORMER not in counted
    assert counted[ACTOR] == store.total_events(EventQuery(actors_all=("country:UKR", ACTOR))).value


def test_the_stored_bytes_keep_the_id_that_they_have(store: Store) -> None:
    add(store, *PREPARED)
    before = set(store.stream_events(EventQuery()))
    merge(store)
    assert set(store.stream_events(EventQuery())) == before
    assert any(FORMER.encode() in event for event in before)


def test_a_former_id_leads_to_the_actor(store: Store) -> None:
    add(store, *PREPARED)
    version = store.dataset_version()
    merge(store)
    trace = store.trace(FORMER)
    assert trace is not None
    assert trace.merged_into == ACTOR
    [match] = store.resolve_actor(FORMER, limit=1)
    assert (match.id, match.grounds, match.score) == (ACTOR, "FORMER_ID", 1.0)
    assert [(c.resource, c.id, c.action) for c in store.changes(version)] == [
        ("actor", FORMER, "DELETED"),
        ("actor", ACTOR, "UPDATED"),
    ]
    assert store.resolve_actor("Ada Usaova", limit=1)[0].id == ACTOR


def test_one_merge_after_another_leads_to_the_last(store: Store) -> None:
    add(store, *PREPARED)
    third = "person:ukr-minister"
    merge(store)
    merge(store, ACTOR, third)
    for former in (FORMER, ACTOR):
        trace = store.trace(former)
        assert trace is not None
        assert trace.merged_into == third
    add(store, prepare(make_extraction(99)))
    assert store.actor(FORMER) is None


def test_another_process_that_knows_the_numbers_learns_of_it(store: Store, url: str) -> None:
    with open_store(url) as worker:
        add(worker, *PREPARED[:12])
        merge(store)
        add(worker, *PREPARED[12:])
    found = read_index(store)
    assert not [row for row in found["participants"] if row[0] == FORMER]


def test_saying_it_again_changes_nothing(store: Store) -> None:
    add(store, *PREPARED[:5])
    assert merge(store)
    version = store.dataset_version()
    assert not merge(store)
    assert store.dataset_version() == version


@pytest.mark.parametrize(
    ("former", "actor", "reason"),
    [
        (FORMER, FORMER, "the same id"),
        ("country:USA", "country:RUS", "different states"),
        ("gov:USA-army", "gov:RUS-army", "different states"),
        ("org:usa-rebels", FORMER, "no person"),
        (FORMER, "person:nobody-here", "nobody is called 'person:nobody-here'"),
    ],
)
def test_what_cannot_be_one_actor_is_refused(store: Store, former: str, actor: str, reason: str) -> None:
    add(store, *PREPARED)
    with pytest.raises(ActorMergeError, match=reason):
        merge(store, former, actor)
    assert store.trace(former) is None


def test_a_former_id_is_not_merged_again(store: Store) -> None:
    add(store, *PREPARED)
    merge(store)
    with pytest.raises(ActorMergeError, match="a former id of another one already"):
        merge(store, FORMER, "person:ukr-minister")


def test_no_table_that_names_actors_is_forgotten() -> None:
    """Whoever adds a table with numbers of actors has to say what a merge does to it."""
    known = {
        "actor_facts",
        "actor_names",
        "actor_terms",
        "actor_words",
        "article_actors",
        "former_actors",
        "issue_holders",
        "participants",
        "partner_counts",
        "partners",
        "position_actors",
        "positions",
    }
    naming = {
        table.name
        for table in rows.metadata.tables.values()
        for column in table.c
        if column.name == "actor_n" or any(key.column is rows.actors.c.n for key in column.foreign_keys)
    }
    assert naming == known
