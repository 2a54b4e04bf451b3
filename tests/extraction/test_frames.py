"""Frames: their files are right, and each fires in its own examples and stays quiet in the others."""

from pathlib import Path

import pytest

from extraction.actors import find_references
from extraction.attribution import find_attributions
from extraction.errors import ResourceError
from extraction.events import find_events
from extraction.findings import EventMention
from extraction.frame_files import check_frames, load_lexicon
from extraction.frames import Frame
from extraction.lookup import ActorLookup, PlaceLookup
from extraction.matching import Matcher
from extraction.pipeline import Extractor
from extraction.places import find_places
from records.vocabularies import EventType

_Example = tuple[Frame, str]


def _examples(kind: str) -> list[_Example]:
    return [(frame, text) for frame in load_lexicon().frames for text in getattr(frame, kind)]


@pytest.fixture(scope="module")
def coded(extractor: Extractor) -> dict[str, tuple[set[str], tuple[EventMention, ...]]]:
    """Return for each example sentence the frames that match in it and the events that come of them."""
    texts = sorted({text for kind in ("positive", "negative") for _, text in _examples(kind)})
    found = {}
    for doc in extractor.nlp.pipe(texts, batch_size=64):
        references = find_references(doc, extractor.directory, None)
        actors = ActorLookup(doc, references)
        places = PlaceLookup(find_places(doc, references))
        matcher = Matcher(load_lexicon(), actors, places)
        matched = {m.frame.id for s in doc.sents for m in matcher.match_sentence(s).values()}
        found[doc.text] = (matched, find_events(doc, actors, places, find_attributions(doc, actors)))
    return found


def test_the_files_of_frames_hold_no_mistake() -> None:
    assert check_frames() == ()


def test_frames_and_classes_are_as_many_as_promised() -> None:
    lexicon = load_lexicon()
    examples = len(_examples("positive")) + len(_examples("negative"))
    assert (len(lexicon.frames) >= 600, len(lexicon.classes) >= 60, examples >= 1200) == (True, True, True)


def test_every_type_has_frames() -> None:
    assert {frame.event_type for frame in load_lexicon().frames} >= set(EventType)


def test_every_frame_has_an_example() -> None:
    assert [frame.id for frame in load_lexicon().frames if not frame.positive] == []


def test_no_example_stands_twice() -> None:
    texts = [text for kind in ("positive", "negative") for _, text in _examples(kind)]
    assert sorted({t for t in texts if texts.count(t) > 2}) == []


def test_frames_fire_in_their_own_examples(
    coded: dict[str, tuple[set[str], tuple[EventMention, ...]]],
) -> None:
    """A frame may fire inside an act that another of its type names: "the raid killed six" is one event."""
    quiet = [
        f"{frame.id}: {text}"
        for frame, text in _examples("positive")
        if frame.id not in coded[text][0]
        or (frame.event_type is not None and frame.event_type not in {e.event_type for e in coded[text][1]})
    ]
    assert quiet == []


def test_frames_keep_still_in_the_examples_against_them(
    coded: dict[str, tuple[set[str], tuple[EventMention, ...]]],
) -> None:
    loud = [
        f"{frame.id}: {text}" for frame, text in _examples("negative") if frame.id in {e.rule for e in coded[text][1]}
    ]
    assert loud == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "classes.txt").write_text("PRISONERS prisoner, hostage\nALL +PRISONERS, guest\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("frame", "problem"),
    [
        pytest.param("[a]\nverb free\nwhen object CAPTIVES", "a.txt:4: [a] CAPTIVES is no word class", id="class"),
        pytest.param("[a]\nverb free\nwhen above_all any", "a.txt:4: [a] 'above_all' is no slot", id="tested slot"),
        pytest.param("[a]\nverb free\ntarget recipient", "a.txt:4: [a] 'recipient' is no slot", id="slot"),
        pytest.param(
            "[a]\nnoun release\nwhen object any",
            "a.txt:4: [a] 'object' cannot be filled: nouns and adjectives have none",
            id="object of a noun",
        ),
        pytest.param(
            "[a]\nverb free\nsource poss",
            "a.txt:4: [a] 'poss' cannot be filled: verbs and adjectives have none",
            id="possessor of a verb",
        ),
        pytest.param(
            "[a]\nverb free\nwhen to/beyond_all any", "a.txt:4: [a] 'beyond_all' is no slot", id="one of several slots"
        ),
        pytest.param("[a]\nverb free\nmode gentle", "a.txt:2: [a] 'gentle' is no mode of RETREAT", id="mode"),
        pytest.param("[a]\nverb free\ntype FREE", "a.txt:2: [a] 'FREE' is no event type", id="type"),
        pytest.param("[a]\nverb free\ncameo 8x", "a.txt:2: [a] '8x' is no CAMEO code", id="code"),
        pytest.param(
            "[a]\nverb free\nwhen object", "a.txt:4: [a] the condition on 'object' tests nothing", id="nothing"
        ),
        pytest.param("[a]\nverb free\ncolour red", "a.txt:4: [a] 'colour' is no key of a frame", id="key"),
        pytest.param("[a]\nmode release", "a.txt:2: [a] has neither verb nor noun nor adj", id="trigger"),
        pytest.param(
            "[a]\nverb free\n[a]\nverb release", "a.txt:4: [a] stands a second time; the first is in a.txt:2", id="name"
        ),
        pytest.param("[a]\nverb free\n[b]\nverb free", "a.txt:4: [b] always ties with [a] on 'free'", id="tie"),
    ],
)
def test_a_mistake_in_a_frame_is_named_with_file_line_and_frame(folder: Path, frame: str, problem: str) -> None:
    (folder / "a.txt").write_text(f"type RETREAT\n{frame}\n", encoding="utf-8")
    assert [p.replace(f"{folder}/", "") for p in check_frames(folder)] == [problem]


@pytest.mark.parametrize(
    ("classes", "problem"),
    [
        pytest.param("A +B\nB +A", "the class B contains itself by way of A", id="cycle"),
        pytest.param("A +C", "the class A includes C, which is no class", id="unknown"),
        pytest.param("A x\nA y", "the class A stands a second time", id="twice"),
        pytest.param("a x", "the name of a class is in capitals, not 'a'", id="lower case"),
    ],
)
def test_a_mistake_in_the_classes_is_named(tmp_path: Path, classes: str, problem: str) -> None:
    (tmp_path / "classes.txt").write_text(classes, encoding="utf-8")
    assert any(problem in found for found in check_frames(tmp_path))


def test_a_wrong_folder_of_frames_is_not_loaded(folder: Path) -> None:
    (folder / "a.txt").write_text("type RETREAT\n[a]\nverb free\nmode gentle\n", encoding="utf-8")
    with pytest.raises(ResourceError, match="gentle"):
        load_lexicon(folder)


def test_classes_include_one_another(folder: Path) -> None:
    assert load_lexicon(folder).classes["ALL"] == {"prisoner", "hostage", "guest"}
