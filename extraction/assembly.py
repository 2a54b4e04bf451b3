"""Findings in, the extraction record out: offsets instead of spans, and every invariant of the record kept."""

from collections.abc import Iterable, Sequence

from spacy.tokens import Span

from extraction.findings import ActorReference, FoundAttribution, FoundPlace
from records.articles import Article
from records.attributions import Attribution
from records.events import Event
from records.extractions import Extraction, ExtractorInfo
from records.positions import Position
from records.spans import Offsets
from records.timexes import Timex


def assemble(
    *,
    article: Article,
    timexes: Sequence[Timex],
    references: Sequence[ActorReference],
    places: Sequence[FoundPlace],
    attributions: Sequence[FoundAttribution],
    events: Sequence[Event],
    positions: Sequence[Position],
    extractor: ExtractorInfo,
) -> Extraction:
    """Return the record of one article, everything in text order."""
    return Extraction(
        article=article,
        timexes=tuple(sorted(timexes, key=lambda t: (t.start, t.end))),
        actors=tuple(sorted((r.actor for r in references), key=lambda a: (a.mentions[0].start, a.id))),
        attributions=tuple(_attribution(a) for a in attributions),
        events=tuple(sorted(events, key=lambda e: (e.trigger.start, e.id))),
        positions=tuple(sorted(positions, key=lambda p: (p.evidence[0].start, p.id))),
        places=tuple(sorted((p.place for p in places), key=lambda p: (p.mentions[0].start, p.id))),
        warnings=_warnings(article),
        extractor=extractor,
    )


def _attribution(found: FoundAttribution) -> Attribution:
    return Attribution(
        source=_offsets(found.source),
        cue=_offsets(found.cue),
        content=_offsets(found.content),
        kind=found.kind,
        actor_id=found.holders[0].actor_id if found.holders else None,
    )


def _offsets(spans: Iterable[Span]) -> tuple[Offsets, ...]:
    return tuple((span.start_char, span.end_char) for span in spans)


def _warnings(article: Article) -> tuple[str, ...]:
    if article.dct is None:
        return ("No publication date is known: relative dates stay unresolved.",)
    return ()
