"""An attribution in, the stance that it expresses out: speech act, polarity, and how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from extraction.content_extents import VERBAL, has_to
from extraction.cues import cue_lexicon
from extraction.evaluations import judge
from extraction.findings import FoundAttribution
from extraction.lookup import ActorLookup
from extraction.syntax import Tense, is_negated, tense_of
from extraction.wordlists import word_list
from extraction.words import words_of
from records.vocabularies import AttributionKind, Stance

NEGATED: dict[Stance, tuple[Stance, int]] = {
    Stance.SUPPORT: (Stance.OPPOSE, -1),
    Stance.OPPOSE: (Stance.SUPPORT, 1),
    Stance.ACCEPT: (Stance.REJECT, -1),
    Stance.REJECT: (Stance.UNDECLARED, 0),
    Stance.CONFIDENCE: (Stance.CONCERN, -1),
    Stance.CONCERN: (Stance.ASSERT, 0),
    Stance.PROMISE: (Stance.REJECT, -1),
    Stance.OFFER: (Stance.REJECT, -1),
    Stance.ANNOUNCE: (Stance.REJECT, -1),
    Stance.PROPOSE: (Stance.ASSERT, 0),
    Stance.DEMAND: (Stance.ASSERT, 0),
    Stance.THREATEN: (Stance.ASSERT, 0),
    Stance.ACCUSE: (Stance.ASSERT, 0),
    Stance.DENY: (Stance.ASSERT, 0),
    Stance.DECLINE_COMMENT: (Stance.ASSERT, 0),
    Stance.ASK: (Stance.ASSERT, 0),
}
"""What becomes of stance and polarity when the cue is negated ("does not support", "did not rule out")."""

_STRENGTH = {
    Stance.ASSERT: 0,
    Stance.ANNOUNCE: 1,
    Stance.CONCERN: 2,
    Stance.CONFIDENCE: 2,
    Stance.ASK: 2,
    Stance.UNDECLARED: 2,
    Stance.DECLINE_COMMENT: 2,
}
_WILL = frozenset({"will", "would", "'ll", "’ll", "wo", "shall"})
_DESIRES = frozenset({"want", "need", "like", "wish", "love", "try", "seek", "prefer"})
_HINTS = frozenset({"hint", "intimate", "insinuate", "imply"})
_UNSURE = frozenset({"unclear", "unknown", "uncertain", "undecided", "undisclosed"})
_BLAME = frozenset({"responsibility", "blame", "fault", "guilt"})
_CAUTIONS = frozenset({"warn", "caution", "alert"})
_BLAMING = _BLAME | frozenset({"responsibilities", "faults", "blamed", "responsible", "guilty", "culpable"})
"""Without one of these words a clause lays no blame."""
_SUBJUNCTIVE = frozenset({"insist", "suggest", "stipulate"})
_BELIEFS = frozenset({"believe", "expect", "anticipate"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the words of an attribution say of its holder; `skip` where that is no position."""

    stance: Stance
    polarity: int
    tentative: bool = False
    skip: bool = False
    desire: bool = False

    @property
    def strength(self) -> int:
        """How much the stance says: mere statements least, demands and refusals most."""
        return _STRENGTH.get(self.stance, 1 if self.desire else 3)


def read_stance(attribution: FoundAttribution, part: Sequence[Span], actors: ActorLookup) -> Reading:
    """Return the stance of an attribution towards a part of its content."""
    stance, sign = attribution.stance, attribution.sign
    token = attribution.token
    lemma = token.lemma_.lower() if token is not None else ""
    tokens = [t for span in part for t in span]
    outlook = outlook_of(token)
    if attribution.negated or (outlook is not None and _is_denied(outlook)):
        if stance is Stance.ASSERT:
            silent = lemma in word_list("speaking_verbs")
            return Reading(stance=Stance.DECLINE_COMMENT if silent else Stance.ASSERT, polarity=0)
        turned, sign = NEGATED.get(stance, (stance, -sign))
        # Who did not demand or accuse anything has said nothing by that.
        tentative = attribution.tentative or outlook is not None
        return Reading(stance=turned, polarity=sign, tentative=tentative, skip=turned is Stance.ASSERT)
    if (
        _is_purpose(token)
        or _is_passing_mention(attribution)
        or _is_hypothetical(attribution)
        or _is_weak(attribution, part)
    ):
        return Reading(stance=stance, polarity=sign, skip=True)
    if _is_unknown(token):
        return Reading(stance=Stance.UNDECLARED, polarity=0)
    if lemma in _SUBJUNCTIVE and attribution.frame == "that":
        stance, sign = (Stance.DEMAND, 1) if _is_demanded(part) else (Stance.ASSERT, 0)
    if attribution.frame in ("oprd", "as"):
        stance, sign = _judged(stance, sign, tokens)
    elif stance is Stance.ASSERT:
        stance, sign = _asserted(attribution, part, tokens, actors)
    elif stance is Stance.THREATEN and lemma in _CAUTIONS and attribution.frame == "that":
        threat = len(part) == 1 and _is_own_deed(attribution, part[0], actors)
        stance = Stance.THREATEN if threat else Stance.CONCERN
    elif stance is Stance.CONFIDENCE and lemma in _BELIEFS:
        verdict = judge(tokens)
        if verdict < 0:
            stance, sign = Stance.ASSERT, -1
    elif stance is Stance.ANNOUNCE and attribution.frame == "that":
        sign = 1 if _is_own_intention(part) or judge(tokens) > 0 else 0
    return Reading(
        stance=stance,
        polarity=sign,
        tentative=attribution.tentative or outlook is not None,
        desire=lemma in _DESIRES,
    )


def outlook_of(token: Token | None) -> Token | None:
    """Return the word that only foresees the act of the cue ("is expected to accept", "is set to reject")."""
    if token is None or token.dep_ != "xcomp" or not has_to(token):
        return None
    return token.head if token.head.lower_ in word_list("outlooks") else None


def _is_denied(word: Token) -> bool:
    return word.lower_ == "unlikely" or is_negated(word) or (word.dep_ == "acomp" and is_negated(word.head))


def _is_purpose(token: Token | None) -> bool:
    """Whether the cue is only what somebody did something for ("recruited to fight for the army")."""
    return (
        token is not None
        and token.dep_ in ("xcomp", "advcl", "acl")
        and token.pos_ == "VERB"
        and has_to(token)
        and outlook_of(token) is None
        and not any(True for _ in cue_lexicon().chains(token.head))
    )


def _is_passing_mention(attribution: FoundAttribution) -> bool:
    """Whether a participle only mentions something beside the statement ("…, referring to the talks")."""
    token = attribution.token
    return (
        token is not None
        and token.tag_ == "VBG"
        and token.dep_ in ("advcl", "acl", "xcomp")
        and attribution.stance is Stance.ASSERT
        and attribution.frame == "obj"
    )


def _is_hypothetical(attribution: FoundAttribution) -> bool:
    """Whether the act is only asked about or supposed ("whether Ankara will accept the deal", "if they agree")."""
    token = attribution.token
    for _ in range(4):
        if token is None:
            return False
        if token.dep_ in ("ccomp", "advcl", "pcomp", "csubj") and any(
            c.dep_ in ("mark", "advmod") and c.lower_ in ("whether", "if", "unless") for c in token.lefts
        ):
            return True
        if token.dep_ not in ("xcomp", "conj", "dobj", "acomp"):
            return False
        token = token.head
    return False


def _is_weak(attribution: FoundAttribution, part: Sequence[Span]) -> bool:
    """Whether a statement names a thing and says nothing of it ("discussed the budget", "repeated its position")."""
    if attribution.stance is not Stance.ASSERT or attribution.frame not in ("obj", "ing", "data", "raise"):
        return False
    token = attribution.token
    if token is None or token.pos_ not in VERBAL:
        return False
    if token.lemma_ in word_list("mentioning_verbs"):
        return True
    if not any("q" in match.cue.frames for match in cue_lexicon().verbs(token)):
        return True
    return any(span.root.lemma_.lower() in word_list("standpoints") for span in part)


def _is_unknown(token: Token | None) -> bool:
    """Whether "Paris's position on X remains unclear": the stance is said not to be known."""
    if (
        token is None
        or token.dep_ not in ("nsubj", "nsubjpass")
        or token.lemma_.lower() not in word_list("standpoints")
    ):
        return False
    return any(c.lower_ in _UNSURE for c in token.head.rights if c.dep_ in ("acomp", "attr", "oprd"))


def _judged(stance: Stance, sign: int, tokens: Sequence[Token]) -> tuple[Stance, int]:
    """Return the stance of "call X wrong": the predicate judges, unless the verb itself does."""
    if stance is not Stance.ASSERT:
        return stance, sign
    verdict = judge(tokens)
    return (Stance.OPPOSE, -1) if verdict < 0 else (Stance.ASSERT, verdict)


def _asserted(
    attribution: FoundAttribution, part: Sequence[Span], tokens: Sequence[Token], actors: ActorLookup
) -> tuple[Stance, int]:
    """Return the stance of a plain statement: a question, an accusation, an intention, or a judgement."""
    if tokens and _count(part, "?") > _count(part, "."):
        return Stance.ASK, 0
    if lays_blame(part):
        return Stance.ACCUSE, -1
    if attribution.frame in ("that", "q", "") and len(part) == 1:
        meant = _own_future(attribution, part[0], actors) or _ought(part[0])
        if meant is not None:
            return meant
    if attribution.frame in ("that", "q", "clause", "wh") or not attribution.frame:
        return Stance.ASSERT, judge(tokens)
    return Stance.ASSERT, 0


def _count(part: Sequence[Span], *marks: str) -> int:
    """Return how many tokens of the spans are one of the marks."""
    return sum(words_of(s.doc).texts[s.start : s.end].count(mark) for s in part for mark in marks)


def _main_verb(span: Span) -> Token | None:
    """Return the verb of a statement of one clause; None where it goes on in further sentences."""
    if len(span) > 1 and _count((span[:-1],), ".", "!", "?") > 1:
        return None
    root = span.root
    if root.dep_ == "ccomp" and root.head.i in range(span.start, span.end):
        root = root.head
    if root.pos_ not in VERBAL:
        return None
    return root


def _own_future(attribution: FoundAttribution, span: Span, actors: ActorLookup) -> tuple[Stance, int] | None:
    """Return the stance of who says what his own side will do: "said it would leave", "“We will never sign”"."""
    root = _main_verb(span)
    if root is None or not any(c.dep_ == "aux" and c.lower_ in _WILL for c in root.lefts):
        return None
    subject = next((c for c in root.lefts if c.dep_ == "nsubj"), None)
    if subject is None or not _is_own(attribution, subject, actors) or root.lemma_ in word_list("idle_verbs"):
        return None
    yielding = root.lemma_ in word_list("yielding_verbs")
    if is_negated(root):
        return (Stance.REJECT, -1)
    if root.lemma_ in word_list("hostile_verbs"):
        return (Stance.THREATEN, -1)
    return (Stance.ACCEPT, 1) if yielding else (Stance.ANNOUNCE, 1)


def _is_own_deed(attribution: FoundAttribution, span: Span, actors: ActorLookup) -> bool:
    """Whether the speaker warns of what his own side will do, not of what others do or what will come of it."""
    root = _main_verb(span)
    subject = next((c for c in root.lefts if c.dep_ == "nsubj"), None) if root is not None else None
    return subject is not None and _is_own(attribution, subject, actors)


def _is_own(attribution: FoundAttribution, subject: Token, actors: ActorLookup) -> bool:
    """Whether the subject of the statement is its speaker, or the state that he speaks for."""
    if subject.lower_ in ("i", "we"):
        return attribution.kind is not AttributionKind.INDIRECT
    named = {m.actor_id for m in actors.of(subject)}
    if subject.pos_ == "PRON" and not named:
        return subject.lower_ in ("he", "she", "it", "they")
    holders = {m.actor_id for m in attribution.holders}
    return bool(named & holders or {_state_of(n) for n in named} & {_state_of(h) for h in holders} - {""})


def _state_of(actor_id: str) -> str:
    """Return the state whose government or country the id means, empty for others."""
    kind, _, rest = actor_id.partition(":")
    return rest.partition("-")[0] if kind in ("gov", "country") else ""


def _ought(span: Span) -> tuple[Stance, int] | None:
    """Return the stance of who says what another, or we all, must do: "said Ankara should withdraw"."""
    root = _main_verb(span)
    if root is None or root.pos_ != "VERB":
        return None
    if not any(c.dep_ == "aux" and c.lower_ in ("must", "should") for c in root.lefts):
        return None
    subject = next((c for c in root.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None or not (subject.pos_ in ("PROPN", "NOUN") or subject.lower_ == "we"):
        return None
    if any((c.dep_ == "aux" and c.lower_ == "have") or c.dep_ in ("attr", "acomp") for c in root.children):
        return None  # "the mine must have been laid at night", "the goal must remain a truce"
    return (Stance.OPPOSE, -1) if is_negated(root) else (Stance.DEMAND, 1)


def lays_blame(part: Sequence[Span]) -> bool:
    """Say whether the clause lays a fault on somebody ("that Kyiv bears responsibility for the war")."""
    for span in part:
        if _BLAMING.isdisjoint(words_of(span.doc).lowers[span.start : span.end]):
            continue
        for token in span:
            if token.lemma_ in ("bear", "carry", "have", "share", "take") and token.pos_ in ("VERB", "AUX"):
                obj = next((c for c in token.children if c.dep_ == "dobj" and c.lemma_ in _BLAME), None)
                subject = next((c for c in token.children if c.dep_ == "nsubj"), None)
                if obj is not None and subject is not None and subject.lower_ not in ("i", "we"):
                    return True
            elif token.lemma_ in ("responsible", "guilty", "culpable") and token.dep_ == "acomp":
                if any(c.dep_ == "prep" and c.lower_ in ("for", "of") for c in token.children):
                    return True
            elif token.lemma_ == "blame" and token.dep_ == "xcomp" and token.head.lemma_ == "be":
                return True
    return False


def _is_demanded(part: Sequence[Span]) -> bool:
    """Whether the clause says what is to be done: "that Kyiv withdraw", "that Kyiv must withdraw"."""
    for span in part:
        root = span.root
        auxiliaries = {c.lower_ for c in root.lefts if c.dep_ in ("aux", "auxpass")}
        if auxiliaries & {"must", "should"}:
            return True
        if (root.tag_ == "VB" and not auxiliaries) or "be" in {c.text for c in root.lefts if c.dep_ == "auxpass"}:
            return True
    return False


def _is_own_intention(part: Sequence[Span]) -> bool:
    """Whether the holder announces what he will do himself."""
    for span in part:
        root = span.root
        subject = next((c for c in root.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        future = tense_of(root) in (Tense.FUTURE, Tense.MODAL) or root.lemma_ in ("plan", "intend", "want", "go")
        if subject is not None and future and subject.pos_ == "PRON":
            return True
    return False


def is_hint(attribution: FoundAttribution) -> bool:
    """Say whether the cue itself leaves the statement open."""
    token = attribution.token
    return token is not None and token.lemma_ in _HINTS
