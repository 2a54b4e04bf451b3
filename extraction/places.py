"""Document in, the places it names out."""

from collections.abc import Sequence

from spacy.tokens import Doc

from extraction.findings import ActorReference, FoundPlace


def find_places(doc: Doc, references: Sequence[ActorReference]) -> tuple[FoundPlace, ...]:
    """Return the places that the document names, with coordinates."""
    return ()
