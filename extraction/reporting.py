"""A verb in, its reporting clause out: which words are source, cue and content, and how the cue takes its content."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from extraction.cues import Cue, CueLexicon, CueMatch
from extraction.syntax import SUBJECTS, Tense, is_passive, tense_of

VERBAL = frozenset({"VERB", "AUX"})
_CUE_LEFT = frozenset({"aux", "auxpass", "neg", "advmod"})
_TENTATIVE_AUX = frozenset({"may", "might", "could", "would"})
_TENTATIVE_ADVERBS = frozenset(
    {"reportedly", "apparently", "allegedly", "possibly", "perhaps", "supposedly", "seemingly"}
)
_NEGATIVES = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "hardly", "without", "nobody", "none"})
_OBJECT_PREPOSITIONS = frozenset({"of", "for", "as", "over", "about", "against", "from", "into", "between"})
_TIME_NOUNS = frozenset(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday", "tomorrow", "tonight", "morning", "afternoon", "evening", "night", "day", "week", "month", "year", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "weekend"]
)
_EXPLETIVES = frozenset({"it", "there"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A cue at its place with what depends on it.

    `source` is the phrase that the content is ascribed to, `holder` the word that names the holder (for a relative
    pronoun its antecedent). `content` are token ranges in text order. `frame` is the kind of complement found.
    """

    cue: Cue
    token: Token
    cue_span: Span
    frame: str
    source: Span | None
    holder: Token | None
    content: tuple[Span, ...]
    addressee: Token | None = None
    negated: bool = False
    tentative: bool = False


def find_verb_report(token: Token, lexicon: CueLexicon) -> Report | None:
    """Return the reporting clause of a verb, None if it is no cue or has neither complement nor room for a quotation."""
    top = _top_of_chain(token, lexicon)
    passive = is_passive(token)
    if passive:
        for match in (*lexicon.passives(token), *lexicon.verbs(token)):
            report = _passive_report(match, top)
            if report is not None:
                return report
        return None
    quoting: CueMatch | None = None
    for match in lexicon.verbs(token):
        found = _complement(match)
        if found is None:
            if quoting is None and "q" in match.cue.frames:
                quoting = match
            continue
        frame, content = found
        return _report(match, top, frame, content)
    return _report(quoting, top, "q", ()) if quoting is not None else None


def _top_of_chain(token: Token, lexicon: CueLexicon) -> Token:
    """Return the verb that the chain above the token begins with ("continues" in "continues to insist")."""
    top = token
    while top.dep_ == "xcomp" and top.head.pos_ in VERBAL and top.head.i < top.i and any(lexicon.chains(top.head)):
        top = top.head
    return top


def _report(match: CueMatch, top: Token, frame: str, content: Sequence[Span]) -> Report | None:
    verb = match.tokens[0]
    source, holder = find_source(top)
    cue_span = _cue_span(top, match, frame)
    if source is not None:
        source = _clip(source, cue_span, content)
    return Report(
        cue=match.cue,
        token=verb,
        cue_span=cue_span,
        frame=frame,
        source=source,
        holder=holder,
        content=tuple(content),
        addressee=_addressee(verb, frame),
        negated=_is_negated(top, verb),
        tentative=_is_tentative(top, verb),
    )


# ---------------------------------------------------------------- content


def _complement(match: CueMatch) -> tuple[str, tuple[Span, ...]] | None:
    """Return frame and content of an active verb cue."""
    verb, last, frames = match.tokens[0], match.last, match.cue.frames
    if len(match.tokens) > 1 and last.dep_ not in ("prt", "advmod"):
        return _complement_of_last(match)
    clause = obj = open_clause = predicate = None
    for child in verb.children:
        dep = child.dep_
        if dep == "ccomp":
            clause = clause or child
        elif dep == "xcomp":
            open_clause = open_clause or child
        elif dep == "dobj":
            obj = obj or child
        elif dep in ("oprd", "acomp"):
            predicate = predicate or child
    if clause is not None:
        infinitive = tense_of(clause) is Tense.INFINITIVE and _has_to(clause)
        if clause.pos_ not in VERBAL and "oprd" in frames and clause.i > verb.i:
            return "oprd", _from_to(verb, clause.left_edge, clause)
        if infinitive and "objto" in frames:
            return "objto", _clause(verb, clause)
        if infinitive and "to" in frames and not {"that", "q"} & frames:
            return "to", _clause(verb, clause)
        if _is_question(clause) and frames & {"wh", "that", "q"}:
            return "wh", _clause(verb, clause)
        if frames & {"that", "q"}:
            return "that", _clause(verb, clause)
        if "ing" in frames and clause.tag_ == "VBG":
            return "ing", _clause(verb, clause)
        if "oprd" in frames and clause.i > verb.i:
            return "oprd", _clause(verb, clause)
        if "obj" in frames and clause.left_edge.tag_ in ("WP", "WDT", "WRB"):
            return "obj", _clause(verb, clause)
    if open_clause is not None:
        infinitive = _has_to(open_clause)
        if obj is not None and obj.i > verb.i and infinitive and frames & {"objto", "to"}:
            return "objto", _from_to(verb, obj.left_edge, open_clause)
        if obj is not None and "oprd" in frames and obj.i > verb.i and not infinitive:
            return "oprd", _from_to(verb, obj.left_edge, open_clause)
        if infinitive and "to" in frames:
            return "to", _clause(verb, open_clause)
        if infinitive and "objto" in frames and open_clause.i > verb.i:
            return "objto", _clause(verb, open_clause)
        if open_clause.tag_ == "VBG" and frames & {"ing", "obj"}:
            return "ing", _clause(verb, open_clause)
        if "raise" in frames:
            return "raise", _raised(verb, open_clause)
    if "raise" in frames and predicate is not None:
        return "raise", _raised(verb, predicate)
    if obj is not None:
        as_phrase = _child(verb, "prep", "as")
        if "oprd" in frames and predicate is not None:
            return "oprd", _object(verb, obj, predicate.right_edge)
        if "as" in frames and as_phrase is not None and as_phrase.i > verb.i:
            return "as", _object(verb, obj, as_phrase.right_edge)
        if "addr" in frames and "obj" not in frames:
            return None
        if "obj" in frames and not _is_time(obj):
            return "obj", _object(verb, obj, None)
        return None
    if predicate is not None and "oprd" in frames and verb.dep_ == "relcl":
        return "oprd", _clause(verb, predicate)
    if "obj" in frames and verb.dep_ == "relcl" and _own_subject(verb) is not None and "q" not in frames:
        return "obj", _antecedent(verb)
    return None


def _complement_of_last(match: CueMatch) -> tuple[str, tuple[Span, ...]] | None:
    """Return frame and content of a cue of several words whose last one governs the content."""
    verb, last, frames = match.tokens[0], match.last, match.cue.frames
    if match.cue.words[1] == "to":
        return "to", _clause(verb, match.tokens[-1])
    if last.dep_ == "mark" and last.head.i > last.i and frames & {"objto", "obj"}:
        return "objto", _runs(verb.doc, [t for t in last.head.subtree if t.i > last.i], verb)
    for child in last.children:
        if child.dep_ == "pobj":
            infinitive = next((c for c in verb.rights if c.dep_ in ("xcomp", "advcl", "ccomp") and c.i > child.i), None)
            if infinitive is None:
                infinitive = next((c for c in child.rights if c.dep_ in ("acl", "relcl") and _has_to(c)), None)
            if "objto" in frames and infinitive is not None and _has_to(infinitive):
                return "objto", _from_to(verb, child.left_edge, infinitive)
            if "obj" in frames:
                return "obj", _object(verb, child, None)
        elif child.dep_ == "pcomp" and frames & {"ing", "wh", "obj", "that"}:
            return "ing", _clause(verb, child)
        elif child.dep_ in ("ccomp", "acl") and frames & {"that", "wh", "ing", "obj"}:
            return "that", _clause(verb, child)
        elif child.dep_ in ("prep",) and "obj" in frames and child.i > last.i:
            return "obj", _clause(verb, child)
    return _stranded(match)


def _stranded(match: CueMatch) -> tuple[str, tuple[Span, ...]] | None:
    """Return the content of a cue that ends in a bare preposition ("the deal that they called for")."""
    verb = match.tokens[0]
    if verb.dep_ == "relcl" and "obj" in match.cue.frames and _own_subject(verb) is not None:
        return "obj", _antecedent(verb)
    return None


def _passive_report(match: CueMatch, top: Token) -> Report | None:
    """Return the report of a passive: its subject is part of the content, its agent the source."""
    verb = match.tokens[0]
    frames = match.cue.frames
    subject = next((c for c in verb.children if c.dep_ in ("nsubjpass", "nsubj", "csubjpass")), None)
    expletive = subject is not None and subject.lower_ in _EXPLETIVES
    agent = next((c for c in verb.children if c.dep_ == "agent"), None)
    source_head = next((c for c in agent.children if c.dep_ == "pobj"), None) if agent is not None else None
    if match.cue.kind == "VERB" and source_head is None:
        return None
    if match.cue.kind == "VERB" and not frames & {"obj", "objto", "oprd", "as", "that"}:
        return None
    parts: list[Token] = []
    frame = "obj"
    for child in verb.rights:
        if child.dep_ in ("ccomp", "xcomp", "oprd", "acomp"):
            parts.extend(child.subtree)
            frame = {"ccomp": "that", "xcomp": "to"}.get(child.dep_, "oprd")
        elif child.dep_ == "prep" and child.lower_ in _OBJECT_PREPOSITIONS:
            parts.extend(child.subtree)
    if match.cue.kind == "PASSIVE" and source_head is None and (frame == "obj" or not frames & {frame, "as"}):
        return None
    if subject is None and verb.dep_ in ("acl", "relcl") and verb.head.pos_ in ("NOUN", "PROPN", "PRON"):
        head = verb.head
        parts.extend(head.doc[i] for i in range(head.left_edge.i, verb.left_edge.i))
    elif subject is not None and not expletive:
        parts.extend(subject.subtree)
    content = _runs(verb.doc, parts, verb)
    if not content:
        return None
    source = _phrase(source_head) if source_head is not None else None
    return Report(
        cue=match.cue,
        token=verb,
        cue_span=_cue_span(top, match, frame),
        frame=frame,
        source=source,
        holder=source_head,
        content=content,
        negated=_is_negated(top, verb),
        tentative=_is_tentative(top, verb),
    )


def _clause(verb: Token, head: Token) -> tuple[Span, ...]:
    """Return a complement clause, with what follows it in the clause of the verb and cannot belong to the verb."""
    tokens = list(head.subtree)
    if head.i > verb.i:
        tokens.extend(_tail(verb, head))
    return _runs(verb.doc, tokens, verb)


def _from_to(verb: Token, start: Token, head: Token) -> tuple[Span, ...]:
    """Return the stretch from a token to the end of a clause below the same verb."""
    end = max([head.right_edge.i, *(t.i for t in _tail(verb, head))])
    return _runs(verb.doc, verb.doc[start.i : end + 1], verb)


def _tail(verb: Token, head: Token) -> list[Token]:
    """Return what the parser hung on the reporting verb although it stands behind the content clause."""
    tail: list[Token] = []
    for child in verb.rights:
        if child.i < head.i or child.i == head.i:
            continue
        if child.dep_ in ("advcl", "prep", "npadvmod", "advmod", "acomp", "acl", "xcomp") and not _is_own_remark(child):
            tail.extend(child.subtree)
        elif child.dep_ != "punct":
            break
    return tail


def _is_own_remark(child: Token) -> bool:
    """Whether it is a participle clause of the reporting verb ("said it was over, adding that…")."""
    return child.dep_ in ("advcl", "xcomp") and child.tag_ == "VBG" and child.doc[child.left_edge.i - 1].is_punct


def _object(verb: Token, obj: Token, until: Token | None) -> tuple[Span, ...]:
    """Return an object with the prepositional phrases of the verb that complete it ("accused X of Y")."""
    tokens = list(obj.subtree)
    end = obj.right_edge.i
    if until is not None and obj.i > verb.i:
        tokens = list(verb.doc[obj.left_edge.i : until.i + 1])
    elif until is not None:
        tokens.extend(verb.doc[verb.i + 1 : until.i + 1])
    elif obj.i > verb.i:
        for child in verb.rights:
            if child.i <= end:
                continue
            if child.dep_ == "prep" and child.lower_ in _OBJECT_PREPOSITIONS and not child.nbor(-1).is_punct:
                tokens.extend(child.subtree)
                end = child.right_edge.i
            elif child.dep_ not in ("prep", "npadvmod", "advmod"):
                break
            else:
                break
    return _runs(verb.doc, tokens, verb)


def _raised(verb: Token, predicate: Token) -> tuple[Span, ...]:
    """Return subject and predicate of a verb of seeming."""
    subject = _own_subject(verb)
    tokens = list(predicate.subtree) + _tail(verb, predicate)
    if subject is not None and subject.lower_ not in _EXPLETIVES:
        tokens.extend(subject.subtree)
    return _runs(verb.doc, tokens, verb)


def _antecedent(verb: Token) -> tuple[Span, ...]:
    """Return the noun phrase that a relative clause without object of its own modifies."""
    pronoun = next((t for t in verb.doc[verb.left_edge.i : verb.i] if t.tag_ in ("WDT", "WP")), None)
    if pronoun is not None:
        return (verb.doc[pronoun.i : pronoun.i + 1],)
    head = verb.head
    return _runs(verb.doc, verb.doc[head.left_edge.i : verb.left_edge.i], verb)


def _runs(doc: Doc, tokens: Iterable[Token], verb: Token) -> tuple[Span, ...]:
    """Return the tokens as contiguous spans without their outer punctuation; the cue's own word is in none."""
    indices = sorted({t.i for t in tokens if t.i != verb.i})
    spans: list[Span] = []
    start = previous = None
    for i in indices:
        if start is None or previous is None:
            start = previous = i
        elif i == previous + 1:
            previous = i
        else:
            spans.append(doc[start : previous + 1])
            start = previous = i
    if start is not None and previous is not None:
        spans.append(doc[start : previous + 1])
    return tuple(trimmed for span in spans if (trimmed := trim(span)) is not None)


_OUTER = frozenset(".,;:—–-…?!")


def trim(span: Span) -> Span | None:
    """Return the span without punctuation and space at its ends (quotation marks and brackets stay), None if empty."""
    doc, start, end = span.doc, span.start, span.end
    while start < end and (doc[start].is_space or doc[start].text in _OUTER or doc[start].text == "--"):
        start += 1
    while start < end and (doc[end - 1].is_space or doc[end - 1].text in _OUTER or doc[end - 1].text == "--"):
        end -= 1
    return doc[start:end] if start < end else None


# ---------------------------------------------------------------- source


def find_source(verb: Token) -> tuple[Span | None, Token | None]:
    """Return the phrase that the verb's content is ascribed to, and the word that names the holder."""
    current = verb
    seen: set[int] = set()
    while current.i not in seen:
        seen.add(current.i)
        own = _own_subject(current)
        if own is not None:
            if own.lower_ in _EXPLETIVES and own.dep_ in ("expl", "nsubj") and current is not verb:
                return None, None
            if own.dep_ == "expl":
                return None, None
            return _phrase(own), _named_by(own, current)
        head = current.head
        if current.dep_ == "conj" and head.pos_ in VERBAL:
            current = head
        elif current.dep_ in ("advcl", "xcomp", "ccomp", "pcomp", "prep", "dep", "parataxis"):
            if current.dep_ == "ccomp" and not _has_to(current) and current.tag_ not in ("VBG", "VBN"):
                return None, None
            current = head
        elif current.dep_ in ("acl", "relcl"):
            if (
                current.tag_ in ("VBG", "VBN")
                and current.left_edge.i
                and current.doc[current.left_edge.i - 1].text == ","
            ):
                governor = _governing_verb(head)
                if governor is not None and _own_subject(governor) is not None:
                    current = governor
                    continue
            if _has_to(current):
                poss = next((c for c in head.children if c.dep_ == "poss"), None)
                if poss is not None:
                    return _possessor(poss), poss
                return None, None
            return head.doc[head.left_edge.i : max(current.left_edge.i, head.i + 1)], head
        else:
            return None, None
    return None, None


def _own_subject(verb: Token) -> Token | None:
    return next((c for c in verb.children if c.dep_ in SUBJECTS or c.dep_ == "expl"), None)


def _governing_verb(token: Token) -> Token | None:
    for above in token.ancestors:
        if above.pos_ in VERBAL:
            return above
    return None


def _named_by(subject: Token, verb: Token) -> Token:
    if subject.tag_ in ("WDT", "WP") and verb.dep_ == "relcl":
        return verb.head
    return subject


def _phrase(head: Token) -> Span:
    return head.doc[head.left_edge.i : head.right_edge.i + 1]


def _possessor(poss: Token) -> Span:
    return poss.doc[poss.left_edge.i : poss.right_edge.i + 1]


def _clip(source: Span, cue: Span, content: Sequence[Span]) -> Span | None:
    """Return the part of the source that holds neither cue nor content."""
    start, end = source.start, source.end
    for other in (cue, *content):
        if other.start < end and other.end > start:
            if other.start > start:
                end = min(end, other.start)
            else:
                start = max(start, other.end)
    return source.doc[start:end] if start < end else None


# ---------------------------------------------------------------- cue


def _cue_span(top: Token, match: CueMatch, frame: str) -> Span:
    verb = match.tokens[0]
    doc = verb.doc
    start = min(top.i, verb.i)
    heads = {top.i, verb.i}
    while start > 0:
        token = doc[start - 1]
        if token.dep_ in _CUE_LEFT and (token.head.i in heads or token.head.i == start):
            start -= 1
            heads.add(token.i)
        else:
            break
    words = match.tokens[:1] if match.cue.words[1:2] == ("to",) else match.tokens
    end = verb.i + 1
    for word in words[1:]:
        if word.i - end <= 3 and word.i > verb.i:
            end = max(end, word.i + 1)
    return doc[start:end]


def _addressee(verb: Token, frame: str) -> Token | None:
    for child in verb.rights:
        if child.dep_ == "dative" or (child.dep_ == "dobj" and frame in ("that", "wh", "q", "to", "objto")):
            if child.dep_ == "dative" and child.pos_ == "ADP":
                return next((c for c in child.children if c.dep_ == "pobj"), None)
            return child
    return None


def _is_negated(top: Token, verb: Token) -> bool:
    return any(c.dep_ == "neg" or c.lower_ in _NEGATIVES for v in {top.i: top, verb.i: verb}.values() for c in v.lefts)


def _is_tentative(top: Token, verb: Token) -> bool:
    for v in (top, verb):
        for child in v.lefts:
            if child.dep_ == "aux" and child.lower_ in _TENTATIVE_AUX:
                return True
            if child.dep_ == "advmod" and child.lower_ in _TENTATIVE_ADVERBS:
                return True
    return False


# ---------------------------------------------------------------- small questions


def _has_to(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.lefts)


def _is_question(clause: Token) -> bool:
    first = clause.left_edge
    return first.tag_ in ("WP", "WDT", "WRB", "WP$") or first.lower_ in ("whether", "if")


def _is_time(token: Token) -> bool:
    return token.lower_ in _TIME_NOUNS


def _child(token: Token, dep: str, word: str) -> Token | None:
    return next((c for c in token.children if c.dep_ == dep and c.lower_ == word), None)
