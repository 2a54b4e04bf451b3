"""A match of the grammar in, whether its neighbours speak against it out ("$2,000", "in May we", "May 10 percent")."""

import re

from extraction.time_lexer import Lexemes, class_names

_NUMERIC_START = frozenset({"DAYNUMBER", "NUMBER", "YEAR", "DOTCLOCK", "NW", "DECADE", "CLOCK", "ORDNUM"})
_MONTH_CUES = frozenset(
    [
        "IN",
        "SINCE",
        "UNTIL",
        "BY",
        "LAST",
        "NEXT",
        "THIS",
        "EARLY",
        "LATE",
        "MID",
        "OF",
        "FROM",
        "TO",
        "FOR",
        "THROUGH",
        "BEFORE",
        "AFTER",
        "DURING",
        "BETWEEN",
    ]
)
_SEASON_CUES = frozenset(["IN", "SINCE", "UNTIL", "BY", "EARLY", "LATE", "MID", "THIS", "LAST", "NEXT", "DURING"])
_SHORT_YEAR_CUES = frozenset(["IN", "OF", "SINCE", "FROM", "LATE", "EARLY", "MID", "AND", "TO"])
_COUNTED = frozenset({"NW", "HUNDRED", "DOZEN", "MONEY", "AMPM", "ZONE"})
_ORDINAL_WORDS = frozenset({"ORD", "SECOND"})


def is_refused(rule: str, lexemes: Lexemes, match: re.Match[str]) -> bool:
    """Say whether a match cannot be a time expression where it stands."""
    return _Neighbours(lexemes, match).refuse(rule)


def is_idle_prefix(rule: str, match: re.Match[str], inner: str) -> bool:
    """Say whether a prefix does not fit what it would narrow ("late the day", "the first day in 2009 years")."""
    labels = {class_names()[letter] for letter in match.group()}
    if rule == "part_of":
        return inner not in {
            "iso_day",
            "month_day",
            "day_month",
            "weekday",
            "deictic",
            "holiday",
            "the_unit",
            "same_unit",
        }
    if inner in {"second_day", "first_day", "numeric_date"}:
        return True
    if rule == "edge_of" and inner == "the_unit":
        return not labels & {"IN", "OF"}
    return rule == "edge_of" and inner == "deictic"


class _Neighbours:
    """The lexemes in and around a match, by the names of their classes."""

    def __init__(self, lexemes: Lexemes, match: re.Match[str]) -> None:
        self.lexemes = lexemes
        self.first, self.last = match.span()
        self.groups = {name.partition("_")[0]: match.start(name) for name, value in match.groupdict().items() if value}

    def at(self, i: int) -> str:
        return class_names()[self.lexemes.classes[i]] if 0 <= i < len(self.lexemes.classes) else ""

    def has(self, label: str) -> bool:
        return any(self.at(i) == label for i in range(self.first, self.last))

    @property
    def before(self) -> str:
        return self.at(self.first - 1)

    @property
    def after(self) -> str:
        return self.at(self.last)

    def is_glued(self) -> bool:
        """Say whether the match begins in the middle of a word ("A380", "B2009", "U2")."""
        start = self.lexemes.starts[self.first]
        previous = self.lexemes.text[start - 1 : start]
        if previous.isalnum() or (previous in "_@#&\\" and previous):
            return True
        end = self.lexemes.ends[self.last - 1]
        following = self.lexemes.text[end : end + 1]
        return following.isalnum() or following == "_"

    def refuse(self, rule: str) -> bool:
        if self.is_glued():
            return True
        if self.at(self.first) in _NUMERIC_START and self.before in ("MONEY", "SLASH"):
            return True
        if self.at(self.last - 1) in _NUMERIC_START and self.after == "PERCENT":
            return True
        check = getattr(self, f"_refuse_{rule}", None)
        return bool(check and check())

    def _refuse_year(self) -> bool:
        if self.last - self.first > 1:
            return False
        return self.after in _COUNTED or self.before in ("THAN", "NUMBER", "DOT", "NUMBERED")

    def _refuse_that_time(self) -> bool:
        noun = self.lexemes.words(self.last - 1, self.last).lower()
        return noun != "time" and self.before not in ("AT", "BY", "UNTIL", "SINCE", "FROM")

    def _refuse_year_range(self) -> bool:
        first, last = self.lexemes.values[self.first], self.lexemes.values[self.last - 1]
        if not last.isdigit() or len(last) not in (2, 4):
            return True
        return int(last) <= int(first[4 - len(last) :])

    def _refuse_short_year(self) -> bool:
        return self.before not in _SHORT_YEAR_CUES

    def _refuse_month(self) -> bool:
        return self.has("MAY") and self.last - self.first == 1 and self.before not in _MONTH_CUES

    def _refuse_month_day(self) -> bool:
        if "year" in self.groups or "yearof" in self.groups:
            return False
        return self.before == "IN" and self.after == "OTHER"

    def _refuse_day_month(self) -> bool:
        day = self.at(self.groups["day"])
        return day in _ORDINAL_WORDS and not self.has("OF")

    def _refuse_season(self) -> bool:
        if self.last - self.first > 1 and not (self.has("FALL") and self.after in ("OF", "IN") and self.has("THE")):
            return False
        if self.has("FALL"):
            return not (self.before == "IN" or (self.has("THE") and self.before in _SEASON_CUES)) or self.after in (
                "OF",
                "IN",
            )
        if self.has("SPRING"):
            return self.before not in _SEASON_CUES
        return False

    def _refuse_quarter(self) -> bool:
        part = self.at(self.groups["part"])
        return part == "HALF" and not self.has("THE") and "year" not in self.groups

    def _refuse_the_unit(self) -> bool:
        if self.before == "IN" and self.after in ("BEFORE", "AFTER"):
            return False  # "rebounded late in the day after falling"
        return self.after in ("HYPHEN", "OF", "BEFORE", "AFTER", "AGO")

    def _refuse_related_unit(self) -> bool:
        return self.after == "HYPHEN"

    def _refuse_whole_unit(self) -> bool:
        return self.after == "HYPHEN"

    def _refuse_duration(self) -> bool:
        amount = self.at(self.groups["amount"])
        unit = self.at(self.groups["unit"])
        if unit in ("U_Q", "P_Q") and (amount == "A" or self.after == "OF"):
            return True  # "a quarter of the votes"
        if unit == "SECOND":
            return amount == "A" or self.before in ("THE", "A")
        if amount == "A" and self.after == "HYPHEN":
            return True  # "a month-long siege"
        if unit == "UABBR":
            return amount not in ("DAYNUMBER", "NUMBER", "DOTCLOCK")
        return False

    def _refuse_clock(self) -> bool:
        hour, _, minute = self.lexemes.values[self.groups["hour"]].replace(".", ":").partition(":")
        if "zone" in self.groups and not minute and len(hour) in (3, 4):
            hour, minute = hour[:-2], hour[-2:]
        if not hour.isdigit() or int(hour[:4]) > 24:
            return True
        return bool(minute) and (not minute[:2].isdigit() or int(minute[:2]) > 59)

    def _refuse_set_word(self) -> bool:
        """Refuse names such as "Daily Mail"."""
        word = self.lexemes.words(self.first, self.last)
        return word[0].isupper() and self.before not in ("", "BREAK", "DOT", "STOP")

    def _refuse_past(self) -> bool:
        return self.has("PAST") and self.after in ("OTHER", "NW", "NUMBER", "DAYNUMBER", "HYPHEN")

    def _refuse_future(self) -> bool:
        return self.after == "OF" or (self.has("FUTURE") and self.after == "OTHER")

    def _refuse_present(self) -> bool:
        return self.has("CURRENT") or (self.after == "HYPHEN")
