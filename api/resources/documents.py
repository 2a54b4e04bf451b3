"""Pages for people: the OpenAPI document, the documentation, what each kind of problem means."""

import re
from pathlib import Path

import flask_swagger_ui
import orjson
from flask import Blueprint, Response, current_app, render_template_string

from api.conditions import format_http_date, not_modified, tag_bytes
from api.errors import ProblemError
from api.llms import render_llms
from api.openapi import document_of_app, render_document_yaml
from api.problems import KINDS
from api.resources.service import RESOURCES
from api.services import services

_SWAGGER = Path(flask_swagger_ui.__file__).parent / "dist"
# Without its charset a browser reads the bundle as Latin-1 and stops at the first letter that is not ASCII.
_ASSETS = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "favicon-32x32.png": "image/png",
    "LICENSE": "text/plain; charset=utf-8",
}
_DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

_DOCS_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Dateline API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
# The validator badge would ask a server on the internet about the document.
_START = """\
window.ui = SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null, tryItOutEnabled: true,
  defaultModelsExpandDepth: 0, presets: [SwaggerUIBundle.presets.apis]
});
"""
_PROBLEM_PAGE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }} – Dateline</title><link rel="stylesheet" href="/static/dateline.css"></head>
<body><main>
<p><a href="/">Dateline</a> › <a href="/problems/">Problems</a></p>
<h1>{{ title }}</h1>
{% for kind in kinds %}
{% if kinds | length > 1 %}<h2><a href="/problems/{{ kind.slug }}">{{ kind.title }}</a></h2>{% endif %}
<p>HTTP status {{ kind.status }}. {{ kind.meaning }}</p><p><strong>What to do:</strong> {{ kind.remedy }}</p>
{% endfor %}
</main></body></html>
"""


def make_documents() -> Blueprint:
    """Return the blueprint of the pages."""
    blueprint = Blueprint("documents", __name__)

    @blueprint.get("/openapi.json")
    def openapi_json() -> Response:
        return _answer(orjson.dumps(document_of_app(current_app)), "application/json")

    @blueprint.get("/openapi.yaml")
    def openapi_yaml() -> Response:
        return _answer(render_document_yaml(document_of_app(current_app)).encode(), "application/yaml")

    @blueprint.get("/llms.txt")
    def llms() -> Response:
        return _answer(render_llms(RESOURCES).encode(), "text/plain; charset=utf-8")

    @blueprint.get("/docs/")
    def docs() -> Response:
        response = _answer(_DOCS_PAGE.encode(), "text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = _DOCS_POLICY
        return response

    @blueprint.get("/docs/start.js")
    def docs_start() -> Response:
        return _answer(_START.encode(), "text/javascript; charset=utf-8")

    @blueprint.get("/docs/<name>")
    def docs_asset(name: str) -> Response:
        if name not in _ASSETS:
            raise ProblemError("not-found", f"There is nothing at /docs/{name}.")
        response = _answer((_SWAGGER / name).read_bytes(), _ASSETS[name])
        response.headers["Cache-Control"] = "max-age=86400"
        return response

    @blueprint.get("/problems/")
    def problems() -> Response:
        return _explain("Problems", tuple(KINDS.values()))

    @blueprint.get("/problems/<slug>")
    def problem(slug: str) -> Response:
        if slug not in KINDS:
            raise ProblemError("not-found", f"There is no kind of problem called {slug[:100]!r}.")
        return _explain(KINDS[slug].title, (KINDS[slug],))

    return blueprint


def _explain(title: str, kinds: tuple[object, ...]) -> Response:
    html = render_template_string(_PROBLEM_PAGE, title=title, kinds=kinds)
    response = _answer(re.sub(r"\n+", "\n", html).encode(), "text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _PAGE_POLICY
    return response


def _answer(body: bytes, content_type: str) -> Response:
    tag = tag_bytes(body)
    changed = services().started
    response = not_modified(tag, changed) or Response(body, content_type=content_type)
    if response.status_code == 200:
        response.set_etag(tag)
    response.headers["Last-Modified"] = format_http_date(changed)
    return response
