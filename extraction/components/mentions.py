"""A document in, a layer of spans out."""

from spacy.language import Language
from spacy.tokens import Doc


@Language.factory("dateline_mentions", assigns=["doc.spans"])
def make_mention_finder(nlp: Language, name: str) -> "MentionFinder":  # noqa: ARG001 (spaCy's factory signature)
    """Make the component."""
    return MentionFinder()


class MentionFinder:
    """Adds its spans to the document."""

    def __call__(self, doc: Doc) -> Doc:
        return doc
