"""Stored articles in, events that several of them tell out: what compares, decides and writes."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ingest.candidates import find_candidates
from ingest.composing import telling_of
from ingest.reprints import SIMILAR_FROM, band, compare, sign
from ingest.settling import settle_components
from ingest.stories import Verdicts
from ingest.story_scores import RELATED_FROM, Score, score
from ingest.telling_reading import ReadTelling, read_tellings, read_topics
from ingest.tellings import Telling, make_telling, ordinal, twin_key
from storage.prepared import Renderer
from storage.reprint_writing import choose_head, join_groups
from storage.store import Store
from storage.story_writing import StoryWriter
from storage.told import NewMatching, NewTelling, StoredLink, StoredTelling

_ARTICLES_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReport:
    """What a run of matching has done."""

    articles: int
    reprints: int

    def describe(self) -> str:
        """Return one line for people."""
        return f"{self.articles:,} articles compared, {self.reprints:,} of them reprints."


def match_stories(store: Store, article_id: str, *, renderer: Renderer) -> None:
    """Compare a stored article with all others, and let events that are one be one."""
    with store.telling(renderer) as writer:
        number = writer.article_number(article_id)
        _match(writer, () if number is None else (number,))


def match_all(store: Store, *, renderer: Renderer) -> MatchReport:
    """Compare every article that has not been compared yet, some in one transaction."""
    articles = reprints = 0
    while True:
        with store.telling(renderer) as writer:
            numbers = writer.unmatched(_ARTICLES_AT_ONCE)
            reprints += _match(writer, numbers)
        articles += len(numbers)
        if len(numbers) < _ARTICLES_AT_ONCE:
            return MatchReport(articles=articles, reprints=reprints)


def settle(store: Store, *, renderer: Renderer) -> None:
    """Put together anew what is left of events after an article has gone."""
    with store.telling(renderer) as writer:
        settle_within(writer, ())


def follow_merge(store: Store, former_id: str, *, renderer: Renderer) -> None:
    """Compare what was told of an actor under a former id with what is told of it under its own."""
    with store.telling(renderer) as writer:
        named = [n for n in writer.articles_naming(former_id) if former_id.encode() in writer.record(n)]
        writer.recompose([telling_n for n in named for telling_n in _Newcomer(writer, n).rewrite()])
        settle_within(writer, ())


def match_within(writer: StoryWriter, article_n: int) -> None:
    """Compare a stored article with all others in a transaction."""
    _match(writer, (article_n,))


def settle_within(writer: StoryWriter, touched: Iterable[int]) -> None:
    """Decide anew, in a transaction, which tellings around those named are one event."""
    _settle(writer, set(touched) | set(writer.take_unsettled()))


def _match(writer: StoryWriter, article_numbers: Sequence[int]) -> int:
    touched: set[int] = set()
    reprints = 0
    for article_n in article_numbers:
        if writer.is_matched(article_n):
            continue
        new = _Newcomer(writer, article_n)
        touched |= new.take_in()
        reprints += new.is_reprint
    _settle(writer, touched | set(writer.take_unsettled()), touched)
    return reprints


class _Newcomer:
    """An article that has not been compared yet."""

    def __init__(self, writer: StoryWriter, article_n: int) -> None:
        self._writer = writer
        self._number = article_n
        record = orjson.loads(writer.record(article_n))
        self._record = rename_actors(record, writer.current_ids(actor["id"] for actor in record["actors"]))
        self._topics = read_topics(self._record)
        self.is_reprint = False

    def take_in(self) -> set[int]:
        """Keep its tellings; return those that may be one event with others now."""
        head_n = self._note_article()
        writer = self._writer
        new = self._read(writer.event_numbers(self._number))
        writer.add_tellings(new)
        retracted = Verdicts(writer.judgements_on(telling.id for telling in new)).retracted
        if self.is_reprint:
            retracted.update(writer.share_retractions((t for t in new if t.id not in retracted), head_n))
        wrong = [telling.n for telling in new if telling.id in retracted]
        if wrong:
            writer.retract(wrong)
        own = [telling.n for telling in new if telling.id not in retracted]
        leading = self._follow(own, head_n) if self.is_reprint else own
        _index(writer, leading)
        return set(leading)

    def rewrite(self) -> list[int]:
        """Keep its tellings, which have been compared before, as they are now; return their numbers."""
        known = self._writer.tellings_of_article(self._number)
        tellings = self._read({telling.id: n for n, telling in known.items()})
        self._writer.rewrite(self._number, orjson.dumps(self._topics), tellings)
        return [telling.n for telling in tellings]

    def _read(self, numbers: Mapping[str, int]) -> list[NewTelling]:
        topics = frozenset(self._topics)
        article = self._record["article"]
        published = ordinal(article["document_date"]["value"] if article.get("document_date") else None)
        new = []
        said: Counter[int] = Counter()
        for telling in read_tellings(self._record):
            if telling.id not in numbers:
                continue
            known = _make(telling, article["id"], published, topics)
            twin = twin_key(known)
            said[twin] += 1
            new.append(
                NewTelling(
                    n=numbers[telling.id],
                    id=telling.id,
                    article_n=self._number,
                    seq=telling.seq,
                    twin=twin if said[twin] == 1 else twin_key(known, said[twin]),
                    day=known.day,
                    parties=telling.parties,
                    features=telling.features,
                    keys=known.keys(),
                    sketch=known.sketch(),
                )
            )
        return new

    def _note_article(self) -> int:
        article = self._record["article"]
        signature = sign(article["text"])
        bands = band(signature)
        heads: dict[int, float] = {}
        for _, head_n, other in self._writer.candidate_articles(bands):
            similarity = compare(signature, other)
            if similarity >= SIMILAR_FROM:
                heads[head_n] = max(similarity, heads.get(head_n, 0.0))
        self.is_reprint = bool(heads)
        head_n = choose_head(self._writer, heads) if heads else self._number
        if len(heads) > 1:
            self._unite(heads, head_n)
        dated = article.get("document_date") or {}
        self._writer.add_article(
            NewMatching(
                article_n=self._number,
                published=ordinal(dated.get("value")),
                publisher=article.get("publisher"),
                topics=orjson.dumps(self._topics),
                signature=signature,
                bands=bands,
            ),
            head_n,
            max(heads.values(), default=None),
        )
        return head_n

    def _unite(self, heads: Iterable[int], head_n: int) -> None:
        """Let groups of reprints be one, in which one of those leads that say the same."""
        writer = self._writer
        moved = join_groups(writer, heads, head_n)
        by_twin: dict[int, list[StoredTelling]] = defaultdict(list)
        for telling in writer.leading_twins({telling.twin for telling in moved.values()}, head_n):
            if telling.event_n is not None:
                by_twin[telling.twin].append(telling)
        for alike in by_twin.values():
            first, *more = sorted(alike, key=_precedence)
            for other in more:
                current = writer.tellings([first.n, other.n])
                writer.let_go(current[other.n])
                writer.follow(writer.tellings([other.n]), {other.n: writer.tellings([first.n])[first.n]})
        writer.recompose(moved)

    def _follow(self, numbers: Sequence[int], head_n: int) -> list[int]:
        """Let what only repeats another article go with it; return what leads."""
        writer = self._writer
        own = writer.tellings(numbers)
        others = self._find_twins(own.values(), head_n)
        leading = []
        followed: dict[int, StoredTelling] = {}
        for telling in own.values():
            first = others.get(telling.twin)
            if first is None:
                leading.append(telling.n)
            elif _precedence(telling) < _precedence(first):
                writer.supersede(telling, first)
                leading.append(telling.n)
            else:
                followed[telling.n] = first
        if followed:
            current = writer.tellings({first.n for first in followed.values()})
            leaders = {n: current[first.n] for n, first in followed.items()}
            writer.follow({n: own[n] for n in followed}, leaders)
        return leading

    def _find_twins(self, own: Iterable[StoredTelling], head_n: int) -> dict[int, StoredTelling]:
        """Return what leads in other articles of the group and says the same, by the twin."""
        found = self._writer.leading_twins({telling.twin for telling in own}, head_n)
        others = [other for other in found if other.article_n != self._number and other.event_n is not None]
        return {other.twin: other for other in sorted(others, key=_precedence, reverse=True)}


def rename_actors(record: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return an extraction record as far as it is compared, with actors called by the ids that they have now."""
    if not names:
        return record
    actors = [
        {
            **actor,
            "id": names.get(actor["id"], actor["id"]),
            "offices": [
                {**office, "organisation": names.get(office.get("organisation"), office.get("organisation"))}
                for office in actor.get("offices") or ()
            ],
        }
        for actor in record["actors"]
    ]
    events = [
        {
            **event,
            "participants": [{**p, "actor_id": names.get(p["actor_id"], p["actor_id"])} for p in event["participants"]],
        }
        for event in record["events"]
    ]
    return {**record, "actors": actors, "events": events}


def _make(telling: ReadTelling, article_id: str, published: int, topics: frozenset[str]) -> Telling:
    return make_telling(
        telling_id=telling.id,
        article_id=article_id,
        seq=telling.seq,
        published=published,
        head=0,
        parties=telling.parties,
        features=telling.features,
        topics=topics,
    )


def _precedence(telling: StoredTelling) -> tuple[Any, ...]:
    return telling_of(telling).precedence


def _index(writer: StoryWriter, numbers: Sequence[int]) -> None:
    """Let tellings be found by their keys, compare them with those that are found so, and keep the links."""
    if not numbers:
        return
    writer.index(numbers)
    stored = writer.tellings(numbers)
    tellings = {n: telling_of(telling) for n, telling in stored.items()}
    near = {n: find_candidates(writer, told) for n, told in tellings.items()}
    others = {n for found in near.values() for n in found} - tellings.keys()
    tellings |= {n: telling_of(telling) for n, telling in writer.tellings(sorted(others)).items()}
    links: dict[tuple[int, int], StoredLink] = {}
    for n, candidates in near.items():
        for other in candidates:
            pair = min(n, other), max(n, other)
            if other != n and pair not in links:
                found = score(tellings[n], tellings[other])
                if found.value >= RELATED_FROM and "SAME_ARTICLE" not in found.vetoes:
                    links[pair] = StoredLink(
                        one_n=pair[0],
                        other_n=pair[1],
                        score=found.value,
                        kind=found.kind.value,
                        grounds=render_grounds(found),
                    )
    writer.add_links(list(links.values()))


def render_grounds(found: Score) -> bytes:
    """Return what a score is made of as JSON."""
    return orjson.dumps({"features": found.features, "vetoes": found.vetoes})


def _settle(writer: StoryWriter, touched: set[int], fresh: Collection[int] = ()) -> None:
    """Decide anew which of the tellings that hang together with those named are one event; `fresh` are indexed."""
    left = {n for n, telling in writer.tellings(touched).items() if telling.leads}
    _index(writer, [n for n in sorted(left - set(fresh)) if not writer.is_indexed(n)])
    settle_components(writer, left)
