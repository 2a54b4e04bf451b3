"""Document, actors, places and attributions in, coded event mentions out."""

from collections.abc import Sequence

from spacy.tokens import Doc

from extraction.findings import EventMention, FoundAttribution
from extraction.lookup import ActorLookup, PlaceLookup


def find_events(
    doc: Doc, actors: ActorLookup, places: PlaceLookup, attributions: Sequence[FoundAttribution]
) -> tuple[EventMention, ...]:
    """Return the event mentions of the document in text order."""
    return ()
