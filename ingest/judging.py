"""A person's word about events and positions in, its consequences in the store out."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from ingest.errors import JudgementError
from ingest.stories import Verdicts
from ingest.story_matching import match_within, settle_within
from records.ids import encode
from records.stories import Judgement, JudgementKind
from storage.prepared import Renderer
from storage.store import Store
from storage.story_writing import StoryWriter
from storage.told import StoredTelling


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
    article_ids: Iterable[str],
    *,
    by: str,
    note: str | None,
    overrule: bool,
    renderer: Renderer,
) -> tuple[str, ...]:
    """Let what some articles tell be another event; return the ids of the events that there are now.

    Raises:
        JudgementError: there is no such event, only one article tells it, the articles are none or all of those that
            do, or a person has said the opposite.
    """
    chosen = set(article_ids)
    with store.telling(renderer) as writer:
        members = _find_event(writer, event_id)
        known = {telling.article_id for telling in members}
        if len(members) < 2:
            raise JudgementError(
                "NOTHING_TO_SPLIT", f"Only {members[0].article_id!r} tells {event_id!r}: there is nothing to split."
            )
        unknown = sorted(chosen - known)
        if unknown or not chosen or chosen >= known:
            wrong = ", ".join(map(repr, unknown)) or ("no article is named" if not chosen else "all of them are named")
            raise JudgementError(
                "WRONG_ARTICLES",
                f"Name some, not all, of the articles that tell it ({', '.join(sorted(known))}): {wrong}.",
            )
        out = [telling for telling in members if telling.article_id in chosen]
        stay = [telling for telling in members if telling.article_id not in chosen]
        if not overrule:
            _refuse_conflict(writer, stay, out, together=False)
        writer.judge(_make(JudgementKind.SPLIT, [_ids(stay), _ids(out)], by, note))
        settle_within(writer, [telling.n for telling in members])
        return tuple(dict.fromkeys(_shown_as(writer, telling) for telling in (*stay, *out)))


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
    """Let a person's word not count any more, and decide anew; None: none of that id stands.

    A position that comes back stands again as soon as its article is written anew.
    """
    with store.telling(renderer) as writer:
        found = writer.unjudge(judgement_id)
        if found is None:
            return None
        judgement, resource = found
        if resource == "event":
            numbers = writer.tellings_with_ids(telling_id for side in judgement.sides for telling_id in side)
            writer.restore(numbers)
            settle_within(writer, numbers)
    return judgement


def _find_event(writer: StoryWriter, event_id: str) -> list[StoredTelling]:
    """Return the tellings that lead an event; one that has not been compared yet is compared first."""
    article_n = writer.article_of_event(event_id)
    if article_n is None:
        raise JudgementError("UNKNOWN", f"No event has the id {event_id[:100]!r}.")
    match_within(writer, article_n)
    telling = next(iter(writer.tellings_with_ids([event_id]).values()), None)
    if telling is None or telling.event_n is None:
        raise JudgementError("UNKNOWN", f"No event has the id {event_id[:100]!r}.")
    return list(writer.leading_tellings_of_events([telling.event_n]).values())


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
                last = max((j for j in judgements if j.kind is kind), key=lambda judgement: judgement.at)
                said = "are two" if together else "are one"
                raise JudgementError(
                    "CONFLICT",
                    f"{last.by} has said on {last.at:%Y-%m-%d} that these {said} ({last.id}): say `overrule`.",
                )


def _shown_as(writer: StoryWriter, telling: StoredTelling) -> str:
    event_n = writer.tellings([telling.n])[telling.n].event_n
    assert event_n is not None, "it was not retracted"
    return writer.tellings([event_n])[event_n].id


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
