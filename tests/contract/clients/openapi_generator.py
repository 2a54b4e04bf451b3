"""What a user of the Python client made by openapi-generator writes; its argument is the address of a server."""

import sys
from collections.abc import Callable
from datetime import date

from dateline_openapi import ApiClient, Configuration, NewArticle, Problem
from dateline_openapi.api.articles_api import ArticlesApi
from dateline_openapi.api.events_api import EventsApi
from dateline_openapi.exceptions import ApiException


def problem_of(call: Callable[[], object]) -> Problem:
    """Return the problem that a call ends in."""
    try:
        call()
    except ApiException as error:
        if isinstance(error.data, Problem):
            return error.data
        raise
    raise RuntimeError("this should have failed")


with ApiClient(Configuration(host=sys.argv[1])) as client:
    events = EventsApi(client)
    page = events.list_events(date_from=date(2025, 3, 18), date_to=date(2025, 3, 18))
    [event] = page.data
    assert (event.event_type, event.status) == ("CONSULT", "PLANNED")
    assert event.event_date is not None
    assert event.event_date.start == date(2025, 3, 18)
    assert events.get_event(event.id).evidence[0].quote == event.evidence[0].quote

    ids: list[str] = []
    pages = 0
    cursor: str | None = None
    while pages == 0 or cursor is not None:
        page = events.list_events(actor=["group:ken-edu"], limit=25, cursor=cursor)
        ids += [found.id for found in page.data]
        pages += 1
        cursor = page.page.next_cursor
    assert (len(ids), len(set(ids)), pages) == (60, 60, 3), (len(ids), pages)

    missing = problem_of(lambda: events.get_event("evt_aaaaaaaaaaaaaaaa"))
    assert (missing.status, missing.type) == (404, "/problems/not-found")
    wrong = problem_of(lambda: events.list_events(date_from=date(2025, 5, 1), date_to=date(2025, 1, 1)))
    assert (wrong.status, [fault.parameter for fault in wrong.errors]) == (400, ["date_from"])

    text = "Ghanaian President John Mahama met Togolese President Faure Gnassingbé in Lomé on 5 March 2025."
    articles = ArticlesApi(client)
    posted = articles.post_article_with_http_info(NewArticle(text=text))
    assert posted.status_code == 201, posted
    page = events.list_events(article=[posted.data.id])
    assert [found.event_type for found in page.data] == ["CONSULT"]
print("done")
