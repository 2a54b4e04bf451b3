"""Names on a board in, the unnamed actors around them out: "U.S. officials", "the British prime minister"."""

from collections.abc import Iterator

from spacy.tokens import Token

from extraction.agent_words import collective_before, is_group_noun, variable_nouns
from extraction.candidates import Candidate
from extraction.directory import Agent, BodyPattern, KnownActor, OfficeTitle
from extraction.organisations import is_no_actor
from extraction.owners import Owner, Owners
from extraction.person_names import person_words
from extraction.pointing import POINTING, pointing_nouns
from extraction.scenes import Scenes
from extraction.syntax import SUBJECTS
from extraction.titles import is_over
from records.vocabularies import ActorType, MentionForm

OFFICE = "office:"
"""Begins the provisional id of a nominal that names an office: `office:head-of-state@country:FRA`."""
INFERRED = "~"
"""Stands before the state of an office that not its phrase but the scene of the text tells."""
LOCAL = "local"
"""Stands for the owner in the id of a group whose country is unknown."""

_EMBASSY = "embassy"
_LEADERS = frozenset({"leaders", "rulers", "heads"})
_SPEAKERS = frozenset({"spokesman", "spokeswoman", "spokesperson", "spokespeople", "spokesmen", "spokespersons"})
_HIGHEST_LEVEL_RESOLVED = 3
_NO_STATES = (ActorType.ORGANISATION, ActorType.ARMED_GROUP)
_COUNTED = frozenset({"team", "teams", "contingent", "contingents"})
_INDEFINITE = frozenset({"a", "an", "any", "no", "another", "some", "every", "each"})
_POINTING_DETERMINERS = frozenset({"the", "this", "that"})
_PARTNER_PREPOSITIONS = frozenset({"by", "against", "with", "between", "among"})
_COMPLEMENTS = frozenset({"of", "in", "from", "within", "inside", "at", "for", "with"})


def _has_no_states(actor: KnownActor) -> bool:
    return actor.actor_type in _NO_STATES and actor.sectors[:1] != ("IGO",)


class NominalFinder:
    """Finds the unnamed actors of one document."""

    def __init__(self, owners: Owners) -> None:
        self.doc = owners.doc
        self.directory = owners.directory
        self.layout = owners.layout
        self.board = owners.board
        self.owners = owners
        self.scenes = Scenes(owners)
        self._heads = self.directory.heads.union(variable_nouns(), pointing_nouns())

    def find(self) -> Iterator[Candidate]:
        """Yield the nominals; they may hold the names on the board, and stand beside each other on one phrase."""
        heads = self._heads
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
        behind = self.board.on(token.i + 1)
        if behind is not None and behind.start == token.i + 1 and behind.actor_type in _NO_STATES:
            # "the Islamist group Boko Haram", "chipmaker Nvidia"
            return behind.form is MentionForm.NAME
        return self._is_title_of_name(token)

    def _nominals_at(self, head: Token) -> Iterator[Candidate]:
        start = self.owners.phrase_start(head)
        pattern = self._pattern_at(head)
        owners = self.owners.of(head)
        if pattern is not None:
            body, end = pattern
            if body.slug == _EMBASSY:
                owners = self._senders(head, start)
            for owner in owners or self.scenes.context_of(head, body.sectors):
                yield from self._body(start, end, body, owner)
            return
        phrase = self.layout.lowers[start : head.i + 1]
        title, end = self._title_at(head, start)
        if title is not None and self._names_one_holder(head, title, owners) and not is_over(phrase):
            office = f"{OFFICE}{title.office}@"
            for owner in owners:
                yield self._candidate(start, end, ActorType.PERSON, f"{office}{owner.actor_id}")
            if not owners:
                scene = self.scenes.context_of(head, title.sectors)[0]
                inferred = f"{INFERRED}{scene.actor_id}" if scene is not None else ""
                yield self._candidate(start, end, ActorType.PERSON, f"{office}{inferred}")
            return
        agent = self._agent_at(head, start) or self._agent_of(title)
        if agent is not None and agent.kind == "none":
            return
        name_start = self._proper_name(head)
        if name_start is not None and not owners:
            if is_no_actor(head.doc[name_start : head.i + 1].text):
                return
            yield Candidate(
                start=name_start, end=head.i + 1, actor_type=ActorType.ORGANISATION, form=MentionForm.NAME, weak=True
            )
        elif agent is None or (agent.kind == "states" and head.tag_ not in ("NNS", "NNPS")):
            yield from self._pointing_at(start, head, agent, owners)
        elif agent.kind == "states" and self._are_of_no_states(head, owners):
            yield from self._members_of(start, head, owners)
        elif owners or not self._is_indefinite_body(head, agent):
            for owner in owners or ((None,) if agent.kind == "states" else self.scenes.context_of(head, agent.sectors)):
                yield self._group(start, head, agent, owner)

    def _senders(self, head: Token, start: int) -> tuple[Owner, ...]:
        """Return whose an embassy is, which is not the state where it stands ("its embassy in Baghdad")."""
        found = {owner.slug: owner for i in range(start, head.i) if (owner := self.owners.at(self.doc[i])) is not None}
        if found:
            return tuple(found.values())
        if any(child.tag_ == "PRP$" for child in head.lefts):
            return ()
        behind = [c for c in head.rights if c.dep_ == "prep" and c.lower_ == "of"]
        return self.owners.of(head) if behind else ()

    def _pointing_at(
        self, start: int, head: Token, agent: Agent | None, owners: tuple[Owner, ...]
    ) -> Iterator[Candidate]:
        """Yield what may take up an actor named before ("the planemaker"), where it stands as one who acts."""
        if agent is not None and self._are_of_no_states(head, owners):
            yield from self._members_of(start, head, owners)
            return
        if head.lower_ not in pointing_nouns() or head.tag_ not in ("NN", "NNP") or head.pos_ not in ("NOUN", "PROPN"):
            return
        if self.layout.lowers[start] not in _POINTING_DETERMINERS or not _acts(head):
            return
        yield self._candidate(start, head.i + 1, ActorType.GROUP, f"{POINTING}{head.lower_}")

    def _members_of(self, start: int, head: Token, owners: tuple[Owner, ...]) -> Iterator[Candidate]:
        for owner in owners:
            known = self.directory.actors[owner.actor_id]
            if known.actor_type is not ActorType.GROUP:
                yield self._candidate(start, head.i + 1, known.actor_type, known.id)

    def _is_indefinite_body(self, head: Token, agent: Agent) -> bool:
        """Say whether a phrase is no more than a word for some body ("a commission", "every department")."""
        if agent.slug != "officials-party" or agent.plural or head.lower_ in _SPEAKERS:
            return False
        return any(child.lower_ in _INDEFINITE for child in head.lefts)

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
        for first in (head.i, head.i - 1):
            # "secretary of state", "inspector general of police"
            found = titles.starting_at(lowers, first) if first >= start else None
            if found and first + found[1] > head.i + 1 and lowers[head.i + 1] == "of":
                return found[0], first + found[1]
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
        slug = "gov" if agent.kind == "states" and owner.iso3 and head.lower_ in _LEADERS else agent.slug
        return self._candidate(start, end, ActorType.GROUP, f"group:{owner.slug}-{slug}")

    def _candidate(self, start: int, end: int, actor_type: ActorType, actor_id: str) -> Candidate:
        return Candidate(start=start, end=end, actor_type=actor_type, form=MentionForm.NOMINAL, actor_id=actor_id)

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

    def _agent_at(self, head: Token, start: int) -> Agent | None:
        """Return the collective that the noun names, by itself or with the words before or behind it."""
        phrases, lowers = self.directory.agent_phrases, self.layout.lowers
        found = phrases.ending_at(lowers, head.i)
        first = head.i + 1 - found[1] if found is not None else head.i
        name = self.board.on(first)
        if name is not None and name.start < first:
            # The leaders of the European Union are no union leaders.
            found = phrases.ending_at(lowers, head.i, name.end)
        if found is not None and found[1] > 1:
            return found[0]
        if lowers[head.i] in variable_nouns() and not self._is_named_group(head, start):
            named = next((i for i in range(head.i - 1, start - 1, -1) if self.board.on(i) is not None), start - 1)
            slug = collective_before(lowers, head.i, named + 1) or self._collective_behind(head)
            if slug is not None:
                sectors = self.directory.slug_sectors[slug]
                label = self.directory.labels[slug]
                return Agent(slug=slug, label=label, sectors=sectors, kind="collective", plural=True)
        return found[0] if found else None

    def _is_named_group(self, head: Token, start: int) -> bool:
        """Say whether the noun only says what a name is that stands before it ("the Islamic Jihad movement")."""
        if not is_group_noun(head.lower_):
            return False
        names = (self.board.on(i) for i in range(start, head.i))
        return any(n is not None and n.actor_type in _NO_STATES and n.actor_id[:4] == "org:" for n in names)

    def _collective_behind(self, head: Token) -> str | None:
        """Return the collective that a phrase behind the noun tells ("members of the opposition")."""
        for preposition in head.rights:
            if preposition.dep_ != "prep" or preposition.lower_ not in _COMPLEMENTS:
                continue
            if preposition.lower_ == "of" and (is_group_noun(head.lower_) or head.lower_ in _COUNTED):
                # "teams of soldiers and police" are the soldiers and the police
                return None
            for noun in preposition.children:
                if noun.dep_ == "pobj" and (slug := self._collective_at(noun)) is not None:
                    return slug
        return None

    def _collective_at(self, noun: Token) -> str | None:
        name = self.board.on(noun.i)
        if name is not None:
            known = self.directory.actors.get(name.actor_id)
            sectors = known.sectors if known is not None and known.actor_type is ActorType.GOVERNMENT_BODY else ()
        elif (body := self.directory.body_phrases.ending_at(self.layout.lowers, noun.i)) is not None:
            sectors = body[0].sectors
        else:
            found = self.directory.agent_phrases.ending_at(self.layout.lowers, noun.i)
            if found is None or found[0].kind != "collective" or found[0].slug == "officials-party":
                return None
            return found[0].slug
        sector = sectors[0].lower() if sectors else ""
        return sector if sector in self.directory.labels else None

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


def _acts(noun: Token) -> bool:
    """Say whether a noun stands where actors do, and not only as a place or a thing ("in the country")."""
    while noun.dep_ == "conj":
        noun = noun.head
    if noun.dep_ in SUBJECTS or noun.dep_ in ("dobj", "dative", "poss", "agent"):
        return True
    return noun.dep_ == "pobj" and noun.head.lower_ in _PARTNER_PREPOSITIONS
