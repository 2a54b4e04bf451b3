"""What a position is about in, its issue out: a stable readable id, a label a person would write, a topic."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from spacy.attrs import LEMMA  # type: ignore[import-not-found]  # compiled, no stub
from spacy.tokens import Doc, Span, Token

from extraction.conflicts import Conflict, conflict_at
from extraction.content_extents import VERBAL
from extraction.lookup import ActorLookup
from extraction.topics import ConceptMatch, Taxonomy
from extraction.wordlists import word_list
from records.ids import slug

UNSPECIFIED = "unspecified"
_MAX_PARTS = 4
_MAX_ID = 80
_NAMES = frozenset({"PERSON", "GPE", "NORP", "ORG"})
_LINKS = {
    "of": "of", "on": "on", "with": "with", "in": "in", "against": "against", "between": "between", "for": "for",
    "to": "to", "from": "from", "over": "over", "by": "by", "toward": "towards", "towards": "towards", "about": "on",
    "regarding": "on", "inside": "in", "into": "in", "at": "at", "among": "among",
}  # fmt: skip
_NOUN_ROLES = ("dobj", "attr", "pobj", "nsubjpass", "nsubj", "conj", "appos", "dative", "ROOT")
_SKIPPED = frozenset({"DET", "PUNCT", "SPACE", "NUM", "PRON", "PART", "SYM", "X", "INTJ"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundIssue:
    """An issue: its id, its label, the key of its topic's group; `act` says that the id begins with an act on it."""

    id: str
    label: str
    topic: str
    act: str | None = None


def name_issue(
    spans: Sequence[Span],
    actors: ActorLookup,
    taxonomy: Taxonomy,
    *,
    context: Sequence[Span] = (),
    conflict: Conflict | None = None,
    about: Token | None = None,
) -> FoundIssue:
    """Return the issue that the words are about.

    A concept of the taxonomy gives its key, with the country, body or person it concerns; other words give their
    head with its modifiers. `context` helps to find the topic, never the id; `conflict` is the one that the document is
    about, for issues that are of one conflict or another and do not say of which; `about` names whose "his" is
    ("thanked the envoy for his role").
    """
    tokens = [t for span in spans for t in span if not t.is_space]
    known = _lemmas(tokens[0].doc) if tokens else []
    lemmas = [known[t.i] for t in tokens]
    weights = taxonomy.weigh(lemmas)
    focus = _focus(tokens)
    concepts = [m for m in taxonomy.find_concepts(lemmas) if not _is_phrasal(tokens[m.start : m.end])]
    match = _best_concept(concepts, tokens, focus)
    act: str | None = None
    if match is not None:
        weights[match.concept.group] = weights.get(match.concept.group, 0.0) + 1.5
        words = tokens[match.start : match.end]
        act = _act_on(words, tokens, taxonomy)
        parts = [match.concept.key]
        label = match.concept.key.replace("-", " ")
        if not match.concept.bare:
            link = _actor_link(words, tokens, actors)
            if link is not None and slug(link[1]) not in match.concept.key.split("-"):
                parts += [link[0], slug(link[1])]
                label += f" {link[0]} {link[1]}"
        if match.concept.of_conflict:
            own = next((c for w in words if (c := conflict_at(w, actors)) is not None), conflict)
            if own is not None:
                parts.append(own.slug)
                label += f" {own.label}"
        if act is not None:
            preposition = _act_preposition(act, words)
            parts = [act, preposition, *parts]
            label = f"{act} {preposition} {label}"
        identifier = "-".join(parts)
    else:
        identifier, label = _describe(focus, tokens, actors, taxonomy, about)
    if not weights:
        for span in context:
            for group, weight in taxonomy.weigh(_lemmas(span.doc)[span.start : span.end]).items():
                weights[group] = weights.get(group, 0.0) + weight
    return FoundIssue(id=_cut(identifier), label=label, topic=taxonomy.best_group(weights), act=act)


def _lemma(token: Token) -> str:
    return _lemmas(token.doc)[token.i]


def _lemmas(doc: Doc) -> list[str]:
    """Return the lemmas of a parsed document in lower case; they are read once for each document."""
    found = _LEMMAS.get(doc)
    if found is None:
        strings = doc.vocab.strings
        found = _LEMMAS[doc] = [strings[lemma].lower() for lemma in doc.to_array([LEMMA]).tolist()]
    return found


# It holds nothing that holds the document, and goes with it.
_LEMMAS: WeakKeyDictionary[Doc, list[str]] = WeakKeyDictionary()


def _cut(identifier: str) -> str:
    """Return the id within its length, cut between words."""
    if len(identifier) <= _MAX_ID:
        return identifier
    return identifier[: _MAX_ID + 1].rpartition("-")[0] or identifier[:_MAX_ID]


# ---------------------------------------------------------------- what the words turn on


def _focus(tokens: Sequence[Token]) -> Token | None:
    """Return the word that the stretch is about: its head, or of a clause the object, else the subject."""
    if not tokens:
        return None
    inside = {t.i for t in tokens}
    heads = [t for t in tokens if t.head.i not in inside or t.head == t]
    heads += [c for t in heads if t.pos_ in ("ADP", "SCONJ") for c in t.children if c.i in inside]
    head = next(
        (t for t in heads if t.pos_ in ("NOUN", "PROPN", "VERB", "AUX", "ADJ")), heads[0] if heads else tokens[0]
    )
    seen = 0
    while head.pos_ in VERBAL and seen < 6:
        seen += 1
        below = _below(head, inside)
        if below is None:
            break
        head = below
    return head


def _below(verb: Token, inside: set[int]) -> Token | None:
    """Return the next word down a clause that says more about its issue."""
    by_dep: dict[str, Token] = {}
    for child in verb.children:
        if child.i in inside:
            by_dep.setdefault(child.dep_, child)
    subject = by_dep.get("nsubj") or by_dep.get("nsubjpass")
    light_subject = subject is None or subject.pos_ == "PRON" or subject.ent_type_ in _NAMES
    if verb.lemma_ == "be" or "nsubjpass" in by_dep:
        if not light_subject:
            return subject
        return by_dep.get("attr") or by_dep.get("xcomp") or by_dep.get("ccomp") or _object_of(by_dep)
    following = by_dep.get("dobj") or by_dep.get("xcomp") or by_dep.get("ccomp") or _object_of(by_dep)
    if following is not None and following.ent_type_ in _NAMES and following.pos_ == "PROPN":
        return None if light_subject else subject
    if following is not None and (light_subject or following.pos_ in VERBAL or "dobj" in by_dep):
        return following
    return None if light_subject else subject


def _object_of(by_dep: dict[str, Token]) -> Token | None:
    preposition = by_dep.get("prep")
    if preposition is None:
        return None
    return next((c for c in preposition.children if c.dep_ in ("pobj", "pcomp")), None)


def _is_phrasal(words: Sequence[Token]) -> bool:
    """Whether a verb with a particle only looks like the concept: "strike down a law" is no strike."""
    return len(words) == 1 and words[0].pos_ == "VERB" and any(c.dep_ == "prt" for c in words[0].rights)


def _best_concept(matches: Sequence[ConceptMatch], tokens: Sequence[Token], focus: Token | None) -> ConceptMatch | None:
    """Return the concept nearest to the focus: in its phrase, else the first of the stretch."""
    if not matches:
        return None
    if focus is None:
        return matches[0]

    def distance(match: ConceptMatch) -> tuple[int, int, int]:
        words = tokens[match.start : match.end]
        below = any(w.head.i == focus.i for w in words)
        steps = min(_steps(w, focus) for w in words)
        # "Agreement" heads "the ceasefire agreement" and says nothing of it.
        empty = match.end - match.start == 1 and focus.lemma_ in word_list("transparent_nouns")
        heads = not empty and any(w.i == focus.i for w in words)
        return (0 if heads else 1 if below else 2 + steps, match.start - match.end, match.start)

    return min(matches, key=distance)


def _steps(token: Token, goal: Token) -> int:
    """Return how many heads lie between the token and the goal, at most ten."""
    for count in range(10):
        if token.i == goal.i:
            return count
        token = token.head
    return 10


# ---------------------------------------------------------------- what belongs to it


def _act_on(words: Sequence[Token], tokens: Sequence[Token], taxonomy: Taxonomy) -> str | None:
    """Return the act of which the concept is the object ("easing of sanctions", "to lift sanctions")."""
    inside = {t.i for t in tokens}
    current = words[-1]
    within = {w.i for w in words}
    for _ in range(4):
        head = current.head
        if head == current or head.i not in inside:
            return None
        if head.i not in within:
            act = taxonomy.acts.get(_lemma(head))
            if act is not None:
                return act
            if head.pos_ not in ("ADP", "PART", "VERB", "NOUN", "AUX"):
                return None
            if head.pos_ == "NOUN" and head.lemma_ not in word_list("transparent_nouns") and current.pos_ != "VERB":
                return None
        current = head
    return None


def _act_preposition(act: str, words: Sequence[Token]) -> str:
    if act == "guarantee":
        negated = any(c.dep_ == "neg" for w in words for c in w.children)
        return "against" if negated else "of"
    return {"limitation": "on", "ban": "on", "responsibility": "for"}.get(act, "of")


def _actor_link(words: Sequence[Token], tokens: Sequence[Token], actors: ActorLookup) -> tuple[str, str] | None:
    """Return preposition and name of the actor that the concept concerns."""
    inside = {t.i for t in tokens}
    within = {w.i for w in words}
    head = words[-1]
    for word in words:
        if word.head.i not in within:
            head = word
    for child in head.children:
        if child.i in within or child.i not in inside:
            continue
        if child.dep_ == "prep" and child.lower_ in _LINKS:
            pobj = next((c for c in child.children if c.dep_ == "pobj"), None)
            name = _actor_name(pobj, actors) if pobj is not None else None
            if name is not None:
                return _LINKS[child.lower_], name
        elif child.dep_ == "acl":
            for grandchild in child.children:
                if grandchild.dep_ == "prep" and grandchild.lower_ in _LINKS:
                    pobj = next((c for c in grandchild.children if c.dep_ == "pobj"), None)
                    name = _actor_name(pobj, actors) if pobj is not None else None
                    if name is not None:
                        return _LINKS[grandchild.lower_], name
    for child in head.children:
        if child.i in within or child.i not in inside:
            continue
        if child.dep_ in ("nsubj", "nsubjpass", "poss") and child.pos_ != "PRON":
            name = _actor_name(child, actors)
            if name is not None:
                return "of", name
    return None


def _actor_name(token: Token, actors: ActorLookup) -> str | None:
    mention = actors.headed_by(token)
    if mention is None:
        return None
    actor = actors.actors.get(mention.actor_id)
    return _short(actor.name) if actor is not None else None


def _short(name: str) -> str:
    """Return the name under which an issue meets: a government's is that of its state."""
    return name.removeprefix("Government of ").removeprefix("the ")


def _describe(
    focus: Token | None, tokens: Sequence[Token], actors: ActorLookup, taxonomy: Taxonomy, about: Token | None
) -> tuple[str, str]:
    """Return id and label of an issue that the taxonomy does not name: its head with modifiers and what it concerns.

    A head that says too little alone ("plan", "be") gives way to the next word that says more; what is done about it
    goes before it ("release of the detainees").
    """
    if focus is None:
        return UNSPECIFIED, UNSPECIFIED
    inside = {t.i for t in tokens}
    thin: tuple[list[str], list[str]] | None = None
    for head in (focus, *_others(focus, tokens)):
        ids: list[str] = []
        labels: list[str] = []
        _append_phrase(head, inside, actors, ids, labels, depth=0)
        if len(ids) == 1 and head.pos_ == "NOUN":
            owner = _owner_of(head, inside, actors, about)
            if owner is not None:
                ids += ["of", slug(owner)]
                labels += ["of", owner]
        deed = _deed_to(head, inside, taxonomy)
        if not any(ids) or (len(ids) == 1 and deed is None and _says_little(head)):
            thin = thin or (ids, labels) if head.pos_ == "NOUN" and any(ids) else thin
            continue
        if thin is not None and head.pos_ == "PROPN" and head.ent_type_ in _NAMES:
            break  # "the package" says more of "Ankara opposes the package" than "Ankara"
        if deed is not None and head.pos_ == "VERB":
            return deed, deed
        if deed is not None and deed not in ids:
            ids[:0] = [deed, "of"]
            labels[:0] = [deed, "of"]
        return "-".join(part for part in ids if part), " ".join(labels)
    if thin is not None:
        return "-".join(thin[0]), " ".join(thin[1])
    if tokens[0].lower_ in word_list("pointing_words") and not any(t.pos_ in ("NOUN", "PROPN", "VERB") for t in tokens):
        return UNSPECIFIED, UNSPECIFIED  # "called it wrong": the issue is what "it" means
    words = [t for t in tokens if t.is_alpha and t.pos_ not in _SKIPPED and not t.is_stop][:3]
    words = words or [t for t in tokens if t.is_alpha and t.pos_ not in _SKIPPED][:3]
    identifier = "-".join(part for w in words if (part := slug(_lemma(w))))
    return identifier or UNSPECIFIED, " ".join(w.lower_ for w in words) or UNSPECIFIED


def _others(focus: Token, tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the other nouns and names of the stretch: what is acted on before who acts, in text order."""
    nouns = [
        t
        for t in tokens
        if t.i != focus.i and t.pos_ in ("NOUN", "PROPN") and t.dep_ in _NOUN_ROLES and not _is_circumstance(t)
    ]
    yield from sorted(nouns, key=lambda t: (_NOUN_ROLES.index(t.dep_), t.i))
    yield from (t for t in tokens if t.pos_ in VERBAL and t.i != focus.i)


def _is_circumstance(noun: Token) -> bool:
    """Whether a noun tells when something is done, or where it is done to an "it" ("fight them in court")."""
    if _is_time(noun):
        return True
    verb = noun.head.head
    if noun.dep_ != "pobj" or noun.head.lower_ not in ("in", "on", "at") or verb.pos_ != "VERB":
        return False
    return any(c.dep_ == "dobj" and c.pos_ == "PRON" for c in verb.rights)


def _is_time(noun: Token) -> bool:
    return noun.ent_type_ in ("DATE", "TIME") or _lemma(noun) in word_list("time_nouns")


def _says_little(head: Token) -> bool:
    lemma = _lemma(head)
    if head.pos_ == "AUX":
        return True
    if head.pos_ == "VERB":
        return lemma in word_list("light_verbs") or len(lemma) < 3
    if head.pos_ == "NOUN":
        return lemma in word_list("generic_nouns") or _is_time(head)
    return head.pos_ in ("PRON", "ADJ", "ADV", "ADP", "SCONJ", "DET", "NUM")


def _owner_of(noun: Token, inside: set[int], actors: ActorLookup, about: Token | None) -> str | None:
    """Return the name of the actor whose the thing is ("his plan", "Ankara's role")."""
    for child in noun.lefts:
        if child.dep_ == "poss" and child.i in inside:
            mention = actors.headed_by(about if about is not None and child.pos_ == "PRON" else child)
            actor = actors.actors.get(mention.actor_id) if mention is not None else None
            return _short(actor.name) if actor is not None else None
    return None


def _deed_to(noun: Token, inside: set[int], taxonomy: Taxonomy) -> str | None:
    """Return what is done about the thing that a noun names ("to release the detainees"), or what a verb does."""
    verb = noun if noun.pos_ == "VERB" else noun.head
    if noun.pos_ not in ("NOUN", "VERB") or verb.i not in inside or verb.pos_ != "VERB":
        return None
    if noun != verb and noun.dep_ not in ("dobj", "nsubjpass"):
        return None
    lemma = _lemma(verb)
    return taxonomy.acts.get(lemma) or taxonomy.deeds.get(lemma)


def _append_phrase(
    head: Token, inside: set[int], actors: ActorLookup, ids: list[str], labels: list[str], *, depth: int
) -> None:
    mention = actors.headed_by(head) if head.pos_ in ("PROPN", "NOUN", "PRON") else None
    actor = actors.actors.get(mention.actor_id) if mention is not None else None
    if mention is not None and actor is not None and head.pos_ != "NOUN":
        ids.append(slug(_short(actor.name)))
        labels.append(_short(actor.name))
        return
    transparent = head.lemma_.lower() in word_list("transparent_nouns")
    modifiers = [
        c
        for c in head.lefts
        if c.i in inside
        and c.dep_ in ("compound", "amod", "nmod")
        and c.is_alpha
        and _lemma(c) not in word_list("empty_modifiers")
    ]
    below = next(
        (
            (child, pobj)
            for child in head.rights
            if child.i in inside and child.dep_ == "prep" and child.lower_ in _LINKS and depth < 2
            for pobj in child.children
            if pobj.dep_ in ("pobj", "pcomp") and pobj.i in inside and pobj.pos_ in ("NOUN", "PROPN", "VERB")
            if not _is_circumstance(pobj)
        ),
        None,
    )
    if not (transparent and (modifiers or below is not None)) and head.pos_ not in _SKIPPED:
        for word in (*modifiers[-2:], head):
            ids.append(slug(_lemma(word) if word.pos_ != "PROPN" else word.text))
            labels.append(word.text if word.pos_ == "PROPN" else word.lower_)
    elif transparent:
        for word in modifiers[-2:]:
            ids.append(slug(_lemma(word) if word.pos_ != "PROPN" else word.text))
            labels.append(word.text if word.pos_ == "PROPN" else word.lower_)
    if below is not None and len(ids) < _MAX_PARTS:
        preposition, pobj = below
        if ids:
            ids.append(_LINKS[preposition.lower_])
            labels.append(_LINKS[preposition.lower_])
        _append_phrase(pobj, inside, actors, ids, labels, depth=depth + 1)


def lemmas_of(spans: Iterable[Span]) -> list[str]:
    """Return the lemmas of the spans in lower case."""
    return [_lemma(t) for span in spans for t in span if not t.is_space]
