"""Organs and what they are part of."""

from extraction.directory import load_directory
from ingest.tellings import Party, load_organs


def test_organs_and_their_wholes_are_organisations_of_the_registry() -> None:
    organs = load_organs()
    assert len(organs) >= 30
    assert organs.keys() | set(organs.values()) <= load_directory().actors.keys()


def test_no_organ_is_the_whole_of_another() -> None:
    assert load_organs().keys().isdisjoint(load_organs().values())


def test_an_organ_and_its_whole_have_one_root() -> None:
    organ, whole = Party("org:european-commission", False, ()), Party("org:eu", True, ())
    assert organ.root == whole.root == "org:eu"
