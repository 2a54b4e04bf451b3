"""The registry: its own files, a user's files, and what the check finds in them."""

from datetime import date
from pathlib import Path

import pytest

from extraction.directory import load_directory
from extraction.errors import ResourceError
from extraction.registry_check import check_registry
from extraction.registry_tables import COLUMNS, REGISTRY, first_day, last_day
from extraction.registry_user import append_entry

OWN = """\
actors:
  - id: person:ada-quill
    type: PERSON
    name: Ada Quill
    aliases: [Adelaide Quill]
    surnames: [Quill]
    gender: f
    country: NZL
    offices:
      - {title: Prime Minister, office: head-of-government, organisation: country:NZL, from: 1907, to: 1908-03}
  - id: org:quill-party
    type: ORGANISATION
    name: Quill Party
    country: NZL
    sectors: [PTY]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(OWN, "utf-8")
    return path


def problems(path: Path) -> list[str]:
    return [f"{error.line}: {error.problem}" for error in check_registry([path])]


def test_the_projects_own_registry_has_nothing_wrong() -> None:
    assert [str(error) for error in check_registry([])] == []


@pytest.mark.parametrize("table", COLUMNS)
def test_every_table_is_there_with_a_header_that_says_what_it_holds(table: str) -> None:
    head = (REGISTRY / f"{table}.csv").read_text("utf-8")[:2000]
    assert head.startswith("#")
    assert "2026-11-22" in head


def test_a_users_file_stands_on_top_of_the_registry(own: Path) -> None:
    directory = load_directory(own)
    assert [a.id for a in directory.with_name("Adelaide Quill")] == ["person:ada-quill"]
    assert directory.get("country:NZL") is not None
    assert [a.id for a in directory.holders("head-of-government", "country:NZL", date(1908, 3, 31))] == [
        "person:ada-quill"
    ]
    assert directory.holders("head-of-government", "country:NZL", date(1908, 4, 1)) == ()
    assert problems(own) == []


def test_the_same_files_are_read_once(own: Path) -> None:
    assert load_directory(own) is load_directory(own)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "country: NZL\n    sectors", "country: NZ\n    sectors", "11: 'NZ' is no country", id="unknown-country"
        ),
        pytest.param(
            "name: Quill Party", "name: NATO", "11: the name 'NATO' is org:nato already", id="name-of-another"
        ),
        pytest.param("to: 1908-03", "to: 1908-13", "10: '1908-13' in the column 'to' is no date", id="no-date"),
        pytest.param("to: 1908-03", "to: 1906", "10: '1906' comes before '1907'", id="ends-before-it-begins"),
        pytest.param("sectors: [PTY]", "sectors: [XYZ]", "11: 'XYZ' is no sector", id="sector"),
        pytest.param("type: ORGANISATION", "type: CLUB", "11: 'CLUB' is no type of actor", id="type"),
        pytest.param("gender: f", "sex: f", "7: the key 'sex' is unknown", id="unknown-key"),
        pytest.param(
            "office: head-of-government",
            "office: chief-wizard",
            "10: the office 'chief-wizard' is unknown",
            id="office",
        ),
        pytest.param("id: org:quill-party", "id: quill-party", "11: 'quill-party' is no id", id="id"),
    ],
)
def test_the_check_names_line_and_value(own: Path, old: str, new: str, expected: str) -> None:
    assert old in OWN
    own.write_text(OWN.replace(old, new), "utf-8")
    found = problems(own)
    assert any(problem.startswith(expected) for problem in found), found


def test_broken_yaml_is_told_with_its_line(own: Path) -> None:
    own.write_text(OWN + "  - id: [\n", "utf-8")
    (error,) = check_registry([own])
    assert error.path == str(own)
    assert error.line is not None
    with pytest.raises(ResourceError):
        load_directory(own)


def test_terms_of_one_office_must_not_overlap(tmp_path: Path) -> None:
    (tmp_path / "persons.csv").write_text(
        "id,name,aliases,surnames,bare,gender,country,sectors,qid,note\n"
        "person:una-berg,Una Berg,,Berg,,f,NZL,,,\nperson:olaf-holm,Olaf Holm,,Holm,,m,NZL,,,\n",
        "utf-8",
    )
    (tmp_path / "tenures.csv").write_text(
        "person,title,office,organisation,from,to,note\n"
        "person:una-berg,Prime Minister,head-of-government,country:NZL,1901,1904-05-01,\n"
        "person:olaf-holm,Prime Minister,head-of-government,country:NZL,1904-04,1906,\n",
        "utf-8",
    )
    (error,) = check_registry([tmp_path])
    assert (Path(error.path).name, error.line) == ("tenures.csv", 3)
    assert "person:una-berg" in error.problem


def test_a_folder_with_a_line_too_long_is_told(tmp_path: Path) -> None:
    (tmp_path / "agencies.csv").write_text("name,aliases,country,note\nA, B and C,,NZL,,\n", "utf-8")
    (error,) = check_registry([tmp_path])
    assert error.line == 2


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    (error,) = check_registry([tmp_path / "none.yaml"])
    assert "no such file" in error.problem


def test_an_entry_is_added_to_a_users_file(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    append_entry(path, {"id": "org:quill-union", "type": "ORGANISATION", "name": "Quill Union", "sectors": ["LAB"]})
    append_entry(path, {"id": "person:una-quill", "type": "PERSON", "name": "Una Quill", "country": "NZL"})
    directory = load_directory(path)
    assert {"org:quill-union", "person:una-quill"} <= set(directory.actors)


def test_a_wrong_entry_leaves_the_file_as_it_was(own: Path) -> None:
    with pytest.raises(ResourceError):
        append_entry(own, {"id": "org:x", "type": "CLUB", "name": "X"})
    assert own.read_text("utf-8") == OWN


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019-12", date(2019, 12, 1), date(2019, 12, 31)),
        ("2019-05-24", date(2019, 5, 24), date(2019, 5, 24)),
    ],
)
def test_vague_dates_have_a_first_and_a_last_day(text: str, first: date, last: date) -> None:
    assert (first_day(text), last_day(text)) == (first, last)
