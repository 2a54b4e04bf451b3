"""What tests of events share: a text in, its coded events out."""

from collections.abc import Callable
from typing import Any

import pytest

from extraction.actors import find_references
from extraction.attribution import find_attributions
from extraction.events import find_events
from extraction.findings import EventMention
from extraction.lookup import ActorLookup, PlaceLookup
from extraction.pipeline import Extractor
from extraction.places import find_places


@pytest.fixture(scope="module")
def code(extractor: Extractor) -> Callable[[str], tuple[EventMention, ...]]:
    """Code a text; the documents are kept, because the spans of a mention die with theirs."""
    kept: list[Any] = []

    def run(text: str) -> tuple[EventMention, ...]:
        doc = extractor.nlp(text)
        kept.append(doc)
        references = find_references(doc, extractor.directory, None)
        actors = ActorLookup(doc, references)
        places = PlaceLookup(find_places(doc, references))
        return find_events(doc, actors, places, find_attributions(doc, actors))

    return run
