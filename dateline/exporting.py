"""Jobs that ask for files in, the files in the folder of exports out: what a worker is given to make them."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from records.jobs import Job
    from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class FileExporter:
    """Makes files; what it takes to make them is loaded with the first one, so that other workers do without."""

    folder: Path
    kept: timedelta

    def write(self, store: "Store", job: "Job") -> str | None:
        """Make the file of a job; return why there is none, None: it is there."""
        from api.exporting import write_export

        return write_export(store, job, self.folder)

    def tidy(self, store: "Store") -> None:
        """Take back files whose time is over."""
        if self.folder.is_dir():
            from api.exporting import tidy_exports

            tidy_exports(store, self.folder, kept=self.kept)
