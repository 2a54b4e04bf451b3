"""A document in, a layer of spans out."""

from spacy.language import Language
from spacy.tokens import Doc


@Language.factory("dateline_timex", assigns=["doc.spans"])
def make_timex_tagger(nlp: Language, name: str) -> "TimexTagger":  # noqa: ARG001 (spaCy's factory signature)
    """Make the component."""
    return TimexTagger()


class TimexTagger:
    """Adds its spans to the document."""

    def __call__(self, doc: Doc) -> Doc:
        return doc
