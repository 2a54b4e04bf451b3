"""A document with its blocks and entities in, `doc.spans["timex"]` out: DATE, TIME, DURATION and SET."""

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from extraction.blocks import BlockLookup, blocks_of
from extraction.timex_grammar import Phrase
from extraction.timexes import phrases_of
from records.vocabularies import BlockKind

# A weekday, month or year inside one of these is part of a name ("The Sunday Times", "Theresa May", "Expo 2010").
_NAMES = frozenset({"PERSON", "ORG", "FAC", "PRODUCT", "WORK_OF_ART", "GPE", "LOC", "NORP", "LAW"})
_AMBIGUOUS = frozenset({"weekday", "month", "year", "season", "month_year", "set_word", "part_of_today", "the_unit"})
_COUNTS = frozenset({"CARDINAL", "QUANTITY", "MONEY", "PERCENT"})


@Language.factory("dateline_timex", assigns=["doc.spans"], requires=["doc.spans", "token.ent_type"])
def make_timex_tagger(nlp: Language, name: str) -> "TimexTagger":  # noqa: ARG001 (spaCy's factory signature)
    """Make the component; it reads the entities, and so stands behind the entity recogniser."""
    return TimexTagger()


class TimexTagger:
    """Finds the time expressions outside of page furniture; the label of a span is its TIMEX3 type."""

    def __call__(self, doc: Doc) -> Doc:
        blocks = blocks_of(doc)
        doc.spans["timex"] = [span for phrase in phrases_of(doc) for span in _spans_of(doc, phrase, blocks)]
        return doc


def _spans_of(doc: Doc, phrase: Phrase, blocks: BlockLookup) -> Iterator[Span]:
    """Yield the span of the phrase, unless the document speaks against it."""
    span = doc.char_span(phrase.start, phrase.end, label=phrase.type.value, alignment_mode="expand")
    if (
        span is not None
        and len(span)
        and not _is_name(phrase, span)
        and blocks.kind_of(span) is not BlockKind.FURNITURE
    ):
        yield span


def _is_name(phrase: Phrase, span: Span) -> bool:
    """Say whether the span is part of a name, or a year that counts something ("2000 troops")."""
    if phrase.rule not in _AMBIGUOUS or len(span) > 2:
        return False
    token = span[-1]
    if token.ent_type_ in _NAMES:
        return True
    return (
        phrase.rule == "year"
        and token.ent_type_ in _COUNTS
        and token.dep_ == "nummod"
        and token.head.tag_ in ("NNS", "NNPS")
        and phrase.class_at(-1) != "THE"
    )
