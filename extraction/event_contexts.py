"""A sentence in, what it is about beyond the types of its events out: elections, territory, refugees."""

from collections.abc import Sequence

from spacy.tokens import Span

from extraction.ontology import context_words, load_contexts

_TELLING = frozenset({"NOUN", "PROPN", "ADJ", "VERB"})
_MAX_CONTEXTS = 3


def read_contexts(sentence: Span, lemmas: Sequence[str]) -> tuple[str, ...]:
    """Return what the sentence is about, by its lemmas; at most three contexts, those with most words first."""
    words, parts = load_contexts(), context_words()
    counts: dict[str, int] = {}
    previous = ""
    for offset, lemma in enumerate(lemmas):
        if lemma not in parts or sentence[offset].pos_ not in _TELLING:
            previous = ""
            continue
        for key in (lemma, f"{previous} {lemma}"):
            for name in words.get(key, ()):
                counts[name] = counts.get(name, 0) + 1
        previous = lemma
    return tuple(sorted(counts, key=lambda name: (-counts[name], name))[:_MAX_CONTEXTS])
