"""Reports and quotations in, reports with their quotations out: who says which quotation."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from extraction.complements import TIME_CONJUNCTIONS
from extraction.content_extents import FINITE, trim
from extraction.cues import cue_lexicon
from extraction.quotes import Quotation
from extraction.reporting import Report

_MAX_LEAD = 14
"""Words that may stand between a cue and the quotation it introduces ("told reporters in Kyiv on Friday: “…")."""

_MAX_SPEAKER = 16
"""Words of a speaker between a quotation and its cue ("…,” the ministry's spokeswoman in Vienna, Anna Berg, said")."""

_WINDOW = 100
"""Tokens before and behind a quotation within which its cue is looked for."""


def join_quotations(
    doc: Doc, blocks: Sequence[Span], quotations: Sequence[Quotation], reports: Sequence[Report]
) -> list[Report]:
    """Return the reports with the quotations that they introduce, follow or interrupt as their content."""
    taken: dict[int, list[Quotation]] = {}
    by_block: list[list[int]] = [[] for _ in blocks]
    starts = [block.start for block in blocks]
    openings = [q.start for q in quotations]
    for n, report in enumerate(reports):
        by_block[max(0, bisect_right(starts, report.cue_span.start) - 1)].append(n)
    last: int | None = None
    spoken = 0
    for number, block in enumerate(blocks):
        first = bisect_left(openings, block.start)
        here = quotations[first : bisect_left(openings, block.end)]
        nearby = sorted(((n, reports[n]) for n in by_block[number]), key=lambda pair: pair[1].cue_span.start)
        cues = [report.cue_span.start for _, report in nearby]
        previous: tuple[Quotation, int] | None = None
        for q in here:
            around = nearby[bisect_left(cues, q.start - _WINDOW) : bisect_right(cues, q.end + _WINDOW)]
            owner = _owner(doc, q, around, previous)
            if q.carries_on and last is not None and owner is None:
                owner = last
            elif owner is None and previous is not None and _goes_on(doc, previous[0], reports[previous[1]], q):
                owner = previous[1]
            elif owner is None and last is not None and number - spoken == 1 and _fills(block, q):
                owner = last
            elif owner is None and previous is None and not q.is_scare and _stands_alone(doc, q):
                owner = _told_before(doc, q, around)
            if owner is not None:
                taken.setdefault(owner, []).append(q)
                previous = (q, owner)
                last = owner
                spoken = number
            elif not q.is_scare:
                last = None
    return [_with_quotations(r, taken[n]) if n in taken else r for n, r in enumerate(reports)]


def _fills(block: Span, q: Quotation) -> bool:
    """Whether the quotation is all there is in its paragraph: its speaker is then the one before."""
    if q.is_scare:
        return False
    return not any(t.is_alpha for t in block if not q.start <= t.i < q.end)


def _goes_on(doc: Doc, before: Quotation, report: Report, q: Quotation) -> bool:
    """Whether a quotation without a cue of its own goes on with what the one before it says."""
    stands = _stands_alone(doc, q) and _is_statement(doc, q)
    return stands or _is_joined(doc, before, q) or _resumes(doc, before, report, q)


def _is_joined(doc: Doc, before: Quotation, q: Quotation) -> bool:
    """Whether nothing but "and" or a comma stands between two quotations ("chanted “Shame” and “Resign”")."""
    between = [t.lower_ for t in doc[before.end : q.start]]
    return 0 < len(between) <= 2 and all(word in (",", "and", "or") for word in between)


def _resumes(doc: Doc, before: Quotation, report: Report, q: Quotation) -> bool:
    """Whether a reporting clause between commas parts two halves of a sentence ("“If so,” he said, “we sell.”")."""
    commas = doc[before.end - 2].text == "," and doc[q.start - 1].text == ","
    return commas and before.end <= report.cue_span.start < q.start and not q.carries_on


def _is_statement(doc: Doc, q: Quotation) -> bool:
    """Whether it says something by itself, also in two or three words with a stop behind them ("“It did before.”")."""
    return not q.is_scare or (q.words > 1 and _is_ended(doc, q))


def _told_before(doc: Doc, q: Quotation, reports: Sequence[tuple[int, Report]]) -> int | None:
    """Return the statement right before a quotation that goes on with it ("It failed, she said. “We tried.”")."""
    if q.start == 0:
        return None
    sentence = doc[q.start - 1].sent
    if sentence.end < q.start or doc[q.start].sent.start == sentence.start:
        return None
    told = [
        n
        for n, report in reports
        if sentence.start <= report.token.i < sentence.end
        and report.token.dep_ == "ROOT"
        and report.content
        and "q" in report.cue.frames
        and not report.negated
    ]
    return told[-1] if told else None


def _stands_alone(doc: Doc, q: Quotation) -> bool:
    """Whether the quotation is a sentence of its own, not words within another's."""
    before = next((t for t in reversed(doc[max(0, q.start - 2) : q.start]) if not t.is_space), None)
    if before is not None and not before.is_punct:
        return False
    first = next((t for t in doc[q.start : q.end] if not t.is_punct and not t.is_space), None)
    return first is not None and (
        first.text[:1].isupper() or first.text[:1].isdigit() or doc[q.start + 1].text in (".", "…")
    )


def _owner(
    doc: Doc, q: Quotation, reports: Sequence[tuple[int, Report]], previous: tuple[Quotation, int] | None
) -> int | None:
    """Return the report that the quotation belongs to: the one that follows it at once, introduces it, or holds it."""
    best: tuple[int, int] | None = None
    # "She called it “a sham.” Chile urged…": what ends with a full stop in the clause of another is no one else's.
    stops = doc[q.end - 2].text == "." and any(_holds(r, q) and r.cue_span.end <= q.start for _, r in reports)
    for n, report in reports:
        holds = _holds(report, q)
        if stops and not holds and report.cue_span.start >= q.end:
            continue
        if "q" not in report.cue.frames and report.quoting is None and not (holds and not q.is_scare):
            continue
        start = min(report.cue_span.start, report.source.start if report.source is not None else report.cue_span.start)
        if report.source is not None and q.start <= report.source.start < q.end:
            start = report.cue_span.start
        cost: int | None = None
        if q.end <= start:
            if _has_content_behind(report):
                continue
            gap = _words(doc, q.end, start)
            begins = previous is not None and _begins_sentence(doc, q)
            if (
                3 < gap <= _MAX_SPEAKER
                and not q.is_scare
                and start == report.cue_span.start
                and _is_speaker(doc[q.end : start])
            ):
                gap = 3
            if gap <= 3 and not begins and not _ends_sentence(doc, q.end, start) and _is_set_off(doc, q):
                cost = gap + (4 if doc[q.end - 2].text == "." else 0)
        elif report.cue_span.end <= q.start and (not q.is_scare or _is_exclaimed(doc, q, report)):
            gap = _words(doc, report.cue_span.end, q.start)
            if gap <= _MAX_LEAD and not _ends_sentence(doc, report.cue_span.end, q.start):
                cost = gap + (0 if doc[q.start - 1].text in (":", ",") or gap == 0 else 3)
                if previous is not None and previous[0].start > report.cue_span.start and previous[1] != n:
                    cost = None
        if cost is None and not q.is_scare and any(_follows(doc, span, q) for span in report.content):
            cost = 5
        if cost is None and holds and not q.is_scare:
            cost = 6
        if cost is not None and (best is None or cost < best[0]):
            best = (cost, n)
    return best[1] if best is not None else None


def _has_content_behind(report: Report) -> bool:
    """Whether the cue has its statement behind it: what is quoted before it is then a name or another's words.

    The second half of a quotation ("“If it rains,” he said, “we stay”") and what tells the time ("when…") are none.
    """
    if report.frame not in ("that", "wh") or not report.content:
        return False
    doc, first = report.cue_span.doc, report.content[0].start
    if first < report.cue_span.end or doc[first].lower_ in TIME_CONJUNCTIONS:
        return False
    before = doc[first - 1]
    return not (before.text == "," or (before.is_quote and doc[first - 2].text == ","))


def _is_speaker(words: Span) -> bool:
    """Whether the words can be the subject of a cue: a noun phrase without a verb of its own."""
    named = False
    for token in words:
        if token.tag_ in FINITE or token.pos_ == "AUX" or token.is_quote or token.text in (";", ":", "-"):
            return False
        named = named or token.pos_ in ("NOUN", "PROPN", "PRON")
    return named


def _follows(doc: Doc, span: Span, q: Quotation) -> bool:
    """Whether the quotation goes on with the span behind nothing but a colon or comma."""
    between = doc[span.end : q.start]
    return span.end <= q.start and 0 < len(between) <= 2 and all(t.text in (":", ",") or t.is_space for t in between)


def _begins_sentence(doc: Doc, q: Quotation) -> bool:
    """Whether a pronoun in capitals begins another sentence behind a quotation that ends with a full stop."""
    if q.end >= len(doc) or doc[q.end - 2].text != ".":
        return False
    return doc[q.end].pos_ == "PRON" and doc[q.end].is_title and doc[q.end].text != "I"


def _is_exclaimed(doc: Doc, q: Quotation, report: Report) -> bool:
    """Whether a few quoted words right behind the cue are a whole statement ("asked, “With whom?”", "chanted “Go”")."""
    cue_end = report.cue_span.end
    if q.start - cue_end > 1 or q.start + 1 >= len(doc) or not doc[q.start + 1].text[:1].isupper():
        return False
    return _is_ended(doc, q) or all(q.start <= span.start and span.end <= q.end for span in report.content)


def _is_ended(doc: Doc, q: Quotation) -> bool:
    return doc[q.end - 2].text in (".", "!", "?", "…")


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
    goes_on = report.frame in ("that", "wh") and any(
        _follows(doc, span, q) or _is_apart(doc, span, q) for span in report.content for q in quotations
    )
    if report.quoting is not None and not goes_on and not any(_holds(report, q) for q in quotations):
        cue, span = report.quoting
        report = replace(report, cue=cue, cue_span=span, frame="q", content=())
    for span in report.content:
        outside = [t for t in span if not any(a <= t.i < b for a, b in ranges)]
        joined = goes_on or any(span.start < b and a < span.end for a, b in ranges)
        if report.frame in ("oprd", "as") or (not joined and any(b == span.start or span.end == a for a, b in ranges)):
            joined = True
        if (
            joined
            and any(t.is_alpha for t in outside)
            and not (span.start < report.cue_span.start and _speaks_itself(outside))
        ):
            ranges.append((span.start, span.end))
    report = _with_outer_source(report, quotations)
    cue_at = report.cue_span.start
    if report.source is not None and report.source.end <= cue_at:
        cue_at = report.source.start
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if start < cue_at < end:
            end = cue_at
        if merged and (start <= merged[-1][1] or _are_joined(doc, merged[-1][1], start)):
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif start < end:
            merged.append((start, end))
    content = tuple(doc[a:b] for a, b in merged)
    return replace(report, content=content)


def _are_joined(doc: Doc, end: int, start: int) -> bool:
    """Whether nothing but a colon stands between two stretches."""
    return start - end == 1 and doc[end].text == ":"


def _is_apart(doc: Doc, span: Span, q: Quotation) -> bool:
    """Whether the quotation stands in a later sentence than the span, as a statement of its own."""
    return span.end <= q.start and doc[q.start].sent.start > span.start and _stands_alone(doc, q)


def _speaks_itself(tokens: Sequence[Token]) -> bool:
    """Whether words around a quotation hold a verb of speech of their own ("X said Y but added, “Z,” he said")."""
    lexicon = cue_lexicon()
    return any(
        t.tag_ in ("VBD", "VBZ") and any("q" in m.cue.frames for m in lexicon.verbs(t))
        for t in tokens
        if t.pos_ == "VERB"
    )


def _with_outer_source(report: Report, quotations: Sequence[Quotation]) -> Report:
    """Return the report with a source outside the quotation, where the parser took quoted words for the subject."""
    source = report.source
    if source is not None and not any(q.start < source.end and source.start < q.end for q in quotations):
        return report
    doc, cue = report.cue_span.doc, report.cue_span
    if any(q.start <= cue.start < q.end for q in quotations):
        return report  # the closing mark is missing, and the quotation has run over its own reporting clause
    before = max((q.end for q in quotations if q.end <= cue.start), default=None)
    found = trim(doc[before : cue.start]) if before is not None and before < cue.start else None
    if found is None or not any(t.pos_ in ("NOUN", "PROPN", "PRON") for t in found):
        after = doc[cue.end] if cue.end < len(doc) else None
        if after is not None and after.lower_ == "that" and report.frame == "that":
            return replace(report, source=None, holder=None) if source is not None else report
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
