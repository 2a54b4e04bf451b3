"""Files made for download: what was asked for and what was made of it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file that was made; `request` is the JSON that asked for it.

    `cleared_at`: it was taken back, because an article that it holds was deleted, or because its time was over.
    """

    id: str
    request: bytes
    rows: int
    bytes: int
    sha256: str
    dataset_version: int
    created_at: datetime
    finished_at: datetime
    cleared_at: datetime | None = None
