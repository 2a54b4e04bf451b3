"""The address of a server in, its events, actors and positions out, page after page."""

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, Self
from urllib.parse import quote

import httpx

from dateline.version import __version__
from records.errors import DatelineError

if TYPE_CHECKING:
    import pandas
    import polars

Resource = dict[str, Any]
"""A resource as the API gives it out; the OpenAPI document says what it holds."""
Filter = str | int | float | bool | date | Sequence[str] | None

_PAGE = 1000
_RETRIED = frozenset({429, 503})
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 60.0
_UNFINISHED = frozenset({"QUEUED", "RUNNING"})


class ServiceError(DatelineError):
    """The server cannot be reached, or what it answers is not an answer of this API."""


class ProblemError(ServiceError):
    """The server said why it does not answer.

    `kind` is the last part of the problem's type ("invalid-parameter"), `errors` all that was wrong with the request.
    """

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{problem['status']} {problem['title']}: {problem['detail']}")
        self.status = int(problem["status"])
        self.kind = str(problem["type"]).rpartition("/")[2]
        self.detail = str(problem["detail"])
        self.errors = list(problem.get("errors", ()))
        self.request_id = str(problem.get("request_id", ""))


class Listing:
    """All items that a query finds; iterating gets page after page, each when it is needed."""

    def __init__(self, client: "Client", path: str, parameters: Mapping[str, Filter]) -> None:
        self._client = client
        self._path = path
        self._parameters = dict(parameters)

    def __iter__(self) -> Iterator[Resource]:
        for page in self.pages():
            yield from page["data"]

    def pages(self) -> Iterator[Resource]:
        """Yield the pages with their envelope: `data`, `page`, `links`, `query`, `warnings`."""
        parameters = {"limit": _PAGE, **self._parameters}
        while True:
            page = self._client.get(self._path, **parameters)
            yield page
            cursor = page["page"]["next_cursor"]
            if cursor is None:
                return
            parameters["cursor"] = cursor

    def count(self) -> int:
        """Return how many items there are; from 10,000 on the server stops counting there."""
        page = self._client.get(self._path, **{**self._parameters, "limit": 1, "total": True})
        return int(page["page"]["total"]["value"])

    def to_dataframe(self, engine: Literal["pandas", "polars"] = "pandas") -> "pandas.DataFrame | polars.DataFrame":
        """Return a table with a row for each item and the columns of the CSV format, typed.

        Raises:
            ImportError: pandas or polars is not installed: they come with the extras of these names.
        """
        from io import BytesIO

        reader = _import_reader(engine)
        body = self._client.download(self._path, **{**self._parameters, "format": "parquet"})
        return reader(BytesIO(body))


class Client:
    """A connection to a server; use it in a `with` statement, or close it.

    Filters are those of the API: `client.events(actor="Putin", date_from=date(2025, 3, 1))`; a sequence repeats a
    parameter, and None leaves it out. What a busy server refuses (429, 503) is asked again after the time it names.

    Raises (every call):
        ProblemError: the server says what is wrong with the request.
        ServiceError: the server cannot be reached or does not speak this API.
    """

    def __init__(
        self,
        address: str = "http://127.0.0.1:8000",
        *,
        key: str | None = None,
        timeout_s: float = 60.0,
        retries: int = 5,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"Accept": "application/json", "User-Agent": f"dateline-client/{__version__}"}
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        self._http = httpx.Client(
            base_url=address, headers=headers, timeout=timeout_s, transport=transport, follow_redirects=True
        )
        self._retries = retries

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def events(self, **filters: Filter) -> Listing:
        """Return the events that match."""
        return Listing(self, "/v1/events", filters)

    def positions(self, **filters: Filter) -> Listing:
        """Return the positions that match."""
        return Listing(self, "/v1/positions", filters)

    def actors(self, **filters: Filter) -> Listing:
        """Return the actors that match."""
        return Listing(self, "/v1/actors", filters)

    def issues(self, **filters: Filter) -> Listing:
        """Return the issues that match."""
        return Listing(self, "/v1/issues", filters)

    def articles(self, **filters: Filter) -> Listing:
        """Return the articles that match."""
        return Listing(self, "/v1/articles", filters)

    def listing(self, path: str, **filters: Filter) -> Listing:
        """Return any other list of the API, by its path."""
        return Listing(self, path, filters)

    def event(self, event_id: str) -> Resource:
        """Return an event."""
        return self.get(_item("events", event_id))

    def position(self, position_id: str) -> Resource:
        """Return a position."""
        return self.get(_item("positions", position_id))

    def actor(self, actor_id: str) -> Resource:
        """Return an actor."""
        return self.get(_item("actors", actor_id))

    def issue(self, issue_id: str) -> Resource:
        """Return an issue with who stands where on it."""
        return self.get(_item("issues", issue_id))

    def article(self, article_id: str) -> Resource:
        """Return an article."""
        return self.get(_item("articles", article_id))

    def matrix(self, **filters: Filter) -> Resource:
        """Return who stands where on what."""
        return self.get("/v1/positions/matrix", **filters)

    def post_article(self, text: str, **fields: str | None) -> Resource:
        """Have an article read and stored; return it when that is done, however long it takes.

        `fields` are title, url, publisher, published_at, language and external_id. A text that is stored already is
        read no second time.
        """
        return self._finish(self._post("/v1/articles", {"text": text, **fields}))

    def analyse(self, text: str, **fields: str | None) -> Resource:
        """Have an article read without storing it; return it with its events, actors and positions."""
        return self._finish(self._post("/v1/analyses", {"text": text, **fields}))

    def get(self, path: str, **parameters: Filter) -> Resource:
        """Return what the server answers to any path."""
        return _read(self._ask("GET", path, params=_flatten(parameters)))

    def download(self, path: str, **parameters: Filter) -> bytes:
        """Return the bytes that the server answers, in the format that `format` names."""
        return self._ask("GET", path, params=_flatten(parameters), headers={"Accept": "*/*"}).content

    def _post(self, path: str, body: Mapping[str, Any]) -> httpx.Response:
        return self._ask("POST", path, json={name: value for name, value in body.items() if value is not None})

    def _finish(self, response: httpx.Response) -> Resource:
        """Return what was posted for; 202 is a job that has still to be done."""
        found = _read(response)
        if response.status_code != httpx.codes.ACCEPTED:
            return found
        while found["state"] in _UNFINISHED:
            time.sleep(_FIRST_PAUSE_SECONDS)
            found = self.get(found["links"]["self"])
        if found["state"] != "SUCCEEDED":
            raise ServiceError(f"job {found['id']} ended as {found['state']}: {found['error']}")
        return self.get(found["links"]["result"])

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        for attempt in range(self._retries + 1):
            try:
                response = self._http.request(method, path, **more)
            except httpx.TransportError as error:
                # Asking twice does no harm, also in posts: the same text is stored once.
                if attempt == self._retries:
                    raise ServiceError(f"{self._http.base_url} does not answer: {error}") from error
                _pause(attempt, None)
                continue
            if response.status_code not in _RETRIED or attempt == self._retries:
                break
            _pause(attempt, response.headers.get("Retry-After"))
        if response.is_success:
            return response
        raise _explain(response)


def _pause(attempt: int, asked: str | None) -> None:
    seconds = float(asked) if asked is not None and asked.isdecimal() else _FIRST_PAUSE_SECONDS * 2**attempt
    # Clients that were refused together shall not come back together.
    time.sleep(min(seconds, _LONGEST_PAUSE_SECONDS) * random.uniform(1.0, 1.2))


def _explain(response: httpx.Response) -> ServiceError:
    if response.headers.get("Content-Type", "").startswith("application/problem+json"):
        return ProblemError(response.json())
    return ServiceError(f"{response.url} answered {response.status_code} without saying why; is it this API?")


def _read(response: httpx.Response) -> Resource:
    try:
        found = response.json()
    except ValueError as error:
        raise ServiceError(f"{response.url} did not answer JSON; is it this API?") from error
    if not isinstance(found, dict):
        raise ServiceError(f"{response.url} answered JSON that is no object; is it this API?")
    return found


def _flatten(parameters: Mapping[str, Filter]) -> list[tuple[str, str]]:
    flat = []
    for name, given in parameters.items():
        values = given if isinstance(given, Sequence) and not isinstance(given, str) else [given]
        flat += [(name, _word(value)) for value in values if value is not None]
    return flat


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _item(collection: str, identifier: str) -> str:
    return f"/v1/{collection}/{quote(identifier, safe=':')}"


def _import_reader(engine: str) -> Any:
    if engine == "polars":
        import polars

        return polars.read_parquet
    if engine == "pandas":
        import pandas

        return pandas.read_parquet
    raise ValueError(f"engine is {engine!r}, not 'pandas' or 'polars'")
