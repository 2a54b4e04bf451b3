"""The closed vocabularies of the extraction record, as enumerations whose values are the words on the wire."""

from enum import IntEnum, StrEnum


class BlockKind(StrEnum):
    """What a stretch of an article's text is; furniture is page text that belongs to no article."""

    HEADLINE = "HEADLINE"
    CAPTION = "CAPTION"
    HEADING = "HEADING"
    BULLET = "BULLET"
    PARAGRAPH = "PARAGRAPH"
    FURNITURE = "FURNITURE"


class TimexType(StrEnum):
    """TIMEX3 types."""

    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    SET = "SET"


class Precision(StrEnum):
    """How long the calendar unit is that an interval stands for."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    SEASON = "SEASON"
    YEAR = "YEAR"
    DECADE = "DECADE"
    RANGE = "RANGE"
    OPEN = "OPEN"
    UNKNOWN = "UNKNOWN"


class DateBasis(StrEnum):
    """What speaks for a date: an expression of its own, an earlier mention, or only the publication date."""

    STATED = "STATED"
    CARRIED = "CARRIED"
    PUBLICATION = "PUBLICATION"
    UNKNOWN = "UNKNOWN"


class DocumentDateBasis(StrEnum):
    """Where the document creation time comes from; what is given wins over the others."""

    GIVEN = "GIVEN"
    METADATA = "METADATA"
    DATELINE = "DATELINE"
    NONE = "NONE"


class ActorType(StrEnum):
    """Kinds of actors; a GROUP is an unnamed collective ("U.S. officials")."""

    PERSON = "PERSON"
    STATE = "STATE"
    GOVERNMENT_BODY = "GOVERNMENT_BODY"
    ORGANISATION = "ORGANISATION"
    ARMED_GROUP = "ARMED_GROUP"
    GROUP = "GROUP"


class MentionForm(StrEnum):
    """How a mention refers to its actor."""

    NAME = "NAME"
    DEMONYM = "DEMONYM"
    METONYM = "METONYM"
    NOMINAL = "NOMINAL"
    PRONOUN = "PRONOUN"


class PlaceKind(StrEnum):
    """Kinds of places."""

    COUNTRY = "COUNTRY"
    REGION = "REGION"
    CITY = "CITY"
    SITE = "SITE"


class AttributionKind(StrEnum):
    """Whether the content of an attribution is quoted, paraphrased, or both."""

    DIRECT = "DIRECT"
    MIXED = "MIXED"
    INDIRECT = "INDIRECT"


class EventType(StrEnum):
    """The sixteen PLOVER types, and STATEMENT for mere comment."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"
    STATEMENT = "STATEMENT"


class EventStatus(StrEnum):
    """Whether the act happened; its type says what the act is."""

    OCCURRED = "OCCURRED"
    ONGOING = "ONGOING"
    PLANNED = "PLANNED"
    PROPOSED = "PROPOSED"
    HYPOTHETICAL = "HYPOTHETICAL"
    DENIED = "DENIED"


class Role(StrEnum):
    """Roles of participants, in CAMEO's terms; PLOVER says actor and recipient."""

    SOURCE = "SOURCE"
    TARGET = "TARGET"


class Stance(StrEnum):
    """The speech act by which an actor takes a position."""

    ASSERT = "ASSERT"
    ANNOUNCE = "ANNOUNCE"
    PROPOSE = "PROPOSE"
    DEMAND = "DEMAND"
    CONDITION = "CONDITION"
    SUPPORT = "SUPPORT"
    OPPOSE = "OPPOSE"
    ACCEPT = "ACCEPT"
    REJECT = "REJECT"
    OFFER = "OFFER"
    PROMISE = "PROMISE"
    THREATEN = "THREATEN"
    ACCUSE = "ACCUSE"
    DENY = "DENY"
    DECLINE_COMMENT = "DECLINE_COMMENT"
    CONCERN = "CONCERN"
    CONFIDENCE = "CONFIDENCE"
    ASK = "ASK"
    UNDECLARED = "UNDECLARED"


class Certainty(StrEnum):
    """STATED by the holder, TENTATIVE (hinted, reportedly, may), or REPORTED by another."""

    STATED = "STATED"
    TENTATIVE = "TENTATIVE"
    REPORTED = "REPORTED"


class Polarity(IntEnum):
    """For or against the issue as named."""

    AGAINST = -1
    NEITHER = 0
    FOR = 1
