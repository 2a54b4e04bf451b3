"""Attributions and events in, positions out: who stands where on what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from extraction.conditions import find_condition
from extraction.conflicts import Conflict, main_conflict
from extraction.content_extents import trim
from extraction.findings import ActorMention, EventMention, FoundAttribution, PositionMention
from extraction.issue_links import link_issues
from extraction.issues import name_issue
from extraction.lookup import ActorLookup
from extraction.stances import Reading, is_hint, outlook_of, read_stance
from extraction.topics import Taxonomy, load_taxonomy
from extraction.wordlists import word_list
from extraction.words import words_of
from records.vocabularies import AttributionKind, BlockKind, Certainty, EventStatus, EventType, Polarity, Stance

_BODY = frozenset({BlockKind.PARAGRAPH.value, BlockKind.BULLET.value})
_HEADINGS = frozenset({BlockKind.HEADLINE.value, BlockKind.HEADING.value, BlockKind.CAPTION.value})
_VIOLENT = frozenset({EventType.ASSAULT, EventType.COERCE, EventType.MOBILIZE})
_SPEECH_FRAMES = frozenset({"that", "wh", "q", "clause", "to", "ing"})
_QUOTE_MARKS = frozenset(['"', "'", "`", "``", "''", *"«»‘’‚‛“”„‟‹›❮❯"])
_FIRST_PERSON = frozenset({"i", "we", "us", "me"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """A stance read off one attribution (or event) for one part of its content, before it is given to its holders."""

    attribution: FoundAttribution
    reading: Reading
    part: tuple[Span, ...]
    holders: tuple[ActorMention, ...]
    via: str | None = None
    reported: bool = False
    quoted: bool = False
    rule: str
    confidence: float


def find_positions(
    doc: Doc,
    actors: ActorLookup,
    attributions: Sequence[FoundAttribution],
    events: Sequence[EventMention],
    *,
    taxonomy: Taxonomy | None = None,
) -> tuple[PositionMention, ...]:
    """Return the positions of the document in text order.

    What only a heading says is left out: a heading sums up what the article says, and often says it wrongly.
    """
    words = taxonomy if taxonomy is not None else load_taxonomy()
    headings = _heading_tokens(doc)
    mentions: list[PositionMention] = []
    conflict = main_conflict(doc, actors)
    violent = {
        i for event in events if event.event_type in _VIOLENT for i in range(event.trigger.start, event.trigger.end)
    }
    for attribution in attributions:
        if attribution.token is not None and attribution.token.i in violent and attribution.frame == "obj":
            continue  # "attacked the embassy" is no criticism
        for claim in _claims(attribution, actors):
            mentions.extend(_mentions(claim, actors, words, headings, conflict))
    mentions.extend(_from_events(events, mentions, actors, words, headings, conflict))
    return tuple(sorted(link_issues(_supported(sorted(mentions, key=_order), headings)), key=_order))


def _order(mention: PositionMention) -> tuple[int, int, str, str]:
    first = mention.evidence[0]
    return (first.start, first.end, mention.holder.actor_id, mention.stance.value)


def _heading_tokens(doc: Doc) -> set[int]:
    """Return the tokens of headings and captions; what stands alone, without a body, is all that there is to read."""
    blocks = doc.spans.get("blocks", ())
    if not any(block.label_ in _BODY for block in blocks):
        return set()
    return {i for block in blocks if block.label_ in _HEADINGS for i in range(block.start, block.end)}


def _supported(mentions: Sequence[PositionMention], headings: set[int]) -> list[PositionMention]:
    """Return the mentions without those of headings that nothing in the body bears out."""
    body = {(m.holder.actor_id, m.issue_id) for m in mentions if m.evidence[0].start not in headings}
    return [m for m in mentions if m.evidence[0].start not in headings or (m.holder.actor_id, m.issue_id) in body]


# ---------------------------------------------------------------- from attributions to claims


def _claims(attribution: FoundAttribution, actors: ActorLookup) -> Iterator[_Claim]:
    """Yield what an attribution says of its holders' positions, and what it reports of others'."""
    for part in _parts(attribution):
        inner = [
            n for n in attribution.nested if n.token is not None and any(s.start <= n.token.i < s.end for s in part)
        ]
        own = [n for n in inner if _same_holder(n, attribution)]
        others = [n for n in inner if n.holders and not _same_holder(n, attribution)]
        if attribution.holders:
            side = [n for n in inner if n not in own and _is_own_side(n, attribution, actors)]
            yield _own_claim(attribution, part, [*own, *side], actors)
            yield from _coordinated(attribution, part, own, actors)
        speech = attribution.frame in _SPEECH_FRAMES or attribution.kind is AttributionKind.DIRECT
        for other in others:
            if not _says_something(other):
                continue
            yield _claim(
                other,
                other.content,
                read_stance(other, other.content, actors),
                via=_via(attribution) if speech else None,
                reported=speech,
                quoted=_overlaps_quote(other.content),
            )


def _says_something(nested: FoundAttribution) -> bool:
    """Whether an inner cue makes a position: not for mere mention of a thing, nor where it concerns itself."""
    if nested.stance is Stance.ASSERT and nested.frame in ("obj", "ing"):
        return False
    return any(
        t.pos_ not in ("PRON", "PUNCT", "DET") or t.tag_ in ("WDT", "WP") for span in nested.content for t in span
    )


def _parts(attribution: FoundAttribution) -> tuple[tuple[Span, ...], ...]:
    """Return the stretches of content that are positions of their own: each quotation or bullet of several."""
    content = attribution.content
    if len(content) > 1 and (attribution.kind is AttributionKind.DIRECT or _is_list(attribution)):
        return tuple((span,) for span in content)
    return (content,)


def _is_list(attribution: FoundAttribution) -> bool:
    return attribution.frame == "list"


def _own_claim(
    attribution: FoundAttribution, part: tuple[Span, ...], own: Sequence[FoundAttribution], actors: ActorLookup
) -> _Claim:
    """Return the holders' own position: the stance that they take in their words, else that of the cue."""
    reading = read_stance(attribution, part, actors)
    leading = [n for n in own if _leads(n, part) and not read_stance(n, n.content, actors).skip]
    if leading and reading.stance in (Stance.ASSERT, Stance.ANNOUNCE, Stance.CONFIDENCE):
        inner = max(leading, key=lambda n: (read_stance(n, n.content, actors).strength, -(n.token.i if n.token else 0)))
        found = read_stance(inner, inner.content, actors)
        if found.strength > reading.strength or (reading.stance is Stance.ASSERT and not reading.polarity):
            reading = replace(found, tentative=found.tentative or reading.tentative)
    return _claim(attribution, part, reading, quoted=_overlaps_quote(part))


def _coordinated(
    attribution: FoundAttribution, part: tuple[Span, ...], own: Sequence[FoundAttribution], actors: ActorLookup
) -> Iterator[_Claim]:
    """Yield the further stances of a content that takes several ("said he backs X and rejects Y")."""
    if attribution.kind is AttributionKind.DIRECT:
        return
    leading = [n for n in own if _leads(n, part)]
    for n in leading[1:]:
        reading = read_stance(n, n.content, actors)
        if reading.stance not in (Stance.ASSERT, Stance.ANNOUNCE):
            yield _claim(n, n.content, reading, holders=attribution.holders, quoted=_overlaps_quote(n.content))


def _leads(nested: FoundAttribution, part: tuple[Span, ...]) -> bool:
    """Whether the nested cue is the main verb of a clause of the content, not of a subordinate one."""
    token = nested.token
    if token is None:
        return False
    while token.dep_ in ("conj", "xcomp", "acomp", "attr", "dobj") and any(
        s.start <= token.head.i < s.end for s in part
    ):
        token = token.head
    return token.dep_ in ("ROOT", "ccomp", "parataxis", "pcomp") or not any(
        s.start <= token.head.i < s.end for s in part
    )


def _claim(
    attribution: FoundAttribution,
    part: tuple[Span, ...],
    reading: Reading,
    *,
    via: str | None = None,
    reported: bool = False,
    quoted: bool = False,
    holders: tuple[ActorMention, ...] | None = None,
) -> _Claim:
    confidence = 0.55 + 0.25 * (reading.stance is not Stance.ASSERT) + 0.1 * quoted - 0.15 * reported
    return _Claim(
        attribution=attribution,
        reading=reading,
        part=part,
        holders=attribution.holders if holders is None else holders,
        via=via,
        reported=reported,
        quoted=quoted,
        rule=attribution.rule,
        confidence=round(min(confidence, 0.95), 2),
    )


def _same_holder(nested: FoundAttribution, outer: FoundAttribution) -> bool:
    """Whether the inner position is the speaker's own: "he said he wants…", "“I believe…”, she said"."""
    if nested.holder is not None and nested.holder.lower_ in _FIRST_PERSON:
        return True
    ids = {m.actor_id for m in outer.holders}
    if any(m.actor_id in ids for m in nested.holders):
        return True
    # A pronoun that coreference left open most often means the speaker.
    return not nested.holders and nested.holder is not None and nested.holder.lower_ in ("he", "she", "they", "it")


def _is_own_side(nested: FoundAttribution, outer: FoundAttribution, actors: ActorLookup) -> bool:
    """Whether the inner position is that of the state whose government speaks ("Chile opposes it, its envoy said")."""
    sides = {side for m in outer.holders if (side := _side_of(m.actor_id, actors))}
    return any(m.actor_id in (f"country:{s}", f"gov:{s}") for m in nested.holders for s in sides)


def _side_of(actor_id: str, actors: ActorLookup) -> str:
    """Return the state that the actor speaks for, empty for those who speak for none."""
    actor = actors.actors.get(actor_id)
    if actor is None or actor.country is None:
        return ""
    governs = actor_id.startswith(("country:", "gov:")) or "GOV" in actor.sectors
    return actor.country if governs else ""


def _via(attribution: FoundAttribution) -> str | None:
    if attribution.holders:
        return attribution.holders[0].actor_id
    return attribution.source[0].text if attribution.source else None


def _overlaps_quote(part: Sequence[Span]) -> bool:
    return any(text in _QUOTE_MARKS for span in part for text in words_of(span.doc).texts[span.start : span.end])


# ---------------------------------------------------------------- from claims to positions


def _mentions(
    claim: _Claim, actors: ActorLookup, taxonomy: Taxonomy, headings: set[int], conflict: Conflict | None
) -> Iterator[PositionMention]:
    attribution = claim.attribution
    token = attribution.token
    part = tuple(s for span in claim.part if (s := trim(span)) is not None) or claim.part
    if token is None or not claim.holders or claim.reading.skip or _is_reflexive(part):
        return
    sentence = token.sent
    issue = name_issue(
        _issue_spans(attribution, part),
        actors,
        taxonomy,
        context=(sentence,),
        conflict=conflict,
        about=_charged(attribution),
    )
    own = {m.actor_id for m in claim.holders}
    own |= {
        f"{kind}:{side}" for m in claim.holders if (side := _side_of(m.actor_id, actors)) for kind in ("country", "gov")
    }
    addressees = _addressees(attribution, claim.reading.stance, part, own, actors)
    heading = part[0].start in headings
    evidence = _evidence(part, sentence)
    for holder in claim.holders:
        yield PositionMention(
            holder=holder,
            on_behalf_of=_on_behalf_of(attribution.holder, holder, actors),
            stance=claim.reading.stance,
            certainty=_certainty(claim),
            polarity=Polarity(claim.reading.polarity),
            issue_id=issue.id,
            issue_label=issue.label,
            topic=issue.topic,
            proposition=" ".join(" ".join(span.text.split()) for span in part),
            addressees=addressees,
            condition=find_condition(token, part, attribution.cue),
            via=claim.via,
            quoted=claim.quoted,
            source=attribution.source[0] if attribution.source else None,
            cue=attribution.cue[0] if attribution.cue else None,
            content=part[0],
            evidence=evidence,
            confidence=round(claim.confidence * (0.4 if heading else 1.0), 2),
            rule=claim.rule,
        )


def _is_reflexive(part: Sequence[Span]) -> bool:
    """Whether somebody only acts on himself ("defended himself"): that is no issue."""
    return all(t.lower_.endswith(("self", "selves")) and t.pos_ == "PRON" for span in part for t in span)


def _certainty(claim: _Claim) -> Certainty:
    if claim.reported and (claim.via is not None or outlook_of(claim.attribution.token) is None):
        return Certainty.REPORTED
    if claim.reading.tentative or is_hint(claim.attribution):
        return Certainty.TENTATIVE
    return Certainty.STATED


def _issue_spans(attribution: FoundAttribution, part: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the words that name the issue: of a bare relative pronoun its antecedent's."""
    first = part[0]
    if len(first) == 1 and first[0].tag_ in ("WDT", "WP"):
        verb = attribution.token
        while verb is not None and verb.dep_ != "relcl" and verb.head != verb:
            verb = verb.head
        if verb is not None and verb.dep_ == "relcl":
            head = verb.head
            return (head.doc[head.left_edge.i : max(head.i + 1, verb.left_edge.i)],)
    if len(part) == 1 and attribution.frame in ("obj", "objto"):
        return (_charge(attribution, first),)
    return part


def _charged(attribution: FoundAttribution) -> Token | None:
    """Return whom the holder thanks, blames or urges."""
    if attribution.token is None or attribution.frame not in ("obj", "objto"):
        return None
    return next((c for c in attribution.token.rights if c.dep_ == "dobj" and c.pos_ != "PRON"), None)


def _charge(attribution: FoundAttribution, content: Span) -> Span:
    """Return what somebody is accused of, thanked for or urged to do: the content behind the person."""
    token = attribution.token
    if token is None:
        return content
    for child in token.rights:
        inside = content.start < child.i < content.end
        charge = child.dep_ == "prep" and child.lower_ in ("of", "for", "over") and child.left_edge.i == child.i
        if inside and charge and not any(c.ent_type_ in ("DATE", "TIME") for c in child.children):
            return content.doc[child.i + 1 : content.end] if child.i + 1 < content.end else content
        if inside and child.dep_ == "prep" and child.lower_ == "on" and token.lemma_ in word_list("comparing_verbs"):
            return content.doc[content.start : child.i]  # "blamed the delay on Hungary"
        if inside and child.dep_ in ("xcomp", "ccomp", "advcl") and attribution.frame == "objto":
            return content.doc[child.i : content.end]
    return content


def _evidence(part: tuple[Span, ...], sentence: Span) -> tuple[Span, ...]:
    """Return the content, then the sentence of the cue where it says more."""
    spans = list(part)
    if not any(span.start <= sentence.start and sentence.end <= span.end for span in spans):
        whole = trim(sentence)
        if whole is not None:
            spans.append(sentence)
    return tuple(dict.fromkeys(spans))


def _addressees(
    attribution: FoundAttribution, stance: Stance, part: Sequence[Span], own: set[str], actors: ActorLookup
) -> tuple[str, ...]:
    """Return the actors to whom the position is addressed or about whose conduct it is."""
    if attribution.addressee is not None:
        mention = actors.headed_by(attribution.addressee)
        if mention is not None and mention.actor_id not in own and not mention.actor_id.endswith("-med"):
            return (mention.actor_id,)
    if stance in (Stance.CONFIDENCE, Stance.DECLINE_COMMENT, Stance.UNDECLARED) or not part:
        return ()
    for span in part:
        for mention in actors.within(span):
            if mention.actor_id in own or mention.actor_id.startswith("group:local-"):
                continue
            root = mention.span.root
            if stance is Stance.DEMAND and root.dep_ == "pobj" and root.head.lower_ == "from":
                return (mention.actor_id,)
            if root.dep_ in ("nsubj", "nsubjpass", "dobj", "poss", "agent") or root.i == span.root.i:
                return (mention.actor_id,)
            if root.dep_ == "pobj" and root.head.lower_ in (
                "with",
                "to",
                "from",
                "on",
                "against",
                "toward",
                "by",
                "of",
            ):
                return (mention.actor_id,)
    return ()


def _on_behalf_of(head: Token | None, holder: ActorMention, actors: ActorLookup) -> str | None:
    """Return for whom a spokesperson speaks: the actor after "for", or the possessor."""
    if head is None or "spokes" not in head.lower_:
        return None
    for child in head.children:
        noun = child
        if child.dep_ == "prep" and child.lower_ in ("for", "of"):
            noun = next((c for c in child.children if c.dep_ == "pobj"), child)
        mention = actors.headed_by(noun) if noun.dep_ in ("pobj", "poss", "compound") else None
        if mention is not None and mention.actor_id != holder.actor_id:
            return mention.actor_id
    return None


# ---------------------------------------------------------------- from events

_EVENT_STANCES = {
    EventType.REJECT: (Stance.REJECT, -1),
    EventType.ACCUSE: (Stance.ACCUSE, -1),
    EventType.THREATEN: (Stance.THREATEN, -1),
    EventType.REQUEST: (Stance.DEMAND, 1),
}


def _from_events(
    events: Sequence[EventMention],
    found: Sequence[PositionMention],
    actors: ActorLookup,
    taxonomy: Taxonomy,
    headings: set[int],
    conflict: Conflict | None,
) -> Iterator[PositionMention]:
    """Yield the positions that acts express and no attribution has given yet."""
    covered = {(m.holder.actor_id, m.evidence[-1].start) for m in found}
    for event in events:
        stance = _EVENT_STANCES.get(event.event_type)
        if stance is None or event.status is not EventStatus.OCCURRED or event.trigger.start in headings:
            continue
        root = event.trigger.root
        content = tuple(
            span
            for child in root.rights
            if child.dep_ in ("dobj", "ccomp", "xcomp", "prep")
            if (span := trim(root.doc[child.left_edge.i : child.right_edge.i + 1])) is not None
        )
        if not content:
            continue
        issue = name_issue(content, actors, taxonomy, context=(event.sentence,), conflict=conflict)
        for source in event.sources:
            if (source.actor_id, root.sent.start) in covered:
                continue
            yield PositionMention(
                holder=source,
                stance=stance[0],
                certainty=Certainty.STATED,
                polarity=Polarity(stance[1]),
                issue_id=issue.id,
                issue_label=issue.label,
                topic=issue.topic,
                proposition=" ".join(" ".join(span.text.split()) for span in content),
                addressees=tuple(dict.fromkeys(t.actor_id for t in event.targets)),
                via=event.reported_by,
                source=source.span,
                cue=event.trigger,
                content=content[0],
                evidence=(content[0], event.sentence),
                confidence=round(0.5 * event.confidence, 2),
                rule=f"event:{event.event_type.lower()}",
            )
