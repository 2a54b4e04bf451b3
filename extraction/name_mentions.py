"""A parsed document in, the spans that name actors out: the registry's names, persons, and what the model finds."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from extraction.candidates import Board, Candidate
from extraction.directory import Directory
from extraction.layout import Layout
from extraction.metonyms import is_actor_role
from extraction.name_index import NameEntry, NameUse, fold
from extraction.organisations import is_no_actor
from extraction.person_names import PersonName, parse_name, person_words
from extraction.polities import known_polity
from extraction.words import words_of
from records.ids import slug
from records.vocabularies import ActorType, MentionForm

_FORMS = {
    NameUse.NAME: MentionForm.NAME,
    NameUse.SURNAME: MentionForm.NAME,
    NameUse.DEMONYM: MentionForm.DEMONYM,
    NameUse.PEOPLE: MentionForm.DEMONYM,
    NameUse.SEAT: MentionForm.METONYM,
    NameUse.CAPITAL: MentionForm.METONYM,
}
_MAX_NAME_WORDS = 5
_MOST_BEYOND = 2
_CAPITALS = re.compile(r"\w{4,}")
"""Shorter words in capitals may be what they are everywhere: US, UN, EU, NATO is in the registry as it is."""
_NAMING_LABELS = frozenset({"ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW"})


class NameFinder:
    """Collects the names of one document on a board.

    Registry names come before the model's, longer ones before shorter ones, full names of persons before bare ones.
    """

    def __init__(self, doc: Doc, directory: Directory, layout: Layout) -> None:
        self.doc = doc
        self.directory = directory
        self.layout = layout
        self.words = person_words()
        self.board = Board(len(doc))
        self.capitals: list[Candidate] = []
        self.nested: list[Candidate] = []
        self._publishers: list[tuple[int, int]] = []
        self._entity_on: list[Span | None] = [None] * len(doc)
        for entity in doc.ents:
            self._entity_on[entity.start : entity.end] = [entity] * len(entity)
        self._labels: dict[str, Counter[str]] = {}
        for entity in doc.ents:
            self._labels.setdefault(entity.text, Counter())[entity.label_] += 1
        self._lower_words = {text for text in set(layout.texts) if text == text.lower()}
        self._body: str | None = None

    def find(self) -> Board:
        """Return the board with all names on it."""
        singles: list[tuple[int, int, tuple[NameEntry, ...]]] = []
        for start, end, entries in self._registry_hits():
            if end - start == 1 or entries[0].use is NameUse.CAPITAL:
                singles.append((start, end, entries))
            else:
                self._put_registry_name(start, end, entries)
        self._put_full_names()
        families = self._families()
        for start, end, entries in singles:
            if self.layout.texts[start] not in families or self._stands_as_place(start):
                self._put_registry_name(start, end, entries)
        self._put_halves()
        self._put_titled_names()
        self._put_known_last_names()
        self._put_capitals()
        self._put_model_names()
        return self.board

    def _families(self) -> set[str]:
        """Return the last names of the persons who are named in full: after "Michael Jordan", Jordan is no state."""
        persons = (c for c in self.board.all() if c.actor_type is ActorType.PERSON and not c.actor_id)
        return {parse_name(self.doc[c.start : c.end].text).family for c in persons if c.end - c.start > 1}

    def _stands_as_place(self, i: int) -> bool:
        token = self.doc[i]
        return token.dep_ == "pobj" and token.head.lower_ in _PLACE_PREPOSITIONS

    # Registry names

    def _registry_hits(self) -> Iterator[tuple[int, int, tuple[NameEntry, ...]]]:
        """Yield the registry's names as token spans outside of furniture."""
        doc = self.doc
        first, texts = words_of(doc).starts, self.layout.texts
        for hit in self.directory.names.find(self._searched_text()):
            start = bisect_left(first, hit.start)
            if start == len(first) or first[start] != hit.start or self.layout.skipped[start]:
                continue
            # The token may go on: a full stop, or a possessive that the tokenizer left ("Colombia´s").
            end = max(bisect_left(first, hit.end), start + 1)
            beyond = first[end - 1] + len(texts[end - 1]) - hit.end
            if beyond <= _MOST_BEYOND and not texts[end - 1].endswith("$"):
                yield start, end, hit.entries

    def _searched_text(self) -> str:
        """Return the text with headings in capitals as if they were written small ("TRUMP VOWS TO END WAR")."""
        text = words_of(self.doc).text
        for block in self.doc.spans.get("blocks", ()):
            if self.layout.heading[block.start] and block.text.isupper():
                small = _CAPITALS.sub(lambda match: match.group().capitalize(), block.text)
                if len(small) == len(block.text):
                    text = text[: block.start_char] + small + text[block.end_char :]
        return text

    def _put_registry_name(self, start: int, end: int, entries: tuple[NameEntry, ...]) -> None:
        entry = self._choose(entries)
        if entry is None:
            return
        if entry.use is NameUse.AGENCY:
            self._publishers.append((start, end))
            return
        actor = self.directory.actors[entry.actor_id]
        while (
            actor.actor_type is ActorType.PERSON and end - start > 1 and self._is_title_word(self.layout.lowers[start])
        ):
            start += 1
        several = sum(1 for e in entries if e.use is entry.use and e.actor_id in self.directory.actors) > 1
        ambiguous = several and actor.actor_type is ActorType.PERSON
        if actor.actor_type is ActorType.GROUP and self._goes_on(end):
            return
        candidate = Candidate(
            start=start,
            end=end,
            actor_type=actor.actor_type,
            form=_FORMS[entry.use],
            actor_id="" if ambiguous else entry.actor_id,
        )
        if entry.use is NameUse.CAPITAL:
            self.capitals.append(candidate)
            return
        if self._is_inside_longer_name(start, end, actor.actor_type):
            return
        if self.board.put(candidate) and end - start > 1 and actor.country and actor.actor_type is not ActorType.STATE:
            self._nest_state(candidate, actor.country)

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
        entity = self._entity_on[start]
        if entity is None or entity.end - entity.start <= end - start or entity.end < end:
            return False
        if actor_type is ActorType.PERSON:
            return entity.label_ in _NAMING_LABELS and entity[-1].lower_ in self.words.not_in_names
        if entity.label_ != "PERSON":
            return False
        # A person's name may begin with a state that is a first name (Jordan, Chad) or end with it (Michael Jordan).
        if entity.start == start:
            return self.doc[start].text in self.directory.given_names
        return entity.end >= end

    def _put_capitals(self) -> None:
        """Put the capitals that stand for their government, and keep the words of the others from naming anything."""
        for capital in self._one_for_each_seat():
            if is_actor_role(self.doc[capital.start : capital.end]):
                self.board.put(capital)
            else:
                self.board.block(capital.start, capital.end)

    def _put_halves(self) -> None:
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

    # Persons

    def _put_full_names(self) -> None:
        for entity in self.doc.ents:
            if entity.label_ == "PERSON" and not self.layout.skipped[entity.start]:
                for start, end in self._clean_person(entity.start, entity.end):
                    if end - start > 1 and self._is_plausible(start, end, known=False):
                        self._put_person(start, end)
        given_names = self.directory.given_names
        for i, text in enumerate(self.layout.texts):
            if text not in given_names:
                continue
            token = self.doc[i]
            if token.tag_.startswith("NNP") and self._may_start_name(token):
                end = self._name_end(token.i)
                if end - token.i > 1 and self._is_plausible(token.i, end, known=True):
                    self._put_person(token.i, end)

    def _put_person(self, start: int, end: int, *, weak: bool = False) -> None:
        self.board.put(Candidate(start=start, end=end, actor_type=ActorType.PERSON, form=MentionForm.NAME, weak=weak))

    def _may_start_name(self, token: Token) -> bool:
        if self.board.on(token.i) is not None or self.layout.skipped[token.i]:
            return False
        entity = self._entity_on[token.i]
        if entity is None or entity.label_ == "PERSON" or entity.label_ not in _NAMING_LABELS:
            return True
        # The model's organisation that is nothing but a first and a last name is more often a person.
        return entity.start == token.i and len(entity) <= 3 and entity[-1].lower_ not in self.words.not_in_names

    def _name_end(self, start: int) -> int:
        """Return where the run of words that may belong to a name ends."""
        doc, i, words = self.doc, start + 1, 1
        sentence_end = len(doc)
        while i < sentence_end and words < _MAX_NAME_WORDS:
            token = doc[i]
            if doc[i - 1].whitespace_ == "" and token.text == "-" and i + 1 < sentence_end:
                i += 2
                continue
            if token.is_sent_start or self.board.on(i) is not None:
                break
            if self._is_name_word(token):
                i, words = i + 1, words + 1
            elif token.lower_ in self.words.particles and i + 1 < sentence_end:
                following = i + 1
                while following < sentence_end - 1 and doc[following].text == "-":
                    following += 1
                if not self._is_name_word(doc[following]):
                    break
                i, words = following + 1, words + 1
            else:
                break
        return i

    def _is_name_word(self, token: Token) -> bool:
        text = token.text
        if not text[0].isupper() or not (
            token.is_alpha or _is_initial(text) or "'" in text or "’" in text or "-" in text
        ):
            return False
        lower = token.lower_
        if lower in self.words.honorifics or lower in self.directory.titles or lower in _TITLE_PARTS:
            return False
        return token.tag_.startswith("NNP") or _is_initial(text) or token.text in self.directory.given_names

    def _clean_person(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield what is left of the model's person without titles, possessives, line breaks and lower-case words."""
        doc = self.doc
        while end > start and (
            doc[end - 1].tag_ == "POS" or (not doc[end - 1].text[-1].isalpha() and not _is_initial(doc[end - 1].text))
        ):
            end -= 1
        for i in range(start, end):
            if doc[i].is_space or doc[i].text in (",", ";", ":", "/", "|", "–", "—", "(", ")"):
                yield from self._clean_person(start, i)
                yield from self._clean_person(i + 1, end)
                return
        while start < end and self._is_before_name(doc[start], end - start):
            start += 1
        if start < end:
            yield start, end

    def _is_before_name(self, token: Token, length: int) -> bool:
        lower = token.lower_.rstrip(".")
        if not token.text[0].isupper():
            return lower not in self.words.particles or length == 1
        if lower in self.words.honorifics or lower in self.words.ranks or not token.text[0].isalpha():
            return True
        if length > 1 and (lower in self.directory.titles or lower in _TITLE_PARTS):
            return True
        owner = self.board.on(token.i)
        return owner is not None and owner.actor_type is not ActorType.PERSON

    def _is_plausible(self, start: int, end: int, *, known: bool) -> bool:
        """Say whether the words read like a person's name; `known`: the first one is a first name."""
        doc, words = self.doc, self.doc[start:end]
        if not self.board.is_free(start, end) or self.layout.skipped[start]:
            return False
        count = len(words.text.split())
        if count > _MAX_NAME_WORDS or doc[end - 1].lower_ in self.words.not_in_names:
            return False
        if any(c.isdigit() for c in words.text) or not doc[end - 1].text[0].isupper():
            return False
        if any(
            t.text[0].islower() and t.lower_ not in self.words.particles and not t.is_punct and t.tag_ != "POS"
            for t in words
        ):
            return False
        if self.layout.heading[start] and not known:
            return doc[start].text in self.directory.given_names or self._occurs_in_body(words.text)
        return True

    def _occurs_in_body(self, text: str) -> bool:
        """Say whether the words stand somewhere outside of headings too."""
        if self._body is None:
            heading = self.layout.heading
            words = words_of(self.doc)
            spans = zip(heading, words.starts, [*words.starts[1:], len(words.text)], strict=True)
            self._body = "".join("\n" if title else words.text[start:end] for title, start, end in spans)
        return text in self._body

    def _put_titled_names(self) -> None:
        """Take the capitalised words after a title as a name ("President Bush", "Gen. Aoun")."""
        doc = self.doc
        for i, (text, lower) in enumerate(zip(self.layout.texts[:-1], self.layout.lowers, strict=False)):
            if text[0] == lower[0] or not self._is_title_word(lower):
                continue
            token = doc[i]
            following = doc[token.i + 1]
            if following.text == "." and token.i + 2 < len(doc):
                following = doc[token.i + 2]
            if following.is_sent_start or self.board.on(following.i) or not self._is_name_word(following):
                continue
            entity = self._entity_on[token.i]
            if entity is not None and entity.label_ in _NAMING_LABELS and entity.end > following.i:
                continue
            end = self._name_end(following.i)
            if self._is_plausible(following.i, end, known=True) and following.lower_ not in self.words.not_in_names:
                self._put_person(following.i, end)

    def _is_title_word(self, lower: str) -> bool:
        lower = lower.rstrip(".")
        return lower in self.words.honorifics or lower in self.words.ranks or lower in self.directory.titles

    def _put_known_last_names(self) -> None:
        """Put the bare names of the persons who are introduced in full: last names, and first names that are unique."""
        keys: dict[str, set[str]] = {}
        firsts: Counter[str] = Counter()
        full: set[tuple[str, str]] = set()
        for candidate in self.board.all():
            if candidate.actor_type is not ActorType.PERSON:
                continue
            name = parse_name(self.doc[candidate.start : candidate.end].text)
            for key in self._bare_keys(candidate, name):
                keys.setdefault(key.split(" ")[0], set()).add(key)
            if name.is_full and (name.given[0], name.family) not in full:
                full.add((name.given[0], name.family))
                firsts[name.given[0]] += 1
        for first, count in firsts.items():
            if count == 1 and first in self.directory.given_names and len(first) > 2:
                keys.setdefault(first, set()).add(first)
        bare = {text: found for text in set(self.layout.texts) if (found := keys.get(text) or keys.get(_first(text)))}
        for i, text in enumerate(self.layout.texts):
            for key in sorted(bare.get(text, ()), key=lambda key: (-len(key), key)):
                end = self._match_words(i, key)
                if end and self._may_be_bare_name(i, end):
                    self._put_person(i, end)
                    break

    def _bare_keys(self, candidate: Candidate, name: PersonName) -> tuple[str, ...]:
        actor = self.directory.actors.get(candidate.actor_id)
        return (*actor.surnames, *name.keys) if actor is not None else name.keys

    def _match_words(self, start: int, key: str) -> int:
        """Return the end of the tokens from `start` that spell a folded name, or 0."""
        doc, i, spelt = self.doc, start, ""
        while len(spelt) < len(key) and i < len(doc):
            if doc[i].text != "-":
                spelt = f"{spelt} {fold(doc[i].text)}" if spelt else fold(doc[i].text)
                if not key.startswith(spelt):
                    return 0
            i += 1
        return i if spelt == key else 0

    def _may_be_bare_name(self, start: int, end: int) -> bool:
        if not self.board.is_free(start, end) or self.layout.skipped[start]:
            return False
        token = self.doc[start]
        if token.is_sent_start and token.lower_ in self._lower_words and not token.tag_.startswith("NNP"):
            return False
        entity = self._entity_on[start]
        if entity is None or entity.label_ == "PERSON" or entity.end - entity.start <= end - start + 1:
            return True
        # "Trump Tower", but "Trump administration": only names of places, works and institutions take it with them.
        return entity[-1].lower_ not in self.words.not_in_names or not entity[-1].text[0].isupper()

    # What the model alone finds

    def _put_model_names(self) -> None:
        for entity in self.doc.ents:
            if self.layout.skipped[entity.start] or self._is_publisher(entity):
                continue
            if entity.label_ == "PERSON":
                for start, end in self._clean_person(entity.start, entity.end):
                    if end - start == 1 and self._is_single_name(start):
                        self._put_person(start, end, weak=True)
            elif entity.label_ in ("ORG", "NORP", "GPE"):
                self._put_group_or_organisation(entity)

    def _is_single_name(self, i: int) -> bool:
        token = self.doc[i]
        if self.layout.heading[i] or not self.board.is_free(i, i + 1) or len(token.text) < 2:
            return False
        if not token.text[0].isupper() or not token.tag_.startswith("NNP") or not token.is_alpha:
            return False
        if token.lower_ in self._lower_words or token.lower_ in self.words.not_in_names or is_no_actor(token.text):
            return False
        named_so = token.text in self.directory.given_names or token.text in self.directory.surnames
        if not named_so and known_polity(token.text) is not None:
            return False
        labels = self._labels.get(token.text)
        return labels is None or 2 * labels["PERSON"] > labels.total()

    def _put_group_or_organisation(self, entity: Span) -> None:
        """Put what the model takes for an organisation or a people, and, in the role of an actor, for a place."""
        doc = self.doc
        start, end = entity.start, entity.end
        while start < end and (doc[start].lower_ in _ARTICLES or not doc[start].text[0].isalnum()):
            start += 1
        while end > start and (doc[end - 1].tag_ == "POS" or not doc[end - 1].text[-1].isalnum()):
            end -= 1
        possessive = next((i for i in range(start, end) if doc[i].tag_ == "POS"), None)
        if possessive is not None and self.board.on(start) is not None:
            start = possessive + 1
        if start >= end or not doc[start].text[0].isupper() or any(doc[i].is_space for i in range(start, end)):
            return
        if self.layout.heading[start] and not self._occurs_in_body(doc[start:end].text):
            return
        if end - start == 1 and self._holds_office(doc[start]):
            self._put_person(start, end, weak=True)
            return
        place = known_polity(doc[start:end].text)
        actor_id = ""
        if place is not None or entity.label_ == "GPE":
            if not is_actor_role(doc[start:end]):
                return
            actor_type, form = ActorType.ORGANISATION, MentionForm.NAME
            if place is not None and place.country:
                actor_type, actor_id = ActorType.GOVERNMENT_BODY, f"gov:{place.country}-{slug(place.name)}"
        elif entity.label_ == "NORP":
            actor_type, form = ActorType.GROUP, MentionForm.DEMONYM
        else:
            actor_type, form = ActorType.ORGANISATION, MentionForm.NAME
        if end - start == 1 and entity.label_ == "ORG" and not self._is_single_organisation(doc[start]):
            return
        if is_no_actor(doc[start:end].text):
            return
        if self.directory.body_phrases.ending_at(self.layout.lowers, end - 1, start) is not None:
            return
        candidate = Candidate(start=start, end=end, actor_type=actor_type, form=form, actor_id=actor_id, weak=True)
        if not self.board.put(candidate) and entity.label_ == "ORG" and self._may_hold(start, end):
            self.nested.append(candidate)

    def _holds_office(self, token: Token) -> bool:
        """Say whether a name is explained by an office, as only a person's is ("Lee, the former prime minister")."""
        return any(
            child.dep_ == "appos" and child.i > token.i and child.lower_ in self.directory.title_phrases
            for child in token.children
        )

    def _is_single_organisation(self, token: Token) -> bool:
        """Say whether a lone word may be an organisation: an acronym, or a name that is no common word."""
        if token.is_upper and len(token) > 1:
            return True
        return token.tag_.startswith("NNP") and token.lower_ not in self._lower_words

    def _may_hold(self, start: int, end: int) -> bool:
        """Say whether an organisation's name goes on beyond the state that it holds ("Pakistan Cricket Board")."""
        inner = {id(c): c for c in map(self.board.on, range(start, end)) if c is not None}
        if len(inner) != 1:
            return False
        (held,) = inner.values()
        inside = start <= held.start and held.end <= end and held.end - held.start < end - start
        return inside and held.actor_type is ActorType.STATE and self.doc[end - 1].text[0].isupper()

    def _is_publisher(self, entity: Span) -> bool:
        return any(start < entity.end and entity.start < end for start, end in self._publishers)


_HALVES = {"North": "country:PRK", "South": "country:KOR"}
_EUROPEAN = "org:european-"
_PLACE_PREPOSITIONS = frozenset({"in", "at", "near", "across", "throughout", "inside"})
_ARTICLES = frozenset({"the", "a", "an"})
_TITLE_PARTS = frozenset(
    """vice deputy prime foreign defence defense finance interior former ex acting interim first chief special state
    national security press""".split()  # noqa: SIM905
)


def _first(text: str) -> str:
    """Return the first folded word of a token; one of letters alone, or of marks, is what it is."""
    if text.isascii() and (text.isalpha() or not text[0].isalpha()):
        return text
    return fold(text).partition(" ")[0]


def _is_initial(text: str) -> bool:
    """Say whether a token is an initial or several ("J.", "F.W.")."""
    return (
        len(text) <= 6
        and text.replace(".", "").isupper()
        and "." in text
        and all(len(p) == 1 for p in text.split(".") if p)
    )
