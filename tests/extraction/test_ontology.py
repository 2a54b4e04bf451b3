"""The ontology: every type and mode is whole, and the rules point at types that exist."""

import json
import re
import subprocess
import sys

import pytest

from extraction.frame_files import load_lexicon
from extraction.ontology import context_names, event_types, load_contexts, load_operators, load_types
from records.vocabularies import EventType

_TYPES = load_types()


def test_the_types_are_those_of_the_vocabulary_in_its_order() -> None:
    assert tuple(_TYPES) == tuple(EventType)


@pytest.mark.parametrize("code", list(EventType))
def test_a_type_is_whole(code: EventType) -> None:
    rules = _TYPES[code]
    codes = [rules.cameo, *rules.cameo_about.values(), *(m.cameo for m in rules.modes.values() if m.cameo)]
    weights = [rules.intensity, *(rules.intensity_of(mode) for mode in rules.modes)]
    assert len(rules.definition.split()) >= 5
    assert all(re.fullmatch(r"(0[1-9]|1\d|20)\d{0,2}", c) for c in codes)
    assert all(-10 <= weight <= 10 for weight in weights)


@pytest.mark.parametrize(
    ("quad", "names"),
    [
        pytest.param(0, "STATEMENT", id="comment"),
        pytest.param(1, "AGREE CONSULT SUPPORT CONCEDE", id="verbal cooperation"),
        pytest.param(2, "COOPERATE AID RETREAT", id="material cooperation"),
        pytest.param(3, "REQUEST ACCUSE REJECT THREATEN", id="verbal conflict"),
        pytest.param(4, "PROTEST SANCTION MOBILIZE COERCE ASSAULT", id="material conflict"),
    ],
)
def test_quad_classes_are_those_of_plover(quad: int, names: str) -> None:
    assert {code for code, rules in _TYPES.items() if rules.quad_class == quad} == set(names.split())


def test_cooperation_weighs_more_than_nothing_and_conflict_less() -> None:
    wrong = [code for code, rules in _TYPES.items() if (rules.intensity > 0) != (rules.quad_class in (1, 2))]
    assert wrong == [EventType.STATEMENT] or wrong == []


@pytest.mark.parametrize(
    ("code", "mode", "about", "own", "expected"),
    [
        pytest.param("AGREE", None, None, None, "030", id="the type's"),
        pytest.param("AGREE", "settle", None, None, "037", id="the mode's"),
        pytest.param("AGREE", "settle", "CONSULT", None, "036", id="by what it is about"),
        pytest.param("AGREE", "settle", "CONSULT", "057", "057", id="the frame's own"),
        pytest.param("REJECT", None, "MOBILIZE", None, "120", id="about something without a code of its own"),
    ],
)
def test_the_cameo_code_follows_from_frame_content_mode_and_type(
    code: str, mode: str | None, about: str | None, own: str | None, expected: str
) -> None:
    assert _TYPES[EventType(code)].cameo_code(mode, EventType(about) if about else None, own) == expected


def test_the_types_can_be_served_as_json() -> None:
    served = json.loads(json.dumps(event_types()))
    assert [t["code"] for t in served] == [str(t) for t in EventType]
    assert all({"label", "definition", "quad_class", "intensity", "cameo_code", "modes"} <= t.keys() for t in served)


def test_reading_ontology_and_frames_needs_no_spacy() -> None:
    code = (
        "import sys; from extraction.ontology import event_types; from extraction.frame_files import check_frames; "
        "event_types(); check_frames(); sys.exit('spacy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_contexts_are_named_once_and_have_words() -> None:
    assert len(context_names()) >= 15
    assert set(context_names()) == {name for names in load_contexts().values() for name in names}


def test_the_modes_of_frames_are_those_of_their_types() -> None:
    used = {(f.event_type, f.mode) for f in load_lexicon().frames if f.event_type is not None and f.mode is not None}
    assert [(t, m) for t, m in used if m not in _TYPES[t].modes] == []


def test_groups_of_operators_hold_words() -> None:
    groups = load_operators()
    assert {"LIGHT", "SUFFER", "OCCUR", "GO_ON", "END", "END_NOUN", "PLAN", "PROPOSE", "FAIL", "DENY"} <= set(groups)
    assert all(groups.values())
