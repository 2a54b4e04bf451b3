"""Inputs and records in, the same out, with a progress bar and the failures on standard error."""

from collections.abc import Iterable, Iterator

from records.extractions import Extraction, FailedExtraction


class Progress:
    """Shows how far a run is, and tells each failure in one line."""

    def __init__(self, what: str, total: int | None) -> None:
        from rich.console import Console

        self.what = what
        self.total = total
        self.failed = 0
        self.console = Console(stderr=True)

    def advance[T](self, items: Iterable[T]) -> Iterator[T]:
        """Yield the items while the bar goes on; on anything but a terminal there is no bar."""
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Bar(*columns, console=self.console, disable=not self.console.is_terminal) as bar:
            task = bar.add_task(self.what, total=self.total)
            for item in items:
                yield item
                bar.advance(task)

    def tell(self, records: Iterable[Extraction | FailedExtraction]) -> Iterator[Extraction | FailedExtraction]:
        """Yield the records and say of each failure what it is."""
        for record in records:
            if isinstance(record, FailedExtraction):
                self.tell_failure(record)
            yield record

    def tell_failure(self, failed: FailedExtraction) -> None:
        """Say what is the matter with one article."""
        self.failed += 1
        self.console.print(describe_failure(failed), markup=False, highlight=False, soft_wrap=True)

    @property
    def exit_status(self) -> int:
        """0 where everything went well, else 1."""
        return 1 if self.failed else 0


def describe_failure(failed: FailedExtraction) -> str:
    """Return one line that names the input and what is the matter with it."""
    article = failed.article
    names = (article.get(key) for key in ("origin", "external_id", "url", "title", "id"))
    name = next((name for name in names if name), "article")
    detail = failed.error.detail
    return detail if name in detail else f"{name}: {detail}"
