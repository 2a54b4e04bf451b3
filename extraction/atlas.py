"""Data files of places in, an index from their names out."""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from extraction.errors import ResourceError
from records.ids import slug
from records.vocabularies import PlaceKind

FOLDER = Path(__file__).parent / "resources" / "places"

# How well known a place without a population is, on the scale of a city's: the power of ten of its people.
_WEIGHTS = {PlaceKind.COUNTRY: 8.0, PlaceKind.REGION: 6.2, PlaceKind.SITE: 5.5, PlaceKind.CITY: 4.0}
# What being the seat of a national government adds ("Kingston" is Jamaica's, unless the article says otherwise).
_CAPITAL = 1.0
# What being meant the world over adds ("Geneva" is not in Illinois, whatever else is).
_PROMINENT = 1.2
_OTHER_SPELLING = 1.5


class Location(NamedTuple):
    """A place of the atlas, as light as it can be: there are 36,000. `weight` says how well known it is."""

    name: str
    kind: PlaceKind
    country: str | None
    latitude: float
    longitude: float
    weight: float
    region: str | None = None

    def distance_to(self, other: "Location") -> float:
        """Return the kilometres between the two places."""
        north, south = math.radians(self.latitude), math.radians(other.latitude)
        across = math.radians(other.longitude - self.longitude)
        half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(across / 2) ** 2
        return 2 * 6371 * math.asin(min(1.0, math.sqrt(half)))


@dataclass(frozen=True, kw_only=True)
class Atlas:
    """Places by the key of their names (`name_key`).

    `names` holds whatever may stand alone; `stems` the regions that a name means together with a word such as
    "province" or after a comma ("Kursk" in "the Kursk region", "New York" in "Albany, New York"), not by itself;
    `countries` the states by their codes. `openers` tells for the first word of each name how many words the longest
    name has that begins with it.
    """

    names: dict[str, list[Location]]
    stems: dict[str, list[Location]]
    countries: dict[str, Location]
    openers: dict[str, int]
    _ids: dict[Location, str] = field(default_factory=dict)

    @cached_property
    def country_keys(self) -> frozenset[str]:
        """The keys of the states' names."""
        return frozenset(name_key(country.name) for country in self.countries.values())

    def is_name_of(self, country: str, text: str) -> bool:
        """Say whether the words are the plain name of a state."""
        return country in self.countries and name_key(self.countries[country].name) == name_key(text)

    def regions(self, key: str) -> list[Location]:
        """Return the regions that a name may mean, alone or together with a word that says so."""
        named = [place for place in self.names.get(key, ()) if place.kind is PlaceKind.REGION]
        return [*named, *(place for place in self.stems.get(key, ()) if place not in named)]

    def fitness(self, key: str, location: Location) -> float:
        """Return how likely the name means the place when nothing else is known."""
        own = location.kind is not PlaceKind.CITY or name_key(location.name) == key
        return location.weight if own else location.weight - _OTHER_SPELLING

    def id_of(self, location: Location) -> str:
        """Return the place's id: the best known one of a name has the bare name, the others their country."""
        if location not in self._ids:
            self._name_all(slug(location.name))
        return self._ids[location]

    def _name_all(self, name: str) -> None:
        key = name_key(name)
        near = [*self.names.get(key, ()), *self.countries.values()]
        same = {place for place in near if slug(place.name) == name}
        taken: set[str] = set()
        for place in sorted(same, key=lambda p: (p.kind is not PlaceKind.COUNTRY, -p.weight, *map(str, p[1:5]))):
            base = f"place:{name}" if not taken else f"place:{name}-{(place.country or 'world').lower()}"
            identifier, number = base, 1
            while identifier in taken:
                number += 1
                identifier = f"{base}-{number}"
            taken.add(identifier)
            self._ids[place] = identifier


def name_key(name: str) -> str:
    """Return what names are compared by: no accents, case or punctuation, "Saint" for "St.".

    This is `records.ids.slug`, quicker on ASCII.
    """
    if name.isascii():
        key = name.translate(_ASCII).strip("-")
        if "--" in key:
            key = "-".join(filter(None, key.split("-")))
    else:
        key = slug(name)
    return key if "st-" not in key else "-".join("saint" if part == "st" else part for part in key.split("-"))


_ASCII = {i: "-" if not chr(i).isalnum() else chr(i).lower() for i in range(128)} | {ord("'"): None}


@cache
def load_atlas() -> Atlas:
    """Read the files of places, once.

    Raises:
        ResourceError: a file is missing or a line of it is wrong.
    """
    names: dict[str, list[Location]] = {}
    stems: dict[str, list[Location]] = {}
    countries: dict[str, Location] = {}
    capitals: set[tuple[str, str]] = set()
    path = FOLDER / "countries.csv"
    for line, row in read_rows(path):
        countries[row["country"]] = _location(path, line, row, kind=PlaceKind.COUNTRY)
        capitals.add((row["capital"], row["country"]))
    for file, kind in (("regions.csv", PlaceKind.REGION), ("sites.csv", PlaceKind.SITE), ("towns.csv", PlaceKind.CITY)):
        for line, row in read_rows(FOLDER / file):
            location = _location(FOLDER / file, line, row, kind=kind)
            _index(names, location, row["aliases"])
            for stem in filter(None, row.get("stems", "").split("|")):
                stems.setdefault(name_key(stem), []).append(location)
    prominent = {(row["name"], row["country"]) for _, row in read_rows(FOLDER / "prominent.csv")}
    for location, alternates in _read_cities(capitals, prominent):
        _index(names, location, alternates)
    openers: dict[str, int] = {}
    for key in (*names, *stems):
        opener, _, rest = key.partition("-")
        length = rest.count("-") + 2 if rest else 1
        if openers.get(opener, 0) < length:
            openers[opener] = length
    return Atlas(names=names, stems=stems, countries=countries, openers=openers)


def _index(names: dict[str, list[Location]], location: Location, others: str) -> None:
    own = name_key(location.name)
    names.setdefault(own, []).append(location)
    if others:
        for other in others.split("|"):
            if (key := name_key(other)) != own:
                names.setdefault(key, []).append(location)


def _read_cities(capitals: set[tuple[str, str]], prominent: set[tuple[str, str]]) -> Iterator[tuple[Location, str]]:
    path = FOLDER / "cities.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(line for line in file if not line.startswith("#"))
        next(rows)
        for name, alternates, country, latitude, longitude, people, region in rows:
            weight = math.log10(int(people) + 1) + (_CAPITAL if (name, country) in capitals else 0.0)
            if (name, country) in prominent:
                weight += _PROMINENT
            yield (
                Location(name, PlaceKind.CITY, country, float(latitude), float(longitude), weight, region or None),
                alternates,
            )


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a CSV file with their line numbers; lines that begin with # are comments.

    Raises:
        ResourceError: the file cannot be read, or a row has too many or too few columns.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(path, None, str(error)) from error
    numbered = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    rows = csv.DictReader(line for _, line in numbered)
    for (number, _), row in zip(numbered[1:], rows, strict=True):
        if None in row or None in row.values():
            raise ResourceError(path, number, f"{len(rows.fieldnames or ())} columns expected")
        yield number, row


def _location(path: Path, line: int, row: dict[str, str], *, kind: PlaceKind) -> Location:
    try:
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
    except ValueError as error:
        raise ResourceError(path, line, f"no coordinates: {row['latitude']!r}, {row['longitude']!r}") from error
    return Location(row["name"], kind, row["country"] or None, latitude, longitude, _WEIGHTS[kind])
