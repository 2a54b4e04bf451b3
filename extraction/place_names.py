"""Document in, the stretches of it that read like names of places out, each with the places it may be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from spacy.tokens import Doc, Span

from extraction.atlas import FOLDER, Atlas, Location, name_key, read_rows
from extraction.words import words_of
from records.vocabularies import PlaceKind

HYPHENS = frozenset("-–‐‑")
_JOINTS = HYPHENS | frozenset("'’.")
# Longer names than this are no place's; it bounds the work on a run of capitals.
_MAX_TOKENS = 9
# Shorter runs of capitals are acronyms ("ICE"), unless a dateline opens with them ("KYIV, Ukraine (AP)").
_ACRONYM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """A stretch of the document that reads like a place, and the places it may be.

    With `typed`, a word beside it says what it is ("the Kursk region"), so that it needs no other evidence.
    """

    span: Span
    key: str
    candidates: tuple[Location, ...]
    typed: bool = False


@cache
def words(use: str) -> frozenset[str]:
    """Return the small words of one use (`words.csv`)."""
    return frozenset(row["word"] for _, row in read_rows(FOLDER / "words.csv") if row["use"] == use)


def find_place_names(doc: Doc, atlas: Atlas, closed: Sequence[int]) -> list[PlaceName]:
    """Return the longest names of the atlas from left to right; they do not overlap.

    Tokens whose `closed` is 2 belong to no place.
    """
    finder = _Finder(doc, atlas, closed)
    found: list[PlaceName] = []
    free = 0
    for i, text in enumerate(finder.texts):
        if i < free or closed[i] == 2 or not (text[0].isupper() or text in ("al", "el")):
            continue
        name = finder.longest_at(i)
        if name is not None:
            found.append(name)
            free = name.span.end
    return found


def regions_at(doc: Doc, atlas: Atlas, start: int) -> list[Location]:
    """Return the regions that the longest name from a token on means after a comma: "Paris, Texas"."""
    for end in range(min(start + 4, len(doc)), start, -1):
        if regions := atlas.regions(_join(_key(token.text) for token in doc[start:end])):
            return regions
    return []


class _Finder:
    """Looks names up in one document."""

    def __init__(self, doc: Doc, atlas: Atlas, closed: Sequence[int]) -> None:
        self.doc = doc
        self.atlas = atlas
        self.closed = closed
        self.texts = words_of(doc).texts

    def longest_at(self, start: int) -> PlaceName | None:
        """Return the longest name that begins at the token, or the region that it means with a word beside it."""
        names, longest = self.atlas.names, self.atlas.openers.get(_key(self.texts[start]), 0)
        if not longest:
            return None
        parts: list[str] = []
        end, found = start + 1, ""
        for i in range(start, min(start + _MAX_TOKENS, len(self.texts))):
            text = self.texts[i]
            if self.closed[i] == 2 or len(parts) >= longest or text.isspace():
                break
            if key := _key(text):
                parts.append(key)
                whole = "-".join(parts)
                if whole in names and self._is_spelt_like_name(start, i + 1, names[whole]):
                    end, found = i + 1, whole
            elif text not in _JOINTS:
                break
        typed = self._region_at(start, end)
        if typed is not None or not found:
            return typed
        return PlaceName(span=self.doc[start:end], key=found, candidates=tuple(names[found]))

    def _region_at(self, start: int, end: int) -> PlaceName | None:
        """Return the region of a name with its word: "Kursk region", "province of Hubei", "Hama and Homs provinces"."""
        texts, region_words = self.texts, words("region")
        longest = end
        while longest < min(start + 4, len(texts)) and texts[longest].istitle() and self.closed[longest] < 2:
            longest += 1
        after_word = start > 1 and texts[start - 1] == "of" and texts[start - 2].lower() in region_words
        for stop in range(longest, start, -1):
            before_word = stop < len(texts) and texts[stop].lower() in region_words and not self.closed[stop]
            if not (before_word or after_word or self._shares_region_word(stop)):
                continue
            key = _join(map(_key, texts[start:stop]))
            if regions := self.atlas.regions(key):
                singular = before_word and self.doc[stop].tag_ not in ("NNS", "NNPS")
                span = self.doc[start : stop + singular]
                return PlaceName(span=span, key=key, candidates=tuple(regions), typed=True)
        return None

    def _shares_region_word(self, end: int) -> bool:
        """Say whether a list goes on to a plural that covers this name too: "Kherson and Zaporizhzhia regions"."""
        joined = False
        for i in range(end, min(end + 12, len(self.texts))):
            text = self.texts[i]
            if joined and text.lower() in words("region"):
                return self.doc[i].tag_ in ("NNS", "NNPS")
            if text in (",", "and", "or"):
                joined = True
            elif not text.istitle():
                return False
        return False

    def _is_spelt_like_name(self, start: int, end: int, places: Iterable[Location]) -> bool:
        """Say whether each word has its capital; known sites and regions may go on in small letters."""
        texts = self.texts
        for i in range(start + 1, end):
            if texts[i][0].islower() and texts[i] not in words("particle") and texts[i - 1] not in HYPHENS:
                return any(place.kind is not PlaceKind.CITY for place in places)
        if end == start + 1 and len(texts[start]) < _ACRONYM and texts[start].isupper():
            return self._opens_dateline(start) or any(place.kind is not PlaceKind.CITY for place in places)
        return True

    def _opens_dateline(self, i: int) -> bool:
        following = self.texts[i + 1] if i + 1 < len(self.texts) else ""
        return bool(self.doc[i].is_sent_start) and following in (",", "(", "—", "–", "-")


@lru_cache(maxsize=20_000)
def _key(text: str) -> str:
    """Return the key of one token; empty where it has no letters or digits."""
    key = name_key(text)
    return key if key != "st" else "saint"


def _join(keys: Iterable[str]) -> str:
    return "-".join(filter(None, keys))
