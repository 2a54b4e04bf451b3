"""Document in, its actors out: clusters of mentions resolved against the directory at the article's date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Doc, Span

from extraction.components.coref import CLUSTERS
from extraction.directory import Directory, KnownActor
from extraction.findings import ActorMention, ActorReference
from extraction.unnamed import LOCAL, OFFICE
from records.actors import Actor, Mention
from records.ids import content_id, slug
from records.vocabularies import ActorType, MentionForm

_INTERNATIONAL = frozenset({"IGO", "NGO", "MNC", "NGM", "IMG"})


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
        """The type that the mentions were found with."""
        return ActorType(self.mentions[0].label_)


def find_references(doc: Doc, directory: Directory, as_of: date | None) -> tuple[ActorReference, ...]:
    """Return the actors of the document with their mentions; `as_of` is the day at which offices are looked up."""
    return resolve(read_clusters(doc), directory, as_of)


def read_clusters(doc: Doc) -> tuple[Cluster, ...]:
    """Return the coreference clusters of a document."""
    found = []
    number = 1
    while f"{CLUSTERS}{number}" in doc.spans:
        found.append(Cluster(mentions=tuple(doc.spans[f"{CLUSTERS}{number}"])))
        number += 1
    return tuple(found)


def resolve(clusters: Sequence[Cluster], directory: Directory, as_of: date | None) -> tuple[ActorReference, ...]:
    """Return who the clusters are; clusters that turn out to be one actor become one reference."""
    merged: dict[str, tuple[Actor, list[Span], float, tuple[str, ...]]] = {}
    for cluster in clusters:
        actor, score, grounds = _resolve(cluster, directory, as_of)
        known = merged.setdefault(actor.id, (actor, [], score, grounds))
        known[1].extend(cluster.mentions)
    return tuple(_reference(actor, mentions, score, grounds) for actor, mentions, score, grounds in merged.values())


def _reference(actor: Actor, spans: list[Span], score: float, grounds: tuple[str, ...]) -> ActorReference:
    spans = sorted({(s.start, s.end): s for s in spans}.values(), key=lambda s: (s.start, s.end))
    mentions = tuple(ActorMention(span=s, form=MentionForm(s.id_), actor_id=actor.id) for s in spans)
    record = Actor(
        id=actor.id,
        name=actor.name,
        actor_type=actor.actor_type,
        country=actor.country,
        sectors=actor.sectors,
        code=actor.code,
        wikidata=actor.wikidata,
        offices=actor.offices,
        mentions=tuple(
            Mention(start=s.start_char, end=s.end_char, text=s.text, form=MentionForm(s.id_)) for s in spans
        ),
    )
    return ActorReference(actor=record, mentions=mentions, score=score, grounds=grounds)


def _resolve(cluster: Cluster, directory: Directory, as_of: date | None) -> tuple[Actor, float, tuple[str, ...]]:
    actor_id = cluster.actor_id
    if actor_id.startswith(OFFICE):
        return _office_holder(actor_id, directory, as_of)
    known = directory.actors.get(actor_id)
    if known is not None:
        return _known(known, directory, as_of), 1.0, ("registry",)
    if actor_id.startswith("group:"):
        return _group(actor_id, directory), 0.7, ("nominal",)
    if actor_id.startswith("gov:"):
        return _body(actor_id, directory), 0.8, ("nominal",)
    return _minted(cluster), 0.6, ("minted",)


def _known(known: KnownActor, directory: Directory, as_of: date | None) -> Actor:
    sectors = known.sectors
    if known.actor_type is ActorType.PERSON and not sectors:
        sectors = ("GOV",)
    return Actor(
        id=known.id,
        name=known.name,
        actor_type=known.actor_type,
        country=known.country,
        sectors=sectors,
        code=code_of(known.country, sectors),
        wikidata=known.wikidata,
    )


def _office_holder(actor_id: str, directory: Directory, as_of: date | None) -> tuple[Actor, float, tuple[str, ...]]:
    office, _, organisation = actor_id.removeprefix(OFFICE).partition("@")
    if as_of is not None and organisation:
        holders = directory.holders(office, organisation, as_of)
        if len(holders) == 1:
            return _known(holders[0], directory, as_of), 0.9, ("office holder",)
    owner = organisation.partition(":")[2].lower() or LOCAL
    return _group(f"group:{owner}-gov", directory), 0.5, ("office without a known holder",)


def _group(actor_id: str, directory: Directory) -> Actor:
    owner, _, agent_slug = actor_id.removeprefix("group:").partition("-")
    agent = next((a for a in directory.agents.values() if a.slug == agent_slug), None)
    sectors = agent.sectors if agent is not None else ()
    state = directory.state(owner.upper()) if len(owner) == 3 else None
    label = agent_slug.replace("-", " ")
    return Actor(
        id=actor_id,
        name=f"{state.name} {label}" if state else label,
        actor_type=ActorType.GROUP,
        country=state.country if state else None,
        sectors=sectors,
        code=code_of(state.country if state else None, sectors),
    )


def _body(actor_id: str, directory: Directory) -> Actor:
    iso3 = actor_id[4:7]
    state = directory.state(iso3)
    label = actor_id[8:].replace("-", " ")
    return Actor(
        id=actor_id,
        name=f"{state.name if state else iso3} {label}",
        actor_type=ActorType.GOVERNMENT_BODY,
        country=iso3,
        sectors=("GOV",),
        code=iso3 + "GOV",
    )


def _minted(cluster: Cluster) -> Actor:
    names = [m for m in cluster.mentions if m.id_ == MentionForm.NAME.value] or list(cluster.mentions)
    longest = max(names, key=lambda m: (len(m.text.split()), -m.start))
    name = " ".join(longest.text.split())
    if cluster.actor_type is ActorType.PERSON:
        if " " in name:
            actor_id = f"person:{slug(name)}"
        else:
            actor_id = content_id("person:local-", longest.doc.text, name)
    else:
        prefix = "group" if cluster.actor_type is ActorType.GROUP else "org"
        actor_id = f"{prefix}:{slug(name) or content_id('', name)}"
    return Actor(id=actor_id, name=name, actor_type=cluster.actor_type)


def code_of(country: str | None, sectors: Sequence[str]) -> str | None:
    """Return the CAMEO code: country and first sector, with hyphens for a country that is unknown."""
    sector = sectors[0] if sectors else ""
    if country is None and sector and sector not in _INTERNATIONAL:
        return f"---{sector}"
    return f"{country or ''}{sector}" or None
