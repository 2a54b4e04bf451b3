"""Stored positions in, statements for Discourse Network Analyzer and networks as GraphML out."""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import orjson

from api.formats import Table, at, joined, plain_columns
from api.graphml import Element, render_graphml
from storage.queries import PositionQuery
from storage.store import Store

Network = Literal["actor-issue", "actor-actor"]

_FOR, _AGAINST = 1, -1
_KEPT = 50_000

# The first columns are those of an event list as Discourse Network Analyzer writes it; "statement ID" and
# "document ID" are numbers there. Ours come after its four variables.
STATEMENTS = Table(
    columns=(
        ("statement ID", at("statement_number")),
        ("time", at("time")),
        ("document ID", at("document_number")),
        ("document title", at("title")),
        ("author", at("author")),
        ("source", at("publisher")),
        ("section", at("section")),
        ("type", at("document_type")),
        *plain_columns("text", "person", "organization", "concept", "agreement"),
        *plain_columns("stance", "polarity", "certainty", "topic", "proposition", "condition"),
        ("addressees", joined("addressees")),
        ("date_start", at("stated_date", "start")),
        ("date_end", at("stated_date", "end")),
        ("date_precision", at("stated_date", "precision")),
        ("date_basis", at("stated_date", "basis")),
        *plain_columns("quoted", "start", "end", "actor_id", "on_behalf_of", "via", "issue_id"),
        *plain_columns("position_id", "article_id", "url", "confidence", "rule"),
    ),
    delimiter=";",
    quoting=csv.QUOTE_NONNUMERIC,
)


def write_statements(store: Store) -> Iterator[bytes]:
    """Yield every position as a line of an event list, in the order of time."""
    return STATEMENTS.rows(_make_statements(store))


def write_graphml(store: Store, network: Network) -> Iterator[bytes]:
    """Yield the GraphML of who stands where on what, or of who stands on whose side.

    `actor-issue`: an edge for each actor and issue, `weight` the positions, `sign` the side that most of them take.
    `actor-actor`: an edge for two actors that take sides on the same issues, `weight` how many, `congruence` and
    `conflict` on how many of them the same side or the other, `sign` which of these is more.
    """
    graph = _Graph(store)
    if network == "actor-issue":
        nodes = [*graph.actor_nodes(), *graph.issue_nodes()]
        return render_graphml(network, _NODE_KEYS, _STANCE_KEYS, nodes, graph.stance_edges())
    return render_graphml(network, _NODE_KEYS, _SIDE_KEYS, graph.actor_nodes(), graph.side_edges())


# -- statements


def _make_statements(store: Store) -> Iterator[bytes]:
    names = _Names(store)
    numbers: dict[str, int] = {}
    positions = store.stream_positions(PositionQuery(sort="stated_date"))
    for number, item in enumerate(positions, 1):
        yield orjson.dumps(_statement(number, orjson.loads(item), names, numbers))


def _statement(number: int, position: dict[str, Any], names: "_Names", numbers: dict[str, int]) -> dict[str, Any]:
    evidence, stated, polarity = position["evidence"][0], position["stated_date"], position["polarity"]
    article = names.article(evidence["article_id"])
    day = stated["start"] or stated["end"]
    person, organisation = _holder(position, names)
    return position | {
        "statement_number": number,
        "time": f"{day} 00:00:00" if day else None,
        "document_number": numbers.setdefault(evidence["article_id"], len(numbers) + 1),
        "title": article["title"],
        "author": None,
        "publisher": article["publisher"],
        "section": None,
        "document_type": "news article",
        "text": " ".join(evidence["quote"].split()),
        "person": person,
        "organization": organisation,
        # Articles may call an actor or an issue by several names; in a network each has one.
        "concept": names.issue(position["issue"]["id"]) or position["issue"]["label"],
        "agreement": {_FOR: 1, _AGAINST: 0}.get(polarity),
        "topic": position["issue"]["topic"],
        "addressees": [names.actor(actor_id)["name"] for actor_id in position["addressee_ids"]],
        "start": evidence["start"],
        "end": evidence["end"],
        "issue_id": position["issue"]["id"],
        "position_id": position["id"],
        "article_id": evidence["article_id"],
        "url": article["url"],
    }


def _holder(position: dict[str, Any], names: "_Names") -> tuple[str | None, str | None]:
    """Return the person that holds a position, and the organisation: whose part it takes, or whose post it has."""
    holder = names.actor(position["actor_id"])
    if holder["actor_type"] != "PERSON":
        return None, holder["name"]
    posts = (office["organisation"] for office in holder["offices"])
    organisation = position["on_behalf_of"] or next(filter(None, posts), None)
    return holder["name"], organisation and names.actor(organisation)["name"]


class _Names:
    """What ids stand for; the last ones asked for are kept."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.actor: Callable[[str], dict[str, Any]] = lru_cache(_KEPT)(self._find_actor)
        self.article: Callable[[str], dict[str, Any]] = lru_cache(_KEPT)(self._find_article)
        self.issue: Callable[[str], str | None] = lru_cache(_KEPT)(self._find_issue)

    def _find_actor(self, actor_id: str) -> dict[str, Any]:
        body = self._store.actor(actor_id)
        if body is None:
            # It only gathers others, so that no article gives it a name.
            return {"name": actor_id, "actor_type": None, "country": None, "offices": []}
        document = orjson.loads(body)
        return {name: document[name] for name in ("name", "actor_type", "country", "offices")}

    def _find_article(self, article_id: str) -> dict[str, Any]:
        body = self._store.article(article_id)
        # Deleted since its position was read.
        document = {} if body is None else orjson.loads(body)
        return {name: document.get(name) for name in ("title", "publisher", "url")}

    def _find_issue(self, issue_id: str) -> str | None:
        """Return the label that most positions give an issue: one concept has one name."""
        body = self._store.issue(issue_id)
        return None if body is None else str(orjson.loads(body)["label"])


# -- networks


@dataclass(slots=True)
class _Tie:
    """The positions of one actor on one issue."""

    positive: int = 0
    negative: int = 0
    neither: int = 0
    first_day: str | None = None
    last_day: str | None = None

    def add(self, polarity: int, day: str | None) -> None:
        self.positive += polarity == _FOR
        self.negative += polarity == _AGAINST
        self.neither += polarity not in (_FOR, _AGAINST)
        if day is not None:
            self.first_day = min(self.first_day or day, day)
            self.last_day = max(self.last_day or day, day)

    @property
    def side(self) -> int:
        """For, against, or neither, as more of them are."""
        return _sign(self.positive - self.negative)


_NODE_KEYS = {"name": "string", "kind": "string", "actor_type": "string", "country": "string", "topic": "string"}
_STANCE_KEYS = {
    "weight": "int",
    "sign": "int",
    "positive": "int",
    "negative": "int",
    "neither": "int",
    "first_day": "string",
    "last_day": "string",
}
_SIDE_KEYS = {"weight": "int", "sign": "int", "congruence": "int", "conflict": "int"}


class _Graph:
    """Who holds how many positions on what."""

    def __init__(self, store: Store) -> None:
        self._names = _Names(store)
        self._ties: dict[str, dict[str, _Tie]] = defaultdict(lambda: defaultdict(_Tie))
        self._issues: dict[str, dict[str, Any]] = {}
        for item in store.stream_positions(PositionQuery(sort="stated_date")):
            position = orjson.loads(item)
            issue, stated = position["issue"], position["stated_date"]
            self._issues[issue["id"]] = issue
            self._ties[position["actor_id"]][issue["id"]].add(position["polarity"], stated["start"] or stated["end"])

    def actor_nodes(self) -> Iterator[Element]:
        for actor_id in sorted(self._ties):
            actor = self._names.actor(actor_id)
            known = {name: actor[name] for name in ("name", "actor_type", "country")}
            yield {"id": actor_id, "kind": "ACTOR", **known}

    def issue_nodes(self) -> Iterator[Element]:
        for issue_id in sorted(self._issues):
            issue = self._issues[issue_id]
            label = self._names.issue(issue_id) or issue["label"]
            yield {"id": f"issue:{issue_id}", "kind": "ISSUE", "name": label, "topic": issue["topic"]}

    def stance_edges(self) -> Iterator[Element]:
        for actor_id, ties in sorted(self._ties.items()):
            for issue_id, tie in sorted(ties.items()):
                yield {
                    "source": actor_id,
                    "target": f"issue:{issue_id}",
                    "weight": tie.positive + tie.negative + tie.neither,
                    "sign": tie.side,
                    "positive": tie.positive,
                    "negative": tie.negative,
                    "neither": tie.neither,
                    "first_day": tie.first_day,
                    "last_day": tie.last_day,
                }

    def side_edges(self) -> Iterator[Element]:
        sides: dict[str, dict[str, int]] = defaultdict(dict)
        for actor_id, ties in self._ties.items():
            for issue_id, tie in ties.items():
                if tie.side:
                    sides[issue_id][actor_id] = tie.side
        # Actor by actor: at no time are all pairs in memory.
        for actor_id, ties in sorted(self._ties.items()):
            same: Counter[str] = Counter()
            other: Counter[str] = Counter()
            for issue_id in ties:
                own = sides[issue_id].get(actor_id)
                if own is None:
                    continue
                for other_id, side in sides[issue_id].items():
                    if other_id > actor_id:
                        (same if side == own else other)[other_id] += 1
            for other_id in sorted(same.keys() | other.keys()):
                congruence, conflict = same[other_id], other[other_id]
                yield {
                    "source": actor_id,
                    "target": other_id,
                    "weight": congruence + conflict,
                    "sign": _sign(congruence - conflict),
                    "congruence": congruence,
                    "conflict": conflict,
                }


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
