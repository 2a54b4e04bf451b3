"""The acts of a sentence in, the same out, those that are one made one: "attacked the base, killing six"."""

from collections.abc import Iterable, Iterator, Mapping

from spacy.tokens import Token

from extraction.acts import Act
from extraction.carriers import carrier_of
from extraction.findings import ActorMention
from extraction.frame_files import load_lexicon
from extraction.lemmas import lemma_of
from extraction.syntax import is_infinitive, subject_of
from records.actors import Actor
from records.vocabularies import EventType

_WAYS = frozenset({"in", "by", "with", "during", "of", "as", "through"})
_OUTCOMES = frozenset({"kill", "beat", "clash"})
_GRIEVANCES = frozenset({EventType.REQUEST, EventType.ACCUSE, EventType.REJECT, EventType.PROTEST})


def fold(acts: dict[int, Act], actors: Mapping[str, Actor]) -> list[Act]:
    """Make one act of those that name one thing twice: "the attack killed six", "attacked the base, killing six"."""
    into: dict[int, Act] = {}
    for i, act in acts.items():
        for named in _repeats(act, acts, actors):
            upper = _kept(named, into)
            if upper is act:
                continue
            upper.sources = upper.sources or act.sources
            if not upper.targets:
                taken = {m.actor_id for m in upper.sources}
                upper.targets = tuple(m for m in act.targets if m.actor_id not in taken)
            upper.merged.append(act.token)
            into[i] = upper
            break
    return [act for i, act in acts.items() if i not in into]


def _kept(act: Act, into: Mapping[int, Act]) -> Act:
    """Return the act that an act has become part of, itself if it stands alone."""
    while act.token.i in into:
        act = into[act.token.i]
    return act


def _repeats(act: Act, acts: dict[int, Act], actors: Mapping[str, Actor]) -> Iterator[Act]:
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
    if act.event_type is EventType.ASSAULT:
        yield from _same_violence(act, acts)
    if token.dep_ in ("advcl", "acl", "relcl", "xcomp", "conj"):
        for head in (token.head, subject_of(token) if token.dep_ != "advcl" else token.head):
            named = acts.get(head.i) if head is not None else None
            if named is None or named.event_type is not act.event_type or not _shares_doer(act, named, actors):
                continue
            if _is_stay(act, named):
                continue
            if token.dep_ != "conj" or _is_outcome(act, named) or not _have_own_objects(act, named):
                yield named


def _same_violence(act: Act, acts: Mapping[int, Act]) -> Iterator[Act]:
    """Yield what a weapon or its user did: "missiles fired by rebels hit a bus", "gunmen who stormed it killed"."""
    token = act.token
    thing = act.match.predicate.fillers("object")[:1] if not act.targets else ()
    doer = (token.head,) if token.dep_ == "relcl" and not _has_day(token) else ()
    for upper in acts.values():
        subjects = upper.match.predicate.fillers("subject") if upper.event_type is act.event_type else ()
        if upper.token not in token.conjuncts and not {*thing, *doer}.isdisjoint(subjects):
            yield upper


def _has_day(verb: Token) -> bool:
    """Say whether the clause says itself when it happened."""
    below = (t for c in verb.children if c.dep_ in ("prep", "npadvmod") for t in (c, *c.children))
    return any(t.ent_type_ == "DATE" for t in below)


def _is_stay(act: Act, upper: Act) -> bool:
    """Say whether one act is what somebody did where the other took them: "flew to Harare and met the opposition"."""
    modes = (upper.match.frame.mode, act.match.frame.mode)
    met = any(c.dep_ == "dobj" or c.lower_ == "with" for c in act.token.children)
    return act.token.dep_ == "conj" and modes[0] == "visit" != modes[1] and met


def _is_outcome(act: Act, upper: Act) -> bool:
    """Say whether violence is what other violence came to: "ambushed a convoy and killed six", not "and burned it"."""
    if act.event_type is not EventType.ASSAULT:
        return False
    frame, above = act.match.frame, upper.match.frame
    return frame.mode in _OUTCOMES or frame.id == above.id or (frame.mode is not None and frame.mode == above.mode)


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


def _shares_doer(act: Act, upper: Act, actors: Mapping[str, Actor]) -> bool:
    mine = {m.actor_id for m in act.sources}
    others = {m.actor_id for m in upper.sources}
    targets = _names_of(act.targets, actors)
    if mine == others and (_kills(act) or act.token.dep_ == "relcl"):
        return True
    if act.token.dep_ == "xcomp" and act.event_type is EventType.ACCUSE and mine <= {m.actor_id for m in upper.targets}:
        return True  # "summoned the envoy to complain": not the envoy complains
    return (not mine or not others or mine == others) and (
        not targets or not upper.targets or bool(targets & _names_of(upper.targets, actors))
    )


def _names_of(mentions: Iterable[ActorMention], actors: Mapping[str, Actor]) -> set[str]:
    """Return the ids with the states they are of: who goes to a capital to talk to its officials is on one journey."""
    ids = {m.actor_id for m in mentions}
    return ids | {f"country:{a.country}" for i in ids if (a := actors.get(i)) is not None and a.country is not None}


def is_purpose(act: Act, acts: dict[int, Act]) -> bool:
    """Say whether the act is only what another is done for: "met to settle a quarrel", "stormed it to arrest him"."""
    token = act.token
    if token.dep_ != "advcl" or token.pos_ != "VERB" or not is_infinitive(token) or token.i < token.head.i:
        return False
    upper = acts.get(token.head.i)
    return upper is not None and upper.event_type is not act.event_type and upper.event_type is not EventType.PROTEST
