"""Compared articles in, storylines out: affairs over days, of articles that share events, actors, places and issues."""

import math
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ingest.preparing import RENDERER
from records.ids import content_id
from records.stories import Storyline
from schemas.storylines import render_storyline
from storage.scalars import day_of
from storage.store import Store
from storage.storylines import (
    ComparedArticle,
    DescribedStoryline,
    StorylineFacts,
    StorylineWriter,
    are_storylines_due,
)

FEW_ARTICLES = 10_000
"""So many articles are put together anew within a second or two."""

ARTICLES_AT_ONCE = 500
"""And so many in passing, within the request or the job that has changed them."""

_PAUSE_SECONDS = 1.0
_PAUSES = 20
"""So many times as long as naming storylines takes they are left as they are."""

_DAYS = 10
"""So many days may pass before the next article of an affair."""

_ALIKE_FROM = ((3, 0.42), (8, 0.3))
"""Articles that share so many names, and so much of what the one that names less names, are of one affair.

What is rare counts more. Long articles name much beside their matter: with many names less is enough.
"""

_COMMON = 0.25
_FEW = 12
"""What more than a quarter of all articles name, and more than so many, says nothing of any affair."""

_SHOWN_ACTORS = 6
_SHOWN_ISSUES = 4
_NAMED_ACTORS = 3


def renew_storylines(store: Store) -> int:
    """Decide anew which articles are of one affair; return how many affairs there are."""
    with store.telling(RENDERER) as writer:
        desk = StorylineWriter(writer)
        found = find_storylines(desk.articles(), desk.shared_events())
        groups = {content_id("stl_", group[0].id): [article.n for article in group] for group in found}
        desk.place(groups)
        facts = desk.facts()
        desk.describe(_describe(name, len(numbers), facts[name]) for name, numbers in groups.items())
    return len(groups)


def renew_few_storylines(store: Store, *, most: int = FEW_ARTICLES) -> None:
    """Decide anew which articles are of one affair, where anything has changed and they are few enough."""
    if are_storylines_due(store, most=most):
        renew_storylines(store)


class StorylineKeeper:
    """Keeps the storylines of a store up to date, by the side of other work."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._next = -math.inf

    def renew_at_once(self) -> None:
        """Name storylines anew if that takes no time to speak of."""
        renew_few_storylines(self._store, most=ARTICLES_AT_ONCE)

    def renew_when_idle(self) -> None:
        """Name storylines anew if they are due, now and then, so that it takes a small part of the time."""
        if time.monotonic() < self._next:
            return
        begun = time.monotonic()
        renew_few_storylines(self._store)
        ended = time.monotonic()
        self._next = ended + max(_PAUSE_SECONDS, (ended - begun) * _PAUSES)


def find_storylines(
    articles: Sequence[ComparedArticle], shared: Iterable[Sequence[int]]
) -> tuple[tuple[ComparedArticle, ...], ...]:
    """Return the affairs of several articles, each in the order of publication; `shared` are articles of one event.

    An article joins those before it within some days that are most like it, and those that tell an event of it.
    """
    ordered = sorted(articles, key=lambda article: (article.published, article.id))
    parent = {article.n: article.n for article in ordered}
    for one, other in (*_pair_events(shared, parent), *_pair_alike(ordered)):
        first, second = _root(parent, one), _root(parent, other)
        parent[max(first, second)] = min(first, second)
    groups: dict[int, list[ComparedArticle]] = defaultdict(list)
    for article in ordered:
        groups[_root(parent, article.n)].append(article)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def _pair_events(shared: Iterable[Sequence[int]], known: Mapping[int, int]) -> list[tuple[int, int]]:
    return [(group[0], other) for group in shared for other in group[1:] if group[0] in known and other in known]


def _pair_alike(ordered: Sequence[ComparedArticle]) -> list[tuple[int, int]]:
    """Return each article with the most similar one before it, where that is similar enough."""
    dated = [article for article in ordered if article.published]
    named = {article.n: _names_of(article) for article in dated}
    spread = Counter(name for names in named.values() for name in names)
    most = max(len(dated) * _COMMON, _FEW)
    weights = {name: math.log(1 + len(dated) / count) for name, count in spread.items()}
    by_name: dict[str, list[int]] = defaultdict(list)
    days = {article.n: article.published for article in dated}
    pairs = []
    for article in dated:
        mine = named[article.n]
        shared: dict[int, float] = defaultdict(float)
        count: Counter[int] = Counter()
        for name in sorted(mine):
            if spread[name] <= most:
                recent = [n for n in by_name[name] if days[n] >= article.published - _DAYS]
                by_name[name] = recent
                for n in recent:
                    shared[n] += weights[name]
                    count[n] += 1
        own = sum(weights[name] for name in mine)
        best: tuple[float, int] | None = None
        for n, weight in shared.items():
            alike = weight / max(min(own, sum(weights[name] for name in named[n])), 1e-9)
            if _is_enough(count[n], alike) and (best is None or (-alike, n) < best):
                best = -alike, n
        if best is not None:
            pairs.append((best[1], article.n))
        for name in mine:
            by_name[name].append(article.n)
    return pairs


def _is_enough(shared: int, alike: float) -> bool:
    return any(shared >= fewest and alike >= least for fewest, least in _ALIKE_FROM)


def _names_of(article: ComparedArticle) -> frozenset[str]:
    """Return the actors, places and issues that an article names; words alone make no affair."""
    return frozenset(topic for topic in article.topics if ":" in topic)


def _root(parent: dict[int, int], n: int) -> int:
    while parent[n] != n:
        parent[n] = parent[parent[n]]
        n = parent[n]
    return n


def _describe(storyline_id: str, article_count: int, facts: StorylineFacts) -> DescribedStoryline:
    storyline = Storyline(
        id=storyline_id,
        title=write_title(facts),
        first_day=day_of(facts.first_day),
        last_day=day_of(facts.last_day),
        article_count=article_count,
        event_count=facts.event_count,
        position_count=facts.position_count,
        actors=tuple(facts.actors[:_SHOWN_ACTORS]),
        issues=tuple(facts.issues[:_SHOWN_ISSUES]),
    )
    return DescribedStoryline(
        id=storyline_id,
        last_day=facts.last_day,
        event_count=facts.event_count,
        body=render_storyline(storyline),
    )


def write_title(facts: StorylineFacts) -> str:
    """Return a title that people can read: who takes part most, each state once, and what is disputed most.

    "Ukraine, Russia and Donald Trump: Ceasefire".
    """
    names = _choose_names(facts)
    who = " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else "Unnamed actors"
    return f"{who}: {facts.issues[0][1]}" if facts.issues else who


def _choose_names(facts: StorylineFacts) -> list[str]:
    named: dict[str, str] = {}
    for actor_id, name, _ in facts.actors:
        kind, _, rest = actor_id.partition(":")
        state = rest.partition("-")[0] if kind in ("country", "gov") else actor_id
        # "Aoun" is somebody, "Joseph Aoun" somebody whom readers know.
        if "local-" not in actor_id:
            named.setdefault(state, name)
    return list(named.values())[:_NAMED_ACTORS]
