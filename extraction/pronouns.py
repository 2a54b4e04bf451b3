"""Pronouns and clusters in, each pronoun in the cluster of its antecedent out, or left alone where that is unsure."""

from bisect import bisect_right, insort
from collections.abc import Iterator
from math import log

from spacy.tokens import Doc, Span, Token

from extraction.person_clusters import PersonCluster, PersonClusters
from extraction.quotes import quotations_of
from extraction.speakers import find_speakers
from extraction.syntax import SUBJECTS, governors
from records.vocabularies import ActorType

_GENDERS = dict.fromkeys(("he", "him", "his", "himself"), "m") | dict.fromkeys(("she", "her", "hers", "herself"), "f")
_SPEAKER = frozenset({"i", "me", "my", "mine", "myself"})
_SPEAKERS = frozenset({"we", "us", "our", "ours", "ourselves"})
_SINGULAR = frozenset({"it", "its", "itself"})
_PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
_REFLEXIVE = frozenset({"himself", "herself", "itself", "themselves"})
_INDEFINITE = frozenset({"a", "an", "another", "one"})
_PERSON_NOUNS = frozenset(
    {"man", "woman", "boy", "girl", "person", "teenager", "youth", "child", "baby", "victim", "suspect", "passenger"}
)
_MOUTHPIECES = frozenset(
    {"aide", "lawyer", "attorney", "adviser", "advisor", "representative", "assistant", "publicist"}
)
"""Who speaks of somebody else: "A spokesman said he would go"."""
_MAX_SENTENCES_BACK = 4

# Weights of the antecedents of "he" and "she", chosen together on news and interviews.
_BACK, _SUBJECT, _MAIN, _GENDER, _OFTEN = -1.0, 0.6, 0.6, 0.3, 0.25


class PronounResolver:
    """Resolves the pronouns of one document, in text order: later ones build on earlier ones."""

    def __init__(self, doc: Doc, people: PersonClusters, groups: dict[str, list[Span]]) -> None:
        self.doc = doc
        self.people = people
        self.groups = groups
        self._sentence_starts = [sentence.start for sentence in doc.sents]
        self._named: list[tuple[int, PersonCluster]] = sorted(
            ((m.start, c) for c in people.clusters for m in c.mentions), key=_position
        )
        self._person_on: dict[int, PersonCluster] = {
            i: c for c in people.clusters for m in c.mentions for i in range(m.start, m.end)
        }
        self._group_on: dict[int, str] = {}
        for key, spans in groups.items():
            for span in spans:
                self._group_on.setdefault(span.root.i, key)
        self.quotations = quotations_of(doc)
        self._speaker_of: dict[int, Token] = {}

    def resolve(self, pronouns: list[Span]) -> None:
        """Add to the clusters the pronouns whose antecedent the rules tell.

        Those of the narrator come first, then those in quotations, whose speakers they may be.
        """
        # Few words in quotation marks are somebody's expression, unless who speaks is in them: “I am ready”.
        speaking = [p.start for p in pronouns if p[0].lower_ in _SPEAKER or p[0].lower_ in _SPEAKERS]
        quotation_on = {
            i: n
            for n, q in enumerate(self.quotations)
            if not q.is_scare or any(q.start <= start < q.end for start in speaking)
            for i in range(q.start, q.end)
        }
        outside = [p for p in pronouns if p.start not in quotation_on]
        inside = [p for p in pronouns if p.start in quotation_on]
        for pronoun in outside:
            self._resolve_third(pronoun, None)
        speakers = find_speakers(self.doc, self.quotations) if inside else []
        for pronoun in inside:
            speaker = speakers[quotation_on[pronoun.start]]
            lower = pronoun[0].lower_
            if lower in _SPEAKER:
                self._join(self._person_at(speaker), pronoun)
            elif lower in _SPEAKERS:
                self._join_side(speaker, pronoun)
            else:
                self._resolve_third(pronoun, self._person_at(speaker))

    def _resolve_third(self, pronoun: Span, speaker: PersonCluster | None) -> None:
        token = pronoun[0]
        lower = token.lower_
        if lower in _GENDERS:
            self._join(self._antecedent(token, _GENDERS[lower], speaker), pronoun, gender=_GENDERS[lower])
        elif lower in _SINGULAR or lower in _PLURAL:
            key = self._group_antecedent(token, plural=lower in _PLURAL)
            if key is not None:
                self.groups[key].append(pronoun)
                self._group_on.setdefault(token.i, key)

    def _join(self, cluster: PersonCluster | None, pronoun: Span, *, gender: str | None = None) -> None:
        if cluster is None:
            return
        cluster.mentions.append(pronoun)
        cluster.gender = cluster.gender or gender
        insort(self._named, (pronoun.start, cluster), key=_position)
        self._person_on[pronoun.start] = cluster

    # First person

    def _person_at(self, token: Token | None) -> PersonCluster | None:
        """Return the person that a speaker's word names, by itself or in apposition."""
        if token is None:
            return None
        for candidate in (token, *(c for c in token.children if c.dep_ == "appos")):
            if candidate.i in self._person_on:
                return self._person_on[candidate.i]
        return None

    def _join_side(self, speaker: Token | None, pronoun: Span) -> None:
        """Let "we" stand for the organisation that speaks, or for the government of the official who does."""
        if speaker is None:
            return
        key = self._group_on.get(speaker.i)
        person = self._person_at(speaker)
        if person is not None:
            known = self.people.directory.actors.get(person.actor_id)
            key = f"gov:{known.country}" if known is not None and "GOV" in known.sectors else None
            if key is not None and key not in self.groups:
                key = f"country:{known.country}" if known is not None else None
        if key is not None and key in self.groups:
            self.groups[key].append(pronoun)

    # He and she

    def _antecedent(self, token: Token, gender: str, speaker: PersonCluster | None) -> PersonCluster | None:
        """Return the person that "he" or "she" most likely is."""
        here = bisect_right(self._sentence_starts, token.i)
        own = self._excluded(token)
        newcomer = self._newcomer(token)
        best: tuple[float, PersonCluster] | None = None
        for at in range(bisect_right(self._named, token.i, key=_position) - 1, -1, -1):
            start, cluster = self._named[at]
            back = here - bisect_right(self._sentence_starts, start)
            if back > _MAX_SENTENCES_BACK or start < newcomer:
                break
            if cluster is speaker or start in own or start >= token.i:
                continue
            known = self.people.gender_of(cluster)
            if known not in (None, gender):
                continue
            score = self._salience(self.doc[start], back)
            score += _GENDER if known == gender else 0.0
            score += _OFTEN * log(len(cluster.mentions))
            if best is None or score > best[0]:
                best = (score, cluster)
        return best[1] if best is not None else None

    def _newcomer(self, token: Token) -> int:
        """Return where somebody without a name comes in of whom the clause goes on, -1 if nobody does.

        "A man was shot after he drew a knife", "An officer was hurt. He is in hospital": nobody named before is meant.
        """
        below = token
        for governor in governors(token):
            if governor.pos_ in ("VERB", "AUX"):
                for child in governor.children:
                    if child.dep_ in SUBJECTS and child.i < token.i and child != below and self._is_new(child):
                        return child.left_edge.i
            below = governor
        if token.dep_ in SUBJECTS and token.sent.start > 0:
            for child in self.doc[token.sent.start - 1].sent.root.children:
                if child.dep_ in SUBJECTS and self._is_new(child):
                    return child.left_edge.i
        return -1

    def _is_new(self, noun: Token) -> bool:
        """Whether a noun brings in one person without a name: "a man", "another officer", "a seventh"."""
        if noun.i in self._person_on or any(c.i in self._person_on for c in noun.children if c.dep_ == "appos"):
            return False
        if noun.tag_ in ("NNS", "NNPS", "NNP") or noun.left_edge.lower_ not in _INDEFINITE:
            return False
        if noun.lower_.startswith("spokes") or noun.lower_ in _MOUTHPIECES:
            return False
        return noun.pos_ in ("NUM", "ADJ") or noun.i in self._group_on or noun.lower_ in _PERSON_NOUNS

    def _salience(self, token: Token, back: int) -> float:
        head = token
        while head.dep_ in ("compound", "nmod", "flat") and head.head != head:
            head = head.head
        if head.dep_ == "appos" and head.head.left_edge.lower_ == "the":
            head = head.head  # "The governor, Ana Silva, was accused": a title, not somebody else
        score = _BACK * back
        if head.dep_ in SUBJECTS:
            score += _SUBJECT
            if head.head.dep_ == "ROOT":
                score += _MAIN
        return score

    def _excluded(self, token: Token) -> set[int]:
        """Return the tokens that the pronoun cannot refer to: those in its own phrase and its fellow arguments."""
        excluded: set[int] = set()
        if token.dep_ == "poss":
            excluded.update(t.i for t in token.head.subtree)
            return excluded
        verb = next((g for g in governors(token) if g.pos_ in ("VERB", "AUX")), None)
        if verb is None:
            return excluded
        if token.dep_ in SUBJECTS:
            # "Describing his meeting with Putin, he …": what stands in the subject's own participle clause.
            for child in verb.children:
                if child.i < token.i and child.dep_ == "advcl" and child.tag_ in ("VBG", "VBN"):
                    excluded.update(t.i for t in child.subtree if t.tag_ not in ("PRP", "PRP$"))
        elif token.lower_ not in _REFLEXIVE:
            for child in verb.children:
                if child.dep_ in SUBJECTS:
                    excluded.update(t.i for t in child.subtree)
        return excluded

    # It and they

    def _group_antecedent(self, token: Token, *, plural: bool) -> str | None:
        """Return the state, organisation or group that "it" or "they" is: an argument of the clauses above it.

        That is the subject, or an object before the pronoun, of its own clause or of one that governs it; failing
        that the subject of the clause before it in the sentence, and at last of the sentence before.
        """
        if _is_expletive(token):
            return None
        for candidate in self._clause_arguments(token):
            key = self._fitting(candidate, plural)
            if key is not None:
                return key
        return None

    def _clause_arguments(self, token: Token) -> Iterator[Token]:
        own_subject = token.dep_ in SUBJECTS
        below = token
        for governor in governors(token):
            if governor.pos_ in ("VERB", "AUX"):
                if below.dep_ in ("prep", "advcl") and not own_subject:
                    # "Since its invasion of Kuwait, Iraq has been isolated."
                    yield from (c for c in governor.children if c.dep_ in SUBJECTS and below.i < c.i)
                if not (own_subject and below == token):
                    done_to = below == token and token.dep_ in ("dobj", "dative") and token.lower_ not in _REFLEXIVE
                    for child in sorted(governor.children, key=lambda c: -c.i):
                        if done_to and child.dep_ in SUBJECTS:
                            continue  # "police dispersed them": who does it is not whom it is done to
                        if child.i < token.i and child != below and child.dep_ in (*SUBJECTS, "dobj", "dative"):
                            yield child
                for child in governor.children:
                    if child.i < token.i and child.dep_ in ("advcl", "ccomp", "conj") and child != below:
                        yield from (c for c in child.children if c.dep_ in SUBJECTS)
            below = governor
        if token.dep_ in SUBJECTS and token.sent.start > 0:
            previous = self.doc[token.sent.start - 1].sent.root
            yield from (child for child in previous.children if child.dep_ in SUBJECTS)

    def _fitting(self, token: Token, plural: bool) -> str | None:
        key = self._group_on.get(token.i)
        if key is None:
            return None
        label = next((s.label_ for s in self.groups[key] if s.start <= token.i < s.end), "")
        is_plural = token.tag_ in ("NNS", "NNPS", "PRP", "PRP$") or (label == ActorType.GROUP.value and plural)
        return key if is_plural == plural or token.tag_ in ("PRP", "PRP$") else None


def _position(item: tuple[int, PersonCluster]) -> int:
    return item[0]


def resolve_pronouns(doc: Doc, pronouns: list[Span], people: PersonClusters, groups: dict[str, list[Span]]) -> None:
    """Add to the clusters the pronouns whose antecedent the rules tell."""
    if pronouns:
        PronounResolver(doc, people, groups).resolve(pronouns)


def _is_expletive(token: Token) -> bool:
    """Say whether "it" stands for a clause or the weather ("it is clear that…")."""
    if token.lower_ != "it":
        return False
    if token.dep_ == "expl":
        return True
    verb = token.head
    return (
        token.dep_ in SUBJECTS
        and any(c.dep_ in ("ccomp", "csubj") or (c.dep_ == "xcomp" and verb.lemma_ == "be") for c in verb.children)
        and verb.lemma_ in ("be", "seem", "appear", "remain", "become", "take", "mean", "emerge", "turn", "happen")
    )
