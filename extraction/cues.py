"""Cue file in, a lexicon out that tells which words at a token ascribe content to somebody, and how."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from weakref import WeakKeyDictionary

from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

from extraction.errors import ResourceError
from extraction.words import words_of
from records.vocabularies import Stance

KINDS = ("VERB", "PASSIVE", "NOUN", "AGENT", "ADJECTIVE", "PREPOSITION", "COLON", "LIGHT", "CHAIN")
PREPOSITIONS = frozenset(
    [
        "about",
        "against",
        "among",
        "as",
        "at",
        "before",
        "between",
        "beyond",
        "by",
        "concerning",
        "for",
        "from",
        "in",
        "into",
        "of",
        "off",
        "on",
        "onto",
        "out",
        "over",
        "regarding",
        "to",
        "toward",
        "towards",
        "under",
        "upon",
        "with",
        "within",
    ]
)
POSSESSOR = "'s"
"""The word that stands for a possessor in the cue of a preposition: "in 's view" is "in the minister's view"."""

_CLAUSE_FRAMES = frozenset({"q", "that", "wh", "to", "ing", "whether"})
_NOUN_FRAMES = frozenset({"obj", "objto", "oprd", "as", "addr", "raise", "data", "cause", "-"})
FRAMES = _CLAUSE_FRAMES | _NOUN_FRAMES | PREPOSITIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """An entry of the lexicon: `words` are lemmas, the head first."""

    kind: str
    words: tuple[str, ...]
    frames: frozenset[str]
    stance: Stance
    sign: int

    @property
    def rule(self) -> str:
        """How records name the entry that decided."""
        return f"{self.kind.lower()}:{'-'.join(self.words)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CueMatch:
    """A cue found at a token; `tokens` are the words of the cue, its head first."""

    cue: Cue
    tokens: tuple[Token, ...]

    @property
    def takes_infinitive(self) -> bool:
        """Whether the cue is a verb with an infinitive of its own ("decline to comment")."""
        return len(self.cue.words) > 2 and self.cue.words[1] == "to"

    @property
    def last(self) -> Token:
        """The word on which a complement of the cue depends first of all."""
        return self.tokens[-1]


class CueLexicon:
    """The cues by kind and first word; longer ones come first."""

    def __init__(self, cues: tuple[Cue, ...]) -> None:
        self.cues = cues
        self._by_kind: dict[str, dict[str, list[Cue]]] = {kind: {} for kind in KINDS}
        for cue in sorted(cues, key=lambda c: (-len(c.words), c.words, c.stance)):
            self._by_kind[cue.kind].setdefault(cue.words[0], []).append(cue)
        self._participles: dict[str, list[Cue]] = {}
        for cue in self._by_kind["PASSIVE"].get("be", ()):
            self._participles.setdefault(cue.words[1], []).append(cue)

        prepositions = [cue.words for cue in cues if cue.kind == "PREPOSITION"]
        self._longest = max((len(words) for words in prepositions), default=0)
        self._standpoints = frozenset(words[0] for words in prepositions if POSSESSOR in words)

        self._by_lemma = frozenset(
            get_string_id(form)
            for kind in ("VERB", "NOUN", "AGENT")
            for word in self._by_kind[kind]
            for form in (word, word.title(), word.upper())
        )
        self._inflected = {form: word for word in self._by_kind["VERB"] for form in _inflections(word)}
        words = {
            *self._by_kind["ADJECTIVE"],
            *self._by_kind["PREPOSITION"],
            *self._participles,
            *self._inflected,
        }
        self._by_form = frozenset(get_string_id(word) for word in words)
        self._candidates: WeakKeyDictionary[Doc, list[int]] = WeakKeyDictionary()

    def candidates(self, doc: Doc) -> list[int]:
        """Return the tokens at which a cue may begin, in text order; their hashes alone decide, once for a document."""
        found = self._candidates.get(doc)
        if found is None:
            lemmas, forms = self._by_lemma, self._by_form
            words = doc.to_array(["LEMMA", "LOWER"]).tolist()
            found = [i for i, (lemma, form) in enumerate(words) if lemma in lemmas or form in forms]
            self._candidates[doc] = found
        return found

    def __len__(self) -> int:
        return len(self.cues)

    def has(self, kind: str, word: str) -> bool:
        """Say whether a cue of that kind begins with the word."""
        return word in self._by_kind[kind]

    def verbs(self, token: Token) -> Iterator[CueMatch]:
        """Yield the verb cues that stand at the token, longer ones first."""
        by_lemma = self._by_kind["VERB"]
        cues = by_lemma.get(token.lemma_.lower())
        if cues is None:
            # The lemmatizer makes "hop" of "hoped".
            cues = by_lemma.get(self._inflected.get(token.lower_, ""), [])
        return self._matches(cues, token)

    def chains(self, token: Token) -> Iterator[CueMatch]:
        """Yield the chain verbs that stand at the token."""
        return self._matches(self._by_kind["CHAIN"].get(token.lemma_.lower(), ()), token)

    def passives(self, token: Token) -> Iterator[CueMatch]:
        """Yield the cues that a participle makes with "be"."""
        for cue in self._participles.get(token.lower_, ()):
            found = _find_words(token, cue.words[2:])
            if found is not None:
                yield CueMatch(cue=cue, tokens=(token, *found))

    def nouns(self, token: Token) -> Iterator[CueMatch]:
        """Yield the noun cues that stand at the token."""
        return self._matches(self._by_kind["NOUN"].get(token.lemma_.lower(), ()), token)

    def agents(self, token: Token) -> Iterator[CueMatch]:
        """Yield the nouns at the token that name somebody by his stance ("a supporter of")."""
        return self._matches(self._by_kind["AGENT"].get(token.lemma_.lower(), ()), token)

    def adjectives(self, token: Token) -> Iterator[CueMatch]:
        """Yield the adjective cues that stand at the token."""
        return self._matches(self._by_kind["ADJECTIVE"].get(token.lower_, ()), token)

    def light(self, token: Token) -> bool:
        """Say whether the verb takes stance and content from its object ("express concern")."""
        return any(True for _ in self._matches(self._by_kind["LIGHT"].get(token.lemma_.lower(), ()), token))

    def causes(self, token: Token) -> bool:
        """Say whether the verb brings the attitude about in others ("raised concerns among allies")."""
        return any(
            "cause" in m.cue.frames for m in self._matches(self._by_kind["LIGHT"].get(token.lemma_.lower(), ()), token)
        )

    @property
    def colon(self) -> Cue:
        """The cue of transcripts and headlines: "Speaker: what is said"."""
        return self._by_kind["COLON"][":"][0]

    def prepositions(self, token: Token) -> Iterator[tuple[Cue, Token]]:
        """Yield the prepositional cues that begin at the token, with their last word."""
        lowers = words_of(token.doc).lowers
        following = tuple(lowers[token.i : token.i + self._longest])
        for cue in self._by_kind["PREPOSITION"].get(token.lower_, ()):
            if following[: len(cue.words)] == cue.words:
                yield cue, token.doc[token.i + len(cue.words) - 1]

    def standpoint(self, token: Token) -> tuple[Cue, Token] | None:
        """Return the cue of "in X's view" that begins at the token, with the noun that X possesses."""
        if token.lower_ not in self._standpoints:
            return None
        for child in token.children:
            if child.dep_ != "pobj" or not any(c.dep_ == "poss" for c in child.lefts):
                continue
            for cue in self._by_kind["PREPOSITION"].get(token.lower_, ()):
                if cue.words[1:] in ((POSSESSOR, child.lower_), (POSSESSOR, child.lemma_)):
                    return cue, child
        return None

    def _matches(self, cues: Sequence[Cue], token: Token) -> Iterator[CueMatch]:
        if not cues:
            return
        near: set[str] | None = None
        for cue in cues:
            if len(cue.words) > 1:
                # Most cues of several words fail at their second: the words that it may be are read once.
                near = _words_near(token) if near is None else near
                if cue.words[1] not in near:
                    continue
            found = _find_words(token, cue.words[1:])
            if found is not None:
                yield CueMatch(cue=cue, tokens=(token, *found))


def _words_near(head: Token) -> set[str]:
    """Return the words that the second word of a cue may be: below the head on its right, or right behind it."""
    near = {word for child in head.rights for word in (child.lower_, child.lemma_)}
    if head.i + 1 < len(head.doc):
        near.add(head.nbor(1).lower_)
    return near


def _find_words(head: Token, words: tuple[str, ...]) -> tuple[Token, ...] | None:
    """Return the words below the head in order, each depending on one found before it or following it at once."""
    found: list[Token] = []
    last = head
    for word in words:
        hit = None
        if found and last.dep_ == "aux":
            # "to" points up to its infinitive: "refused to pay but confirmed" is no "refuse to confirm".
            if word not in (last.head.lower_, last.head.lemma_):
                return None
            found.append(last.head)
            last = last.head
            continue
        for parent in (last, *reversed(found[:-1]), head) if found else (head,):
            hit = next((c for c in parent.rights if c.i > last.i and (c.lower_ == word or c.lemma_ == word)), None)
            if hit is not None:
                break
        if hit is None and last.i + 1 < len(head.doc) and head.doc[last.i + 1].lower_ == word:
            hit = head.doc[last.i + 1]
        if hit is None:
            return None
        found.append(hit)
        last = hit
    return tuple(found)


def _inflections(verb: str) -> Iterator[str]:
    """Yield the regular forms of a verb that are spelled without doubling a letter."""
    if verb.endswith("e"):
        yield from (f"{verb}s", f"{verb}d", f"{verb[:-1]}ing")
    elif verb.endswith("y") and verb[-2:-1] not in "aeiou":
        yield from (f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing")
    else:
        yield from (f"{verb}s", f"{verb}ed", f"{verb}ing")


@cache
def cue_lexicon() -> CueLexicon:
    """Return the lexicon of the project.

    Raises:
        ResourceError: a line of the file is wrong; it names line and value.
    """
    path = files("extraction.resources").joinpath("cues.tsv")
    return CueLexicon(read_cues(path.read_text("utf-8"), "cues.tsv"))


def read_cues(text: str, path: str) -> tuple[Cue, ...]:
    """Return the entries of a cue file.

    Raises:
        ResourceError: a line has too few columns, or an unknown kind, frame, stance or sign.
    """
    cues = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != 5:
            raise ResourceError(path, number, f"{len(columns)} columns instead of 5: {line!r}")
        kind, words, frames, stance, sign = (column.strip() for column in columns)
        if kind not in KINDS:
            raise ResourceError(path, number, f"unknown kind {kind!r}")
        unknown = sorted(set(frames.split()) - FRAMES)
        if unknown:
            raise ResourceError(path, number, f"unknown frame {unknown[0]!r}")
        if stance != "-" and stance not in Stance:
            raise ResourceError(path, number, f"unknown stance {stance!r}")
        if sign not in ("-1", "0", "1"):
            raise ResourceError(path, number, f"unknown sign {sign!r}")
        cues.append(
            Cue(
                kind=kind,
                words=tuple(words.split()),
                frames=frozenset(frames.split()),
                stance=Stance.ASSERT if stance == "-" else Stance(stance),
                sign=int(sign),
            )
        )
    return tuple(cues)
