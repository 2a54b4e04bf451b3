"""Environment in, settings of the command line out."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from records.errors import DatelineError

if TYPE_CHECKING:
    from extraction.settings import ExtractorConfig

DATABASE_VARIABLE = "DATELINE_DATABASE_URL"
_FILE = "sqlite:///"


def database_url() -> str:
    """Return the database that `DATELINE_DATABASE_URL` names, or else a file in the user's data folder.

    The folder of the default is made; one that the user names has to exist.
    """
    given = os.environ.get(DATABASE_VARIABLE)
    if given:
        return given
    from platformdirs import user_data_path

    folder = user_data_path("dateline", appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatelineError(
            f"The folder {str(folder)!r} for the database cannot be made ({error.strerror}); "
            f"name another database in {DATABASE_VARIABLE}."
        ) from error
    return f"sqlite:///{folder / 'dateline.sqlite'}"


def export_folder() -> Path:
    """Return where the files of exports lie: `DATELINE_EXPORT_FOLDER`, or else beside the database.

    Servers and workers of one database share it. It is made with the first file.
    """
    given = os.environ.get("DATELINE_EXPORT_FOLDER")
    if given:
        return Path(given).absolute()
    url = database_url()
    if url.startswith(_FILE):
        return Path(url.removeprefix(_FILE)).absolute().with_suffix(".exports")
    from platformdirs import user_data_path

    return user_data_path("dateline", appauthor=False) / "exports"


def queue_url() -> str | None:
    """Return the queue that wakes the workers: `DATELINE_QUEUE_URL`, or else a file beside the database file.

    Workers on a database server look into the database unless a queue is named.
    """
    given = os.environ.get("DATELINE_QUEUE_URL")
    if given:
        return given
    url = database_url()
    if not url.startswith(_FILE):
        return None
    return f"{_FILE}{Path(url.removeprefix(_FILE)).absolute().with_suffix('.queue')}"


def configure_logs() -> None:
    """Write the log as `DATELINE_LOG` and `DATELINE_LOG_LEVEL` say.

    A line for each request is what a service needs that others use; on one's own terminal it is noise, and takes a
    tenth of a millisecond.
    """
    from api.logs import configure_logs as configure

    style = os.environ.get("DATELINE_LOG") or "console"
    used_by_others = style == "json" or os.environ.get("DATELINE_AUTH") == "keys"
    configure(style, os.environ.get("DATELINE_LOG_LEVEL") or ("INFO" if used_by_others else "WARNING"))


def extractor_config(**given: Any) -> "ExtractorConfig":
    """Return the settings of the extractor; what is given and not None wins over the environment."""
    from extraction.settings import ExtractorConfig

    return ExtractorConfig.from_environment(**given)
