"""Mentions of persons in, one cluster for each person out: names kept consistent through the document."""

from dataclasses import dataclass, field

from spacy.tokens import Doc, Span, Token

from extraction.directory import Directory
from extraction.person_names import PersonName, first_family_name, may_be_same, parse_name, person_words

_MOST_EXPLANATIONS = 3
_MOST_BEARERS = 40
"""So many bearers of one last name are told apart; it bounds the work on lists of names."""


@dataclass(slots=True)
class PersonCluster:
    """The mentions of one person; `name` is the fullest that the document gives."""

    name: PersonName
    actor_id: str = ""
    mentions: list[Span] = field(default_factory=list)
    gender: str | None = None
    keys: set[str] = field(default_factory=set)
    called_bare: bool = False


class PersonClusters:
    """Puts the names of persons of one document together.

    A full name starts a person unless it agrees with one that is there; a bare one belongs to one of its bearers.
    """

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.words = person_words()
        self.clusters: list[PersonCluster] = []
        self._by_key: dict[str, list[PersonCluster]] = {}

    def add_all(self, spans: list[Span]) -> list[PersonCluster]:
        """Return the clusters of these names, in the order of their first full mention."""
        names = [parse_name(span.text) for span in spans]
        for span, name in zip(spans, names, strict=True):
            if name.is_full or (self._known(span) and not self._is_bare(span)):
                self._add_full(span, name)
        for span, name in zip(spans, names, strict=True):
            if not (name.is_full or (self._known(span) and not self._is_bare(span))):
                self._add_bare(span, name)
        for cluster in self.clusters:
            cluster.mentions.sort(key=lambda s: s.start)
        return self.clusters

    def _known(self, span: Span) -> bool:
        return span.kb_id_ in self.directory.actors

    def _is_bare(self, span: Span) -> bool:
        actor = self.directory.actors[span.kb_id_]
        return " " not in span.text and " " in actor.name

    def _add_full(self, span: Span, name: PersonName) -> None:
        variants = self.directory.given_variants
        cluster = None
        if span.kb_id_:
            cluster = next((c for c in self.clusters if c.actor_id == span.kb_id_), None)
        if cluster is None:
            cluster = next(
                (
                    c
                    for c in reversed(self._by_key.get(name.family.split(" ")[-1], [])[-_MOST_BEARERS:])
                    if may_be_same(c.name, name, variants) and not (c.actor_id and span.kb_id_)
                ),
                None,
            )
        if cluster is None:
            cluster = PersonCluster(name)
            self.clusters.append(cluster)
        if len(name.given) > len(cluster.name.given):
            cluster.name = name
        self._join(cluster, span, name)

    def _add_bare(self, span: Span, name: PersonName) -> None:
        gender = title_gender(span)
        bearers = self._by_key.get(name.family, [])[:_MOST_BEARERS]
        fitting = [c for c in bearers if gender is None or self.gender_of(c) in (None, gender)]
        cluster = self._bearer(fitting, span)
        if cluster is None:
            cluster = PersonCluster(name)
            self.clusters.append(cluster)
        cluster.called_bare = True
        self._join(cluster, span, name)

    def _bearer(self, bearers: list[PersonCluster], span: Span) -> PersonCluster | None:
        """Return who of several bearers of a last name a bare one means.

        Who was called so before, since a text keeps the bare name for one member of a family; else who came first.
        """
        if len(bearers) < 2:
            return bearers[0] if bearers else None
        called = [c for c in bearers if c.called_bare and c.mentions[0].start < span.start]
        if called:
            return max(called, key=lambda c: max((m.start for m in c.mentions if m.start < span.start), default=-1))
        if parse_name(span.text).family in self.words.family_first:
            # So many bear these names that a text means the one whom it has just named.
            return max(bearers, key=lambda c: max((m.start for m in c.mentions if m.start < span.start), default=-1))
        return min(bearers, key=lambda c: c.mentions[0].start)

    def _join(self, cluster: PersonCluster, span: Span, name: PersonName) -> None:
        cluster.mentions.append(span)
        cluster.gender = cluster.gender or title_gender(span)
        keys = list(name.keys)
        if span.kb_id_ and not cluster.actor_id and self._known(span):
            cluster.actor_id = span.kb_id_
            keys += self.directory.actors[span.kb_id_].surnames
        if name.is_full and len(name.given[0]) > 2:
            keys.append(name.given[0])
        if not cluster.actor_id:
            keys += first_family_name(span.text, name, self.directory.given_names)
        for key in keys:
            if key not in cluster.keys:
                cluster.keys.add(key)
                self._by_key.setdefault(key, []).append(cluster)

    def gender_of(self, cluster: PersonCluster) -> str | None:
        """Return m or f where the registry, a title or the first name tells."""
        if cluster.gender is None:
            known = self.directory.actors.get(cluster.actor_id)
            guess = known.gender if known is not None else None
            if guess is None and cluster.name.given:
                guess = self.directory.given_names.get(cluster.name.given[0])
            cluster.gender = guess if guess in ("m", "f") else None
        return cluster.gender


def title_gender(span: Span) -> str | None:
    """Return the gender that a title or an apposition tells ("Mrs. Clinton", "her husband, Jan Lund")."""
    words = person_words()
    for token in (*_before(span), *_appositions(span)):
        lower = token.lower_.rstrip(".")
        if lower in words.male:
            return "m"
        if lower in words.female:
            return "f"
    return None


def _appositions(span: Span) -> list[Token]:
    """Return the nouns that explain a full name in apposition, before or behind it."""
    root = span.root
    if " " not in span.text:
        return []
    found = [child for child in root.rights if child.dep_ == "appos" and child.pos_ == "NOUN"]
    for _ in range(_MOST_EXPLANATIONS):
        if root.dep_ != "appos" or root.head.pos_ != "NOUN":
            break
        root = root.head
        found.append(root)
    return found


def _before(span: Span) -> list[Token]:
    doc: Doc = span.doc
    found = []
    for i in range(span.start - 1, max(-1, span.start - 3), -1):
        if doc[i + 1].is_sent_start:
            break
        found.append(doc[i])
    return found
