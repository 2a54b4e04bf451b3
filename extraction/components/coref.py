"""A document with mentions in, `doc.spans["coref_clusters_1"]` and on out: the mentions of one actor each."""

from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from extraction.definites import Definites
from extraction.directory import Directory, load_directory
from extraction.name_index import fold
from extraction.person_clusters import PersonCluster, PersonClusters
from extraction.pronouns import resolve_pronouns
from records.vocabularies import ActorType, MentionForm

CLUSTERS = "coref_clusters_"
"""The keys of `doc.spans` that hold clusters, with a number from 1."""


@Language.factory("dateline_coref", default_config={"registry": None}, requires=["doc.spans"], assigns=["doc.spans"])
def make_coreference_resolver(nlp: Language, name: str, registry: str | None) -> "CoreferenceResolver":  # noqa: ARG001 (spaCy's factory signature)
    """Make the component; `registry` is the user's own registry, on top of the project's."""
    return CoreferenceResolver(load_directory(Path(registry) if registry else None))


class CoreferenceResolver:
    """Groups the mentions of a document by actor; what cannot be told stays out of every cluster."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory

    def __call__(self, doc: Doc) -> Doc:
        persons: list[Span] = []
        pronouns: list[Span] = []
        groups: dict[str, list[Span]] = {}
        for mention in doc.spans.get("mentions", ()):
            form, label = mention.id_, mention.label_
            if form == MentionForm.PRONOUN.value:
                pronouns.append(mention)
            elif label == ActorType.PERSON.value and form == MentionForm.NAME.value:
                persons.append(mention)
            else:
                groups.setdefault(mention.kb_id_ or f"{label} {fold(mention.text)}", []).append(mention)
        people = PersonClusters(self.directory)
        clusters = people.add_all(persons)
        resolve_pronouns(doc, pronouns, people, groups)
        Definites(doc, clusters, groups, self.directory).resolve()
        found = [self._labelled(doc, cluster) for cluster in clusters] + list(groups.values())
        found.sort(key=lambda spans: (spans[0].start, spans[0].end, spans[0].kb_id_))
        for number, spans in enumerate(found, 1):
            doc.spans[f"{CLUSTERS}{number}"] = sorted(spans, key=lambda s: (s.start, s.end))
        return doc

    def _labelled(self, doc: Doc, cluster: PersonCluster) -> list[Span]:
        """Return the mentions of a person, all with the id that one of them gave."""
        return [
            Span(doc, m.start, m.end, label=ActorType.PERSON.value, kb_id=cluster.actor_id, span_id=m.id_)
            for m in cluster.mentions
        ]
