"""Event mentions in, the same out, and the states that only their places name among the actors of the document."""

from collections.abc import Sequence
from dataclasses import replace

from extraction.directory import Directory
from extraction.findings import ActorMention, ActorReference, EventMention
from records.actors import Actor, Mention

_SCORE = 0.8
"""How sure it is that an act in a city is one on its state; the names of states themselves score 1."""


def add_states_of_places(
    references: Sequence[ActorReference], events: Sequence[EventMention], directory: Directory
) -> tuple[tuple[ActorReference, ...], tuple[EventMention, ...]]:
    """Return both, with a reference for each state that is a target by its place alone: "shells hit Kharkiv".

    A place whose state the registry does not know is no target.
    """
    known = {reference.actor.id for reference in references}
    spans: dict[str, dict[int, ActorMention]] = {}
    kept = []
    for event in events:
        if all(m.actor_id in known for m in event.targets):
            kept.append(event)
            continue
        targets = tuple(m for m in event.targets if m.actor_id in known or directory.get(m.actor_id) is not None)
        kept.append(replace(event, targets=targets))
        for mention in targets:
            if mention.actor_id not in known:
                spans.setdefault(mention.actor_id, {})[mention.span.start] = mention
    added = tuple(
        _reference(state, tuple(m for _, m in sorted(found.items())), directory) for state, found in spans.items()
    )
    return (*references, *added), tuple(kept)


def _reference(state: str, mentions: tuple[ActorMention, ...], directory: Directory) -> ActorReference:
    known = directory.actors[state]
    return ActorReference(
        actor=Actor(
            id=known.id,
            name=known.name,
            actor_type=known.actor_type,
            country=known.country,
            sectors=known.sectors,
            code=known.country,
            wikidata=known.wikidata,
            mentions=tuple(
                Mention(start=m.span.start_char, end=m.span.end_char, text=m.span.text, form=m.form) for m in mentions
            ),
        ),
        mentions=mentions,
        score=_SCORE,
        grounds=("place of an event",),
    )
