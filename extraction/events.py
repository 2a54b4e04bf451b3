"""Document, actors, places and attributions in, coded event mentions out."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from extraction.acts import CONFLICT, Act
from extraction.carriers import carrier_of
from extraction.coding import Coder
from extraction.confidence import confidence_of
from extraction.event_contexts import read_contexts
from extraction.findings import ActorMention, EventMention, FoundAttribution
from extraction.frames import load_lexicon
from extraction.lemmas import lemma_of
from extraction.lookup import ActorLookup, PlaceLookup
from extraction.matching import Match, Matcher
from extraction.ontology import load_types
from extraction.operators import is_operator
from extraction.participants import Participants
from extraction.roles import RoleFiller
from extraction.slots import is_infinitive
from extraction.syntax import is_coordinated_above, is_passive, subject_of
from records.vocabularies import BlockKind, EventStatus, EventType, Stance

_COMMENTS = frozenset(
    {Stance.ASSERT, Stance.ANNOUNCE, Stance.DECLINE_COMMENT, Stance.CONFIDENCE, Stance.CONCERN, Stance.DENY}
)
_TITLES = frozenset({BlockKind.HEADLINE.value, BlockKind.HEADING.value})
_TELLING_ALONE = frozenset({EventType.ASSAULT, EventType.PROTEST, EventType.COERCE, EventType.MOBILIZE})
_SPORT_WORDS = 2
_WAYS = frozenset({"in", "by", "with", "during", "of", "as", "through"})
_GRIEVANCES = frozenset({EventType.REQUEST, EventType.ACCUSE, EventType.REJECT, EventType.PROTEST})
_PERCEPTION = frozenset(
    {"see", "hear", "know", "find", "show", "believe", "think", "expect", "remember", "describe", "quote"}
)
_VERBAL_CONFLICT = frozenset({EventType.THREATEN, EventType.REJECT, EventType.ACCUSE, EventType.REQUEST})


def find_events(
    doc: Doc, actors: ActorLookup, places: PlaceLookup, attributions: Sequence[FoundAttribution]
) -> tuple[EventMention, ...]:
    """Return the event mentions of the document in text order."""
    matcher = Matcher(load_lexicon(), actors, places)
    roles = RoleFiller(Participants(actors), places)
    coder = Coder(roles)
    reports = _Reports(attributions, actors)
    blocks = _kinds_of_tokens(doc)
    found: list[EventMention] = []
    for sentence in doc.sents:
        kind = blocks.get(sentence.start, "")
        if kind == BlockKind.FURNITURE.value:
            continue
        headline = kind in _TITLES
        roles.matches = matcher.match_sentence(sentence)
        acts = _acts_of(coder, headline=headline)
        for act in acts:
            reports.lend_speaker(act)
        unclaimed = any(act.event_type is EventType.ASSAULT and not act.sources for act in acts)
        lemmas = matcher.lemmas[sentence.start : sentence.end]
        accident = unclaimed and _is_about_accident(lemmas)
        acts = [act for act in acts if _is_worth_telling(act, accident=accident)]
        if acts and _is_about_sport(lemmas):
            acts = []
        roles.remember_pair(acts)
        contexts = read_contexts(sentence, lemmas) if acts else ()
        for act in acts:
            reporter = reports.on(act.token)
            found.append(coder.mention_of(act, sentence, contexts, headline=headline, reported_by=reporter))
        if not acts and not headline and (comment := reports.comment_in(sentence)):
            found.append(comment)
    return tuple(sorted(found, key=lambda mention: (mention.trigger.start, mention.trigger.end)))


def _kinds_of_tokens(doc: Doc) -> dict[int, str]:
    if "blocks" not in doc.spans:
        return {}
    return {i: span.label_ for span in doc.spans["blocks"] for i in range(span.start, span.end)}


# ------------------------------------------------------------------------------------------------ acts of a sentence
def _acts_of(coder: Coder, *, headline: bool) -> list[Act]:
    """Return the acts that the matches of a sentence make, those that others speak about or repeat left out."""
    matches = coder.roles.matches
    inner: dict[int, tuple[Match, ...]] = {}
    absorbed: set[int] = set()
    void: set[int] = set()
    for match in matches.values():
        absorbed.update(token.i for token in match.evidence if token.i in matches)
        found = tuple(_content_of(match, matches))
        if match.frame.needs and not _has_needed(coder.act_of_verb(match, found, headline=headline)):
            void.add(match.token.i)
            continue
        inner[match.token.i] = found
        absorbed.update(m.token.i for m in found)
    acts: dict[int, Act] = {}
    for i, match in matches.items():
        if i in absorbed or i in void or match.frame.event_type is None:
            continue
        if match.predicate.kind == "n":
            act = coder.act_of_noun(match, inner[i], headline=headline)
        else:
            act = coder.act_of_verb(match, inner[i], headline=headline)
        if act is not None:
            acts[i] = act
    for act in acts.values():
        first = acts.get(act.token.head.i) if act.token.dep_ == "conj" else None
        if first is not None and first.match.predicate.kind == act.match.predicate.kind == "n":
            act.sources = act.sources or first.sources
            act.targets = act.targets or first.targets
    return _fold({i: act for i, act in acts.items() if not _is_purpose(act, acts)})


def _is_purpose(act: Act, acts: dict[int, Act]) -> bool:
    """Say whether the act is only what another is done for: "met to settle a quarrel", "stormed it to arrest him"."""
    token = act.token
    if token.dep_ != "advcl" or token.pos_ != "VERB" or not is_infinitive(token) or token.i < token.head.i:
        return False
    upper = acts.get(token.head.i)
    return upper is not None and upper.event_type is not act.event_type and upper.event_type is not EventType.PROTEST


def _has_needed(act: Act) -> bool:
    needs = act.match.frame.needs
    return ("source" not in needs or bool(act.sources)) and ("target" not in needs or bool(act.targets))


def _is_worth_telling(act: Act, *, accident: bool) -> bool:
    """Say whether the act has enough to it: somebody who takes part, and more than a passing mention of the doing.

    "Condolences for the farmers who were killed" tells of condolences. What is only possible needs both sides.
    """
    status = act.reading.status
    if not act.sources and act.event_type is EventType.ASSAULT and accident:
        return False
    if not act.sources and status is EventStatus.PLANNED and act.event_type in _VERBAL_CONFLICT and _is_bare(act):
        return False
    if not act.sources and not act.targets:
        if act.event_type not in _TELLING_ALONE or _is_subordinate(act):
            return False
        return status in (EventStatus.OCCURRED, EventStatus.ONGOING)
    if status is EventStatus.HYPOTHETICAL and not act.sources:
        return False
    if status is EventStatus.HYPOTHETICAL and act.event_type not in _VERBAL_CONFLICT:
        idle = act.rules.quad_class < 3 and act.token.pos_ == "VERB" and is_infinitive(act.token)
        return bool(act.sources and act.targets) and not idle
    return bool(act.sources) or act.event_type not in CONFLICT or not _is_subordinate(act)


def _is_bare(act: Act) -> bool:
    """Say whether the act stands in a clause without a subject or a tense: "a trip aimed at pushing for a truce"."""
    return act.token.pos_ == "VERB" and (is_infinitive(act.token) or act.token.tag_ == "VBG")


def _is_subordinate(act: Act) -> bool:
    if act.match.predicate.kind == "n":
        return act.relation == "" and act.token.dep_ not in ("nsubj", "nsubjpass", "ROOT", "dobj")
    if act.token.dep_ == "relcl" and any(c.dep_ == "advmod" and c.tag_ == "WRB" for c in act.token.children):
        return False  # "in 2019, when eight tourists were shot"
    return act.token.dep_ in ("relcl", "acl", "amod")


def _is_about_accident(lemmas: Sequence[str]) -> bool:
    classes = load_lexicon().classes
    return not classes["ACCIDENT_CUES"].isdisjoint(lemmas) and classes["VIOLENCE_CUES"].isdisjoint(lemmas)


def _is_about_sport(lemmas: Sequence[str]) -> bool:
    """Say whether the words are of a game, in which nobody is attacked and no battle is won."""
    classes = load_lexicon().classes
    cues = classes["SPORT_CUES"].intersection(lemmas)
    return len(cues) >= _SPORT_WORDS and classes["RULE_CUES"].isdisjoint(lemmas)


def _content_of(match: Match, matches: dict[int, Match]) -> Iterator[Match]:
    """Yield what the act of a match is about: the predicates below its content slots, outermost first."""
    for slot in match.frame.content:
        for filler in match.predicate.complements(slot):
            yield from _predicates_below(filler, match.token, matches)


def _predicates_below(token: Token, above: Token, matches: dict[int, Match]) -> Iterator[Match]:
    queue = [token]
    while queue:
        current = queue.pop(0)
        if current.i in matches and matches[current.i].frame.event_type is not None and current is not above:
            yield matches[current.i]
        queue += [
            c
            for c in current.children
            if c.dep_ not in ("relcl", "punct", "det") and c != above and not is_coordinated_above(c)
        ]


def _fold(acts: dict[int, Act]) -> list[Act]:
    """Make one act of those that name one thing twice: "the attack killed six", "attacked the base, killing six"."""
    gone: set[int] = set()
    for i, act in acts.items():
        for upper in _repeats(act, acts):
            if upper.token.i in gone or upper is act:
                continue
            upper.sources = upper.sources or act.sources
            if not upper.targets:
                taken = {m.actor_id for m in upper.sources}
                upper.targets = tuple(m for m in act.targets if m.actor_id not in taken)
            upper.merged.append(act.token)
            gone.add(i)
            break
    return [act for i, act in acts.items() if i not in gone]


def _repeats(act: Act, acts: dict[int, Act]) -> Iterator[Act]:
    """Yield the acts of the same type that the act's word is an argument or an adjunct of."""
    token = act.token
    if act.event_type in _GRIEVANCES and (token.pos_ != "VERB" or token.tag_ in ("VB", "VBG")):
        # What people march for is no act of its own: "staged a rally to demand reforms by the government".
        for upper in acts.values():
            if upper.event_type is EventType.PROTEST and upper.token.i < token.i and _speaks_for(upper, act):
                yield upper
    if act.match.predicate.kind == "n":
        first = token
        while first.dep_ == "conj":
            first = first.head
        if first.dep_ == "pobj" and first.head.lower_ not in _WAYS:
            return  # "has taken control since the invasion" tells of two things
        carrier = act.carrier or carrier_of(token)[0]
        named = acts.get(carrier.i) if carrier is not None else None
        if named is not None and named.event_type is act.event_type:
            yield named
        return
    if token.dep_ in ("advcl", "acl", "relcl", "xcomp", "conj"):
        for head in (token.head, subject_of(token) if token.dep_ != "advcl" else token.head):
            named = acts.get(head.i) if head is not None else None
            if named is None or named.event_type is not act.event_type or not _shares_doer(act, named):
                continue
            if token.dep_ != "conj" or act.event_type is EventType.ASSAULT or not _have_own_objects(act, named):
                yield named


def _have_own_objects(act: Act, upper: Act) -> bool:
    """Say whether two coordinated verbs do something to two things: "searched the flat and seized the papers"."""
    objects = [next((c for c in a.token.children if c.dep_ == "dobj"), None) for a in (upper, act)]
    power = load_lexicon().classes["POWER"]  # "seized power and ousted the president" is one thing
    return all(o is not None and o.pos_ != "PRON" and lemma_of(o) not in power for o in objects)


def _speaks_for(protest: Act, grievance: Act) -> bool:
    mine = {m.actor_id for m in grievance.sources}
    return mine <= {m.actor_id for m in protest.sources}


def _kills(act: Act) -> bool:
    return act.match.frame.mode in ("kill", "beat") and act.token.dep_ == "advcl"


def _shares_doer(act: Act, upper: Act) -> bool:
    mine = {m.actor_id for m in act.sources}
    others = {m.actor_id for m in upper.sources}
    targets = {m.actor_id for m in act.targets}
    if mine == others and (_kills(act) or act.token.dep_ == "relcl"):
        return True
    return (not mine or not others or mine == others) and (
        not targets or not upper.targets or bool(targets & {m.actor_id for m in upper.targets})
    )


# ------------------------------------------------------------------------------------------------ who says so
class _Reports:
    """On whose word each part of the document stands."""

    def __init__(self, attributions: Sequence[FoundAttribution], actors: ActorLookup) -> None:
        self.actors = actors
        # By where the cue stands; of several in a sentence the first attribution counts, whatever its cue's place.
        self._comments = sorted(
            (
                (cue.start, number, cue, attribution.holders)
                for number, attribution in enumerate(attributions)
                if attribution.stance in _COMMENTS and attribution.holders
                for cue in attribution.cue
            ),
            key=lambda comment: comment[:2],
        )
        self._holders: dict[int, ActorMention] = {}
        by_length = sorted(
            ((sum(len(s) for s in a.content), n, a) for n, a in enumerate(attributions) if a.holders),
            key=lambda row: (-row[0], row[1]),
        )
        for _, _, attribution in by_length:
            cues = {t.i for span in attribution.cue for t in span}
            for span in attribution.content:
                for token in span:
                    if token.i not in cues:
                        self._holders[token.i] = attribution.holders[0]

    def on(self, token: Token) -> str | None:
        """Return the actor on whose word the token stands, by the attributions or else by the verb above it."""
        if holder := self._holders.get(token.i):
            return holder.actor_id
        if speaker := self._speaker_above(token):
            return speaker.actor_id
        return None

    def _speaker_above(self, token: Token) -> ActorMention | None:
        current = token
        for _ in range(12):
            if current.head == current:
                return None
            if current.dep_ == "ccomp" and current.head.pos_ == "VERB" and is_operator(current.head, "REPORT"):
                subject = subject_of(current.head)
                return self.actors.headed_by(subject) if subject is not None else None
            current = current.head
        return None

    def lend_speaker(self, act: Act) -> None:
        """Give the speaker to an act whose subject is a pronoun that nobody resolved: "Obama said he would visit"."""
        if act.sources or act.match.predicate.kind == "n":
            return
        for token in act.match.predicate.fillers("subject"):
            if token.pos_ == "PRON" and token.lower_ in ("he", "she", "it", "they", "we", "i"):
                holder = self._holders.get(token.i) or self._speaker_above(token)
                if holder is not None and holder.actor_id not in {m.actor_id for m in act.targets}:
                    act.sources = (holder,)

    def comment_in(self, sentence: Span) -> EventMention | None:
        """Return a mere comment for a sentence that holds nothing else."""
        first = bisect_left(self._comments, sentence.start, key=lambda comment: comment[0])
        last = bisect_left(self._comments, sentence.end, key=lambda comment: comment[0])
        said = [comment for comment in self._comments[first:last] if not _is_perceived(comment[2])]
        if said:
            _, _, cue, holders = min(said, key=lambda comment: comment[1])
            return _statement(cue, sentence, holders)
        verb = sentence.root
        if verb.pos_ == "VERB" and is_operator(verb, "REPORT") and not is_passive(verb):
            subject = subject_of(verb)
            holder = self.actors.headed_by(subject) if subject is not None else None
            if holder is not None:
                return _statement(sentence.doc[verb.i : verb.i + 1], sentence, (holder,))
        return None


def _is_perceived(cue: Span) -> bool:
    """Say whether the words tell what others saw or heard of somebody: "was last seen in Lima"."""
    verb = cue.root
    return verb.lemma_ in _PERCEPTION and is_passive(verb)


def _statement(cue: Span, sentence: Span, holders: tuple[ActorMention, ...]) -> EventMention:
    rules = load_types()[EventType.STATEMENT]
    features = {"comment": 1.0, "source": 1.0, "verb": 1.0}
    return EventMention(
        trigger=cue,
        sentence=sentence,
        event_type=EventType.STATEMENT,
        cameo_code=rules.cameo,
        status=EventStatus.OCCURRED,
        sources=holders,
        quad_class=rules.quad_class,
        intensity=rules.intensity,
        confidence=confidence_of(features),
        rule="comment",
        features=features,
    )
