"""Positions of a document in, the same with their issues made one where the text leaves out what it said before."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extraction.findings import PositionMention

UNSPECIFIED = "unspecified"
_LINKED = re.compile(r"(?P<issue>.+?)-(?:on|with|in|of|against|between|for|to|from|towards)-.+")
_POINTING = frozenset({"it", "this", "that", "them", "these", "those", "which"})


def link_issues(mentions: Sequence[PositionMention]) -> list[PositionMention]:
    """Return the positions in text order, "the sanctions" named as "sanctions on Iran" where these are the only ones.

    A position on "it" is on what the position before it, of the same or the last sentence, is about.
    """
    named: dict[str, set[tuple[str, str]]] = {}
    for mention in mentions:
        match = _LINKED.fullmatch(mention.issue_id)
        if match is not None:
            named.setdefault(match["issue"], set()).add((mention.issue_id, mention.issue_label))
    linked: list[PositionMention] = []
    for mention in mentions:
        issues = named.get(mention.issue_id, set())
        if len({identifier for identifier, _ in issues}) == 1:
            identifier, label = min(issues)
            mention = replace(mention, issue_id=identifier, issue_label=label)
        elif mention.issue_id == UNSPECIFIED and linked and _points_back(mention, linked[-1]):
            before = linked[-1]
            mention = replace(mention, issue_id=before.issue_id, issue_label=before.issue_label, topic=before.topic)
        linked.append(mention)
    return linked


def _points_back(mention: PositionMention, before: PositionMention) -> bool:
    content, earlier = mention.content, before.content
    if content is None or earlier is None or len(content) != 1 or content.text.lower() not in _POINTING:
        return False
    return earlier.end <= content.start and content.sent.start - earlier.sent.end <= 1
