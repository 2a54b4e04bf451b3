"""The words of a block in, words out that a small parser reads better in their place: the same grammar, less ambiguous.

"The junta banned rallies" is read as a noun with two participles before it; "the junta took rallies" cannot be. So a
finite verb whose form a participle has too is read as "took", and what the parser finds is put on the verb that stands
there. Only words that take a plain object have such a stand-in. The other way round, "gunmen believed to be bandits
killed five" is read as "gunmen claiming to be bandits killed five": who is believed to be something believes nothing.
"""

from collections.abc import Iterator, Sequence

from extraction.dictionary import Dictionary
from extraction.headline_words import StandIn
from extraction.reading_words import reading_words

_PAST, _PARTICIPLE = "took", "claiming"
_SUPPOSED = frozenset(
    """believed thought suspected said reported known understood presumed rumoured rumored alleged assumed deemed
    considered estimated reputed feared""".split()  # noqa: SIM905
)
_INFINITIVES = frozenset("be have belong come number hail include live work represent act operate".split())  # noqa: SIM905


class Respeller:
    """Finds the words of a text that have a stand-in; `doers` are the nouns for those who act, in lower case."""

    def __init__(self, dictionary: Dictionary, doers: frozenset[str]) -> None:
        self.dictionary = dictionary
        self.doers = doers
        self._kept = reading_words("premodifying") | reading_words("governing")
        self._small = reading_words("small")

    def find(self, texts: Sequence[str], lowers: Sequence[str]) -> Iterator[StandIn]:
        """Yield where finite verbs stand between one who acts and a bare object, and the words to read there."""
        doers, last = self.doers, len(lowers) - 2
        for i in [i for i, lower in enumerate(lowers) if lower in doers]:
            if 0 < i < last and self._is_past(lowers[i + 1]) and self._is_bare_object(texts, lowers, i + 2):
                yield StandIn(i + 1, _PAST)
        for i in [i for i, lower in enumerate(lowers) if lower in _SUPPOSED]:
            if (
                0 < i < last
                and lowers[i + 1] == "to"
                and lowers[i + 2] in _INFINITIVES
                and self._is_noun(lowers[i - 1])
            ):
                yield StandIn(i, _PARTICIPLE, "VBN")

    def _is_noun(self, lower: str) -> bool:
        return lower in self.doers or (lower not in self._small and self.dictionary.is_only_noun(lower))

    def _is_past(self, lower: str) -> bool:
        return lower.endswith("ed") and lower not in self._kept and self.dictionary.is_inflected_verb(lower)

    def _is_bare_object(self, texts: Sequence[str], lowers: Sequence[str], i: int) -> bool:
        lower = lowers[i]
        return texts[i] == lower and lower not in self._small and self.dictionary.is_noun(lower)
