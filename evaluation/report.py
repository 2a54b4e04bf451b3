"""A report in, what people and programs read of it out."""

import json

from rich.table import Table

from evaluation.scoring import Report
from evaluation.tallies import Mistake


def render_table(report: Report) -> Table:
    """Return the figures as a table for a terminal, a row each."""
    table = Table(title=_describe(report), title_justify="left", caption_justify="left", caption=_caption(report))
    table.add_column("layer")
    table.add_column("what")
    for heading in ("precision", "recall", "F1", "asked"):
        table.add_column(heading, justify="right")
    layer = ""
    for figure in report.figures:
        if layer and figure.layer != layer:
            table.add_section()
        shown = figure.layer if figure.layer != layer else ""
        layer = figure.layer
        numbers = (_percent(figure.precision), _percent(figure.recall), _percent(figure.f1))
        table.add_row(shown, figure.name, *numbers, str(figure.asked))
    return table


def render_mistakes(report: Report, *, limit: int | None = None) -> str:
    """Return one line for each disagreement, at most `limit` of each kind."""
    lines = []
    counts: dict[str, int] = {}
    for mistake in report.mistakes:
        counts[mistake.kind] = counts.get(mistake.kind, 0) + 1
        if limit is None or counts[mistake.kind] <= limit:
            lines.append(_line(mistake))
    return "\n".join(lines)


def render_json(report: Report) -> str:
    """Return the figures as a JSON object."""
    figures = {name: round(value, 2) for name, value in report.values().items()}
    content = {"articles": report.articles, "missing": report.missing, "on_furniture": report.on_furniture}
    return json.dumps(content | {"figures": figures}, ensure_ascii=False, indent=2)


def _describe(report: Report) -> str:
    articles = "1 article" if report.articles == 1 else f"{report.articles} articles"
    return f"{articles} compared; percentages"


def _caption(report: Report) -> str | None:
    remarks = []
    if report.on_furniture:
        remarks.append(f"{report.on_furniture} records stand on page furniture.")
    if report.missing:
        remarks.append(f"No prediction, counted as empty: {', '.join(report.missing)}.")
    return " ".join(remarks) or None


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _line(mistake: Mistake) -> str:
    words = " ".join(mistake.text.split())
    parts = [mistake.article, mistake.kind, f"{mistake.span[0]}-{mistake.span[1]}", words]
    if mistake.wanted is not None:
        parts.append(f"wanted {mistake.wanted}")
    if mistake.found is not None:
        parts.append(f"found {mistake.found}")
    return "\t".join(parts)
