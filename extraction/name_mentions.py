"""A parsed document in, the spans that name actors out: the registry's names, persons, and what the model finds."""

from collections.abc import Sequence

from spacy.tokens import Doc

from extraction.candidates import Board, Candidate
from extraction.dictionary import Dictionary
from extraction.directory import Directory
from extraction.layout import Layout
from extraction.model_names import ModelNames
from extraction.name_ground import NameGround
from extraction.name_index import NameUse
from extraction.person_mentions import PersonMentions
from extraction.registry_names import RegistryName, RegistryNames


class NameFinder:
    """Collects the names of one document on a board.

    Registry names come before the model's, longer ones before shorter ones, full names of persons before bare ones.
    """

    def __init__(self, doc: Doc, directory: Directory, dictionary: Dictionary, layout: Layout) -> None:
        self.layout = layout
        self.ground = NameGround(doc, directory, dictionary, layout)
        self.registry = RegistryNames(self.ground)
        self.persons = PersonMentions(self.ground)
        self.model = ModelNames(self.ground, self.persons, self.registry.publishers)

    @property
    def capitals(self) -> Sequence[Candidate]:
        """The capitals, whether or not they stand for their government."""
        return self.registry.capitals

    @property
    def nested(self) -> Sequence[Candidate]:
        """The names that stand inside of others, or around them."""
        return (*self.registry.nested, *self.model.nested)

    def find(self) -> Board:
        """Return the board with all names on it."""
        singles: list[RegistryName] = []
        for start, end, entries in self.registry.hits():
            if end - start == 1 or entries[0].use is NameUse.CAPITAL:
                singles.append((start, end, entries))
            else:
                self.registry.put(start, end, entries)
        self.persons.put_full_names()
        families = self.persons.families()
        for start, end, entries in singles:
            first = families.get(self.layout.texts[start], -1)
            if (
                first < 0
                or self.registry.stands_as_place(start)
                or self.registry.names_firm_before(entries, start, first)
            ):
                self.registry.put(start, end, entries)
        self.registry.put_halves()
        self.persons.put_titled_names()
        self.persons.put_known_last_names()
        self.registry.put_capitals()
        self.model.put()
        return self.ground.board
