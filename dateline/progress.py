"""Records in, the same records out, with a progress bar and the failures on standard error."""

from collections.abc import Iterable, Iterator

from records.extractions import FailedExtraction


class Progress:
    """Shows how far a run is, and tells each failure in one line."""

    def __init__(self, what: str, total: int | None) -> None:
        self.what = what
        self.total = total
        self.done = 0
        self.failed = 0

    def watch[T](self, items: Iterable[T]) -> Iterator[T]:
        """Yield the items while the bar advances; on anything but a terminal there is no bar."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Bar(*columns, console=console, disable=not console.is_terminal) as bar:
            task = bar.add_task(self.what, total=self.total)
            for item in items:
                self.done += 1
                if isinstance(item, FailedExtraction):
                    self.failed += 1
                    console.print(describe_failure(item), markup=False, highlight=False, soft_wrap=True)
                yield item
                bar.advance(task)

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
