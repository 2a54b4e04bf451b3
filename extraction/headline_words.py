"""The words of a heading in, words out that a parser of sentences reads better in their place.

Headings leave words out and have a grammar of their own: a comma for "and", an infinitive for the future, verbs without
an article or an auxiliary around them that could be nouns as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extraction.dictionary import Dictionary
from extraction.reading_words import reading_words


def find_signature(texts: Sequence[str]) -> int | None:
    """Return where the colon or dash stands before a speaker at the end of a heading ("No talks with rebels: PM")."""
    for i in range(len(texts) - 2, max(len(texts) - 2 - _LONGEST_LABEL, _LEAST_SAID), -1):
        if texts[i] in _SIGNING:
            behind = texts[i + 1 :]
            return i if all(word[0].isalpha() or word in _POSSESSIVES for word in behind) else None
    return None


@dataclass(frozen=True, slots=True)
class StandIn:
    """A word to be read in place of another; `tag` is what the other is tagged as, where that is another thing."""

    index: int
    text: str
    tag: str = ""


_WILL, _AND, _TAKE, _TAKES, _SPEAK = "will", "and", "take", "takes", "speak"
_BREAKS = frozenset({":", ";", "–", "—", "-", "|", ".", "!", "?"})
_DETERMINERS = frozenset("the a an this that these those its his her their our my your no some any all both".split())  # noqa: SIM905
_MOST_NAMES = 12


class HeadlineReader:
    """Finds the words of a heading that have a stand-in; `doers` are the nouns for those who act, in lower case."""

    def __init__(self, dictionary: Dictionary, doers: frozenset[str]) -> None:
        self.dictionary = dictionary
        self.doers = doers
        self._small = reading_words("small")
        self._governing = reading_words("before_infinitives")

    def find(self, texts: Sequence[str], first: int) -> Iterator[StandIn]:
        """Yield the stand-ins of a heading written as a sentence; its words stand from `first` on in the document."""
        lowers = [text.lower() for text in texts]
        start = self._after_label(texts)
        if (comma := self._comma_of_subject(texts, lowers, start)) is not None:
            yield StandIn(first + comma, _AND, ",")
        for i in range(start + 1, len(texts) - 1):
            if lowers[i] in _AUXILIARIES:
                after = i + 2 if lowers[i + 1] in ("not", "n't", "n’t", "never") else i + 1
                if after < len(texts) and lowers[after] in _ODD_VERBS and self._begins_object(texts, lowers, after + 1):
                    yield StandIn(first + after, _TAKE)
                return
            if lowers[i] == "to" and self._is_future(texts, lowers, start, i):
                yield StandIn(first + i, _WILL, "TO")
                if self.dictionary.is_noun(lowers[i + 1]) and self._begins_object(texts, lowers, i + 2):
                    yield StandIn(first + i + 1, _TAKE)
                return
            if verb := self._finite(texts, lowers, start, i):
                yield StandIn(first + i, verb)
                return

    def _after_label(self, texts: Sequence[str]) -> int:
        """Return where the clause begins, after a place, a speaker or a day and a colon."""
        return next((i + 1 for i, text in enumerate(texts[:-1]) if text in _BREAKS and i <= _LONGEST_LABEL), 0)

    # ------------------------------------------------------------------------------------------------ subjects
    def _comma_of_subject(self, texts: Sequence[str], lowers: Sequence[str], start: int) -> int | None:
        """Return the last comma among the doers that a heading begins with ("US, Russia agree truce")."""
        comma = None
        for i in range(start, min(start + _MOST_NAMES, len(texts))):
            if texts[i] == ",":
                comma = i
            elif not self._may_be_doer(texts[i], lowers[i]):
                begins = comma is not None and comma > start and i > comma + 1
                return comma if begins and self._begins_clause(lowers, i) else None
        return None

    def _may_be_doer(self, text: str, lower: str) -> bool:
        if text[:1].isupper() or text in _JOINTS:
            return lower not in self._small
        return lower in self.doers

    def _begins_clause(self, lowers: Sequence[str], i: int) -> bool:
        """Say whether a plural verb stands here, or "to" and a verb, "in talks", "at odds"."""
        lower = lowers[i]
        after = lowers[i + 1] if i + 1 < len(lowers) else ""
        if lower == "to":
            return after in self.dictionary.verbs
        if lower in ("in", "at"):
            return after in ("talks", "odds", "war", "dispute", "row", "standoff")
        return lower not in self._small and lower in self.dictionary.verbs

    # ------------------------------------------------------------------------------------------------ verbs
    def _is_future(self, texts: Sequence[str], lowers: Sequence[str], start: int, i: int) -> bool:
        """Say whether "to" and a verb follow a subject without a verb ("Ministers to meet in Oslo")."""
        before = lowers[i - 1]
        if lowers[i + 1] not in self.dictionary.verbs or self._governs(before) or not before[:1].isalnum():
            return False
        if before in self._small or not (texts[i - 1][0].isupper() or self.dictionary.is_noun(before)):
            return False
        return not any(self._may_be_finite(texts, lowers, start, k) for k in range(start, i))

    def _governs(self, lower: str) -> bool:
        stems = {lower, lower.removesuffix("s"), lower.removesuffix("es"), lower.removesuffix("ed"), lower[:-1]}
        return not stems.isdisjoint(self._governing) and lower not in self.doers

    def _may_be_finite(self, texts: Sequence[str], lowers: Sequence[str], start: int, i: int) -> bool:
        """Say whether a word before the infinitive may be the verb of the clause itself."""
        lower = lowers[i]
        if lower in _AUXILIARIES:
            return True
        if i == start or texts[i][0].isupper() or lower in self._small:
            return False
        if lower in self.dictionary.verbs:
            return lowers[i + 1] != "to" and (self._is_plural_doer(lowers[i - 1]) or self._joins_names(texts, i))
        return lower not in self.doers and self.dictionary.is_inflected_verb(lower)

    def _finite(self, texts: Sequence[str], lowers: Sequence[str], start: int, i: int) -> str | None:
        """Return the stand-in of a verb in the present that could be a noun ("Cops quiz minister")."""
        lower = lowers[i]
        if texts[i] != lower or (lower in self._small and lower not in _ODD_VERBS):
            return None
        takes_object = self._begins_object(texts, lowers, i + 1)
        if lower in self.dictionary.verbs:
            joined = self._joins_names(texts, i)
            if not joined and (lower in self.doers or lower in _NO_VERBS or not self._is_plural_doer(lowers[i - 1])):
                return None
            if takes_object:
                return _TAKE
            return _SPEAK if lowers[i + 1] in _BESIDE and lower not in _ODD_VERBS else None
        if lower.endswith("s") and self.dictionary.is_inflected_verb(lower) and self.dictionary.is_noun(lower):
            takes_object = takes_object or (lowers[i + 1] in _ODD_VERBS and self._begins_object(texts, lowers, i + 2))
            return _TAKES if takes_object and self._is_single(texts, lowers, start, i) else None
        return None

    def _is_plural_doer(self, lower: str) -> bool:
        return lower in self.doers and lower.endswith(_PLURALS) and lower not in _SINGULAR

    def _joins_names(self, texts: Sequence[str], i: int) -> bool:
        """Say whether two names are joined right before a word ("Pakistan, Afghanistan exchange fire")."""
        return i >= _TWO_NAMES and texts[i - 1][0].isupper() and texts[i - 2] in _JOINTS and texts[i - 3][0].isupper()

    def _is_single(self, texts: Sequence[str], lowers: Sequence[str], start: int, i: int) -> bool:
        """Say whether nothing but one name stands before a word, and no other verb comes right after it."""
        if not all(text[0].isupper() for text in texts[start:i]) or i - start > _LONGEST_NAME:
            return False
        after = lowers[i + 1]
        inflected = self.dictionary.is_inflected_verb(after) and not after.endswith("ed")
        return after not in self.dictionary.verbs and not inflected

    def _begins_object(self, texts: Sequence[str], lowers: Sequence[str], i: int) -> bool:
        if i >= len(texts):
            return False
        text, lower = texts[i], lowers[i]
        if lower in _DETERMINERS or text[0].isdigit() or lower in _NUMBERS:
            return True
        if lower in self._small or not text[0].isalpha():
            return False
        if text[0].isupper() or self.dictionary.is_noun(lower):
            return True
        qualifies = self.dictionary.knows(lower) and (lower.endswith("ed") or not self.dictionary.is_verb(lower))
        return (
            qualifies and i + 1 < len(texts) and (texts[i + 1][0].isupper() or self.dictionary.is_noun(lowers[i + 1]))
        )


_LONGEST_LABEL = 4
_LEAST_SAID = 1
_SIGNING = frozenset({":", "–", "—"})
_POSSESSIVES = frozenset({"'s", "’s", ".", "-"})
_LONGEST_NAME = 3
_TWO_NAMES = 3
_JOINTS = frozenset({",", "and", "&"})
_PLURALS = ("s", "men", "women", "people", "police", "children")
_SINGULAR = frozenset({"press", "congress", "boss", "hostess", "princess", "actress"})
_ODD_VERBS = frozenset({"back", "down", "over", "out", "up", "off"})
"""Small words that are verbs, too, and particles."""
_NO_VERBS = frozenset(
    """chief head camp union group force team station report custody brutality record guard watch state presence patrol
    escort officer unit source service budget cuts probe""".split()  # noqa: SIM905
)
"""What makes nouns of two words with the one before ("police report", "players union")."""
_BESIDE = frozenset("in at over with against on near across for".split())  # noqa: SIM905
_NUMBERS = frozenset("two three four five six seven eight nine ten dozens hundreds thousands scores".split())  # noqa: SIM905
_AUXILIARIES = frozenset("is are was were will would may might must can could should has have had".split())  # noqa: SIM905
