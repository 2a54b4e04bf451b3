"""What only the language model takes for names in, the persons, peoples and organisations among them out."""

from collections import Counter
from collections.abc import Sequence

from spacy.tokens import Span, Token

from extraction.candidates import Candidate
from extraction.metonyms import agent_nouns, is_actor_role
from extraction.name_ground import NameGround, NameSource
from extraction.organisations import is_no_actor
from extraction.person_mentions import PersonMentions
from extraction.polities import is_on_map, known_polity
from records.ids import slug
from records.vocabularies import ActorType, MentionForm

_TOWN_PREPOSITIONS = frozenset({"in", "near", "from", "outside"})
_LEAST_LETTERS = 4
_NOT_PERSONS = frozenset({"bus", "officials-party", "ngo", "med", "judiciary"})
"""Collectives whose nouns are as often those of firms and offices."""
_ARTICLES = frozenset({"the", "a", "an"})


class ModelNames(NameSource):
    """Puts the model's names on the board where nothing better stands; `nested` holds those around other names."""

    def __init__(self, ground: NameGround, persons: PersonMentions, publishers: Sequence[tuple[int, int]]) -> None:
        super().__init__(ground)
        self.persons = persons
        self.nested: list[Candidate] = []
        self._publishers = publishers
        self._labels: dict[str, Counter[str]] = {}
        for entity in self.doc.ents:
            self._labels.setdefault(entity.text, Counter())[entity.label_] += 1

    def put(self) -> None:
        """Put what the model calls persons, organisations, peoples and places that act."""
        for entity in self.doc.ents:
            if self.layout.skipped[entity.start] or self._is_publisher(entity):
                continue
            if len(entity) == 1 and self.ground.opens_as_common_word(self.doc[entity.start]):
                continue
            if entity.label_ == "PERSON":
                for start, end in self.persons.without_titles(entity.start, entity.end):
                    if end - start == 1 and self._is_single_name(start) and not self.persons.is_place(start, end):
                        self.ground.put_person(start, end, weak=True)
            elif entity.label_ in ("ORG", "NORP", "GPE"):
                self._put_group_or_organisation(entity)
        self._put_explained()

    def _put_explained(self) -> None:
        """Put the lone names that the words behind them tell to be persons' ("Batbayar, who goes by one name")."""
        doc, texts, lowers = self.doc, self.layout.texts, self.layout.lowers
        for i in range(len(doc) - 2):
            if texts[i + 1] != "," or not texts[i][0].isupper() or len(texts[i]) < _LEAST_LETTERS:
                continue
            token = doc[i]
            if token.ent_type_ not in ("", "PERSON") or self.layout.skipped[i] or not self._is_single_name(i):
                continue
            if token.dep_ == "compound" or (i and doc[i - 1].tag_ == "NNP") or self.ground.dictionary.knows(lowers[i]):
                continue
            if known_polity(token.text) is None and (lowers[i + 2] == "who" or self._is_somebody(token)):
                self.ground.put_person(i, i + 1, weak=True)

    def _is_somebody(self, token: Token) -> bool:
        """Say whether a word in apposition tells what somebody is ("Suharyono, a rice farmer")."""
        for child in token.children:
            if child.dep_ == "appos" and child.i > token.i and child.tag_ == "NN":
                if child.lower_ in self.directory.title_phrases:
                    return True
                agent = self.directory.agents.get(child.lower_)
                if agent is not None and agent.kind == "collective" and agent.slug not in _NOT_PERSONS:
                    return True
        return False

    def _is_single_name(self, i: int) -> bool:
        token = self.doc[i]
        if self.layout.heading[i] or not self.board.is_free(i, i + 1) or len(token.text) < 2:
            return False
        if not token.text[0].isupper() or not token.tag_.startswith("NNP") or not token.is_alpha:
            return False
        if (
            token.lower_ in self.ground.lower_words
            or token.lower_ in self.words.not_in_names
            or is_no_actor(token.text)
        ):
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
        if self.layout.heading[start] and not self.ground.occurs_in_body(doc[start:end].text):
            return
        if self._is_in_title(start) or self._is_title(start, end) or self._is_where_from(entity, start, end):
            return
        if end - start == 1 and self._holds_office(doc[start]):
            self.ground.put_person(start, end, weak=True)
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

    def _is_title(self, start: int, end: int) -> bool:
        """Say whether the words are an office and nothing else ("Leader of the Opposition")."""
        found = self.directory.title_phrases.starting_at(self.layout.lowers, start)
        return found is not None and found[1] == end - start > 1

    def _is_where_from(self, entity: Span, start: int, end: int) -> bool:
        """Say whether what the model takes for an organisation is the town that somebody or something is in or from."""
        if entity.label_ not in ("ORG", "GPE") or entity.text.isupper():
            return False
        root = self.doc[start:end].root
        if entity.label_ == "GPE" and root.dep_ == "pobj" and root.head.head.lemma_.lower() in agent_nouns():
            return False
        return root.dep_ == "pobj" and root.head.lower_ in _TOWN_PREPOSITIONS and is_on_map(self.doc[start:end].text)

    def _is_in_title(self, start: int) -> bool:
        """Say whether a name goes on with a title that began before it ("Secretary of State")."""
        lowers = self.layout.lowers
        if start < 2 or lowers[start - 1] != "of":
            return False
        found = self.directory.title_phrases.starting_at(lowers, start - 2)
        return found is not None and found[1] > 2

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
        return token.tag_.startswith("NNP") and token.lower_ not in self.ground.lower_words

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
