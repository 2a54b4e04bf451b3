"""Checked query parameters in, queries of the store out, with what they were understood as."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from api.countries import find_country
from api.errors import Fault
from api.parsing import find_unknown_countries, refuse_parameters
from api.suggesting import suggest_meant
from storage.queries import (
    ActorMatch,
    ActorQuery,
    ArticleQuery,
    EventFilters,
    EventQuery,
    IssueQuery,
    PartnerQuery,
    PositionFilters,
    PositionQuery,
)
from storage.store import Store

Params = Mapping[str, Any]

_EVENT_WORDS = {
    "event_type": "event_types",
    "mode": "modes",
    "context": "contexts",
    "cameo": "cameo_codes",
    "quad_class": "quad_classes",
    "status": "statuses",
    "article": "articles",
    "publisher": "publishers",
    "issue": "issues",
    "storyline": "storylines",
    "date_precision": "date_precisions",
    "date_basis": "date_bases",
    "actor_type": "actor_types",
}
_EVENT_COUNTRIES = {"country": "countries", "actor_country": "actor_countries"}
_EVENT_ACTORS = {"actor": "actors", "source_actor": "source_actors", "target_actor": "target_actors"}
_POSITION_WORDS = {
    "issue": "issues",
    "topic": "topics",
    "stance": "stances",
    "polarity": "polarities",
    "certainty": "certainties",
    "article": "articles",
    "publisher": "publishers",
    "storyline": "storylines",
    "date_precision": "date_precisions",
    "date_basis": "date_bases",
    "actor_type": "actor_types",
}
_POSITION_ACTORS = {"actor": "actors", "holder": "holders", "addressee": "addressees"}
_ACTOR_WORDS = {"actor_type": "actor_types", "sector": "sectors", "office": "offices", "article": "articles"}
_SCALARS = {
    "q": "text",
    "background": "background",
    "quoted": "quoted",
    "min_confidence": "min_confidence",
    "min_articles": "min_articles",
    "updated_since": "updated_since",
    "include_undated": "include_undated",
    "include_open": "include_open",
    "actor_exact": "actor_exact",
    "date_from": "date_from",
    "date_to": "date_to",
    "sort": "sort",
}

_NAMESAKES = 5
_SHARED_GROUNDS = frozenset({"NAME", "ALIAS", "WORDS"})
"""Several actors may have a name; an id or a code is that of the first, the others belong to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked[Q]:
    """What was asked: `query` (None: nothing can match), `echo` as it was understood, and `warnings`."""

    query: Q | None
    echo: dict[str, Any]
    warnings: tuple[dict[str, Any], ...] = ()

    @property
    def found(self) -> Q:
        """The query; only where something can match."""
        assert self.query is not None
        return self.query


def read_event_query(params: Params, store: Store, *, actor_id: str | None = None) -> Asked[EventQuery]:
    """Return the query for events; with `actor_id`, only those of that actor."""
    reader = _Reader(params, store)
    chosen = reader.filters(_EVENT_WORDS, _EVENT_COUNTRIES, _EVENT_ACTORS)
    if actor_id is not None:
        chosen["actors"] = (actor_id,)
    excluded = reader.filters(_EVENT_WORDS, _EVENT_COUNTRIES, _EVENT_ACTORS, prefix="exclude_")
    if excluded:
        chosen["exclude"] = EventFilters(**excluded)
    return reader.ask(
        EventQuery,
        actors_all=reader.all_actors("actor_all"),
        box=tuple(params["bbox"]) if "bbox" in params else None,
        **chosen,
    )


def read_position_query(params: Params, store: Store, *, actor_id: str | None = None) -> Asked[PositionQuery]:
    """Return the query for positions; with `actor_id`, only those of that actor."""
    reader = _Reader(params, store)
    countries = {"actor_country": "actor_countries"}
    chosen = reader.filters(_POSITION_WORDS, countries, _POSITION_ACTORS)
    if actor_id is not None:
        chosen["actors"] = (actor_id,)
    excluded = reader.filters(_POSITION_WORDS, countries, _POSITION_ACTORS, prefix="exclude_")
    if excluded:
        chosen["exclude"] = PositionFilters(**excluded)
    return reader.ask(PositionQuery, **chosen)


def read_actor_query(params: Params, store: Store) -> Asked[ActorQuery]:
    """Return the query for actors."""
    reader = _Reader(params, store)
    return reader.ask(ActorQuery, **reader.filters(_ACTOR_WORDS, {"country": "countries"}, {}))


def read_partner_query(params: Params, store: Store, *, actor_id: str) -> Asked[PartnerQuery]:
    """Return the query for those that share events with an actor."""
    reader = _Reader(params, store)
    return reader.ask(PartnerQuery, actor_id=actor_id, **reader.filters({"actor_type": "actor_types"}, {}, {}))


def read_article_query(params: Params, store: Store) -> Asked[ArticleQuery]:
    """Return the query for articles."""
    reader = _Reader(params, store)
    words = {"publisher": "publishers", "url": "urls", "external_id": "external_ids"}
    return reader.ask(ArticleQuery, **reader.filters(words, {}, {"actor": "actors"}))


def read_issue_query(params: Params, store: Store) -> Asked[IssueQuery]:
    """Return the query for issues."""
    reader = _Reader(params, store)
    return reader.ask(IssueQuery, **reader.filters({"topic": "topics"}, {}, {"actor": "actors"}))


@dataclass(slots=True)
class _Reader:
    """Reads one set of parameters, noting what they were understood as."""

    params: Params
    store: Store
    echo: dict[str, Any] = field(default_factory=dict)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    possible: bool = True

    def filters(
        self,
        words: Mapping[str, str],
        countries: Mapping[str, str],
        actors: Mapping[str, str],
        *,
        prefix: str = "",
    ) -> dict[str, Any]:
        """Return the fields of the store's filters that are given."""
        found: dict[str, Any] = {}
        if prefix and not any(name.startswith(prefix) for name in self.params):
            return found
        for name, target in words.items():
            if given := self.params.get(prefix + name):
                self.echo[prefix + name] = given
                found[target] = tuple(given)
        for name, target in countries.items():
            if given := self.params.get(prefix + name):
                found[target] = tuple(self._country(value) for value in given)
                self.echo[prefix + name] = found[target]
        for name, target in actors.items():
            if given := self.params.get(prefix + name):
                ids = tuple(actor for actor in self._actors(prefix + name, given) if actor is not None)
                found[target] = ids
                # Nobody to be found is no filter left out; nobody to be excluded is.
                self.possible &= bool(ids) or bool(prefix)
        return found

    def all_actors(self, name: str) -> tuple[str, ...]:
        """Return the actors that all have to take part."""
        ids = self._actors(name, self.params.get(name) or [])
        self.possible &= None not in ids
        return tuple(actor for actor in ids if actor is not None)

    def ask(self, kind: type[Any], **chosen: Any) -> Asked[Any]:
        """Return the query of that kind with the plain parameters added."""
        for name, target in _SCALARS.items():
            if name in self.params and target in kind.__slots__:
                chosen[target] = self.params[name]
                if self.params[name] is not False:
                    self.echo[name] = self.params[name]
        if "q" in self.params and not any(map(str.isalnum, self.params["q"])):
            self.possible = False
            detail = f"There is no word in {self.params['q']!r} to search for."
            self.warnings.append({"code": "NO_WORDS", "parameter": "q", "detail": detail, "suggestions": []})
        if "bbox" in self.params:
            self.echo["bbox"] = self.params["bbox"]
        if "on" in self.params:
            names = ("date_from", "date_to") if "date_from" in kind.__slots__ else ("on",)
            chosen |= dict.fromkeys(names, self.params["on"])
            self.echo["on"] = self.params["on"]
        query = kind(**chosen)
        if hasattr(query, "sort"):
            if query.sort == "relevance" and query.text is None:
                detail = "Only what `q` finds can be ordered by relevance."
                raise refuse_parameters([Fault(parameter="sort", code="conflict", detail=detail)])
            self.echo["sort"] = query.sort
        return Asked(query=query if self.possible else None, echo=self.echo, warnings=tuple(self.warnings))

    def _country(self, given: str) -> str:
        code = find_country(given)
        if code is None:
            raise refuse_parameters(list(find_unknown_countries(self.params)))
        return code

    def _actors(self, name: str, given: list[str]) -> list[str | None]:
        ids: list[str | None] = []
        echo: list[dict[str, Any]] = []
        for value in given:
            match, *others = self.store.resolve_actor(value, limit=_NAMESAKES) or (None,)
            if match is not None and _is_meant(match, value):
                if others and match.grounds in _SHARED_GROUNDS:
                    self.warnings.append(_ambiguous_actor(name, value, match, others))
                ids.append(match.id)
                echo.append({"given": value, "id": match.id, "name": match.name, "score": match.score})
            else:
                ids.append(None)
                echo.append({"given": value, "id": None, "name": None, "score": 0.0})
                self.warnings.append(self._unknown_actor(name, value))
        if given:
            self.echo[name] = echo
        return ids

    def _unknown_actor(self, name: str, value: str) -> dict[str, Any]:
        near = suggest_meant(self.store, value)
        return {
            "code": "UNKNOWN_ACTOR",
            "parameter": name,
            "detail": f"No actor is known as {value!r}.",
            "suggestions": [{"id": actor.id, "name": actor.name} for actor in near],
        }


def _ambiguous_actor(name: str, value: str, match: ActorMatch, others: list[ActorMatch]) -> dict[str, Any]:
    return {
        "code": "AMBIGUOUS_ACTOR",
        "parameter": name,
        "detail": f"{value!r} was taken for {match.id}, whom most articles name; others are called so too.",
        "suggestions": [{"id": actor.id, "name": actor.name} for actor in others],
    }


def _is_meant(match: ActorMatch, given: str) -> bool:
    """Say whether a name was given, or whole words of one ("Putin"); the mere beginning of one is only suggested.

    Who asks for "Niger" does not want Nigeria, nor "Q" Qatar.
    """
    if match.grounds != "PREFIX":
        return True
    return set(given.casefold().split()) <= set(match.name.casefold().split())


def turn_page[Q](query: Q, *, limit: int, direction: str | None, key: tuple[Any, ...] | None) -> Q:
    """Return the query for the page `after` or `before` a key."""
    after = key if direction == "after" else None
    before = key if direction == "before" else None
    return replace(query, limit=limit, after=after, before=before)  # type: ignore[type-var]  # all queries are alike
