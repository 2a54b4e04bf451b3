"""The names of the registry in a document in, the actors that they stand for there out."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from extraction.candidates import Candidate
from extraction.directory import KnownActor
from extraction.metonyms import is_actor_role
from extraction.name_ground import NAMING_LABELS, NameGround, NameSource
from extraction.name_index import NameEntry, NameUse
from extraction.polities import has_namesake
from extraction.words import cased_text_of, words_of
from records.vocabularies import ActorType, MentionForm

RegistryName = tuple[int, int, tuple[NameEntry, ...]]
"""Where a name of the registry stands, in tokens, and what it may mean."""

_FORMS = {
    NameUse.NAME: MentionForm.NAME,
    NameUse.SURNAME: MentionForm.NAME,
    NameUse.DEMONYM: MentionForm.DEMONYM,
    NameUse.PEOPLE: MentionForm.DEMONYM,
    NameUse.SEAT: MentionForm.METONYM,
    NameUse.CAPITAL: MentionForm.METONYM,
}
_KIN = frozenset("wife husband mother father sister brother daughter son aunt uncle niece nephew".split())  # noqa: SIM905
_MOST_BEYOND = 2
_HALVES = {"North": "country:PRK", "South": "country:KOR"}
_REGIONS_TOO = {"country:GEO": "country:USA", "country:NER": "country:NGA", "country:LUX": "country:BEL"}
"""States whose name a region of another state has."""
_REGIONAL = frozenset(
    """governor gov. gov lieutenant lt. state republican republicans democrat democrats rep. rep sen. sen senator
    congressman congresswoman voters legislature senate sheriff lawmakers""".split()  # noqa: SIM905
)
_EUROPEAN = "org:european-"
_PLACE_PREPOSITIONS = frozenset({"in", "at", "near", "across", "throughout", "inside"})


class RegistryNames(NameSource):
    """Puts the registry's names on the board; `capitals` are those that may stand for a government.

    `nested` are states inside of the names of their bodies, `publishers` the tokens of news agencies.
    """

    def __init__(self, ground: NameGround) -> None:
        super().__init__(ground)
        self.capitals: list[Candidate] = []
        self.nested: list[Candidate] = []
        self.publishers: list[tuple[int, int]] = []

    def hits(self) -> Iterator[tuple[int, int, tuple[NameEntry, ...]]]:
        """Yield the registry's names as token spans outside of furniture."""
        doc = self.doc
        first, texts = words_of(doc).starts, self.layout.texts
        for hit in self.directory.names.find(cased_text_of(doc)):
            start = bisect_left(first, hit.start)
            if start == len(first) or first[start] != hit.start or self.layout.skipped[start]:
                continue
            # The token may go on: a full stop, or a possessive that the tokenizer left ("Colombia´s").
            end = max(bisect_left(first, hit.end), start + 1)
            beyond = first[end - 1] + len(texts[end - 1]) - hit.end
            if beyond <= _MOST_BEYOND and not texts[end - 1].endswith("$"):
                yield start, end, hit.entries

    def put(self, start: int, end: int, entries: tuple[NameEntry, ...]) -> None:
        """Put a name of the registry for what it means here, if that is an actor."""
        entry = self._choose(entries)
        if entry is None:
            return
        if entry.use is NameUse.AGENCY:
            self.publishers.append((start, end))
            return
        actor = self.directory.actors[entry.actor_id]
        while (
            actor.actor_type is ActorType.PERSON
            and end - start > 1
            and self.ground.is_title_word(self.layout.lowers[start])
            and not self._is_own_word(actor, start)
        ):
            start += 1
        if actor.kind == "COMPANY" and end - start == 1 and self._follows_title(start):
            return
        several = sum(1 for e in entries if e.use is entry.use and e.actor_id in self.directory.actors) > 1
        ambiguous = several and actor.actor_type is ActorType.PERSON
        if actor.actor_type is ActorType.GROUP and (self._goes_on(end) or self._is_first_name(start, end)):
            return
        actor_id = self._region_of(end, entry.actor_id) or entry.actor_id
        candidate = Candidate(
            start=start,
            end=end,
            actor_type=actor.actor_type,
            form=_FORMS[entry.use],
            actor_id="" if ambiguous else actor_id,
        )
        if entry.use is NameUse.CAPITAL:
            self.capitals.append(candidate)
            return
        if self._is_inside_longer_name(start, end, actor.actor_type):
            return
        if self.board.put(candidate) and end - start > 1 and actor.country and actor.actor_type is not ActorType.STATE:
            self._nest_state(candidate, actor.country)

    def _region_of(self, end: int, actor_id: str) -> str | None:
        """Return whose region has a state's name where officers of such regions follow ("Georgia Governor")."""
        after = [word for word in self.layout.lowers[end : end + 2] if word != "'s"][:1]
        return _REGIONS_TOO.get(actor_id) if after and after[0] in _REGIONAL else None

    def _follows_title(self, start: int) -> bool:
        """Say whether a lone name stands right after a title, as a person's does ("President Ford")."""
        before = self.layout.texts[start - 1] if start else ""
        return before[:1].isupper() and before.lower() in self.directory.titles

    def _is_own_word(self, actor: KnownActor, i: int) -> bool:
        """Say whether what may be a title is part of this name ("Sri Mulyani Indrawati"), as a king's never is."""
        lower = self.layout.lowers[i]
        spoken = lower in self.words.male or lower in self.words.female or lower in self.directory.titles
        return not spoken and actor.name.startswith(f"{self.layout.texts[i]} ")

    def _is_first_name(self, start: int, end: int) -> bool:
        """Say whether a people's name is a person's here ("his wife Karen")."""
        if end - start > 1 or self.layout.texts[start] not in self.directory.given_names:
            return False
        before = self.layout.lowers[start - 1] if start else ""
        entity = self.ground.entity_on[start]
        return before in _KIN or (entity is not None and entity.label_ == "PERSON")

    def _goes_on(self, end: int) -> bool:
        """Say whether a region's name goes on into another ("West Bank", "Western Australia", "Muslim Brotherhood")."""
        if end >= len(self.doc) or self.layout.heading[end]:
            return False
        token = self.doc[end]
        return token.tag_ in ("NNP", "NNPS") and token.text[0].isupper() and token.lower_ not in self.directory.heads

    def _nest_state(self, candidate: Candidate, country: str) -> None:
        """Put the state beside the body that its name begins with ("Ukrainian" in "Ukrainian military")."""
        for end in range(min(candidate.end - 1, candidate.start + 3), candidate.start, -1):
            for entry in self.directory.names.get(self.doc[candidate.start : end].text):
                if entry.actor_id == f"country:{country}" and entry.use in (NameUse.NAME, NameUse.DEMONYM):
                    state = replace(
                        candidate, end=end, actor_type=ActorType.STATE, form=_FORMS[entry.use], actor_id=entry.actor_id
                    )
                    self.nested.append(state)
                    return

    def _choose(self, entries: tuple[NameEntry, ...]) -> NameEntry | None:
        """Return what a name means: a demonym that is both adjective and noun counts as the adjective."""
        if len(entries) == 1:
            return entries[0]
        uses = {entry.use: entry for entry in reversed(entries)}
        if NameUse.DEMONYM in uses and NameUse.PEOPLE in uses:
            return uses[NameUse.DEMONYM]
        return next((uses[use] for use in NameUse if use in uses), None)

    def _is_inside_longer_name(self, start: int, end: int, actor_type: ActorType) -> bool:
        """Say whether the model sees a longer name of a person around a registry name ("Paris Hilton")."""
        entity = self.ground.entity_on[start]
        if entity is None or entity.end - entity.start <= end - start or entity.end < end:
            return False
        if actor_type is ActorType.PERSON:
            return entity.label_ in NAMING_LABELS and entity[-1].lower_ in self.words.not_in_names
        if entity.label_ != "PERSON":
            return False
        # A person's name may begin with a state that is a first name (Jordan, Chad) or end with it (Michael Jordan).
        if entity.start == start:
            return self.doc[start].text in self.directory.given_names
        return entity.end >= end

    def names_firm_before(self, entries: tuple[NameEntry, ...], start: int, first: int) -> bool:
        """Say whether a firm is named before a person of its name is ("Ford said on Tuesday…", then "Doug Ford")."""
        if self.layout.heading[start]:
            # A headline names persons before the text does.
            return False
        return start < first and any(entry.actor_id.startswith("org:") for entry in entries)

    def stands_as_place(self, i: int) -> bool:
        """Say whether a name follows a word that is said of places."""
        token = self.doc[i]
        return token.dep_ == "pobj" and token.head.lower_ in _PLACE_PREPOSITIONS

    def put_capitals(self) -> None:
        """Put the capitals that stand for their government, and keep the words of the others from naming anything."""
        self._drop_namesakes()
        for capital in self._one_for_each_seat():
            if is_actor_role(self.doc[capital.start : capital.end]):
                self.board.put(capital)
            else:
                self.board.block(capital.start, capital.end)

    def _drop_namesakes(self) -> None:
        """Take the capitals out that are cities of another country here ("Tripoli" in a text about Lebanon)."""
        owners = (candidate.actor_id.partition(":") for candidate in self.board.all())
        countries = {rest[:3] for kind, _, rest in owners if kind in ("country", "gov")}
        kept = []
        for capital in self.capitals:
            kind, _, rest = capital.actor_id.partition(":")
            span = self.doc[capital.start : capital.end]
            if kind == "gov" and not is_actor_role(span) and has_namesake(span.text, rest[:3], countries):
                self.board.block(capital.start, capital.end)
            else:
                kept.append(capital)
        self.capitals[:] = kept

    def put_halves(self) -> None:
        """Put "the North" and "the South" where the text is about both Koreas."""
        named = {candidate.actor_id for candidate in self.board.all()}
        if not named.issuperset(_HALVES.values()):
            return
        for i, text in enumerate(self.layout.texts):
            if text in _HALVES and not self.layout.skipped[i] and not self._goes_on(i + 1):
                self.board.put(
                    Candidate(
                        start=i, end=i + 1, actor_type=ActorType.STATE, form=MentionForm.NAME, actor_id=_HALVES[text]
                    )
                )

    def _one_for_each_seat(self) -> list[Candidate]:
        """Return the capitals, for the organisation that sits there where the text is about it and not the state."""
        named = {candidate.actor_id for candidate in self.board.all()}
        chosen = []
        for capital in self.capitals:
            entries = self.directory.names.get(self.doc[capital.start : capital.end].text)
            seats = [entry for entry in entries if entry.use is NameUse.CAPITAL]
            other = next((e.actor_id for e in seats if e.actor_id.startswith("org:")), None)
            state = next((f"country:{e.actor_id[4:7]}" for e in seats if e.actor_id.startswith("gov:")), None)
            about_it = other is not None and any(i.startswith((other, _EUROPEAN)) for i in named)
            if other is not None and (state is None or (about_it and state not in named)):
                actor_type = self.directory.actors[other].actor_type
                chosen.append(replace(capital, actor_id=other, actor_type=actor_type))
            else:
                chosen.append(capital)
        return chosen
