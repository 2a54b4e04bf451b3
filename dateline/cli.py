"""Command line in, work done out."""

import sys

import click


@click.group()
def main() -> None:
    """Dateline: dated events, actors and positions from news articles."""


@main.command()
@click.argument("paths", nargs=-1)
def extract(paths: tuple[str, ...]) -> None:
    """Write one extraction record a line (first version: JSON lines only)."""
    import json

    from dateline.version import __version__
    from extraction.errors import ArticleError
    from extraction.pipeline import ExtractorConfig, load_extractor
    from ingest.sources import make_article
    from records.extractions import FailedExtraction, Failure
    from schemas.rendering import render_record

    extractor = load_extractor(ExtractorConfig.from_environment(), version=__version__)
    for path in paths:
        for line in open(path, encoding="utf-8"):
            row = json.loads(line)
            article = make_article(
                row["text"], external_id=row.get("id"), title=row.get("title"), published_at=row.get("published_at")
            )
            try:
                sys.stdout.buffer.write(render_record(extractor.extract(article)))
            except ArticleError as error:
                sys.stdout.buffer.write(
                    render_record(
                        FailedExtraction(
                            article={"id": article.id, "external_id": article.external_id},
                            error=Failure(code=error.code, detail=str(error)),
                        )
                    )
                )
