"""Positions of a document in, the same with their issues made one where the text leaves out what it said before."""

import re
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Span, Token

from extraction.findings import PositionMention
from extraction.issues import UNSPECIFIED
from extraction.wordlists import word_list
from records.vocabularies import Stance

_LINKED = re.compile(r"(?P<issue>.+?)-(?:on|with|in|of|against|between|for|to|from|towards)-.+")
_ACT = re.compile(r"(?P<act>[a-z]+-(?:of|on|for|against)-)(?P<rest>.+)")
_PEOPLES = frozenset({"NORP", "GPE", "PERSON", "ORG"})
_SENTENCES = 6
"""How many sentences a "demand" or an "offer" may lie behind what it means, counted in tokens of thirty each."""

_NAMES_OF_ACTS: dict[str, frozenset[Stance]] = {
    word: frozenset(stances)
    for words, stances in (
        ("demand call request appeal condition", (Stance.DEMAND, Stance.CONDITION)),
        ("offer", (Stance.OFFER, Stance.PROPOSE)),
        ("proposal suggestion initiative", (Stance.PROPOSE, Stance.OFFER, Stance.DEMAND)),
        ("threat warning", (Stance.THREATEN,)),
        ("promise pledge", (Stance.PROMISE,)),
        ("accusation allegation", (Stance.ACCUSE,)),
    )
    for word in words.split()
}
"""What a noun means by the stance that was taken before it: "the offer" is what somebody offered."""


def link_issues(mentions: Sequence[PositionMention]) -> list[PositionMention]:
    """Return the positions in text order, "the sanctions" named as "sanctions on Iran" where these are the only ones.

    A position on "it" is on what the position before it, of the same or the last sentence, is about; one on "the offer"
    on what was offered before.
    """
    named = _issues_in_full(mentions)
    linked: list[PositionMention] = []
    for mention in mentions:
        before = _meant_by(mention, linked)
        if before is not None:
            mention = replace(mention, issue_id=before.issue_id, issue_label=before.issue_label, topic=before.topic)
        else:
            mention = _in_full(mention, named)
        linked.append(mention)
    return linked


def _issues_in_full(mentions: Sequence[PositionMention]) -> dict[str, set[tuple[str, str]]]:
    """Return for each bare issue the ids and labels of those that say whom it concerns, also as objects of acts."""
    named: dict[str, set[tuple[str, str]]] = {}
    for mention in mentions:
        identifier, label = mention.issue_id, mention.issue_label
        act = _ACT.fullmatch(identifier)
        if act is not None and _LINKED.fullmatch(act["rest"]):
            identifier, label = act["rest"], label.split(" ", 2)[-1]
        match = _LINKED.fullmatch(identifier)
        if match is not None:
            named.setdefault(match["issue"], set()).add((identifier, label))
    return named


def _in_full(mention: PositionMention, named: dict[str, set[tuple[str, str]]]) -> PositionMention:
    """Return the position with its issue named as the document names it elsewhere, if it names only one such issue."""
    act = _ACT.fullmatch(mention.issue_id)
    for bare, before in ((mention.issue_id, ""), (act["rest"], act["act"]) if act is not None else ("", "")):
        issues = named.get(bare, set())
        if bare and len({identifier for identifier, _ in issues}) == 1:
            identifier, label = min(issues)
            return replace(mention, issue_id=before + identifier, issue_label=before.replace("-", " ") + label)
    return mention


def _meant_by(mention: PositionMention, earlier: Sequence[PositionMention]) -> PositionMention | None:
    """Return the position before this one that its "it" or "the offer" stands for."""
    content = mention.content
    if content is None or not earlier:
        return None
    if mention.issue_id == UNSPECIFIED:
        return earlier[-1] if _points_back(content, earlier[-1]) else None
    named = (t for t in content if t.lemma_.lower() == mention.issue_id and mention.issue_id in _NAMES_OF_ACTS)
    head = next(named, content.root)
    stances = _NAMES_OF_ACTS.get(head.lemma_.lower())
    if stances is None or any(_tells_more(c) for c in head.children):
        return None
    if not any(c.dep_ in ("det", "poss") and c.lower_ not in ("a", "an", "any", "no") for c in head.lefts):
        return None
    for before in reversed(earlier):
        if before.content is None or content.start - before.content.end > 30 * _SENTENCES:
            return None
        if before.stance in stances and before.content.end <= content.start:
            return before
    return None


def _tells_more(child: Token) -> bool:
    """Whether it says what the demand is ("a pay demand", "the demand for talks"), not only whose ("the Maltese")."""
    return child.dep_ in ("prep", "acl", "relcl") or (child.dep_ == "compound" and child.ent_type_ not in _PEOPLES)


def _points_back(content: Span, before: PositionMention) -> bool:
    earlier = before.content
    if earlier is None:
        return False
    first = content[1] if content[0].dep_ == "mark" and len(content) > 1 else content[0]
    if first.lower_ not in word_list("pointing_words"):
        return False
    return earlier.end <= content.start and content.sent.start - earlier.sent.end <= 1
