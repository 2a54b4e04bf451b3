"""A sentence in, the frames that its words evoke out: for each predicate the most specific one."""

from dataclasses import dataclass

from spacy.tokens import Span, Token

from extraction.frames import Condition, Entry, Frame, Lexicon, Trigger, weigh
from extraction.lemmas import lemma_of, lemmas_of
from extraction.lookup import ActorLookup, PlaceLookup
from extraction.quantities import semantic_head
from extraction.slots import Predicate
from extraction.words import words_of

_PRONOUNS = "he she they them him her we us i me who whom himself herself themselves"
_PERSONAL_PRONOUNS = frozenset(_PRONOUNS.split())
_ACTOR_LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_HYPHENS = frozenset({"-", "–", "‑"})
_PREDICATIVES = frozenset({"acomp", "attr", "oprd"})
_TEST_ORDER = ("DUTY", "ACTOR", "PERSON", "EVENT", "PLACE", "NUMBER", "any")


@dataclass(slots=True, kw_only=True)
class Match:
    """A predicate with the frame that fits it best, and the tokens that met the frame's conditions."""

    predicate: Predicate
    frame: Frame
    trigger: Trigger
    score: float
    evidence: tuple[Token, ...] = ()

    @property
    def token(self) -> Token:
        """The word that evokes the frame."""
        return self.predicate.token


class Matcher:
    """Finds the frames of one document; `events` are the tokens that may evoke any frame of an event."""

    def __init__(self, lexicon: Lexicon, actors: ActorLookup, places: PlaceLookup) -> None:
        self.lexicon = lexicon
        self.actors = actors
        self.places = places
        self.events: set[int] = set()
        self.lemmas = lemmas_of(actors.doc)
        self._lowers = words_of(actors.doc).lowers
        self._triggers = lexicon.lemmas
        self._keys: dict[int, tuple[str, ...]] = {}

    def match_sentence(self, sentence: Span) -> dict[int, Match]:
        """Return the best match of each predicate of the sentence, by the index of its token."""
        start, doc = sentence.start, sentence.doc
        lemmas, lowers = self.lemmas[start : sentence.end], self._lowers[start : sentence.end]
        words = frozenset((*lemmas, *lowers))
        candidates = []
        for i, lemma in enumerate(lemmas, start):
            # A token is made only where its lemma may evoke anything: making them all is what costs time.
            if lemma not in self._triggers or not (kind := kind_of(token := doc[i])):
                continue
            if kind == "n" and token.ent_type_ == "DATE" and token.pos_ == "PROPN":
                continue  # a month
            if kind == "v" and token.dep_ == "amod" and i > 0 and self._lowers[i - 1] in _HYPHENS:
                continue  # "Rwanda-backed rebels" tells of rebels
            if entries := self.lexicon.by_lemma.get((kind, lemma)):
                candidates.append((token, kind, entries))
                self.events.add(i)
        found = {}
        for token, kind, entries in candidates:
            if match := self._best(token, kind, entries, words):
                found[token.i] = match
        return found

    def losers(self, match: Match) -> tuple[tuple[Frame, str], ...]:
        """Return the other frames of a predicate's word, each with the reason why it lost."""
        predicate = match.predicate
        rows = []
        for entry in self.lexicon.by_lemma[predicate.kind, lemma_of(predicate.token)]:
            frame, trigger = entry.frame, entry.trigger
            if frame is match.frame:
                continue
            if not _has_words(predicate, trigger):
                words = " ".join((*trigger.modifiers, trigger.lemma, *trigger.particles))
                rows.append((frame, f"{words!r} is not there"))
                continue
            if frame.negated and not predicate.is_denied():
                rows.append((frame, "no 'not' is there"))
                continue
            score, _, failed = self._score(predicate, frame, trigger)
            reason = (
                f"score {score:g}"
                if failed is None
                else f"{failed.slot} is {'' if failed.negated else 'not '}{failed.wanted}"
            )
            rows.append((frame, reason))
        return tuple(rows)

    def _best(self, token: Token, kind: str, entries: tuple[Entry, ...], words: frozenset[str]) -> Match | None:
        best: Match | None = None
        predicate: Predicate | None = None
        for frame, trigger, ceiling, needed, choices in entries:
            if best is not None and ceiling <= best.score:
                break
            if not needed <= words:
                continue
            for choice in choices:
                if choice.isdisjoint(words):
                    break
            else:
                if predicate is None:
                    predicate = Predicate(token, kind)
                if not _has_words(predicate, trigger) or (frame.negated and not predicate.is_denied()):
                    continue
                score, evidence, _ = self._score(predicate, frame, trigger)
                if score is not None and (best is None or score > best.score):
                    best = Match(predicate=predicate, frame=frame, trigger=trigger, score=score, evidence=evidence)
        return best

    def _score(
        self, predicate: Predicate, frame: Frame, trigger: Trigger
    ) -> tuple[float | None, tuple[Token, ...], Condition | None]:
        """Return the score with the tokens that met the conditions, or None with the condition that failed."""
        score, evidence = 1.0 + trigger.weight, []
        for condition in frame.conditions:
            met, test, witness = self._meets(predicate, frame, condition)
            if not met:
                return None, (), condition
            score += weigh(condition, test)
            if witness is not None:
                evidence.append(witness)
        return score, tuple(evidence), None

    def _meets(self, predicate: Predicate, frame: Frame, condition: Condition) -> tuple[bool, str, Token | None]:
        """Say whether the condition holds, by which test, and on which token."""
        slots = frame.content if condition.slot == "content" else condition.slots
        tokens = [token for slot in slots for token in predicate.complements(slot)]
        if not tokens and "none" in condition.built_in:
            return not condition.negated, "none", None
        if not tokens:
            return condition.negated, "none", None
        for token in tokens:
            if test := self._test(token, condition):
                return not condition.negated, test, token
        return condition.negated, "any", None

    def _test(self, token: Token, condition: Condition) -> str:
        head = semantic_head(token)
        if condition.words or condition.classes:
            keys = self._keys_of(head, token)
            if not condition.words.isdisjoint(keys):
                return "word"
            for name in condition.classes:
                if not self.lexicon.classes[name].isdisjoint(keys):
                    return "class"
        for test in _TEST_ORDER:
            if test in condition.built_in and self._is(head, token, test):
                return test
        return ""

    def _keys_of(self, head: Token, token: Token) -> tuple[str, ...]:
        """Return what word lists may call the phrase: its head, a word before it and the head, "state of emergency".

        Of a clause with "be" it is what is said of the subject, too: "that the strikes were unlawful".
        """
        keys = self._keys.get(token.i)
        if keys is None:
            lemma = lemma_of(head)
            keys = (
                lemma,
                token.lower_,
                *(f"{lemma_of(c)} {lemma}" for c in head.children if c.dep_ in ("compound", "amod", "nmod")),
                *(f"{lemma} of {lemma_of(noun)}" for noun in _after_of(head)),
                *(lemma_of(c) for c in head.children if head.pos_ == "AUX" and c.dep_ in _PREDICATIVES),
                *(lemma_of(c) for c in head.children if self._is_force_named(head, c)),
            )
            self._keys[token.i] = keys
        return keys

    def _is_force_named(self, head: Token, before: Token) -> bool:
        """Say whether a name is of a force of nature: "Cyclone Mele" is a cyclone, the "Lightning Brigade" is none."""
        named = head.pos_ == "PROPN" and before.dep_ == "compound" and before.i < head.i
        return named and lemma_of(before) in self.lexicon.classes["NAMED_FORCES"]

    def _is(self, head: Token, token: Token, test: str) -> bool:
        if test == "any":
            return True
        if test == "DUTY":
            return _is_duty(token)
        if test == "EVENT":
            return head.i in self.events or token.i in self.events
        if test == "PLACE":
            return self.places.on(head) is not None or head.ent_type_ in ("GPE", "LOC", "FAC")
        if test == "NUMBER":
            return token.pos_ == "NUM" or any(c.dep_ == "nummod" for c in head.children)
        if head.lower_ in _PERSONAL_PRONOUNS or (test == "ACTOR" and head.lower_ == "it"):
            return True
        if test == "PERSON":
            return (
                head.ent_type_ == "PERSON" or lemma_of(head) in self.lexicon.classes["PEOPLE"] or self._is_group(head)
            )
        return (
            self.actors.on(head) is not None
            or head.ent_type_ in _ACTOR_LABELS
            or (head.pos_ == "PROPN" and not head.ent_type_)
            or lemma_of(head) in self.lexicon.classes["PEOPLE"]
            or lemma_of(head) in self.lexicon.classes["BODIES"]
        )

    def _is_group(self, head: Token) -> bool:
        mention = self.actors.on(head)
        return mention is not None and self.actors.actors[mention.actor_id].actor_type in (
            "PERSON",
            "GROUP",
            "ARMED_GROUP",
        )


def _is_duty(verb: Token) -> bool:
    """Say whether a clause says what somebody must, should, has to do."""
    if any(c.dep_ == "aux" and c.lower_ in ("must", "should", "ought") for c in verb.children):
        return True
    return verb.lemma_ in ("have", "need") and any(
        c.dep_ == "xcomp" and any(t.tag_ == "TO" for t in c.children) for c in verb.children
    )


def _after_of(noun: Token) -> tuple[Token, ...]:
    return tuple(
        c for p in noun.children if p.dep_ == "prep" and p.lower_ == "of" for c in p.children if c.dep_ == "pobj"
    )


def kind_of(token: Token) -> str:
    """Return which kind of trigger the word may be: v, n, a, or nothing."""
    pos = token.pos_
    if pos == "VERB" or (pos == "AUX" and token.dep_ not in ("aux", "auxpass")):
        return "v"
    if pos == "NOUN" or pos == "PROPN":
        return "n"
    return "a" if pos == "ADJ" else ""


def _has_words(predicate: Predicate, trigger: Trigger) -> bool:
    if predicate.particles and not predicate.particles.issubset(trigger.particles):
        return False  # "called off a strike" is no calling
    words = trigger.particles or trigger.modifiers
    return not words or predicate.has(words)
