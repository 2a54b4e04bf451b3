"""Article in, document creation time out: what was given, or what a leading dateline says."""

import re
from datetime import UTC, date, datetime

from extraction.absolute_dates import read_absolute_date
from extraction.calendars import interval_of
from extraction.timex_grammar import Phrase, find_phrases
from extraction.timex_values import Context, read_phrase
from records.articles import Article, DocumentDate
from records.vocabularies import DocumentDateBasis, Precision

# The dateline stands within the first lines, before the dash that opens the story: "KYIV, March 17, 2025 (Agency) —".
_HEAD_CHARACTERS = 1_500
_LONGEST_DATELINE = 120
_LEADING_LINES = 6
_OPENING = re.compile(r"(?P<place>[^\W\d_][^\n\d]{0,60}?)[,.]?\s*$")
_CLOSING = re.compile(r"\s*(?:\([^()\n]{1,40}\)\s*)?(?:[-–—]{1,2}\s|:)")
_SPELLED = re.compile(
    r"\s*[^\W\d_a-z][^\W\d_a-z' .-]{1,40}[,:]?\s+"
    r"(?P<day>(?:[A-Z][a-z]{2,8}[.,]{0,2} )?[\w/.-]{1,12}(?:[ ,]{1,2}[\w:.]{1,12}){0,4}?)"
    r"\s*(?:\([^()\n]{1,40}\)\s*)?(?:\s[-–—]{1,2}|[–—]|:)\s"
)
_SMALL_WORD = re.compile(
    r"(?:^|\s)(?:in|on|at|the|since|until|by|from|and|was|is|has|said|after|before)\s", re.IGNORECASE
)


def document_date_of(article: Article) -> DocumentDate:
    """Return the article's document date: what is given, else its metadata's, else that of a leading dateline.

    A dateline counts only where it states a year, or none has to be guessed; the other dates of the body never do.
    """
    given = given_date(article.published_at)
    if given is not None:
        return DocumentDate(value=given, basis=DocumentDateBasis.GIVEN)
    if article.document_date.value is not None:
        return article.document_date
    return _dateline_of(article.text) or DocumentDate()


def given_date(published_at: str | None) -> date | None:
    """Return the day of `published_at`, a day or an RFC 3339 instant, in UTC; None for what is neither."""
    if not published_at:
        return None
    try:
        if len(published_at) == 10:
            return date.fromisoformat(published_at)
        instant = datetime.fromisoformat(published_at)
        return (instant.astimezone(UTC) if instant.tzinfo else instant).date()
    except (ValueError, OverflowError):
        return None


def _dateline_of(text: str) -> DocumentDate | None:
    """Return the date of the first of the leading lines that begins like a dateline."""
    start = lines = 0
    while start < min(len(text), _HEAD_CHARACTERS) and lines < _LEADING_LINES:
        end = text.find("\n", start, _HEAD_CHARACTERS)
        end = min(len(text), _HEAD_CHARACTERS) if end < 0 else end
        if text[start:end].strip():
            lines += 1
            phrases = find_phrases(text, start, min(end, start + _LONGEST_DATELINE))
            found = _read_dateline(text, start, phrases[0]) if phrases else None
            found = found or _read_other_spelling(text, start, end)
            if found is not None:
                return found
        start = end + 1
    return None


def _read_other_spelling(text: str, line: int, end: int) -> DocumentDate | None:
    """Return the date of a dateline whose spelling is none of running text ("KYIV, 17-Mar-2025 (Agency) —")."""
    match = _SPELLED.match(text, line, min(end, line + _LONGEST_DATELINE))
    day = read_absolute_date(match["day"]) if match is not None else None
    if match is None or day is None:
        return None
    return DocumentDate(value=day, basis=DocumentDateBasis.DATELINE, span=match.span("day"))


def _read_dateline(text: str, line: int, phrase: Phrase) -> DocumentDate | None:
    """Return the date if the phrase stands between a place in capitals and the dash of a dateline."""
    opening = _OPENING.fullmatch(text[line : phrase.start].lstrip())
    closing = _CLOSING.match(text, phrase.end)
    if opening is None or closing is None or _SMALL_WORD.search(opening["place"] + " "):
        return None
    if not opening["place"].split(",")[0].strip("( ").isupper():
        return None
    days = interval_of(read_phrase(phrase, Context(dct=None)).value)
    if days is None or days.precision is not Precision.DAY:
        return None
    return DocumentDate(value=days.start, basis=DocumentDateBasis.DATELINE, span=(phrase.start, phrase.end))
