"""Places of a document: found, told apart, located; and what only looks like one."""

from collections.abc import Callable

import pytest

from extraction.atlas import FOLDER, load_atlas, name_key, read_rows
from extraction.errors import ResourceError
from records.extractions import Extraction
from records.places import Place
from records.vocabularies import PlaceKind

Extract = Callable[..., Extraction]


def places_of(extract: Extract, text: str) -> dict[str, Place]:
    """Return the places of a text by the words that name them."""
    return {mention.text: place for place in extract(text).places for mention in place.mentions}


@pytest.mark.parametrize(
    ("text", "words", "place_id", "kind", "country"),
    [
        pytest.param(
            "Rescue teams arrived in Mekelle on Sunday.", "Mekelle", "place:mekelle", "CITY", "ETH", id="city"
        ),
        pytest.param(
            "Two drones fell in the Kursk region, officials said.",
            "Kursk region",
            "place:kursk-oblast",
            "REGION",
            "RUS",
            id="region with its word",
        ),
        pytest.param(
            "Shelling went on in Kursk overnight.", "Kursk", "place:kursk", "CITY", "RUS", id="the city of that name"
        ),
        pytest.param(
            "The quake struck the province of Helmand at dawn.",
            "Helmand",
            "place:helmand-province",
            "REGION",
            "AFG",
            id="province of",
        ),
        pytest.param(
            "Troops pulled out of the Kherson and Zaporizhzhia regions.",
            "Kherson",
            "place:kherson-oblast",
            "REGION",
            "UKR",
            id="a plural covers both names",
        ),
        pytest.param(
            "Inspectors stayed at the Zaporizhzhia nuclear power plant.",
            "Zaporizhzhia nuclear power plant",
            "place:zaporizhzhia-nuclear-power-plant",
            "SITE",
            "UKR",
            id="site whose name goes on in small letters",
        ),
        pytest.param(
            "A tanker was seized in the Strait of Hormuz.",
            "Strait of Hormuz",
            "place:strait-of-hormuz",
            "SITE",
            None,
            id="site of no single state",
        ),
        pytest.param("He lives in Paris, Texas.", "Paris", "place:paris-usa", "CITY", "USA", id="city, state"),
        pytest.param("He lives in Paris, France.", "Paris", "place:paris", "CITY", "FRA", id="city, country"),
        pytest.param(
            "The plane landed in Everett, Washington.",
            "Washington",
            "place:washington-state",
            "REGION",
            "USA",
            id="the qualifier is the state",
        ),
        pytest.param(
            "Votes were counted in Oregon, Washington and Idaho.",
            "Washington",
            "place:washington-state",
            "REGION",
            "USA",
            id="a region among regions",
        ),
        pytest.param(
            "Judges met in Atlanta, Georgia, on Monday.",
            "Georgia",
            "place:georgia-usa",
            "REGION",
            "USA",
            id="a region that is also called like a state",
        ),
        pytest.param(
            "Fighting resumed in Sudan on Friday.", "Sudan", "place:sudan", "COUNTRY", "SDN", id="a state as a place"
        ),
        pytest.param(
            "Floods hit Port-au-Prince and Les Cayes.",
            "Les Cayes",
            "place:les-cayes",
            "CITY",
            "HTI",
            id="a name in a list",
        ),
        pytest.param("A bomb went off near Sana'a.", "Sana'a", "place:sanaa", "CITY", "YEM", id="another spelling"),
        pytest.param(
            "Prices rose faster in Europe than in Asia.",
            "Europe",
            "place:europe",
            "REGION",
            None,
            id="a part of the world",
        ),
        pytest.param("Crowds gathered in KHARKIV.", "KHARKIV", "place:kharkiv", "CITY", "UKR", id="capitals"),
    ],
)
def test_places_are_found_and_identified(
    extract: Extract, text: str, words: str, place_id: str, kind: str, country: str | None
) -> None:
    place = places_of(extract, text)[words]
    assert (place.id, place.kind, place.country) == (place_id, kind, country)
    assert place.latitude is not None
    assert place.longitude is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Paris Hilton sued the Chicago Tribune.", "Paris", id="a given name"),
        pytest.param("Jack London wrote about the gold rush.", "London", id="a surname"),
        pytest.param("The Boston Globe reported the deal.", "Boston", id="a newspaper's name"),
        pytest.param("Talks will resume in March.", "March", id="a month"),
        pytest.param("Moscow said it would not accept the offer.", "Moscow", id="a government"),
        pytest.param("Reading the report took hours.", "Reading", id="a common word"),
        pytest.param("Russian troops left the town.", "Russian", id="a demonym"),
        pytest.param("The minister urged Europe to act.", "Europe", id="a part of the world that acts"),
    ],
)
def test_what_only_looks_like_a_place_is_none(extract: Extract, text: str, words: str) -> None:
    assert words not in places_of(extract, text)


def test_the_countries_of_the_document_choose_between_namesakes(extract: Extract) -> None:
    british = "The British government sent police to Birmingham. Residents of Birmingham blamed British ministers."
    american = (
        "The U.S. attorney in Alabama charged two Americans. Police in Birmingham said the Americans had driven from"
        " Montgomery, Alabama."
    )
    assert places_of(extract, british)["Birmingham"].country == "GBR"
    assert places_of(extract, american)["Birmingham"].country == "USA"


def test_a_qualifier_holds_for_later_mentions(extract: Extract) -> None:
    text = "A storm reached Athens, Georgia, on Tuesday. Schools in Athens stayed closed."
    assert [p.id for p in extract(text).places if p.name == "Athens"] == ["place:athens-usa"]


def test_a_capital_is_a_place_and_a_government_by_its_role(extract: Extract) -> None:
    text = "Ministers met in Ankara on Monday. Ankara rejected the proposal."
    (place,) = [p for p in extract(text).places if p.name == "Ankara"]
    assert [m.start for m in place.mentions] == [text.index("Ankara")]


def test_a_place_that_no_map_knows_has_no_coordinates(extract: Extract) -> None:
    place = places_of(extract, "Rebels took the village of Qarnabula in Syria, residents of Qarnabula said.").get(
        "Qarnabula"
    )
    assert place is None or (place.latitude is None and place.longitude is None)


def test_mentions_are_the_words_of_the_text(extract: Extract) -> None:
    text = "From Goma to Bukavu, and from Bukavu to Uvira, people fled South Kivu."
    for place in extract(text).places:
        for mention in place.mentions:
            assert text[mention.start : mention.end] == mention.text


def test_odd_input_is_no_trouble(extract: Extract) -> None:
    for text in ("St. St. St. St.", "Al-, el- and -", "Paris, " * 300, "NEW YORK " * 200):
        extract(text)


def test_ids_tell_namesakes_apart() -> None:
    atlas = load_atlas()
    named = {place for places in (*atlas.names.values(), *atlas.stems.values()) for place in places}
    named |= set(atlas.countries.values())
    # Springfields, San Josés and the like are where ids collide if they ever do.
    sample = {place for place in named if name_key(place.name) in {"springfield", "san-jose", "santa-cruz", "georgia"}}
    assert len({atlas.id_of(place) for place in sample}) == len(sample) > 15


@pytest.mark.parametrize(
    ("file", "columns", "least"),
    [
        ("cities.csv", "name alternates country latitude longitude population region", 30_000),
        ("regions.csv", "name stems aliases country latitude longitude", 1_000),
        ("sites.csv", "name aliases country latitude longitude", 500),
        ("towns.csv", "name aliases country latitude longitude", 300),
        ("countries.csv", "country name capital latitude longitude", 240),
        ("words.csv", "use word", 80),
    ],
)
def test_data_files_say_what_they_hold(file: str, columns: str, least: int) -> None:
    rows = list(read_rows(FOLDER / file))
    assert list(rows[0][1]) == columns.split()
    assert len(rows) >= least
    head = (FOLDER / file).read_text("utf-8")[:1200]
    assert head.startswith("#")
    assert "2026-11-22" in head


@pytest.mark.parametrize("file", ["regions.csv", "sites.csv", "towns.csv", "cities.csv", "countries.csv"])
def test_places_lie_on_the_globe_and_in_known_states(file: str) -> None:
    states = {row["country"] for _, row in read_rows(FOLDER / "countries.csv")}
    wrong = [
        line
        for line, row in read_rows(FOLDER / file)
        if not (-90 <= float(row["latitude"]) <= 90 and -180 <= float(row["longitude"]) <= 180)
        or (row["country"] and row["country"] not in states)
    ]
    assert wrong == []


@pytest.mark.parametrize("file", ["regions.csv", "sites.csv", "towns.csv"])
def test_no_place_is_listed_twice(file: str) -> None:
    rows = [(row["name"], row["country"]) for _, row in read_rows(FOLDER / file)]
    assert len(rows) == len(set(rows))


def test_regions_and_sites_lie_near_their_state() -> None:
    """A slip of sign or digit puts a place on another continent; these states reach far."""
    atlas = load_atlas()
    wide = {"RUS", "USA", "FRA", "GBR", "DNK", "NOR", "CHL", "NLD", "AUS", "ECU", "CAN", "ATA"}
    far = [
        place.name
        for places in atlas.names.values()
        for place in places
        if place.kind in {PlaceKind.REGION, PlaceKind.SITE}
        and place.country not in {None, *wide}
        and place.distance_to(atlas.countries[place.country or ""]) > 2600
    ]
    assert far == []


def test_a_row_with_a_column_too_few_names_file_and_line(tmp_path: object) -> None:
    path = FOLDER.__class__(str(tmp_path)) / "sites.csv"
    path.write_text("# sites\nname,aliases,country\nHere,,USA\n\nThere,USA\n", "utf-8")
    with pytest.raises(ResourceError, match=r"sites\.csv:5"):
        list(read_rows(path))
