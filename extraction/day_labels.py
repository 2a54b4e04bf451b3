"""A line in, where the day or hour ends that it begins with out: "March 3: Rebels seize Goma"."""

import re

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY_OF_WEEK = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_DAY = rf"(?:{_DAY_OF_WEEK},? )?(?:{_MONTH} \d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH})(?:,? \d{{4}})?"
_HOUR = r"\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: (?:GMT|UTC|BST|CET|EST|EDT))?"
_COUNT = r"(?:Day|Week|Month|Year) \d{1,4}"
_LABEL = re.compile(
    rf"(?:(?:Early |Late |Mid-)?(?:{_DAY}|{_MONTH} \d{{4}}|\d{{4}}|{_DAY_OF_WEEK}|{_HOUR}|{_COUNT})"
    rf"(?:,? {_HOUR})?) ?(?::|–|—|-) ?(?=[\"“‘']?[A-Z])"
)


def label_end(text: str, start: int = 0) -> int | None:
    """Return where the clause begins behind a day or hour and a colon or dash; None where no such label stands."""
    match = _LABEL.match(text, start, start + _LONGEST)
    return None if match is None else match.end()


_LONGEST = 60
