"""What the scorers count as right."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from evaluation.scoring import Report, score_file
from tests.evaluation.samples import TEXT, day, pair, quote, span

Record = dict[str, Any]
Bend = Callable[[Callable[[Record], object]], Record]


def score(gold: Record, *predicted: Record) -> Report:
    return score_file([json.dumps(gold)], predicted)


def test_the_gold_itself_is_right_in_everything(record: Record) -> None:
    report = score(record, record)
    assert set(report.values().values()) == {100.0}
    assert report.mistakes == ()
    assert report.missing == ()
    assert report.on_furniture == 0
    assert len(report.values()) > 20


def test_an_article_without_prediction_counts_as_empty(record: Record) -> None:
    report = score(record)
    assert report.missing == ("moor-visit",)
    assert report.values()["events.found.recall"] == 0
    assert "events.found.precision" not in report.values()


def test_a_failed_prediction_counts_as_empty(record: Record) -> None:
    failed = {"article": {"id": "art_x", "external_id": "moor-visit"}, "error": {"code": "LANGUAGE", "detail": "…"}}
    assert score(record, failed).missing == ("moor-visit",)


def test_predictions_for_other_articles_are_left_aside(record: Record, bend: Bend) -> None:
    def rewrite(other: Record) -> None:
        other["article"]["text"] = TEXT + " More."

    assert score(record, record, bend(rewrite)).values()["events.found.precision"] == 100


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(lambda r: r["events"][0].update(event_type="AGREE"), {"type": 2 / 3, "found": 1}, id="type"),
        pytest.param(lambda r: r["events"][0].update(status="PLANNED"), {"status": 2 / 3}, id="status"),
        pytest.param(
            lambda r: r["events"][0].update(event_date=day("2025-03-07", "2025-03-07")),
            {"date": 2 / 3, "date_stated": 0},
            id="a stated date",
        ),
        pytest.param(
            lambda r: r["events"][1].update(event_date=day(None, None, "UNKNOWN")),
            {"date": 1},
            id="no date where the gold only falls back on publication",
        ),
        pytest.param(
            lambda r: r["events"][1].update(event_date=day(None, "2025-03-17", "PUBLICATION")),
            {"date": 1},
            id="some day up to publication where the gold falls back on it",
        ),
        pytest.param(
            lambda r: r["events"][1].update(event_date=day(None, "2025-03-16", "PUBLICATION")),
            {"date": 2 / 3},
            id="some day up to another one",
        ),
        pytest.param(
            lambda r: r["events"][2].update(event_date=day("2025-03-17", "2025-03-17", "PUBLICATION")),
            {"date": 1},
            id="the publication day, said as such, where the text has none",
        ),
        pytest.param(
            lambda r: r["events"][2].update(event_date=day("2025-03-17", "2025-03-17")),
            {"date": 2 / 3},
            id="the publication day as if the text said so",
        ),
        pytest.param(
            lambda r: r["events"][2].update(event_date=day("2025-03-16", None)),
            {"date": 1},
            id="an open interval where the text has no date",
        ),
        pytest.param(
            lambda r: r["events"][1].update(participants=r["events"][1]["participants"][::-1]),
            {"source": 1, "target": 1},
            id="the order of participants",
        ),
        pytest.param(
            lambda r: [
                p.update(role={"SOURCE": "TARGET", "TARGET": "SOURCE"}[p["role"]])
                for p in r["events"][0]["participants"]
            ],
            {"source": 1, "target": 1},
            id="a meeting told from the other side",
        ),
        pytest.param(
            lambda r: [
                p.update(role={"SOURCE": "TARGET", "TARGET": "SOURCE"}[p["role"]])
                for p in r["events"][1]["participants"]
            ],
            {"source": 2 / 3, "target": 1 / 2},
            id="a demand turned round",
        ),
        pytest.param(
            lambda r: r["events"][1].update(trigger=span("the demand")), {"found": 1}, id="another mention of the event"
        ),
        pytest.param(
            lambda r: r["events"][0].update(trigger=span("foreign minister")),
            {"found": 1},
            id="another word of the sentence, with the right type",
        ),
        pytest.param(
            lambda r: r["events"][0].update(trigger=span("foreign minister"), event_type="AID"),
            {"found": 2 / 3},
            id="another word of the sentence, with the wrong type",
        ),
        pytest.param(
            lambda r: r["events"][0].update(event_type="STATEMENT"),
            {"found": 2 / 3},
            id="a mere comment on the trigger",
        ),
    ],
)
def test_events_are_right_in_parts(record: Record, bend: Bend, change: Any, expected: dict[str, float]) -> None:
    values = score(record, bend(change)).values()
    assert {name: values[f"events.{name}.recall"] for name in expected} == pytest.approx(
        {name: 100 * share for name, share in expected.items()}
    )


def test_a_second_event_on_one_event_of_the_gold_is_a_false_one(record: Record, bend: Bend) -> None:
    def double(r: Record) -> None:
        r["events"].append(r["events"][0] | {"id": "evt_again"})

    values = score(record, bend(double)).values()
    assert values["events.found.recall"] == 100
    assert values["events.found.precision"] == 75


def test_a_comment_that_stands_for_nothing_is_no_false_event(record: Record, bend: Bend) -> None:
    def comment(r: Record) -> None:
        r["events"].append(r["events"][2] | {"id": "evt_c", "event_type": "STATEMENT", "trigger": span("said")})

    assert score(record, bend(comment)).values()["events.found.precision"] == 100


def test_optional_records_count_neither_way(record: Record, bend: Bend) -> None:
    def make_optional(r: Record) -> None:
        for layer in ("events", "positions", "timexes", "attributions"):
            r[layer][-1]["core"] = False

    gold = bend(make_optional)
    without = bend(lambda r: [r[layer].pop() for layer in ("events", "positions", "timexes", "attributions")])
    for predicted in (record, without):
        values = score(gold, predicted).values()
        assert {name: value for name, value in values.items() if value != 100} == {}


def test_other_types_and_statuses_may_be_accepted(bend: Bend) -> None:
    gold = bend(lambda r: r["events"][0].update(accept={"event_type": ["AGREE"], "status": ["PLANNED"]}))
    predicted = bend(lambda r: r["events"][0].update(event_type="AGREE", status="PLANNED"))
    values = score(gold, predicted).values()
    assert (values["events.type.recall"], values["events.status.recall"]) == (100, 100)


def test_an_open_end_may_stand_for_the_publication_day(bend: Bend) -> None:
    gold = bend(lambda r: r["events"][2].update(event_date=day("2014-01-01", "2025-03-17")))
    assert score(gold, bend(lambda r: r["events"][2].update(event_date=day("2014-01-01", None)))).mistakes == ()
    assert score(gold, bend(lambda r: r["events"][2].update(event_date=day("2015-01-01", None)))).mistakes != ()


@pytest.mark.parametrize(
    ("change", "right"),
    [
        pytest.param(lambda a: a.update(id="gov:BOR"), True, id="an accepted id"),
        pytest.param(lambda a: a.update(id="country:ALB"), False, id="another id"),
    ],
)
def test_actors_are_the_same_by_id(record: Record, bend: Bend, change: Any, right: bool) -> None:
    def rename(r: Record) -> None:
        change(r["actors"][2])
        for layer in ("events", "positions"):
            text = json.dumps(r[layer]).replace("country:BOR", r["actors"][2]["id"])
            r[layer] = json.loads(text)

    values = score(record, bend(rename)).values()
    assert (values["mentions.names.recall"] == 100) is right
    assert (values["events.target.recall"] == 100) is right
    assert (values["positions.found.recall"] == 100) is right
    assert (values["positions.addressee.recall"] == 100) is right


def test_people_are_the_same_by_their_full_name(record: Record) -> None:
    predicted = json.loads(json.dumps(record).replace("person:ada-moor", "person:moor-2"))
    assert score(record, predicted).mistakes == ()
    nameless = json.loads(json.dumps(predicted))
    nameless["actors"][0] |= {"name": "Moor", "mentions": [span("Moor") | {"form": "NAME"}]}
    assert score(record, nameless).values()["mentions.names.recall"] < 100


def test_people_are_the_same_by_their_wikidata_id(bend: Bend) -> None:
    gold = bend(lambda r: r["actors"][0].update(wikidata="Q1"))
    predicted = json.loads(
        json.dumps(gold).replace("person:ada-moor", "person:a-m").replace('"Ada Moor", "actor', '"A", "actor')
    )
    assert score(gold, predicted).values()["events.source.recall"] == 100


def test_unnamed_groups_are_the_same_by_where_they_stand(record: Record, bend: Bend) -> None:
    predicted = bend(lambda r: r["actors"][3].update(id="group:bor-soldiers", name="troops"))
    assert score(record, predicted).values()["mentions.nominals.recall"] == 100


def test_a_name_on_a_place_is_left_aside(record: Record, bend: Bend) -> None:
    def add(words: str) -> Record:
        extra = {
            "id": "org:x",
            "name": words,
            "actor_type": "ORGANISATION",
            "mentions": [span(words) | {"form": "NAME"}],
        }
        return bend(lambda r: r["actors"].append(extra))

    assert score(record, add("Vienna")).values()["mentions.names.precision"] == 100
    assert score(record, add("valley")).values()["mentions.names.precision"] < 100


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(lambda t: t.update(value="2025-03-21"), (100, 100, 50, 100), id="value"),
        pytest.param(lambda t: t.update(interval=None), (100, 100, 100, 50), id="days"),
        pytest.param(lambda t: t.update(span("on Friday")), (100, 50, 100, 100), id="edges"),
        pytest.param(lambda t: t.update(span("in Vienna")), (50, 50, 50, 50), id="elsewhere"),
    ],
)
def test_timexes_are_right_in_parts(record: Record, bend: Bend, change: Any, expected: tuple[int, ...]) -> None:
    values = score(record, bend(lambda r: change(r["timexes"][0]))).values()
    rows = ("found", "same_edges", "same_value", "same_days")
    assert tuple(values[f"timexes.{row}.f1"] for row in rows) == expected


@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param(lambda a: a.update(content=[pair("rejected the demand")]), True, id="most of the content"),
        pytest.param(lambda a: a.update(content=[pair("the")]), False, id="a word of the content"),
        pytest.param(lambda a: a.update(source=[pair("Borduria")]), False, id="another source"),
        pytest.param(lambda a: a.update(source=[]), False, id="no source"),
    ],
)
def test_attributions_agree_in_content_and_source(record: Record, bend: Bend, change: Any, found: bool) -> None:
    predicted = bend(lambda r: change(r["attributions"][0]))
    assert (score(record, predicted).values()["attributions.found.recall"] == 100) is found


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(lambda p: p.update(stance="ASK"), (100, 50, 50, 100), id="stance"),
        pytest.param(lambda p: p.update(polarity=0), (100, 50, 100, 50), id="polarity"),
        pytest.param(lambda p: p.update(actor_id="country:BOR"), (50, 50, 100, 100), id="holder"),
        pytest.param(lambda p: p.update(evidence=[quote("Vienna")]), (50, 50, 100, 100), id="evidence"),
    ],
)
def test_positions_are_right_in_parts(record: Record, bend: Bend, change: Any, expected: tuple[int, ...]) -> None:
    values = score(record, bend(lambda r: change(r["positions"][0]))).values()
    rows = ("found", "found_stance_and_polarity", "stance", "polarity")
    assert tuple(values[f"positions.{row}.recall"] for row in rows) == expected


def test_records_on_page_furniture_are_counted(record: Record, bend: Bend) -> None:
    predicted = bend(lambda r: r["timexes"].append(span("newsletter") | {"type": "DATE", "value": "XXXX"}))
    assert score(record, predicted).on_furniture == 1


def test_mistakes_say_what_was_wanted_and_what_was_found(record: Record, bend: Bend) -> None:
    (mistake,) = score(record, bend(lambda r: r["events"][0].update(status="PLANNED"))).mistakes
    assert (mistake.article, mistake.kind, mistake.text) == ("moor-visit", "events: status wrong", "met")
    assert (mistake.wanted, mistake.found) == ("OCCURRED", "PLANNED")
