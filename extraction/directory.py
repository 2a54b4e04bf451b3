"""Registry files in, the directory of known actors out: by name, by id, by office and day."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

from extraction.name_index import NameEntry, NameIndex, NameUse, fold
from extraction.person_names import parse_name
from extraction.phrase_index import PhraseIndex
from extraction.registry_files import read_registry
from extraction.registry_tables import REGISTRY, Row
from records.vocabularies import ActorType

_SYLLABLES = frozenset({"KOR", "PRK", "TWN"})
"""Countries whose given names of two syllables are written as one word, with a hyphen, or as two."""
_EITHER_ORDER = frozenset({"JPN", "HUN"})
"""Countries whose family names come first at home and last abroad."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownActor:
    """An actor of the registry. `kind` is the registry's finer type (IGO, PARTY …); `gender` m, f or None."""

    id: str
    name: str
    actor_type: ActorType
    country: str | None = None
    sectors: tuple[str, ...] = ()
    wikidata: str | None = None
    aliases: tuple[str, ...] = ()
    surnames: tuple[str, ...] = ()
    gender: str | None = None
    kind: str | None = None
    capital: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """A term of an office; a day that is None is open."""

    person_id: str
    title: str
    office: str
    organisation: str | None
    start: date | None
    end: date | None

    def covers(self, day: date) -> bool:
        """Say whether the office is held on that day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeTitle:
    """What a title says of the one who bears it."""

    office: str
    level: int
    sectors: tuple[str, ...]
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """An unnamed collective or its member: "troops", "spokesman"."""

    slug: str
    label: str
    sectors: tuple[str, ...]
    kind: str
    plural: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPattern:
    """A body that every state may have ("foreign ministry")."""

    slug: str
    name: str
    sectors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A state's time in an organisation."""

    organisation: str
    country: str
    start: date | None
    end: date | None


@dataclass(frozen=True, kw_only=True)
class Directory:
    """The known actors and the words of actors; it never changes after loading."""

    actors: Mapping[str, KnownActor]
    names: NameIndex
    surnames: Mapping[str, tuple[str, ...]]
    tenures: Mapping[str, tuple[Tenure, ...]]
    terms: Mapping[tuple[str, str | None], tuple[Tenure, ...]]
    titles: Mapping[str, tuple[OfficeTitle, ...]]
    agents: Mapping[str, Agent]
    body_patterns: Mapping[str, BodyPattern]
    memberships: tuple[Membership, ...]
    given_names: Mapping[str, str]
    given_variants: Mapping[str, str]
    demonyms: Mapping[str, str]
    labels: Mapping[str, str]
    slug_sectors: Mapping[str, tuple[str, ...]]
    body_slugs: frozenset[str]
    office_sectors: Mapping[str, tuple[str, ...]]
    office_levels: Mapping[str, int]
    sole_organisations: Mapping[str, str]
    """The organisation of an office that no other has ("the pope")."""
    sovereigns: Mapping[str, tuple[str, ...]]
    """Persons by title and first name without number ("King Abdullah"): namesakes that no last name tells apart."""
    title_phrases: PhraseIndex[OfficeTitle]
    agent_phrases: PhraseIndex[Agent]
    body_phrases: PhraseIndex[BodyPattern]
    heads: frozenset[str]
    """The words that titles, collectives and bodies hinge on: where none stands, there is no unnamed actor."""

    def get(self, actor_id: str) -> KnownActor | None:
        """Return the actor with this id."""
        return self.actors.get(actor_id)

    def state(self, iso3: str) -> KnownActor | None:
        """Return the state with this ISO 3166 code."""
        return self.actors.get(f"country:{iso3}")

    def with_name(self, name: str) -> tuple[KnownActor, ...]:
        """Return the actors that a name may stand for, by any of their names."""
        ids = dict.fromkeys(entry.actor_id for entry in self.names.get(name) if entry.actor_id in self.actors)
        return tuple(self.actors[actor_id] for actor_id in ids)

    def holders(self, office: str, organisation: str | None, day: date) -> tuple[KnownActor, ...]:
        """Return who holds an office of a state or organisation on that day."""
        terms = self.terms.get((office, organisation), ())
        ids = dict.fromkeys(term.person_id for term in terms if term.covers(day))
        return tuple(self.actors[person_id] for person_id in ids if person_id in self.actors)

    def offices_of(self, person_id: str, day: date | None) -> tuple[Tenure, ...]:
        """Return the offices that a person holds on that day, the highest first; without a day, the latest one."""
        terms = self.tenures.get(person_id, ())
        if day is None:
            return terms[-1:]
        held = [term for term in terms if term.covers(day)]
        return tuple(sorted(held, key=lambda term: self.office_levels.get(term.office, 9)))

    def members(self, organisation: str, day: date) -> tuple[str, ...]:
        """Return the ISO 3166 codes of an organisation's members on that day."""
        return tuple(
            m.country
            for m in self.memberships
            if m.organisation == organisation
            and (m.start is None or m.start <= day)
            and (m.end is None or day <= m.end)
        )


_Tables = Callable[[str], Iterable[Row]]


@dataclass(slots=True)
class _Builder:
    """Collects what the registry files say; a later folder replaces the actors of an earlier one by id."""

    actors: dict[str, KnownActor] = field(default_factory=dict)
    names: dict[str, list[NameEntry]] = field(default_factory=dict)
    surnames: dict[str, list[str]] = field(default_factory=dict)
    tenures: list[Tenure] = field(default_factory=list)
    titles: dict[str, list[OfficeTitle]] = field(default_factory=dict)
    agents: dict[str, Agent] = field(default_factory=dict)
    body_patterns: dict[str, BodyPattern] = field(default_factory=dict)
    memberships: list[Membership] = field(default_factory=list)
    given_names: dict[str, str] = field(default_factory=dict)
    given_variants: dict[str, str] = field(default_factory=dict)
    demonyms: dict[str, str] = field(default_factory=dict)

    def add(self, rows: _Tables) -> None:
        self.add_words(rows)
        for row in rows("states"):
            self.add_state(row)
        for row in rows("constituents"):
            state = f"country:{row['country']}"
            self.add_names(state, (row["name"],), NameUse.NAME)
            self.add_names(state, row.many("demonyms"), NameUse.DEMONYM)
            self.add_names(state, row.many("people"), NameUse.PEOPLE)
        for row in rows("bodies"):
            self.add_actor(row, ActorType.GOVERNMENT_BODY)
        for row in rows("organisations"):
            actor_id = self.add_actor(row, ActorType.ORGANISATION, kind=row["kind"])
            self.add_names(actor_id, row.many("seats"), NameUse.CAPITAL)
            self.add_names(actor_id, row.many("demonyms"), NameUse.DEMONYM)
        for row in rows("armed_groups"):
            actor_id = self.add_actor(row, ActorType.ARMED_GROUP)
            self.add_names(actor_id, row.many("members"), NameUse.PEOPLE)
        for row in rows("persons"):
            self.add_person(row)
        for row in rows("tenures"):
            self.tenures.append(
                Tenure(
                    person_id=row["person"],
                    title=row["title"],
                    office=row["office"],
                    organisation=row["organisation"] or None,
                    start=row.start("from"),
                    end=row.end("to"),
                )
            )
        for row in rows("world_regions"):
            self.add_region(row)
        for row in rows("memberships"):
            self.memberships.append(
                Membership(
                    organisation=row["organisation"], country=row["country"], start=row.start("from"), end=row.end("to")
                )
            )
        for row in rows("agencies"):
            self.add_names("agency:" + row["name"], (row["name"], *row.many("aliases")), NameUse.AGENCY)

    def add_words(self, rows: _Tables) -> None:
        for row in rows("offices"):
            title = OfficeTitle(
                office=row["office"],
                level=int(row["level"] or 9),
                sectors=row.many("sectors"),
                scope=row["scope"] or "any",
            )
            for words in row.many("titles"):
                self.titles.setdefault(words.lower(), []).append(title)
        for row in rows("agents"):
            for column in ("singular", "plural"):
                for words in row.many(column):
                    agent = Agent(
                        slug=row["slug"],
                        label=(row.many("plural") or row.many("singular"))[0],
                        sectors=row.many("sectors"),
                        kind=row["kind"],
                        plural=column == "plural",
                    )
                    self.agents.setdefault(words.lower(), agent)
        for row in rows("body_patterns"):
            pattern = BodyPattern(slug=row["slug"], name=row["name"], sectors=row.many("sectors"))
            for words in row.many("heads"):
                self.body_patterns.setdefault(words.lower(), pattern)
        for row in rows("given_names"):
            for name in (row["name"], *row.many("variants")):
                self.given_names.setdefault(fold(name), row["gender"])
                self.given_variants.setdefault(fold(name).lower(), fold(row["name"]).lower())

    def add_state(self, row: Row) -> None:
        actor_id = f"country:{row['iso3']}"
        state = KnownActor(
            id=actor_id,
            name=row["name"],
            actor_type=ActorType.STATE,
            country=row["iso3"],
            wikidata=row["qid"] or None,
            aliases=row.many("aliases"),
            capital=row["capital"] or None,
        )
        self.actors[actor_id] = state
        self.add_names(actor_id, (row["name"], *row.many("aliases")), NameUse.NAME)
        self.add_names(actor_id, row.many("demonyms"), NameUse.DEMONYM)
        self.add_names(actor_id, row.many("people"), NameUse.PEOPLE)
        self.demonyms[actor_id] = next(iter(row.many("demonyms")), row["name"])
        government = f"gov:{row['iso3']}"
        self.actors[government] = replace(
            state,
            id=government,
            name=f"Government of {row['name']}",
            actor_type=ActorType.GOVERNMENT_BODY,
            sectors=("GOV",),
            wikidata=None,
            aliases=row.many("metonyms"),
        )
        self.add_names(government, row.many("metonyms"), NameUse.SEAT)
        self.add_names(government, (row["capital"], *row.many("capital_aliases")), NameUse.CAPITAL)

    def add_region(self, row: Row) -> None:
        actor_id = f"group:{row['slug']}"
        self.actors[actor_id] = KnownActor(id=actor_id, name=row["name"], actor_type=ActorType.GROUP)
        self.add_names(actor_id, (row["name"],), NameUse.NAME)
        self.add_names(actor_id, row.many("adjectives"), NameUse.DEMONYM)
        self.add_names(actor_id, row.many("people"), NameUse.PEOPLE)
        self.demonyms.setdefault(actor_id, next(iter(row.many("adjectives")), row["name"]))

    def add_actor(self, row: Row, actor_type: ActorType, *, kind: str | None = None) -> str:
        actor = KnownActor(
            id=row["id"],
            name=row["name"],
            actor_type=actor_type,
            country=row["country"] or None,
            sectors=row.many("sectors"),
            wikidata=row["qid"] or None,
            aliases=row.many("aliases"),
            kind=kind or None,
        )
        self.actors[actor.id] = actor
        self.add_names(actor.id, (actor.name, *actor.aliases), NameUse.NAME)
        return actor.id

    def add_person(self, row: Row) -> None:
        actor_id = self.add_actor(row, ActorType.PERSON)
        surnames = row.many("surnames")
        for alias in row.many("aliases"):
            # "President Xi" would hide "President Xi Jinping"; the title finds its bearer without it.
            first, _, rest = alias.partition(" ")
            if rest in surnames and first.lower() in self.titles:
                self.names[fold(alias)].remove(NameEntry(actor_id, NameUse.NAME))
        self.actors[actor_id] = replace(
            self.actors[actor_id], gender=row["gender"] or None, surnames=tuple(map(fold, surnames))
        )
        spellings = (
            spelling for name in (row["name"], *row.many("aliases")) for spelling in other_spellings(name, row)
        )
        self.add_names(actor_id, spellings, NameUse.NAME)
        for surname in surnames or self.last_names(row["name"]):
            self.surnames.setdefault(fold(surname), []).append(actor_id)
        if row["bare"] == "yes":
            self.add_names(actor_id, surnames, NameUse.SURNAME)

    def _sovereigns(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for actor in self.actors.values():
            if actor.actor_type is ActorType.PERSON and actor.name.partition(" ")[0].lower() in self.titles:
                found.setdefault(" ".join(fold(actor.name).split(" ")[:2]), []).append(actor.id)
        return {name: tuple(ids) for name, ids in found.items() if len(ids) > 1}

    def last_names(self, name: str) -> tuple[str, ...]:
        """Return what a person may be called alone whose row does not say it; kings and popes have no last name."""
        if name.partition(" ")[0].lower() in self.titles:
            return ()
        parsed = parse_name(name)
        return parsed.keys if parsed.is_full else ()

    def add_names(self, actor_id: str, names: Iterable[str], use: NameUse) -> None:
        for name in names:
            key = fold(name)
            entry = NameEntry(actor_id, use)
            if key and entry not in self.names.setdefault(key, []):
                self.names[key].append(entry)

    def build(self) -> Directory:
        tenures: dict[str, list[Tenure]] = {}
        terms: dict[tuple[str, str | None], list[Tenure]] = {}
        for tenure in sorted(self.tenures, key=lambda t: (t.start or date.min, t.person_id, t.office)):
            tenures.setdefault(tenure.person_id, []).append(tenure)
            terms.setdefault((tenure.office, tenure.organisation), []).append(tenure)
        return Directory(
            actors=self.actors,
            names=NameIndex({name: tuple(entries) for name, entries in self.names.items() if entries}),
            surnames={name: tuple(ids) for name, ids in self.surnames.items()},
            tenures={key: tuple(values) for key, values in tenures.items()},
            terms={key: tuple(values) for key, values in terms.items()},
            titles={title: tuple(values) for title, values in self.titles.items()},
            agents=self.agents,
            body_patterns=self.body_patterns,
            memberships=tuple(self.memberships),
            given_names=self.given_names,
            given_variants=self.given_variants,
            demonyms=self.demonyms,
            labels={agent.slug: agent.label for agent in reversed(self.agents.values())}
            | {pattern.slug: pattern.name for pattern in self.body_patterns.values()},
            body_slugs=frozenset(pattern.slug for pattern in self.body_patterns.values()),
            slug_sectors={agent.slug: agent.sectors for agent in self.agents.values()}
            | {pattern.slug: pattern.sectors for pattern in self.body_patterns.values()}
            | {sector.lower(): (sector,) for titles in self.titles.values() for t in titles for sector in t.sectors},
            office_levels={t.office: t.level for titles in self.titles.values() for t in titles},
            sole_organisations=_sole_organisations(terms),
            sovereigns=self._sovereigns(),
            office_sectors={t.office: t.sectors for titles in self.titles.values() for t in titles},
            title_phrases=PhraseIndex({words: titles[0] for words, titles in self.titles.items()}),
            agent_phrases=PhraseIndex(self.agents),
            body_phrases=PhraseIndex(self.body_patterns),
            heads=frozenset(re.split(r"[ -]", words)[-1] for words in (*self.titles, *self.agents, *self.body_patterns))
            | {words.partition(" ")[0] for words in (*self.body_patterns, *self.titles) if " of " in words},
        )


def _sole_organisations(terms: Mapping[tuple[str, str | None], object]) -> dict[str, str]:
    found: dict[str, set[str | None]] = {}
    for office, organisation in terms:
        found.setdefault(office, set()).add(organisation)
    return {office: ids.copy().pop() or "" for office, ids in found.items() if len(ids) == 1}


def other_spellings(name: str, row: Row) -> Iterator[str]:
    """Yield how else a person's name is written where family names come first: "Kim Jong-un", "Ishiba Shigeru"."""
    parts = fold(name).split(" ")
    if row["country"] in _SYLLABLES and len(parts) == 3:
        family, first, second = parts
        yield f"{family} {first} {second.lower()}"
        yield f"{family} {first} {second.capitalize()}"
        yield f"{family} {first}{second.lower()}"
    elif row["country"] in _EITHER_ORDER and len(parts) == 2:
        yield f"{parts[1]} {parts[0]}"


@cache
def load_directory(user_registry: Path | None = None) -> Directory:
    """Load the registry of the project, and the user's own on top of it; the same files are read once.

    Raises:
        ResourceError: a file is wrong.
    """
    builder = _Builder()
    builder.add(read_registry(REGISTRY))
    if user_registry is not None:
        builder.add(read_registry(user_registry))
    return builder.build()
