r"""Gold with events and something that codes in, the weights of the confidence and how reliable they are out.

    python -m evaluation.calibration evaluation/gold/events.txt evaluation/gold/seeds.jsonl \\
        --unread evaluation/gold/unread.jsonl [--write]

What is coded in texts whose errors somebody has read and mended says too well how sure one can be. `unread` holds what
was coded in texts before anybody read them: features and whether it was right, one event a line, with its round. They
weigh as much as all others together, and the reliability that matters is theirs: that of weights fitted without the
round that they are tried on.

The model is the logistic of `extraction.confidence`. Its weights are the likeliest ones given what the gold says of
each coded event, under a normal prior about the weights set by hand: some hundred events say little of rare features.
Nothing in it is random. The reliability is that of weights fitted without the articles that they are tried on.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.agreement import any_touch
from evaluation.marked_text import LAYER
from evaluation.reading import read_sheets
from evaluation.runs import article_of
from evaluation.sheets import Sheet
from extraction.actors import find_references
from extraction.attribution import find_attributions
from extraction.confidence import WEIGHTS_FILE, read_weights, write_weights
from extraction.events import find_events
from extraction.findings import EventMention
from extraction.lookup import ActorLookup, PlaceLookup
from extraction.pipeline import Extractor, load_extractor
from extraction.places import find_places
from extraction.settings import ExtractorConfig
from records.vocabularies import EventType

_PRIOR_WEIGHT = 3.0
"""How much the prior counts: a weight one away from its prior costs as much as 1.5 in log likelihood."""
_FOLDS = 10
_STEPS = 30
_BIAS = "bias"
_EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A coded event: its features, whether the gold has an event of its type there, and a number of its article."""

    features: Mapping[str, float]
    right: bool
    fold: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The events whose confidence lies between two bounds: how many, how sure on average, and how many are right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float

    def __str__(self) -> str:
        return (
            f"{self.low:.2f} to {self.high:.2f}\t{self.count}\tconfidence {self.confidence:.2f}\tright {self.right:.2f}"
        )


def observe(sheets: Iterable[Sheet], extractor: Extractor) -> Iterator[Observation]:
    """Yield the events that are coded in the articles of the gold; what it calls optional says nothing."""
    for number, sheet in enumerate(sheets):
        if LAYER not in sheet.layers:
            continue
        for mention in _code(sheet, extractor):
            if mention.event_type is EventType.STATEMENT:
                continue
            right = _judge(mention, sheet)
            if right is not None:
                yield Observation(features=mention.features, right=right, fold=number % _FOLDS)


def _code(sheet: Sheet, extractor: Extractor) -> tuple[EventMention, ...]:
    article = article_of(sheet)
    doc = extractor.nlp(article.text)
    references = find_references(doc, extractor.directory, article.dct)
    actors = ActorLookup(doc, references)
    return find_events(doc, actors, PlaceLookup(find_places(doc, references)), find_attributions(doc, actors))


def _judge(mention: EventMention, sheet: Sheet) -> bool | None:
    """Say whether the gold has the event; None where it leaves that open."""
    span = ((mention.trigger.start_char, mention.trigger.end_char),)
    typed = [event for event in sheet.events if mention.event_type in event.types]
    on_trigger = [event for event in typed if any_touch(span, event.triggers)]
    nearby = on_trigger or [event for event in typed if any_touch(span, event.evidence)]
    if nearby:
        return True if any(event.core for event in nearby) else None
    return False


def fit(observations: Sequence[Observation], prior: Mapping[str, float]) -> dict[str, float]:
    """Return the likeliest weights under a normal prior, by Newton's method; the bias has no prior."""
    names = sorted(prior)
    rows = _rows(observations, names)
    right = np.array([observation.right for observation in observations], dtype=float)
    weight = np.array([observation.weight for observation in observations])
    start = np.array([prior[name] for name in names])
    pull = np.diag([0.0 if name == _BIAS else _PRIOR_WEIGHT for name in names]) + 1e-6 * np.eye(len(names))
    weights = start.copy()
    for _ in range(_STEPS):
        likely = _logistic(rows @ weights)
        slope = rows.T @ (weight * (right - likely)) - pull @ (weights - start)
        curve = (rows * (weight * likely * (1 - likely))[:, None]).T @ rows + pull
        weights = weights + np.linalg.solve(curve, slope)
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}


def reliability(
    observations: Sequence[Observation], prior: Mapping[str, float], always: Sequence[Observation] = ()
) -> tuple[Bin, ...]:
    """Return how often events are right by confidence, each judged by weights fitted without its fold.

    The observations of `always` are fitted on each time, and never tried.
    """
    names = sorted(prior)
    pairs: list[tuple[float, bool]] = []
    for fold in sorted({o.fold for o in observations}):
        held = [o for o in observations if o.fold == fold]
        weights = fit([*always, *(o for o in observations if o.fold != fold)], prior)
        likely = _logistic(_rows(held, names) @ np.array([weights[name] for name in names]))
        pairs += [(float(p), o.right) for p, o in zip(likely, held, strict=True)]
    bins = []
    for low, high in pairwise(_EDGES):
        inside = [(p, right) for p, right in pairs if low <= p < high or p == high == 1.0]
        if inside:
            confidence, hits = (sum(column) / len(inside) for column in zip(*inside, strict=True))
            bins.append(Bin(low=low, high=high, count=len(inside), confidence=confidence, right=hits))
    return tuple(bins)


def read_unread(path: Path, counterpart: int) -> tuple[Observation, ...]:
    """Return what was coded in texts that nobody had read, together weighing as much as `counterpart` others."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    weight = counterpart / len(rows) if rows else 1.0
    return tuple(
        Observation(features=row["features"], right=row["right"], fold=row["round"], weight=weight) for row in rows
    )


def _rows(observations: Sequence[Observation], names: Sequence[str]) -> Vector:
    return np.array([[1.0 if n == _BIAS else o.features.get(n, 0.0) for n in names] for o in observations])


def _logistic(values: Vector) -> Vector:
    return np.asarray(1 / (1 + np.exp(-values)))


def main() -> None:
    """Fit the weights on gold files, print them with their reliability, and write them if asked to."""
    parser = argparse.ArgumentParser(description="Fit the weights of the confidence on gold files.")
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--unread", type=Path, help="what was coded in texts before anybody read them")
    parser.add_argument("--write", action="store_true", help=f"write the weights to {WEIGHTS_FILE.name}")
    given = parser.parse_args()
    extractor = load_extractor(ExtractorConfig(), version="")
    observations = [o for path in given.gold for o in observe(read_sheets(path), extractor)]
    prior = {row.feature: row.prior for row in read_weights()}
    unread = read_unread(given.unread, len(observations)) if given.unread else ()
    weights = fit([*observations, *unread], prior)
    lines = [f"{len(observations)} events, {sum(o.right for o in observations)} right"]
    lines += [f"{name}\t{prior[name]:+.2f}\t{weights[name]:+.2f}" for name in sorted(weights)]
    lines += ["read:", *map(str, reliability(observations, prior, unread))]
    if unread:
        lines += [f"unread, {len(unread)}:", *map(str, reliability(unread, prior, observations))]
    sys.stdout.write("\n".join(lines) + "\n")
    if given.write:
        write_weights(weights)


if __name__ == "__main__":
    main()
