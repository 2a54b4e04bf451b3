"""Gold and predicted extraction records in, a report of how far they agree out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from evaluation.agreement import any_touch, identify
from evaluation.event_scores import figure_events, tally_events
from evaluation.mention_scores import (
    figure_attributions,
    figure_mentions,
    figure_timexes,
    tally_attributions,
    tally_mentions,
    tally_timexes,
)
from evaluation.position_scores import figure_positions, tally_positions
from evaluation.reading import parse_sheets, read_sheet
from evaluation.sheets import Sheet, Spans
from evaluation.tallies import Figure, Mistake, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How well predictions agree with a gold file.

    `missing` names the articles of the gold for which there is no prediction, or a failed one: they count as empty.
    `on_furniture` is how many records touch page text that belongs to no article.
    """

    articles: int
    missing: tuple[str, ...]
    figures: tuple[Figure, ...]
    on_furniture: int
    mistakes: tuple[Mistake, ...]

    def values(self) -> dict[str, float]:
        """Return every figure by its name ("events.found.recall"), in percent, those without a value left out."""
        named = (
            (f"{figure.key}.{kind}", value)
            for figure in self.figures
            for kind, value in (("precision", figure.precision), ("recall", figure.recall), ("f1", figure.f1))
        )
        return {name: value for name, value in named if value is not None}


def score_file(gold_lines: Iterable[str], predicted_records: Iterable[Any], *, path: object = "gold") -> Report:
    """Score extraction records, as parsed from JSON, against the lines of a gold file that `path` names in errors.

    Raises:
        RecordFileError: a line of the gold or a predicted record is wrong.
    """
    predicted = (read_sheet(record, path="prediction", line=i) for i, record in enumerate(predicted_records, start=1))
    return score_sheets(parse_sheets(gold_lines, path), predicted)


def score_sheets(gold: Iterable[Sheet], predicted: Iterable[Sheet]) -> Report:
    """Score predictions against the gold; articles that the gold does not hold are left aside."""
    by_article = {sheet.article_id: sheet for sheet in predicted if not sheet.failed}
    mentions, timexes = Tally("mentions"), Tally("timexes")
    attributions, events, positions = Tally("attributions"), Tally("events"), Tally("positions")
    missing = []
    layers: set[str] = set()
    articles = on_furniture = 0
    for sheet in gold:
        articles += 1
        layers |= sheet.layers
        found = by_article.get(sheet.article_id)
        if found is None:
            missing.append(sheet.name)
            found = _emptied(sheet)
        identities = identify(sheet, found)
        if mentions.layer in sheet.layers:
            tally_mentions(mentions, sheet, found, identities)
        if timexes.layer in sheet.layers:
            tally_timexes(timexes, sheet, found)
        if attributions.layer in sheet.layers:
            tally_attributions(attributions, sheet, found)
        if events.layer in sheet.layers:
            tally_events(events, sheet, found, identities)
        if positions.layer in sheet.layers:
            tally_positions(positions, sheet, found, identities)
        on_furniture += sum(any_touch(spans, sheet.furniture) for spans in _record_spans(found))
    tallies = (mentions, timexes, attributions, events, positions)
    return Report(
        articles=articles,
        missing=tuple(missing),
        figures=tuple(
            figure
            for figure in (
                *figure_mentions(mentions),
                *figure_timexes(timexes),
                *figure_attributions(attributions),
                *figure_events(events),
                *figure_positions(positions),
            )
            if figure.layer in layers
        ),
        on_furniture=on_furniture,
        mistakes=tuple(
            replace(mistake, kind=f"{tally.layer}: {mistake.kind}") for tally in tallies for mistake in tally.mistakes
        ),
    )


def _emptied(sheet: Sheet) -> Sheet:
    return replace(sheet, timexes=(), actors=(), attributions=(), events=(), positions=(), places=(), failed=True)


def _record_spans(sheet: Sheet) -> Iterable[Spans]:
    """Yield the spans of each record that should not stand on furniture."""
    yield from ((mention.span,) for actor in sheet.actors for mention in actor.mentions)
    yield from ((timex.span,) for timex in sheet.timexes)
    yield from (marked.source + marked.cue + marked.content for marked in sheet.attributions)
    yield from (event.triggers + event.evidence for event in sheet.events)
    yield from (position.content + position.evidence for position in sheet.positions)
