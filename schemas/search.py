"""What a search through everything is asked, and what it answers."""

from marshmallow import fields, validate

from schemas.fields import ResourceSchema, day, integer, many, nested, string
from schemas.paging import PageWarningSchema, TotalSchema
from schemas.parameters import Parameters, choices, flag, whole, words

KINDS = ("event", "position", "actor", "issue", "article")
HITS_DEFAULT, HITS_MOST = 5, 50


def _query() -> fields.String:
    field = words(
        "Words that all occur, of actors and issues also their beginnings; "
        '"in quotes" a phrase, with a hyphen before it what must not occur.',
        "ceasefire",
    )
    field.required = True
    return field


class SearchParameters(Parameters):
    """The query parameters of a search."""

    q = _query()
    type = choices("What to look through; everything unless given. Repeat it for several.", KINDS, "event")
    limit = whole("Hits of each type at most.", 10, least=1, most=HITS_MOST, default=HITS_DEFAULT)
    total = flag("Also count what matches, up to 10,000 of each type.")


class SnippetMatchSchema(ResourceSchema):
    """Words of the search in a snippet."""

    start = integer("Where they start, in characters (Unicode code points) of the snippet.", 12)
    end = integer("Where they end, excluded.", 21)


class SnippetSchema(ResourceSchema):
    """The words around the first match."""

    text = string("The words; … stands where they were cut.", "… agreed to a ceasefire on Monday …")
    matches = many(SnippetMatchSchema, "Where words of the search stand; empty where they stand elsewhere.")


class HitSchema(ResourceSchema):
    """Something that matches."""

    type = fields.String(
        required=True,
        validate=validate.Length(min=1),
        metadata={
            "description": f"What it is: {', '.join(KINDS)}; new values may be added.",
            "examples": ["event"],
            "x-extensible-enum": list(KINDS),
        },
    )
    id = string("Its id.", "evt_nbswy3dpeb3w64tm")
    label = string("What a person would call it.", "CONSULT: Donald Trump – Vladimir Putin")
    day = day(
        "Of events the first day, of positions that when it was stated, of articles that of publication.",
        "2025-03-18",
        nullable=True,
    )
    snippet = nested(
        SnippetSchema, "Where it matches; null where the server does not give out the text.", nullable=True
    )
    href = string("Its address.", "/v1/events/evt_nbswy3dpeb3w64tm", format="uri-reference")


class SearchKindSchema(ResourceSchema):
    """The hits of one type."""

    type = string("The type.", "event")
    count = integer("Hits that are shown.", 5)
    total = nested(TotalSchema, "How many there are; null unless asked for with `total=true`.", nullable=True)
    href = string(
        "The list of all that match, in the same order, page by page.", "/v1/events?q=ceasefire", format="uri-reference"
    )


class SearchSchema(ResourceSchema):
    """What matches, by type: events, positions and articles the latest first, actors and issues the most frequent."""

    data = many(HitSchema, "The hits, type by type.")
    types = many(SearchKindSchema, "What was looked through, and where all that match are listed.")
    query = fields.Dict(
        required=True,
        metadata={"description": "The search as it was understood.", "examples": [{"q": "ceasefire"}]},
    )
    warnings = many(PageWarningSchema, "What the reader of this answer should know.")
