"""A noun, adjective or preposition in, the report it makes out: "the demand that", "is opposed to", "according to"."""

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Span, Token

from extraction.content_extents import VERBAL, has_to, runs, trim
from extraction.cues import PREPOSITIONS, Cue, CueLexicon, CueMatch
from extraction.reporting import Report, cue_span_of, is_negated_at, is_tentative_at
from extraction.sources import clip, find_source, phrase
from extraction.wordlists import word_list
from records.vocabularies import Stance

_COPULAS = frozenset({"be", "remain", "feel", "seem", "appear", "become", "sound", "stay", "grow", "get", "look"})
_MAX_COPULAR_CUE = 6
_TURNING = frozenset({Stance.REJECT, Stance.DENY, Stance.OPPOSE})
_HOLDER_PREPOSITIONS = frozenset({"by", "among", "from"})


def find_noun_report(token: Token, lexicon: CueLexicon) -> Report | None:
    """Return the report of a noun: its complement ascribed to its possessor, agent, or the subject of a light verb."""
    for match in lexicon.nouns(token):
        found = _noun_complement(match)
        if found is None:
            continue
        frame, content, preposition = found
        source, holder, start, verb = _noun_source(token, lexicon)
        if source is None:
            continue
        end = (preposition.i if preposition is not None and preposition.i == token.i + 1 else token.i) + 1
        cue_span = token.doc[min(start, token.i) : end]
        clipped = clip(source, cue_span, content)
        return Report(
            cue=_turned(match.cue, verb, lexicon) if verb is not None else match.cue,
            token=token,
            cue_span=cue_span,
            frame=frame,
            source=clipped,
            holder=holder,
            content=tuple(s for s in content),
            negated=is_negated_at(verb, verb) if verb is not None else _has_no(token),
            tentative=verb is not None and is_tentative_at(verb, verb),
        )
    return _raised_report(token, lexicon) or _copular_report(token, lexicon)


def _turned(cue: Cue, verb: Token, lexicon: CueLexicon) -> Cue:
    """Return the cue of a noun with the stance of a verb that turns it down ("rejected a proposal", "denied claims").

    Who dismisses fears of a thing speaks neither for it nor against it.
    """
    for match in lexicon.verbs(verb):
        if match.cue.stance in _TURNING and len(match.cue.words) == 1:
            return replace(cue, stance=match.cue.stance, sign=0 if cue.sign < 0 else match.cue.sign)
    return cue


def _copular_report(token: Token, lexicon: CueLexicon) -> Report | None:
    """Return the report of "X's claim is that…", "the goal of X was to…": the noun speaks, "be" joins what it says."""
    verb = token.head
    if token.dep_ != "nsubj" or verb.lemma_ != "be" or verb.i < token.i:
        return None
    match = next((m for m in lexicon.nouns(token) if m.cue.frames & {"that", "to", "of", "for"}), None)
    clause = next((c for c in verb.rights if _is_stated(c, verb)), None)
    if match is None or clause is None:
        return None
    source, holder = _possessor(token)
    if source is None:
        return None
    content = runs(token.doc, clause.subtree, verb)
    cue_span = token.doc[token.i : verb.i + 1]
    if not content:
        return None
    if len(cue_span) > _MAX_COPULAR_CUE or source.start > token.i:
        cue_span = token.doc[token.i : token.i + 1]
    return Report(
        cue=match.cue,
        token=token,
        cue_span=cue_span,
        frame="to" if has_to(clause) else "that",
        source=source,
        holder=holder,
        content=content,
        negated=is_negated_at(verb, verb),
        tentative=is_tentative_at(verb, verb),
    )


def _is_stated(child: Token, verb: Token) -> bool:
    """Whether what is joined by "be" is a statement: a clause with "that", an infinitive, or a quotation."""
    if child.dep_ == "ccomp" and child.i > verb.i:
        return child.left_edge.i <= verb.i + 2 and child.left_edge.tag_ not in ("WP", "WRB", "WDT")
    if child.dep_ == "xcomp":
        return has_to(child)
    behind = verb.doc[verb.i + 1]
    return child.dep_ == "attr" and behind.is_quote and child.left_edge.i <= verb.i + 2


def _possessor(noun: Token) -> tuple[Span | None, Token | None]:
    """Return the phrase of whose the noun is ("X's claim", "the claim of X", "the message from X") and its head."""
    for child in noun.children:
        if child.dep_ == "poss":
            return phrase(child), child
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "from", "by", "among"):
            pobj = next((c for c in child.children if c.dep_ == "pobj"), None)
            if pobj is not None:
                return phrase(pobj), pobj
    return None, None


def _has_no(token: Token) -> bool:
    return any(c.lower_ in ("no", "not", "without") for c in token.lefts)


_EXAMPLES = frozenset({"including", "like"})
_TIME_DEPS = frozenset({"npadvmod", "advmod"})


def _noun_complement(match: CueMatch) -> tuple[str, tuple[Span, ...], Token | None] | None:
    """Return frame and content of a noun cue, and the preposition before the content."""
    token, frames = match.last, match.cue.frames
    examples: tuple[str, tuple[Span, ...], Token | None] | None = None
    for child in _below_noun(token):
        if child.dep_ in ("acl", "relcl", "ccomp", "xcomp", "advcl"):
            if has_to(child) and "to" in frames and child.dep_ != "relcl":
                return "to", runs(token.doc, child.subtree, token), None
            if "that" in frames and any(c.dep_ == "mark" and c.lower_ == "that" for c in child.lefts):
                return "that", runs(token.doc, child.subtree, token), None
        elif child.dep_ == "prep" and child.lower_ in frames and child.lower_ in PREPOSITIONS:
            if child.lower_ in _HOLDER_PREPOSITIONS:
                continue
            content = runs(token.doc, [t for t in child.subtree if t.i > child.i], token)
            if content:
                return child.lower_, content, child
        elif child.dep_ == "prep" and child.lower_ in _EXAMPLES and examples is None:
            content = runs(token.doc, [t for t in child.subtree if t.i > child.i], token)
            examples = ("of", content, None) if content else None
    return examples


def _below_noun(token: Token) -> Iterator[Token]:
    """Yield what may complement the noun: its own dependents, then those of its verb that follow it at once."""
    yield from token.rights
    following = _misplaced_infinitive(token)
    if following is not None:
        yield following
    verb = token.head
    if token.dep_ != "dobj" or verb.pos_ not in VERBAL:
        return
    for child in verb.rights:
        if child.i > token.right_edge.i and child.dep_ not in _TIME_DEPS:
            if child.dep_ == "prep" or (child.dep_ == "ccomp" and child.left_edge.lower_ == "that"):
                yield child
            else:
                return


def _misplaced_infinitive(token: Token) -> Token | None:
    """Return the infinitive right behind a noun that the parser hung higher up ("went beyond his pledge to stay")."""
    at = token.i + 1
    if at + 1 >= len(token.doc) or token.doc[at].tag_ != "TO" or token.dep_ in ("dobj", "nsubj", "nsubjpass"):
        return None
    verb = token.doc[at].head
    return verb if verb.i > at and verb.head.i < token.i and verb.dep_ in ("advcl", "xcomp", "acl") else None


def _noun_source(token: Token, lexicon: CueLexicon) -> tuple[Span | None, Token | None, int, Token | None]:
    """Return the source phrase of a noun cue, the word naming the holder, where the cue begins, and its light verb."""
    verb = token.head
    if token.dep_ == "dobj" and verb.pos_ in VERBAL and lexicon.light(verb):
        causes = lexicon.causes(verb)
        source, holder = find_source(verb) if not causes else (None, None)
        poss = next((c for c in token.lefts if c.dep_ == "poss"), None)
        if source is not None and (poss is None or poss.tag_ == "PRP$"):
            start = cue_span_of(verb, CueMatch(cue=next(lexicon.nouns(token)).cue, tokens=(verb,))).start
            return source, holder, start, verb
    for child in token.children:
        if child.dep_ == "poss":
            return phrase(child), child, token.i, None
    for child in _below_noun(token):
        if child.dep_ in ("prep", "agent") and child.lower_ in _HOLDER_PREPOSITIONS:
            pobj = next((c for c in child.children if c.dep_ == "pobj"), None)
            if pobj is not None:
                return phrase(pobj), pobj, token.i, None
    return None, None, token.i, None


def find_agent_report(token: Token, lexicon: CueLexicon) -> Report | None:
    """Return the report of "is a critic of X" or "Jane Doe, a critic of X": who is called so holds the stance."""
    match = next(lexicon.agents(token), None)
    if match is None:
        return None
    preposition = next((c for c in token.rights if c.dep_ == "prep" and c.lower_ in match.cue.frames), None)
    if preposition is None:
        return None
    content = runs(token.doc, [t for t in preposition.subtree if t.i > preposition.i], token)
    verb = token.head
    source: Span | None
    holder: Token | None
    if token.dep_ == "attr" and verb.lemma_ in _COPULAS:
        source, holder = find_source(verb)
        start = cue_span_of(verb, CueMatch(cue=match.cue, tokens=(verb,))).start
    elif token.dep_ == "appos" and verb.pos_ == "PROPN":
        source, holder = token.doc[verb.left_edge.i : min(verb.i + 1, token.left_edge.i)], verb
        start = token.left_edge.i
        verb = token
    else:
        return None
    if source is None or not content or holder is None or holder.tag_ == "EX":
        return None
    cue_span = token.doc[min(start, token.i) : max(token.i, preposition.i if preposition.i == token.i + 1 else 0) + 1]
    return Report(
        cue=match.cue,
        token=token,
        cue_span=cue_span,
        frame=preposition.lower_,
        source=clip(source, cue_span, content),
        holder=holder,
        content=content,
        negated=is_negated_at(verb, verb) or _has_no(token),
        tentative=is_tentative_at(verb, verb),
    )


def _raised_report(token: Token, lexicon: CueLexicon) -> Report | None:
    """Return the report of "X has raised concerns among Y": X is what Y's concerns are about."""
    verb = token.head
    if token.dep_ != "dobj" or verb.pos_ not in VERBAL or not lexicon.causes(verb):
        return None
    match = next(lexicon.nouns(token), None)
    subject, head = find_source(verb)
    source, holder, _, _ = _noun_source(token, lexicon)
    if match is None or subject is None or head is None or source is None or holder == head:
        return None
    cue_span = cue_span_of(verb, CueMatch(cue=match.cue, tokens=(verb,)))
    content = clip(subject, cue_span, (source,))
    if content is None:
        return None
    return Report(
        cue=match.cue,
        token=token,
        cue_span=token.doc[cue_span.start : token.i + 1],
        frame="of",
        source=source,
        holder=holder,
        content=(content,),
        negated=is_negated_at(verb, verb),
        tentative=is_tentative_at(verb, verb),
    )


def find_adjective_report(token: Token, lexicon: CueLexicon) -> Report | None:
    """Return the report of a predicate adjective with its complement ("is confident that…", "was opposed to…")."""
    verb = token.head
    if token.dep_ in ("acomp", "attr", "oprd") and verb.lemma_ in _COPULAS:
        pass
    elif token.dep_ in ("ROOT", "ccomp", "conj", "xcomp") and any(c.dep_ == "auxpass" for c in token.lefts):
        verb = token
    else:
        return None
    for match in lexicon.adjectives(token):
        frames = match.cue.frames
        for child in (*token.rights, *(c for c in verb.rights if c.i > token.i and verb != token)):
            frame = None
            if child.dep_ in ("ccomp", "advcl", "acl") and "that" in frames and not has_to(child):
                if child.dep_ == "advcl" and child.left_edge.lower_ != "that":
                    continue
                frame = "that"
            elif child.dep_ in ("xcomp", "advcl") and "to" in frames and has_to(child):
                frame = "to"
            elif child.dep_ == "prep" and child.lower_ in frames:
                frame = child.lower_
            if frame is None:
                continue
            preposition = child if child.dep_ == "prep" else None
            content = runs(token.doc, [t for t in child.subtree if preposition is None or t.i > preposition.i], token)
            if not content:
                continue
            source, holder = find_source(verb)
            if source is None:
                return None
            left = cue_span_of(verb, CueMatch(cue=match.cue, tokens=(verb,))).start
            end = (preposition.i if preposition is not None and preposition.i == token.i + 1 else token.i) + 1
            cue_span = token.doc[min(left, token.i) : end]
            return Report(
                cue=match.cue,
                token=token,
                cue_span=cue_span,
                frame=frame,
                source=clip(source, cue_span, content),
                holder=holder,
                content=content,
                negated=is_negated_at(verb, verb),
                tentative=is_tentative_at(verb, verb),
            )
    return None


def find_preposition_reports(token: Token, lexicon: CueLexicon) -> Iterator[Report]:
    """Yield the report of "according to X" and its like: its content is the clause around it."""
    standpoint = lexicon.standpoint(token)
    if standpoint is not None:
        cue, noun = standpoint
        poss = next(c for c in noun.lefts if c.dep_ == "poss")
        content = _clause_around(token, range(token.i, noun.right_edge.i + 1))
        if content:
            yield _clause_report(cue, token, noun.doc[noun.i : noun.i + 1], phrase(poss), poss, content)
        return
    for cue, last in lexicon.prepositions(token):
        pobj = next((c for c in last.children if c.dep_ == "pobj"), None)
        if pobj is None:
            # "According to show insiders": "show" was taken for a verb.
            pobj = next((t for t in last.head.subtree if t.i > last.i and t.dep_ == "dobj"), None)
            if last.dep_ != "aux" or pobj is None:
                continue
            source = token.doc[last.i + 1 : pobj.right_edge.i + 1]
        else:
            source = phrase(pobj)
        own = range(token.i, max(last.right_edge.i, source.end - 1) + 1)
        author = _author(pobj)
        if author is not None:
            source, pobj = phrase(author), author
        content = _clause_around(token, own)
        if not content and token.is_sent_start:
            # "According to X, Y" where the parser took Y for an apposition of X.
            comma = next((t.i for t in token.doc[pobj.i : token.sent.end] if t.text == ","), token.sent.end)
            source, rest = token.doc[source.start : comma], trim(token.doc[comma : token.sent.end])
            content = (rest,) if rest is not None and len(rest) > 2 else ()
        if content:
            yield _clause_report(cue, token, token.doc[token.i : last.i + 1], source, pobj, content)
            return


def _author(thing: Token) -> Token | None:
    """Return by whom a document is that something is ascribed to ("according to a memo by/filed by the agency")."""
    if thing.lemma_.lower() not in word_list("speaking_things"):
        return None
    for child in thing.rights:
        participle = child.dep_ == "acl" and child.tag_ == "VBN"
        for by in child.children if participle else (child,):
            if by.dep_ in ("agent", "prep") and by.lower_ == "by":
                return next((c for c in by.children if c.dep_ == "pobj"), None)
    return None


def _clause_report(
    cue: Cue, token: Token, cue_span: Span, source: Span, holder: Token, content: tuple[Span, ...]
) -> Report:
    return Report(
        cue=cue,
        token=token,
        cue_span=cue_span,
        frame="clause",
        source=trim(source),
        holder=holder,
        content=content,
    )


def _clause_around(token: Token, own: range) -> tuple[Span, ...]:
    """Return the clause that a prepositional phrase stands in, without the phrase itself."""
    clause = token.head
    while (
        clause.dep_
        in (
            "pobj",
            "prep",
            "dobj",
            "attr",
            "amod",
            "appos",
            "compound",
            "agent",
            "npadvmod",
            "nmod",
            "acomp",
            "pcomp",
        )
        and clause.head != clause
    ):
        clause = clause.head
    while clause.dep_ == "conj" and clause.pos_ in VERBAL:
        clause = clause.head
    if own.stop - 1 >= token.sent.end - 2 and token.i > 0 and token.nbor(-1).text == ",":
        # ", according to X." at the end of a sentence is about the whole of it.
        while clause.dep_ in ("ccomp", "xcomp", "advcl", "relcl", "acl") and clause.head.i < clause.i:
            clause = clause.head
    content = runs(token.doc, [t for t in clause.subtree if t.i not in own], token)
    return tuple(s for s in content if any(t.is_alpha for t in s) or len(s) > 1)
