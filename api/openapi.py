"""The application in, its OpenAPI document out."""

from pathlib import Path
from typing import Any

import yaml
from flask import Flask

from api.documenting import document_of


def document_of_app(app: Flask) -> dict[str, Any]:
    """Return the document of an application."""
    return document_of(app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec)


def build_document(version: str) -> dict[str, Any]:
    """Return the document of that version of the program; no database is needed."""
    from api.app import create_app
    from api.config import AppConfig

    return document_of_app(create_app(AppConfig(version=version, database_url="")))


def render_yaml(version: str) -> str:
    """Return the document as it is published in `openapi.yaml`."""
    return render_document_yaml(build_document(version))


def render_document_yaml(document: dict[str, Any]) -> str:
    """Return a document as YAML, its keys in their order."""
    text = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    return "# Generated from the schemas by `dateline openapi`; edit those.\n" + str(text)


def is_current(path: Path, version: str) -> bool:
    """Say whether a published document is what this program would publish."""
    return path.is_file() and path.read_text(encoding="utf-8") == render_yaml(version)


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key and repeats what is the same instead of pointing at it."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        return super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True
