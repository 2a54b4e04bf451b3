"""Questions of language models in, short answers of the API out: the tools of the Model Context Protocol."""

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any
from urllib.parse import quote

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from records.vocabularies import ActorType, EventStatus, EventType, Stance

Ask = Callable[[str, Mapping[str, Any]], tuple[int, bytes]]
"""Asks the API: path and parameters in, status and body out."""

Answer = dict[str, Any]

_MOST = 50
_SHOWN_TEXT = 20_000
_MATRIX = 12
_ID = r"^[^/?#\s.]+$"
_READING = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS = """\
Dated events, actors and positions that were found in English news articles, each with the words that prove it. What
an article says is not what is so: tell the status (PLANNED and DENIED acts did not happen), who reported it, and cite
the quote with its article_id. Actors are named by id (country:RUS, org:nato, person:kaja-kallas), name or code; an
answer says under `query.actor` as whom a name was understood, and `warnings` when it was not. A country takes in its
government and people. Days are YYYY-MM-DD, inclusive. Where `next_cursor` is not null there is more: ask again with it.
"""


def _words(kind: Any) -> str:
    return ", ".join(kind)


Actors = Annotated[list[str] | None, Field(description="Ids, names or codes; one of them takes part, in any role.")]
Sources = Annotated[list[str] | None, Field(description="Who acts: ids, names or codes, one of them.")]
Targets = Annotated[list[str] | None, Field(description="Who is acted upon: ids, names or codes, one of them.")]
EventTypes = Annotated[list[str] | None, Field(description=f"One of these types: {_words(EventType)}.")]
Statuses = Annotated[list[str] | None, Field(description=f"One of: {_words(EventStatus)}.")]
Countries = Annotated[list[str] | None, Field(description="Where it happened: ISO 3166-1 codes or names.")]
FirstDay = Annotated[str | None, Field(description="First day, YYYY-MM-DD.")]
LastDay = Annotated[str | None, Field(description="Last day, included.")]
Query = Annotated[str | None, Field(description='Words of the evidence; "a phrase", -not this.')]
Limit = Annotated[int, Field(ge=1, le=_MOST, description="How many at most.")]
Cursor = Annotated[str | None, Field(description="`next_cursor` of the answer before, with the same filters.")]


def make_server(ask: Ask, version: str) -> MCPServer[Any]:
    """Return a server of tools that only read, over the questions that the API answers."""
    server: MCPServer[Any] = MCPServer(
        "dateline", title="Dateline", instructions=_INSTRUCTIONS, version=version, log_level="WARNING"
    )
    tools = _Tools(ask)
    for tool in (
        tools.search,
        tools.list_events,
        tools.get_event,
        tools.count_events,
        tools.find_actors,
        tools.get_actor,
        tools.list_positions,
        tools.compare_positions,
        tools.get_article,
    ):
        server.add_tool(tool, annotations=_READING)
    return server


class _Tools:
    """The tools; the docstrings are what models read."""

    def __init__(self, ask: Ask) -> None:
        self._ask_api = ask

    def search(
        self,
        q: Annotated[str, Field(description='Words that all occur; "a phrase", -not this.')],
        types: Annotated[
            list[str] | None, Field(description="Only these: event, position, actor, issue, article.")
        ] = None,
        limit: Limit = 5,
    ) -> Answer:
        """Find words in events, positions, actors, issues and articles at once; a few hits of each, latest first."""
        found = self._ask("/v1/search", q=q, type=types, limit=limit)
        return {
            "hits": [
                {
                    "type": hit["type"],
                    "id": hit["id"],
                    "label": hit["label"],
                    "day": hit["day"],
                    "snippet": hit["snippet"] and hit["snippet"]["text"],
                }
                for hit in found["data"]
            ],
            **_remarks(found),
        }

    def list_events(
        self,
        actor: Actors = None,
        source_actor: Sources = None,
        target_actor: Targets = None,
        event_type: EventTypes = None,
        status: Statuses = None,
        country: Countries = None,
        date_from: FirstDay = None,
        date_to: LastDay = None,
        q: Query = None,
        limit: Limit = 20,
        cursor: Cursor = None,
    ) -> Answer:
        """List who did what to whom, when and where, latest first. Different filters all hold."""
        found = self._ask(
            "/v1/events",
            actor=actor,
            source_actor=source_actor,
            target_actor=target_actor,
            event_type=event_type,
            status=status,
            country=country,
            date_from=date_from,
            date_to=date_to,
            q=q,
            limit=limit,
            cursor=cursor,
        )
        return _page("events", found, _short_event)

    def get_event(self, event_id: Annotated[str, Field(pattern=_ID, description="Its id: evt_…")]) -> Answer:
        """Get one event whole: participants, place, what its date rests on, quotes that prove it, the deciding rule."""
        return self._ask(f"/v1/events/{quote(event_id, safe='')}")

    def count_events(
        self,
        group_by: Annotated[
            list[str],
            Field(
                min_length=1,
                max_length=2,
                description="One or two of: day, month, year, event_type, mode, status, country, actor, source_actor, "
                "target_actor, actor_type, actor_country, quad_class.",
            ),
        ],
        measure: Annotated[
            str, Field(description="count, mean_intensity, mean_confidence, fatalities or reports.")
        ] = "count",
        actor: Actors = None,
        source_actor: Sources = None,
        target_actor: Targets = None,
        event_type: EventTypes = None,
        status: Statuses = None,
        country: Countries = None,
        date_from: FirstDay = None,
        date_to: LastDay = None,
        q: Query = None,
        top: Annotated[int, Field(ge=1, le=200, description="Values of a group at most, besides time.")] = 10,
    ) -> Answer:
        """Count events by time, type, place or actor. Along time every day, month or year is there, with 0 too."""
        found = self._ask(
            "/v1/stats/events",
            group_by=",".join(group_by),
            measure=measure,
            actor=actor,
            source_actor=source_actor,
            target_actor=target_actor,
            event_type=event_type,
            status=status,
            country=country,
            date_from=date_from,
            date_to=date_to,
            q=q,
            top=top,
        )
        groups = found["groups"]
        return {
            "columns": [*(group["name"] for group in groups), measure],
            "rows": [[*cell["group"].values(), cell["value"]] for cell in found["data"]],
            "events": found["count"],
            "left_out": {
                group["name"]: {"values": group["values_left_out"], "without_value": group["count_without"]}
                for group in groups
            },
            **_remarks(found),
        }

    def find_actors(
        self,
        q: Annotated[str | None, Field(description="Words of a name, or their beginnings.")] = None,
        actor_type: Annotated[list[str] | None, Field(description=f"One of: {_words(ActorType)}.")] = None,
        country: Annotated[list[str] | None, Field(description="ISO 3166-1 codes or names.")] = None,
        office: Annotated[list[str] | None, Field(description="Words of a post: foreign minister.")] = None,
        on: Annotated[str | None, Field(description="Only who holds an office that day, YYYY-MM-DD.")] = None,
        limit: Limit = 10,
        cursor: Cursor = None,
    ) -> Answer:
        """Find actors by name, kind, country and office: their ids are what the other tools take. Most events first."""
        found = self._ask(
            "/v1/actors",
            q=q,
            actor_type=actor_type,
            country=country,
            office=office,
            on=on,
            limit=limit,
            cursor=cursor,
        )
        return _page("actors", found, _short_actor)

    def get_actor(
        self, actor_id: Annotated[str, Field(pattern=_ID, description="Its id: person:kaja-kallas.")]
    ) -> Answer:
        """Get one actor: names, offices over time, and whom it shares most events with."""
        address = f"/v1/actors/{quote(actor_id, safe=':')}"
        actor = self._ask(address)
        partners = self._ask(f"{address}/partners", limit=10)
        named = [{"id": p["id"], "name": p["name"], "event_count": p["event_count"]} for p in partners["data"]]
        return actor | {"partners": named}

    def list_positions(
        self,
        actor: Annotated[list[str] | None, Field(description="Who holds it: ids, names or codes, one of them.")] = None,
        issue: Annotated[list[str] | None, Field(description="Ids of issues, one of them.")] = None,
        stance: Annotated[list[str] | None, Field(description=f"One of: {_words(Stance)}.")] = None,
        addressee: Annotated[list[str] | None, Field(description="To whom: ids, names or codes.")] = None,
        date_from: FirstDay = None,
        date_to: LastDay = None,
        q: Query = None,
        limit: Limit = 20,
        cursor: Cursor = None,
    ) -> Answer:
        """List who is for or against what, or demands, offers or rejects it, in whose words; latest first."""
        found = self._ask(
            "/v1/positions",
            actor=actor,
            issue=issue,
            stance=stance,
            addressee=addressee,
            date_from=date_from,
            date_to=date_to,
            q=q,
            limit=limit,
            cursor=cursor,
        )
        return _page("positions", found, _short_position)

    def compare_positions(
        self,
        actor: Annotated[list[str] | None, Field(description="Only of these holders: ids, names or codes.")] = None,
        issue: Annotated[list[str] | None, Field(description="Only on these issues: ids.")] = None,
        date_from: FirstDay = None,
        date_to: LastDay = None,
    ) -> Answer:
        """Compare where actors stand: the latest stance of each on each issue, and whether it changed sides."""
        found = self._ask(
            "/v1/positions/matrix",
            actor=actor,
            issue=issue,
            date_from=date_from,
            date_to=date_to,
            row_limit=_MATRIX,
            col_limit=_MATRIX,
        )
        keys = ("actor_id", "issue_id", "position_count", "stance", "polarity", "last_day", "changed", "changed_on")
        return {
            "actors": {row["id"]: row["name"] for row in found["rows"]},
            "issues": {column["id"]: column["label"] for column in found["cols"]},
            "cells": [
                {key: cell[key] for key in keys} | {"position_id": cell["position_id"]} for cell in found["cells"]
            ],
            "left_out": found["left_out"],
            **_remarks(found),
        }

    def get_article(self, article_id: Annotated[str, Field(pattern=_ID, description="Its id: art_…")]) -> Answer:
        """Get one article: title, publisher, date, text as far as it is given out, and its events and positions."""
        article = self._ask(f"/v1/articles/{quote(article_id, safe='')}")
        events = self._ask("/v1/events", article=article_id, limit=_MOST, sort="event_date")
        positions = self._ask("/v1/positions", article=article_id, limit=_MOST)
        keys = ("id", "title", "publisher", "published_at", "url", "event_count", "position_count")
        return {key: article[key] for key in keys} | {
            "text": article["text"] and article["text"][:_SHOWN_TEXT],
            "events": [_short_event(event) for event in events["data"]],
            "positions": [_short_position(position) for position in positions["data"]],
        }

    def _ask(self, path: str, **parameters: Any) -> Answer:
        """Return the answer; what the API refuses is an error that says what is wrong and what is allowed."""
        status, body = self._ask_api(path, parameters)
        answer: Answer = json.loads(body)
        if status == 200:
            return answer
        allowed = (
            f" Allowed: {', '.join(fault['allowed'])}." for fault in answer.get("errors", ()) if fault.get("allowed")
        )
        raise ToolError(f"{answer['title']}: {answer['detail']}{''.join(allowed)}")


def _page(name: str, found: Answer, shorten: Callable[[Answer], Answer]) -> Answer:
    return {
        name: [shorten(item) for item in found["data"]],
        "next_cursor": found["page"]["next_cursor"],
        **_remarks(found),
    }


def _remarks(found: Answer) -> Answer:
    return {"query": found["query"]} | ({"warnings": found["warnings"]} if found["warnings"] else {})


def _short_event(event: Answer) -> Answer:
    return {
        "id": event["id"],
        **_days(event["event_date"]),
        "event_type": event["event_type"],
        "mode": event["mode"],
        "status": event["status"],
        "sources": _named(event, "SOURCE"),
        "targets": _named(event, "TARGET"),
        "place": event["place"] and event["place"]["name"],
        "country": event["place"] and event["place"]["country"],
        "reported_by": event["reported_by"],
        "confidence": event["confidence"],
        "article_count": event["article_count"],
        **_evidence(event),
    }


def _short_position(position: Answer) -> Answer:
    return {
        "id": position["id"],
        **_days(position["stated_date"]),
        "actor_id": position["actor_id"],
        "actor_name": position["actor_name"],
        "on_behalf_of": position["on_behalf_of"],
        "stance": position["stance"],
        "polarity": position["polarity"],
        "issue_id": position["issue"]["id"],
        "issue": position["issue"]["label"],
        "proposition": position["proposition"],
        "addressee_ids": position["addressee_ids"],
        "quoted": position["quoted"],
        "confidence": position["confidence"],
        **_evidence(position),
    }


def _short_actor(actor: Answer) -> Answer:
    keys = ("id", "name", "actor_type", "country", "event_count", "position_count", "first_day", "last_day")
    return {key: actor[key] for key in keys} | {"offices": [office["title"] for office in actor["offices"]]}


def _days(dated: Answer) -> Answer:
    return {"start": dated["start"], "end": dated["end"], "date_basis": dated["basis"]}


def _named(event: Answer, role: str) -> list[str]:
    return [f"{part['name']} ({part['actor_id']})" for part in event["participants"] if part["role"] == role]


def _evidence(item: Answer) -> Answer:
    first = item["evidence"][0]
    return {"quote": first["quote"], "article_id": first["article_id"]}
