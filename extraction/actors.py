"""Document in, its actors out: clusters of mentions resolved against the directory at the article's date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from spacy.tokens import Doc, Span

from extraction.actor_codes import INTERNATIONAL, code_of
from extraction.bearers import Claim, correct_bearer, correct_sovereign, find_bearer
from extraction.clusters import Cluster, read_clusters
from extraction.directory import Directory, KnownActor
from extraction.findings import ActorMention, ActorReference
from extraction.offices import FoundOffice, find_office
from extraction.organisations import sector_of
from extraction.owners import LOCATIVES
from extraction.person_names import parse_name
from extraction.titles import gender_of_title, title_once_held
from extraction.unnamed import INFERRED, LOCAL, OFFICE
from extraction.words import words_of
from records.actors import Actor, Mention, Office, Term
from records.ids import content_id, slug
from records.vocabularies import ActorType, MentionForm

_OF_A_STATE = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "OPP", "SPY"})
_DIPLOMATIC = frozenset({"gov", "states", "spy", "negotiators"})
"""Collectives that meet abroad: that they are a country's does not put the text into it."""
_FORMS = {form.value: form for form in MentionForm}
_SAYS_LITTLE = frozenset({"ruler", "general", "officer", "doctor", "head"})
"""Ranks, and titles such as "leader": they say less than what the registry knows of the one who bears them."""
_HELD_BY_ONE = 2
"""The level down to which an office of a state has one holder."""
_HELD_BY_MANY = frozenset(
    {"governor", "mayor", "head", "head-of-region", "majority-leader", "chief-of-staff", "ruler", "general"}
)
"""Offices that several hold at once: the registry's one is not whom "the governor" means."""
_ELITE = ("ELI",)
"""Who held an office once is one of CAMEO's elites."""


def find_references(doc: Doc, directory: Directory, as_of: date | None) -> tuple[ActorReference, ...]:
    """Return the actors of the document with their mentions; `as_of` is the day at which offices are looked up."""
    return resolve(read_clusters(doc), directory, as_of)


def resolve(clusters: Sequence[Cluster], directory: Directory, as_of: date | None) -> tuple[ActorReference, ...]:
    """Return who the clusters are; clusters that turn out to be one actor become one reference.

    Registry ids stand; persons get the office that the text gives them; what neither knows is minted from its name.
    Offices without a name ("the British prime minister") come last: the document's own holder goes before the
    registry's at that day.
    """
    resolver = _Resolver(clusters, directory, as_of)
    found: dict[str, _Found] = {}
    for cluster in clusters:
        if not cluster.actor_id.startswith(OFFICE):
            resolver.add(found, resolver.resolve(cluster), cluster.mentions)
    for cluster in clusters:
        if cluster.actor_id.startswith(OFFICE):
            for mention in cluster.mentions:
                resolver.add(found, resolver.resolve_office(cluster.actor_id, mention), (mention,))
    return tuple(item.as_reference() for item in found.values())


@dataclass(slots=True)
class _Found:
    """An actor and the spans that refer to it, while they are put together."""

    actor: Actor
    spans: list[Span]
    score: float
    grounds: tuple[str, ...]

    def as_reference(self) -> ActorReference:
        spans = sorted({(s.start, s.end): s for s in self.spans}.values(), key=lambda s: (s.start, s.end))
        mentions = tuple(ActorMention(span=s, form=_FORMS[s.id_], actor_id=self.actor.id) for s in spans)
        text = words_of(spans[0].doc).text
        places = ((m.span.start_char, m.span.end_char, m.form) for m in mentions)
        records = tuple(Mention(start=start, end=end, text=text[start:end], form=form) for start, end, form in places)
        return ActorReference(
            actor=replace(self.actor, mentions=records), mentions=mentions, score=self.score, grounds=self.grounds
        )


_Resolution = tuple[Actor, float, tuple[str, ...]]


class _Resolver:
    """Resolves the clusters of one document."""

    def __init__(self, clusters: Sequence[Cluster], directory: Directory, as_of: date | None) -> None:
        self.directory = directory
        self.as_of = as_of
        self.ids: dict[int, str] = {}
        for cluster in clusters:
            for mention in cluster.mentions:
                if mention.id_ in (MentionForm.PRONOUN.value, MentionForm.NOMINAL.value):
                    continue
                actor_id = mention.kb_id_
                if not actor_id and cluster.actor_type is ActorType.ORGANISATION:
                    actor_id = f"org:{slug(mention.text)}"
                if actor_id:
                    self.ids.update(dict.fromkeys(range(mention.start, mention.end), actor_id))
        self.incumbents: list[tuple[int, str, str | None, Actor]] = []
        self.known_persons: list[tuple[int, Actor]] = []
        self._document_id = ""
        self.domestic = self._only_country(clusters)

    def _only_country(self, clusters: Iterable[Cluster]) -> str | None:
        """Return the country that a text is set in: the only one it names, with people or places of its own."""
        countries = {i.partition(":")[2][:3] for i in self.ids.values() if i.startswith(("country:", "gov:"))}
        if len(countries) != 1:
            return None
        (country,) = countries
        for cluster in clusters:
            owner, agent = self._split_group(cluster.actor_id)
            if cluster.actor_id.startswith("group:") and owner.upper() == country and agent not in _DIPLOMATIC:
                return country
            for mention in cluster.mentions:
                root = mention.root
                if self.ids.get(root.i, "")[-3:] == country and root.dep_ == "pobj" and root.head.lower_ in LOCATIVES:
                    return country
        return None

    def add(self, found: dict[str, _Found], resolution: _Resolution, mentions: Iterable[Span]) -> None:
        """Enter a resolved cluster; what says more of an actor stays."""
        actor, score, grounds = resolution
        known = found.get(actor.id)
        if known is None:
            found[actor.id] = _Found(actor, list(mentions), score, grounds)
            return
        known.spans.extend(mentions)
        if actor.offices and not known.actor.offices:
            known.actor = actor

    def resolve(self, cluster: Cluster) -> _Resolution:
        """Return who a cluster is."""
        if cluster.actor_type is ActorType.PERSON:
            return self._person(cluster)
        actor_id = cluster.actor_id
        known = self.directory.actors.get(actor_id)
        if known is not None:
            return self._known(known), 1.0, ("registry",)
        if actor_id.startswith("group:"):
            return self._group(actor_id), 0.7, ("nominal",)
        if actor_id.startswith("gov:"):
            return self._body(cluster), 0.8, ("nominal",)
        return self._organisation(cluster), 0.6, ("minted",)

    # Persons

    def _person(self, cluster: Cluster) -> _Resolution:
        offices = self._offices(cluster)
        known = self._known_person(cluster, offices)
        current = next((office for office in offices if not office.over), None)
        records = tuple(
            Office(
                title=office.span.text,
                organisation=self._organisation_id(office),
                start=office.span.start_char,
                end=office.span.end_char,
            )
            for office in offices
        )
        if known is not None:
            actor = replace(self._known(known, offices), offices=records or self._registry_offices(known))
            resolution = actor, 1.0, ("registry",)
            self.known_persons.append((cluster.mentions[0].start, actor))
        else:
            resolution = self._minted_person(cluster, offices, records), 0.6, ("minted",)
        if current is not None:
            for mention in cluster.mentions:
                entry = (mention.start, current.title.office, self._organisation_id(current), resolution[0])
                self.incumbents.append(entry)
        return resolution

    def _offices(self, cluster: Cluster) -> list[FoundOffice]:
        """Return the offices that the text gives a person, one for each wording, the first first."""
        found: dict[str, FoundOffice] = {}
        for name in cluster.names:
            office = find_office(name, self.directory, self.ids)
            if office is not None:
                found.setdefault(office.span.text, office)
        return list(found.values())

    def _organisation_id(self, office: FoundOffice) -> str | None:
        """Return the state or organisation of an office; a person's ("Trump's envoy") is that person's state."""
        organisation = office.organisation
        if organisation is None or not organisation.startswith("person:"):
            return organisation
        person = self.directory.actors.get(organisation)
        return f"country:{person.country}" if person is not None and person.country else None

    def _sectors_of(self, office: FoundOffice) -> tuple[str, ...]:
        """Return the sectors of an office; a spokesperson has those of the body that he or she speaks for."""
        organisation = self._organisation_id(office)
        known = self.directory.actors.get(organisation or "")
        if (organisation or "").startswith("org:") and office.title.sectors[:1] == ("GOV",):
            # Who presides over a union or a party is none of the government's.
            return known.sectors if known is not None else self._sectors_by_name(organisation)
        if office.title.sectors:
            return office.title.sectors
        if known is None:
            return ()
        return ("GOV",) if known.actor_type is ActorType.STATE else known.sectors

    def _sectors_by_name(self, organisation: str | None) -> tuple[str, ...]:
        """Return the sector that the name of an unknown organisation tells."""
        sector = sector_of((organisation or "").removeprefix("org:").replace("-", " "))
        return (sector,) if sector else ()

    def _country_of(self, office: FoundOffice) -> str | None:
        organisation = self._organisation_id(office)
        if organisation is None:
            return None
        if organisation.startswith(("country:", "gov:")):
            return organisation.partition(":")[2][:3]
        known = self.directory.actors.get(organisation)
        return known.country if known is not None else None

    def _known_person(self, cluster: Cluster, offices: Sequence[FoundOffice]) -> KnownActor | None:
        """Return who of the registry a person is, as far as name, offices and day tell."""
        if not cluster.names:
            return self.directory.actors.get(cluster.actor_id)
        longest = max(cluster.names, key=lambda m: (len(m.text.split()), -m.start))
        name = parse_name(longest.text)
        known = self.directory.actors.get(cluster.actor_id)
        claims = [self._claim(office) for office in offices]
        if known is not None:
            if not name.is_full and known.name.count(" ") and longest.text.split()[0] not in known.surnames:
                known = correct_sovereign(known, claims, self.directory, self.as_of)
            return correct_bearer(known, name, self.directory, self.as_of)
        return find_bearer(name, claims, self.directory, self.as_of, ambiguous=bool(longest.kb_id_))

    def _claim(self, office: FoundOffice) -> Claim:
        title = office.title
        if office.over and (held := title_once_held(office.span, self.directory)) is not None:
            title = held
        return Claim(
            office=title.office,
            organisation=self._organisation_id(office),
            country=self._country_of(office),
            over=office.over,
        )

    def _known(self, known: KnownActor, offices: Sequence[FoundOffice] = ()) -> Actor:
        sectors = known.sectors
        international = False
        if known.actor_type is ActorType.PERSON:
            sectors, international = self._sectors(known, offices)
        return Actor(
            id=known.id,
            name=known.name,
            actor_type=known.actor_type,
            country=known.country,
            sectors=sectors,
            code=code_of(None if international else known.country, ("IGO",) if international else sectors),
            wikidata=known.wikidata,
            terms=tuple(
                Term(
                    title=term.title,
                    office=term.office,
                    organisation=term.organisation,
                    start=term.start,
                    end=term.end,
                )
                for term in self.directory.tenures.get(known.id, ())
            ),
        )

    def _sectors(self, known: KnownActor, offices: Sequence[FoundOffice]) -> tuple[tuple[str, ...], bool]:
        """Return a person's sectors, and whether it acts for an international organisation.

        The text's own title goes before the registry's office of the day; who held one once is of the elites.
        """
        terms = self.directory.offices_of(known.id, self.as_of)
        for office in offices:
            if (
                office.organisation is None
                and office.title.office in _SAYS_LITTLE
                and self.directory.tenures.get(known.id)
            ):
                continue
            if office_sectors := self._sectors_of(office):
                sectors = _ELITE if office.over else office_sectors
                return sectors, sectors[0] == "IGO" or self._is_international(self._organisation_id(office))
        for term in terms:
            sectors = self._title_sectors(term.office)
            if sectors:
                return sectors, sectors[0] == "IGO" or self._is_international(term.organisation)
        all_terms = self.directory.tenures.get(known.id, ())
        if self.as_of is not None and all_terms and all(t.end is not None and t.end < self.as_of for t in all_terms):
            return _ELITE, False
        sectors = known.sectors or (("GOV",) if all_terms else ())
        return sectors, sectors[:1] == ("IGO",)

    def _title_sectors(self, office: str) -> tuple[str, ...]:
        return self.directory.office_sectors.get(office, ())

    def _is_international(self, organisation: str | None) -> bool:
        known = self.directory.actors.get(organisation or "")
        return known is not None and known.country is None and "IGO" in known.sectors

    def _registry_offices(self, known: KnownActor) -> tuple[Office, ...]:
        if self.as_of is None:
            return ()
        return tuple(
            Office(title=term.title, organisation=term.organisation)
            for term in self.directory.offices_of(known.id, self.as_of)
        )

    def _minted_person(self, cluster: Cluster, offices: list[FoundOffice], records: tuple[Office, ...]) -> Actor:
        name = cluster.longest_name
        country = next((c for office in offices if (c := self._country_of(office))), None)
        if country is None and any(set(office.title.sectors) & _OF_A_STATE for office in offices):
            country = self.domestic
        sectors: tuple[str, ...] = ()
        international = False
        for office in offices:
            if office_sectors := self._sectors_of(office):
                sectors = _ELITE if office.over else office_sectors
                international = self._is_international(self._organisation_id(office))
                break
        if " " in name:
            actor_id = f"person:{slug(name) or content_id('', name)}"
        else:
            actor_id = content_id("person:local-", self._document(cluster.mentions[0].doc), name)
        return Actor(
            id=actor_id,
            name=name,
            actor_type=ActorType.PERSON,
            country=country,
            sectors=sectors,
            code=code_of(country, ("IGO",) if international else sectors),
            offices=records,
        )

    def _document(self, doc: Doc) -> str:
        """Return what tells this document from others, for the ids that hold in it alone."""
        if not self._document_id:
            self._document_id = content_id("", words_of(doc).text)
        return self._document_id

    def resolve_office(self, actor_id: str, mention: Span) -> _Resolution:
        """Return who holds an office that is named without its holder."""
        office, _, organisation = actor_id.removeprefix(OFFICE).partition("@")
        scene = ""
        if organisation.startswith(INFERRED):
            organisation, scene = "", organisation.removeprefix(INFERRED)
        before = [
            (start, actor)
            for start, title, owner, actor in self.incumbents
            if title == office and start < mention.start and self._may_be_of(actor, owner, organisation)
        ]
        if before and (organisation or office != "head"):
            # Anybody may head something: "the chief" is no president named before.
            return max(before, key=lambda item: item[0])[1], 0.8, ("title in the text",)
        if not organisation and (holder := self._only_holder(office, mention)) is not None:
            return holder, 0.7, ("office holder in the text",)
        organisation = organisation or self.directory.sole_organisations.get(office, "")
        if self.as_of is not None and organisation and self._is_held_by_one(office):
            gender = gender_of_title(mention)
            holders = [
                holder
                for holder in self.directory.holders(office, organisation, self.as_of)
                if gender is None or holder.gender in (None, gender)
            ]
            if len(holders) == 1:
                return self._known(holders[0]), 0.9, ("office holder",)
        sectors = self._title_sectors(office)
        owner = (organisation or scene).partition(":")[2].lower() or LOCAL
        agent = sectors[0].lower() if sectors else "gov"
        return self._group(f"group:{owner}-{agent}"), 0.5, ("office without a known holder",)

    def _only_holder(self, office: str, mention: Span) -> Actor | None:
        """Return who alone of the persons named so far holds an office, by the registry, on the article's day."""
        if self.as_of is None or not self._is_held_by_one(office):
            return None
        holders = {
            actor.id: actor
            for start, actor in self.known_persons
            if start < mention.start
            and any(term.office == office for term in self.directory.offices_of(actor.id, self.as_of))
        }
        return next(iter(holders.values())) if len(holders) == 1 else None

    def _is_held_by_one(self, office: str) -> bool:
        return self.directory.office_levels.get(office, 9) <= _HELD_BY_ONE and office not in _HELD_BY_MANY

    def _may_be_of(self, actor: Actor, owner: str | None, organisation: str) -> bool:
        """Say whether a person whose title names that owner, or none, may bear an organisation's office."""
        if not organisation or owner == organisation:
            return True
        state = organisation.partition(":")[2] if organisation.startswith("country:") else None
        return owner is None and (actor.country is None or actor.country == state)

    # Groups, bodies, organisations

    def _group(self, actor_id: str) -> Actor:
        owner, agent = self._split_group(actor_id)
        state = self.directory.state(owner.upper()) if len(owner) == 3 else None
        known = self.directory.actors.get(f"org:{owner}") or self.directory.actors.get(f"group:{owner}")
        sectors = self.directory.slug_sectors.get(agent, ())
        label = self.directory.labels.get(agent, agent.replace("-", " "))
        whose = self.directory.demonyms.get(state.id) if state else known.name if known else None
        country = state.country if state else known.country if known else None
        if country is None and not owner.startswith(LOCAL) and (known is None or known.id.startswith("group:")):
            # A people's rebels, civilians, refugees are those of the only country that the text is set in.
            country = self.domestic if agent not in _DIPLOMATIC else None
        code = code_of(country, sectors)
        if country is None and known is not None and known.sectors[:1] and known.sectors[0] in INTERNATIONAL:
            code = known.sectors[0] + "".join(s for s in sectors[:1] if s not in INTERNATIONAL)
        return Actor(
            id=actor_id,
            name=f"{whose} {label}" if whose else label,
            actor_type=ActorType.GROUP,
            country=country,
            sectors=sectors,
            code=code,
        )

    def _split_group(self, actor_id: str) -> tuple[str, str]:
        """Return owner and collective of `group:<owner>-<collective>`; both may hold hyphens."""
        rest = actor_id.removeprefix("group:")
        parts = rest.split("-")
        for size in range(1, len(parts)):
            agent = "-".join(parts[size:])
            if agent in self.directory.slug_sectors:
                return "-".join(parts[:size]), agent
        return rest, ""

    def _body(self, cluster: Cluster) -> Actor:
        actor_id = cluster.actor_id
        iso3, body = actor_id[4:7], actor_id[8:]
        state = self.directory.state(iso3)
        whose = self.directory.demonyms.get(state.id, state.name) if state else iso3
        label = self.directory.labels.get(body, body.replace("-", " "))
        sectors = self.directory.slug_sectors.get(body) or ("GOV",)
        return Actor(
            id=actor_id,
            name=f"{whose} {label}" if body in self.directory.labels else cluster.longest_name,
            actor_type=ActorType.GOVERNMENT_BODY,
            country=iso3,
            sectors=sectors,
            code=code_of(iso3, sectors),
        )

    def _organisation(self, cluster: Cluster) -> Actor:
        name = cluster.longest_name
        is_group = cluster.actor_type is ActorType.GROUP
        held = (self.ids.get(i, "") for m in cluster.names for i in range(max(0, m.start - 2), m.end))
        country = next((i.partition(":")[2][:3] for i in held if i.startswith(("country:", "gov:"))), None)
        sector = None if is_group else sector_of(name)
        sectors = (sector,) if sector else ()
        return Actor(
            id=f"{'group' if is_group else 'org'}:{slug(name) or content_id('', name)}",
            name=name,
            actor_type=cluster.actor_type,
            country=country,
            sectors=sectors,
            code=code_of(country, sectors),
        )
