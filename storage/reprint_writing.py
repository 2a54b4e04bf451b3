"""Groups of reprints in, the same groups joined or taken apart out, each with one telling of a kind that leads."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from storage import rows
from storage.inserting import in_chunks
from storage.prepared import Renderer
from storage.told import StoredTelling

if TYPE_CHECKING:
    from storage.story_writing import StoryWriter

_MOST_WEIGHED = 1_000
"""Groups of so many articles are equally large."""

_MOST_TAKEN_APART = 200
"""Larger groups stay together when an article goes: what so many repeat does not hang on one of them."""


def choose_head(writer: "StoryWriter", heads: Iterable[int]) -> int:
    """Return which of several groups the others join: the largest, so that few articles move."""
    matchings = rows.matchings.c
    sizes: dict[int, int] = {}
    for head_n in sorted(heads):
        some = select(matchings.article_n).where(matchings.head_n == head_n).limit(_MOST_WEIGHED).subquery()
        sizes[head_n] = writer.connection.execute(select(func.count()).select_from(some)).scalar_one()
    return max(sizes, key=lambda head_n: (sizes[head_n], -head_n))


def join_groups(writer: "StoryWriter", heads: Iterable[int], head_n: int) -> dict[int, StoredTelling]:
    """Let groups of reprints be one; return the leading tellings of those that have joined it."""
    joining = sorted(set(heads) - {head_n})
    numbers = _articles_of(writer, joining)
    moved = _leading_of(writer, numbers)
    _move(writer, numbers, head_n)
    return moved


def leave_group(writer: "StoryWriter", article_n: int, head_n: int, renderer: Renderer) -> None:
    """Take a group of reprints apart that an article held together which has just gone."""
    if head_n == article_n:
        # The article may come back, and found another group under its number.
        head_n = _new_number(writer)
        writer.connection.execute(
            update(rows.matchings).where(rows.matchings.c.head_n == article_n).values(head_n=head_n)
        )
    matchings = rows.matchings.c
    found = writer.connection.execute(
        select(matchings.article_n, matchings.signature)
        .where(matchings.head_n == head_n)
        .order_by(matchings.article_n)
        .limit(_MOST_TAKEN_APART + 1)
    ).all()
    if not 1 < len(found) <= _MOST_TAKEN_APART:
        return
    groups = renderer.group_texts([bytes(row.signature or b"") for row in found])
    if len(groups) == 1:
        return
    parts = [[found[index].article_n for index in group] for group in groups]
    tellings = {t.n: t for n in (n for part in parts for n in part) for t in writer.tellings_of_article(n).values()}
    led = {telling.twin for telling in tellings.values() if telling.leads}
    # A group that is called by an article's number has that article.
    staying = next((part for part in parts if head_n in part), parts[0])
    for part in parts:
        if part is not staying:
            _move(writer, part, _new_number(writer))
    for part in parts:
        own = [telling for telling in tellings.values() if telling.article_n in part]
        _lead_anew(writer, own, led)
    writer.recompose(n for n, telling in tellings.items() if telling.leads)


def _lead_anew(writer: "StoryWriter", tellings: Sequence[StoredTelling], led: set[int]) -> None:
    """Let the best of those lead that repeated a telling which is in another group now."""
    by_twin: dict[int, list[StoredTelling]] = defaultdict(list)
    for telling in tellings:
        if telling.event_n is not None and telling.twin in led:
            by_twin[telling.twin].append(telling)
    for alike in by_twin.values():
        leader = next((telling for telling in alike if telling.leads), None)
        if leader is None:
            leader, *rest = sorted(alike, key=earliest)
            writer.lead(leader, rest)
        else:
            writer.point(alike, leader)


def earliest(telling: StoredTelling) -> tuple[int, str, int]:
    """Return the order of tellings that say the same: that of `precedence`, as their dates are equally founded."""
    return telling.published or 10_000_000, telling.article_id, telling.seq


def _new_number(writer: "StoryWriter") -> int:
    """Return a number that no article has."""
    return -writer.next_number("reprint_groups")


def _articles_of(writer: "StoryWriter", heads: Iterable[int]) -> list[int]:
    matchings = rows.matchings.c
    return [
        n
        for chunk in in_chunks(heads)
        for n in writer.connection.execute(select(matchings.article_n).where(matchings.head_n.in_(chunk))).scalars()
    ]


def _leading_of(writer: "StoryWriter", article_numbers: Iterable[int]) -> dict[int, StoredTelling]:
    found = (telling for n in article_numbers for telling in writer.tellings_of_article(n).values())
    return {telling.n: telling for telling in found if telling.leads}


def _move(writer: "StoryWriter", article_numbers: Iterable[int], head_n: int) -> None:
    matchings = rows.matchings
    for chunk in in_chunks(article_numbers):
        writer.connection.execute(update(matchings).where(matchings.c.article_n.in_(chunk)).values(head_n=head_n))
