"""Explanations: which frame fired on which word, what filled its slots, why the others lost."""

from extraction.explaining import explain
from extraction.pipeline import Extractor


def test_the_winner_its_slots_and_the_losers_are_told(extractor: Extractor) -> None:
    (firing, *_) = explain("Poland expelled five Russian diplomats.", extractor).firings
    assert (firing.word, firing.frame, firing.event_type, firing.coded) == (
        "expelled",
        "expel-diplomat",
        "SANCTION",
        True,
    )
    assert firing.slots["subject"] == ("Poland",)
    assert firing.slots["object"] == ("five Russian diplomats",)
    assert {loser.frame for loser in firing.losers} >= {"expel-people", "suspend-member"}
    assert all(loser.reason for loser in firing.losers)


def test_a_frame_that_another_takes_over_is_told_as_not_coded(extractor: Extractor) -> None:
    firings = {f.frame: f.coded for f in explain("Iran agreed to hold talks with Egypt.", extractor).firings}
    assert firings["agree-to-act"]
    assert not firings["talks"]


def test_a_text_without_known_words_explains_nothing(extractor: Extractor) -> None:
    assert explain("The soup was warm.", extractor).firings == ()
