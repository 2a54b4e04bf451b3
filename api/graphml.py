"""Nodes and edges in, GraphML out, line by line."""

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

Element = dict[str, str | int | float | None]
"""A node or an edge: what names it (`id`; `source` and `target`), and the values of its keys."""

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_graphml(
    name: str,
    node_keys: dict[str, str],
    edge_keys: dict[str, str],
    nodes: Iterable[Element],
    edges: Iterable[Element],
    *,
    directed: bool = False,
) -> Iterator[bytes]:
    """Yield a GraphML document; the keys name the type of their values: string, int, double."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for scope, keys in (("node", node_keys), ("edge", edge_keys)):
        for key, kind in keys.items():
            attributes = {"id": f"{scope}_{key}", "for": scope, "attr.name": key, "attr.type": kind}
            yield _line(ElementTree.Element("key", attributes))
    yield f'<graph id="{name}" edgedefault="{"directed" if directed else "undirected"}">\n'.encode()
    for node in nodes:
        yield _line(_element("node", ("id",), node_keys, node))
    for edge in edges:
        yield _line(_element("edge", ("source", "target"), edge_keys, edge))
    yield b"</graph>\n</graphml>\n"


def _element(tag: str, attributes: tuple[str, ...], keys: dict[str, str], values: Element) -> ElementTree.Element:
    element = ElementTree.Element(tag, {name: _text(values[name]) for name in attributes})
    for key in keys:
        if values.get(key) is not None:
            ElementTree.SubElement(element, "data", {"key": f"{tag}_{key}"}).text = _text(values[key])
    return element


def _line(element: ElementTree.Element) -> bytes:
    return f"{ElementTree.tostring(element, encoding='unicode')}\n".encode()


def _text(value: str | int | float | None) -> str:
    """Return a value without the characters that no XML document can hold."""
    return _NO_XML.sub("", str(value))
