"""What holds for every record: offsets, ids, determinism, and no article that stops a run."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extraction.errors import ArticleError, EmptyArticleError, TooLongError
from extraction.pipeline import Extractor
from extraction.settings import ExtractorConfig, describe_model
from ingest.sources import make_article
from records.extractions import Extraction
from records.vocabularies import EventStatus
from schemas.rendering import render_record

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.md"))
Extract = Callable[..., Extraction]


def spans_with_words(record: Any) -> Iterator[tuple[int, int, str]]:
    """Yield every span of a record that says which words it covers."""
    if dataclasses.is_dataclass(record):
        words = getattr(record, "text", None) or getattr(record, "quote", None)
        start, end = getattr(record, "start", None), getattr(record, "end", None)
        if isinstance(start, int) and isinstance(end, int) and isinstance(words, str):
            yield start, end, words
        span = getattr(record, "span", None)
        if span is not None and isinstance(words, str):
            yield (*span, words)
        for field in dataclasses.fields(record):
            yield from spans_with_words(getattr(record, field.name))
    elif isinstance(record, tuple):
        for part in record:
            yield from spans_with_words(part)


def check(found: Extraction) -> None:
    """Assert what holds for every record."""
    text = found.article.text
    for start, end, words in spans_with_words(dataclasses.replace(found, article=None)):  # type: ignore[arg-type]
        assert text[start:end] == words
    ids = {actor.id for actor in found.actors}
    assert len(ids) == len(found.actors)
    assert all(actor.mentions for actor in found.actors)
    used = {p.actor_id for e in found.events for p in e.participants} | {p.actor_id for p in found.positions}
    used |= {i for p in found.positions for i in p.addressee_ids}
    assert used <= ids
    for records in (found.events, found.positions):
        assert len({r.id for r in records}) == len(records)
        assert all(r.evidence and 0 <= r.confidence <= 1 for r in records)
    for event in found.events:
        start, end = event.event_date.start, event.event_date.end
        assert start is None or end is None or start <= end


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_every_record_of_a_sample_points_at_its_words(extractor: Extractor, path: Path) -> None:
    check(extractor.extract(make_article(path.read_text("utf-8"), published_at="2025-03-20")))


def test_the_same_article_gives_the_same_bytes_whatever_came_before(extractor: Extractor) -> None:
    articles = [make_article(path.read_text("utf-8"), published_at="2025-03-20") for path in SEEDS[:4]]
    forward = [render_record(extractor.extract(article)) for article in articles]
    backward = [render_record(extractor.extract(article)) for article in reversed(articles)]
    assert forward == backward[::-1]


NASTY = [
    "“" * 301 + " said Putin.",
    '"He said \'I will «not» go”, she told ‘him" and "then',
    "A " + "very, " * 700 + "long sentence in which Russia attacked Ukraine and Ukraine attacked Russia.",
    "Leaders of " + ", ".join(f"Country{i}" for i in range(300)) + " and France met on Monday.",
    "9" * 10_000 + " people met on February 30, 99999, the 45th of May and 31/31/2025.",
    "word" * 20_000,
    "Трамп said 你好 to مرحبا 😀 \u202eright to left\u202c on Monday.",
    "\r\n\r\n\t- \r\n•\r\n1.\r\nA minister resigned.\r\n\x0b\x0c\u2028\u2029",
    "(((((((((((((((((((( Iran said )))) that it would ]]]] <<< attack >>> ",
    "said said said said told told announced will will not no nor never by by by of of of",
    "Moderator: Welcome.\nMinister: We reject it.\nModerator: Why?\nMinister: “Because.”",
]


@pytest.mark.parametrize("text", NASTY, ids=lambda text: text[:16])
def test_odd_text_is_read_like_any_other(extract: Extract, text: str) -> None:
    check(extract(text))


WORDS = [
    *[
        "Putin",
        "said",
        "that",
        "Ukraine",
        "will",
        "attack",
        "on",
        "Monday",
        "not",
        "talks",
        "with",
        "the",
        "U.S.",
        "officials",
        "and",
        "2025",
        "rejected",
    ]
]
WORDS += ["accused", "of", "he", "“", "”", '"', "\n", "- ", ",", ".", "’s", "(", ")"]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.sampled_from(WORDS),
        max_size=40,
    ),
    st.sampled_from([" ", ""]),
)  # fmt: skip
def test_any_string_of_words_gives_a_sound_record(extractor: Extractor, words: list[str], glue: str) -> None:
    try:
        check(extractor.extract(make_article(glue.join(words), published_at="2025-03-17")))
    except EmptyArticleError:
        assert not glue.join(words).strip()


def test_what_cannot_be_read_is_refused_with_a_code(extractor: Extractor) -> None:
    with pytest.raises(EmptyArticleError):
        extractor.extract(make_article(" \n"))
    with pytest.raises(TooLongError, match="1,000,001"):
        extractor.extract(make_article("a" * 1_000_001))
    assert {error.code for error in (EmptyArticleError, TooLongError)} == {"EMPTY_TEXT", "TEXT_TOO_LONG"}
    assert issubclass(TooLongError, ArticleError)


def test_without_a_publication_date_relative_days_stay_open(extract: Extract) -> None:
    found = extract("Ministers from Kenya and Uganda met on Friday.", published_at=None)
    [timex] = found.timexes
    assert (timex.value, timex.interval) == ("XXXX-WXX-5", None)
    assert all(event.event_date.start is None for event in found.events)
    assert found.warnings


def test_the_plain_case_is_right(extract: Extract) -> None:
    found = extract(
        "U.S. President Donald Trump announced on Monday that he will hold discussions with Russian President "
        "Vladimir Putin regarding efforts to end the war in Ukraine."
    )
    actors = {actor.id: [office.title for office in actor.offices] for actor in found.actors}
    assert actors["person:donald-trump"] == ["U.S. President"]
    assert actors["person:vladimir-putin"] == ["Russian President"]
    [talks] = [event for event in found.events if event.event_type == "CONSULT"]
    assert talks.status == "PLANNED"
    assert talks.event_date.start is None
    [announcement] = [p for p in found.positions if p.stance == "ANNOUNCE"]
    assert str(announcement.stated_date.start) == "2025-03-17"
    assert announcement.stated_date.text == "Monday"


def test_settings_come_from_the_environment_unless_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_MAX_CHARS", "5000")
    monkeypatch.setenv("DATELINE_DATE_ORDER", "DMY")
    config = ExtractorConfig.from_environment(date_order="MDY")
    assert (config.max_chars, config.date_order) == (5000, "MDY")


def test_the_model_is_described_without_loading_it(extractor: Extractor) -> None:
    assert describe_model(ExtractorConfig().model) == extractor.info.model


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("On 9 March 2025 the leaders of France and Spain meet in Oslo.", EventStatus.OCCURRED),
        ("On 17 March 2025 the leaders of France and Spain meet in Oslo.", EventStatus.ONGOING),
        ("The leaders of France and Spain meet in Oslo.", EventStatus.ONGOING),
        ("Since 9 March 2025 the leaders of France and Spain are meeting in Oslo.", EventStatus.ONGOING),
    ],
    ids=["day-that-is-over", "today", "no-day", "progressive"],
)
def test_the_present_of_a_chronicle_is_past(extract: Extract, text: str, status: EventStatus) -> None:
    assert [e.status for e in extract(text, published_at="2025-03-17").events] == [status]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Norway will cut aid to Mali unless it frees them, a minister said on Friday.", date(2025, 3, 14)),
        ("Norway freed Ana Silva on Friday, a week after Mali arrested her.", date(2025, 3, 7)),
    ],
    ids=["threat-of-a-speech", "weeks-before"],
)
def test_the_day_comes_from_the_clause_above(extract: Extract, text: str, day: date) -> None:
    assert day in [e.event_date.start for e in extract(text, published_at="2025-03-17").events]


def test_they_who_met_agree(extract: Extract) -> None:
    text = "French minister Karl Holm met Spanish minister Ana Silva in Oslo. They agreed to open the border."
    (agreed,) = [e for e in extract(text).events if e.event_type == "AGREE"]
    assert [p.actor_id for p in agreed.participants] == ["person:karl-holm", "person:ana-silva"]
