"""The word lists of a pipeline's lemmatizer in, what kinds of words a form may be out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.lookups import Lookups

from extraction.frame_files import load_lexicon

_KINDS = ("verb", "noun", "adj", "adv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """Which lemmas there are of each kind of word, and which irregular forms; asked in lower case."""

    verbs: frozenset[str]
    nouns: frozenset[str]
    others: frozenset[str]
    irregular_verbs: frozenset[str]
    irregular_others: frozenset[str]
    _known: dict[str, tuple[bool, bool, bool]] = field(default_factory=dict)

    def knows(self, word: str) -> bool:
        """Say whether the word is in the dictionary at all."""
        return any(self._kinds_of(word))

    def is_verb(self, word: str) -> bool:
        """Say whether the word may be a form of a verb."""
        return self._kinds_of(word)[0]

    def is_noun(self, word: str) -> bool:
        """Say whether the word may be a noun."""
        return self._kinds_of(word)[1]

    def is_only_noun(self, word: str) -> bool:
        """Say whether the word is a noun and nothing else."""
        return self._kinds_of(word) == (False, True, False)

    def is_inflected_verb(self, word: str) -> bool:
        """Say whether the word is a form of a verb that is not its infinitive ("warns", "held")."""
        return word not in self.verbs and self.is_verb(word)

    def _kinds_of(self, word: str) -> tuple[bool, bool, bool]:
        found = self._known.get(word)
        if found is None:
            found = self._known[word] = (
                word in self.irregular_verbs or any(lemma in self.verbs for lemma in _stems(word, _VERB_ENDINGS)),
                any(lemma in self.nouns for lemma in _stems(word, _NOUN_ENDINGS)),
                word in self.irregular_others or any(lemma in self.others for lemma in _stems(word, _DEGREES)),
            )
        return found


_VERB_ENDINGS = {"s": ("",), "ies": ("y",), "es": ("e", ""), "ed": ("e", ""), "ied": ("y",), "ing": ("e", "")}
_NOUN_ENDINGS = {"s": ("",), "es": ("", "e"), "ies": ("y",), "ves": ("f", "fe"), "men": ("man",), "women": ("woman",)}
_DEGREES = {"er": ("", "e"), "est": ("", "e"), "ier": ("y",), "iest": ("y",)}
_DOUBLING = frozenset({"ed", "ing"})


def _stems(word: str, endings: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield what the word may be a form of, itself first."""
    yield word
    for ending, replacements in endings.items():
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)]
            for replacement in replacements:
                yield stem + replacement
            if ending in _DOUBLING and stem[-1:] == stem[-2:-1]:
                yield stem[:-1]


def dictionary_of(nlp: Language) -> Dictionary:
    """Return the dictionary of a pipeline's lemmatizer, with the words of the frames; these alone where it has none."""
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups", None) if "lemmatizer" in nlp.pipe_names else None
    lemmas = {kind: frozenset(_table(lookups, "lemma_index", kind)) for kind in _KINDS}
    irregular = {kind: frozenset(_table(lookups, "lemma_exc", kind)) for kind in _KINDS}
    frames = load_lexicon().by_lemma
    return Dictionary(
        verbs=lemmas["verb"] | {lemma for kind, lemma in frames if kind == "v"},
        nouns=lemmas["noun"] | irregular["noun"] | {lemma for kind, lemma in frames if kind == "n"},
        others=lemmas["adj"] | lemmas["adv"] | {lemma for kind, lemma in frames if kind == "a"},
        irregular_verbs=irregular["verb"],
        irregular_others=irregular["adj"] | irregular["adv"],
    )


def _table(lookups: Lookups | None, name: str, kind: str) -> Iterable[str]:
    if lookups is None or not lookups.has_table(name):
        return ()
    table: Iterable[str] = lookups.get_table(name).get(kind, ())
    return table
