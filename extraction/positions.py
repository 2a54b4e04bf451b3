"""Attributions and events in, positions out: who stands where on what."""

from collections.abc import Sequence

from spacy.tokens import Doc

from extraction.findings import EventMention, FoundAttribution, PositionMention
from extraction.lookup import ActorLookup


def find_positions(
    doc: Doc, actors: ActorLookup, attributions: Sequence[FoundAttribution], events: Sequence[EventMention]
) -> tuple[PositionMention, ...]:
    """Return the positions of the document in text order."""
    return ()
