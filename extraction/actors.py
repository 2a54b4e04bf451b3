"""Document in, its actors out: clusters of mentions resolved against the directory at the article's date."""

from datetime import date

from spacy.tokens import Doc

from extraction.directory import Directory
from extraction.findings import ActorReference


def find_references(doc: Doc, directory: Directory, as_of: date | None) -> tuple[ActorReference, ...]:
    """Return the actors of the document with their mentions."""
    return ()
