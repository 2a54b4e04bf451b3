"""Odd spaces: read as plain ones, and quoted as they were received."""

from collections.abc import Callable

import pytest

from extraction.spaces import even_spaces
from records.extractions import Extraction

Extract = Callable[..., Extraction]
_TEXT = (
    "Kenya’s foreign minister said{0}on Monday that{0}the government would send{0}1,000 troops to{0}Haiti. "
    "“We will{0}not wait,” he said. Gunmen killed{0}two soldiers in{0}Nairobi on{0}Sunday."
)


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", "\u3000"], ids=["no-break", "narrow", "thin", "wide"])
def test_a_text_with_odd_spaces_says_what_it_says_with_plain_ones(extract: Extract, space: str) -> None:
    odd, plain = extract(_TEXT.format(space)), extract(_TEXT.format(" "))
    text = odd.article.text
    assert [e.trigger.start for e in odd.events] == [e.trigger.start for e in plain.events]
    assert [(a.id, a.mentions[0].start) for a in odd.actors] == [(a.id, a.mentions[0].start) for a in plain.actors]
    assert [(p.source, p.cue, p.content) for p in odd.positions] == [
        (p.source, p.cue, p.content) for p in plain.positions
    ]
    quotes = [*(e for event in odd.events for e in event.evidence), *(e for p in odd.positions for e in p.evidence)]
    assert all(text[e.start : e.end] == e.quote for e in quotes)
    assert any(space in e.quote for e in quotes)
    assert all(text[t.start : t.end] == t.text for t in odd.timexes)
    assert all(text[m.start : m.end] == m.text for actor in odd.actors for m in actor.mentions)
    dates = [e.event_date for e in odd.events if e.event_date.span]
    assert all(text[slice(*d.span)] == d.text for d in dates if d.span)


def test_plain_texts_stay_as_they_are() -> None:
    text = "Kenya's minister met\tUganda's.\n\nThey agreed."
    assert even_spaces(text) == text
