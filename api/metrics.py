"""Answers in, counts and durations for Prometheus out, with what the store says of its jobs and its size."""

import os
from collections.abc import Iterator
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from records.jobs import JobState
from storage.errors import SchemaVersionError, StoreUnavailableError
from storage.store import Store

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which the processes of one server keep their counts, so that any of them tells those of all."""

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


class RequestMetrics:
    """Counts requests by route, never by address: ids and questions would be series without end."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "dateline_http_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "dateline_http_request_seconds",
            "Time from the head of a request to the end of its answer.",
            ("method", "route"),
            buckets=_BUCKETS,
            registry=self._registry,
        )

        # The library makes the names of a series anew each time; there are as many as routes, methods and statuses.
        self._series = cache(self._find_series)

    def count(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer."""
        method = method if method in _METHODS else "OTHER"
        counter, histogram = self._series(method, route, status)
        counter.inc()
        histogram.observe(seconds)

    def _find_series(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        return self._requests.labels(method, route, str(status)), self._seconds.labels(method, route)

    def render(self, store: "StoreMetrics") -> bytes:
        """Return all counts as Prometheus reads them."""
        registry = self._registry
        if os.environ.get(FOLDER_VARIABLE):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        present = CollectorRegistry()
        present.register(store)
        return generate_latest(registry) + generate_latest(present)


class StoreMetrics(Collector):
    """What the store says when it is asked; where it does not answer, only that."""

    def __init__(self, store: Store | None, workers: dict[str, int]) -> None:
        self._store = store
        self._workers = workers

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges."""
        found: list[GaugeMetricFamily] = []
        if self._store is not None:
            try:
                found = list(self._ask(self._store))
            except (StoreUnavailableError, SchemaVersionError):
                found = []
        yield GaugeMetricFamily("dateline_database_up", "Whether the database answers.", value=float(bool(found)))
        yield from found

    def _ask(self, store: Store) -> Iterator[GaugeMetricFamily]:
        jobs = store.jobs.count_states()
        family = GaugeMetricFamily(
            "dateline_jobs", "Jobs by state; finished ones are kept for a day.", labels=["state"]
        )
        for state in JobState:
            family.add_metric([state.value], jobs.get(state, 0))
        yield family
        family = GaugeMetricFamily("dateline_workers", "Workers by state.", labels=["state"])
        for name, number in self._workers.items():
            family.add_metric([name], number)
        yield family
        counts = store.counts()
        family = GaugeMetricFamily("dateline_dataset_items", "Size of the data set.", labels=["resource"])
        for resource in ("articles", "events", "actors", "positions", "issues"):
            family.add_metric([resource], getattr(counts, resource))
        yield family
        yield GaugeMetricFamily("dateline_dataset_version", "Version of the data set.", value=store.dataset_version())
