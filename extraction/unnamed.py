"""Names on a board in, the unnamed actors around them out: "U.S. officials", "the British prime minister"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from spacy.tokens import Doc, Token

from extraction.candidates import Board, Candidate
from extraction.directory import Agent, BodyPattern, Directory, KnownActor, OfficeTitle
from extraction.layout import Layout
from extraction.organisations import is_no_actor
from extraction.person_names import person_words
from extraction.polities import known_polity
from extraction.syntax import governors
from extraction.titles import is_over
from records.ids import slug
from records.vocabularies import ActorType, MentionForm

OFFICE = "office:"
"""Begins the provisional id of a nominal that names an office: `office:head-of-state@country:FRA`."""
LOCAL = "local"
"""Stands for the owner in the id of a group whose country is unknown."""

_OWNER_PREPOSITIONS = frozenset({"of", "from", "for", "in", "across", "throughout", "within", "inside", "around", "at"})
_MADE_OF = frozenset({"led", "based", "born", "run", "owned", "dominated", "majority"})
_ATTITUDES = frozenset({"anti", "pro", "non", "ex", "counter"})
LOCATIVES = frozenset({"in", "through", "across", "throughout", "inside", "within", "near", "around", "outside"})
_LEFT_LABELS = frozenset(
    {"det", "amod", "compound", "nmod", "nummod", "poss", "quantmod", "case", "advmod", "npadvmod", "predet", "neg"}
)
_SPEAKERS = frozenset({"spokesman", "spokeswoman", "spokesperson", "spokespeople", "spokesmen", "spokespersons"})
_HIGHEST_LEVEL_RESOLVED = 3
_MAX_LEFT = 12
_OF_STATES = frozenset({"GOV", "MIL", "SPY", "LEG", "JUD", "COP"})
_PARTIES = frozenset({"sides", "governments", "countries", "delegations", "parties", "teams", "armies", "militaries"})
_FIRST_SENTENCES = 4
_LONGEST_DATELINE = 16
_DASHES = ("-", "—", "–")


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


def _has_no_states(actor: KnownActor) -> bool:
    return actor.actor_type in (ActorType.ORGANISATION, ActorType.ARMED_GROUP) and actor.sectors[:1] != ("IGO",)


class NominalFinder:
    """Finds the unnamed actors of one document."""

    def __init__(
        self, doc: Doc, directory: Directory, layout: Layout, board: Board, capitals: Sequence[Candidate]
    ) -> None:
        self.doc = doc
        self.directory = directory
        self.layout = layout
        self.board = board
        self.capitals = {i: candidate for candidate in capitals for i in range(candidate.start, candidate.end)}
        owners = (owner_of(candidate, directory) for candidate in board.all())
        self._countries = frozenset(owner.iso3 for owner in owners if owner is not None and owner.iso3)
        self._places: dict[int | None, dict[str, Owner]] = {}
        self._located = self._countries_as_places()
        for i, owner in self._located:
            verb = _verb_above(doc[i])
            self._places.setdefault(verb.i if verb is not None else None, {})[owner.slug] = owner
        settings = [owner for owners in self._places.values() for owner in owners.values()]
        settings = self._dateline() or settings or self._countries_as_owners()
        self._settings = {owner.slug: owner for owner in settings}

    def find(self) -> Iterator[Candidate]:
        """Yield the nominals; they may hold the names on the board, and stand beside each other on one phrase."""
        heads = self.directory.heads
        for i, lower in enumerate(self.layout.lowers):
            if lower not in heads or self.layout.skipped[i] or self.board.on(i) is not None:
                continue
            token = self.doc[i]
            if token.pos_ not in ("NOUN", "PROPN", "ADJ", "X") or token.dep_ == "acomp" or self._is_modifier(token):
                continue
            yield from self._nominals_at(token)

    def _is_modifier(self, token: Token) -> bool:
        """Say whether the noun only tells of another ("police station", "President Putin", "the envoy, John Kerry")."""
        if token.dep_ in ("compound", "amod", "nmod") and token.head.i > token.i:
            return True
        return self._is_title_of_name(token)

    def _nominals_at(self, head: Token) -> Iterator[Candidate]:
        start = self._phrase_start(head)
        pattern = self._pattern_at(head)
        owners = self.owners(head)
        if pattern is not None:
            body, end = pattern
            for owner in owners or self._context_of(head, body.sectors):
                yield from self._body(start, end, body, owner)
            return
        phrase = self.layout.lowers[start : head.i + 1]
        title, end = self._title_at(head, start)
        if title is not None and self._names_one_holder(head, title, owners) and not is_over(phrase):
            for owner in owners or (Owner("", ""),):
                yield self._candidate(start, end, ActorType.PERSON, f"{OFFICE}{title.office}@{owner.actor_id}")
            return
        agent = self._agent_at(head) or self._agent_of(title)
        name_start = self._proper_name(head)
        if name_start is not None and not owners:
            if is_no_actor(head.doc[name_start : head.i + 1].text):
                return
            yield Candidate(
                start=name_start, end=head.i + 1, actor_type=ActorType.ORGANISATION, form=MentionForm.NAME, weak=True
            )
        elif agent is not None and agent.kind == "states" and self._are_of_no_states(head, owners):
            for owner in owners:
                known = self.directory.actors[owner.actor_id]
                if known.actor_type is not ActorType.GROUP:
                    yield self._candidate(start, head.i + 1, known.actor_type, known.id)
        elif agent is not None and (agent.kind != "states" or head.tag_ in ("NNS", "NNPS")):
            for owner in owners or ((None,) if agent.kind == "states" else self._context_of(head, agent.sectors)):
                yield self._group(start, head, agent, owner)

    def _are_of_no_states(self, head: Token, owners: tuple[Owner, ...]) -> bool:
        """Say whether the members or leaders are those of a party or an armed group, which no states are."""
        known = [self.directory.actors.get(owner.actor_id) for owner in owners]
        return bool(owners) and all(k is not None and _has_no_states(k) for k in known) and head.lower_ != "states"

    def _proper_name(self, head: Token) -> int | None:
        """Return where a name begins that ends in the noun ("Denver Public Schools", "Cumhuriyet University")."""
        if head.tag_ not in ("NNP", "NNPS") or not head.text[0].isupper() or self.layout.heading[head.i]:
            return None
        start = head.i
        while start > 0 and self.doc[start - 1].tag_ in ("NNP", "NNPS") and self.board.is_free(start - 1, start):
            start -= 1
        return start if start < head.i else None

    def _title_at(self, head: Token, start: int) -> tuple[OfficeTitle | None, int]:
        """Return the office whose title ends with the noun, or begins with it ("secretary of state"), and its end."""
        titles, lowers = self.directory.title_phrases, self.layout.lowers
        found = titles.starting_at(lowers, head.i)
        if found and found[1] > 1 and lowers[head.i + 1] == "of":
            return found[0], head.i + found[1]
        found = titles.ending_at(lowers, head.i, start)
        return (found[0] if found else None), head.i + 1

    def _names_one_holder(self, head: Token, title: OfficeTitle, owners: tuple[Owner, ...]) -> bool:
        if title.level > _HIGHEST_LEVEL_RESOLVED or head.tag_ in ("NNS", "NNPS"):
            return False
        for child in head.lefts:
            if child.dep_ == "det":
                return child.lower_ in ("the", "this", "that")
            if child.dep_ == "poss":
                return True
        return bool(owners)

    def _body(self, start: int, end: int, body: BodyPattern, owner: Owner | None) -> Iterator[Candidate]:
        form = MentionForm.NAME if self.doc[end - 1].text[0].isupper() else MentionForm.NOMINAL
        if owner is None:
            actor_type, actor_id = ActorType.GROUP, f"group:{LOCAL}-{body.slug}"
        elif owner.iso3:
            actor_type, actor_id = ActorType.GOVERNMENT_BODY, f"gov:{owner.iso3}-{body.slug}"
        else:
            actor_type, actor_id = ActorType.GROUP, f"group:{owner.slug}-{body.slug}"
        yield Candidate(
            start=start,
            end=end,
            actor_type=actor_type,
            form=form if actor_type is ActorType.GOVERNMENT_BODY else MentionForm.NOMINAL,
            actor_id=actor_id,
        )

    def _group(self, start: int, head: Token, agent: Agent, owner: Owner | None) -> Candidate:
        end = head.i + 1
        if owner is None:
            return self._candidate(start, end, ActorType.GROUP, f"group:{LOCAL}-{agent.slug}")
        if agent.kind == "body" and owner.iso3:
            body = "" if agent.sectors[:1] == ("GOV",) else f"-{agent.slug}"
            return self._candidate(start, end, ActorType.GOVERNMENT_BODY, f"gov:{owner.iso3}{body}")
        if head.lower_ in _SPEAKERS:
            known = self.directory.actors.get(owner.exact_id)
            if known is not None and known.actor_type is ActorType.STATE:
                return self._candidate(start, end, ActorType.GOVERNMENT_BODY, f"gov:{known.country}")
            if known is not None and known.actor_type is not ActorType.GROUP:
                return self._candidate(start, end, known.actor_type, known.id)
        return self._candidate(start, end, ActorType.GROUP, f"group:{owner.slug}-{agent.slug}")

    def _candidate(self, start: int, end: int, actor_type: ActorType, actor_id: str) -> Candidate:
        return Candidate(start=start, end=end, actor_type=actor_type, form=MentionForm.NOMINAL, actor_id=actor_id)

    def _phrase_start(self, head: Token) -> int:
        """Return where the phrase begins that ends in its head noun."""
        start = head.i
        for child in head.lefts:
            if child.dep_ in _LEFT_LABELS:
                start = min(start, child.left_edge.i)
        start = max(start, head.i - _MAX_LEFT)
        while start < head.i and (self.doc[start].is_punct or self.doc[start].is_space):
            start += 1
        return start

    # Words

    def _pattern_at(self, head: Token) -> tuple[BodyPattern, int] | None:
        """Return the body that ends, or begins, with a noun ("foreign ministry", "Ministry of Foreign Affairs")."""
        phrases, lowers, i = self.directory.body_phrases, self.layout.lowers, head.i
        if found := phrases.starting_at(lowers, i):
            body, size = found
            if size > 1:
                return body, i + size
        if found := phrases.ending_at(lowers, i):
            return found[0], i + 1
        return None

    def _agent_at(self, head: Token) -> Agent | None:
        phrases, lowers = self.directory.agent_phrases, self.layout.lowers
        found = phrases.ending_at(lowers, head.i)
        if found is None:
            return None
        start = head.i + 1 - found[1]
        name = self.board.on(start)
        if name is not None and name.start < start:
            # The leaders of the European Union are no union leaders.
            found = phrases.ending_at(lowers, head.i, name.end)
        return found[0] if found else None

    def _agent_of(self, title: OfficeTitle | None) -> Agent | None:
        """Return the collective that an office holder without a name belongs to."""
        if title is None or not title.sectors:
            return None
        sector = title.sectors[0].lower()
        return Agent(slug=sector, label=sector, sectors=title.sectors, kind="collective", plural=False)

    def _is_title_of_name(self, head: Token) -> bool:
        """Say whether the noun tells the office of a name beside it ("envoy John Kerry", "the chief, Kaja Kallas")."""
        after = head.i + 1
        if after + 1 < len(self.doc) and self.doc[after].text == ",":
            after += 1
            while after < len(self.doc) and self.doc[after].text[0].isupper() and self._is_rank(after):
                after += 1
        if after > head.i + 2:
            beside = self.board.on(after)
            return beside is not None and beside.actor_type is ActorType.PERSON
        for i in (head.i + 1, head.i + 2):
            beside = self.board.on(i)
            if beside is not None and beside.actor_type is ActorType.PERSON:
                between = self.doc[i - 1].text if i == head.i + 2 else ""
                if between in ("", ",", "-"):
                    return between == "" or any(
                        t.dep_ == "appos" and t.head == head for t in self.doc[beside.start : beside.end]
                    )
        if head.dep_ == "appos":
            named = self.board.on(head.head.i)
            return named is not None and named.actor_type is ActorType.PERSON
        return False

    def _is_rank(self, i: int) -> bool:
        lower = self.layout.lowers[i]
        return lower in self.directory.titles or lower.rstrip(".") in person_words().ranks or lower == "."

    # Whose they are

    def owners(self, head: Token) -> tuple[Owner, ...]:
        """Return the states and organisations whose people a noun names, in text order."""
        found: dict[str, Owner] = {}
        for token in self._modifiers(head):
            owner = self._owner_at(token)
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
        if self.layout.lowers[first.i + 1] not in ("and", "or") or self._phrase_start(head) != first.i + 2:
            return None
        return self._owner_at(first)

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
            if child.dep_ == "prep" and child.lower_ in _OWNER_PREPOSITIONS:
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

    def _owner_at(self, token: Token) -> Owner | None:
        candidate = self.board.on(token.i) or self.capitals.get(token.i)
        if candidate is None:
            return self._home_of(token)
        if self._is_attitude(candidate.start):
            return None
        if not candidate.actor_id and candidate.actor_type is ActorType.ORGANISATION:
            name = slug(self.doc[candidate.start : candidate.end].text)
            return Owner(name, f"org:{name}", f"org:{name}") if name else None
        return owner_of(candidate, self.directory)

    def _home_of(self, token: Token) -> Owner | None:
        """Return the country of a region or city, which no mention is ("police in Lagos", "Mumbai dockers")."""
        # After "in" a well-known place is one, also where the model sees a person or a firm ("in Hamilton").
        if token.ent_type_ not in ("GPE", "LOC") and not (token.ent_type_ and self._is_location(token)):
            return None
        start, end = token.i, token.i + 1
        while self.doc[start].ent_iob_ == "I":
            start -= 1
        while end < len(self.doc) and self.doc[end].ent_iob_ == "I":
            end += 1
        place = known_polity(self.doc[start:end].text, self._countries)
        if place is None or place.country is None or self._is_attitude(start):
            return None
        state = f"country:{place.country}"
        return Owner(place.country.lower(), state, state)

    def _is_attitude(self, start: int) -> bool:
        """Say whether a name only tells whom somebody is for or against ("anti-American", "pro-Russian")."""
        lowers = self.layout.lowers
        return start > 1 and lowers[start - 1] in ("-", "–", "‑") and lowers[start - 2] in _ATTITUDES

    def _context_of(self, head: Token, sectors: tuple[str, ...]) -> tuple[Owner | None, ...]:
        """Return the context, but for those whom a phrase itself points to ("their ambassadors", "the two sides")."""
        points_back = any(child.tag_ == "PRP$" for child in head.lefts) and sectors[:1] and sectors[0] in _OF_STATES
        names_two = any(child.lower_ in ("two", "both") for child in head.lefts) and (
            head.lower_ in _PARTIES or any(child.lower_ == "the" for child in head.lefts)
        )
        return (None,) if points_back or names_two else self.context(head)

    def context(self, head: Token) -> tuple[Owner | None, ...]:
        """Return where the text puts people without a country: the place in their clause, or the document's only one.

        A sentence that names another country does not take the document's.
        """
        verb = _verb_above(head)
        here = self._places.get(verb.i, {}) if verb is not None else {}
        if not here:
            here = self._in_sentence(head)
        if not here and len(self._settings) == 1:
            sentence = head.sent
            owners = (self._owner_at(self.doc[i]) for i in range(sentence.start, sentence.end))
            others = {owner.slug for owner in owners if owner is not None and owner.iso3}
            here = self._settings if others <= self._settings.keys() else {}
        return tuple(here.values()) if len(here) == 1 else (None,)

    def _dateline(self) -> list[Owner]:
        """Return the country of the place that the text is sent from ("MAIDUGURI, Nigeria -")."""
        for sentence in islice(self.doc.sents, _FIRST_SENTENCES):
            words = sentence.text.strip()
            opening = words[:1] and words.split(",")[0].split("(")[0].rstrip(" -—–:")
            if len(sentence) > _LONGEST_DATELINE or not words.endswith(_DASHES) or not opening.isupper():
                continue
            capital = self.capitals.get(sentence.start)
            place = known_polity(opening)
            country = capital.actor_id[4:7] if capital is not None else place.country if place is not None else None
            named = [o for i in range(sentence.start, sentence.end) if (o := self._owner_at(self.doc[i])) and o.iso3]
            if named and capital is None:
                return named[-1:]
            if country:
                return [Owner(country.lower(), f"country:{country}", f"country:{country}")]
        return []

    def _in_sentence(self, head: Token) -> dict[str, Owner]:
        """Return the country of the places that the sentence names, where it names those of one country only."""
        sentence = head.sent
        found = {o.slug: o for i, o in self._located if sentence.start <= i < sentence.end}
        owners = (self._owner_at(self.doc[i]) for i in range(sentence.start, sentence.end))
        others = {owner.slug for owner in owners if owner is not None and owner.iso3}
        return found if len(found) == 1 and others <= found.keys() else {}

    def _countries_as_places(self) -> list[tuple[int, Owner]]:
        """Return the countries that stand after "in" and its like, and those of the places that do."""
        found = []
        for entity in self.doc.ents:
            # A country's own name is on the board.
            root = entity.root
            if self._is_location(root) and self.board.on(root.i) is None and root.i not in self.capitals:
                home = self._home_of(root)
                if home is not None:
                    found.append((root.i, home))
        for candidate in (*self.board.all(), *self.capitals.values()):
            if not candidate.actor_id.startswith(("country:", "gov:")):
                continue
            root = self.doc[candidate.start : candidate.end].root
            # "in Nigeria's Kaduna state"
            outer = root.head if root.dep_ in ("poss", "compound", "nmod", "appos") else root
            if self._is_location(outer):
                owner = owner_of(candidate, self.directory)
                if owner is not None:
                    found.append((root.i, owner))
        return found

    def _is_location(self, token: Token) -> bool:
        return token.dep_ == "pobj" and token.head.lower_ in LOCATIVES and not self.layout.skipped[token.i]

    def _countries_as_owners(self) -> list[Owner]:
        """Return the only country that the text names, where something belongs to it ("Cairo's security chief")."""
        owners: dict[str, Owner] = {}
        belongs = False
        for candidate in (*self.board.all(), *self.capitals.values()):
            if not candidate.actor_id.startswith(("country:", "gov:")):
                continue
            owner = owner_of(candidate, self.directory)
            root = self.doc[candidate.start : candidate.end].root
            if owner is not None:
                owners[owner.slug] = owner
            agent = self.directory.agents.get(root.head.lower_)
            belongs = belongs or root.dep_ == "poss" or (agent is not None and agent.kind == "body")
        return list(owners.values()) if belongs and len(owners) == 1 else []


def _verb_above(token: Token) -> Token | None:
    return next((governor for governor in governors(token) if governor.pos_ in ("VERB", "AUX")), None)
