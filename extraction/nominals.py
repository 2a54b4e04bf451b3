"""A noun, adjective or preposition in, the report it makes out: "the demand that", "is opposed to", "according to"."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from extraction.complements import VERBAL, has_to, runs, trim
from extraction.cues import PREPOSITIONS, CueLexicon, CueMatch
from extraction.reporting import Report, cue_span_of, is_negated_at, is_tentative_at
from extraction.sources import clip, find_source, phrase

_COPULAS = frozenset({"be", "remain", "feel", "seem", "appear", "become", "sound", "stay", "grow", "get", "look"})
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
            cue=match.cue,
            token=token,
            cue_span=cue_span,
            frame=frame,
            source=clipped,
            holder=holder,
            content=tuple(s for s in content),
            negated=is_negated_at(verb, verb) if verb is not None else _has_no(token),
            tentative=verb is not None and is_tentative_at(verb, verb),
        )
    return _raised_report(token, lexicon)


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
    verb = token.head
    if token.dep_ != "dobj" or verb.pos_ not in VERBAL:
        return
    for child in verb.rights:
        if child.i > token.right_edge.i and child.dep_ not in _TIME_DEPS:
            if child.dep_ == "prep" or (child.dep_ == "ccomp" and child.left_edge.lower_ == "that"):
                yield child
            else:
                return


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
    for cue, last in lexicon.prepositions(token):
        pobj = next((c for c in last.children if c.dep_ == "pobj"), None)
        if pobj is None:
            continue
        source = phrase(pobj)
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
        own = range(token.i, max(last.right_edge.i, source.end - 1) + 1)
        content = runs(token.doc, [t for t in clause.subtree if t.i not in own], token)
        content = tuple(s for s in content if any(t.is_alpha for t in s) or len(s) > 1)
        if not content:
            continue
        yield Report(
            cue=cue,
            token=token,
            cue_span=token.doc[token.i : last.i + 1],
            frame="clause",
            source=trim(source),
            holder=pobj,
            content=content,
        )
        return
