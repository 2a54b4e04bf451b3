"""Anchoring: which day an event or a statement gets, and on what grounds."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from spacy.tokens import Doc, Span

from extraction.anchoring import anchor_event, anchor_position
from extraction.findings import ActorMention, EventMention, PositionMention
from extraction.timexes import read_timexes
from records.dates import UNDATED, DateInterval
from records.vocabularies import (
    Certainty,
    DateBasis,
    EventStatus,
    EventType,
    MentionForm,
    Polarity,
    Precision,
    Stance,
)

MONDAY = date(2025, 3, 17)
STATED, PUBLICATION, UNKNOWN = DateBasis.STATED, DateBasis.PUBLICATION, DateBasis.UNKNOWN
OCCURRED, ONGOING, PLANNED = EventStatus.OCCURRED, EventStatus.ONGOING, EventStatus.PLANNED
HYPOTHETICAL = EventStatus.HYPOTHETICAL

Anchor = Callable[..., DateInterval]


def span_of(doc: Doc, words: str) -> Span:
    start = doc.text.index(words)
    span = doc.char_span(start, start + len(words))
    assert span is not None
    return span


@pytest.fixture(scope="module")
def anchor(nlp: Any) -> Anchor:
    """Anchor the event whose trigger is `words` in `text`."""

    def run(
        text: str, words: str, status: EventStatus = OCCURRED, dct: date | None = MONDAY, background: bool = False
    ) -> DateInterval:
        doc = nlp(text)
        trigger = span_of(doc, words)
        mention = EventMention(
            trigger=trigger,
            sentence=doc[trigger.sent.start : trigger.sent.end],
            event_type=EventType.CONSULT,
            status=status,
            quad_class=1,
            confidence=1.0,
            rule="test",
            background=background,
        )
        return anchor_event(mention, read_timexes(doc, dct), dct)

    return run


@pytest.fixture(scope="module")
def anchor_cue(nlp: Any) -> Anchor:
    """Anchor the position whose cue is `words` in `text`."""

    def run(text: str, words: str, dct: date | None = MONDAY) -> DateInterval:
        doc = nlp(text)
        cue = span_of(doc, words)
        mention = PositionMention(
            holder=ActorMention(span=doc[0:1], form=MentionForm.NAME, actor_id="person:x"),
            stance=Stance.ANNOUNCE,
            certainty=Certainty.STATED,
            polarity=Polarity.FOR,
            issue_id="x",
            issue_label="x",
            topic="x",
            proposition="x",
            cue=cue,
            evidence=(doc[cue.sent.start : cue.sent.end],),
            confidence=1.0,
            rule="test",
        )
        return anchor_position(mention, read_timexes(doc, dct), dct)

    return run


def day(year: int, month: int, number: int) -> tuple[date, date]:
    return date(year, month, number), date(year, month, number)


OWN = {
    "adverbial of the verb": ("Rebels shelled the port on Saturday.", "shelled", day(2025, 3, 15)),
    "noun with its own day": ("Saturday's strike destroyed a bridge.", "strike", day(2025, 3, 15)),
    "noun through its verb": ("Heavy fighting continued on Sunday.", "fighting", day(2025, 3, 16)),
    "noun before a raising verb": ("The fighting began to ease on Sunday.", "fighting", day(2025, 3, 16)),
    "week": ("Kyiv accepted the plan last week.", "accepted", (date(2025, 3, 10), date(2025, 3, 16))),
    "conjunct shares what stands before both": (
        "On Friday the leaders met and signed an accord.",
        "signed",
        day(2025, 3, 14),
    ),
    "day before a name": ("On Friday Macron accused the army.", "accused", day(2025, 3, 14)),
    "occasion of a speech": ("In a March 12 interview, she accused the army.", "accused", day(2025, 3, 12)),
    "participle in front": ("Speaking on Sunday, the president warned Tehran.", "warned", day(2025, 3, 16)),
    "year": ("Russia annexed the peninsula in 2014.", "annexed", (date(2014, 1, 1), date(2014, 12, 31))),
    "range": (
        "The envoys met from March 3 to March 7 in Vienna.",
        "met",
        (date(2025, 3, 3), date(2025, 3, 7)),
    ),
    "since": (
        "Since 2014 Russia has controlled the peninsula.",
        "controlled",
        (date(2014, 1, 1), MONDAY),
    ),
    "since a dated noun": (
        "Since the invasion in 2022, Russia has taken many towns.",
        "taken",
        (date(2022, 1, 1), MONDAY),
    ),
    "day that looks like part of the subject": ("On March 3 rebel forces took the town.", "took", day(2025, 3, 3)),
    "clause about the day": ("The crisis began on March 4, when gunmen killed a judge.", "killed", day(2025, 3, 4)),
    "day on which": ("It was Sunday, the day on which rebels shelled the port.", "shelled", day(2025, 3, 16)),
    "cleft": ("In February it was Macron who accused the army.", "accused", (date(2025, 2, 1), date(2025, 2, 28))),
    "clause of the same time": (
        "Berlin announced the step in February when Macron visited the city.",
        "visited",
        (date(2025, 2, 1), date(2025, 2, 28)),
    ),
    "until when it lasts": ("The army declared a truce until May 2 on Sunday.", "declared", day(2025, 3, 16)),
    "days before the verb above": (
        "Three days after the army had seized the port, the minister resigned on Saturday.",
        "seized",
        day(2025, 3, 12),
    ),
    "hours before the verb above": (
        "Hours after rebels seized the port, the minister resigned on Saturday.",
        "seized",
        day(2025, 3, 15),
    ),
    "past weeks": (
        "The army shelled the town over the past two weeks.",
        "shelled",
        (date(2025, 3, 3), MONDAY),
    ),
}


@pytest.mark.parametrize(("text", "trigger", "days"), OWN.values(), ids=OWN.keys())
def test_an_event_takes_the_expression_that_belongs_to_it(
    anchor: Anchor, text: str, trigger: str, days: tuple[date, date]
) -> None:
    found = anchor(text, trigger)
    assert (found.start, found.end) == days
    assert found.basis is STATED


def test_what_is_to_last_until_a_day_to_come_was_announced_before(anchor: Anchor) -> None:
    dated = anchor("The army declared a truce until May 2, 2025.", "declared")
    assert (dated.start, dated.end, dated.basis) == (MONDAY, MONDAY, PUBLICATION)


def test_a_stated_date_names_its_words_and_where_they_stand(anchor: Anchor) -> None:
    text = "Rebels shelled the port on Saturday."
    found = anchor(text, "shelled")
    assert found.span is not None
    assert found.text == text[slice(*found.span)] == "Saturday"
    assert found.precision is Precision.DAY


def test_the_day_of_an_announcement_is_not_that_of_what_is_announced(anchor: Anchor, anchor_cue: Anchor) -> None:
    text = "The president announced on Monday that he will hold talks with his rival."
    assert anchor_cue(text, "announced").start == MONDAY
    assert anchor_cue(text, "announced").basis is STATED
    assert anchor(text, "hold talks", PLANNED) == UNDATED


def test_a_plan_for_a_weekday_looks_ahead_under_a_past_report(anchor: Anchor, anchor_cue: Anchor) -> None:
    text = "Speaking on Sunday, she revealed that she plans to have a conversation with him on Tuesday."
    talks, statement = anchor(text, "have a conversation", PLANNED), anchor_cue(text, "revealed")
    assert (talks.start, talks.end, talks.basis, talks.text) == (*day(2025, 3, 18), STATED, "Tuesday")
    assert (statement.start, statement.end, statement.basis) == (*day(2025, 3, 16), STATED)


def test_a_report_does_not_date_what_had_happened_before_it(anchor: Anchor) -> None:
    found = anchor("The governor said on Friday that troops had attacked the village.", "attacked")
    assert (found.start, found.end, found.basis) == (None, date(2025, 3, 14), STATED)
    assert found.precision is Precision.OPEN


def test_what_goes_on_while_it_is_reported_goes_on_that_day(anchor: Anchor) -> None:
    found = anchor("On Friday, he stressed that Moscow is working to restore ties.", "working", ONGOING)
    assert (found.start, found.end) == day(2025, 3, 14)


def test_a_possessive_day_stays_with_its_noun(anchor: Anchor) -> None:
    text = "The minister condemned Saturday's attack."
    assert anchor(text, "attack").start == date(2025, 3, 15)
    assert (anchor(text, "condemned").start, anchor(text, "condemned").basis) == (MONDAY, PUBLICATION)


FALLBACK = {
    "past": ("Rebels shelled the port.", "shelled", OCCURRED, (MONDAY, MONDAY), PUBLICATION),
    "perfect": ("Kyiv has accused Moscow of lying.", "accused", OCCURRED, (MONDAY, MONDAY), PUBLICATION),
    "ongoing": ("Talks are continuing in Doha.", "Talks", ONGOING, (MONDAY, MONDAY), PUBLICATION),
    "pluperfect has only an end": (
        "Kyiv had accused Moscow of lying.",
        "accused",
        OCCURRED,
        (None, MONDAY),
        PUBLICATION,
    ),
    "previously has only an end": (
        "Officials previously confirmed the meeting.",
        "confirmed",
        OCCURRED,
        (None, MONDAY),
        PUBLICATION,
    ),
    "planned": ("The two will hold talks.", "hold talks", PLANNED, (None, None), UNKNOWN),
    "hypothetical": ("The army could attack the town.", "attack", HYPOTHETICAL, (None, None), UNKNOWN),
    "denied": ("The army denied shelling the town.", "shelling", EventStatus.DENIED, (None, None), UNKNOWN),
}


@pytest.mark.parametrize(("text", "trigger", "status", "days", "basis"), FALLBACK.values(), ids=FALLBACK.keys())
def test_without_words_the_publication_date_speaks_where_tense_and_status_let_it(
    anchor: Anchor,
    text: str,
    trigger: str,
    status: EventStatus,
    days: tuple[date | None, date | None],
    basis: DateBasis,
) -> None:
    found = anchor(text, trigger, status)
    assert (found.start, found.end) == days
    assert found.basis is basis


@pytest.mark.parametrize("status", [PLANNED, EventStatus.PROPOSED, HYPOTHETICAL], ids=str)
def test_what_has_not_happened_never_gets_a_day_that_has_passed(anchor: Anchor, status: EventStatus) -> None:
    assert anchor("They proposed talks on March 3.", "talks", status).start is None
    ahead = anchor("They discussed holding a vote on Thursday.", "vote", status)
    assert ahead.end is None or ahead.end >= MONDAY


def test_what_happened_never_gets_a_day_to_come(anchor: Anchor) -> None:
    found = anchor("The council voted next week, a typing error says.", "voted")
    assert found.start is None or found.start <= MONDAY


@pytest.mark.parametrize("words", ["until Friday", "by Friday"])
def test_a_limit_of_a_plan_sets_its_end_only(anchor: Anchor, words: str) -> None:
    found = anchor(f"The rebels will withdraw {words}.", "withdraw", PLANNED)
    assert (found.start, found.end, found.precision) == (MONDAY, date(2025, 3, 21), Precision.RANGE)


CAPTIONED = (
    "The two presidents shake hands at a summit in Osaka, Japan, June 28, 2019. REUTERS/Jane Doe/File Photo\n"
    "Leaders to Meet Again\n"
    "The two presidents spoke by telephone about the war, their offices announced in the capital.\n"
)


def test_a_caption_dates_its_own_event_and_no_other(anchor: Anchor) -> None:
    photo = anchor(CAPTIONED, "shake hands")
    assert (photo.start, photo.end, photo.basis) == (*day(2019, 6, 28), STATED)
    call = anchor(CAPTIONED, "spoke")
    assert (call.start, call.basis) == (MONDAY, PUBLICATION)


def test_a_caption_without_a_day_gives_none(anchor: Anchor) -> None:
    text = "Two presidents shake hands in Osaka, Japan. REUTERS/Jane Doe/File Photo\nThey met in the capital today.\n"
    assert anchor(text, "shake hands") == UNDATED


def test_page_furniture_has_no_day(anchor: Anchor) -> None:
    text = "Rebels shelled the port on Saturday, the army said in a statement.\nLeave comment\n"
    assert anchor(text, "comment") == UNDATED


def test_without_a_publication_date_only_absolute_expressions_date_anything(anchor: Anchor) -> None:
    assert anchor("Rebels shelled the port.", "shelled", dct=None) == UNDATED
    assert anchor("Rebels shelled the port on Saturday.", "shelled", dct=None) == UNDATED
    assert anchor("Rebels shelled the port on 5 May 2020.", "shelled", dct=None).start == date(2020, 5, 5)


def test_every_date_that_comes_out_is_in_order(anchor: Anchor) -> None:
    text = (
        "After the ceasefire on March 3 collapsed, the army shelled the port before Friday, until last week, and again "
        "between 2014 and May, the governor said two days later."
    )
    for status in EventStatus:
        for trigger in ("collapsed", "shelled", "said", "ceasefire"):
            found = anchor(text, trigger, status)
            assert found.start is None or found.end is None or found.start <= found.end
