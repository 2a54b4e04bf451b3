"""Document and its actors in, attributions out: who is said to have said, wanted, believed what."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from extraction.cues import CueLexicon, cue_lexicon
from extraction.findings import ActorMention, FoundAttribution
from extraction.lists import join_lines
from extraction.lookup import ActorLookup
from extraction.nominals import find_adjective_report, find_noun_report, find_preposition_reports
from extraction.quotes import Quotation, find_quotations, text_blocks
from extraction.complements import VERBAL, trim
from extraction.reporting import Report, find_verb_report
from extraction.transcripts import find_colon_reports
from records.vocabularies import AttributionKind

_MAX_LEAD = 14
"""Words that may stand between a cue and the quotation it introduces ("told reporters in Kyiv on Friday: “…")."""


def find_attributions(doc: Doc, actors: ActorLookup) -> tuple[FoundAttribution, ...]:
    """Return the attributions of the document in text order; none lies within another."""
    lexicon = cue_lexicon()
    blocks = text_blocks(doc)
    quotations = find_quotations(doc, blocks)
    inside = _quoted_tokens(quotations)
    reports = [r for block in blocks for r in find_reports(block, lexicon, inside)]
    with_quotes = _join_quotations(doc, blocks, quotations, reports)
    with_quotes, listed = join_lines(doc, blocks, quotations, with_quotes, lexicon)
    with_quotes.extend(listed)
    with_quotes.extend(find_colon_reports(doc, blocks, quotations, lexicon))
    kept = _outermost([r for r in with_quotes if r.content and _is_ascribed(r)])
    return tuple(_attribution(_closed(r, quotations), quotations, actors) for r in kept)


def _closed(report: Report, quotations: Sequence[Quotation]) -> Report:
    """Return the report with the quotation marks of quoted words at the ends of its content inside it."""
    doc = report.cue_span.doc
    spans = []
    for span in report.content:
        start, end = span.start, span.end
        for q in quotations:
            if start <= q.start < end < q.end <= end + 3 and report.cue_span.start not in range(end, q.end):
                end = q.end
            if q.start == start - 1 and start < q.end <= end:
                start = q.start
        spans.append(doc[start:end])
    return replace(report, content=tuple(spans))


def _is_ascribed(report: Report) -> bool:
    """Whether it names a source or is of a form that needs none."""
    return report.source is not None or report.cue.kind == "PASSIVE" or report.frame == "raise"


def find_reports(stretch: Iterable[Token], lexicon: CueLexicon, skipped: set[int]) -> list[Report]:
    """Return the reports whose cues stand in the stretch, leaving out the skipped tokens."""
    reports: list[Report] = []
    light: set[int] = set()
    for token in stretch:
        if token.i in skipped:
            continue
        pos = token.pos_
        report = None
        if pos in VERBAL:
            report = find_verb_report(token, lexicon)
            if report is None and token.tag_ in ("VBN", "VBG"):
                report = find_adjective_report(token, lexicon)
        elif pos in ("NOUN", "PROPN"):
            report = find_noun_report(token, lexicon)
            if report is not None and report.cue_span.start < token.head.i < token.i:
                light.add(token.head.i)
            elif report is not None and report.cue_span.start == token.head.i:
                light.add(token.head.i)
        elif pos == "ADJ":
            report = find_adjective_report(token, lexicon)
        if report is not None:
            reports.append(report)
        if lexicon.has("PREPOSITION", token.lower_):
            reports.extend(find_preposition_reports(token, lexicon))
    # "Express concern about": the noun speaks, the verb only carries it.
    return [r for r in reports if r.token.i not in light or r.frame not in ("obj", "q")]


def _quoted_tokens(quotations: Sequence[Quotation]) -> set[int]:
    return {i for q in quotations if not q.is_scare for i in range(q.start, q.end)}


# ---------------------------------------------------------------- quotations and their cues


def _join_quotations(
    doc: Doc, blocks: Sequence[Span], quotations: Sequence[Quotation], reports: Sequence[Report]
) -> list[Report]:
    """Return the reports with the quotations that they introduce, follow or interrupt as their content."""
    taken: dict[int, list[Quotation]] = {}
    by_block: list[list[int]] = [[] for _ in blocks]
    starts = [block.start for block in blocks]
    for n, report in enumerate(reports):
        by_block[_block_of(starts, report.cue_span.start)].append(n)
    last: int | None = None
    for number, block in enumerate(blocks):
        here = [q for q in quotations if block.start <= q.start < block.end]
        nearby = [(n, reports[n]) for n in by_block[number]]
        previous: tuple[Quotation, int] | None = None
        for q in here:
            owner = _owner(doc, q, nearby, previous)
            if q.carries_on and last is not None and owner is None:
                owner = last
            elif owner is None:
                if previous is not None and not q.is_scare and _stands_alone(doc, q):
                    owner = previous[1]
            if owner is not None:
                taken.setdefault(owner, []).append(q)
                previous = (q, owner)
                last = owner
            elif not q.is_scare:
                last = None
    return [_with_quotations(r, taken[n]) if n in taken else r for n, r in enumerate(reports)]


def _stands_alone(doc: Doc, q: Quotation) -> bool:
    """Whether the quotation is a sentence of its own, not words within another's."""
    before = next((t for t in reversed(doc[max(0, q.start - 2) : q.start]) if not t.is_space), None)
    if before is not None and not before.is_punct:
        return False
    first = next((t for t in doc[q.start : q.end] if not t.is_punct and not t.is_space), None)
    return first is not None and (
        first.text[:1].isupper() or first.text[:1].isdigit() or doc[q.start + 1].text in (".", "…")
    )


def _block_of(starts: Sequence[int], token: int) -> int:
    low, high = 0, len(starts)
    while low < high:
        middle = (low + high) // 2
        if starts[middle] <= token:
            low = middle + 1
        else:
            high = middle
    return max(0, low - 1)


def _owner(
    doc: Doc, q: Quotation, reports: Sequence[tuple[int, Report]], previous: tuple[Quotation, int] | None
) -> int | None:
    """Return the report that the quotation belongs to: the one that follows it at once, introduces it, or holds it."""
    best: tuple[int, int] | None = None
    for n, report in reports:
        holds = _holds(report, q)
        if "q" not in report.cue.frames and report.quoting is None and not (holds and not q.is_scare):
            continue
        start = min(report.cue_span.start, report.source.start if report.source is not None else report.cue_span.start)
        if report.source is not None and q.start <= report.source.start < q.end:
            start = report.cue_span.start
        cost: int | None = None
        if q.end <= start:
            gap = _words(doc, q.end, start)
            if gap <= 3 and not _ends_sentence(doc, q.end, start) and _is_set_off(doc, q):
                cost = gap + (4 if doc[q.end - 2].text == "." else 0)
        elif report.cue_span.end <= q.start and not q.is_scare:
            gap = _words(doc, report.cue_span.end, q.start)
            if gap <= _MAX_LEAD and not _ends_sentence(doc, report.cue_span.end, q.start):
                cost = gap + (0 if doc[q.start - 1].text in (":", ",") or gap == 0 else 3)
                if previous is not None and previous[0].start > report.cue_span.start and previous[1] != n:
                    cost = None
        if cost is None and holds and not q.is_scare:
            cost = 6
        if cost is not None and (best is None or cost < best[0]):
            best = (cost, n)
    return best[1] if best is not None else None


def _is_set_off(doc: Doc, q: Quotation) -> bool:
    """Whether a comma or a final mark closes the quotation off from the reporting clause behind it."""
    if not q.is_scare:
        return True
    return doc[q.end - 2].text in (",", "!", "?", ".", "…") or (q.end < len(doc) and doc[q.end].text == ",")


def _holds(report: Report, q: Quotation) -> bool:
    return any(span.start < q.end and q.start < span.end for span in report.content)


def _words(doc: Doc, start: int, end: int) -> int:
    return sum(1 for t in doc[start:end] if not t.is_punct and not t.is_space)


def _ends_sentence(doc: Doc, start: int, end: int) -> bool:
    return any(t.text in (".", "!", "?") for t in doc[start:end])


def _with_quotations(report: Report, quotations: Sequence[Quotation]) -> Report:
    """Return the report with the quotations as content; words of its clause around them stay (mixed speech)."""
    doc = report.cue_span.doc
    ranges = [(q.start, q.end) for q in quotations]
    if report.quoting is not None and not any(_holds(report, q) for q in quotations):
        cue, span = report.quoting
        report = replace(report, cue=cue, cue_span=span, frame="q", content=())
    for span in report.content:
        outside = [t for t in span if not any(a <= t.i < b for a, b in ranges)]
        joined = any(span.start < b and a < span.end for a, b in ranges)
        if not joined and any(b == span.start or span.end == a for a, b in ranges):
            joined = True
        if joined and any(t.is_alpha for t in outside) and not _speaks_itself(outside):
            ranges.append((span.start, span.end))
    cue_at = report.cue_span.start
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if start < cue_at < end:
            end = cue_at
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif start < end:
            merged.append((start, end))
    content = tuple(doc[a:b] for a, b in merged)
    return _with_outer_source(replace(report, content=content), quotations)


def _speaks_itself(tokens: Sequence[Token]) -> bool:
    """Whether words around a quotation hold a verb of speech of their own ("X said Y but added, “Z,” he said")."""
    lexicon = cue_lexicon()
    return any(
        t.tag_ in ("VBD", "VBZ") and any("q" in m.cue.frames for m in lexicon.verbs(t))
        for t in tokens
        if t.pos_ == "VERB"
    )


def _with_outer_source(report: Report, quotations: Sequence[Quotation]) -> Report:
    """Return the report with a source outside the quotation: the parser may have taken the quoted words for the subject."""
    source = report.source
    if source is not None and not any(q.start < source.end and source.start < q.end for q in quotations):
        return report
    doc, cue = report.cue_span.doc, report.cue_span
    before = max((q.end for q in quotations if q.end <= cue.start), default=None)
    found = trim(doc[before : cue.start]) if before is not None and before < cue.start else None
    if found is None or not any(t.pos_ in ("NOUN", "PROPN", "PRON") for t in found):
        after = doc[cue.end] if cue.end < len(doc) else None
        if after is None or after.pos_ not in ("NOUN", "PROPN", "PRON", "DET", "ADJ"):
            return replace(report, source=None, holder=None) if source is not None else report
        head = after
        while (
            head.head.i > head.i
            and head.head.pos_ in ("NOUN", "PROPN")
            and head.dep_ in ("det", "amod", "compound", "poss")
        ):
            head = head.head
        found = doc[after.i : head.right_edge.i + 1]
    noun = next((t for t in found if t.pos_ in ("NOUN", "PROPN", "PRON")), found[0])
    while noun.dep_ in ("compound", "amod", "poss", "nmod") and found.start <= noun.head.i < found.end:
        noun = noun.head
    return replace(report, source=found, holder=noun)


# ---------------------------------------------------------------- which to keep


def _outermost(reports: Sequence[Report]) -> list[Report]:
    """Return the reports whose cue lies in no other's content, in text order of their cues; one for each cue word."""
    covered: dict[int, list[int]] = {}
    for n, report in enumerate(reports):
        for span in report.content:
            for i in range(span.start, span.end):
                covered.setdefault(i, []).append(n)
    heads: dict[int, list[int]] = {}
    for n, report in enumerate(reports):
        for token in report.cue_span:
            if token.i != report.token.i and len(report.content):
                heads.setdefault(token.i, []).append(n)
    sizes = [sum(len(s) for s in r.content) for r in reports]
    kept = []
    for n, report in enumerate(reports):
        if any(m != n for m in heads.get(report.token.i, ())):
            continue
        around = [m for m in covered.get(report.token.i, ()) if m != n]
        # Two that lie within each other come from a broken parse: the one with more content stays.
        if any(not _within(reports[m], report) or sizes[m] > sizes[n] for m in around):
            continue
        kept.append(report)
    return sorted(kept, key=lambda r: (r.cue_span.start, r.token.i))


def _within(inner: Report, outer: Report) -> bool:
    return any(span.start <= inner.token.i < span.end for span in outer.content)


def _attribution(report: Report, quotations: Sequence[Quotation], actors: ActorLookup) -> FoundAttribution:
    return FoundAttribution(
        source=(report.source,) if report.source is not None else (),
        cue=(report.cue_span,),
        content=report.content,
        kind=_kind(report, quotations),
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


def _kind(report: Report, quotations: Sequence[Quotation]) -> AttributionKind:
    words = [t.i for span in report.content for t in span if not t.is_punct and not t.is_space]
    quoted = sum(any(q.start <= i < q.end for q in quotations) for i in words)
    if not quoted:
        return AttributionKind.INDIRECT
    return AttributionKind.DIRECT if quoted >= 0.9 * len(words) else AttributionKind.MIXED


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


def find_nested(attribution: FoundAttribution, actors: ActorLookup) -> tuple[FoundAttribution, ...]:
    """Return what the content of an attribution itself ascribes to somebody, in text order."""
    lexicon = cue_lexicon()
    inner: list[Report] = []
    for span in attribution.content:
        for report in find_reports(span, lexicon, set()):
            content = tuple(
                span.doc[max(part.start, span.start) : min(part.end, span.end)]
                for part in report.content
                if part.start < span.end and span.start < part.end
            )
            held = report.holder is not None and (report.holder.pos_ == "PRON" or actors.of(report.holder))
            if content and held:
                inner.append(replace(report, content=content))
    return tuple(_attribution(r, (), actors) for r in _outermost(inner))
