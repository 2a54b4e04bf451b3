"""A document in, `doc.spans["mentions"]` out: the names, nominals and pronouns that may stand for actors."""

from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extraction.candidates import Candidate
from extraction.dictionary import Dictionary, dictionary_of
from extraction.directory import Directory, load_directory
from extraction.layout import Layout
from extraction.name_mentions import NameFinder
from extraction.owners import Owners
from extraction.unnamed import NominalFinder
from records.vocabularies import ActorType, MentionForm

PRONOUNS = frozenset(
    [
        "he",
        "him",
        "his",
        "himself",
        "she",
        "her",
        "hers",
        "herself",
        "i",
        "me",
        "my",
        "mine",
        "myself",
        "we",
        "us",
        "our",
        "ours",
        "ourselves",
        "they",
        "them",
        "their",
        "theirs",
        "themselves",
        "it",
        "its",
        "itself",
    ]
)


@Language.factory(
    "dateline_mentions",
    default_config={"registry": None},
    requires=["doc.ents", "token.dep", "token.tag"],
    assigns=["doc.spans"],
)
def make_mention_finder(nlp: Language, name: str, registry: str | None) -> "MentionFinder":  # noqa: ARG001 (spaCy's factory signature)
    """Make the component; `registry` is the user's own registry, on top of the project's."""
    return MentionFinder(load_directory(Path(registry) if registry else None), dictionary_of(nlp))


class MentionFinder:
    """Marks the spans that may stand for actors.

    A span's label is the type of the actor, its id the form of the mention, its kb_id the registry's actor or a
    provisional id (empty where the document has to tell).
    """

    def __init__(self, directory: Directory, dictionary: Dictionary) -> None:
        self.directory = directory
        self.dictionary = dictionary

    def __call__(self, doc: Doc) -> Doc:
        layout = Layout(doc)
        names = NameFinder(doc, self.directory, self.dictionary, layout)
        board = names.find()
        nominals = NominalFinder(Owners(doc, self.directory, layout, board, names.capitals))
        pronouns = (pronoun for pronoun in self._pronouns(doc, layout) if board.on(pronoun.start) is None)
        found = [*board.all(), *names.nested, *nominals.find(), *pronouns]
        found.sort(key=lambda c: (c.start, c.end, c.actor_id))
        doc.spans["mentions"] = [candidate.as_span(doc) for candidate in found]
        return doc

    def _pronouns(self, doc: Doc, layout: Layout) -> list[Candidate]:
        found = []
        for i, lower in enumerate(layout.lowers):
            if lower in PRONOUNS and not layout.skipped[i] and doc[i].tag_ in ("PRP", "PRP$"):
                found.append(Candidate(start=i, end=i + 1, actor_type=ActorType.PERSON, form=MentionForm.PRONOUN))
        return found
