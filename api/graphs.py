"""Who acts on whom in, JSON, Cytoscape JSON and GraphML out."""

from collections.abc import Iterator
from typing import Any

import orjson

from api.graphml import Element, render_graphml
from storage.ties import Tie, TieNetwork, TieNode

_NODE_KEYS = {"name": "string", "actor_type": "string", "country": "string", "sent": "int", "received": "int"}
_EDGE_KEYS = {"weight": "int", "intensity": "double", "first_day": "string", "last_day": "string"}


def render_network(network: TieNetwork, echo: dict[str, Any], warnings: tuple[dict[str, Any], ...]) -> bytes:
    """Return the JSON of a network with how its filters were understood."""
    return orjson.dumps(
        {
            "nodes": [_node(node) for node in network.nodes],
            "edges": [_edge(tie) | {"types": tie.types} for tie in network.ties],
            "event_count": network.event_count,
            "left_out": _left_out(network),
            "query": echo,
            "warnings": warnings,
        }
    )


def render_cytoscape(network: TieNetwork) -> bytes:
    """Return the JSON that Cytoscape and Cytoscape.js read; what is left out stands in the data of the network."""
    edges = [
        {
            "data": {"id": f"{tie.source}>{tie.target}"}
            | _edge(tie)
            | {f"type_{name}": n for name, n in tie.types.items()}
        }
        for tie in network.ties
    ]
    return orjson.dumps(
        {
            "data": {
                "name": "Who acts on whom",
                "event_count": network.event_count,
                **{f"{name}_left_out": number for name, number in _left_out(network).items()},
            },
            "elements": {"nodes": [{"data": _node(node)} for node in network.nodes], "edges": edges},
        }
    )


def render_network_graphml(network: TieNetwork) -> Iterator[bytes]:
    """Yield the GraphML of a network: directed, with a key for each type of event."""
    types = sorted({name for tie in network.ties for name in tie.types})
    edges: Iterator[Element] = (
        _edge(tie) | {f"type_{name}": n for name, n in tie.types.items()} for tie in network.ties
    )
    edge_keys = _EDGE_KEYS | {f"type_{name}": "int" for name in types}
    return render_graphml("events", _NODE_KEYS, edge_keys, map(_node, network.nodes), edges, directed=True)


def _node(node: TieNode) -> Element:
    return {
        "id": node.id,
        "name": node.name,
        "actor_type": node.actor_type,
        "country": node.country,
        "sent": node.sent,
        "received": node.received,
    }


def _edge(tie: Tie) -> Element:
    return {
        "source": tie.source,
        "target": tie.target,
        "weight": tie.weight,
        "intensity": tie.intensity,
        "first_day": tie.first_day.isoformat() if tie.first_day else None,
        "last_day": tie.last_day.isoformat() if tie.last_day else None,
    }


def _left_out(network: TieNetwork) -> dict[str, int]:
    return {
        "nodes": network.node_count - len(network.nodes),
        "edges": network.tie_count - len(network.ties),
        "events": network.event_count - network.events_counted,
    }
