"""Document in, its clusters of mentions out, before it is known who they are."""

from dataclasses import dataclass

from spacy.tokens import Doc, Span

from extraction.components.coref import CLUSTERS
from records.vocabularies import ActorType, MentionForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """The mentions of one actor in a document, before it is known who that is."""

    mentions: tuple[Span, ...]

    @property
    def actor_id(self) -> str:
        """The registry's id or a provisional one, empty where neither the registry nor the phrase tells."""
        return next((m.kb_id_ for m in self.mentions if m.kb_id_), "")

    @property
    def actor_type(self) -> ActorType:
        """The type that the mentions were found with; a pronoun before them knows none."""
        first = next((m for m in self.mentions if m.id_ != MentionForm.PRONOUN.value), self.mentions[0])
        return ActorType(first.label_)

    @property
    def names(self) -> tuple[Span, ...]:
        """The mentions that are names."""
        return tuple(m for m in self.mentions if m.id_ == MentionForm.NAME.value)

    @property
    def longest_name(self) -> str:
        """The name with most words, the first of these; a mention's words where there is none."""
        names = self.names or self.mentions
        longest = max(names, key=lambda m: (len(m.text.split()), -m.start))
        return " ".join(longest.text.split())


def read_clusters(doc: Doc) -> tuple[Cluster, ...]:
    """Return the coreference clusters of a document."""
    found = []
    number = 1
    while f"{CLUSTERS}{number}" in doc.spans:
        found.append(Cluster(mentions=tuple(doc.spans[f"{CLUSTERS}{number}"])))
        number += 1
    return tuple(found)
