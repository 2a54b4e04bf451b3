"""Names on a board in, the unnamed actors around them out: "U.S. officials", "NATO allies", "police", "the British prime minister"."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from extraction.candidates import Board, Candidate
from extraction.directory import Agent, Directory, OfficeTitle
from extraction.layout import Layout
from records.vocabularies import ActorType, MentionForm

OFFICE = "office:"
"""Begins the provisional id of a nominal that names an office: `office:head-of-state@country:FRA`."""
LOCAL = "local"

_OWNER_PREPOSITIONS = frozenset({"of", "from", "for", "in", "across", "throughout", "within", "inside", "around"})
_LEFT_LABELS = frozenset(
    {
        "det",
        "amod",
        "compound",
        "nmod",
        "nummod",
        "poss",
        "quantmod",
        "case",
        "punct",
        "advmod",
        "npadvmod",
        "predet",
        "neg",
        "cc",
        "conj",
    }
)
_SPEAKERS = frozenset({"spokesman", "spokeswoman", "spokesperson", "spokespeople", "spokesmen", "spokespersons"})
_NOT_IN_OFFICE = frozenset(
    {"former", "ex", "late", "then", "future", "next", "previous", "onetime", "would", "deposed", "ousted", "exiled"}
)
_MAX_LEFT = 12


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose people they are: a state's ISO code in lower case, or an organisation's or region's slug."""

    slug: str
    actor_id: str


def owner_of(candidate: Candidate, directory: Directory) -> Owner | None:
    """Return the state or organisation that a name before a group of people stands for."""
    actor_id = candidate.actor_id
    kind, _, rest = actor_id.partition(":")
    if kind == "country":
        return Owner(rest.lower(), actor_id)
    if kind == "gov":
        return Owner(rest[:3].lower(), f"country:{rest[:3]}")
    if kind in ("org", "group"):
        return Owner(rest, actor_id)
    if kind == "person":
        person = directory.actors.get(actor_id)
        if person is not None and person.country:
            return Owner(person.country.lower(), f"country:{person.country}")
    return None


class NominalFinder:
    """Finds the unnamed actors of one document."""

    def __init__(
        self, doc: Doc, directory: Directory, layout: Layout, board: Board, capitals: Iterable[Candidate]
    ) -> None:
        self.doc = doc
        self.directory = directory
        self.layout = layout
        self.board = board
        self.capitals = {candidate.end - 1: candidate for candidate in capitals}
        self.titled: list[tuple[Candidate, OfficeTitle]] = []

    def find(self) -> Iterator[Candidate]:
        """Yield the nominals; they may hold the names on the board, and stand beside each other on one phrase."""
        directory = self.directory
        for token in self.doc:
            lower = token.lower_
            if lower not in directory.agents and lower not in directory.titles:
                continue
            if token.pos_ not in ("NOUN", "PROPN", "ADJ") or self.layout.skipped[token.i] or self.board.on(token.i):
                continue
            if token.dep_ in ("compound", "amod", "nmod") and token.head.i > token.i:
                continue
            if self._is_title_of_name(token):
                continue
            yield from self._nominals_at(token)

    def _nominals_at(self, head: Token) -> Iterator[Candidate]:
        start = self._phrase_start(head)
        title = self._title_at(head, start)
        agent = self._agent_at(head)
        owners = self.owners(head)
        if title is not None and title.level <= 3 and not self._is_plural(head) and self._is_definite(head, owners):
            for owner in owners or (Owner("", ""),):
                yield self._candidate(start, head, ActorType.PERSON, f"{OFFICE}{title.office}@{owner.actor_id}")
            return
        if agent is None:
            agent = self._agent_of_title(title)
        if agent is None:
            return
        for owner in owners or self._context(head):
            yield self._group(start, head, agent, owner)

    def _group(self, start: int, head: Token, agent: Agent, owner: Owner | None) -> Candidate:
        if owner is None:
            return self._candidate(start, head, ActorType.GROUP, f"group:{LOCAL}-{agent.slug}")
        iso3 = owner.actor_id.removeprefix("country:") if owner.actor_id.startswith("country:") else ""
        if agent.kind == "body" and iso3:
            if agent.slug == "gov":
                return self._candidate(start, head, ActorType.GOVERNMENT_BODY, f"gov:{iso3}")
            return self._candidate(start, head, ActorType.GOVERNMENT_BODY, f"gov:{iso3}-{agent.slug}")
        if head.lower_ in _SPEAKERS:
            return self._speaker(start, head, owner, agent)
        return self._candidate(start, head, ActorType.GROUP, f"group:{owner.slug}-{agent.slug}")

    def _speaker(self, start: int, head: Token, owner: Owner, agent: Agent) -> Candidate:
        """Return whom an unnamed spokesperson speaks for."""
        known = self.directory.actors.get(owner.actor_id)
        if known is None or known.actor_type is ActorType.GROUP:
            return self._candidate(start, head, ActorType.GROUP, f"group:{owner.slug}-{agent.slug}")
        if known.actor_type is ActorType.STATE:
            return self._candidate(start, head, ActorType.GOVERNMENT_BODY, f"gov:{known.country}")
        return self._candidate(start, head, known.actor_type, known.id)

    def _candidate(self, start: int, head: Token, actor_type: ActorType, actor_id: str) -> Candidate:
        return Candidate(
            start=start, end=head.i + 1, actor_type=actor_type, form=MentionForm.NOMINAL, actor_id=actor_id
        )

    def _phrase_start(self, head: Token) -> int:
        """Return where the phrase begins that ends in its head noun."""
        start = head.i
        for child in head.lefts:
            if child.dep_ in _LEFT_LABELS and child.dep_ not in ("cc", "conj", "punct"):
                start = min(start, child.left_edge.i)
        start = max(start, head.i - _MAX_LEFT, head.sent.start)
        while start < head.i and (self.doc[start].is_punct or self.doc[start].is_space):
            start += 1
        return start

    # Words

    def _agent_at(self, head: Token) -> Agent | None:
        agents = self.directory.agents
        if head.i and (agent := agents.get(f"{self.doc[head.i - 1].lower_} {head.lower_}")):
            return agent
        return agents.get(head.lower_)

    def _title_at(self, head: Token, start: int) -> OfficeTitle | None:
        """Return the longest title that ends with the head noun and holds none of the words that end an office."""
        words = [token.lower_ for token in self.doc[start : head.i + 1]]
        if _NOT_IN_OFFICE.intersection(words):
            return None
        for size in range(min(5, len(words)), 0, -1):
            titles = self.directory.titles.get(" ".join(words[-size:]))
            if titles:
                return titles[0]
        return None

    def _agent_of_title(self, title: OfficeTitle | None) -> Agent | None:
        """Return the collective that an office holder without a name belongs to."""
        if title is None or not title.sectors:
            return None
        return Agent(slug=title.sectors[0].lower(), sectors=title.sectors, kind="collective", plural=False)

    def _is_plural(self, head: Token) -> bool:
        return head.tag_ in ("NNS", "NNPS")

    def _is_definite(self, head: Token, owners: tuple[Owner, ...]) -> bool:
        for child in head.lefts:
            if child.dep_ == "det":
                return child.lower_ in ("the", "this", "that")
            if child.dep_ == "poss":
                return True
        return bool(owners)

    def _is_title_of_name(self, head: Token) -> bool:
        """Say whether the noun stands by a name that it tells the office of ("envoy Steve Witkoff", "the chief, Kaja Kallas")."""
        for i in (head.i + 1, head.i + 2):
            beside = self.board.on(i)
            if beside is not None and beside.actor_type is ActorType.PERSON and beside.form is MentionForm.NAME:
                between = self.doc[i - 1].text if i == head.i + 2 else ""
                if between in ("", ",", "-"):
                    return between == "" or self._in_apposition(head, i)
        if head.dep_ == "appos":
            named = self.board.on(head.head.i)
            return named is not None and named.actor_type is ActorType.PERSON
        return False

    def _in_apposition(self, head: Token, i: int) -> bool:
        named = self.doc[i]
        return any(t.dep_ == "appos" and t.head is head for t in (named, named.head))

    # Whose they are

    def owners(self, head: Token) -> tuple[Owner, ...]:
        """Return the states and organisations whose people a noun names, in text order."""
        found: dict[str, Owner] = {}
        for token in self._modifiers(head):
            owner = self._owner_at(token)
            if owner is not None:
                found.setdefault(owner.slug, owner)
        return tuple(found.values())

    def _modifiers(self, head: Token) -> Iterator[Token]:
        for child in head.lefts:
            if child.dep_ in ("amod", "compound", "nmod", "poss", "npadvmod", "nummod"):
                yield from self._with_conjuncts(child)
        for child in head.rights:
            if child.dep_ == "prep" and child.lower_ in _OWNER_PREPOSITIONS:
                for pobj in child.children:
                    if pobj.dep_ == "pobj":
                        yield from self._with_conjuncts(pobj)

    def _with_conjuncts(self, token: Token) -> Iterator[Token]:
        for child in token.lefts:
            if child.dep_ in ("compound", "amod", "nmod", "poss"):
                yield child
        yield token
        for child in token.rights:
            if child.dep_ in ("conj", "appos"):
                yield from self._with_conjuncts(child)

    def _owner_at(self, token: Token) -> Owner | None:
        candidate = self.board.on(token.i) or self.capitals.get(token.i)
        return owner_of(candidate, self.directory) if candidate is not None else None

    def _context(self, head: Token) -> tuple[Owner | None, ...]:
        """Return the country that the sentence puts unnamed people in, or none."""
        return (None,)
