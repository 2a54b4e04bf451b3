"""Configuration in, the WSGI application out: the one place where the parts of the API are wired."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from api.access import identify_caller, require_key
from api.asking import ask_for_caller
from api.config import AppConfig
from api.documenting import make_api
from api.limits import limit_rates
from api.metrics import RequestMetrics
from api.observing import observe
from api.problems import register_problem_handlers
from api.resources import (
    actors,
    analyses,
    articles,
    changes,
    documents,
    event_types,
    events,
    exports,
    issues,
    jobs,
    metrics,
    network,
    positions,
    publishers,
    search,
    service,
    statistics,
    stories,
)
from api.services import Services
from api.wire import guard
from explorer.pages import make_explorer

_RESOURCES = (
    service,
    search,
    events,
    actors,
    positions,
    issues,
    stories,
    statistics,
    network,
    articles,
    analyses,
    exports,
    jobs,
    event_types,
    publishers,
    changes,
    metrics,
)


class _Application(Flask):
    """Flask without what it asks of every function at every request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function: none here is a coroutine."""
        return func


def create_app(config: AppConfig) -> Flask:
    """Return the application. The database is opened by the first request that needs it."""
    app = _Application("api", static_folder=None)
    app.config.update(PROPAGATE_EXCEPTIONS=False)
    app.extensions["dateline"] = Services(config)
    counts = None if config.metrics == "off" else RequestMetrics()
    app.extensions["dateline.metrics"] = counts
    observe(app, counts)
    guard(app, config)
    identify_caller(app, config)
    limit_rates(app, config)
    require_key(app, config)
    register_problem_handlers(app)
    api = make_api(config.version)
    app.config.update(API_TITLE="Dateline", API_VERSION=config.version, OPENAPI_VERSION="3.1.0")
    api.init_app(app)
    for resource in _RESOURCES:
        api.register_blueprint(resource.blueprint)
    # The base address of the API is asked for both ways; the document names one.
    app.add_url_rule("/v1/", endpoint="service.get_root")
    app.register_blueprint(documents.make_documents())
    app.register_blueprint(make_explorer(lambda path: ask_for_caller(app, path)))
    return app
