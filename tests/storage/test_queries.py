import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.preparing import RENDERER, prepare
from records.actors import Mention
from records.vocabularies import EventType, MentionForm, Stance
from storage.errors import InvalidKeyError
from storage.events import EventItems
from storage.facets import PartialFacet, count_facets
from storage.queries import (
    ActorQuery,
    ArticleQuery,
    EventFilters,
    EventQuery,
    EvidenceQuery,
    IssueQuery,
    Page,
    PositionQuery,
)
from storage.store import Store, open_store, upgrade
from tests.storage.building import ACTORS, FIRST_DAY, make_extraction
from tests.storage.conftest import BACKENDS, create_database
from tests.storage.oracles import find_events, find_positions

EXTRACTIONS = tuple(make_extraction(seed) for seed in range(40))
QUERIES = 120
ALL_EVENTS = [event for extraction in EXTRACTIONS for event in extraction.events]


@pytest.fixture(scope="module", params=BACKENDS)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with forty articles that no test changes."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('filled') / 'dateline.db'}"
    else:
        url = create_database(request.getfixturevalue("cluster"))
    upgrade(url)
    with open_store(url) as store:
        store.add_all([prepare(extraction) for extraction in EXTRACTIONS], renderer=RENDERER)
        yield store


def read_ids(page: Page) -> list[str]:
    return [json.loads(item)["id"] for item in page]


def walk(read: Callable[[Any], Page], query: Any, limit: int = 31) -> list[str]:
    """The ids of all pages, forwards; backwards has to give the same."""
    query = replace(query, limit=limit)
    pages = [read(query)]
    while pages[-1].next_key is not None:
        pages.append(read(replace(query, after=pages[-1].next_key)))
    assert pages[0].prev_key is None
    back = pages[-1]
    for page in reversed(pages[:-1]):
        back = read(replace(query, before=back.prev_key))
        assert back.items == page.items
        assert back.next_key == page.next_key
    assert back.prev_key is None
    ids = [name for page in pages for name in read_ids(page)]
    assert len(ids) == len(set(ids))
    return ids


def make_queries() -> list[EventQuery]:
    """Queries by chance: each combines a few filters."""
    chance = random.Random(7)
    actors = [actor.id for actor in ACTORS] + ["gov:USA", "gov:RUS", "country:XXX"]
    choices: dict[str, Callable[[], Any]] = {
        "actors": lambda: tuple(chance.sample(actors, chance.choice((1, 1, 2, 3)))),
        "source_actors": lambda: (chance.choice(actors),),
        "target_actors": lambda: tuple(chance.sample(actors, 2)),
        "actors_all": lambda: tuple(chance.sample(("country:USA", "country:RUS", "gov:FRA"), chance.choice((1, 2, 3)))),
        "actor_types": lambda: ("PERSON",),
        "actor_countries": lambda: ("UKR", "FRA"),
        "event_types": lambda: tuple(chance.sample(("CONSULT", "AGREE", "ASSAULT"), chance.choice((1, 2)))),
        "modes": lambda: ("phone",),
        "contexts": lambda: (chance.choice(("DIPLOMATIC", "MILITARY", "DIPLO")),),
        "cameo_codes": lambda: ("04",),
        "quad_classes": lambda: (4,),
        "countries": lambda: tuple(chance.sample(("USA", "RUS", "UKR"), 2)),
        "statuses": lambda: ("PLANNED",),
        "articles": lambda: tuple(e.article.id for e in chance.sample(EXTRACTIONS, 5)),
        "publishers": lambda: ("Harbour Wire",),
        "date_precisions": lambda: ("DAY", "UNKNOWN"),
        "date_bases": lambda: ("STATED",),
    }
    found = []
    for _ in range(QUERIES):
        fields = {name: choices[name]() for name in chance.sample(sorted(choices), chance.choice((0, 1, 1, 2, 3)))}
        if chance.random() < 0.5:
            first = FIRST_DAY + timedelta(days=chance.randrange(-30, 70))
            fields["date_from"] = chance.choice((None, first))
            fields["date_to"] = chance.choice((None, first + timedelta(days=chance.randrange(40))))
            fields["include_undated"] = chance.random() < 0.3
            fields["include_open"] = chance.random() < 0.3
        if chance.random() < 0.2:
            fields["actor_exact"] = True
        if chance.random() < 0.2:
            fields["text"] = chance.choice(("ceasefire", "ceasefire grain", "treaty -grain", "-border"))
        if chance.random() < 0.15:
            fields["background"] = chance.random() < 0.5
        if chance.random() < 0.15:
            fields["min_confidence"] = 0.8
        if chance.random() < 0.15:
            names = chance.sample(("event_types", "modes", "countries", "actors", "publishers", "contexts"), 2)
            fields["exclude"] = EventFilters(**{name: choices[name]() for name in names})
        sorts = ("-event_date", "event_date", "-event_date", "ingested_at", "-confidence", "relevance")
        found.append(EventQuery(**fields, sort=chance.choice(sorts)))
    return found


@pytest.mark.parametrize("query", make_queries(), ids=[str(number) for number in range(QUERIES)])
def test_events_are_those_that_the_filters_describe(filled: Store, query: EventQuery) -> None:
    wanted = find_events(EXTRACTIONS, query)
    assert set(walk(filled.events, query)) == wanted
    assert filled.total_events(query).value == len(wanted)
    assert len(list(filled.stream_events(query))) == len(wanted)
    facets = filled.event_facets(query, ("event_type", "status", "month"), top=100)
    dates = {event.id: event.event_date for event in ALL_EVENTS}
    dated = sum(bool(dates[event_id].start or dates[event_id].end) for event_id in wanted)
    for name, number in (("event_type", len(wanted)), ("status", len(wanted)), ("month", dated)):
        assert sum(facet.count for facet in facets[name]) == number
    assert filled.event_ties(query).event_count == len(wanted)


@pytest.mark.parametrize("seed", range(30))
def test_positions_are_those_that_the_filters_describe(filled: Store, seed: int) -> None:
    chance = random.Random(seed)
    actors = [actor.id for actor in ACTORS] + ["gov:USA"]
    fields: dict[str, Any] = {
        name: tuple(chance.sample(actors, chance.choice((1, 2))))
        for name in ("actors", "holders", "addressees")
        if chance.random() < 0.3
    }
    if chance.random() < 0.4:
        fields["stances"] = (chance.choice(("DEMAND", "REJECT")),)
    if chance.random() < 0.4:
        fields["issues"] = tuple(chance.sample(("grain-exports", "border-of-1991", "nothing"), 2))
    if chance.random() < 0.4:
        fields["quoted"] = chance.random() < 0.5
    if chance.random() < 0.5:
        fields["date_from"] = FIRST_DAY + timedelta(days=chance.randrange(60))
        fields["date_to"] = fields["date_from"] + timedelta(days=10)
    query = PositionQuery(
        **fields,
        actor_exact=chance.random() < 0.3,
        sort=chance.choice(("stated_date", "-stated_date", "-ingested_at", "confidence")),
    )
    wanted = find_positions(EXTRACTIONS, query)
    assert set(walk(filled.positions, query)) == wanted
    assert filled.total_positions(query).value == len(wanted)


@pytest.mark.parametrize("sort", ["event_date", "-event_date"])
@pytest.mark.parametrize("dated", [False, True], ids=["all", "with a range"])
def test_events_come_by_their_first_day_and_undated_ones_last(filled: Store, sort: str, dated: bool) -> None:
    query = EventQuery(sort=sort, include_undated=True, date_from=FIRST_DAY if dated else None)  # type: ignore[arg-type]
    days = {e.id: e.event_date.start or e.event_date.end for e in ALL_EVENTS}
    found = [days[name] for name in walk(filled.events, query)]
    known = [day for day in found if day is not None]
    assert None in found
    assert found == known + [None] * (len(found) - len(known))
    assert known == sorted(known, reverse=sort.startswith("-"))


def test_confidence_sorts_and_pages_though_floats_are_no_decimals(filled: Store) -> None:
    confidences = {event.id: round(event.confidence, 6) for event in ALL_EVENTS}
    found = [confidences[name] for name in walk(filled.events, EventQuery(sort="-confidence"))]
    assert found == sorted(found, reverse=True)
    assert len(found) == len(ALL_EVENTS)


def test_relevance_puts_the_best_match_first(filled: Store) -> None:
    ids = walk(filled.events, EventQuery(text="ceasefire", sort="relevance"))
    quotes = {event.id: event.evidence[0].quote for event in ALL_EVENTS}
    counts = [quotes[name].count("ceasefire") for name in ids]
    assert counts[0] == max(counts)


def test_search_knows_phrases_accents_and_other_forms_of_a_word(filled: Store) -> None:
    quotes = {event.id: event.evidence[0].quote for event in ALL_EVENTS}
    assert {n for n, q in quotes.items() if "grain border" in q} == set(
        walk(filled.events, EventQuery(text='"grain border"'))
    )
    assert filled.total_events(EventQuery(text="ceasefires")) == filled.total_events(EventQuery(text="ceasefire"))
    assert filled.total_events(EventQuery(text="CAFÉ")).value == sum("café" in quote for quote in quotes.values())


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '""',
        "-",
        "- -",
        "NEAR(",
        "a OR",
        "* ^",
        "(((",
        "'; DROP TABLE events; --",
        "\x00",
        "words:x",
        "é",
        "🕊",
        "NOT",
    ],
)
def test_odd_searches_are_searches(filled: Store, text: str) -> None:
    for sort in ("relevance", "-event_date"):
        page = filled.events(EventQuery(text=text, sort=sort))  # type: ignore[arg-type]
        assert page.count == len(page.items)
    assert filled.actors(ActorQuery(text=text)).count >= 0
    assert filled.resolve_actor(text) == () or text == "é"
    assert filled.issues(IssueQuery(text=text)).count >= 0


def test_a_box_may_cross_the_antimeridian(filled: Store) -> None:
    def find(west: float, east: float) -> set[str]:
        query = EventQuery(box=(west, -90.0, east, 90.0))
        return set(walk(filled.events, query))

    placed = {event.id: event.place.longitude for event in ALL_EVENTS if event.place}
    assert find(-10, 100) == {name for name, x in placed.items() if x is not None and -10 <= x <= 100}
    assert find(100, -10) == {name for name, x in placed.items() if x is not None and (x >= 100 or x <= -10)}


def test_updated_since_is_compared_with_the_last_change(filled: Store) -> None:
    assert filled.total_events(EventQuery(updated_since=datetime(2020, 1, 1, tzinfo=UTC))).value == len(ALL_EVENTS)
    assert filled.total_events(EventQuery(updated_since=datetime(2999, 1, 1, tzinfo=UTC))).value == 0


def test_events_can_be_asked_for_by_an_issue_of_their_article(filled: Store) -> None:
    wanted = {
        event.id
        for extraction in EXTRACTIONS
        if any(position.issue.id == "grain-exports" for position in extraction.positions)
        for event in extraction.events
    }
    assert set(walk(filled.events, EventQuery(issues=("grain-exports",)))) == wanted


def test_articles_come_by_publication_day_and_can_be_filtered(filled: Store) -> None:
    days = {e.article.id: e.article.dct for e in EXTRACTIONS}
    found = [days[name] for name in walk(filled.articles, ArticleQuery())]
    assert found == sorted(days.values(), reverse=True)  # type: ignore[type-var]
    first, last = date(2025, 1, 10), date(2025, 1, 20)
    wanted = {name for name, day in days.items() if day and first <= day <= last}
    assert set(walk(filled.articles, ArticleQuery(date_from=first, date_to=last, sort="published_at"))) == wanted
    one = EXTRACTIONS[5].article
    for query in (ArticleQuery(external_ids=("x-5",)), ArticleQuery(urls=(one.url or "",))):
        assert walk(filled.articles, query) == [one.id]
    by_publisher = {e.article.id for e in EXTRACTIONS if e.article.publisher == "Morning Post"}
    assert set(walk(filled.articles, ArticleQuery(publishers=("Morning Post",)))) == by_publisher
    assert filled.total_articles(ArticleQuery(publishers=("Morning Post",))).value == len(by_publisher)
    grain = {e.article.id for e in EXTRACTIONS if "grain" in e.article.text}
    assert set(walk(filled.articles, ArticleQuery(text="grain"))) == grain
    assert len(list(filled.stream_articles(ArticleQuery()))) == len(EXTRACTIONS)
    assert {p.name: p.article_count for p in filled.publishers()}["Morning Post"] == len(by_publisher)


@pytest.mark.parametrize("sort", ["name", "-event_count", "-article_count", "-last_day", "relevance"])
def test_actors_page_in_every_order(filled: Store, sort: str) -> None:
    ids = walk(filled.actors, ActorQuery(sort=sort), limit=3)  # type: ignore[arg-type]
    assert set(ids) == {actor.id for actor in ACTORS}
    assert filled.total_actors(ActorQuery()).value == len(ACTORS)
    assert len(list(filled.stream_actors(ActorQuery(sort=sort)))) == len(ACTORS)  # type: ignore[arg-type]


def test_actors_are_found_by_words_country_sector_and_office(filled: Store) -> None:
    assert set(walk(filled.actors, ActorQuery(text="min"))) == set()
    assert walk(filled.actors, ActorQuery(text="ada rus")) == ["person:rus-minister"]
    assert set(walk(filled.actors, ActorQuery(offices=("minister of defence",)))) == {
        actor.id for actor in ACTORS if actor.offices
    }
    assert set(walk(filled.actors, ActorQuery(countries=("FRA",), actor_types=("PERSON", "STATE")))) == {
        "country:FRA",
        "person:fra-minister",
    }
    article = EXTRACTIONS[0]
    assert set(walk(filled.actors, ActorQuery(articles=(article.article.id,)))) == {a.id for a in article.actors}


def test_an_actors_counts_are_those_of_its_own_filters(filled: Store) -> None:
    for actor in ACTORS:
        profile = json.loads(filled.actor(actor.id) or b"{}")
        for exact, names in (
            (False, ("event_count", "position_count")),
            (True, ("own_event_count", "own_position_count")),
        ):
            events = filled.total_events(EventQuery(actors=(actor.id,), actor_exact=exact)).value
            positions = filled.total_positions(PositionQuery(actors=(actor.id,), actor_exact=exact)).value
            assert (profile[names[0]], profile[names[1]]) == (events, positions)
        articles = filled.total_articles(ArticleQuery(actors=(actor.id,))).value
        assert profile["article_count"] == articles


@pytest.mark.parametrize(
    ("given", "wanted", "grounds"),
    [
        ("country:RUS", "country:RUS", "ID"),
        ("RUS", "country:RUS", "CODE"),
        ("Rus", "country:RUS", "NAME"),
        ("rus  ARMY", "gov:RUS-army", "NAME"),
        ("RUSGOV", "country:RUS", "CODE"),
        ("Ada Rusova", "person:rus-minister", "NAME"),
        ("rusova", "person:rus-minister", "WORDS"),
    ],
)
def test_actors_are_resolved(filled: Store, given: str, wanted: str, grounds: str) -> None:
    best = filled.resolve_actor(given)[0]
    assert (best.id, best.grounds) == (wanted, grounds)


def test_actors_are_resolved_by_metonyms_and_abbreviations(store: Store) -> None:
    extraction = make_extraction(1, events=1, positions=0)
    text = "The Kremlin called the U.S. of José’s again. " + extraction.article.text
    russia, america = (next(actor for actor in ACTORS if actor.id == f"country:{code}") for code in ("RUS", "USA"))
    named = (
        replace(russia, mentions=(Mention(start=4, end=11, text="Kremlin", form=MentionForm.METONYM),)),
        replace(
            america,
            mentions=(
                Mention(start=23, end=27, text="U.S.", form=MentionForm.NAME),
                Mention(start=31, end=37, text="José’s", form=MentionForm.DEMONYM),
            ),
        ),
    )
    article = replace(extraction.article, text=text)
    bare = replace(extraction, article=article, actors=named, events=(), positions=())
    store.add(prepare(bare), renderer=RENDERER)
    for given, wanted in (("kremlin", "country:RUS"), ("US", "country:USA"), ("u.s", "country:USA")):
        assert [match.id for match in store.resolve_actor(given)] == [wanted]
    assert store.resolve_actor("José's") == ()
    assert store.resolve_actor("Kreml") == ()


def test_a_government_that_no_article_names_still_gathers_its_people(filled: Store) -> None:
    assert filled.actor("gov:RUS") is None
    assert [match.id for match in filled.resolve_actor("gov:RUS")] == ["gov:RUS"]
    assert filled.total_events(EventQuery(actors=("gov:RUS",))).value > 0


def test_suggestions_begin_words_as_typed_and_the_most_frequent_lead(filled: Store) -> None:
    found = filled.suggest_actors("f")
    assert {s.name.split()[-1][0] for s in found if s.id.startswith("org:")} == {"F"}
    counts = [json.loads(filled.actor(s.id) or b"{}")["article_count"] for s in found]
    assert counts == sorted(counts, reverse=True)
    assert filled.suggest_actors("zzz") == ()
    assert filled.suggest_actors(" ") == ()


def test_issues_count_positions_and_holders(filled: Store) -> None:
    held = [p for e in EXTRACTIONS for p in e.positions if p.issue.id == "grain-exports"]
    issue = json.loads(filled.issue("grain-exports") or b"{}")
    assert issue["position_count"] == len(held)
    assert issue["actor_count"] == len({position.actor_id for position in held})
    assert set(walk(filled.issues, IssueQuery(), limit=1)) == {"grain-exports", "border-of-1991", "election-observers"}
    assert walk(filled.issues, IssueQuery(text="GRAIN exp")) == ["grain-exports"]
    assert filled.total_issues(IssueQuery(topics=("borders",))).value == 3
    assert filled.total_issues(IssueQuery(actors=("country:XXX",))).value == 0


def test_evidence_is_paged_with_its_article(filled: Store) -> None:
    event = ALL_EVENTS[0]
    page = filled.evidence(EvidenceQuery(id=event.id))
    assert page is not None
    (piece,) = [json.loads(item) for item in page]
    assert piece == {
        "article_id": EXTRACTIONS[0].article.id,
        "start": event.evidence[0].start,
        "end": event.evidence[0].end,
        "quote": event.evidence[0].quote,
    }
    assert filled.evidence(EvidenceQuery(id="evt_x")) is None


def test_counts_by_type_and_month_are_those_of_the_events(filled: Store) -> None:
    types = filled.event_type_counts()
    assert types == {t.value: sum(e.event_type is t for e in ALL_EVENTS) for t in EventType if t.value in types}
    assert sum(types.values()) == len(ALL_EVENTS)
    facets = filled.event_facets(EventQuery(), ("event_type", "country", "month", "status", "actor"), top=1000)
    assert {facet.value: facet.count for facet in facets["event_type"]} == types
    assert {facet.value: facet.count for facet in facets["country"]} == {
        code: sum(e.place is not None and e.place.country == code for e in ALL_EVENTS)
        for code in ("USA", "RUS", "UKR", "FRA")
    }
    months: dict[str, int] = {}
    for event in ALL_EVENTS:
        day = event.event_date.start or event.event_date.end
        if day:
            months[day.isoformat()[:7]] = months.get(day.isoformat()[:7], 0) + 1
    assert {facet.value: facet.count for facet in facets["month"]} == months
    assert sum(facet.count for facet in facets["actor"]) == 2 * len(ALL_EVENTS)


@pytest.mark.parametrize("filters", [{"event_types": ("CONSULT",)}, {"actors": ("country:RUS",)}], ids=str)
def test_of_very_many_events_facets_count_the_latest_and_are_of_another_type(
    filled: Store, filters: dict[str, Any]
) -> None:
    query, names = EventQuery(**filters, sort="-event_date", limit=10), ("event_type", "month", "status", "actor")
    number = filled.total_events(query).value
    assert number > 10
    facets = count_facets(filled._reader, EventItems(), query, names, 1000, most=10)
    assert {name for name, facet in facets.items() if isinstance(facet, PartialFacet)} == {"status", "actor"}
    latest = [json.loads(item) for item in filled.events(query)]
    statuses = Counter(event["status"] for event in latest)
    assert {facet.value: facet.count for facet in facets["status"]} == statuses
    own = Counter(actor for event in latest for actor in {one["actor_id"] for one in event["participants"]})
    assert {facet.value: facet.count for facet in facets["actor"]} == own
    assert sum(facet.count for facet in facets["event_type"]) == number
    whole = count_facets(filled._reader, EventItems(), query, names, 1000, most=number)
    assert not any(isinstance(facet, PartialFacet) for facet in whole.values())
    assert sum(facet.count for facet in whole["status"]) == number


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("-event_date", ()),
        ("-event_date", (1,)),
        ("-event_date", ("1", 2)),
        ("-event_date", (1.5, 2)),
        ("-event_date", (-1, 2)),
        ("-event_date", (10**9, 2)),
        ("-event_date", (1, 10**30)),
        ("-event_date", (True, 1)),
        ("-event_date", [1, 2]),
        ("ingested_at", (1, 2)),
        ("confidence", (None, 2)),
        ("confidence", (float("nan"), 2)),
    ],
)
def test_a_key_of_another_query_is_refused(filled: Store, sort: str, key: Any) -> None:
    for where in ({"after": key}, {"before": key}):
        with pytest.raises(InvalidKeyError):
            filled.events(EventQuery(sort=sort, **where))  # type: ignore[arg-type]
    with pytest.raises(InvalidKeyError):
        filled.actors(ActorQuery(sort="name", after=(1, 2)))
    with pytest.raises(InvalidKeyError):
        filled.evidence(EvidenceQuery(id=ALL_EVENTS[0].id, after=("x",)))


@pytest.mark.parametrize("sort", ["event_date", "-event_date", "ingested_at", "-ingested_at", "-confidence"])
def test_paging_has_no_gap_and_no_double_while_others_write(store: Store, sort: str) -> None:
    chance = random.Random(sort)
    extractions = [make_extraction(seed) for seed in range(30)]
    store.add_all([prepare(extraction) for extraction in extractions[:20]], renderer=RENDERER)
    there = {event.id for extraction in extractions[:20] for event in extraction.events}
    waiting = extractions[20:]
    query, seen = EventQuery(sort=sort, limit=5), []  # type: ignore[arg-type]
    while True:
        page = store.events(query)
        seen += read_ids(page)
        if page.next_key is None:
            break
        query = replace(query, after=page.next_key)
        if waiting and chance.random() < 0.7:
            store.add(prepare(waiting.pop()), renderer=RENDERER)
        if chance.random() < 0.3:
            gone = extractions.pop(chance.randrange(3, 15))
            if store.delete_article(gone.article.id, renderer=RENDERER):
                there -= {event.id for event in gone.events}
    assert len(seen) == len(set(seen))
    assert there <= set(seen)


def test_every_stance_is_a_filter(filled: Store) -> None:
    total = sum(filled.total_positions(PositionQuery(stances=(stance.value,))).value for stance in Stance)
    assert total == filled.counts().positions


def test_a_store_that_only_reads_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "dateline.db"
    upgrade(f"sqlite:///{path}")
    with open_store(f"sqlite:///{path}", read_only=True) as store:
        assert store.counts().events == 0
        with pytest.raises(Exception, match="reading only"):
            store.add(prepare(EXTRACTIONS[0]), renderer=RENDERER)
