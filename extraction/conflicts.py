"""A word for war or truce in, the conflict it belongs to out: "the ceasefire with Ukraine" is the one in Ukraine."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Token

from extraction.errors import ResourceError
from extraction.lookup import ActorLookup
from extraction.wordlists import word_list
from extraction.words import words_of
from records.ids import slug

_LINKS = frozenset({"in", "with", "between", "against", "on", "of", "over", "among"})
_MODIFIERS = frozenset({"compound", "amod", "nmod", "poss"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A conflict of the list, or one that the text names: `label` goes on an issue ("in Ukraine")."""

    label: str
    parties: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()

    @property
    def slug(self) -> str:
        """How an issue's id goes on: "in-ukraine"."""
        return slug(self.label)

    def fits(self, parties: frozenset[str], words: frozenset[str]) -> bool:
        """Say whether the parties and names are enough to mean this conflict."""
        if words & self.words or len(parties.intersection(self.parties)) > 1:
            return True
        if self.label.startswith("in ") and self.parties[:1] and self.parties[0] in parties:
            return True
        return any(":" in party and party in parties for party in self.parties)


def main_conflict(doc: Doc, actors: ActorLookup) -> Conflict | None:
    """Return the conflict that the document names most often, of equals the first; None if it names none."""
    nouns = word_list("conflict_nouns")
    lowers = words_of(doc).lowers
    near = [doc[i] for i, word in enumerate(lowers) if word in nouns or word.removesuffix("s") in nouns]
    found = [c for t in near if t.pos_ in ("NOUN", "PROPN") and (c := conflict_at(t, actors)) is not None]
    if not found:
        return _only_conflict(actors) if near else None
    counts = Counter(found)
    return max(found, key=lambda c: (counts[c], -found.index(c)))


def _only_conflict(actors: ActorLookup) -> Conflict | None:
    """Return the one conflict of the list of which the document names two parties, None if there are several."""
    parties = frozenset(actors.actors) | {a.country for a in actors.actors.values() if a.country is not None}
    fitting = [c for c in load_conflicts() if len(parties.intersection(c.parties)) > 1]
    return fitting[0] if len(fitting) == 1 else None


def conflict_at(noun: Token, actors: ActorLookup) -> Conflict | None:
    """Return the conflict that the phrase of a noun names: "the Gaza truce", "a ceasefire with Pakistan"."""
    heads = [noun]
    if noun.dep_ in _MODIFIERS and noun.head.pos_ == "NOUN":
        heads.append(noun.head)  # "ceasefire talks between…"
    parties: set[str] = set()
    words: set[str] = set()
    names: dict[str, str] = {}
    inside = False
    for head in heads:
        for token, link in _linked(head):
            inside = inside or link in ("in", "")
            words.add(token.lower_)
            words.add(token.doc[token.left_edge.i : token.i + 1].text.lower())
            for mention in actors.of(token):
                actor = actors.actors.get(mention.actor_id)
                parties.add(mention.actor_id)
                if actor is None:
                    continue
                if actor.country is not None:
                    parties.add(actor.country)
                if mention.actor_id == f"country:{actor.country}":
                    names[actor.name] = mention.actor_id
    if noun.dep_ in ("dobj", "pobj") and not parties:
        parties, names = _belligerents(noun, actors)
    known = next((c for c in load_conflicts() if c.fits(frozenset(parties), frozenset(words))), None)
    if known is not None:
        return known
    if len(names) == 2:
        return Conflict(label="between " + " and ".join(sorted(names)))
    return Conflict(label=f"in {next(iter(names))}") if len(names) == 1 and inside else None


def _belligerents(noun: Token, actors: ActorLookup) -> tuple[set[str], dict[str, str]]:
    """Return the states that agree on it or break it together ("India and Pakistan agreed to a truce"), if two do."""
    verb = noun.head.head if noun.dep_ == "pobj" else noun.head
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None) if verb.pos_ == "VERB" else None
    names: dict[str, str] = {}
    for token in (subject, *subject.conjuncts) if subject is not None else ():
        for mention in actors.of(token):
            actor = actors.actors.get(mention.actor_id)
            if actor is not None and mention.actor_id == f"country:{actor.country}":
                names[actor.name] = mention.actor_id
    if len(names) != 2:
        return set(), {}
    return {identifier.removeprefix("country:") for identifier in names.values()}, names


def _linked(head: Token) -> Iterator[tuple[Token, str]]:
    """Yield the words that a noun's phrase names beside it, with their preposition."""
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ in _LINKS:
            for pobj in child.children:
                if pobj.dep_ == "pobj":
                    yield pobj, child.lower_
                    yield from ((t, child.lower_) for t in pobj.conjuncts)
                    if pobj.pos_ == "NOUN":
                        yield from _linked(pobj)  # "an end to the war in Ukraine"
        elif child.dep_ in _MODIFIERS and child.i < head.i:
            yield child, ""
            yield from ((t, "") for t in child.children if t.dep_ in (*_MODIFIERS, "conj"))


@cache
def load_conflicts() -> tuple[Conflict, ...]:
    """Return the conflicts of the project's list.

    Raises:
        ResourceError: a line of the file is wrong; it names line and value.
    """
    text = files("extraction.resources").joinpath("conflicts.tsv").read_text("utf-8")
    return read_conflicts(text, "conflicts.tsv")


def read_conflicts(text: str, path: str) -> tuple[Conflict, ...]:
    """Return the conflicts of a file.

    Raises:
        ResourceError: a line has another number of columns, or a label that begins with neither "in" nor "between".
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != 3:
            raise ResourceError(path, number, f"{len(columns)} columns instead of 3: {line!r}")
        label, parties, words = (column.strip() for column in columns)
        if not label.startswith(("in ", "between ")):
            raise ResourceError(path, number, f"a label that says neither where nor between whom: {label!r}")
        names = frozenset(word.strip() for word in words.split(",") if word.strip())
        found.append(Conflict(label=label, parties=tuple(parties.split()), words=names))
    return tuple(found)
