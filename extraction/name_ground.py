"""A parsed document in, what every search for names in it shares out."""

from spacy.tokens import Doc, Span, Token

from extraction.candidates import Board, Candidate
from extraction.dictionary import Dictionary
from extraction.directory import Directory
from extraction.layout import Layout
from extraction.person_names import person_words
from extraction.words import words_of
from records.vocabularies import ActorType, MentionForm

NAMING_LABELS = frozenset({"ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW"})
"""What the model calls names that are no persons'."""


class NameGround:
    """A document with the board on which its names are put; `entity_on` is the model's name at each token."""

    def __init__(self, doc: Doc, directory: Directory, dictionary: Dictionary, layout: Layout) -> None:
        self.doc = doc
        self.directory = directory
        self.dictionary = dictionary
        self.layout = layout
        self.words = person_words()
        self.board = Board(len(doc))
        self.entity_on: list[Span | None] = [None] * len(doc)
        for entity in doc.ents:
            self.entity_on[entity.start : entity.end] = [entity] * len(entity)
        self.lower_words = {text for text in set(layout.texts) if text == text.lower()}
        self._body: str | None = None

    def put_person(self, start: int, end: int, *, weak: bool = False) -> None:
        """Put the words on the board as the name of a person."""
        self.board.put(Candidate(start=start, end=end, actor_type=ActorType.PERSON, form=MentionForm.NAME, weak=weak))

    def occurs_in_body(self, text: str) -> bool:
        """Say whether the words stand somewhere outside of headings too."""
        if self._body is None:
            heading = self.layout.heading
            words = words_of(self.doc)
            spans = zip(heading, words.starts, [*words.starts[1:], len(words.text)], strict=True)
            self._body = "".join("\n" if title else words.text[start:end] for title, start, end in spans)
        return text in self._body

    def opens_as_common_word(self, token: Token) -> bool:
        """Say whether a word has its capital from the sentence that it opens ("Ironclad guarantees")."""
        if not token.is_sent_start or token.i + 1 >= len(self.doc) or token.is_upper:
            return False
        if token.text in self.directory.given_names or token.text in self.directory.surnames:
            return False
        if not self.dictionary.knows(token.lower_):
            return False
        after = self.doc[token.i + 1]
        if after.lower_ == "of":
            return True
        return after.tag_ in ("NN", "NNS") and after.text.islower() and token.head.i >= after.i

    def is_title_word(self, lower: str) -> bool:
        """Say whether a word in lower case stands before names ("mr", "gen.", "president")."""
        lower = lower.rstrip(".")
        return lower in self.words.honorifics or lower in self.words.ranks or lower in self.directory.titles


class NameSource:
    """Base of what puts names of one kind on the board of a document."""

    def __init__(self, ground: NameGround) -> None:
        self.ground = ground
        self.doc = ground.doc
        self.directory = ground.directory
        self.layout = ground.layout
        self.words = ground.words
        self.board = ground.board
