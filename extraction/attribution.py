"""Document and its actors in, attributions out: who is said to have said, wanted, believed what."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from extraction.content_extents import VERBAL
from extraction.cues import CueLexicon, cue_lexicon
from extraction.findings import ActorMention, FoundAttribution
from extraction.lists import join_lines
from extraction.lookup import ActorLookup
from extraction.nominals import find_adjective_report, find_agent_report, find_noun_report, find_preposition_reports
from extraction.quotes import Quotation, quotations_of, text_blocks
from extraction.quoting import join_quotations
from extraction.reporting import Report, find_verb_report
from extraction.transcripts import find_colon_reports
from records.vocabularies import AttributionKind


def find_attributions(doc: Doc, actors: ActorLookup) -> tuple[FoundAttribution, ...]:
    """Return the attributions of the document in text order; none lies within another."""
    lexicon = cue_lexicon()
    blocks = text_blocks(doc)
    quotations = quotations_of(doc)
    spoken = _spoken(quotations)
    reader = _Reader(doc, lexicon)
    reports = [r for block in blocks for r in reader.read(block, leaving=spoken)]
    reports = join_quotations(doc, blocks, quotations, reports)
    reports, listed = join_lines(blocks, quotations, reports, lexicon)
    spelled_out = {r.token.i for r in listed}
    reports = [r for r in reports if r.token.i not in spelled_out] + listed
    reports.extend(find_colon_reports(doc, blocks, quotations, reports, lexicon))
    kept = _outermost([r for r in reports if r.content and _is_ascribed(r)])
    quoted = {i for q in quotations for i in range(q.start, q.end)}
    found = (_attribution(_closed(r, quotations), quoted, actors) for r in kept)
    return tuple(replace(a, nested=_nested(a, actors, reader)) for a in found)


def _spoken(quotations: Sequence[Quotation]) -> set[int]:
    """Return the tokens within quotations; one left open for good may have run over the clause that reports it."""
    tokens: set[int] = set()
    for n, q in enumerate(quotations):
        goes_on = n + 1 < len(quotations) and quotations[n + 1].carries_on
        if not q.is_scare and (q.closed or goes_on or q.carries_on):
            tokens.update(range(q.start, q.end))
    return tokens


def _closed(report: Report, quotations: Sequence[Quotation]) -> Report:
    """Return the report with the quotation marks of quoted words at the ends of its content inside it."""
    if not quotations:
        return report
    doc = report.cue_span.doc
    spans = []
    for span in report.content:
        start, end = span.start, span.end
        first = max(0, bisect_left(quotations, start, key=lambda q: q.start) - 1)
        for q in quotations[first:]:
            if q.start >= span.end:
                break
            if start <= q.start < end < q.end <= end + 3 and report.cue_span.start not in range(end, q.end):
                end = q.end
            if q.start == start - 1 and start < q.end <= end:
                start = q.start
        spans.append(doc[start:end])
    return replace(report, content=tuple(spans))


def _is_ascribed(report: Report) -> bool:
    """Whether it names a source or is of a form that needs none."""
    return report.source is not None or report.cue.kind == "PASSIVE" or report.frame == "raise"


class _Reader:
    """Reads the reports off a document, each token once: contents are read again for what they report themselves."""

    def __init__(self, doc: Doc, lexicon: CueLexicon) -> None:
        self._doc = doc
        self._lexicon = lexicon
        self._candidates = lexicon.candidates(doc)
        self._read: dict[int, tuple[Report, ...]] = {}

    def read(self, stretch: Span, *, leaving: Set[int] = frozenset()) -> list[Report]:
        """Return the reports whose cues stand in the stretch and at none of the tokens to leave out."""
        candidates = self._candidates
        reports: list[Report] = []
        light: set[int] = set()
        for i in candidates[bisect_left(candidates, stretch.start) : bisect_left(candidates, stretch.end)]:
            if i in leaving:
                continue
            found = self._read.get(i)
            if found is None:
                found = self._read[i] = tuple(_reports_at(self._doc[i], self._lexicon))
            for report in found:
                reports.append(report)
                token = report.token
                if token.i == i and token.pos_ in ("NOUN", "PROPN") and report.frame != "clause":
                    verb = token.head.i
                    if report.cue_span.start <= verb < i:
                        light.add(verb)
        # "Express concern about": the noun speaks, the verb only carries it.
        return [r for r in reports if r.token.i not in light or r.frame not in ("obj", "q")]


def _reports_at(token: Token, lexicon: CueLexicon) -> Iterator[Report]:
    """Yield the reports whose cue begins at the token or has it as its head."""
    pos = token.pos_
    report = None
    if pos in VERBAL:
        report = find_verb_report(token, lexicon)
        if report is None and token.tag_ in ("VBN", "VBG"):
            report = find_adjective_report(token, lexicon)
    elif pos in ("NOUN", "PROPN"):
        report = find_noun_report(token, lexicon) or find_agent_report(token, lexicon)
    elif pos == "ADJ":
        report = find_adjective_report(token, lexicon)
    if report is not None:
        yield report
    if lexicon.has("PREPOSITION", token.lower_):
        yield from find_preposition_reports(token, lexicon)


# ---------------------------------------------------------------- which to keep


def _outermost(reports: Sequence[Report]) -> list[Report]:
    """Return the reports whose cue lies in no other's content, in text order of their cues; one for each cue word."""
    words = sorted({r.token.i for r in reports})
    swallowed: set[int] = set()
    for report in reports:
        cue = report.cue_span
        inside = words[bisect_left(words, cue.start) : bisect_left(words, cue.end)]
        swallowed.update(word for word in inside if word != report.token.i)
    reports = [r for r in reports if r.token.i not in swallowed]
    covering: dict[int, list[int]] = {}
    for n, report in enumerate(reports):
        for span in report.content:
            for word in words[bisect_left(words, span.start) : bisect_left(words, span.end)]:
                covering.setdefault(word, []).append(n)
    sizes = [sum(len(s) for s in r.content) for r in reports]
    kept = []
    for n, report in enumerate(reports):
        around = [m for m in covering.get(report.token.i, ()) if m != n]
        # Two that lie within each other come from a broken parse: the one with more content stays.
        if any(not _within(reports[m], report) or sizes[m] > sizes[n] for m in around):
            continue
        kept.append(report)
    return sorted(kept, key=lambda r: (r.cue_span.start, r.token.i))


def _within(inner: Report, outer: Report) -> bool:
    return any(span.start <= inner.token.i < span.end for span in outer.content)


def _attribution(report: Report, quoted: set[int], actors: ActorLookup) -> FoundAttribution:
    return FoundAttribution(
        source=(report.source,) if report.source is not None else (),
        cue=(report.cue_span,),
        content=report.content,
        kind=_kind(report, quoted),
        holders=_holders(report, actors),
        stance=report.cue.stance,
        sign=report.cue.sign,
        negated=report.negated,
        tentative=report.tentative,
        frame=report.frame,
        token=report.token,
        holder=report.holder,
        addressee=report.addressee,
        rule=report.cue.rule,
    )


def _kind(report: Report, quoted: set[int]) -> AttributionKind:
    words = [t.i for span in report.content for t in span if not t.is_punct and not t.is_space]
    inside = sum(i in quoted for i in words)
    if not inside:
        return AttributionKind.INDIRECT
    return AttributionKind.DIRECT if inside >= 0.9 * len(words) else AttributionKind.MIXED


def _holders(report: Report, actors: ActorLookup) -> tuple[ActorMention, ...]:
    """Return the mentions that the source stands for, those of a named office holder rather than of the office."""
    if report.holder is None:
        return ()
    if report.holder.pos_ == "NOUN":
        for child in report.holder.rights:
            if child.dep_ == "appos" and child.pos_ == "PROPN":
                named = actors.of(child)
                if named:
                    return named
    return actors.of(report.holder)


def _nested(attribution: FoundAttribution, actors: ActorLookup, reader: _Reader) -> tuple[FoundAttribution, ...]:
    """Return what the content of an attribution itself ascribes to an actor, in text order."""
    inner: list[Report] = []
    for span in attribution.content:
        for report in reader.read(span):
            held = report.holder is not None and (report.holder.pos_ == "PRON" or actors.of(report.holder))
            if not held:
                continue
            content = tuple(
                span.doc[max(part.start, span.start) : min(part.end, span.end)]
                for part in report.content
                if part.start < span.end and span.start < part.end
            )
            if content:
                inner.append(replace(report, content=content))
    return tuple(_attribution(r, set(), actors) for r in _outermost(inner))
