"""What a user of the client made by openapi-python-client writes; its argument is the address of a server."""

import sys
from datetime import date

from dateline_client import Client
from dateline_client.api.articles import get_article, post_article
from dateline_client.api.events import get_event, list_events
from dateline_client.models import EventPage, FoundArticle, JudgedEvent, NewArticle, Problem, WholeArticle
from dateline_client.types import UNSET, Unset

client = Client(base_url=sys.argv[1])

page = list_events.sync(client=client, date_from=date(2025, 3, 18), date_to=date(2025, 3, 18))
assert isinstance(page, EventPage), page
[event] = page.data
assert (event.event_type, event.status) == ("CONSULT", "PLANNED")
assert event.event_date is not None
assert event.event_date.start == date(2025, 3, 18)
assert [participant.actor_id for participant in event.participants] == ["person:donald-trump", "person:vladimir-putin"]
same = get_event.sync(event.id, client=client)
assert isinstance(same, JudgedEvent), same
assert same.evidence[0].quote == event.evidence[0].quote

ids: list[str] = []
pages = 0
cursor: str | Unset | None = UNSET
while cursor is not None:
    page = list_events.sync(client=client, actor=["group:ken-edu"], limit=25, cursor=cursor)
    assert isinstance(page, EventPage), page
    ids += [found.id for found in page.data]
    pages += 1
    cursor = page.page.next_cursor
assert (len(ids), len(set(ids)), pages) == (60, 60, 3), (len(ids), pages)

missing = get_event.sync_detailed("evt_aaaaaaaaaaaaaaaa", client=client)
assert missing.status_code == 404
assert isinstance(missing.parsed, Problem)
assert missing.parsed.type_ == "/problems/not-found"

wrong = list_events.sync_detailed(client=client, date_from=date(2025, 5, 1), date_to=date(2025, 1, 1))
assert wrong.status_code == 400
assert isinstance(wrong.parsed, Problem)
assert [error.parameter for error in wrong.parsed.errors] == ["date_from"]

text = "Kenyan President William Ruto met Ugandan President Yoweri Museveni in Kampala on 4 March 2024."
posted = post_article.sync_detailed(client=client, body=NewArticle(text=text, publisher="The Lake Courier"))
assert posted.status_code == 201, posted
assert isinstance(posted.parsed, FoundArticle)
assert posted.parsed.text == text
stored = get_article.sync(posted.parsed.id, client=client)
assert isinstance(stored, WholeArticle)
page = list_events.sync(client=client, article=[stored.id])
assert isinstance(page, EventPage), page
assert [found.event_type for found in page.data] == ["CONSULT"]
print("done")
