"""Environment in, settings of the command line out."""

import os
from typing import TYPE_CHECKING, Any

from records.errors import DatelineError

if TYPE_CHECKING:
    from extraction.settings import ExtractorConfig

DATABASE_VARIABLE = "DATELINE_DATABASE_URL"


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


def extractor_config(**given: Any) -> "ExtractorConfig":
    """Return the settings of the extractor; what is given and not None wins over the environment."""
    from extraction.settings import ExtractorConfig

    return ExtractorConfig.from_environment(**given)
