"""A predicate's token in, the heads of the phrases that fill its slots out: subject, object, prepositions, clauses."""

from collections.abc import Iterator

from spacy.tokens import Token

from extraction.doers import agent_shared, doer_of, possessor_shared, subject_of_misread
from extraction.frame_files import load_lexicon
from extraction.frames import GRAMMATICAL_SLOTS
from extraction.lemmas import lemma_of
from extraction.quantities import one_of_those, semantic_head
from extraction.small_clauses import causer_of, is_small_clause, owner_of
from extraction.syntax import (
    SUBJECTS,
    conjuncts,
    is_coordinated_above,
    is_infinitive,
    is_negated,
    is_passive,
    subject_of,
)

_LOCAL_PREPOSITIONS = frozenset({"in", "at", "near", "outside", "inside", "across", "around", "along"})
_BESIDE_A_VERB = frozenset({"prt", "advmod", "prep", "acomp", "amod", "oprd", "intj"})
_NEAR = 2
_OF_CARRIED_NOUNS = ("against", "on", "with", "between", "to")
_HOLDERS = frozenset({"prep", "agent", "dative", "acl"})
_CLAUSE_HOLDERS = frozenset({"xcomp", "ccomp", "acl", "advcl", "relcl", "prep", "dobj", "dative"})
_TIME_UNITS = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})
_TWO_OBJECTS = """allocate allot allow appoint assign award bring call deny elect extend fine give grant guarantee
    hand hold keep lend name offer owe pay promise read refuse sell send serve show spare supply take
    teach tell"""
_OF_TWO_OBJECTS = frozenset(_TWO_OBJECTS.split())
_RELATIVES = frozenset({"WDT", "WP", "WP$"})


class Predicate:
    """A word that may name an event, and what is around it; slots are read from the parse once and kept."""

    __slots__ = ("_below", "_labels", "_near", "_prepositions", "_slots", "kind", "particles", "passive", "token")

    def __init__(self, token: Token, kind: str) -> None:
        self.token = token
        self.kind = kind
        self._below = tuple((child, child.dep_) for child in token.children)
        self._labels = {label for _, label in self._below}
        self.passive = kind == "v" and is_passive(token)
        self.particles = (
            frozenset(c.lower_ for c, label in self._below if label == "prt")
            if kind == "v" and "prt" in self._labels
            else frozenset()
        )
        self._near: frozenset[str] | None = None
        self._slots: dict[str, tuple[Token, ...]] = {}
        self._prepositions: dict[str, tuple[Token, ...]] | None = None

    def has(self, words: tuple[str, ...]) -> bool:
        """Say whether the words stand beside the predicate: particles behind a verb, modifiers before a noun."""
        if self._near is None:
            self._near = frozenset(self._words_near())
        return " ".join(words) in self._near or all(word in self._near for word in words)

    def _words_near(self) -> Iterator[str]:
        for child in self.token.children:
            if self.kind == "v":
                # "called on Israel", but not "gave support to rebels in Congo"
                if child.dep_ in _BESIDE_A_VERB and (child.dep_ != "prep" or child.i - self.token.i <= _NEAR):
                    yield child.lower_
                if child.dep_ == "prep":
                    # "set the house on fire"
                    yield from (f"{child.lower_} {c.lower_}" for c in child.children if c.dep_ == "pobj")
                elif child.dep_ == "dobj" and child.i - self.token.i <= _NEAR:
                    yield child.lower_  # "set fire", "lay siege"
                elif (mark := mark_for(child)) is not None and mark.i - self.token.i <= _NEAR:
                    yield mark.lower_
            elif child.i < self.token.i:
                yield child.lower_
                yield lemma_of(child)
        if self.kind != "v" and self.token.i > 0:
            yield self.token.nbor(-1).lower_

    def is_denied(self) -> bool:
        """Say whether a "not" stands beside it, or a "no" before its object: "did not hesitate", "wasted no time"."""
        if is_negated(self.token):
            return True
        return any(
            t.lower_ in ("nobody", "nothing", "none") or any(c.dep_ == "det" and c.lower_ == "no" for c in t.children)
            for t in self.fillers("object")
        )

    def fillers(self, slot: str) -> tuple[Token, ...]:
        """Return the heads that fill a slot, coordinated ones each, in text order."""
        found = self._slots.get(slot)
        if found is None:
            found = self._slots[slot] = self._find(slot)
        return found

    def _find(self, slot: str) -> tuple[Token, ...]:
        if slot not in GRAMMATICAL_SLOTS:
            return (
                self.preposition("between") or self.preposition("among")
                if slot == "between"
                else self.preposition(slot)
            )
        if slot == "subject":
            return _spread(self._subject())
        if slot == "object":
            own = self._own_objects() if self.passive else ()
            return tuple(dict.fromkeys((*_spread(self._object()), *own)))
        if slot == "indirect":
            return _spread(next((c for c, label in self._below if label == "dative" and c.pos_ != "ADP"), None))
        if slot == "attr":
            return tuple(
                c
                for c, label in self._below
                if label in ("attr", "oprd", "acomp") or (label == "ccomp" and is_small_clause(c))
            )
        if slot == "particle":
            return tuple(c for c, label in self._below if label in ("prt", "advmod", "prep"))
        if slot == "poss":
            return _spread(possessor_shared(self.token))
        if slot == "mod":
            return self._modifiers()
        if slot in ("to-do", "doing", "that"):
            return self._clauses(slot)
        return ()

    def sufferers(self) -> tuple[Token, ...]:
        """Return to whom it is done: the objects, but the owner of a thing ("Iran had its assets frozen")."""
        if not self.passive:
            return self.fillers("object")
        return _spread(owner_of(self.token) or self._object())

    def complements(self, slot: str) -> tuple[Token, ...]:
        """Return the fillers of a slot, gerunds after a preposition among them ("accused of attacking")."""
        found = self.fillers(slot)
        if slot == "for":
            found = (*found, *(c for c, _ in self._below if mark_for(c) is not None))
        if slot in GRAMMATICAL_SLOTS or "prep" not in self._labels:
            return found
        clauses = tuple(
            c
            for p, label in self._below
            if label == "prep" and p.lower_ == slot
            for c in p.children
            if c.dep_ == "pcomp"
        )
        return (*found, *clauses)

    # ------------------------------------------------------------------------------------------------ arguments
    def _subject(self) -> Token | None:
        """The doer: the agent of a passive, else the subject, own or inherited."""
        token = self.token
        if self.kind == "v" and self.passive:
            agent = next(iter(self.preposition("by")), None)
            return agent or agent_shared(token) or causer_of(token)
        if self.kind == "a":
            if token.dep_ in ("acomp", "oprd", "conj", "attr"):
                return doer_of(token.head)
            return token.head if token.dep_ == "amod" else None
        if self.kind == "n":
            return None
        if token.dep_ == "amod" and not any(c.dep_ == "nsubj" for c in token.children):
            return subject_of_misread(token)
        return doer_of(token)

    def _object(self) -> Token | None:
        token = self.token
        if self.kind != "v":
            return None
        if token.dep_ == "amod":
            return _outermost(token.head)
        if self.passive:
            return self._undergoer()
        own = next((c for c in token.children if c.dep_ == "dobj"), None)
        if own is None:
            own = self._object_of_complement() or _object_before_time(token) or _object_of_particle(token)
        if own is not None:
            return token.head if own.tag_ in _RELATIVES and token.dep_ == "relcl" else own
        if token.dep_ == "relcl" and any(c.dep_ == "nsubj" and c.tag_ not in _RELATIVES for c in token.children):
            return token.head
        # "attacked and killed the guards": the object stands with the last verb.
        for verb in token.children:
            if verb.dep_ == "conj" and verb.pos_ == "VERB" and not any(c.dep_ == "nsubj" for c in verb.children):
                shared = next((c for c in verb.children if c.dep_ == "dobj"), None)
                if shared is not None and not any(c.dep_ in ("prep", "xcomp", "ccomp") for c in token.children):
                    return shared
        return None

    def _undergoer(self) -> Token | None:
        """Return the one to whom what a passive says is done."""
        token = self.token
        if token.dep_ in SUBJECTS:
            # "Six miners held by a gang were freed": the parser makes a clause the subject of "freed".
            return next((c for c, label in self._below if label in SUBJECTS), None)
        if token.dep_ == "acl" and "nsubjpass" not in self._labels:
            return _named_by(one_of_those(token.head))
        return subject_of(token)

    def _own_objects(self) -> tuple[Token, ...]:
        """Return the second object that a passive has: "was given *a note*", "were held *hostage*"."""
        if lemma_of(self.token) not in _OF_TWO_OBJECTS:
            return ()
        return tuple(t for c, label in self._below if label == "dobj" for t in _spread(c))

    def _object_of_complement(self) -> Token | None:
        """The parser often hangs the one who is urged, ordered, asked under the infinitive: "urged Kyiv to accept"."""
        for child in self.token.children:
            if child.i > self.token.i and (
                (child.dep_ in ("ccomp", "xcomp") and is_infinitive(child)) or is_small_clause(child)
            ):
                return next((c for c in child.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        return None

    def _modifiers(self) -> tuple[Token, ...]:
        found = []
        for child in self.token.children:
            if child.dep_ in ("compound", "amod", "nmod") and child.i < self.token.i:
                found += [child, *(c for c in child.conjuncts if c.i < self.token.i)]
        return tuple(dict.fromkeys(found))

    def preposition(self, word: str) -> tuple[Token, ...]:
        """Return the objects of a preposition that belongs to the predicate, or to its object."""
        if self._prepositions is None:
            self._prepositions = self._read_prepositions()
        return self._prepositions.get(word, ())

    def _read_prepositions(self) -> dict[str, tuple[Token, ...]]:
        found: dict[str, list[Token]] = {}
        _collect(self.token, found)
        if self.kind == "v":
            for child, label in self._below:
                if label in ("dobj", "prt", "acomp", "attr", "oprd", "advmod") or (
                    label == "nsubjpass" and child.pos_ == "NOUN"
                ):
                    _collect(child, found)
                elif label == "nsubj" and child.pos_ == "NOUN":
                    inner: dict[str, list[Token]] = {}
                    _collect(child, inner)
                    for word in ("between", "among", "with"):
                        if word in inner:
                            found.setdefault(word, inner[word])
        if self.kind == "n" and "by" not in found:
            # "the arrest of a mayor by Turkish police": the parser hangs the doer on the mayor.
            done_to = [t for word in ("of", "on", "against") for t in found.get(word, ())]
            if agents := [t for noun in done_to for t in _phrases_below(noun, "by")]:
                found["by"] = agents
        if self.kind == "n" and self.token.dep_ == "dobj" and self.token.head.pos_ == "VERB":
            # "carried out strikes on Sunday against the camp": the parser hangs the target on the verb.
            outer: dict[str, list[Token]] = {}
            _collect(self.token.head, outer)
            for word in _OF_CARRIED_NOUNS:
                if others := [t for t in outer.get(word, ()) if t.ent_type_ not in ("DATE", "TIME")]:
                    found.setdefault(word, others)
        return {word: tuple(dict.fromkeys(tokens)) for word, tokens in found.items()}

    # ------------------------------------------------------------------------------------------------ clauses
    def _clauses(self, slot: str) -> tuple[Token, ...]:
        if self._labels.isdisjoint(_CLAUSE_HOLDERS):
            return ()
        found: list[Token] = []
        for child, label in self._below:
            if label not in _CLAUSE_HOLDERS:
                continue
            if slot == "to-do":
                wanted = label in ("xcomp", "ccomp", "acl", "advcl", "relcl") and is_infinitive(child)
                if wanted and child.i > self.token.i:
                    found += [child]
                elif label == "prep" and child.lower_ in ("on", "upon"):
                    found += [c for p in child.children for c in p.children if c.dep_ == "acl" and is_infinitive(c)]
                    found += [c for c in child.children if c.dep_ == "pcomp" and is_infinitive(c)]
                elif label in ("dobj", "dative"):
                    found += [c for c in child.children if c.dep_ in ("acl", "relcl") and is_infinitive(c)]
            elif slot == "that":
                if label == "dobj":
                    found += [c for c in child.children if c.dep_ in ("acl", "ccomp") and _is_that_clause(c)]
                finite = label == "ccomp" and not is_infinitive(child) and child.i > self.token.i
                if finite or (self.kind == "n" and label == "acl" and _is_that_clause(child)):
                    found += [child]
            elif label in ("xcomp", "ccomp", "dobj") and child.tag_ == "VBG":
                found += [child]
            elif label == "prep":
                found += [c for c in child.children if c.dep_ == "pcomp" and c.tag_ == "VBG"]
            elif label == "dobj":
                of_object = (c for p in child.children if p.dep_ == "prep" for c in p.children)
                found += [c for c in of_object if c.dep_ == "pcomp" and c.pos_ == "VERB"]
        return tuple(
            t
            for head in found
            for t in (head, *(c for c in head.conjuncts if c.pos_ == "VERB" and not is_coordinated_above(c)))
        )


def mark_for(clause: Token) -> Token | None:
    """Return the "for" of an infinitive with a subject of its own: "called for the minister to resign"."""
    if clause.dep_ not in ("advcl", "ccomp", "xcomp", "acl", "relcl") or not is_infinitive(clause):
        return None
    return next((c for c in clause.children if c.dep_ == "mark" and c.lower_ == "for"), None)


def _collect(token: Token, found: dict[str, list[Token]]) -> None:
    """Add the prepositional phrases below the token, by preposition; one inside another belongs to the first."""
    for child in token.children:
        label = child.dep_
        if label not in _HOLDERS:
            continue
        if label == "acl" and child.lower_ in ("involving", "including"):
            found.setdefault(child.lower_, []).extend(
                t for c in child.children if c.dep_ in ("dobj", "pobj") for t in _spread(c)
            )
        elif label != "acl" and child.pos_ in ("ADP", "SCONJ", "VERB", "ADV", "ADJ", "PART"):
            word = child.lower_
            objects = [c for c in child.children if c.dep_ == "pobj"]
            for inner in child.children if word != "according" else ():
                if inner.dep_ == "prep":  # "out of", "away from", "because of"
                    found.setdefault(inner.lower_, []).extend(
                        t for c in inner.children if c.dep_ == "pobj" for t in _spread(c)
                    )
            for head in objects:
                found.setdefault(word, []).extend(_spread(head))
                if word not in _LOCAL_PREPOSITIONS and head.pos_ == "NOUN":
                    _collect_weak(head, found)


def _phrases_below(noun: Token, word: str) -> tuple[Token, ...]:
    return tuple(
        t
        for p in noun.children
        if p.dep_ in ("prep", "agent") and p.lower_ == word
        for c in p.children
        if c.dep_ == "pobj"
        for t in _spread(c)
    )


def _collect_weak(token: Token, found: dict[str, list[Token]]) -> None:
    """The parser hangs many a preposition on the noun before it: "signed a deal on trade with Peru"."""
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in ("with", "against", "between") and child.lower_ not in found:
            found[child.lower_] = [t for c in child.children if c.dep_ == "pobj" for t in _spread(c)]


def _spread(token: Token | None) -> tuple[Token, ...]:
    """Return the token and its coordinated ones, quantities replaced by what they count."""
    if token is None:
        return ()
    return tuple(dict.fromkeys(semantic_head(t) for t in conjuncts(token) if t.pos_ != "VERB" or t == token))


def _outermost(noun: Token) -> Token:
    while noun.dep_ in ("compound", "nmod") and noun.head.i > noun.i:
        noun = noun.head
    return noun


def _object_before_time(verb: Token) -> Token | None:
    """Return the object that the parser took into a span of time behind it: "seized power minutes after the vote"."""
    if verb.i + 1 >= len(verb.doc):
        return None
    noun = verb.nbor()
    unit = noun.head
    lost = noun.dep_ == "compound" and noun.pos_ == "NOUN" and unit.i == noun.i + 1 and lemma_of(unit) in _TIME_UNITS
    return noun if lost and unit.dep_ == "npadvmod" else None


def _named_by(noun: Token) -> Token:
    """Return whom a description stands beside: "Ana Silva, a lawyer arrested in May, …" tells of Ana Silva."""
    if noun.dep_ == "appos" and noun.pos_ == "NOUN" and noun.head.pos_ == "PROPN":
        return noun.head
    return noun


def _object_of_particle(verb: Token) -> Token | None:
    """Return the object that the parser hung on a particle, taking it for a preposition: "hauled in six students"."""
    for child in verb.children:
        if child.dep_ == "prep" and child.i == verb.i + 1:
            if (lemma_of(verb), child.lower_) not in load_lexicon().particles:
                return None
            below = next((c for c in child.children if c.dep_ == "pobj"), None)
            return below if below is not None and not below.ent_type_ and below.pos_ == "NOUN" else None
    return None


def _is_that_clause(verb: Token) -> bool:
    return any(c.dep_ == "mark" and c.lower_ == "that" for c in verb.children)
