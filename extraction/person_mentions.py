"""A document in, the names of persons in it out: full ones, ones after a title, and the bare ones of either."""

from collections import Counter
from collections.abc import Iterator

from spacy.tokens import Token

from extraction.candidates import Candidate
from extraction.name_ground import NAMING_LABELS, NameGround
from extraction.name_index import fold
from extraction.person_names import PersonName, parse_name
from records.vocabularies import ActorType

_MAX_NAME_WORDS = 5
_TITLE_PARTS = frozenset(
    """vice deputy prime foreign defence defense finance interior former ex acting interim first chief special state
    national security press""".split()  # noqa: SIM905
)


class PersonMentions:
    """Puts the names of persons on the board."""

    def __init__(self, ground: NameGround) -> None:
        self.ground = ground
        self.doc = ground.doc
        self.directory = ground.directory
        self.layout = ground.layout
        self.words = ground.words
        self.board = ground.board

    def families(self) -> set[str]:
        """Return the last names of the persons who are named in full: after "Michael Jordan", Jordan is no state."""
        persons = (c for c in self.board.all() if c.actor_type is ActorType.PERSON and not c.actor_id)
        return {parse_name(self.doc[c.start : c.end].text).family for c in persons if c.end - c.start > 1}

    def put_full_names(self) -> None:
        """Put the full names: what the model calls persons, and what begins with a first name."""
        for entity in self.doc.ents:
            if entity.label_ == "PERSON" and not self.layout.skipped[entity.start]:
                for start, end in self.without_titles(entity.start, entity.end):
                    if end - start > 1 and self._is_plausible(start, end, known=False):
                        self.ground.put_person(start, end)
        given_names = self.directory.given_names
        for i, text in enumerate(self.layout.texts):
            if text not in given_names:
                continue
            token = self.doc[i]
            if token.tag_.startswith("NNP") and self._may_start_name(token):
                end = self._name_end(token.i)
                if end - token.i > 1 and self._is_plausible(token.i, end, known=True):
                    self.ground.put_person(token.i, end)

    def _may_start_name(self, token: Token) -> bool:
        if self.board.on(token.i) is not None or self.layout.skipped[token.i]:
            return False
        entity = self.ground.entity_on[token.i]
        if entity is None or entity.label_ == "PERSON" or entity.label_ not in NAMING_LABELS:
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

    def without_titles(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield what is left of the model's person without titles, possessives, line breaks and lower-case words."""
        doc = self.doc
        while end > start and (
            doc[end - 1].tag_ == "POS" or (not doc[end - 1].text[-1].isalpha() and not _is_initial(doc[end - 1].text))
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
            return doc[start].text in self.directory.given_names or self.ground.occurs_in_body(words.text)
        return True

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
            if entity is not None and entity.label_ in NAMING_LABELS and entity.end > following.i:
                continue
            end = self._name_end(following.i)
            if self._is_plausible(following.i, end, known=True) and following.lower_ not in self.words.not_in_names:
                self.ground.put_person(following.i, end)

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
            if count == 1 and first in self.directory.given_names and len(first) > 2:
                keys.setdefault(first, set()).add(first)
        bare = {text: found for text in set(self.layout.texts) if (found := keys.get(text) or keys.get(_first(text)))}
        for i, text in enumerate(self.layout.texts):
            for key in sorted(bare.get(text, ()), key=lambda key: (-len(key), key)):
                end = self._match_words(i, key)
                if end and self._may_be_bare_name(i, end):
                    self.ground.put_person(i, end)
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
