"""The table of patterns by which time expressions are found, in order, in a notation over classes of words."""

from dataclasses import dataclass

from records.vocabularies import TimexType

_DATE, _TIME, _DURATION, _SET = TimexType.DATE, TimexType.TIME, TimexType.DURATION, TimexType.SET

# The notation: a regular expression over lexemes, in which a word in capitals is a class of lexemes (time_words.tsv and
# the lexer name them) or one of these abbreviations; `name:WORD` catches what stands there, white space means nothing.
# Every repetition is bounded, so that the work for a lexeme is, too.
ABBREVIATIONS = {
    "NUM": "[DAYNUMBER NUMBER DOTCLOCK YEAR]",
    "NUMBERWORDS": "[NW DOZEN] (?: [HYPHEN AND]? [NW HUNDRED]){0,4}",
    "COUNT": "(?: (?: NUM HUNDRED? | NUMBERWORDS | A [HUNDRED DOZEN]) (?: HYPHEN? AND HYPHEN? A HYPHEN? HALF)?)",
    "VAGUE": "(?: A? QUANT [HUNDRED DOZEN]? | SOME | A? [COUPLE PAIR] OF? | DOZENS OF)",
    "AMOUNT": "(?: COUNT | VAGUE | HALF A | A HALF | HALF (?= HYPHEN) | A)",
    "UNIT": "[U_D U_W U_M U_Q U_Y U_DE U_CE U_ML U_FN U_T]",
    "UNITS": "[P_D P_W P_M P_Q P_Y P_DE P_CE P_ML P_FN P_T]",
    "ANYUNIT": "[U_D U_W U_M U_Q U_Y U_DE U_CE U_ML U_FN U_T SECOND"
    " P_D P_W P_M P_Q P_Y P_DE P_CE P_ML P_FN P_T P_NIGHT UABBR]",
    "ROUGHLY": "(?: [NOT NUMBERED]? [MORE LESS] THAN | AT [LEAST MOST] | UP TO | APPROX | WELL? OVER)",
    "MON": "[MONTH MAY MABBR]",
    "WDAY": "[WEEKDAY WABBR]",
    "DAYNUM": "[DAYNUMBER ORDNUM ORD]",
    "ORDINAL": "[ORD ORDNUM SECOND]",
    "SEASONWORD": "[SEASON SPRING FALL]",
    "YEAROF": "OF? yearof:[LAST THIS NEXT] U_Y",
    "FULLSTOP": "(?= [DOT COMMA STOP CLOSE BREAK LONGDASH] | $)",
    "ZONE_NAME": "zone:ZONE (?: sign:[PLUS HYPHEN DASH] offset:[DAYNUMBER CLOCK])?",
    "ZONES": "(?: ZONE_NAME | OPEN ZONE_NAME CLOSE | LOCAL TIMENOUN | OPEN LOCAL TIMENOUN CLOSE)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A pattern with the type of what it matches; `name` is also the name of its reader."""

    name: str
    type: TimexType
    pattern: str


def _rules(*rows: tuple[str, TimexType, str]) -> tuple[Rule, ...]:
    return tuple(Rule(name=name, type=type_, pattern=pattern) for name, type_, pattern in rows)


# Of two matches that overlap the longer wins, of two equally long ones the one that stands first here.
RULES = _rules(
    # Days and times in figures
    ("iso_time", _TIME, "stamp:ISOTIME"),
    ("iso_day", _DATE, "stamp:ISODAY"),
    ("numeric_date", _DATE, "stamp:NUMDATE"),
    # Days of a month
    ("month_day", _DATE, "(?: WDAY COMMA?)? month:MON THE? day:DAYNUM (?! HYPHEN? ANYUNIT)"),
    ("month_day", _DATE, "(?: WDAY COMMA?)? month:MON THE? day:DAYNUM (?: [COMMA OF]? year:YEAR | YEAROF)"),
    ("day_month", _DATE, "(?: WDAY COMMA? THE? | THE)? day:[DAYNUMBER ORDNUM ORD SECOND] OF? month:MON"),
    (
        "day_month",
        _DATE,
        "(?: WDAY COMMA? THE? | THE)? day:[DAYNUMBER ORDNUM ORD SECOND] OF? month:MON (?: [COMMA OF]?"
        " year:YEAR | YEAROF)",
    ),
    ("day_range", _DATE, "month:MON day:DAYNUM [HYPHEN DASH] last:DAYNUM (?: COMMA? year:YEAR)?"),
    ("day_range", _DATE, "day:DAYNUM [HYPHEN DASH] last:DAYNUM month:MON (?: COMMA? year:YEAR)?"),
    (
        "first_day",
        _DATE,
        "day:DAYNUM (?= (?: AND | TO | OR | COMMA DAYNUM AND) DAYNUM month:MON (?: COMMA? year:YEAR)?)",
    ),
    (
        "second_day",
        _DATE,
        "(?: (?<= MON DAYNUM AND) | (?<= MON DAYNUM TO) | (?<= MON DAYNUM OR) | (?<= MON DAYNUM COMMA AND))"
        " THE? day:DAYNUM"
        "(?: COMMA? year:YEAR)? (?! ANYUNIT | MON | HYPHEN | PERCENT | AMPM | NW | OTHER)",
    ),
    # Months
    ("month_year", _DATE, "month:MON (?: [COMMA OF]? year:YEAR | short:SHORTYEAR | YEAROF)"),
    ("month", _DATE, "(?: relation:[LAST THIS NEXT] | THIS relation:[PAST COMING])? month:[MONTH MAY]"),
    ("month_range", _DATE, "month:MON [HYPHEN DASH] last:MON (?: COMMA? year:YEAR)?"),
    # Years, decades, centuries
    ("year", _DATE, "(?: THE U_Y | THE? [FISCAL CALENDAR] U_Y?)? year:YEAR"),
    ("year_range", _DATE, "year:YEAR [HYPHEN DASH SLASH] last:[YEAR DAYNUMBER NUMBER]"),
    ("short_year", _DATE, "short:SHORTYEAR"),
    ("decade", _DATE, "THE? decade:[DECADE SHORTDECADE]"),
    ("decade", _DATE, "THE (?: NW HYPHEN?)? decade:DECWORD"),
    ("century", _DATE, "THE? (?: tens:NW HYPHEN)? nth:ORDINAL HYPHEN? U_CE"),
    # Quarters, halves, seasons
    (
        "quarter",
        _DATE,
        "(?: THE | THIS | yearof:[LAST THIS NEXT] U_Y POSS)? FISCAL? nth:ORDINAL HYPHEN? FISCAL? part:[U_Q"
        " HALF]",
    ),
    (
        "quarter",
        _DATE,
        "THE? FISCAL? nth:ORDINAL HYPHEN? FISCAL? part:[U_Q HALF] (?: [OF IN]? THE? (?: FISCAL U_Y?)?"
        " year:YEAR | YEAROF"
        " | OF THE FISCAL? U_Y)",
    ),
    ("quarter_code", _DATE, "code:QUARTERCODE (?: OF? FISCAL? year:YEAR | YEAROF)?"),
    (
        "season",
        _DATE,
        "(?: THE | relation:[LAST THIS NEXT] | THIS relation:[PAST COMING] | THE relation:[PREV FOLLOWING] | THAT)?"
        " season:SEASONWORD (?: OF? year:YEAR | YEAROF)?",
    ),
    # Weekdays and deictic days
    (
        "weekday",
        _DATE,
        "(?: relation:[LAST THIS NEXT PAST COMING] | THIS relation:[PAST COMING NEXT] | THE relation:[FOLLOWING PREV])?"
        " weekday:WEEKDAY",
    ),
    ("weekday_of_week", _DATE, "weekday:WEEKDAY OF? THE? week:[LAST THIS NEXT PREV FOLLOWING] U_W"),
    ("weekday_and_week", _DATE, "A U_W FROM weekday:[WEEKDAY DEICTIC]"),
    ("deictic", _DATE, "[EARLIER LATER LATE EARLY]? day:DEICTIC"),
    ("deictic_beyond", _DATE, "THE U_D beyond:[BEFORE AFTER] day:DEICTIC"),
    # Calendar units by relation
    (
        "related_unit",
        _DATE,
        "(?: relation:[LAST THIS NEXT] | THIS relation:[PAST COMING] | THE? relation:CURRENT"
        " | THE relation:[PREV FOLLOWING NEXT LATEST COMING] | A? relation:PREV) [FISCAL CALENDAR UNITADJ]? unit:UNIT",
    ),
    (
        "related_unit",
        _DATE,
        "(?: relation:[LAST THIS NEXT PREV COMING FOLLOWING] | THE relation:[LAST NEXT PREV FOLLOWING COMING PAST]"
        " | THIS relation:[PAST COMING]) unit:WEEKEND",
    ),
    ("same_unit", _DATE, "(?: THE SAME | THAT SAME?) FISCAL? unit:[U_D U_W U_M U_Q U_Y U_DE WEEKEND]"),
    ("week_of", _DATE, "THE unit:[U_W WEEKEND] OF month:MON day:DAYNUM (?: COMMA? year:YEAR)?"),
    ("that_time", _DATE, "THAT TIMENOUN"),
    ("the_unit", _DATE, "THE [FISCAL CALENDAR]? unit:[U_D U_W U_M U_Q U_Y U_DE WEEKEND]"),
    ("unit_beside", _DATE, "THE unit:[U_D U_W U_M U_Q U_Y U_DE] beside:[BEFORE EARLIER AFTER] FULLSTOP"),
    ("unit_edge", _DATE, "THE? unit:[U_Y U_M U_W U_Q U_DE U_CE] [HYPHEN POSS] edge:END"),
    ("nth_unit", _DATE, "[A THE]? nth:ORDINAL UNITADJ unit:[U_D U_W U_M U_Q U_Y U_DE]"),
    ("nth_unit", _DATE, "[A THE]? nth:ORDINAL unit:[U_D U_W U_M U_Q U_Y] (?= IN A OTHER)"),
    ("day_alone", _DATE, "(?: (?<= ON) | (?<= BY) | (?<= UNTIL)) THE day:ORDNUM (?! OTHER | OF | MON | U_CE | HYPHEN)"),
    ("year_ago", _DATE, "[THE A]? unit:[U_Y U_M U_W] HYPHEN [AGO EARLIER] (?: PERIOD | U_Q | U_M)?"),
    (
        "same_period",
        _DATE,
        "THE SAME (?: PERIOD | U_Q | U_M | U_W | TIMENOUN) (?: A U_Y [AGO EARLIER] | yearof:LAST U_Y | [OF"
        " IN] year:YEAR)",
    ),
    (
        "ago",
        _DATE,
        "ROUGHLY? amount:AMOUNT UNITADJ{0,2} unit:ANYUNIT (?: OR [MORE SO])? way:[AGO EARLIER LATER"
        " AFTERWARD PREVIOUSLY] (?: TO THE U_D)?",
    ),
    ("ago", _DATE, "ROUGHLY? amount:AMOUNT UNITADJ{0,2} unit:ANYUNIT way:FROM [NOW DEICTIC]"),
    ("ago", _DATE, "ROUGHLY? amount:COUNT unit:ANYUNIT way:BEFORE FULLSTOP"),
    ("units_ago", _DATE, "unit:UNITS way:[AGO EARLIER LATER]"),
    ("long_ago", _DATE, "NOT? LONG way:AGO | SOME TIMENOUN way:AGO"),
    (
        "rest_of_unit",
        _DATE,
        "edge:[EARLIER LATER] IN? (?: THIS | THE | THAT) SAME? unit:[U_D U_W U_M U_Q U_Y U_DE U_CE]",
    ),
    ("recent_units", _DATE, "THE? relation:[RECENT PREV] unit:UNITS"),
    ("coming_units", _DATE, "THE? relation:[COMING NEXT FOLLOWING] unit:UNITS"),
    # Parts of days and the clock
    ("part_of_today", _TIME, "[EARLIER LATER EARLY LATE]? (?: THIS part:PART | part:TONIGHT)"),
    (
        "part_of_other_day",
        _TIME,
        "[EARLY LATE]? (?: relation:LAST | THE? relation:[PREV FOLLOWING NEXT] | relation:THAT | THE"
        " relation:SAME) part:PART",
    ),
    ("part_beside", _TIME, "THE part:PART beside:[BEFORE AFTER] FULLSTOP"),
    (
        "the_part",
        _TIME,
        "THE [EARLY LATE]? part:PART (?! OF | HYPHEN) | [EARLY LATE] part:PART | part:OVERNIGHT | (?: (?<="
        " AT) | (?<= BEFORE) | (?<= BY) | (?<= AFTER)) part:PART (?! OF | HYPHEN)",
    ),
    ("clock", _TIME, "ROUGHLY? hour:[CLOCK] half:AMPM? ZONES?"),
    ("clock", _TIME, "ROUGHLY? hour:[DAYNUMBER DOTCLOCK] half:AMPM ZONES?"),
    ("clock", _TIME, "hour:[NUMBER YEAR] zone:ZONE"),
    ("oclock", _TIME, "ROUGHLY? hour:[DAYNUMBER NW] OCLOCK (?: IN THE part:PART)?"),
    ("noon", _TIME, "noon:NOON ZONES?"),
    # Sets
    (
        "every",
        _SET,
        "EVERY (?: ALTERNATE | SINGLE | COUNT | QUANT)? unit:[U_D U_W U_M U_Q U_Y U_DE U_CE U_T PART WEEKEND"
        " SEASON WEEKDAY P_D P_W P_M P_Y P_T]",
    ),
    ("every", _SET, "PER unit:UNIT"),
    (
        "rate",
        _SET,
        "(?: (?<= ONCE) | (?<= TWICE) | (?<= TIMES) | (?<= PERCENT) | (?<= [P_T P_D P_W P_M]) | (?<= MONEY"
        " NUM) | (?<= MONEY NUM HUNDRED))"
        " A unit:UNIT",
    ),
    ("set_word", _SET, "set:[SETWORD ANNUAL]"),
    ("weekdays", _SET, "weekday:[WEEKDAYS WEEKENDS] PARTS?"),
    # Durations
    (
        "past_units",
        _DURATION,
        "[THE THESE THOSE THIS]? way:[LAST PAST PREV] amount:(?: COUNT | VAGUE | HALF) (?: OR SO)?"
        " UNITADJ{0,2} HYPHEN? unit:ANYUNIT",
    ),
    ("past_units", _DURATION, "THE way:[PAST LAST] UNITADJ? unit:[U_D U_W U_M U_Q U_Y U_DE U_CE U_T]"),
    (
        "next_units",
        _DURATION,
        "[THE THESE]? way:[NEXT COMING FOLLOWING] amount:(?: COUNT | VAGUE | HALF) (?: OR SO)? UNITADJ{0,2}"
        " HYPHEN? unit:ANYUNIT",
    ),
    (
        "next_units",
        _DURATION,
        "(?: (?<= OVER) | (?<= DURING) | (?<= IN) | (?<= FOR)) THE way:[NEXT COMING] unit:[U_D U_W U_M U_Q"
        " U_Y U_DE U_T]",
    ),
    (
        "first_units",
        _DURATION,
        "THE nth:[ORD LAST] amount:COUNT unit:[P_D P_W P_M P_Y] (?: OF (?: year:YEAR | yearof:[LAST THIS"
        " NEXT] U_Y | THE FISCAL? U_Y))?",
    ),
    (
        "duration",
        _DURATION,
        "ROUGHLY? (?: A WHOLE)? amount:AMOUNT HYPHEN? UNITADJ{0,2} unit:ANYUNIT (?: AND A HALF)? (?: HYPHEN?"
        " OLD)?",
    ),
    ("duration", _DURATION, "ROUGHLY? amount:AMOUNT OR MORE unit:ANYUNIT"),
    (
        "duration",
        _DURATION,
        "ROUGHLY? COUNT (?: [HYPHEN DASH TO] | HYPHEN TO HYPHEN) amount:COUNT HYPHEN? UNITADJ? unit:ANYUNIT",
    ),
    ("duration", _DURATION, "amount:COUNT (?= (?: OR HYPHEN?) COUNT HYPHEN? UNITADJ? unit:ANYUNIT)"),
    ("duration", _DURATION, "(?<= BETWEEN) amount:COUNT (?= AND COUNT HYPHEN? UNITADJ? unit:ANYUNIT)"),
    ("single_unit", _DURATION, "[A THE]? SINGLE HYPHEN? unit:UNIT"),
    ("whole_unit", _DURATION, "[THE A THIS]? WHOLE unit:UNIT | ALL THE? whole:[U_D U_W U_M U_Y]"),
    ("bare_units", _DURATION, "UNITADJ? unit:[P_D P_W P_M P_Y P_DE P_CE P_T P_FN P_ML]"),
    # References without a day
    (
        "present",
        _DATE,
        "(?<= AT) (?: THE | THIS) MOMENT | ref:[NOW PRESENTLY] | THESE P_D | THE TIMENOUN BEING | THE"
        " CURRENT TIMENOUN?",
    ),
    ("past", _DATE, "ref:RECENTLY | VERY? adjective:RECENT | THE (?: RECENT | VERY)? PAST"),
    ("future", _DATE, "VERY? ref:SOON | THE NEAR? FUTURE"),
)  # fmt: skip

# What may stand right before an expression and narrows it: "the end of", "mid-", "the first week of", "the night of".
PREFIXES = _rules(
    ("edge_of", _DATE, "THE? edge:[END BEGIN MID EARLY LATE] (?: STAGE? OF | HYPHEN)"),
    ("edge_of", _DATE, "THE? edge:[EARLY LATE MID EARLIER LATER] IN?"),
    ("nth_of", _DATE, "THE? nth:[ORD ORDNUM SECOND LAST] unit:[U_D U_W U_M U_Q WEEKEND WEEKDAY HALF] [OF IN]"),
    ("part_of", _TIME, "THE [EARLY LATE]? part:PART OF"),
)

# What may stand right behind an expression for a day and narrows it.
SUFFIXES = _rules(
    ("on_part", _TIME, "[EARLY LATE]? part:[PART OVERNIGHT]"),
)
