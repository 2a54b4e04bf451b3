"""The folder of built scripts in, what a page has to load of it out."""

import mimetypes
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import orjson
from flask import Response, abort, request
from werkzeug.security import safe_join

DIST = Path(__file__).parent / "dist"
STATIC = Path(__file__).parent / "static"
_MANIFEST = ".vite/manifest.json"
_ENTRY = "src/main.ts"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".woff2": "font/woff2"}


@dataclass(frozen=True)
class Bundle:
    """The scripts, styles and fonts that `make setup` builds from `explorer/web`; pages work without them."""

    folder: Path = DIST

    @cached_property
    def manifest(self) -> dict[str, dict[str, object]]:
        """What was built; empty where nothing was."""
        try:
            return dict(orjson.loads((self.folder / _MANIFEST).read_bytes()))
        except FileNotFoundError:
            return {}

    @property
    def script(self) -> str | None:
        """The address of the script that every page begins with."""
        entry = self.manifest.get(_ENTRY)
        return f"/assets/{entry['file']}" if entry else None

    @property
    def styles(self) -> list[str]:
        """The addresses of its style sheets."""
        found = self.manifest.get(_ENTRY, {}).get("css", [])
        return [f"/assets/{name}" for name in found] if isinstance(found, list) else []

    def answer(self, name: str) -> Response:
        """Return a file; its name changes with what it holds, so that it never has to be asked for again."""
        response = answer_file(self.folder, name)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def answer_file(folder: Path, name: str) -> Response:
    """Return a file of a folder, read at once: nothing stays open when a browser goes away halfway."""
    path = safe_join(str(folder), name)
    if path is None or not Path(path).is_file() or name.startswith("."):
        abort(404)
    kind = _TYPES.get(Path(path).suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    response = Response(Path(path).read_bytes(), content_type=kind)
    response.add_etag()
    response.make_conditional(request)
    return response
