"""Document and its actors in, attributions out: who is said to have said, wanted, believed what."""

from spacy.tokens import Doc

from extraction.findings import FoundAttribution
from extraction.lookup import ActorLookup


def find_attributions(doc: Doc, actors: ActorLookup) -> tuple[FoundAttribution, ...]:
    """Return the attributions of the document in text order."""
    return ()
