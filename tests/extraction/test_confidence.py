"""Confidence: a logistic of known features, between 0.01 and 0.99."""

import pytest

from extraction.confidence import confidence_of, load_weights


def test_more_known_participants_mean_more_confidence() -> None:
    alone = confidence_of({"verb": 1.0})
    assert (
        alone < confidence_of({"verb": 1.0, "source": 1.0}) < confidence_of({"verb": 1.0, "source": 1.0, "target": 1.0})
    )


def test_a_noun_in_passing_is_surer_than_nothing_and_less_sure_than_a_verb() -> None:
    assert confidence_of({"nominal": 1.0, "background": 1.0}) < confidence_of({"verb": 1.0})


def test_confidence_never_reaches_its_ends() -> None:
    weights = load_weights()
    best = {name: 4.0 for name, weight in weights.items() if weight > 0}
    worst = {name: 4.0 for name, weight in weights.items() if weight < 0 and name != "bias"}
    assert (confidence_of(worst), confidence_of(best)) >= (0.01, 0.99)
    assert confidence_of(best) <= 0.99


def test_a_feature_without_a_weight_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        confidence_of({"luck": 1.0})
