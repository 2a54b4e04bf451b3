"""The registry that ships: as large as it claims, consistent, and right on days that are easy to look up."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from extraction.directory import Directory, load_directory
from extraction.registry_files import read_registry
from extraction.registry_tables import REGISTRY, Row

# Offices of which a state or organisation has one holder at a time.
SINGLE = {
    "head-of-state",
    "head-of-government",
    "foreign-minister",
    "defence-minister",
    "interior-minister",
    "finance-minister",
    "secretary-general",
    "central-bank-governor",
    "ruler",
}


@pytest.fixture(scope="module")
def tables() -> dict[str, list[Row]]:
    rows = read_registry(REGISTRY)
    names = ("states", "bodies", "body_patterns", "organisations", "armed_groups", "memberships", "persons", "tenures")
    return {name: list(rows(name)) for name in names}


@pytest.fixture(scope="module")
def directory() -> Directory:
    return load_directory(None)


@pytest.mark.parametrize(
    ("table", "least"),
    [
        pytest.param("states", 240, id="states and territories"),
        pytest.param("bodies", 250, id="bodies of single states"),
        pytest.param("body_patterns", 60, id="bodies that every state may have"),
        pytest.param("armed_groups", 200, id="armed groups"),
        pytest.param("memberships", 1000, id="memberships"),
        pytest.param("persons", 1800, id="persons"),
        pytest.param("tenures", 2000, id="terms of office"),
    ],
)
def test_tables_are_as_large_as_they_claim(tables: dict[str, list[Row]], table: str, least: int) -> None:
    assert len(tables[table]) >= least


@pytest.mark.parametrize(
    ("kind", "least"), [("IGO", 120), ("PARTY", 300), ("NGO", 60), ("COMPANY", 100), ("COURT", 8), ("UNION", 15)]
)
def test_organisations_of_every_kind_are_there(tables: dict[str, list[Row]], kind: str, least: int) -> None:
    assert Counter(row["kind"] for row in tables["organisations"])[kind] >= least


def test_names_of_bodies_organisations_groups_and_persons_are_unambiguous(tables: dict[str, list[Row]]) -> None:
    owners: dict[str, set[str]] = {}
    for table in ("bodies", "organisations", "armed_groups", "persons"):
        for row in tables[table]:
            for name in (row["name"], *row.many("aliases")):
                owners.setdefault(name, set()).add(row["id"])
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_ids_are_unique(tables: dict[str, list[Row]]) -> None:
    ids = Counter(row["id"] for t in ("bodies", "organisations", "armed_groups", "persons") for row in tables[t])
    assert [identifier for identifier, count in ids.items() if count > 1] == []


def test_every_country_is_a_state_of_the_registry(tables: dict[str, list[Row]]) -> None:
    states = {row["iso3"] for row in tables["states"]}
    named = {
        (table, row["country"])
        for table in ("bodies", "organisations", "armed_groups", "persons", "memberships")
        for row in tables[table]
        if row["country"]
    }
    assert {pair for pair in named if pair[1] not in states} == set()


def test_a_bare_surname_means_one_person(tables: dict[str, list[Row]]) -> None:
    owners = Counter(name for row in tables["persons"] if row["bare"] == "yes" for name in row.many("surnames"))
    assert [name for name, count in owners.items() if count > 1] == []


def test_terms_begin_before_they_end(tables: dict[str, list[Row]]) -> None:
    terms = [(row, row.start("from"), row.end("to")) for row in tables["tenures"] + tables["memberships"]]
    assert [row.line for row, start, end in terms if start and end and start > end] == []


def test_offices_of_one_holder_have_one_on_any_day(tables: dict[str, list[Row]]) -> None:
    """Handovers within a month or year that is all that is known of both terms are no overlap."""
    terms: dict[tuple[str, str], list[Row]] = {}
    for row in tables["tenures"]:
        if row["office"] in SINGLE:
            terms.setdefault((row["office"], row["organisation"]), []).append(row)
    overlapping = []
    for rows in terms.values():
        rows.sort(key=lambda row: row.start("from") or date.min)
        for one, following in pairwise(rows):
            end, start = one.end("to") or date.max, following.start("from") or date.min
            vague = one["to"].startswith(following["from"]) or following["from"].startswith(one["to"] or "?")
            if end >= start and not vague:
                overlapping.append(f"{one['person']} and {following['person']}")
    assert overlapping == []


@pytest.mark.parametrize(
    ("office", "organisation", "day", "person"),
    [
        pytest.param("head-of-government", "country:GBR", "2007-06-27", "person:gordon-brown", id="day of a handover"),
        pytest.param("head-of-government", "country:GBR", "2022-09-30", "person:liz-truss", id="a short term"),
        pytest.param("head-of-state", "country:USA", "2017-01-19", "person:barack-obama", id="a last day"),
        pytest.param("head-of-state", "country:USA", "2019-06-01", "person:donald-trump", id="the first of two terms"),
        pytest.param("head-of-state", "country:USA", "2022-06-01", "person:joe-biden", id="between two terms"),
        pytest.param("head-of-state", "country:RUS", "2010-01-01", "person:dmitry-medvedev", id="a tandem"),
        pytest.param("head-of-government", "country:RUS", "2010-01-01", "person:vladimir-putin", id="its other half"),
        pytest.param("foreign-minister", "country:DEU", "2015-03-01", "person:frank-walter-steinmeier", id="minister"),
        pytest.param("secretary-general", "org:nato", "2011-05-01", "person:anders-fogh-rasmussen", id="alliance"),
        pytest.param("secretary-general", "org:un", "2006-12-31", "person:kofi-annan", id="United Nations"),
        pytest.param("head-of-state", "country:EGY", "2012-10-10", "person:mohamed-morsi", id="before a coup"),
        pytest.param("head-of-state", "country:NER", "2023-08-01", "person:abdourahamane-tchiani", id="after a coup"),
        pytest.param("head-of-government", "country:ISR", "2022-08-15", "person:yair-lapid", id="rotation"),
        pytest.param("head-of-government", "country:ITA", "2013-06-01", "person:enrico-letta", id="one of many"),
        pytest.param("head-of-state", "country:SYR", "2025-03-17", "person:ahmed-al-sharaa", id="open term"),
        pytest.param("central-bank-governor", "org:ecb", "2012-07-26", "person:mario-draghi", id="central bank"),
        pytest.param("ruler", "country:IRN", "2009-06-19", "person:ali-khamenei", id="ruler beside a president"),
        pytest.param("head-of-state", "country:IRN", "2009-06-19", "person:mahmoud-ahmadinejad", id="that president"),
    ],
)
def test_holders_of_offices(directory: Directory, office: str, organisation: str, day: str, person: str) -> None:
    assert [a.id for a in directory.holders(office, organisation, date.fromisoformat(day))] == [person]


@pytest.mark.parametrize(
    ("organisation", "day", "count", "inside", "outside"),
    [
        pytest.param("org:nato", "2022-06-01", 30, "MKD", "FIN", id="NATO before Finland"),
        pytest.param("org:nato", "2024-03-07", 32, "SWE", "UKR", id="NATO with Sweden"),
        pytest.param("org:eu", "2019-12-31", 28, "GBR", "NOR", id="EU before Brexit"),
        pytest.param("org:eu", "2020-02-01", 27, "HRV", "GBR", id="EU after Brexit"),
        pytest.param("org:ecowas", "2024-12-31", 15, "MLI", "MRT", id="ECOWAS of fifteen"),
        pytest.param("org:ecowas", "2025-03-01", 12, "NGA", "NER", id="ECOWAS of twelve"),
        pytest.param("org:g8", "2010-01-01", 8, "RUS", "CHN", id="G8"),
        pytest.param("org:brics", "2023-06-01", 5, "ZAF", "IRN", id="BRICS of five"),
        pytest.param("org:brics", "2025-02-01", 10, "IDN", "SAU", id="BRICS of ten"),
        pytest.param("org:gcc", "2020-01-01", 6, "OMN", "YEM", id="Gulf"),
        pytest.param("org:un", "2012-01-01", 193, "SSD", "XKX", id="United Nations"),
        pytest.param("org:asean", "2025-10-26", 11, "TLS", "PNG", id="ASEAN with East Timor"),
        pytest.param("org:opec", "2024-02-01", 12, "VEN", "AGO", id="OPEC without Angola"),
    ],
)
def test_members_by_day(
    directory: Directory, organisation: str, day: str, count: int, inside: str, outside: str
) -> None:
    members = directory.members(organisation, date.fromisoformat(day))
    assert (len(members), inside in members, outside in members) == (count, True, False)


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Burma", "country:MMR"),
        ("Swaziland", "country:SWZ"),
        ("Volodymyr Zelenskiy", "person:volodymyr-zelenskyy"),
        ("Daesh", "org:isis"),
        ("Al Shabaab", "org:al-shabaab"),
        ("Revolutionary Guards", "gov:IRN-irgc"),
        ("State Department", "gov:USA-state-department"),
        ("Médecins Sans Frontières", "org:msf"),
        ("Pakistani Taliban", "org:ttp"),
    ],
)
def test_other_names_lead_to_the_same_actor(directory: Directory, name: str, actor: str) -> None:
    assert actor in [a.id for a in directory.with_name(name)]
