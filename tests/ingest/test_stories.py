"""Which tellings are one event: scores, what forbids it, groups, people's words, reprints."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.mention_heads import MentionHead, ReadMentions
from ingest.mention_clusters import cluster_mentions, group_articles
from ingest.reprints import SIMILAR_FROM, band, compare, sign
from ingest.stories import Verdicts, cluster
from ingest.story_features import compare_dates, compare_parties, compare_unnamed, compare_words
from ingest.story_scores import MERGED_FROM, score
from ingest.story_types import family_of, least_shared, nearness
from ingest.story_weights import BIAS, load_weights, read_weights, weigh
from ingest.storylines import find_storylines, write_title
from ingest.telling_reading import read_tellings, read_topics
from ingest.tellings import Party, Telling, make_telling, ordinal
from ingest.triggers import class_of, light_words, read_classes, stem, trigger_classes
from records.extractions import Extraction
from records.stories import Judgement, JudgementKind, LinkKind
from records.vocabularies import EventStatus, EventType
from schemas.rendering import render_record
from storage.storylines import ComparedArticle, StorylineFacts
from tests.storage.telling import FIRST_DAY, tell, tell_by_chance


def tellings_of(extraction: Extraction) -> list[Telling]:
    record = orjson.loads(render_record(extraction))
    topics = frozenset(read_topics(record))
    return [
        make_telling(
            telling_id=told.id,
            article_id=extraction.article.id,
            seq=told.seq,
            published=ordinal(record["article"]["document_date"]["value"]),
            head=0,
            parties=told.parties,
            features=told.features,
            topics=topics,
        )
        for told in read_tellings(record)
    ]


def telling(number: int, what: EventType = EventType.CONSULT, day: date | None = FIRST_DAY, **more: Any) -> Telling:
    return tellings_of(tell(number, what, day, **more))[0]


NEXT_DAY = FIRST_DAY + timedelta(days=1)
ONE_EVENT = {
    "same words": telling(2),
    "states instead of leaders": telling(2, by_state=True),
    "sides of a meeting swapped": telling(2, sides=(1, 0)),
    "no date of its own": telling(2, day=None, published=NEXT_DAY),
    "another word for a meeting": telling(2, verb=1),
}
OTHER_EVENT = {
    "another stated day": (telling(2, day=NEXT_DAY), ("STATED_DATE",)),
    "planned": (telling(2, status=EventStatus.PLANNED), ("STATUS",)),
    "denied": (telling(2, status=EventStatus.DENIED), ("STATUS",)),
    "other people": (telling(2, sides=(1, 2)), ("OTHER_ACTORS",)),
    "another act": (telling(2, EventType.ASSAULT), ()),
}


@pytest.mark.parametrize("other", ONE_EVENT.values(), ids=ONE_EVENT.keys())
def test_the_same_event_in_other_words_is_one(other: Telling) -> None:
    found = score(telling(1), other)
    assert found.joins, found
    assert set(found.features) == set(load_weights()) - {BIAS}
    assert found.value == pytest.approx(weigh(found.features), abs=0.001)


@pytest.mark.parametrize("case", OTHER_EVENT.values(), ids=OTHER_EVENT.keys())
def test_another_event_is_not_joined_and_says_why(case: tuple[Telling, tuple[str, ...]]) -> None:
    other, vetoes = case
    found = score(telling(1), other)
    assert not found.joins
    assert found.vetoes == vetoes


def test_what_was_planned_is_realised_and_what_is_denied_is_denied() -> None:
    assert score(telling(1), telling(2, status=EventStatus.PLANNED)).kind is LinkKind.REALISES
    assert score(telling(1), telling(2, status=EventStatus.DENIED)).kind is LinkKind.DENIES
    assert score(telling(1), telling(2, day=NEXT_DAY)).kind is LinkKind.CONFLICT


def test_every_weight_says_what_it_is_for_and_stays_near_what_was_set_by_hand() -> None:
    rows = read_weights()
    assert len({row.feature for row in rows}) == len(rows)
    assert all(row.meaning for row in rows)
    assert all(abs(row.weight - row.prior) < 2 for row in rows)
    assert 0 < MERGED_FROM < 1


def test_whatever_speaks_for_one_event_raises_the_score() -> None:
    features = {row.feature: 0.5 for row in read_weights() if row.feature != BIAS}
    for name in ("participants", "event_type", "date", "trigger", "words", "place", "article", "numbers"):
        assert weigh(features | {name: 1.0}) > weigh(features) > weigh(features | {name: 0.0})
    assert weigh(features | {"statement": 1.0}) < weigh(features)


KIN = {
    "the same": ("country:FRA", "country:FRA", 1.0),
    "unnamed people of one kind": ("group:fra-civ+country:FRA", "group:fra-civ+country:FRA", 0.8),
    "a leader and the state": ("person:a-b+country:FRA", "country:FRA", 0.8),
    "two people of one state": ("person:a-b+country:FRA", "person:c-d+country:FRA", 0.0),
    "demonstrators and people": ("group:fra-protesters+country:FRA", "group:fra-civ+country:FRA", 0.65),
    "soldiers and people": ("group:fra-mil+country:FRA", "group:fra-civ+country:FRA", 0.4),
    "a ministry and the president": ("gov:FRA-foreign-ministry+country:FRA", "person:a-b+country:FRA", 0.65),
    "officials and the president": ("group:fra-gov+country:FRA", "person:a-b+country:FRA", 0.4),
    "officials and the government": ("group:fra-gov+country:FRA", "gov:FRA+country:FRA", 0.65),
    "an organ and the whole": ("org:european-commission", "org:eu", 0.7),
    "observers and who sent them": ("group:oas-scientists", "org:oas", 0.7),
    "gunmen and a group": ("group:nga-uaf+country:NGA", "org:iswap", 0.35),
    "people and a group": ("group:nga-civ+country:NGA", "org:iswap", 0.0),
    "who is not known and people": ("person:a-b", "group:fra-civ+country:FRA", 0.35),
    "a surname and who bears it": ("person:local-x~aoun", "person:joseph-aoun+country:LBN", 0.9),
    "a surname and somebody else": ("person:local-x~aoun", "person:annalena-baerbock+country:DEU", 0.0),
}


def party(words: str) -> Party:
    name, _, surname = words.partition("~")
    actor_id, *standing = name.split("+")
    return Party(actor_id, False, tuple(standing), surname)


@pytest.mark.parametrize(("one", "other", "grade"), KIN.values(), ids=KIN.keys())
def test_actors_are_kin_by_whom_they_act_for(one: str, other: str, grade: float) -> None:
    assert compare_parties(party(one), party(other)) == compare_parties(party(other), party(one)) == grade


def dated(start: int, stop: int, basis: str = "STATED", published: int = 100, status: str = "OCCURRED") -> Telling:
    return replace(telling(1), start=start, stop=stop, basis=basis, published=published, status=status)


DATES = {
    "the same day": (dated(99, 99), dated(99, 99), 1.0),
    "another day": (dated(99, 99), dated(98, 98), 0.0),
    "a week and a day in it": (dated(93, 99), dated(98, 98), 0.85),
    "stated, and told the day after": (dated(99, 99), dated(100, 100, "PUBLICATION"), 0.85),
    "stated, and told a week later": (dated(93, 93), dated(100, 100, "PUBLICATION"), 0.6),
    "stated, and told before": (dated(99, 99), dated(95, 95, "PUBLICATION", published=95), 0.1),
    "planned for a day to come": (
        dated(99, 99, status="PLANNED"),
        dated(0, 0, "UNKNOWN", published=98, status="PLANNED"),
        0.85,
    ),
    "planned, when the day has passed": (
        dated(99, 99, status="PLANNED"),
        dated(0, 0, "UNKNOWN", published=106, status="PLANNED"),
        0.1,
    ),
    "a week, and told within it": (dated(93, 99), dated(95, 95, "PUBLICATION", published=95), 0.85),
    "stated, and recalled a month later": (dated(80, 80), dated(0, 100, "PUBLICATION"), 0.6),
    "told on two days": (dated(100, 100, "PUBLICATION"), dated(102, 102, "PUBLICATION", published=102), 0.6),
    "told, and recalled days later": (
        dated(100, 100, "PUBLICATION"),
        dated(0, 105, "PUBLICATION", published=105),
        0.75,
    ),
    "nothing is known": (dated(0, 0, "UNKNOWN", published=0), dated(99, 99), 0.5),
}


@pytest.mark.parametrize(("one", "other", "grade"), DATES.values(), ids=DATES.keys())
def test_dates_agree_as_far_as_what_they_rest_on(one: Telling, other: Telling, grade: float) -> None:
    assert compare_dates(one, other) == compare_dates(other, one) == grade


def test_words_count_less_where_they_stand_with_another_event() -> None:
    one = replace(telling(1), words=frozenset({"market", "missile"}), context=frozenset({"depot"}), triggers=("hit",))
    same, _ = compare_words(one, replace(one, triggers=("strike",)))
    looser, _ = compare_words(one, replace(one, words=frozenset({"depot"}), context=frozenset({"market", "missile"})))
    nothing, disjoint = compare_words(one, replace(one, words=frozenset({"bank", "loan"}), context=frozenset()))
    assert same > looser > nothing == 0.0
    assert disjoint


def test_who_is_not_named_is_the_same_by_words_or_by_day_and_place_in_one_matter() -> None:
    assert compare_unnamed(words=0.3, article=0.5, date=1.0, place=0.5) > 0
    assert compare_unnamed(words=0.0, article=0.5, date=1.0, place=1.0) > 0
    assert compare_unnamed(words=0.0, article=0.5, date=1.0, place=0.5) == 0
    assert compare_unnamed(words=0.9, article=0.1, date=1.0, place=1.0) == 0


def test_of_types_that_are_near_each_is_sought_by_the_other() -> None:
    for one in EventType:
        for other in EventType:
            assert (other in family_of(one)) == (one in family_of(other))
            assert nearness(one, other) == nearness(other, one)
            if nearness(one, other):
                assert other in family_of(one)
    assert least_shared("STATEMENT", "STATEMENT") == (2, False)


def test_what_is_pledged_is_what_will_be_given() -> None:
    pledged = replace(telling(1), event_type="AGREE", cameo="033", triggers=("promise",))
    given = replace(telling(2), event_type="AID", cameo="072", status="PLANNED", triggers=("send",), start=0, stop=0)
    assert "STATUS" not in score(pledged, given).vetoes
    assert "STATUS" in score(pledged, replace(given, event_type="CONSULT")).vetoes


@given(seed=st.integers(0, 10_000), order=st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_any_order_gives_the_same_groups(seed: int, order: random.Random) -> None:
    tellings = [told for number in range(9) for told in tellings_of(tell_by_chance(seed, number))]
    shuffled = list(tellings)
    order.shuffle(shuffled)
    assert cluster(shuffled, Verdicts(())) == cluster(tellings, Verdicts(()))


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_no_group_holds_what_forbids_itself(seed: int) -> None:
    tellings = {told.id: told for number in range(9) for told in tellings_of(tell_by_chance(seed, number))}
    for group in cluster(list(tellings.values()), Verdicts(())):
        for one in group:
            for other in group:
                assert one == other or not score(tellings[one], tellings[other]).vetoes


def test_the_best_founded_date_speaks_for_an_event() -> None:
    dated, early = telling(1, published=NEXT_DAY), telling(2, day=None, published=FIRST_DAY)
    ((first, second),) = cluster([early, dated], Verdicts(()))
    assert (first, second) == (dated.id, early.id)


def judge(kind: JudgementKind, *sides: tuple[str, ...], hour: int = 0) -> Judgement:
    at = datetime(2025, 3, 20, hour, tzinfo=UTC)
    return Judgement(id=f"jdg_{hour}", kind=kind, sides=sides, by="r.meyer", at=at)


def test_a_person_s_word_stands_over_the_score() -> None:
    one, other, far = telling(1), telling(2), telling(3, day=NEXT_DAY)
    apart = judge(JudgementKind.SPLIT, (one.id,), (other.id,))
    together = judge(JudgementKind.MERGE, (one.id, far.id))
    assert len(cluster([one, other], Verdicts([apart]))) == 2
    assert len(cluster([one, far], Verdicts([together]))) == 1


def test_the_last_word_counts() -> None:
    one, other = telling(1), telling(2)
    words = [
        judge(JudgementKind.SPLIT, (one.id,), (other.id,), hour=1),
        judge(JudgementKind.MERGE, (one.id, other.id), hour=2),
    ]
    assert len(cluster([one, other], Verdicts(words))) == 1
    words.append(judge(JudgementKind.SPLIT, (one.id,), (other.id,), hour=3))
    assert len(cluster([one, other], Verdicts(words))) == 2


def test_events_without_date_or_actors_match_nothing() -> None:
    bare = replace(telling(1, day=None), parties=(), published=0)
    assert bare.keys() == ()
    assert not score(bare, replace(bare, id="evt_other", article_id="art_other")).joins


def test_a_country_is_found_by_its_people() -> None:
    assert set(telling(1).keys()) == set(telling(2, by_state=True).keys())


def test_words_belong_to_the_event_whose_trigger_stands_before_them() -> None:
    record = orjson.loads(render_record(tell(1, EventType.ASSAULT, FIRST_DAY)))
    quote = "Soldiers stormed the palace and closed the border crossings."
    event = record["events"][0]
    first = {
        **event,
        "id": "evt_a",
        "trigger": {"start": 9, "end": 16, "text": "stormed"},
        "evidence": [{"start": 0, "end": len(quote), "quote": quote}],
    }
    second = {**first, "id": "evt_b", "trigger": {"start": 32, "end": 38, "text": "closed"}}
    one, other = (orjson.loads(told.features) for told in read_tellings({**record, "events": [first, second]}))
    assert set(one["q"]) == {"soldier", "attack", "palace"}
    assert set(one["u"]) == {"close", "border", "cross"}
    assert "palace" in other["u"]
    assert "border" in other["q"]


def test_an_event_without_a_place_is_where_the_only_city_beside_it_is() -> None:
    record = orjson.loads(render_record(tell(1, EventType.ASSAULT, FIRST_DAY)))
    text = record["events"][0]["evidence"][0]["quote"]
    mention = {"start": text.index("harbour"), "end": text.index("harbour") + 7, "text": "harbour"}
    place = {"id": "place:harbour", "name": "Harbour", "country": "UKR", "kind": "CITY", "mentions": [mention]}
    (told,) = read_tellings({**record, "places": [place]})
    assert orjson.loads(told.features)["p"] == "place:harbour"
    (told,) = read_tellings({**record, "places": [place, {**place, "id": "place:other"}]})
    assert orjson.loads(told.features)["p"] == ""


WORDS = {
    "plural": ("negotiations", "negotiate"),
    "noun of a verb": ("acquisition", "buy"),
    "synonym": ("quake", "earthquake"),
    "light verb": ("held talks", "talks"),
    "short stem": ("urged", "demands"),
    "irregular": ("sent", "dispatch"),
    "past and noun": ("fought", "clashes"),
}


@pytest.mark.parametrize(("one", "other"), WORDS.values(), ids=WORDS.keys())
def test_words_for_one_act_are_one_class(one: str, other: str) -> None:
    assert set(trigger_classes(one)) & set(trigger_classes(other))


def test_every_word_of_the_classes_stands_once() -> None:
    from importlib.resources import files

    lines = files("ingest").joinpath("resources/trigger_classes.txt").read_text(encoding="utf-8").splitlines()
    words = [word for line in lines for word in line.split("#", 1)[0].split()]
    assert len(words) == len(set(words))
    assert len(read_classes(lines)) > 400
    assert {"have", "the"} <= light_words()
    assert class_of("unheardof") == stem("unheardof")


LONG = " ".join(f"Sentence {number} speaks of matter {number * 7}." for number in range(60))


def test_a_reprint_is_nearly_the_same_text() -> None:
    one, other = sign(LONG), sign(LONG.replace("matter 70", "affair seventy"))
    assert compare(one, other) > SIMILAR_FROM
    assert set(band(one)) & set(band(other))


def test_another_text_is_no_reprint_and_a_short_one_has_no_signature() -> None:
    other = " ".join(f"Clause {number} treats item {number * 11}." for number in range(60))
    assert compare(sign(LONG), sign(other)) < 0.2
    assert sign("A short note.") == b""
    assert band(b"") == ()
    assert compare(sign("A short note."), sign(LONG)) == 0.0


def test_marked_mentions_of_one_incident_are_one_cluster() -> None:
    def read(words: str, *mentions: tuple[str, str | None]) -> ReadMentions:
        heads = tuple(
            MentionHead(start=i, end=i + 1, lemma=lemma, subject=subject) for i, (lemma, subject) in enumerate(mentions)
        )
        return ReadMentions(mentions=heads, words=tuple(words.split()))

    quake = "quake shake island town house collapse rescue crew coast night"
    trade = "company buy rival share price board regulator deal market bank"
    articles = [
        ("a", read(quake, ("quake", None), ("say", "mayor"))),
        ("b", read(f"{quake} tent", ("earthquake", None), ("say", "nurse"))),
        ("c", read(trade, ("acquisition", None))),
        ("d", read(f"{trade} chief", ("buy", "company"))),
    ]
    found = dict(cluster_mentions(articles))
    assert found["a:0-1"] == found["b:0-1"]
    assert found["c:0-1"] == found["d:0-1"]
    assert found["a:1-2"] != found["b:1-2"]
    assert len(set(found.values())) == 4
    assert group_articles([]) == []


def test_articles_that_share_rare_names_days_apart_are_one_storyline() -> None:
    def article(n: int, day: int, *topics: str) -> ComparedArticle:
        return ComparedArticle(n=n, id=f"art_{n}", published=day, topics=frozenset(topics))

    affair = ("person:a", "person:b", "place:c", "issue:d")
    articles = [
        article(1, 100, *affair),
        article(2, 105, *affair, "org:x"),
        article(3, 140, *affair),
        *(article(n, 100 + n, f"person:{n}", f"place:{n}", f"issue:{n}") for n in range(10, 30)),
    ]
    assert [[a.n for a in group] for group in find_storylines(articles, [])] == [[1, 2]]
    assert [[a.n for a in group] for group in find_storylines(articles, [[2, 3]])] == [[1, 2, 3]]
    assert find_storylines(articles[::-1], [[2, 3]]) == find_storylines(articles, [[2, 3]])


def test_long_articles_are_of_one_storyline_by_many_names_and_short_ones_by_few() -> None:
    def article(n: int, shared: int, others: int) -> ComparedArticle:
        names = [f"person:{number}" for number in range(shared)] + [f"place:{n}-{number}" for number in range(others)]
        return ComparedArticle(n=n, id=f"art_{n}", published=100 + n, topics=frozenset(names))

    def are_one(*, shared: int, others: int) -> bool:
        return bool(find_storylines([article(1, shared, others), article(2, shared, others)], []))

    assert are_one(shared=3, others=1)
    assert not are_one(shared=2, others=0)
    assert not are_one(shared=4, others=5)
    assert are_one(shared=8, others=10)
    assert not are_one(shared=8, others=20)


def test_what_all_of_few_articles_name_is_no_reason_to_pass_over_it() -> None:
    names = frozenset({"country:a", "country:b", "issue:c", "place:d"})
    articles = [ComparedArticle(n=n, id=f"art_{n}", published=100, topics=names) for n in range(7)]
    assert [len(group) for group in find_storylines(articles, [])] == [7]


def test_a_storyline_is_called_by_its_actors_and_what_is_disputed() -> None:
    facts = StorylineFacts(
        first_day=1,
        last_day=2,
        event_count=3,
        position_count=1,
        actors=(("country:UKR", "Ukraine", 5), ("country:RUS", "Russia", 4), ("person:a", "Ada North", 3)),
        issues=(("ceasefire", "Ceasefire", 7),),
    )
    assert write_title(facts) == "Ukraine, Russia and Ada North: Ceasefire"
    assert write_title(replace(facts, actors=(), issues=())) == "Unnamed actors"
    more = (
        ("country:UKR", "Ukraine", 5),
        ("gov:UKR", "Government of Ukraine", 4),
        ("person:local-x", "North", 4),
        ("person:a", "Ada North", 3),
    )
    assert write_title(replace(facts, actors=more)) == "Ukraine and Ada North: Ceasefire"


def test_links_and_groups_to_begin_with_change_nothing() -> None:
    tellings = [told for number in range(14) for told in tellings_of(tell_by_chance(3, number))]
    plain = cluster(tellings, Verdicts(()))
    links = {
        (one.id, other.id): found.value
        for one in tellings
        for other in tellings
        if one.id < other.id and (found := score(one, other)).joins
    }
    assert cluster(tellings, Verdicts(()), links=links) == plain
    together = [group for group in plain if len(group) > 1]
    assert together
    assert cluster(tellings, Verdicts(()), joined=together) == plain
