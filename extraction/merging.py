"""Dated mentions in, the events and positions of the article out, each with all its evidence."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from spacy.tokens import Span, Token

from extraction.blocks import BlockLookup, blocks_of
from extraction.findings import ActorMention, EventMention, PositionMention
from extraction.words import words_of
from records.articles import Article
from records.dates import UNDATED, DateInterval
from records.events import Event, Participant
from records.ids import content_id
from records.positions import Issue, Position
from records.spans import Evidence, Offsets, TextSpan
from records.vocabularies import BlockKind, DateBasis, EventStatus, EventType, Role

_TITLES = (BlockKind.HEADLINE, BlockKind.HEADING)
_BODY = frozenset({BlockKind.PARAGRAPH.value, BlockKind.BULLET.value})
_SUPPOSED = frozenset({EventStatus.PROPOSED, EventStatus.HYPOTHETICAL})
_UNREALISED = frozenset({EventStatus.PLANNED, EventStatus.PROPOSED, EventStatus.HYPOTHETICAL})
_REALISED = frozenset({EventStatus.OCCURRED, EventStatus.ONGOING})
_OF_WORDS = frozenset(
    {EventType.ACCUSE, EventType.AGREE, EventType.CONCEDE, EventType.REJECT, EventType.REQUEST, EventType.SUPPORT}
)
_MAX_ABOUT = 20
_ONCE = frozenset({"coup"})
"""Modes of what the same people do only once in a story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dated:
    """An event mention with its date, and what the comparison of mentions asks of it."""

    mention: EventMention
    when: DateInterval
    block: BlockKind | None
    sources: frozenset[str]
    targets: frozenset[str]
    rolled: tuple[frozenset[str], frozenset[str]]
    states: tuple[frozenset[str], frozenset[str]]
    lemma: str
    is_definite: bool
    about: frozenset[str]

    @property
    def everybody(self) -> frozenset[str]:
        return self.sources | self.targets

    @property
    def is_title(self) -> bool:
        return self.block in _TITLES

    @property
    def start(self) -> int:
        return self.mention.trigger.start

    @property
    def kind(self) -> tuple[object, ...]:
        """All that a comparison of mentions of one type asks: those of a kind need not be compared twice."""
        mention, sentence = self.mention, self.mention.sentence
        place = (sentence.start, sentence.end) if self.block is BlockKind.CAPTION else None
        return (
            (mention.status, mention.reciprocal, mention.rule),
            (self.when, self.block, place),
            (self.sources, self.targets, self.states),
            (self.lemma, self.is_definite, self.about),
        )


class _Group:
    """The mentions of one event, in the order in which they came: those of the text first, then the titles."""

    def __init__(self, first: _Dated) -> None:
        self.members: list[_Dated] = []
        self.lemmas: set[str] = set()
        self._kinds: dict[tuple[object, ...], _Dated] = {}
        self._starts: list[int] = []
        self.add(first)

    def add(self, one: _Dated) -> None:
        """Take a mention in."""
        self.members.append(one)
        self.lemmas.add(one.lemma)
        self._kinds.setdefault(one.kind, one)
        insort(self._starts, one.start)

    def holds(self, one: _Dated) -> bool:
        """Say whether the mention speaks of the event of the group."""
        kinds = self._kinds.values()
        return all(_compatible(one, other) for other in kinds) and any(_same(one, other) for other in kinds)

    def distance(self, one: _Dated) -> tuple[bool, bool, bool, int]:
        """Order the events that a mention may be of: same status, below a title, same word, then the nearest."""
        first = self.members[0]
        at = bisect_left(self._starts, one.start)
        return (
            first.mention.status is not one.mention.status,
            one.is_title and first.start < one.start,
            one.lemma not in self.lemmas and not one.is_title,
            min(abs(start - one.start) for start in self._starts[max(at - 1, 0) : at + 1]),
        )


def merge_events(
    article: Article, mentions: Sequence[tuple[EventMention, DateInterval]], states: Mapping[str, str | None]
) -> tuple[Event, ...]:
    """Return one event for each thing that happened, with every mention of it as evidence.

    Mentions are one event if their types agree and nothing speaks against it: other participants, another status,
    another day. A mention in a headline or heading supports an event of the text; it stands alone only where no
    sentence repeats it and it names who did it to whom, or where no sentence tells of anything. `states` tells the
    country of each actor id: headlines are loose with names, and say "Turkey" for its foreign ministry.
    """
    if not mentions:
        return ()
    doc = mentions[0][0].trigger.doc
    blocks = blocks_of(doc)
    has_body = any(block.label_ in _BODY for block in doc.spans.get("blocks", ()))
    dated = [_dated(mention, when, blocks, states) for mention, when in mentions]
    groups: list[_Group] = []
    by_type: dict[EventType, list[_Group]] = {}
    for one in sorted(dated, key=lambda d: (d.is_title, d.start, d.mention.event_type)):
        of_type = by_type.setdefault(one.mention.event_type, [])
        homes = [group for group in of_type if group.holds(one)]
        if homes:
            min(homes, key=lambda group: group.distance(one)).add(one)
        elif not one.is_title or _may_stand_alone(one, groups, has_body=has_body):
            group = _Group(one)
            groups.append(group)
            of_type.append(group)
    return tuple(_unique(_event(article, group.members) for group in groups))


def _dated(mention: EventMention, when: DateInterval, blocks: BlockLookup, states: Mapping[str, str | None]) -> _Dated:
    sources, targets = (frozenset(m.actor_id for m in side) for side in (mention.sources, mention.targets))
    return _Dated(
        mention=mention,
        when=when,
        block=blocks.kind_of(mention.trigger),
        sources=sources,
        targets=targets,
        rolled=(_rolled(sources), _rolled(targets)),
        states=(_states_of(sources, states), _states_of(targets, states)),
        lemma=mention.trigger.root.lemma_.lower(),
        is_definite=_is_definite(mention.trigger.root),
        about=_about(mention),
    )


def _may_stand_alone(title: _Dated, groups: Sequence[_Group], *, has_body: bool) -> bool:
    """Say whether what only a title says is an event of its own."""
    if not has_body:
        return True
    if all(group.members[0].is_title for group in groups):
        return bool(title.everybody)
    return bool(title.sources and title.targets) and title.mention.status not in _SUPPOSED


def _is_definite(trigger: Token) -> bool:
    """Say whether the trigger is a noun phrase that can point back ("the talks", "Russia's invasion")."""
    return trigger.pos_ in ("NOUN", "PROPN") and any(
        child.dep_ == "poss" or child.lower_ in ("the", "this", "these", "those", "upcoming") for child in trigger.lefts
    )


def _about(mention: EventMention) -> frozenset[str]:
    """Return what an act of words is about, as the lemmas behind its verb; the participants are not it."""
    verb = mention.trigger.root
    if mention.event_type not in _OF_WORDS or verb.pos_ != "VERB":
        return frozenset()
    people = {i for m in (*mention.sources, *mention.targets) for i in range(m.span.start, m.span.end)}
    behind = islice((t for t in verb.subtree if t.i > verb.i), _MAX_ABOUT)
    return frozenset(
        t.lemma_.lower()
        for t in behind
        if t.pos_ in ("NOUN", "VERB") and t.i not in people and t.ent_type_ not in ("DATE", "TIME") and not t.is_stop
    )


def _states_of(ids: Iterable[str], states: Mapping[str, str | None]) -> frozenset[str]:
    """Return the actors as a headline names them: by their state where they have one, unknown people not at all."""
    known = (states.get(i) or i for i in ids if not i.startswith("group:local-"))
    return frozenset(known)


def _compatible(one: _Dated, other: _Dated) -> bool:
    """Say whether nothing speaks against two mentions being one event."""
    if one.mention.event_type is not other.mention.event_type:
        return False
    if one.block is BlockKind.CAPTION or other.block is BlockKind.CAPTION:
        # A photo of a file shows another day than the article tells of.
        return one.mention.sentence == other.mention.sentence and one.lemma == other.lemma
    if _days_conflict(one.when, other.when) or not _statuses_agree(one, other):
        return False
    mutual = one.mention.reciprocal or other.mention.reciprocal or one.mention.event_type is EventType.CONSULT
    if one.is_title or other.is_title:
        sides = [(one.states[0], other.states[0]), (one.states[1], other.states[1])]
        return mutual or all(not a or not b or a & b for a, b in sides)
    if mutual:
        return _overlap(one.rolled[0] | one.rolled[1], other.rolled[0] | other.rolled[1])
    return all(_overlap(mine, its) for mine, its in zip(one.rolled, other.rolled, strict=True))


def _same(one: _Dated, other: _Dated) -> bool:
    """Say whether two compatible mentions have enough in common."""
    shared = (one.rolled[0] | one.rolled[1]) & (other.rolled[0] | other.rolled[1])
    same_word = one.lemma == other.lemma
    if one.about and other.about and not (one.is_title or other.is_title) and one.about.isdisjoint(other.about):
        return False  # "agreed to resume aid", "agreed to build a pipeline"
    if one.is_title or other.is_title:
        in_common = (one.states[0] | one.states[1]) & (other.states[0] | other.states[1])
        return bool(in_common) or (same_word and not (one.everybody and other.everybody))
    if one.mention.event_type is EventType.STATEMENT:
        # Who speaks twice says two things.
        return False
    if same_word and (shared or not one.everybody or not other.everybody):
        return shared != frozenset() or one.is_definite or other.is_definite or one.mention.rule == other.mention.rule
    if one.when.basis is other.when.basis is DateBasis.STATED and one.when != other.when:
        return False
    if one.mention.mode in _ONCE and one.mention.mode == other.mention.mode and one.sources & other.sources:
        return True  # "ousted the president", "seized power"
    return bool(shared) and (one.is_definite or other.is_definite) and len(shared) >= min(2, len(one.everybody))


def _statuses_agree(one: _Dated, other: _Dated) -> bool:
    if one.mention.status is other.mention.status:
        return True
    pair = {one.mention.status, other.mention.status}
    if pair <= _UNREALISED or pair <= _REALISED:
        return True
    if EventStatus.DENIED in pair:
        return False
    # "The talks" says nothing about whether they have been held: the clause that announced them does.
    return one.is_title or other.is_title or one.is_definite or other.is_definite


def _days_conflict(one: DateInterval, other: DateInterval) -> bool:
    if DateBasis.STATED not in (one.basis, other.basis) or DateBasis.UNKNOWN in (one.basis, other.basis):
        return False
    if DateBasis.PUBLICATION in (one.basis, other.basis):
        return False
    first, last = one.start or date.min, one.end or date.max
    return last < (other.start or date.min) or (other.end or date.max) < first


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or not one.isdisjoint(other)


def _rolled(ids: Iterable[str]) -> frozenset[str]:
    """Return the ids with a government and its bodies standing for their state ("gov:RUS" is "country:RUS" here)."""
    return frozenset("country:" + i[4:7] if i.startswith("gov:") else i for i in ids)


def _rank(one: _Dated) -> tuple[bool, bool, bool, int, float, int]:
    """Order mentions by how well each tells the event, the best one first."""
    return (
        one.is_title,
        one.mention.background,
        one.when.basis is not DateBasis.STATED,
        -((len(one.sources) > 0) + (len(one.targets) > 0)),
        -one.mention.confidence,
        one.mention.trigger.start,
    )


def _event(article: Article, group: Sequence[_Dated]) -> Event:
    ranked = sorted(group, key=_rank)
    best = ranked[0]
    mention = best.mention
    trigger = mention.trigger
    sources = next((one.mention.sources for one in ranked if one.sources), ())
    taken = {m.actor_id for m in sources}
    targets = next(
        (one.mention.targets for one in ranked if one.targets and (one is best or not one.targets & taken)), ()
    )
    status = _status(ranked)
    quotes = sorted(ranked[1:], key=lambda one: (one.is_title, one.mention.trigger.start))
    return Event(
        id=content_id("evt_", article.id, trigger.start_char, trigger.end_char, mention.event_type),
        event_type=mention.event_type,
        mode=next((one.mention.mode for one in ranked if one.mention.mode), None),
        contexts=tuple(dict.fromkeys(context for one in ranked for context in one.mention.contexts)),
        cameo_code=mention.cameo_code,
        status=status,
        participants=(*_participants(sources, Role.SOURCE), *_participants(targets, Role.TARGET)),
        event_date=_date(ranked, status),
        place=next((one.mention.place for one in ranked if one.mention.place), None),
        trigger=TextSpan(start=trigger.start_char, end=trigger.end_char, text=trigger.text),
        evidence=tuple(dict.fromkeys(_evidence(one.mention.sentence) for one in (best, *quotes))),
        reciprocal=mention.reciprocal,
        reported_by=next((one.mention.reported_by for one in ranked if one.mention.reported_by), None),
        fatalities=max((n for one in group if (n := one.mention.fatalities) is not None), default=None),
        quad_class=mention.quad_class,
        intensity=mention.intensity,
        background=all(one.mention.background for one in group),
        confidence=round(max(one.mention.confidence for one in group), 3),
        rule=mention.rule,
    )


def _status(ranked: Sequence[_Dated]) -> EventStatus:
    """Return the status of the first mention that can say it: a clause rather than a noun that points back."""
    clause = next((one for one in ranked if not one.is_title and not one.is_definite), ranked[0])
    return clause.mention.status


def _date(ranked: Sequence[_Dated], status: EventStatus) -> DateInterval:
    """Return the best mention's own date, else the one that another mention states.

    Only mentions that agree whether the event has happened are asked: the day on which a meeting was still ahead is
    not the day of the meeting.
    """
    ahead = status in _UNREALISED
    asked = [one for one in ranked if (one.mention.status in _UNREALISED) == ahead] or list(ranked)
    best = asked[0].when
    if best.basis is DateBasis.STATED:
        return best
    stated = next((one.when for one in ranked if one.when.basis is DateBasis.STATED), None)
    if stated is not None:
        return replace(stated, basis=DateBasis.CARRIED)
    return UNDATED if ahead and best.basis is DateBasis.PUBLICATION else best


def merge_positions(article: Article, mentions: Sequence[tuple[PositionMention, DateInterval]]) -> tuple[Position, ...]:
    """Return one position for each stance that an actor takes on an issue at one time, with all its evidence."""
    groups: list[list[tuple[PositionMention, DateInterval]]] = []
    for mention, when in mentions:
        home = next((group for group in groups if _repeats(mention, when, *group[0])), None)
        if home is None:
            groups.append([(mention, when)])
        else:
            home.append((mention, when))
    return tuple(_unique_positions(_position(article, group) for group in groups))


def _repeats(one: PositionMention, when: DateInterval, other: PositionMention, then: DateInterval) -> bool:
    return (
        one.holder.actor_id == other.holder.actor_id
        and one.stance is other.stance
        and one.polarity is other.polarity
        and one.issue_id == other.issue_id
        and one.via == other.via
        and not _days_conflict(when, then)
    )


def _position(article: Article, group: Sequence[tuple[PositionMention, DateInterval]]) -> Position:
    mention, when = max(group, key=lambda one: one[0].confidence)
    anchor = mention.content or mention.cue or mention.evidence[0]
    cue = _pair(mention.cue)
    evidence = (span for m in (mention, *(other for other, _ in group)) for span in m.evidence)
    return Position(
        id=content_id("pos_", article.id, mention.holder.actor_id, cue, _pair(anchor), mention.stance),
        actor_id=mention.holder.actor_id,
        on_behalf_of=mention.on_behalf_of,
        stance=mention.stance,
        certainty=mention.certainty,
        polarity=mention.polarity,
        issue=Issue(id=mention.issue_id, label=mention.issue_label, topic=mention.topic),
        proposition=mention.proposition,
        addressee_ids=tuple(dict.fromkeys(a for m, _ in group for a in m.addressees)),
        condition=mention.condition,
        via=mention.via,
        quoted=any(m.quoted for m, _ in group),
        stated_date=when,
        source=_pair(mention.source),
        cue=cue,
        content=_pair(mention.content),
        evidence=tuple(dict.fromkeys(_evidence(span) for span in evidence)),
        confidence=round(mention.confidence, 3),
        rule=mention.rule,
    )


def _unique(events: Iterable[Event]) -> Iterator[Event]:
    """Yield events with an id of their own: two of one type on one trigger differ by their participants."""
    seen: set[str] = set()
    for event in events:
        if event.id in seen:
            event = replace(event, id=content_id("evt_", event.id, *(p.actor_id for p in event.participants)))
        if event.id not in seen:
            seen.add(event.id)
            yield event


def _unique_positions(positions: Iterable[Position]) -> Iterator[Position]:
    seen: set[str] = set()
    for position in positions:
        if position.id in seen:
            position = replace(position, id=content_id("pos_", position.id, position.issue.id, position.polarity))
        if position.id not in seen:
            seen.add(position.id)
            yield position


def _participants(mentions: Sequence[ActorMention], role: Role) -> tuple[Participant, ...]:
    first = {m.actor_id: m for m in reversed(mentions)}
    return tuple(
        Participant(actor_id=m.actor_id, role=role, mention=(m.span.start_char, m.span.end_char))
        for m in mentions
        if first[m.actor_id] is m
    )


def _evidence(span: Span) -> Evidence:
    """Return the span as evidence, without the line ends that spaCy counts to the sentence before them."""
    words = words_of(span.doc)
    first, last = span.start, span.end - 1
    while first < last and words.texts[first].isspace():
        first += 1
    while last > first and words.texts[last].isspace():
        last -= 1
    start, end = words.starts[first], words.starts[last] + len(words.texts[last])
    return Evidence(start=start, end=end, quote=words.text[start:end])


def _pair(span: Span | None) -> Offsets | None:
    return (span.start_char, span.end_char) if span is not None else None
