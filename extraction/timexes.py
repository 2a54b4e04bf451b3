"""Document and document creation time in, time expressions with values and intervals out."""

from datetime import date

from spacy.tokens import Doc

from records.timexes import Timex


def read_timexes(doc: Doc, dct: date | None, *, date_order: str = "AUTO") -> tuple[Timex, ...]:
    """Return the time expressions of the document in text order."""
    return ()
