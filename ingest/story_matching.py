"""Stored articles in, events that several of them tell out: what compares, decides and writes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ingest.composing import telling_of
from ingest.reprints import SIMILAR_FROM, band, compare, sign
from ingest.stories import Verdicts, cluster, find_component, split_components
from ingest.story_scores import RELATED_FROM, Score, score
from ingest.tellings import ReadTelling, Telling, make_telling, ordinal, read_tellings, read_topics, twin_key
from records.stories import LinkKind
from storage.prepared import Renderer
from storage.store import Store
from storage.story_writing import StoryWriter
from storage.told import NewMatching, NewTelling, StoredLink, StoredTelling

_REACH = 8
"""So many days around its own a telling is compared with others."""

_MOST_IN_COMPONENT = 300
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
        self._record = orjson.loads(writer.record(article_n))
        self.is_reprint = False

    def take_in(self) -> set[int]:
        """Keep its tellings; return those that may be one event with others now."""
        head_n = self._note_article()
        writer, numbers = self._writer, self._writer.event_numbers(self._number)
        read = [telling for telling in read_tellings(self._record) if telling.id in numbers]
        topics = frozenset(read_topics(self._record))
        article = self._record["article"]
        published = ordinal(article["document_date"]["value"] if article.get("document_date") else None)
        new = []
        for telling in read:
            known = _make(telling, article["id"], published, topics)
            new.append(
                NewTelling(
                    n=numbers[telling.id],
                    id=telling.id,
                    article_n=self._number,
                    seq=telling.seq,
                    twin=twin_key(known),
                    day=known.day,
                    parties=telling.parties,
                    features=telling.features,
                    keys=known.keys(),
                )
            )
        writer.add_tellings(new)
        retracted = Verdicts(writer.judgements_on(telling.id for telling in new)).retracted
        wrong = [telling.n for telling in new if telling.id in retracted]
        if wrong:
            writer.retract(wrong)
        own = [telling.n for telling in new if telling.id not in retracted]
        leading = self._follow(own, head_n) if self.is_reprint else own
        _index(writer, leading)
        return set(leading)

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
        head_n = min([*heads, self._number])
        if len(heads) > 1:
            self._writer.join_reprints(heads, head_n)
        dated = article.get("document_date") or {}
        self._writer.add_article(
            NewMatching(
                article_n=self._number,
                published=ordinal(dated.get("value")),
                publisher=article.get("publisher"),
                topics=orjson.dumps(read_topics(self._record)),
                signature=signature,
                bands=bands,
            ),
            head_n,
            max(heads.values(), default=None),
        )
        return head_n

    def _follow(self, numbers: Sequence[int], head_n: int) -> list[int]:
        """Let what only repeats another article go with it; return what leads."""
        leading = []
        for telling in self._writer.tellings(numbers).values():
            others = [
                other
                for other in self._writer.twins(telling.twin, head_n)
                if other.leads and other.article_n != telling.article_n and other.event_n is not None
            ]
            if not others:
                leading.append(telling.n)
                continue
            first, *more = sorted(others, key=_precedence)
            if _precedence(telling) < _precedence(first):
                self._writer.supersede(telling, first)
                leading.append(telling.n)
                first = telling
            else:
                self._writer.follow(telling, first)
            for other in more:
                # Two groups of reprints have turned out to be one.
                self._writer.unsettle([first.n])
                self._writer.let_go(other)
                self._writer.follow(
                    self._writer.tellings([other.n])[other.n], self._writer.tellings([first.n])[first.n]
                )
        return leading


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
    near = {n: writer.candidates(told.sought_keys(), told.day, _REACH) for n, told in tellings.items()}
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
    edges: list[tuple[int, int]] = []
    known = find_component(left, lambda edge: _neighbours(writer, edge, edges))
    stored = {n: telling for n, telling in writer.tellings(sorted(known)).items() if telling.leads}
    verdicts = Verdicts(writer.judgements_on([telling.id for telling in stored.values()]))
    groups: list[list[int]] = []
    for component in split_components(stored, edges):
        groups += _decide([stored[n] for n in component], verdicts)
    if groups:
        writer.regroup(groups)


def _decide(stored: Sequence[StoredTelling], verdicts: Verdicts) -> list[list[int]]:
    if len(stored) == 1 and stored[0].event_n == stored[0].n:
        # It stands by itself, as it did.
        return []
    by_id = {telling.id: telling.n for telling in stored}
    tellings = [telling_of(telling) for telling in stored]
    return [
        [by_id[telling_id] for telling_id in group] for part in _in_parts(tellings) for group in cluster(part, verdicts)
    ]


def _in_parts(tellings: Sequence[Telling]) -> list[Sequence[Telling]]:
    """Return the tellings whole, or, where they are too many to compare all with all, by their days."""
    if len(tellings) <= _MOST_IN_COMPONENT:
        return [tellings]
    ordered = sorted(tellings, key=lambda telling: (telling.day, telling.id))
    return [ordered[start : start + _MOST_IN_COMPONENT] for start in range(0, len(ordered), _MOST_IN_COMPONENT)]


def _neighbours(writer: StoryWriter, edge: Sequence[int], edges: list[tuple[int, int]]) -> set[int]:
    """Return what is one event with one of the tellings by score, by a person's word, or at present; note each pair."""
    known = writer.tellings(edge)
    pairs = [(link.one_n, link.other_n) for link in writer.links(edge) if link.kind == LinkKind.SAME]
    merged = Verdicts(writer.judgements_on([telling.id for telling in known.values()])).merged()
    if merged:
        named = writer.tellings_with_ids({telling_id for pair in merged for telling_id in pair})
        numbers = {telling.id: n for n, telling in named.items() if telling.leads}
        pairs += [(numbers[a], numbers[b]) for a, b in merged if a in numbers and b in numbers]
    shared: dict[int, int] = {}
    events = {telling.event_n for telling in known.values() if telling.event_n is not None}
    for n, telling in writer.tellings_of_events(sorted(events)).items():
        if telling.leads and telling.event_n is not None:
            pairs.append((shared.setdefault(telling.event_n, n), n))
    edges += pairs
    return {n for pair in pairs for n in pair}
