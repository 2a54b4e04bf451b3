"""Gold of stories and the articles that it is about in, the weights of the score of two tellings out.

    python -m evaluation.story_fit [GOLD ARTICLES ...] [--write]

The model is the logistic of `ingest.story_weights`. Its weights are the likeliest ones given what the gold says of each
pair of tellings that are compared and that nothing forbids to be one event, under a normal prior about the weights set
by hand. Nothing in it is random. How well it does is judged on pairs of affairs that the weights were fitted without.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import batched, combinations
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from evaluation.calibration import Vector
from evaluation.stories import StoryGold, read_story_gold
from extraction.pipeline import Extractor, load_extractor
from extraction.settings import ExtractorConfig
from ingest.candidates import REACH
from ingest.sources import read_articles
from ingest.stories import split_components
from ingest.story_scores import MERGED_FROM, compare, find_vetoes
from ingest.story_weights import BIAS, WEIGHTS_FILE, read_weights, write_weights
from ingest.telling_reading import read_tellings, read_topics
from ingest.tellings import Telling, make_telling, ordinal
from records.articles import Article
from schemas.rendering import render_record

_GOLD = Path(__file__).parent / "gold"
_SETS = (
    (_GOLD / "stories.jsonl", _GOLD.parents[1] / "seeds"),
    (_GOLD / "stories-fitted.jsonl", _GOLD / "stories-fitted"),
)
_PRIOR_WEIGHT = 2.0
"""How much the prior counts: a weight one away from its prior costs as much as 1 in log likelihood."""
_STEPS = 60
_LEAST_STEP = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two tellings of different articles: what they have in common, whether they tell one event, and their affair."""

    features: Mapping[str, float]
    same: bool
    affair: tuple[str, int]


def observe(name: str, gold: StoryGold) -> Iterator[Pair]:
    """Yield the pairs that are compared and could be one event; of what the gold calls optional nothing is said."""
    tellings = dict(_read_tellings(gold))
    affairs = _find_affairs(gold)
    for one, other in combinations(sorted(tellings), 2):
        same = one in gold.wanted and gold.wanted[one] == gold.wanted.get(other)
        if one[0] == other[0] or (same and not gold.optional.isdisjoint((one, other))):
            continue
        features = _compare(tellings[one], tellings[other])
        if features:
            yield Pair(features=features, same=same, affair=(name, affairs[one[0]]))


def _compare(one: Telling, other: Telling) -> dict[str, float]:
    """Return the features of two tellings, none where they are not compared or must not be one."""
    if one.day and other.day and abs(one.day - other.day) > REACH:
        return {}
    if set(one.keys()).isdisjoint(other.sought_keys()):
        return {}
    features = compare(one, other)
    return {} if features and find_vetoes(one, other, features) else features


def _read_tellings(gold: StoryGold) -> Iterator[tuple[tuple[str, int], Telling]]:
    for name, record in gold.by_name.items():
        topics = frozenset(read_topics(record))
        article = record["article"]
        dated = article.get("document_date") or {}
        for seq, told in enumerate(read_tellings(record)):
            yield (
                (name, seq),
                make_telling(
                    telling_id=told.id,
                    article_id=article["id"],
                    seq=seq,
                    published=ordinal(dated.get("value")),
                    head=0,
                    parties=told.parties,
                    features=told.features,
                    topics=topics,
                ),
            )


def _find_affairs(gold: StoryGold) -> dict[str, int]:
    """Return for each article the number of its affair: articles that tell one event are of one."""
    numbers = {name: number for number, name in enumerate(gold.by_name)}
    pairs = combinations(sorted(gold.wanted), 2)
    edges = [(numbers[one[0]], numbers[other[0]]) for one, other in pairs if gold.wanted[one] == gold.wanted[other]]
    groups = split_components(numbers.values(), edges)
    affair = {number: group[0] for group in groups for number in group}
    return {name: affair[number] for name, number in numbers.items()}


def fit(pairs: Sequence[Pair], prior: Mapping[str, float]) -> dict[str, float]:
    """Return the likeliest weights under a normal prior, by Newton's method; the bias has no prior."""
    names = sorted(prior)
    rows = _rows(pairs, names)
    same = np.array([pair.same for pair in pairs], dtype=float)
    start = np.array([prior[name] for name in names])
    pull = np.diag([1e-6 if name == BIAS else _PRIOR_WEIGHT for name in names])

    def cost(weights: Vector) -> float:
        sums = rows @ weights
        away = weights - start
        return float(np.sum(np.logaddexp(0, sums) - same * sums) + away @ pull @ away / 2)

    weights = start.copy()
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-(rows @ weights)))
        slope = rows.T @ (same - likely) - pull @ (weights - start)
        step = np.linalg.solve((rows * (likely * (1 - likely))[:, None]).T @ rows + pull, slope)
        size = 1.0
        while size > _LEAST_STEP and cost(weights + size * step) > cost(weights):
            size /= 2
        weights = weights + size * step
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}


def judge(pairs: Sequence[Pair], prior: Mapping[str, float]) -> tuple[float, float]:
    """Return precision and recall, in percent, of pairs that are scored by weights fitted without their affair."""
    names = sorted(prior)
    joined: list[bool] = []
    for affair in sorted({pair.affair for pair in pairs}):
        weights = fit([pair for pair in pairs if pair.affair != affair], prior)
        held = [pair for pair in pairs if pair.affair == affair]
        likely = 1 / (1 + np.exp(-(_rows(held, names) @ np.array([weights[name] for name in names]))))
        joined += [pair.same for pair, value in zip(held, likely, strict=True) if value >= MERGED_FROM]
    right, wanted = sum(joined), sum(pair.same for pair in pairs)
    return 100 * right / max(len(joined), 1), 100 * right / max(wanted, 1)


def _rows(pairs: Sequence[Pair], names: Sequence[str]) -> Vector:
    return np.array([[1.0 if name == BIAS else pair.features[name] for name in names] for pair in pairs])


def _extract(folder: Path, extractor: Extractor) -> Iterator[dict[str, Any]]:
    for source in read_articles([str(folder)], standard_input=BytesIO()):
        if isinstance(source.content, Article):
            yield orjson.loads(render_record(extractor.extract(source.content)))


def main() -> None:
    """Fit the weights on gold files, print them beside their priors, and write them if asked to."""
    parser = argparse.ArgumentParser(description="Fit the weights of the score of two tellings on gold files.")
    parser.add_argument("sets", nargs="*", type=Path, help="gold files, each followed by the folder of its articles")
    parser.add_argument("--write", action="store_true", help=f"write the weights to {WEIGHTS_FILE.name}")
    given = parser.parse_args()
    if len(given.sets) % 2:
        parser.error(f"no folder of articles is given for {given.sets[-1]}")
    extractor = load_extractor(ExtractorConfig(), version="")
    pairs: list[Pair] = []
    for gold, folder in batched(given.sets, 2) if given.sets else _SETS:
        pairs += observe(gold.name, read_story_gold(gold, _extract(folder, extractor)))
    prior = {row.feature: row.prior for row in read_weights()}
    weights = fit(pairs, prior)
    precision, recall = judge(pairs, prior)
    lines = [f"{name}\t{prior[name]:+.2f}\t{weights[name]:+.2f}" for name in prior]
    lines += [f"{len(pairs)} pairs, {sum(pair.same for pair in pairs)} of one event"]
    lines += [f"without their affair: precision {precision:.1f}, recall {recall:.1f}"]
    sys.stdout.write("\n".join(lines) + "\n")
    if given.write:
        write_weights(weights)


if __name__ == "__main__":
    main()
