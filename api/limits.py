"""Requests in, how many more may come out: rates by key or by address."""

import math
import time

from flask import Flask, Response, request
from flask_limiter import Limiter
from limits import RateLimitItem, parse
from limits.errors import ConfigurationError

from api.access import caller_id, is_internal
from api.config import AppConfig
from api.errors import ConfigError

POLICY = "default"
# Who watches over the service is no client of it, and a preflight is not the client's own doing.
_UNCOUNTED = frozenset({"/healthz", "/readyz", "/metrics"})


def _read_rate(config: AppConfig) -> RateLimitItem | None:
    """Return how many requests there may be in which time; None: as many as one likes.

    Raises:
        ConfigError: the limit means nothing.
    """
    if config.rate_limit is None:
        return None
    try:
        return parse(config.rate_limit)
    except ValueError as error:
        raise ConfigError(f"DATELINE_RATE_LIMIT is {config.rate_limit!r}; it can be '600/minute' or 'off'.") from error


def check_limits(config: AppConfig) -> None:
    """Refuse a limit, or a place of its counts, that means nothing; nothing is opened.

    Raises:
        ConfigError: either does.
    """
    limit_rates(Flask(__name__), config)


def limit_rates(app: Flask, config: AppConfig) -> None:
    """Make the application count requests, and refuse those beyond the limit with 429.

    Raises:
        ConfigError: the limit or the place of its counts mean nothing.
    """
    rate = _read_rate(config)
    if rate is None or config.rate_limit is None:
        return
    limiter = Limiter(
        _client,
        application_limits=[config.rate_limit],
        storage_uri=config.rate_limit_storage,
        # A place of counts that is away must not take the service with it: each process counts for itself then.
        in_memory_fallback_enabled=True,
        # Addresses that do not exist count as well.
        request_identifier=lambda: request.endpoint or "unknown",
    )
    limiter.request_filter(_is_uncounted)
    try:
        limiter.init_app(app)
    except (ConfigurationError, ImportError) as error:
        raise ConfigError(f"DATELINE_RATE_LIMIT_STORAGE is {config.rate_limit_storage!r}: {error}") from error
    policy = f'"{POLICY}";q={rate.amount};w={rate.get_expiry()}'

    @app.after_request
    def tell(response: Response) -> Response:
        response.headers["RateLimit-Policy"] = policy
        current = limiter.current_limit
        if current is not None:
            seconds = max(math.ceil(current.window.reset_time - time.time()), 0)
            response.headers["RateLimit"] = f'"{POLICY}";r={current.remaining};t={seconds}'
            if response.status_code == 429:
                response.headers["Retry-After"] = str(max(seconds, 1))
        return response


def _client() -> str:
    return caller_id() or f"address:{request.remote_addr}"


def _is_uncounted() -> bool:
    return is_internal() or request.method == "OPTIONS" or request.path in _UNCOUNTED
