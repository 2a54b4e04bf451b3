"""A document in, the names of persons in it out: full ones, ones after a title, and the bare ones of either."""

import re
from collections import Counter
from collections.abc import Iterator

from spacy.tokens import Span, Token

from extraction.candidates import Candidate
from extraction.name_ground import NAMING_LABELS, NameSource
from extraction.name_index import fold
from extraction.organisations import is_no_actor
from extraction.person_names import PersonName, first_family_name, parse_name
from extraction.polities import is_on_map
from records.vocabularies import ActorType

_MAX_NAME_WORDS = 5
_HYPHENS = frozenset({"-", "‐", "‑"})
_PRONOUNS = frozenset({"PRP", "PRP$"})
_PLACE_PREPOSITIONS = frozenset({"in", "near", "outside", "across"})
_BESIDE = frozenset({"near", "outside"})
"""Prepositions behind which an unknown name is a place's."""
_LEAST_GIVEN = 4
_BEFORE_NAMES = frozenset({"judge", "lawmaker"})
"""Offices whose titles begin no organisation's name, as "General" does."""
_BRIDGES = frozenset("de del da das dos van von der den bin ibn bint binti al el la las los y della di ould".split())  # noqa: SIM905
"""Particles that are no English words: what follows them belongs to the name however the parser takes it."""
_MAX_LISTED = 8
_ELIDED = re.compile(r"[dl]['’][A-ZÀ-Þ]")
"""What begins such a name as "d'Estaing" or "l'Ecluse"."""
_QUOTES = frozenset({'"', "“", "”", "‘", "’", "''", "``"})
_LONGEST_NICKNAME = 4
_TITLE_PARTS = frozenset(
    """vice deputy prime foreign defence defense finance interior former ex acting interim first chief special state
    national security press""".split()  # noqa: SIM905
)


class PersonMentions(NameSource):
    """Puts the names of persons on the board."""

    def families(self) -> dict[str, int]:
        """Return the last names of those named in full, and where first: after "Michael Jordan", Jordan is no state."""
        persons = (c for c in self.board.all() if c.actor_type is ActorType.PERSON)
        full = ((parse_name(self.doc[c.start : c.end].text).family, c) for c in persons if c.end - c.start > 1)
        found: dict[str, int] = {}
        for family, candidate in full:
            if not candidate.actor_id or self._is_firm(family):
                found.setdefault(family, candidate.start)
        return found

    def _is_firm(self, family: str) -> bool:
        """Say whether a firm has the last name ("Ford"); a state that has one of its ministers' is meant more often."""
        entries = self.directory.names.get(family)
        return any(entry.actor_id.startswith("org:") for entry in entries)

    def put_full_names(self) -> None:
        """Put the full names: what the model calls persons, and what begins with a first name."""
        for entity in self.doc.ents:
            if entity.label_ == "PERSON" and not self.layout.skipped[entity.start]:
                for start, end in self.without_titles(entity.start, entity.end):
                    if (
                        end - start > 1
                        and self._is_plausible(start, end, known=False)
                        and not self.is_place(start, end)
                    ):
                        self.ground.put_person(self._first_word(start, end), self._last_word(end))
        given_names = self.directory.given_names
        for i, text in enumerate(self.layout.texts):
            if (text if text.isascii() else fold(text)) not in given_names and text not in self.words.family_first:
                continue
            token = self.doc[i]
            if text not in given_names and text.isascii() and not self._is_three_words(i):
                continue
            if token.tag_.startswith("NNP") and self._may_start_name(token):
                end = self._name_end(token.i)
                if end - token.i > 1 and self._is_plausible(token.i, end, known=True):
                    self.ground.put_person(token.i, end)

    def _is_three_words(self, i: int) -> bool:
        """Say whether the model's organisation is a family name and two more words, none common ("Pham Quoc Vuong")."""
        entity = self.ground.entity_on[i]
        if entity is None or entity.start != i or len(entity) != 3 or entity.label_ not in ("ORG", "GPE"):
            return False
        knows = self.ground.dictionary.knows
        return all(word.is_title and word.is_alpha for word in entity) and not any(knows(w.lower_) for w in entity[1:])

    def is_place(self, start: int, end: int) -> bool:
        """Say whether the words are a place's name where a place is expected: "in Wan Chai", "Jabalia and Nuseirat"."""
        root = self.doc[start:end].root
        for _ in range(_MAX_LISTED):
            if root.dep_ not in ("conj", "appos") or root.head.i >= root.i:
                break
            root = root.head
        stands_so = root.dep_ == "pobj" and root.head.lower_ in _PLACE_PREPOSITIONS
        if not stands_so:
            return False
        beside = root.head.lower_ in _BESIDE and self.layout.texts[start] not in self.directory.given_names
        return beside or is_on_map(self.doc[start:end].text)

    def _first_word(self, start: int, end: int) -> int:
        """Return where a name begins whose first words the model does not see ("Cellou Dalein Diallo")."""
        last = self.doc[start:end].root.i
        while start > 0 and end - start < _MAX_NAME_WORDS:
            token = self.doc[start - 1]
            if (
                token.dep_ != "compound"
                or token.head.i != last
                or token.ent_type_ not in ("", "PERSON")
                or self.doc[start].is_sent_start
                or not (token.is_title and token.is_alpha and token.tag_ == "NNP" and len(token) >= _LEAST_GIVEN)
                or self.ground.is_title_word(token.lower_)
                or token.lower_ in _TITLE_PARTS
                or token.lower_ in self.words.not_in_names
                or token.lower_ in self.ground.lower_words
                or not self.board.is_free(start - 1, start)
                or self.layout.heading[start]
            ):
                break
            start -= 1
        return start

    def _last_word(self, end: int) -> int:
        """Return where a name ends whose last words the model does not see ("Park Sang" of "Park Sang-cheol")."""
        doc, words = self.doc, 0
        while end < len(doc) and words < _MAX_NAME_WORDS:
            token = doc[end]
            if token.text in _HYPHENS and not doc[end - 1].whitespace_ and not token.whitespace_:
                if end + 1 >= len(doc) or not doc[end + 1].is_alpha or self.board.on(end + 1) is not None:
                    break
                end += 2
            elif self._goes_on_with(token, end):
                end += 1
            elif token.text in _BRIDGES and end + 1 < len(doc) and self._may_follow(doc[end + 1]):
                end += 2
            else:
                break
            words += 1
        return end

    def _goes_on_with(self, token: Token, end: int) -> bool:
        """Say whether a word belongs to the name that ends before it: the parser takes the name for a part of it."""
        before = self.doc[end - 1]
        return (
            before.whitespace_ == " "
            and before.dep_ == "compound"
            and before.head.i >= token.i
            and before.head.tag_ == "NNP"
            and self._may_follow(token)
            and not self.ground.dictionary.knows(token.lower_)
        )

    def _may_follow(self, token: Token) -> bool:
        return (
            token.ent_type_ in ("", "PERSON")
            and self._is_name_word(token)
            and not token.is_sent_start
            and self.board.is_free(token.i, token.i + 1)
            and not self.ground.is_title_word(token.lower_)
            and token.lower_ not in self.words.not_in_names
            and token.lower_ not in self.ground.lower_words
            and not self.layout.heading[token.i]
        )

    def _may_start_name(self, token: Token) -> bool:
        if self.board.on(token.i) is not None or self.layout.skipped[token.i]:
            return False
        entity = self.ground.entity_on[token.i]
        if entity is None or entity.label_ == "PERSON" or entity.label_ not in NAMING_LABELS:
            return True
        # The model's organisation that is nothing but a first and a last name is more often a person.
        parts = sum(word.text not in _BRIDGES for word in entity)
        most = 4 if parts < len(entity) else 3
        return entity.start == token.i and parts <= most and entity[-1].lower_ not in self.words.not_in_names

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
            elif token.text in _QUOTES and (behind := self._behind_nickname(i)):
                i, words = behind, words + 1
            elif token.lower_ in self.words.particles and i + 1 < sentence_end:
                following = i + 1
                while following < sentence_end - 1 and (
                    doc[following].text == "-" or doc[following].lower_ in self.words.particles
                ):
                    following += 1
                if not self._is_name_word(doc[following]):
                    break
                i, words = following + 1, words + 1
            else:
                break
        return i

    def _behind_nickname(self, i: int) -> int:
        """Return where the name word behind a nickname in quotation marks ends (Juan "El Oso" Rey), or 0."""
        for end in range(i + 2, min(i + _LONGEST_NICKNAME + 2, len(self.doc) - 1)):
            if self.doc[end].text in _QUOTES:
                return end + 2 if self._is_name_word(self.doc[end + 1]) else 0
        return 0

    def _is_name_word(self, token: Token) -> bool:
        text = token.text
        if _ELIDED.match(text):
            return token.tag_.startswith("NNP")
        if not text[0].isupper() or not (
            token.is_alpha or _is_initial(text) or "'" in text or "’" in text or "-" in text
        ):
            return False
        lower = token.lower_
        if lower in self.words.honorifics or lower in self.directory.titles or lower in _TITLE_PARTS:
            return False
        return token.tag_.startswith("NNP") or _is_initial(text) or token.text in self.directory.given_names

    def without_titles(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield what is left of the model's person without titles, possessives, line breaks and lower-case words."""
        doc = self.doc
        while end > start and (
            doc[end - 1].tag_ == "POS"
            or doc[end - 1].text in _BRIDGES
            or (not doc[end - 1].text[-1].isalpha() and not _is_initial(doc[end - 1].text))
        ):
            end -= 1
        for i in range(start, end):
            if doc[i].is_space or doc[i].text in (",", ";", ":", "/", "|", "–", "—", "(", ")"):
                yield from self.without_titles(start, i)
                yield from self.without_titles(i + 1, end)
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
        count = sum(part.lower() not in self.words.particles for part in words.text.split())
        if count > _MAX_NAME_WORDS or doc[end - 1].lower_ in self.words.not_in_names or is_no_actor(words.text):
            return False
        if any(c.isdigit() for c in words.text) or not (
            doc[end - 1].text[0].isupper() or self._is_syllable(end - 1) or _ELIDED.match(doc[end - 1].text)
        ):
            return False
        if any(
            t.text[0].islower()
            and t.lower_ not in self.words.particles
            and not (t.is_punct or t.tag_ == "POS" or self._is_syllable(t.i) or _ELIDED.match(t.text))
            for t in words
        ):
            return False
        if self.layout.heading[start] and not known:
            return doc[start].text in self.directory.given_names or self.ground.occurs_in_body(words.text)
        return True

    def _is_syllable(self, i: int) -> bool:
        """Say whether a word goes on with the one before its hyphen ("un" in "Kim Jong-un")."""
        return i > 0 and self.layout.texts[i - 1] in _HYPHENS and self.layout.texts[i].isalpha()

    def put_titled_names(self) -> None:
        """Take the capitalised words after a title as a name ("President Bush", "Gen. Aoun")."""
        doc = self.doc
        for i, (text, lower) in enumerate(zip(self.layout.texts[:-1], self.layout.lowers, strict=False)):
            if text[0] == lower[0] or not self.ground.is_title_word(lower):
                continue
            token = doc[i]
            following = doc[token.i + 1]
            if following.text == "." and token.i + 2 < len(doc):
                following = doc[token.i + 2]
            if following.is_sent_start or self.board.on(following.i) or not self._is_name_word(following):
                continue
            entity = self.ground.entity_on[token.i]
            if (
                entity is not None
                and entity.label_ in NAMING_LABELS
                and entity.end > following.i
                and not self._is_titled_person(entity, following)
            ):
                continue
            end = self._name_end(following.i)
            if self._is_plausible(following.i, end, known=True) and following.lower_ not in self.words.not_in_names:
                self.ground.put_person(following.i, end)

    def _is_titled_person(self, entity: Span, following: Token) -> bool:
        """Say whether the model's organisation is a title and a last name ("Justice Kagan")."""
        if entity.start >= following.i or entity[-1].lower_ in self.words.not_in_names:
            return False
        before = self.layout.lowers[following.i - 1].rstrip(".")
        if entity.start == following.i - 1 and before in self.words.addresses and len(entity) <= _MAX_NAME_WORDS:
            return True
        if entity.end != following.i + 1:
            return False
        title = self.layout.lowers[following.i - 1]
        titles = self.directory.titles.get(title, ())
        known = following.text in self.directory.surnames or any(title.office in _BEFORE_NAMES for title in titles)
        return known and entity.label_ == "ORG"

    def put_known_last_names(self) -> None:
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
            if count == 1 and len(first) > 2 and (first in self.directory.given_names or self._is_seen_alone(first)):
                keys.setdefault(first, set()).add(first)
        bare = {text: found for text in set(self.layout.texts) if (found := keys.get(text) or keys.get(_first(text)))}
        for i, text in enumerate(self.layout.texts):
            for key in sorted(bare.get(text, ()), key=lambda key: (-len(key), key)):
                end = self._match_words(i, key)
                if end and self._may_be_bare_name(i, end):
                    self.ground.put_person(i, end)
                    break

    def _is_seen_alone(self, first: str) -> bool:
        """Say whether the model sees a name in a first word that nothing else is called by ("Nitish" in Bihar)."""
        if len(first) < _LEAST_GIVEN or is_on_map(first) or self.directory.names.get(first):
            return False
        return any(e.label_ in ("PERSON", "ORG") and e.end - e.start == 1 and e.text == first for e in self.doc.ents)

    def _bare_keys(self, candidate: Candidate, name: PersonName) -> tuple[str, ...]:
        actor = self.directory.actors.get(candidate.actor_id)
        if actor is not None:
            return (*actor.surnames, *name.keys)
        text = self.doc[candidate.start : candidate.end].text
        return (*name.keys, *first_family_name(text, name, self.directory.given_names))

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
        if token.tag_ in _PRONOUNS and end == start + 1:
            # "He" is He Lifeng's family name, and more often a pronoun.
            return False
        if token.is_sent_start and token.lower_ in self.ground.lower_words and not token.tag_.startswith("NNP"):
            return False
        entity = self.ground.entity_on[start]
        if entity is None or entity.label_ == "PERSON" or entity.end - entity.start <= end - start + 1:
            return True
        # "Trump Tower", but "Trump administration": only names of places, works and institutions take it with them.
        return entity[-1].lower_ not in self.words.not_in_names or not entity[-1].text[0].isupper()


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
