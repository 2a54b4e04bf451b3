"""A person's word about events and positions in, its consequences in the store out."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from ingest.errors import JudgementError
from ingest.stories import Verdicts
from ingest.story_matching import match_within, settle_within
from records.ids import encode
from records.stories import Judgement, JudgementKind
from storage.judgements import POSITION
from storage.prepared import Renderer
from storage.store import Store
from storage.story_views import NearPair
from storage.story_writing import StoryWriter
from storage.told import StoredTelling

_NAMED = 10
_LOOKED_AT = 20
"""Several tellings of two events may be nearly one, and many pairs be decided."""


def merge_events(
    store: Store, event_id: str, other_id: str, *, by: str, note: str | None, overrule: bool, renderer: Renderer
) -> str:
    """Let two events be one, whatever their score; return the id of the event that they are now.

    Raises:
        JudgementError: they are one already, one of them is unknown, or a person has said the opposite.
    """
    if event_id == other_id:
        raise JudgementError("SAME_EVENT", f"{event_id!r} cannot be merged with itself.")
    with store.telling(renderer) as writer:
        one, other = _find_event(writer, event_id), _find_event(writer, other_id)
        if one[0].event_n == other[0].event_n:
            raise JudgementError("SAME_EVENT", f"{event_id!r} and {other_id!r} are one event already.")
        if not overrule:
            _refuse_conflict(writer, one, other, together=True)
        members = sorted(telling.id for telling in (*one, *other))
        writer.judge(_make(JudgementKind.MERGE, [members], by, note))
        settle_within(writer, [telling.n for telling in (*one, *other)])
        return _shown_as(writer, one[0])


def split_event(
    store: Store,
    event_id: str,
    article_ids: Iterable[str] = (),
    event_ids: Iterable[str] = (),
    *,
    by: str,
    note: str | None,
    overrule: bool,
    renderer: Renderer,
) -> tuple[str, ...]:
    """Let what some articles tell be another event; return the ids of the events that there are now.

    `event_ids` are those that articles brought: they name one of several that the same article tells.

    Raises:
        JudgementError: there is no such event, it was told only once, what is named is none or all of it, or a person
            has said the opposite.
    """
    with store.telling(renderer) as writer:
        members = _find_event(writer, event_id)
        if len(members) < 2:
            raise JudgementError(
                "NOTHING_TO_SPLIT", f"Only {members[0].article_id!r} tells {event_id!r}: there is nothing to split."
            )
        out = _choose(writer, members, set(article_ids), set(event_ids))
        stay = [telling for telling in members if telling not in out]
        if not overrule:
            _refuse_conflict(writer, stay, out, together=False)
        writer.judge(_make(JudgementKind.SPLIT, [_ids(stay), _ids(out)], by, note))
        settle_within(writer, [telling.n for telling in members])
        return tuple(dict.fromkeys(_shown_as(writer, telling) for telling in (*stay, *out)))


def _choose(
    writer: StoryWriter, members: Sequence[StoredTelling], article_ids: set[str], event_ids: set[str]
) -> list[StoredTelling]:
    """Return the tellings of an event that are named.

    Raises:
        JudgementError: what is named does not tell it, or all that does is named.
    """
    articles, events = {telling.article_id for telling in members}, {telling.id for telling in members}
    _refuse_strangers(writer, members, "WRONG_ARTICLES", article_ids - articles, articles)
    _refuse_strangers(writer, members, "WRONG_EVENTS", event_ids - events, events)
    out = [telling for telling in members if telling.article_id in article_ids or telling.id in event_ids]
    if not out:
        raise JudgementError("WRONG_ARTICLES", f"No article is named of those that tell it: {_list(articles)}.")
    if len(out) < len(members):
        return out
    if len(articles) > 1 and article_ids:
        raise JudgementError("WRONG_ARTICLES", f"All articles that tell it are named: {_list(articles)}.")
    detail = f"{_list(articles)} tells it as {_list(events)}: name some, not all of these in `event_ids`."
    raise JudgementError("WRONG_EVENTS" if event_ids else "WRONG_ARTICLES", detail)


def _refuse_strangers(
    writer: StoryWriter, members: Sequence[StoredTelling], code: str, strangers: set[str], known: set[str]
) -> None:
    if not strangers:
        return
    numbers = {telling.event_n for telling in members if telling.event_n is not None}
    repeated = [telling for telling in writer.tellings_of_events(numbers).values() if not telling.leads]
    copies = strangers & ({telling.article_id for telling in repeated} | {telling.id for telling in repeated})
    if copies:
        detail = f"{_list(copies)} only repeats what others tell: name one of {_list(known)}."
    else:
        detail = f"{_list(strangers)} does not tell it; these do: {_list(known)}."
    raise JudgementError(code, detail)


def keep_apart(store: Store, event_id: str, other_id: str, *, by: str, note: str | None, renderer: Renderer) -> None:
    """Let two events stay two, whatever their score becomes.

    Raises:
        JudgementError: one of them is unknown, they are one, or a person has said that they are.
    """
    with store.telling(renderer) as writer:
        one, other = _find_event(writer, event_id), _find_event(writer, other_id)
        if one[0].event_n == other[0].event_n:
            raise JudgementError("SAME_EVENT", f"{event_id!r} and {other_id!r} are one event: split it.")
        _refuse_conflict(writer, one, other, together=False)
        writer.judge(_make(JudgementKind.SPLIT, [_ids(one), _ids(other)], by, note))


def find_undecided(store: Store, *, limit: int) -> list[NearPair]:
    """Return pairs of events that nearly are one and of which nobody has said what they are, the likeliest first."""
    found: dict[frozenset[str], NearPair] = {}
    for pair in store.stories.nearest(limit=_LOOKED_AT * limit):
        names = frozenset((pair.one_id, pair.other_id))
        if names not in found and not _are_judged(store, pair):
            found[names] = pair
        if len(found) == limit:
            break
    return list(found.values())


def _are_judged(store: Store, pair: NearPair) -> bool:
    words = store.stories.words_on(pair.one_id)
    return bool(words) and any(
        word.kind is JudgementKind.SPLIT and word in words for word in store.stories.words_on(pair.other_id)
    )


def retract_event(store: Store, event_id: str, *, by: str, note: str | None, renderer: Renderer) -> None:
    """Show an event no more, because it is wrong.

    Raises:
        JudgementError: there is no such event.
    """
    with store.telling(renderer) as writer:
        leading = _find_event(writer, event_id)
        every = writer.tellings_of_events([telling.event_n for telling in leading if telling.event_n is not None])
        near = {n for link in writer.links(every) for n in (link.one_n, link.other_n)} - every.keys()
        writer.judge(_make(JudgementKind.RETRACT, [_ids(every.values())], by, note))
        writer.retract(every)
        settle_within(writer, near)


def retract_position(store: Store, position_id: str, *, by: str, note: str | None, renderer: Renderer) -> None:
    """Show a position no more, because it is wrong.

    Raises:
        JudgementError: there is no such position.
    """
    judgement = _make(JudgementKind.RETRACT, [[position_id]], by, note)
    if not store.retract_position(position_id, judgement, renderer=renderer):
        raise JudgementError("UNKNOWN", f"No position has the id {position_id[:100]!r}.")


def withdraw(store: Store, judgement_id: str, *, renderer: Renderer) -> Judgement | None:
    """Let a person's word not count any more, and decide anew; None: none of that id stands."""
    known = store.stories.judgement(judgement_id)
    if known is None:
        return None
    if known[1] == POSITION:
        return store.restore_positions(judgement_id, renderer=renderer)
    with store.telling(renderer) as writer:
        found = writer.unjudge(judgement_id)
        if found is None:
            return None
        judgement, _ = found
        numbers = writer.tellings_with_ids(telling_id for side in judgement.sides for telling_id in side)
        writer.restore(numbers)
        settle_within(writer, numbers)
    return judgement


def _find_event(writer: StoryWriter, event_id: str) -> list[StoredTelling]:
    """Return the tellings that lead an event; one that has not been compared yet is compared first."""
    standing = _stand(writer, event_id)
    article_n = writer.article_of_event(standing)
    if article_n is None:
        raise JudgementError("UNKNOWN", f"No event has the id {event_id[:100]!r}.")
    match_within(writer, article_n)
    telling = next(iter(writer.tellings_with_ids([standing]).values()), None)
    if telling is None or telling.event_n is None:
        raise JudgementError("UNKNOWN", f"No event has the id {event_id[:100]!r}.")
    return list(writer.leading_tellings_of_events([telling.event_n]).values())


def _stand(writer: StoryWriter, event_id: str) -> str:
    """Return where an event stands that was merged into another one.

    Raises:
        JudgementError: it was deleted, or a person has said that it is wrong.
    """
    known, standing = {event_id}, event_id
    while (trace := writer.trace_of(standing)) is not None:
        if trace.merged_into is None or trace.merged_into in known:
            word = next((j for j in writer.judgements_on([standing]) if j.kind is JudgementKind.RETRACT), None)
            became = f"was retracted by {word.by} on {word.at:%Y-%m-%d}" if word else "has been deleted"
            raise JudgementError("GONE", f"The event {event_id[:100]!r} {became}.")
        standing = trace.merged_into
        known.add(standing)
    return standing


def _refuse_conflict(
    writer: StoryWriter, ones: Sequence[StoredTelling], others: Sequence[StoredTelling], *, together: bool
) -> None:
    """Raise the error of what contradicts an earlier word."""
    judgements = writer.judgements_on([telling.id for telling in (*ones, *others)])
    verdicts = Verdicts(judgements)
    for one in ones:
        for other in others:
            if verdicts.of(one.id, other.id) is (not together):
                kind = JudgementKind.SPLIT if together else JudgementKind.MERGE
                named = (j for j in judgements if j.kind is kind and {one.id, other.id} <= _named(j))
                last = max(named, key=lambda judgement: judgement.at)
                said = "are two" if together else "are one"
                raise JudgementError(
                    "CONFLICT",
                    f"{last.by} has said on {last.at:%Y-%m-%d} that {one.id!r} and {other.id!r} {said} ({last.id}): "
                    "take that back, or say `overrule`.",
                )


def _shown_as(writer: StoryWriter, telling: StoredTelling) -> str:
    event_n = writer.tellings([telling.n])[telling.n].event_n
    assert event_n is not None, "it was not retracted"
    return writer.tellings([event_n])[event_n].id


def _named(judgement: Judgement) -> set[str]:
    return {telling_id for side in judgement.sides for telling_id in side}


def _list(ids: Iterable[str]) -> str:
    """Return ids for people; of very many the first."""
    named = sorted(ids)
    shown = ", ".join(repr(item[:100]) for item in named[:_NAMED])
    return f"{shown} and {len(named) - _NAMED:,} more" if len(named) > _NAMED else shown


def _ids(tellings: Iterable[StoredTelling]) -> list[str]:
    return sorted(telling.id for telling in tellings)


def _make(kind: JudgementKind, sides: Sequence[Sequence[str]], by: str, note: str | None) -> Judgement:
    return Judgement(
        id=encode("jdg_", secrets.token_bytes(10)),
        kind=kind,
        sides=tuple(tuple(side) for side in sides),
        by=by,
        at=datetime.now(UTC),
        note=note,
    )
