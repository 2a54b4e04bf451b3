"""The collections of the API in, `/llms.txt` out: what a language model should know before it asks."""

from collections.abc import Iterable

_HEAD = """\
# Dateline

> Dated events, actors and positions found in English news articles: who did what to whom, when and where; who is for or
> against what, in whose words. Every record names the words of the article that prove it.

Ask over HTTP; the answers are JSON. Lists go on by `page.next_cursor`; `limit` is 1 to 1000. Parameters that do not
exist are refused, never ignored; errors say what is wrong and what is allowed. Days are ISO 8601 and inclusive,
countries ISO 3166-1 alpha-3. An actor is named by id (`country:RUS`, `gov:USA-state-department`, `org:nato`,
`person:kaja-kallas`), Wikidata item, CAMEO code, name or alias; `query.actor` in the answer says as whom it was
understood. Event types are those of PLOVER; stances and other words stand in the OpenAPI document.

What an article says is not what is so: read `status` (OCCURRED, PLANNED, DENIED …), `reported_by`, `confidence`, what a
date rests on (`event_date.basis`), and cite `evidence[].quote` with its article.

## Questions

- [What happened on a day](/v1/events?on=2025-03-12)
- [What an actor did or what was done to it](/v1/events?actor=Russia&date_from=2025-03-01&date_to=2025-03-31)
- [What one did to another](/v1/events?source_actor=USA&target_actor=RUS)
- [Events by month and type](/v1/stats/events?group_by=month,event_type)
- [Who demands what](/v1/positions?stance=DEMAND)
- [Who stands where on what, and who changed sides](/v1/positions/matrix)
- [Who held an office on a day](/v1/actors?office=foreign%20minister&on=2025-03-12)
- [Words in everything](/v1/search?q=ceasefire)

## Collections

"""
_TAIL = """\

## Documents

- [OpenAPI 3.1](/openapi.json): every operation, parameter and field, with examples
- [Documentation](/docs/): the same to read and to try
- [What there is](/v1): collections, limits, size of the data set
- [Problems](/problems/): what each kind of error means

## Optional

- `dateline mcp` serves the same questions as tools of the Model Context Protocol
"""


def render_llms(resources: Iterable[tuple[str, str, str]]) -> str:
    """Return the text; a collection has its name, its address and what it holds."""
    return _HEAD + "".join(f"- [{name}]({href}): {about}\n" for name, href, about in resources) + _TAIL
