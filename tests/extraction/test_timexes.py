"""Time expressions: spans, values, intervals, and what bad input does."""

import re
import sys
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.time_lexer import lex, load_vocabulary
from extraction.time_verbs import time_verbs
from extraction.timex_grammar import find_phrases
from extraction.timex_readings import known_rules
from extraction.timex_rules import ABBREVIATIONS, PREFIXES, RULES, SUFFIXES
from extraction.timex_values import Context, read_phrase
from extraction.timexes import read_timexes
from records.timexes import Timex
from records.vocabularies import Precision, TimexType

THURSDAY = date(2025, 3, 20)


def read(text: str, dct: date | None = THURSDAY) -> list[tuple[str, str]]:
    """Read the expressions of a text without any syntax: words and values."""
    return [
        (text[phrase.start : phrase.end], read_phrase(phrase, Context(dct=dct)).value) for phrase in find_phrases(text)
    ]


ABSOLUTE = {
    "month first": ("on June 28, 2019", "June 28, 2019", "2019-06-28"),
    "abbreviated month": ("on Aug. 6, 1945", "Aug. 6, 1945", "1945-08-06"),
    "day first": ("on 14 February 1946", "14 February 1946", "1946-02-14"),
    "ordinal day": ("on the 3rd of May 2020", "the 3rd of May 2020", "2020-05-03"),
    "ordinal in words": ("the second of May 2020", "the second of May 2020", "2020-05-02"),
    "with its weekday": ("on Friday, Oct. 13, 2006", "Friday, Oct. 13, 2006", "2006-10-13"),
    "ISO day": ("dated 2025-03-17.", "2025-03-17", "2025-03-17"),
    "ISO instant": ("at 2025-03-17T16:00Z", "2025-03-17T16:00Z", "2025-03-17T16:00Z"),
    "figures, month first": ("on 03/04/2025", "03/04/2025", "2025-03-04"),
    "figures that can only be day first": ("on 17/03/2025", "17/03/2025", "2025-03-17"),
    "dotted figures are day first": ("am 03.04.2025", "03.04.2025", "2025-04-03"),
    "month and year": ("in November 2014", "November 2014", "2014-11"),
    "year": ("in 2014", "2014", "2014"),
    "the year and its number": ("in the year 2000", "the year 2000", "2000"),
    "fiscal year": ("in fiscal 2010", "fiscal 2010", "2010"),
    "short year": ("in '82", "'82", "1982"),
    "range of years": ("in 2008-09", "2008-09", "2008/2009"),
    "range of days": ("on March 15-17, 2024", "March 15-17, 2024", "2024-03-15/2024-03-17"),
    "decade": ("in the 1990s", "the 1990s", "199"),
    "late decade": ("in the late 1990s", "the late 1990s", "199"),
    "decade in words": ("in the seventies", "the seventies", "197"),
    "short decade": ("in the '80s", "the '80s", "198"),
    "century": ("in the 19th century", "the 19th century", "18"),
    "quarter": ("in the first quarter of 2009", "the first quarter of 2009", "2009-Q1"),
    "quarter code": ("in Q3 2024", "Q3 2024", "2024-Q3"),
    "half year": ("in the second half of 2021", "the second half of 2021", "2021-H2"),
    "season": ("in the summer of 2021", "the summer of 2021", "2021-SU"),
    "edge of a year": ("by the end of 2023", "the end of 2023", "2023"),
    "middle of a month": ("in mid-March 2020", "mid-March 2020", "2020-03"),
    "last week of a month": ("in the last week of March 2009", "the last week of March 2009", "2009-W13"),
    "nth weekday": ("on the first Monday of May 2025", "the first Monday of May 2025", "2025-05-05"),
    "part of a day": ("on the night of June 3, 2020", "the night of June 3, 2020", "2020-06-03TNI"),
    "holiday with its year": ("on Christmas Day 2009", "Christmas Day 2009", "2009-12-25"),
    "moving holiday": ("at Easter 2024", "Easter 2024", "2024-03-31"),
    "nth weekday holiday": ("on Thanksgiving 2024", "Thanksgiving 2024", "2024-11-28"),
    "day of history": ("since the Sept. 11 attacks", "Sept. 11", "2001-09-11"),
}


@pytest.mark.parametrize(("text", "words", "value"), ABSOLUTE.values(), ids=ABSOLUTE.keys())
def test_absolute_dates_need_no_publication_date(text: str, words: str, value: str) -> None:
    assert (words, value) in read(text, dct=None)


RELATIVE = {
    "yesterday": ("yesterday", "yesterday", "2025-03-19"),
    "tomorrow": ("tomorrow", "tomorrow", "2025-03-21"),
    "day before yesterday": ("the day before yesterday", "the day before yesterday", "2025-03-18"),
    "part of today": ("this morning", "this morning", "2025-03-20TMO"),
    "last night": ("last night", "last night", "2025-03-19TNI"),
    "earlier today": ("earlier today", "earlier today", "2025-03-20"),
    "bare weekday that is today": ("on Thursday", "Thursday", "2025-03-20"),
    "bare weekday": ("on Friday", "Friday", "2025-03-14"),
    "last and a weekday is never today": ("last Thursday", "last Thursday", "2025-03-13"),
    "next and a weekday": ("next Friday", "next Friday", "2025-03-21"),
    "weekday and its part": ("Tuesday morning", "Tuesday morning", "2025-03-18TMO"),
    "early and its part": ("early Tuesday morning", "early Tuesday morning", "2025-03-18TMO"),
    "last week": ("last week", "last week", "2025-W11"),
    "next month": ("next month", "next month", "2025-04"),
    "this year": ("this year", "this year", "2025"),
    "last quarter": ("last quarter", "last quarter", "2024-Q4"),
    "the weekend": ("over the weekend", "the weekend", "2025-W11-WE"),
    "this weekend": ("this weekend", "this weekend", "2025-W12-WE"),
    "end of last year": ("at the end of last year", "the end of last year", "2024"),
    "quarter of last year": ("the first quarter of last year", "the first quarter of last year", "2024-Q1"),
    "last year's quarter": ("last year's fourth quarter", "last year's fourth quarter", "2024-Q4"),
    "years ago": ("two years ago", "two years ago", "2023"),
    "months ago": ("three months ago", "three months ago", "2024-12"),
    "days ago": ("four days ago", "four days ago", "2025-03-16"),
    "a week ago": ("a week ago", "a week ago", "2025-03-13"),
    "weeks ago": ("three weeks ago", "three weeks ago", "2025-W09"),
    "to the day": ("a year ago to the day", "a year ago to the day", "2024-03-20"),
    "decade ago": ("a decade ago", "a decade ago", "201"),
    "vague past": ("several years ago", "several years ago", "PAST_REF"),
    "recent months": ("in recent months", "recent months", "PAST_REF"),
    "coming weeks": ("in the coming weeks", "the coming weeks", "FUTURE_REF"),
    "now": ("now", "now", "PRESENT_REF"),
    "a third straight day": ("for a third straight day", "a third straight day", "2025-03-20"),
    "month near the publication date": ("in February", "February", "2025-02"),
    "last and a month": ("last April", "last April", "2024-04"),
    "week of a day": ("the week of March 3", "the week of March 3", "2025-W10"),
    "last Christmas": ("last Christmas", "last Christmas", "2024-12-25"),
    "clock on a day": ("5 p.m. Friday", "5 p.m. Friday", "2025-03-14T17:00"),
    "clock with a zone": ("at 16:15 UTC", "16:15 UTC", "2025-03-20T16:15Z"),
    "clock with an offset": ("6:40 p.m. (GMT +8)", "6:40 p.m. (GMT +8)", "2025-03-20T18:40+08:00"),
    "midday": ("at noon", "noon", "2025-03-20T12:00"),
}


@pytest.mark.parametrize(("text", "words", "value"), RELATIVE.values(), ids=RELATIVE.keys())
def test_relative_expressions_count_from_the_publication_date(text: str, words: str, value: str) -> None:
    assert (words, value) in read(text)


UNRESOLVED = {
    "weekday": ("on Monday", "XXXX-WXX-1"),
    "weekday and part": ("Monday night", "XXXX-WXX-1TNI"),
    "month": ("in March", "XXXX-03"),
    "month and day": ("on March 5", "XXXX-03-05"),
    "last week": ("last week", "XXXX-WXX"),
    "last year": ("last year", "XXXX"),
    "next month": ("next month", "XXXX-XX"),
    "today": ("today", "XXXX-XX-XX"),
    "the weekend": ("the weekend", "XXXX-WXX-WE"),
    "third quarter": ("the third quarter", "XXXX-Q3"),
    "this summer": ("this summer", "XXXX-SU"),
    "two years ago": ("two years ago", "XXXX"),
    "Christmas": ("Christmas", "XXXX-XX-XX"),
    "5 p.m.": ("at 5 p.m.", "XXXX-XX-XXT17:00"),
}


@pytest.mark.parametrize(("text", "value"), UNRESOLVED.values(), ids=UNRESOLVED.keys())
def test_without_a_publication_date_values_stay_x_filled_and_intervals_null(text: str, value: str) -> None:
    (phrase,) = find_phrases(text)
    reading = read_phrase(phrase, Context(dct=None))
    assert reading.value == value
    assert reading.days is None


AMOUNTS = {
    "days": ("a 30-day ceasefire", "30-day", "P30D"),
    "age": ("the 63-year-old", "63-year-old", "P63Y"),
    "more than": ("for more than two decades", "more than two decades", "P20Y"),
    "vague": ("for several months", "several months", "PXM"),
    "bare plural": ("for years", "years", "PXY"),
    "half an hour": ("half an hour", "half an hour", "PT30M"),
    "two and a half": ("two and a half years", "two and a half years", "P2.5Y"),
    "words": ("one hundred and twenty days", "one hundred and twenty days", "P120D"),
    "past": ("over the past three weeks", "the past three weeks", "P3W"),
    "next": ("in the next six months", "the next six months", "P6M"),
    "first of two": ("within 60 or 90 days", "60", "P60D"),
    "every": ("every two weeks", "every two weeks", "P2W"),
    "rate": ("twice a week", "a week", "P1W"),
    "rate of money": ("$5 million a year", "a year", "P1Y"),
    "adverb": ("it meets weekly", "weekly", "P1W"),
    "every weekday": ("every Monday", "every Monday", "XXXX-WXX-1"),
}


@pytest.mark.parametrize(("text", "words", "value"), AMOUNTS.values(), ids=AMOUNTS.keys())
def test_durations_and_sets_have_a_length_and_no_date(text: str, words: str, value: str) -> None:
    found = [(text[p.start : p.end], read_phrase(p, Context(dct=THURSDAY)).value, p.type) for p in find_phrases(text)]
    assert [(w, v) for w, v, _ in found] == [(words, value)] or (words, value) == found[0][:2]
    assert {t for *_, t in found} <= {TimexType.DURATION, TimexType.SET}


NOT_TIME = {
    "money": "It cost $2000 and fell 50 cents to $20.",
    "percent": "About 50% of 2,000 firms, or 10 percent, agreed.",
    "modal verb": "We may march, and they may fall back.",
    "counted thousand": "Some 1,500 people came with 12 dogs.",
    "company": "Shares of Sun and the Daily Mail rose.",
    "model names": "A Boeing 737, an A380 and a B2009 landed at gate U2.",
    "ordinal second": "It was a second chance and the second attempt.",
    "seasons as verbs": "Prices fall, and plants spring up.",
    "long compound": "a month-long siege",
}


@pytest.mark.parametrize("text", NOT_TIME.values(), ids=NOT_TIME.keys())
def test_what_only_looks_like_time_is_left_alone(text: str) -> None:
    assert read(text) == []


def expressions(nlp: Any, text: str, dct: date | None = THURSDAY, **options: str) -> tuple[Timex, ...]:
    doc = nlp(text)
    return read_timexes(doc, dct, **options)


WEEKDAYS_IN_CLAUSES = {
    "participle of a plan": ("The talks planned for Tuesday were cancelled.", "2025-03-25"),
    "passive plan in the past": ("The summit was scheduled for Friday, but rain stopped it.", "2025-03-21"),
    "plan in the present": ("The court is expected to rule on Monday.", "2025-03-24"),
    "future": ("The envoy will fly to Geneva on Wednesday.", "2025-03-26"),
    "future in the past": ("The envoy said he would fly to Geneva on Wednesday.", "2025-03-26"),
    "plan under a report": ("The minister said he plans to visit the camp on Sunday.", "2025-03-23"),
    "by and the present": ("We hope to have an answer by Tuesday when I speak with her.", "2025-03-25"),
    "scheduled event in the simple present": ("They march on Sunday.", "2025-03-23"),
    "is to": ("He is to meet his counterpart in Rome on Friday.", "2025-03-21"),
    "deadline": ("The rebels have until Friday to leave the town.", "2025-03-21"),
    "ahead of": ("Ahead of Sunday's election, police searched two offices.", "2025-03-23"),
    "report in the past": ("The ministry said on Monday that it will send aid.", "2025-03-17"),
    "past": ("Gunmen killed five people on Tuesday.", "2025-03-18"),
    "today": ("Lawmakers rejected the bill on Thursday.", "2025-03-20"),
}


@pytest.mark.parametrize(("text", "day"), WEEKDAYS_IN_CLAUSES.values(), ids=WEEKDAYS_IN_CLAUSES.keys())
def test_the_clause_decides_which_way_a_bare_weekday_looks(nlp: Any, text: str, day: str) -> None:
    assert day in [timex.value for timex in expressions(nlp, text)]


def test_a_range_is_two_expressions_and_the_second_day_takes_the_month_of_the_first(nlp: Any) -> None:
    found = expressions(nlp, "The ministers met between March 3 and 7 in Vienna.")
    assert [timex.value for timex in found] == ["2025-03-03", "2025-03-07"]


def test_a_year_behind_a_range_counts_for_both_of_its_ends(nlp: Any) -> None:
    found = expressions(nlp, "The siege lasted from January to March 2020.")
    assert [timex.value for timex in found] == ["2020-01", "2020-03"]


def test_a_month_in_a_sentence_about_another_year_belongs_to_that_year(nlp: Any) -> None:
    found = expressions(
        nlp, "The army took power on February 1, 2021, arrested her in March and jailed her on December 6."
    )
    assert [timex.value for timex in found] == ["2021-02-01", "2021-03", "2021-12-06"]


def test_what_is_still_to_come_does_not_belong_to_the_year_of_the_story(nlp: Any) -> None:
    found = expressions(nlp, "The mission began in April 2023 and will end in June.")
    assert [timex.value for timex in found] == ["2023-04", "2025-06"]


def test_a_noun_in_a_clause_about_the_future_may_lie_a_few_days_back(nlp: Any) -> None:
    found = expressions(nlp, "He will travel to Paris, a week after the talks in Jeddah on March 11.")
    assert found[-1].value == "2025-03-11"


def test_a_coming_holiday_is_not_last_years(nlp: Any) -> None:
    found = expressions(nlp, "The bill must pass before Christmas.", date(2025, 12, 10))
    assert [timex.value for timex in found] == ["2025-12-25"]


def test_a_month_under_past_tense_is_the_last_one(nlp: Any) -> None:
    (timex,) = expressions(nlp, "The company opened the plant in September.")
    assert timex.value == "2024-09"


def test_the_next_day_hangs_on_the_day_before_it_in_the_text(nlp: Any) -> None:
    found = expressions(nlp, "Troops entered the town on March 3. The next day they left. Two weeks later it burned.")
    assert [timex.value for timex in found] == ["2025-03-03", "2025-03-04", "2025-W12"]


def test_a_year_earlier_keeps_the_quarter_it_is_compared_with(nlp: Any) -> None:
    found = expressions(nlp, "Exports in the fourth quarter fell from a year earlier.")
    assert [timex.value for timex in found] == ["2024-Q4", "2023-Q4"]


@pytest.mark.parametrize(
    ("order", "value"), [("MDY", "2025-03-04"), ("DMY", "2025-04-03"), ("AUTO", "2025-03-04")], ids=str
)
def test_the_date_order_decides_ambiguous_figures(nlp: Any, order: str, value: str) -> None:
    (timex,) = expressions(nlp, "It was signed on 03/04/2025 in Doha.", date_order=order)
    assert timex.value == value


def test_the_articles_own_dates_decide_the_order_of_figures(nlp: Any) -> None:
    found = expressions(nlp, "It was signed on 03/04/2025 and sealed on 17/04/2025.")
    assert [timex.value for timex in found] == ["2025-04-03", "2025-04-17"]


def test_names_that_hold_a_month_or_weekday_are_no_time(nlp: Any) -> None:
    found = expressions(nlp, "Theresa May told The Sunday Times in June that she would stay.")
    assert [timex.text for timex in found] == ["June"]


INTERVALS = {
    "earlier this month ends with the publication date": (
        "Earlier this month the port closed.",
        date(2025, 3, 1),
        date(2025, 3, 20),
        Precision.RANGE,
    ),
    "later this year begins with it": (
        "It will close later this year.",
        date(2025, 3, 20),
        date(2025, 12, 31),
        Precision.RANGE,
    ),
    "late is a third": ("It closed in late September.", date(2024, 9, 21), date(2024, 9, 30), Precision.RANGE),
    "a week": ("It closed last week.", date(2025, 3, 10), date(2025, 3, 16), Precision.WEEK),
    "a quarter": ("It closed in the third quarter.", date(2024, 7, 1), date(2024, 9, 30), Precision.QUARTER),
    "winter crosses the year": (
        "It closed in the winter of 2023.",
        date(2023, 12, 1),
        date(2024, 2, 29),
        Precision.SEASON,
    ),
    "past weeks": ("It lost money over the past two weeks.", date(2025, 3, 6), date(2025, 3, 20), Precision.RANGE),
    "coming weeks are open": ("It will close in the coming weeks.", date(2025, 3, 20), None, Precision.OPEN),
    "months of a year": (
        "Exports fell in the first nine months of 2024.",
        date(2024, 1, 1),
        date(2024, 9, 30),
        Precision.RANGE,
    ),
}


@pytest.mark.parametrize(("text", "start", "end", "precision"), INTERVALS.values(), ids=INTERVALS.keys())
def test_intervals_have_the_ends_and_precision_of_the_words(
    nlp: Any, text: str, start: date, end: date | None, precision: Precision
) -> None:
    (timex,) = expressions(nlp, text)
    assert timex.interval is not None
    assert (timex.interval.start, timex.interval.end, timex.interval.precision) == (start, end, precision)


def test_the_same_document_can_be_read_against_another_publication_date(nlp: Any) -> None:
    doc = nlp("Gunmen killed five people on Tuesday.")
    assert [t.value for t in read_timexes(doc, None)] == ["XXXX-WXX-2"]
    assert [t.value for t in read_timexes(doc, THURSDAY)] == ["2025-03-18"]
    assert [t.value for t in read_timexes(doc, date(2024, 1, 5))] == ["2024-01-02"]


IMPOSSIBLE = ["February 30", "the 45th of May", "31 April 2024", "June 99", "2025-02-30", "45/45/2025", "Feb. 30, 2021"]


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_days_the_calendar_does_not_have_stay_x_filled(text: str) -> None:
    for phrase in find_phrases(text):
        reading = read_phrase(phrase, Context(dct=THURSDAY))
        if phrase.rule not in ("month", "year"):
            assert reading.value.startswith("XXXX")
            assert reading.days is None


EXTREMES = [
    "9" * 10_000 + " days ago",
    "in the year 99999 and 0 years ago",
    "5,000 years ago and 999999999 centuries later",
    "the " * 5_000 + "last week",
    "1.1." * 20_000,
    "January " * 5_000,
    "two hundred and " * 5_000 + "days",
    "٣ days ago, ² weeks, ①②③ years",
    "March 3 and " * 3_000 + "7",
    "'" * 10_000 + "82",
    "\n" * 10_000 + "on Monday",
    "Q9 H7 25:99 UTC 99 p.m. 0:00 a.m. 24:00",
]


@pytest.mark.parametrize("dct", [None, THURSDAY, date.min, date.max], ids=str)
@pytest.mark.parametrize("text", EXTREMES, ids=range(len(EXTREMES)))
def test_extreme_input_raises_nothing(text: str, dct: date | None) -> None:
    for phrase in find_phrases(text):
        reading = read_phrase(phrase, Context(dct=dct, anchor=dct, anchor_day=dct))
        assert reading.value


def test_a_megabyte_without_a_space_holds_no_time_expression() -> None:
    assert find_phrases("a" * 1_000_000) == []


WORDS = [*sorted(load_vocabulary().words), "2014", "17", "3rd", "5:30", "1990s", "'82", "$", "%", "-", ",", "\n", "x"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60), st.sampled_from([None, THURSDAY, date.min, date.max]))
def test_any_row_of_time_words_reads_without_error_in_order_and_apart(words: list[str], dct: date | None) -> None:
    text = " ".join(word.capitalize() if i % 3 else word for i, word in enumerate(words))
    end = 0
    for phrase in find_phrases(text):
        assert end <= phrase.start < phrase.end <= len(text)
        end = phrase.end
        reading = read_phrase(phrase, Context(dct=dct, anchor=dct, anchor_day=dct))
        days = reading.days
        assert reading.value
        if days is not None and days.start and days.end:
            assert days.start <= days.end


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789-/.:,' aMonday\n", max_size=300))
def test_lexemes_cover_the_text_in_order(text: str) -> None:
    lexemes = lex(text)
    assert len(lexemes.classes) == len(lexemes.starts) == len(lexemes.ends) == len(lexemes.values)
    assert all(a < b for a, b in zip(lexemes.starts, lexemes.ends, strict=True))
    assert all(a <= b for a, b in zip(lexemes.ends, lexemes.starts[1:], strict=False))


def calls_of(text: str) -> int:
    """Count the function calls, Python's and C's, that finding and reading the phrases of a text takes."""
    count = 0

    def tally(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tally)
    try:
        for phrase in find_phrases(text):
            read_phrase(phrase, Context(dct=THURSDAY))
    finally:
        sys.setprofile(None)
    return count


GROWING = {
    "news": "On Monday, March 3, two weeks after the end of last year, at 5 p.m. GMT, 60 or 90 days later, it fell. ",
    "figures": "9",
    "dotted figures": "1.1.",
    "one word": "a",
    "months": "January ",
    "numbers in words": "two hundred and ",
    "days of one month": "March 3 and ",
    "articles": "the ",
    "first of the last of": "the first week of the last ",
    "hyphens": "mid-",
    "blank lines": "\n",
    "quotation marks": "'",
}


@pytest.mark.parametrize("text", GROWING.values(), ids=GROWING.keys())
def test_the_work_for_a_character_does_not_grow_with_the_text(text: str) -> None:
    calls_of(text * 3)  # fills the memo of rules
    short, long = calls_of(text * 200), calls_of(text * 1_600)
    assert long <= 9 * short + 200


def test_every_repetition_of_a_pattern_is_bounded() -> None:
    for rule in (*RULES, *PREFIXES, *SUFFIXES):
        assert "*" not in rule.pattern, rule.name
        assert "+" not in rule.pattern, rule.name


def test_every_rule_has_a_reader() -> None:
    suffixed = {f"{clock}_on_day" for clock in ("clock", "oclock", "noon")}
    assert {rule.name for rule in (*RULES, *PREFIXES, *SUFFIXES)} | suffixed | {"holiday"} == known_rules()


def test_the_word_lists_are_well_formed() -> None:
    assert len(load_vocabulary().words) > 400
    assert all(len(lemmas) > 20 for lemmas in time_verbs().values())


def test_every_class_of_the_word_list_is_used_by_a_pattern() -> None:
    used = {
        word
        for notation in [*(rule.pattern for rule in (*RULES, *PREFIXES, *SUFFIXES)), *ABBREVIATIONS.values()]
        for word in re.findall(r"[A-Z_]{1,}", notation)
    }
    told_apart_by_guards = {"MONEY", "NUMBERED", "PERCENT", "BETWEEN", "FOR", "DURING"}
    unused = {word.name for word in load_vocabulary().words.values()} - used - told_apart_by_guards
    assert unused <= {"SINCE", "THROUGH", "STAGE"}
