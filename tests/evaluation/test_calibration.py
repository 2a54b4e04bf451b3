"""Weights of the confidence: fitted on what the gold says, near the prior where it says little, the same every time."""

import json
from pathlib import Path

import pytest

from evaluation.calibration import Observation, fit, observe, read_unread, reliability
from evaluation.marked_text import parse_marked_text
from extraction.pipeline import Extractor

_PRIOR = {"bias": 0.0, "sure": 1.0, "rare": 0.5}


def _observations(right: int, wrong: int, **features: float) -> list[Observation]:
    verdicts = [True] * right + [False] * wrong
    return [Observation(features=features, right=verdict, fold=i % 10) for i, verdict in enumerate(verdicts)]


def test_the_bias_follows_the_share_that_is_right() -> None:
    weights = fit(_observations(75, 25), _PRIOR)
    assert weights["bias"] == pytest.approx(1.1, abs=0.01)
    assert (weights["sure"], weights["rare"]) == (1.0, 0.5)


def test_a_feature_that_tells_right_from_wrong_gains_weight() -> None:
    weights = fit(_observations(95, 5, sure=1.0) + _observations(50, 50), _PRIOR)
    assert weights["sure"] > 1.5


def test_two_events_do_not_turn_a_weight_round() -> None:
    weights = fit(_observations(90, 10) + _observations(0, 2, rare=1.0), _PRIOR)
    assert -0.5 < weights["rare"] < 0.5


def test_fitting_twice_gives_the_same() -> None:
    observations = _observations(60, 20, sure=1.0) + _observations(30, 20)
    assert fit(observations, _PRIOR) == fit(observations, _PRIOR)


def test_what_is_as_sure_as_it_is_right_is_reliable() -> None:
    observations = _observations(190, 10, sure=1.0) + _observations(120, 80)
    for one in reliability(observations, _PRIOR):
        assert one.confidence == pytest.approx(one.right, abs=0.08)


def test_events_are_judged_by_the_gold_and_optional_ones_left_out(extractor: Extractor) -> None:
    gold = """
= 2025-03-17
Russia attacked Ukraine.
ASSAULT OCCURRED | Russia | Ukraine | attacked
= 2025-03-17
Iran met Egypt in Oman.
? CONSULT OCCURRED | Iran | Egypt | met
= 2025-03-17
Germany sanctioned Sudan.
NONE
"""
    observed = list(observe(parse_marked_text(gold.splitlines(), "gold"), extractor))
    assert [one.right for one in observed] == [True, False]


def test_texts_that_nobody_had_read_weigh_as_much_as_all_others(tmp_path: Path) -> None:
    rows = [{"round": 7, "right": right, "features": {}} for right in (True, False)]
    path = tmp_path / "unread.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    unread = read_unread(path, 100)
    assert sum(o.weight for o in unread) == 100
    assert fit([*_observations(100, 0), *unread], _PRIOR)["bias"] == pytest.approx(1.1, abs=0.01)
