"""A noun for people in a document in, whose they are out: the state, organisation or region that its phrase names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from extraction.candidates import Board, Candidate
from extraction.directory import Directory
from extraction.layout import Layout
from extraction.polities import known_polity
from records.ids import slug
from records.vocabularies import ActorType

LOCATIVES = frozenset({"in", "through", "across", "throughout", "inside", "within", "near", "around", "outside"})
OWNER_PREPOSITIONS = frozenset({"of", "from", "for", "in", "across", "throughout", "within", "inside", "around", "at"})
LEFT_LABELS = frozenset(
    {"det", "amod", "compound", "nmod", "nummod", "poss", "quantmod", "case", "advmod", "npadvmod", "predet", "neg"}
)
_MADE_OF = frozenset({"led", "based", "born", "run", "owned", "dominated", "majority"})
_ATTITUDES = frozenset({"anti", "pro", "non", "ex", "counter"})
_MAX_LEFT = 12


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose people they are: a state's ISO code in lower case, or an organisation's or region's slug."""

    slug: str
    actor_id: str
    exact_id: str = ""
    """The body of the state that is named ("Israel Defense Forces spokesman"), or the same as `actor_id`."""

    @property
    def iso3(self) -> str:
        """The state's code, empty for an organisation or region."""
        return self.actor_id.removeprefix("country:") if self.actor_id.startswith("country:") else ""


def owner_of(candidate: Candidate, directory: Directory) -> Owner | None:
    """Return the state, organisation or region that a name before a group of people stands for."""
    kind, _, rest = candidate.actor_id.partition(":")
    if kind in ("country", "gov"):
        exact = candidate.actor_id if len(rest) > len("XXX") else f"country:{rest}"
        return Owner(rest[:3].lower(), f"country:{rest[:3]}", exact)
    if kind in ("org", "group"):
        return Owner(rest, candidate.actor_id, candidate.actor_id)
    if kind == "person":
        person = directory.actors.get(candidate.actor_id)
        if person is not None and person.country:
            return Owner(person.country.lower(), f"country:{person.country}", f"country:{person.country}")
    return None


class Owners:
    """Tells whose people the nouns of one document name."""

    def __init__(
        self, doc: Doc, directory: Directory, layout: Layout, board: Board, capitals: Sequence[Candidate]
    ) -> None:
        self.doc = doc
        self.directory = directory
        self.layout = layout
        self.board = board
        self.capitals = {i: candidate for candidate in capitals for i in range(candidate.start, candidate.end)}
        owners = (owner_of(candidate, directory) for candidate in board.all())
        self._at: dict[int, Owner | None] = {}
        self._countries = frozenset(owner.iso3 for owner in owners if owner is not None and owner.iso3)

    def of(self, head: Token) -> tuple[Owner, ...]:
        """Return the states and organisations whose people a noun names, in text order."""
        found: dict[str, Owner] = {}
        for token in self._modifiers(head):
            owner = self.at(token)
            if owner is not None:
                found.setdefault(owner.slug, owner)
        if len(found) > 1:
            # "the Palestinian Hamas movement", "Russian NATO envoy": an organisation is more exact than its state.
            # A people is less exact than its state: "Druze residents of Syria".
            exact = {key: owner for key, owner in found.items() if owner.actor_id.startswith("org:")}
            states = {key: owner for key, owner in found.items() if owner.iso3}
            if not self._are_coordinated(head):
                found = exact or states or found
        if (shared := self._shared_owner(head)) is not None:
            found = {shared.slug: shared} | found
        return tuple(found.values())

    def _shared_owner(self, head: Token) -> Owner | None:
        """Return the owner that a parse puts beside the noun instead of before it ("US and British forces")."""
        first = head.head
        if head.dep_ != "conj" or not first.is_upper or first.i + 1 >= head.i:
            return None
        if self.layout.lowers[first.i + 1] not in ("and", "or") or self.phrase_start(head) != first.i + 2:
            return None
        return self.at(first)

    def _are_coordinated(self, head: Token) -> bool:
        return any(grandchild.dep_ == "conj" for child in head.children for grandchild in child.subtree)

    def _modifiers(self, head: Token) -> Iterator[Token]:
        for child in head.lefts:
            if child.dep_ not in ("amod", "compound", "nmod", "poss", "npadvmod", "nummod"):
                continue
            if child.dep_ == "amod" and child.lower_ in _MADE_OF:
                # "Vietnamese-led forces", but not "U.S.-backed rebels".
                yield from (c for c in child.lefts if c.dep_ in ("npadvmod", "compound", "amod"))
            yield from self._with_conjuncts(child, depth=0)
        for child in head.rights:
            if child.dep_ == "prep" and child.lower_ in OWNER_PREPOSITIONS:
                for pobj in child.children:
                    if pobj.dep_ == "pobj":
                        yield from self._with_conjuncts(pobj, depth=0)

    def _with_conjuncts(self, token: Token, depth: int) -> Iterator[Token]:
        for child in token.lefts:
            if child.dep_ in ("compound", "amod", "nmod", "poss"):
                yield child
        yield token
        if depth < 8:
            for child in token.rights:
                if child.dep_ in ("conj", "appos"):
                    yield from self._with_conjuncts(child, depth + 1)

    def at(self, token: Token) -> Owner | None:
        """Return the state, organisation or region that a word stands for."""
        if token.i not in self._at:
            self._at[token.i] = self._read(token)
        return self._at[token.i]

    def _read(self, token: Token) -> Owner | None:
        candidate = self.board.on(token.i) or self.capitals.get(token.i)
        if candidate is None:
            return self.home_of(token)
        if self.is_attitude(candidate.start):
            return None
        if not candidate.actor_id and candidate.actor_type is ActorType.ORGANISATION:
            name = slug(self.doc[candidate.start : candidate.end].text)
            return Owner(name, f"org:{name}", f"org:{name}") if name else None
        return owner_of(candidate, self.directory)

    def home_of(self, token: Token) -> Owner | None:
        """Return the country of a region or city, which no mention is ("police in Lagos", "Mumbai dockers")."""
        # After "in" a well-known place is one, also where the model sees a person or a firm ("in Hamilton").
        if token.ent_type_ not in ("GPE", "LOC") and not (token.ent_type_ and self.is_location(token)):
            return None
        start, end = token.i, token.i + 1
        while self.doc[start].ent_iob_ == "I":
            start -= 1
        while end < len(self.doc) and self.doc[end].ent_iob_ == "I":
            end += 1
        place = known_polity(self.doc[start:end].text, self._countries)
        if place is None or place.country is None or self.is_attitude(start):
            return None
        state = f"country:{place.country}"
        return Owner(place.country.lower(), state, state)

    def is_attitude(self, start: int) -> bool:
        """Say whether a name only tells whom somebody is for or against ("anti-American", "pro-Russian")."""
        lowers = self.layout.lowers
        return start > 1 and lowers[start - 1] in ("-", "–", "‑") and lowers[start - 2] in _ATTITUDES

    def is_location(self, token: Token) -> bool:
        return token.dep_ == "pobj" and token.head.lower_ in LOCATIVES and not self.layout.skipped[token.i]

    def phrase_start(self, head: Token) -> int:
        """Return where the phrase begins that ends in its head noun."""
        start = head.i
        for child in head.lefts:
            if child.dep_ in LEFT_LABELS:
                start = min(start, child.left_edge.i)
        start = max(start, head.i - _MAX_LEFT)
        while start < head.i and (self.doc[start].is_punct or self.doc[start].is_space):
            start += 1
        return start
