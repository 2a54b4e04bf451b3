"""Names of persons in, their parts and who may be the same person out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from extraction.name_index import fold

_WORDS = Path(__file__).parent / "resources" / "person_words.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWords:
    """The words of `resources/person_words.yaml`."""

    honorifics: frozenset[str]
    addresses: frozenset[str]
    male: frozenset[str]
    female: frozenset[str]
    suffixes: frozenset[str]
    particles: frozenset[str]
    family_first: frozenset[str]
    not_in_names: frozenset[str]
    ranks: Mapping[str, str]


@cache
def person_words() -> PersonWords:
    """Load the words around names of persons."""
    data = yaml.load(_WORDS.read_text("utf-8"), Loader=yaml.CSafeLoader)
    ranks = data.pop("ranks")
    return PersonWords(ranks=ranks, **{key: frozenset(map(str, words)) for key, words in data.items()})


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in its parts, folded: no accents, titles and punctuation. `given` is empty for a bare last name."""

    given: tuple[str, ...]
    family: str
    suffix: str = ""
    family_first: bool = False

    @property
    def is_full(self) -> bool:
        """Whether the name has more than one part."""
        return bool(self.given)

    @property
    def keys(self) -> tuple[str, ...]:
        """What the person may be called alone, the likeliest first."""
        return tuple(dict.fromkeys(_keys(self)))


@lru_cache(maxsize=20_000)
def parse_name(text: str) -> PersonName:
    """Return the parts of a name as written ("Gen. Abdel Fattah al-Sisi", "Kim Jong-un", "Martin Luther King Jr.")."""
    words = person_words()
    parts = [part.strip(".,;:'’\"()") for part in text.split()]
    parts = [part for part in parts if part]
    while len(parts) > 1 and parts[0].lower() in words.honorifics | words.ranks.keys():
        parts = parts[1:]
    suffix = ""
    if len(parts) > 1 and parts[-1].lower() in words.suffixes:
        suffix, parts = parts[-1].lower(), parts[:-1]
    folded = [fold(part) or part for part in parts]
    if not folded:
        return PersonName((), text.strip())
    if (
        len(folded) > 1
        and folded[0] in words.family_first
        and len(folded) <= 3
        and folded[-1] not in words.family_first
    ):
        return PersonName(tuple(folded[1:]), folded[0], suffix, family_first=True)
    start = len(folded) - 1
    if len(folded) > 2 and parts[0].lower() in words.particles and parts[1].lower() in words.particles:
        # "Van der Bellen" opens a sentence.
        return PersonName((), " ".join((folded[0].lower(), *folded[1:])), suffix)
    while start > 1 and parts[start - 1].lower() in words.particles and parts[start - 1][0].islower():
        start -= 1
    return PersonName(tuple(folded[:start]), " ".join(folded[start:]), suffix)


def _keys(name: PersonName) -> Iterable[str]:
    yield name.family
    last = name.family.split(" ")[-1]
    if len(last) > 2:
        yield last
    if name.family_first:
        yield f"{name.family} {' '.join(name.given)}"
        # Western order, or a family name that only looks Chinese or Korean ("Lee Harvey").
        yield name.given[-1]
    elif len(name.given) > 1 and len(name.given[-1]) > 2:
        yield f"{name.given[-1]} {name.family}"


def first_family_name(text: str, name: PersonName, given_names: Collection[str]) -> tuple[str, ...]:
    """Return the first of two family names, which its bearer is called by ("Peralta" of "José Antonio Peralta Ruiz").

    English middle names look alike: two given names before it, or accents, tell them apart.
    """
    if name.family_first or len(name.given) < 2 or len(name.given[-1]) < _LEAST_FAMILY:
        return ()
    first, *middle, last = name.given
    if first not in given_names or last in given_names or (text.isascii() and not middle):
        return ()
    return (last,) if all(part in given_names for part in middle) else ()


_LEAST_FAMILY = 4
_ARTICLES = frozenset({"al", "el", "ul", "ad", "as", "ash", "an", "ar", "at", "az"})
"""The Arabic article of last names, in its spellings."""


def may_be_same(one: PersonName, other: PersonName, variants: Mapping[str, str]) -> bool:
    """Say whether two names may be one person's: families alike, given names equal, initials or variants, suffix alike.

    Three-part East Asian names must agree in all parts; differing middle initials and generations tell persons apart.
    """
    if one.suffix != other.suffix and one.suffix and other.suffix:
        return False
    if one.is_full and other.is_full and bool(one.suffix) != bool(other.suffix) and one.given == other.given:
        return False
    if not _same_family(one, other):
        # "Higuchi Ichiyo" and "Ichiyo Higuchi"
        return len(one.given) == len(other.given) == 1 and (one.given[0], one.family) == (other.family, other.given[0])
    if not one.given or not other.given:
        return True
    if _whole(other) in _keys(one) or _whole(one) in _keys(other):
        return True
    if one.family_first or other.family_first:
        return "".join(one.given).lower().replace(" ", "") == "".join(other.given).lower().replace(" ", "")
    return _given_agree(one.given, other.given, variants)


def _whole(name: PersonName) -> str:
    return f"{' '.join(name.given)} {name.family}"


def _same_family(one: PersonName, other: PersonName) -> bool:
    # "Gabriel García Márquez" is "García Márquez", "Ursula von der Leyen" is "Leyen".
    if other.family in _keys(one) or one.family in _keys(other):
        return True
    # "al-Sisi" is "el-Sisi".
    (article, _, rest), (other_article, _, other_rest) = one.family.partition(" "), other.family.partition(" ")
    return bool(rest) and rest == other_rest and {article, other_article} <= _ARTICLES


def _given_agree(one: Sequence[str], other: Sequence[str], variants: Mapping[str, str]) -> bool:
    if not _part_agrees(one[0], other[0], variants):
        # "George Walker Bush" is "Walker Bush" nowhere, but "J. Edgar Hoover" is "Edgar Hoover".
        return (len(one) > 1 and len(one[0]) == 1 and one[1] == other[0]) or (
            len(other) > 1 and len(other[0]) == 1 and other[1] == one[0]
        )
    middle, others = one[1:], other[1:]
    if not middle or not others:
        return True
    return _part_agrees(middle[0], others[0], variants)


def _part_agrees(one: str, other: str, variants: Mapping[str, str]) -> bool:
    a, b = one.lower(), other.lower()
    if a == b:
        return True
    if len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    return variants.get(a, a) == variants.get(b, b)
