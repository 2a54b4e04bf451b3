"""What is stored is what the schemas say."""

from datetime import date
from typing import Any

import orjson
import pytest
from marshmallow import Schema

from records.extractions import Extraction
from records.profiles import ActorProfile, Appearance, IssueProfile
from records.vocabularies import ActorType
from schemas.actors import ActorSchema, render_actor
from schemas.annotations import AnnotationsSchema, render_annotations
from schemas.articles import ArticleSchema, render_article
from schemas.events import EventSchema, render_event, render_evidence
from schemas.issues import IssueSchema, render_issue
from schemas.positions import PositionSchema, render_position
from schemas.spans import EvidenceSchema
from tests import samples

APPEARANCES = (Appearance(publisher="The Harbour Wire", published_at="2025-03-17"), Appearance())
PROFILES = (
    ActorProfile(id="org:nato", name="NATO", actor_type=ActorType.ORGANISATION),
    ActorProfile(
        id="person:donald-trump",
        name="Donald Trump",
        actor_type=ActorType.PERSON,
        country="USA",
        sectors=("GOV",),
        code="USAGOV",
        wikidata="Q22686",
        aliases=("Trump",),
        offices=samples.talks().actors[0].offices,
        article_count=3,
        event_count=2,
        own_event_count=2,
        position_count=1,
        own_position_count=1,
        first_day=date(2025, 3, 17),
        last_day=date(2025, 3, 18),
    ),
)


def rendered() -> list[tuple[str, type[Schema], bytes]]:
    """Return the name, schema and bytes of one or more resources of each kind."""
    found: list[tuple[str, type[Schema], bytes]] = []
    for name, extraction in [
        ("talks", samples.talks()),
        ("sanctions", samples.sanctions()),
        ("memories", samples.memories()),
    ]:
        found.append((f"article-{name}", ArticleSchema, render_article(extraction, APPEARANCES)))
        found.append((f"annotations-{name}", AnnotationsSchema, render_annotations(extraction)))
        for event in extraction.events:
            found.append((f"event-{name}-{event.rule}", EventSchema, render_event(event, extraction)))
            found.append((f"evidence-{event.rule}", EvidenceSchema, render_evidence(event.evidence[0], extraction)))
        for position in extraction.positions:
            found.append((f"position-{name}", PositionSchema, render_position(position, extraction)))
    found += [(f"actor-{profile.id}", ActorSchema, render_actor(profile)) for profile in PROFILES]
    issue = IssueProfile(id="peace", label="Peace", topic="peace", position_count=1, first_day=date(2025, 1, 1))
    found.append(("issue", IssueSchema, render_issue(issue)))
    return found


@pytest.mark.parametrize(("schema", "stored"), [(s, b) for _, s, b in rendered()], ids=[n for n, _, _ in rendered()])
def test_stored_bytes_are_what_the_schema_dumps_after_loading_them(schema: type[Schema], stored: bytes) -> None:
    assert orjson.dumps(schema().dump(schema().load(orjson.loads(stored)))) == stored


@pytest.mark.parametrize("stored", [b for _, _, b in rendered()], ids=[n for n, _, _ in rendered()])
def test_stored_bytes_hold_no_line_break(stored: bytes) -> None:
    assert b"\n" not in stored


EXTRACTIONS = [samples.talks(), samples.sanctions(), samples.memories()]


def spans(value: Any) -> list[dict[str, Any]]:
    """Return every object below that has offsets."""
    if isinstance(value, list):
        return [found for below in value for found in spans(below)]
    if not isinstance(value, dict):
        return []
    here = [value] if isinstance(value.get("start"), int) and "title" not in value else []
    return here + [found for below in value.values() for found in spans(below)]


@pytest.mark.parametrize("extraction", EXTRACTIONS, ids=["talks", "sanctions", "memories"])
def test_every_span_names_its_article_and_quotes_its_text(extraction: Extraction) -> None:
    article = extraction.article
    documents = [render_annotations(extraction), render_article(extraction, ())]
    documents += [render_event(event, extraction) for event in extraction.events]
    documents += [render_position(position, extraction) for position in extraction.positions]
    found = spans([orjson.loads(document) for document in documents])
    assert found
    for span in found:
        assert span["article_id"] == article.id
        assert article.text[span["start"] : span["end"]] == span.get("text", span.get("quote"))


def test_participants_carry_the_name_of_their_actor() -> None:
    extraction = samples.talks()
    event = orjson.loads(render_event(extraction.events[0], extraction))
    assert [(p["actor_id"], p["name"], p["role"], p["mention"]["text"]) for p in event["participants"]] == [
        ("person:donald-trump", "Donald Trump", "SOURCE", "Donald Trump"),
        ("person:vladimir-putin", "Vladimir Putin", "TARGET", "Vladimir Putin"),
    ]


def test_an_event_carries_its_first_ten_pieces_of_evidence_and_counts_all() -> None:
    from dataclasses import replace

    extraction = samples.talks()
    event = replace(extraction.events[0], evidence=extraction.events[0].evidence * 12)
    document = orjson.loads(render_event(event, extraction))
    assert len(document["evidence"]) == 10
    assert document["evidence_count"] == 12


def test_marks_stand_in_text_order_with_the_longer_first() -> None:
    marks = orjson.loads(render_annotations(samples.talks()))["marks"]
    assert [(m["start"], -m["end"]) for m in marks] == sorted((m["start"], -m["end"]) for m in marks)
    assert {m["kind"] for m in marks} == {"TIMEX", "ACTOR", "CUE", "TRIGGER", "EVENT", "POSITION"}
