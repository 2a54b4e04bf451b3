"""The cue lexicon: its file, and which words are found at a token."""

from collections import Counter
from importlib.resources import files

import pytest
from spacy.language import Language

from extraction.cues import FRAMES, KINDS, Cue, cue_lexicon, read_cues
from extraction.errors import ResourceError
from records.vocabularies import Stance

LEXICON = cue_lexicon()


def test_the_lexicon_is_large() -> None:
    assert len({(c.kind, c.words) for c in LEXICON.cues}) >= 2000


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("VERB", 1000),
        ("PASSIVE", 90),
        ("NOUN", 300),
        ("ADJECTIVE", 150),
        ("PREPOSITION", 15),
        ("LIGHT", 80),
        ("CHAIN", 30),
    ],
)
def test_every_kind_of_cue_is_there(kind: str, least: int) -> None:
    assert sum(c.kind == kind for c in LEXICON.cues) >= least


def test_every_stance_has_cues_but_those_that_only_rules_give() -> None:
    assert set(Stance) - {c.stance for c in LEXICON.cues} == {Stance.CONDITION, Stance.UNDECLARED}


def test_a_cue_has_one_stance_for_each_of_its_frames() -> None:
    seen = Counter((c.kind, c.words, frame) for c in LEXICON.cues for frame in c.frames)
    assert [key for key, times in seen.items() if times > 1] == []


@pytest.mark.parametrize("cue", [c for c in LEXICON.cues if c.sign and c.kind != "LIGHT"][::40], ids=lambda c: c.rule)
def test_signs_agree_with_stances(cue: Cue) -> None:
    against = {Stance.OPPOSE, Stance.REJECT, Stance.ACCUSE, Stance.DENY, Stance.CONCERN, Stance.THREATEN}
    assert cue.sign == (-1 if cue.stance in against else 1)


def test_the_file_is_sorted_by_kind_and_cue() -> None:
    rows = [
        line.split("\t")[:2]
        for line in files("extraction.resources").joinpath("cues.tsv").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert rows == sorted(rows, key=lambda row: (KINDS.index(row[0]), row[1]))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("VERB\tsay\tq that\tASSERT", "4 columns"),
        ("WORD\tsay\tq that\tASSERT\t0", "unknown kind 'WORD'"),
        ("VERB\tsay\tq thus\tASSERT\t0", "unknown frame 'thus'"),
        ("VERB\tsay\tq that\tCLAIM\t0", "unknown stance 'CLAIM'"),
        ("VERB\tsay\tq that\tASSERT\t2", "unknown sign '2'"),
    ],
    ids=["columns", "kind", "frame", "stance", "sign"],
)
def test_a_wrong_line_is_named_with_its_value(line: str, problem: str) -> None:
    with pytest.raises(ResourceError) as caught:
        read_cues(f"# header\n\n{line}\n", "mine.tsv")
    assert caught.value.line == 3
    assert problem in str(caught.value)
    assert str(caught.value).startswith("mine.tsv:3:")


def test_frames_and_kinds_are_closed_lists() -> None:
    assert {frame for c in LEXICON.cues for frame in c.frames} <= FRAMES
    assert {c.kind for c in LEXICON.cues} == set(KINDS)


@pytest.mark.parametrize(
    ("text", "word", "rule"),
    [
        ("The council called for a vote.", "called", "verb:call-for"),
        ("The council called again last week for a vote.", "called", "verb:call-for"),
        ("Ankara ruled the plan out.", "ruled", "verb:rule-out"),
        ("Ankara ruled out the plan.", "ruled", "verb:rule-out"),
        ("The mayor turned down the offer.", "turned", "verb:turn-down"),
        ("The mayor took issue with the report.", "took", "verb:take-issue-with"),
        ("The firm declined to comment.", "declined", "verb:decline-to-comment"),
        ("The firm pointed out that prices fell.", "pointed", "verb:point-out"),
        ("The union spoke out against the law.", "spoke", "verb:speak-out-against"),
        ("Critics found fault with the law.", "found", "verb:find-fault-with"),
        ("Paris distanced itself, insisting on talks.", "insisting", "verb:insist-on"),
        ("Voters looked forward to change.", "looked", "verb:look-forward-to"),
        ("The party lined up and stood by its leader.", "stood", "verb:stand-by"),
        ("The envoy pushed back against the claim.", "pushed", "verb:push-back-against"),
        ("The bank warned of inflation.", "warned", "verb:warn-of"),
        ("The senator voted against the bill.", "voted", "verb:vote-against"),
    ],
)
def test_the_longest_cue_at_a_verb_comes_first(nlp: Language, text: str, word: str, rule: str) -> None:
    token = next(t for t in nlp(text) if t.text == word)
    assert next(LEXICON.verbs(token)).cue.rule == rule


@pytest.mark.parametrize(
    ("text", "word"),
    [("The ship is expected to sail.", "expected"), ("He was accused of fraud.", "accused")],
)
def test_passives_are_found_at_their_participle(nlp: Language, text: str, word: str) -> None:
    token = next(t for t in nlp(text) if t.text == word)
    assert next(LEXICON.passives(token)).cue.kind == "PASSIVE"


def test_candidates_hold_every_cue_word_in_any_case(nlp: Language) -> None:
    doc = nlp("Minister Says Plan Failed. MINISTER SAYS PLAN FAILED. The minister says, according to them.")
    found = {doc[i].text for i in LEXICON.candidates(doc)}
    assert {"Says", "says", "according"} <= found


@pytest.mark.parametrize("verb", ["express", "voice", "raise", "outline", "make", "have", "issue", "show"])
def test_light_verbs_are_listed(verb: str) -> None:
    assert LEXICON.has("LIGHT", verb)
