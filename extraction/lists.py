"""Blocks in, the reports that run over a line break out: a lead-in with its bullets, a quotation after "stating:"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Span, Token

from extraction.content_extents import FINITE, own_subject, trim
from extraction.cues import CueLexicon, CueMatch
from extraction.quotes import Quotation
from extraction.reporting import Report, cue_span_of
from extraction.sources import find_source, phrase
from extraction.wordlists import word_list
from records.vocabularies import BlockKind

LIST_FRAME = "list"
_MAX_ITEMS = 40


def join_lines(
    blocks: Sequence[Span], quotations: Sequence[Quotation], reports: Sequence[Report], lexicon: CueLexicon
) -> tuple[list[Report], list[Report]]:
    """Return the reports with what stands on the lines after their colons, and the new ones that lists make."""
    changed = list(reports)
    new: list[Report] = []
    for number, block in enumerate(blocks[:-1]):
        if block[-1].text != ":":
            continue
        following = blocks[number + 1]
        n = _open_speech(changed, block)
        if n is not None:
            content = _first_quotation(following, quotations) or following
            changed[n] = replace(changed[n], content=(*changed[n].content, content))
            continue
        items = list(_items(blocks[number + 1 :], lexicon))
        if items:
            new.extend(_list_reports(block, items, lexicon))
    return changed, new


def _open_speech(reports: Sequence[Report], block: Span) -> int | None:
    """Return the number of the report whose verb of speech ends the block and has no content yet."""
    for n, report in enumerate(reports):
        near_end = block.start <= report.token.i < block.end and block.end - report.cue_span.end <= 6
        if near_end and report.frame == "q" and not report.content and report.cue.kind == "VERB":
            return n
    return None


def _first_quotation(block: Span, quotations: Sequence[Quotation]) -> Span | None:
    for q in quotations:
        if block.start <= q.start < block.end:
            return block.doc[q.start : q.end] if q.start <= block.start + 1 else None
    return None


def _items(blocks: Sequence[Span], lexicon: CueLexicon) -> Iterator[Span]:
    """Yield the bullets of a list, up to the first that is a report of its own."""
    for block in blocks[:_MAX_ITEMS]:
        if block.label_ != BlockKind.BULLET or _is_report(block, lexicon):
            return
        yield block


def _is_report(block: Span, lexicon: CueLexicon) -> bool:
    root = next((t for t in block if t.head == t or t.head.i < block.start or t.head.i >= block.end), block[0])
    if root.tag_ not in FINITE or own_subject(root) is None:
        return False
    return any(True for _ in lexicon.verbs(root))


def _list_reports(block: Span, items: Sequence[Span], lexicon: CueLexicon) -> Iterator[Report]:
    """Yield a report for the noun of the lead-in that its bullets spell out ("has set out conditions, including:")."""
    for token in reversed(list(block)):
        if token.pos_ != "NOUN" or token.lemma_.lower() not in word_list("list_nouns"):
            continue
        match = next(lexicon.nouns(token), None)
        if match is None:
            continue
        source, holder, start = _holder_of(token, match)
        content = tuple(span for item in items if (span := trim(item)) is not None)
        if source is None or not content:
            continue
        yield Report(
            cue=match.cue,
            token=token,
            cue_span=block.doc[min(start, token.i) : token.i + 1],
            frame=LIST_FRAME,
            source=source,
            holder=holder,
            content=content,
        )
        return


def _holder_of(noun: Token, match: CueMatch) -> tuple[Span | None, Token | None, int]:
    poss = next((c for c in noun.lefts if c.dep_ == "poss" and c.tag_ != "PRP$"), None)
    if poss is not None:
        return phrase(poss), poss, noun.i
    verb = noun.head
    while verb.dep_ in ("pobj", "prep", "conj", "compound") and verb.head != verb:
        verb = verb.head
    if verb.pos_ in ("VERB", "AUX"):
        source, holder = find_source(verb)
        if source is not None and not source.start <= noun.i < source.end:
            return source, holder, cue_span_of(verb, CueMatch(cue=match.cue, tokens=(verb,))).start
    return None, None, noun.i
