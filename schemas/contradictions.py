"""Extraction records in, where they say what their own text or their list of actors does not out."""

import hashlib
from collections.abc import Iterator

from records.actors import Mention
from records.dates import DateInterval
from records.extractions import Extraction
from records.spans import Evidence, Offsets, TextSpan
from records.timexes import Timex


def is_consistent(extraction: Extraction) -> bool:
    """Say whether `find_contradictions` would find none, in a fraction of its time.

    It writes no pointers, and looks at each span once where it stands.
    """
    text = extraction.article.text
    known = {actor.id for actor in extraction.actors}
    known_or_none = known | {None}
    length = len(text)

    def lies_within(span: Offsets | None) -> bool:
        return span is None or span[0] < span[1] <= length

    def is_quoted(evidence: tuple[Evidence, ...]) -> bool:
        return all(p.start < p.end <= length and text[p.start : p.end] == p.quote for p in evidence)

    def is_dated(dating: DateInterval) -> bool:
        span = dating.span
        return lies_within(span) and (span is None or dating.text is None or text[span[0] : span[1]] == dating.text)

    if extraction.article.sha256 != _digest(text) or not lies_within(extraction.article.document_date.span):
        return False
    named: list[Mention | TextSpan | Timex] = [*extraction.timexes]
    for actor in extraction.actors:
        named += actor.mentions
        for office in actor.offices:
            if office.start is not None and office.end is not None and not office.start < office.end <= length:
                return False
    for place in extraction.places:
        named += place.mentions
    for attribution in extraction.attributions:
        if attribution.actor_id not in known_or_none:
            return False
        if not all(map(lies_within, (*attribution.source, *attribution.cue, *attribution.content))):
            return False
    for event in extraction.events:
        named.append(event.trigger)
        if not is_dated(event.event_date) or not is_quoted(event.evidence) or event.reported_by not in known_or_none:
            return False
        if event.place is not None and not lies_within(event.place.span):
            return False
        for participant in event.participants:
            if participant.actor_id not in known or not lies_within(participant.mention):
                return False
    for position in extraction.positions:
        if not is_dated(position.stated_date) or not is_quoted(position.evidence):
            return False
        if position.actor_id not in known or position.on_behalf_of not in known_or_none:
            return False
        if not known.issuperset(position.addressee_ids):
            return False
        if not all(map(lies_within, (position.source, position.cue, position.content))):
            return False
    return all(s.start < s.end <= length and text[s.start : s.end] == s.text for s in named)


def find_contradictions(extraction: Extraction) -> Iterator[tuple[str, str]]:
    """Yield where a record says what its text or its list of actors does not."""
    text = extraction.article.text
    if extraction.article.sha256 != _digest(text):
        yield "/article/sha256", "is not the digest of the text."
    for pointer, start, end, words in _spans(extraction):
        if end > len(text) or start >= end:
            yield pointer, f"[{start}, {end}] lies outside of the text."
        elif words is not None and text[start:end] != words:
            yield pointer, f"text[{start}:{end}] is {text[start:end]!r}, not {words!r}."
    known = {actor.id for actor in extraction.actors}
    for pointer, actor_id in _actor_ids(extraction):
        if actor_id is not None and actor_id not in known:
            yield pointer, f"{actor_id!r} does not stand in actors."


def _spans(extraction: Extraction) -> Iterator[tuple[str, int, int, str | None]]:
    dated = extraction.article.document_date.span
    if dated is not None:
        yield "/article/document_date/span", *dated, None
    for i, timex in enumerate(extraction.timexes):
        yield f"/timexes/{i}", timex.start, timex.end, timex.text
    for i, actor in enumerate(extraction.actors):
        for j, mention in enumerate(actor.mentions):
            yield f"/actors/{i}/mentions/{j}", mention.start, mention.end, mention.text
        for j, office in enumerate(actor.offices):
            if office.start is not None and office.end is not None:
                yield f"/actors/{i}/offices/{j}", office.start, office.end, None
    for i, place in enumerate(extraction.places):
        for j, named in enumerate(place.mentions):
            yield f"/places/{i}/mentions/{j}", named.start, named.end, named.text
    for i, attribution in enumerate(extraction.attributions):
        for name in ("source", "cue", "content"):
            for j, span in enumerate(getattr(attribution, name)):
                yield f"/attributions/{i}/{name}/{j}", *span, None
    for i, event in enumerate(extraction.events):
        yield f"/events/{i}/trigger", event.trigger.start, event.trigger.end, event.trigger.text
        yield from _dating_span(f"/events/{i}/event_date/span", event.event_date)
        yield from _evidence_spans(f"/events/{i}/evidence", event.evidence)
        if event.place is not None and event.place.span is not None:
            yield f"/events/{i}/place/span", *event.place.span, None
        for j, participant in enumerate(event.participants):
            if participant.mention is not None:
                yield f"/events/{i}/participants/{j}/mention", *participant.mention, None
    for i, position in enumerate(extraction.positions):
        yield from _dating_span(f"/positions/{i}/stated_date/span", position.stated_date)
        yield from _evidence_spans(f"/positions/{i}/evidence", position.evidence)
        for name in ("source", "cue", "content"):
            if getattr(position, name) is not None:
                yield f"/positions/{i}/{name}", *getattr(position, name), None


def _dating_span(pointer: str, dating: DateInterval) -> Iterator[tuple[str, int, int, str | None]]:
    if dating.span is not None:
        yield pointer, *dating.span, dating.text


def _evidence_spans(pointer: str, evidence: tuple[Evidence, ...]) -> Iterator[tuple[str, int, int, str | None]]:
    for i, piece in enumerate(evidence):
        yield f"{pointer}/{i}", piece.start, piece.end, piece.quote


def _actor_ids(extraction: Extraction) -> Iterator[tuple[str, str | None]]:
    for i, attribution in enumerate(extraction.attributions):
        yield f"/attributions/{i}/actor_id", attribution.actor_id
    for i, event in enumerate(extraction.events):
        yield f"/events/{i}/reported_by", event.reported_by
        for j, participant in enumerate(event.participants):
            yield f"/events/{i}/participants/{j}/actor_id", participant.actor_id
    for i, position in enumerate(extraction.positions):
        yield f"/positions/{i}/actor_id", position.actor_id
        yield f"/positions/{i}/on_behalf_of", position.on_behalf_of
        for j, addressee in enumerate(position.addressee_ids):
            yield f"/positions/{i}/addressee_ids/{j}", addressee


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
