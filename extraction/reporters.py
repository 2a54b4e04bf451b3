"""Attributions in, on whose word an act stands out, and the mere comments of those who only speak."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from spacy.tokens import Span, Token

from extraction.acts import Act
from extraction.confidence import confidence_of
from extraction.content_extents import CONTRASTS
from extraction.findings import ActorMention, EventMention, FoundAttribution
from extraction.lemmas import lemma_of
from extraction.lookup import ActorLookup
from extraction.ontology import load_types
from extraction.operators import is_operator
from extraction.syntax import is_passive, is_plural, subject_of
from records.vocabularies import ActorType, EventStatus, EventType, Stance

_COMMENTS = frozenset(
    {Stance.ASSERT, Stance.ANNOUNCE, Stance.DECLINE_COMMENT, Stance.CONFIDENCE, Stance.CONCERN, Stance.DENY}
)
_PERCEPTION = frozenset(
    {"see", "hear", "know", "find", "show", "believe", "think", "expect", "remember", "describe", "quote"}
)
_REPORTING = _COMMENTS | {Stance.ACCUSE}
_CLAUSES = frozenset({"that", "q", "clause"})
_ONE_PERSON = frozenset({"he", "she"})
_CLAIMING = frozenset({"claim", "boast", "brag"})
_SPEAKING = frozenset({"he", "she", "it", "they", "we", "i"})
_OTHERS = frozenset({"themselves", "ourselves", "us", "me", "myself"})
_MAX_CLIMB = 12
"""So far above a word the verb is sought that reports it."""


class Reporters:
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
        self._comment_starts = [start for start, *_ in self._comments]
        self._holders: dict[int, ActorMention] = {}
        self._verbal: dict[int, bool] = {}
        """Whether a verb says so; who only stands after "according to" is no "he" of the words."""
        by_length = sorted(
            ((sum(len(s) for s in a.content), n, a) for n, a in enumerate(attributions) if a.holders and _is_word(a)),
            key=lambda row: (-row[0], row[1]),
        )
        for _, _, attribution in by_length:
            cues = {t.i for span in attribution.cue for t in span}
            for span in attribution.content:
                for token in span:
                    if token.i not in cues:
                        self._holders[token.i] = attribution.holders[0]
                        self._verbal[token.i] = attribution.token is not None and attribution.token.pos_ == "VERB"

    def on(self, token: Token) -> str | None:
        """Return the actor on whose word the token stands, by the attributions or else by the verb above it."""
        if holder := self._holders.get(token.i):
            return holder.actor_id
        if speaker := self._speaker_above(token):
            return speaker.actor_id
        return None

    def _speaker_above(self, token: Token) -> ActorMention | None:
        current = token
        for _ in range(_MAX_CLIMB):
            if current.head == current or _stands_apart(current):
                return None
            if current.dep_ == "ccomp" and current.head.pos_ == "VERB" and is_operator(current.head, "REPORT"):
                subject = subject_of(current.head)
                return self.actors.headed_by(subject) if subject is not None else None
            current = current.head
        return None

    def lend_speaker(self, act: Act) -> None:
        """Give the speaker to an act where nobody knows whom a pronoun means: "Obama said he would visit".

        So to "Iraq had attacked themselves", where the word can only mean those who say it.
        """
        if act.match.predicate.kind == "n":
            return
        if not act.sources and act.has_pronoun:
            act.sources = self._spoken_of(act.match.predicate.fillers("subject"), _SPEAKING, act.targets)
        elif not act.targets and not any(is_plural(t) for t in act.match.predicate.fillers("subject")):
            act.targets = self._spoken_of(act.match.predicate.fillers("object"), _OTHERS, act.sources)

    def read_claim(self, act: Act) -> None:
        """Make a statement of violence that the doer only claims: "the Houthis claimed that they had attacked a port".

        CAMEO counts the claim (015), not the deed, on which there is no other word.
        """
        verb = act.token.head
        if act.event_type is not EventType.ASSAULT or act.token.dep_ != "ccomp" or lemma_of(verb) not in _CLAIMING:
            return
        if act.has_pronoun and {m.actor_id for m in act.sources} & {m.actor_id for m in self._holders_above(act.token)}:
            act.about, act.event_type, act.own_mode = act.event_type, EventType.STATEMENT, False

    def _holders_above(self, token: Token) -> tuple[ActorMention, ...]:
        speakers = (self._holders.get(token.i), self._speaker_above(token))
        return tuple(speaker for speaker in speakers if speaker is not None)

    def _spoken_of(
        self, tokens: Iterable[Token], pronouns: frozenset[str], others: Sequence[ActorMention]
    ) -> tuple[ActorMention, ...]:
        """Return the speaker if one of the tokens is such a pronoun, and the speaker none of the others."""
        for token in tokens:
            if token.pos_ == "PRON" and token.lower_ in pronouns:
                holder = self._holders.get(token.i) if self._verbal.get(token.i) else None
                holder = holder or self._speaker_above(token)
                if holder is None or holder.actor_id in {m.actor_id for m in others}:
                    continue
                if token.lower_ not in _ONE_PERSON or self._may_be_person(holder):
                    return (holder,)
        return ()

    def _may_be_person(self, mention: ActorMention) -> bool:
        """Say whether "he" or "she" may stand for an actor: a person, or a single one of a group ("a spokesman")."""
        kind = self.actors.actors[mention.actor_id].actor_type
        return kind is ActorType.PERSON or (kind is ActorType.GROUP and mention.span.root.tag_ in ("NN", "NNP"))

    def comment_in(self, sentence: Span) -> EventMention | None:
        """Return a mere comment for a sentence that holds nothing else."""
        first = bisect_left(self._comment_starts, sentence.start)
        last = bisect_left(self._comment_starts, sentence.end)
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


def _is_word(attribution: FoundAttribution) -> bool:
    """Say whether a content is what somebody says, not a thing that somebody offers or opposes ("offered phones")."""
    return attribution.stance in _REPORTING or attribution.frame in _CLAUSES


def _stands_apart(verb: Token) -> bool:
    """Say whether a clause sets its own act beside what is said: "the AU said it waited, while Egypt sent troops"."""
    return verb.dep_ == "advcl" and any(c.lower_ in CONTRASTS for c in verb.children if c.dep_ == "mark")


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
