"""The document of an API in, the same with links out: which parts of an answer lead to which operations."""

from collections.abc import Mapping
from typing import Any

# By operation and status of its answer, the operations that go on from there, with what to give their parameters: an
# expression of OpenAPI, or a JSON pointer into the body that is written short.
_Targets = Mapping[str, Mapping[str, str]]

_AS_SEEN = {"article_id": "id", "If-Match": "$response.header.ETag"}
# The operations that take an id of each kind, and as which parameter.
_TAKERS: Mapping[str, Mapping[str, str]] = {
    "event": {"getEvent": "event_id", "listEventEvidence": "event_id", "listRelatedEvents": "event_id"},
    "position": {"getPosition": "position_id", "listPositionEvidence": "position_id"},
    "actor": {
        "getActor": "actor_id",
        "listActorEvents": "actor_id",
        "listActorPositions": "actor_id",
        "listActorPartners": "actor_id",
    },
    "issue": {"getIssue": "issue_id", "listIssuePositions": "issue_id"},
    "article": {"getArticle": "article_id", "getArticleAnnotations": "article_id"},
    "told by an article": {"listEvents": "article", "listPositions": "article", "listActors": "article"},
    "part of a storyline": {"listEvents": "storyline", "listPositions": "storyline"},
}


def _takers(kind: str, at: str = "id") -> _Targets:
    """Return the operations that take an id of that kind, which stands at that place of an answer."""
    return {operation: {parameter: at} for operation, parameter in _TAKERS[kind].items()}


_FROM_EVENTS = {**_takers("event", "data/0/id"), **_takers("actor", "data/0/participants/0/actor_id")}
_FROM_POSITIONS = {
    **_takers("position", "data/0/id"),
    **_takers("actor", "data/0/actor_id"),
    **_takers("issue", "data/0/issue/id"),
}
_FROM_FOUND_ARTICLE = {
    **_takers("article"),
    **_takers("event", "events/0/id"),
    **_takers("position", "positions/0/id"),
    **_takers("actor", "actors/0/id"),
}
_FROM_ARTICLE = {
    "getArticleAnnotations": {"article_id": "id"},
    **_takers("told by an article"),
    "redateArticle": _AS_SEEN,
    "deleteArticle": _AS_SEEN,
}
_OF_JOB = {"job_id": "id"}
_LINKS: Mapping[str, Mapping[int, _Targets]] = {
    "listEvents": {200: _FROM_EVENTS},
    "getEvent": {
        200: {
            "listEventEvidence": {"event_id": "id"},
            "listRelatedEvents": {"event_id": "id"},
            "retractEvent": {"event_id": "id"},
            **_takers("actor", "participants/0/actor_id"),
            **_takers("article", "evidence/0/article_id"),
        }
    },
    "listEventEvidence": {200: _takers("article", "data/0/article_id")},
    "listRelatedEvents": {200: _takers("event", "data/0/event_id")},
    "mergeEvents": {200: _takers("event")},
    "splitEvent": {200: _takers("event", "data/0/id")},
    "listActors": {200: _takers("actor", "data/0/id")},
    "getActor": {200: _takers("actor")},
    "suggestActors": {200: _takers("actor", "data/0/id")},
    "listActorEvents": {200: _FROM_EVENTS},
    "listActorPositions": {200: _FROM_POSITIONS},
    "listActorPartners": {
        200: {**_takers("actor", "data/0/id"), "listEvents": {"actor_all": "data/0/id"}},
    },
    "listPositions": {200: _FROM_POSITIONS},
    "getPosition": {
        200: {
            "listPositionEvidence": {"position_id": "id"},
            "retractPosition": {"position_id": "id"},
            **_takers("actor", "actor_id"),
            **_takers("issue", "issue/id"),
            **_takers("article", "evidence/0/article_id"),
        }
    },
    "listPositionEvidence": {200: _takers("article", "data/0/article_id")},
    "getPositionMatrix": {
        200: {
            "getPosition": {"position_id": "cells/0/position_id"},
            "listIssuePositions": {"issue_id": "cells/0/issue_id", "actor": "cells/0/actor_id"},
        }
    },
    "listIssues": {200: _takers("issue", "data/0/id")},
    "getIssue": {200: _takers("issue")},
    "listIssuePositions": {200: _FROM_POSITIONS},
    "listStorylines": {
        200: {"getStoryline": {"storyline_id": "data/0/id"}, **_takers("part of a storyline", "data/0/id")}
    },
    "getStoryline": {200: {"getEvent": {"event_id": "timeline/0/event_id"}, **_takers("part of a storyline")}},
    "listJudgements": {
        200: {"getJudgement": {"judgement_id": "data/0/id"}, "withdrawJudgement": {"judgement_id": "data/0/id"}}
    },
    "getJudgement": {200: {"withdrawJudgement": {"judgement_id": "id"}}},
    "getNetwork": {
        200: {"getActor": {"actor_id": "nodes/0/id"}, "listEvents": {"source_actor": "edges/0/source"}},
    },
    "listArticles": {200: {**_takers("article", "data/0/id"), **_takers("told by an article", "data/0/id")}},
    "getArticle": {200: _FROM_ARTICLE},
    "redateArticle": {200: _FROM_ARTICLE, 202: {"getJob": _OF_JOB}},
    "postArticle": {
        200: _FROM_FOUND_ARTICLE,
        201: _FROM_FOUND_ARTICLE,
        202: {"getJob": _OF_JOB, "cancelJob": _OF_JOB},
    },
    "postAnalysis": {202: {"getAnalysis": _OF_JOB, "getJob": _OF_JOB, "cancelJob": _OF_JOB}},
    "getJob": {200: {"getArticle": {"article_id": "article_id"}}},
    "postExport": {
        201: {"getExport": {"export_id": "id"}, "getExportFile": {"export_id": "id"}},
        202: {"getExport": {"export_id": "id"}},
    },
    "getExport": {200: {"getExportFile": {"export_id": "id"}}},
    "listEventTypes": {200: {"getEventType": {"code": "data/0/code"}, "listEvents": {"event_type": "data/0/code"}}},
    "getEventType": {200: {"listEvents": {"event_type": "code"}}},
    "listPublishers": {200: {"listArticles": {"publisher": "data/0/name"}, "listEvents": {"publisher": "data/0/name"}}},
    "listChanges": {200: {"listChanges": {"since": "next_since"}}},
}


def link_operations(document: dict[str, Any]) -> None:
    """Put the links into the answers of a document."""
    operations = {
        operation["operationId"]: operation
        for path in document["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
    }
    for source, answers in _LINKS.items():
        for status, targets in answers.items():
            operations[source]["responses"][str(status)]["links"] = {
                target: _link(target, parameters, operations[target]["summary"])
                for target, parameters in targets.items()
            }


def _link(target: str, parameters: Mapping[str, str], summary: str) -> dict[str, Any]:
    written = {name: at if at.startswith("$") else f"$response.body#/{at}" for name, at in parameters.items()}
    return {"operationId": target, "parameters": written, "description": f"{summary}."}
