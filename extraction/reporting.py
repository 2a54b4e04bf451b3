"""A verb in, its reporting clause out: which words are source, cue and content, and how the cue takes its content."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from extraction.complements import complement_of
from extraction.content_extents import EXPLETIVES, VERBAL, has_to, runs
from extraction.cues import Cue, CueLexicon, CueMatch
from extraction.sources import clip, find_source, phrase, published_by
from extraction.syntax import is_passive
from extraction.wordlists import word_list
from extraction.words import words_of

_CUE_LEFT = frozenset({"aux", "auxpass", "neg", "advmod"})
_FLOATING = frozenset({"both", "all", "each", "n't", "n’t", "not"})
_TENTATIVE_AUXILIARIES = frozenset({"may", "might", "could", "would"})
_TENTATIVE_ADVERBS = frozenset(
    {"reportedly", "apparently", "allegedly", "possibly", "perhaps", "supposedly", "seemingly"}
)
_NEGATIVES = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "hardly", "without", "nobody", "none"})
_PASSIVE_PREPOSITIONS = frozenset({"of", "for", "as", "over", "about", "against", "from", "into", "between", "on"})
_CHANNELS = frozenset({"statement"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A cue at its place with what depends on it.

    `source` is the phrase that the content is ascribed to, `holder` the word that names the holder (for a relative
    pronoun its antecedent). `frame` is the kind of complement found. `quoting` is the cue at the same word that may
    introduce a quotation, with its span, where it is another than `cue`.
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
    quoting: tuple[Cue, Span] | None = None


def find_verb_report(token: Token, lexicon: CueLexicon) -> Report | None:
    """Return the reporting clause of a verb.

    None if it is no cue, or has neither a complement that the cue allows nor may introduce a quotation.
    """
    top = _top_of_chain(token, lexicon)
    if (is_passive(token) and not _is_active(token)) or (_is_bare_participle(token) and not _is_past_tense(token)):
        for match in (*lexicon.passives(token), *lexicon.verbs(token)):
            report = _passive_report(match, top)
            if report is not None:
                return report
        return None
    quoting: CueMatch | None = None
    chosen: tuple[CueMatch, str, tuple[Span, ...]] | None = None
    for match in lexicon.verbs(token):
        if quoting is None and "q" in match.cue.frames:
            quoting = match
        if chosen is None or (chosen[1] == "obj" and match.cue.words == chosen[0].cue.words):
            found = complement_of(match)
            if found is not None and found[1] and (chosen is None or found[0] != "obj"):
                chosen = (match, *found)
    if chosen is not None:
        return _report(chosen[0], top, chosen[1], chosen[2], quoting)
    return _report(quoting, top, "q", (), None) if quoting is not None else None


def _top_of_chain(token: Token, lexicon: CueLexicon) -> Token:
    """Return the verb that the chain above the token begins with ("continues" in "continues to insist")."""
    top = token
    while (
        (top.dep_ == "xcomp" or (top.dep_ == "advcl" and has_to(top)))
        and top.head.pos_ in VERBAL
        and top.head.i < top.i
        and any(lexicon.chains(top.head))
    ):
        top = top.head
    return top


def _is_active(token: Token) -> bool:
    return _is_contracted_perfect(token) or _is_past_tense(token)


def _is_past_tense(token: Token) -> bool:
    """Whether the parser took the past tense of a main clause for a participle behind its subject.

    "The ministry's office called the report a fraud" becomes a noun phrase: its participle has an object or a clause.
    """
    if token.dep_ != "acl" or token.head.dep_ != "ROOT" or token.head.pos_ not in ("NOUN", "PROPN"):
        return False
    if token.head.i > token.i or not token.lower_.endswith(("ed", "said", "told", "found", "held", "felt", "thought")):
        return False
    labels = {c.dep_ for c in token.rights}
    return bool(labels & {"dobj", "ccomp"}) and not labels & {"agent"}


def _is_contracted_perfect(token: Token) -> bool:
    """Whether "he's said" was taken for a passive: a speaker stands before it, and no agent behind."""
    auxiliary = next((c for c in token.lefts if c.dep_ == "auxpass"), None)
    subject = next((c for c in token.lefts if c.dep_ == "nsubjpass"), None)
    if auxiliary is None or subject is None or auxiliary.lower_ not in ("'s", "’s"):
        return False
    return subject.lower_ in ("he", "she", "who") and not any(c.dep_ in ("agent", "xcomp") for c in token.rights)


def _is_bare_participle(token: Token) -> bool:
    """Whether it is a participle that opens a clause of its own ("Asked about the deal, he said…", "known as…")."""
    if token.tag_ != "VBN" or token.dep_ not in ("advcl", "acl", "ROOT"):
        return False
    return not any(c.dep_ in ("aux", "nsubj", "auxpass") for c in token.children)


def _report(
    match: CueMatch, top: Token, frame: str, content: Sequence[Span], quoting: CueMatch | None
) -> Report | None:
    verb = match.tokens[0]
    source, holder = find_source(top) if frame != "raise" else (None, None)
    cue_span = cue_span_of(top, match)
    publishing = published_by(verb)
    if publishing is not None:
        cue_span = verb.doc[cue_span_of(publishing, CueMatch(cue=match.cue, tokens=(publishing,))).start : cue_span.end]
    if source is not None:
        source = clip(_with_time(source, cue_span), cue_span, content)
    return Report(
        cue=match.cue,
        token=verb,
        cue_span=cue_span,
        frame=frame,
        source=source,
        holder=holder,
        content=tuple(content),
        addressee=_addressee(match, frame),
        negated=is_negated_at(top, verb),
        tentative=is_tentative_at(top, verb),
        quoting=(quoting.cue, cue_span_of(top, quoting)) if quoting is not None else None,
    )


def _with_time(source: Span, cue: Span) -> Span:
    """Return the source with a bare time between it and the cue ("a poll last week found")."""
    if source.root.lemma_.lower() not in word_list("speaking_things"):
        return source
    between = source.doc[source.end : cue.start] if source.end < cue.start else ()
    if 0 < len(between) <= 3 and all(t.pos_ in ("NOUN", "ADJ", "PROPN", "NUM", "DET") for t in between):
        return source.doc[source.start : cue.start]
    return source


def _passive_report(match: CueMatch, top: Token) -> Report | None:
    """Return the report of a passive: its subject is part of the content, its agent the source.

    Who is told or asked something is addressed by it and no part of the content.
    """
    verb, frames = match.tokens[0], match.cue.frames
    subject = next((c for c in verb.children if c.dep_ in ("nsubjpass", "nsubj", "csubjpass")), None)
    agent = _agent(verb)
    source_head = next((c for c in agent.children if c.dep_ == "pobj"), None) if agent is not None else None
    addressed = "addr" in frames
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
        elif child.dep_ == "advcl" and has_to(child) and frame == "obj":
            parts.extend(child.subtree)
            frame = "to"
        elif child.dep_ == "prep" and child.lower_ in _PASSIVE_PREPOSITIONS:
            if (addressed and not parts) or (child.lower_ == "as" and child.i == verb.i + 1):
                parts.extend(t for t in child.subtree if t.i != child.i)
            else:
                parts.extend(child.subtree)
            frame = child.lower_ if frame == "obj" and child.lower_ in frames else frame
    if match.cue.kind == "PASSIVE" and source_head is None and (frame == "obj" or frame not in frames):
        return None
    if addressed:
        if frame == "obj":
            return None
    elif subject is None and verb.dep_ in ("acl", "relcl") and verb.head.pos_ in ("NOUN", "PROPN", "PRON"):
        if frame not in ("as", "oprd") and source_head is None:
            return None
        head = verb.head
        parts.extend(head.doc[i] for i in range(head.left_edge.i, verb.left_edge.i))
    elif subject is not None and subject.lower_ not in EXPLETIVES:
        parts.extend(subject.subtree)
    if agent is not None:
        parts = [t for t in parts if not agent.left_edge.i <= t.i <= agent.right_edge.i]
    content = runs(verb.doc, parts, verb)
    if not content:
        return None
    return Report(
        cue=match.cue,
        token=verb,
        cue_span=_with_as(cue_span_of(top, match), frame),
        frame=frame,
        source=phrase(source_head) if source_head is not None else None,
        holder=source_head,
        content=content,
        negated=is_negated_at(top, verb),
        tentative=is_tentative_at(top, verb),
    )


def cue_span_of(top: Token, match: CueMatch) -> Span:
    """Return the cue with its auxiliaries, adverbs and particles; `top` is the verb that its chain begins with."""
    verb = match.tokens[0]
    doc = verb.doc
    start = min(top.i, verb.i)
    heads = {top.i, verb.i}
    while start > 0 and not doc[start].is_sent_start:
        token = doc[start - 1]
        if token.head.i not in heads and token.head.i != start:
            break
        if token.dep_ not in _CUE_LEFT and token.pos_ != "AUX" and token.lower_ not in _FLOATING:
            break
        if token.dep_ == "advmod" and token.is_sent_start:
            break
        start -= 1
        heads.add(token.i)
    words = match.tokens[:1] if match.takes_infinitive else match.tokens
    end = verb.i + 1
    for word in words[1:]:
        if word.i - verb.i > 0 and word.i - end <= 3:
            end = max(end, word.i + 1)
    end = _with_channel(verb, end)
    if end < len(doc) and doc[end].text == ":":
        end += 1
    return doc[start:end]


def _agent(verb: Token) -> Token | None:
    """Return the "by" of a passive, also where the parser hung it on the predicate ("seen as a ruin by the mayor")."""
    own = next((c for c in verb.rights if c.dep_ == "agent"), None)
    if own is not None:
        return own
    for child in verb.rights:
        if child.dep_ == "prep" and child.lower_ == "as":
            for token in child.subtree:
                if token.lower_ == "by" and any(c.dep_ == "pobj" for c in token.children):
                    return token
    return None


def _with_as(cue: Span, frame: str) -> Span:
    """Return the cue of a passive with the "as" that follows at once ("is known as")."""
    doc, end = cue.doc, cue.end
    return doc[cue.start : end + 1] if frame == "as" and end < len(doc) and doc[end].lower_ == "as" else cue


def _with_channel(verb: Token, end: int) -> int:
    """Return the end of the cue with the channel of the statement, if it follows at once ("said in a statement")."""
    for child in verb.rights:
        if child.i != end or child.dep_ != "prep" or child.lower_ != "in":
            continue
        pobj = next((c for c in child.children if c.dep_ == "pobj"), None)
        if pobj is not None and pobj.lower_ in _CHANNELS and not any(True for _ in pobj.rights):
            return pobj.i + 1
    return end


def _addressee(match: CueMatch, frame: str) -> Token | None:
    """Return whom it is said to: "told Paris that", "warned Paris against"."""
    verb = match.tokens[0]
    for child in verb.rights:
        if child.dep_ == "dobj" and verb.i < child.i < match.last.i:
            return child
        if child.dep_ == "dative" or (child.dep_ == "dobj" and frame in ("that", "wh", "q", "to", "objto")):
            if child.dep_ == "dative" and child.pos_ == "ADP":
                return next((c for c in child.children if c.dep_ == "pobj"), None)
            return child
    return None


def is_negated_at(top: Token, verb: Token) -> bool:
    """Say whether the cue itself is negated, on its verb or on the first of its chain."""
    verbs = (top,) if top == verb else (top, verb)
    for v in verbs:
        lowers = words_of(v.doc).lowers
        sentence = v.sent
        if _NEGATIVES.isdisjoint(lowers[sentence.start : sentence.end]):
            return False
        for c in v.children:
            if c.dep_ == "neg" or (c.i < v.i and lowers[c.i] in _NEGATIVES and c.dep_ != "nsubj"):
                return True
    return False


def is_tentative_at(top: Token, verb: Token) -> bool:
    """Say whether an auxiliary or adverb leaves open whether it was said or meant."""
    for v in (top, verb):
        for child in v.lefts:
            if child.dep_ == "aux" and child.lower_ in _TENTATIVE_AUXILIARIES:
                return True
            if child.dep_ == "advmod" and child.lower_ in _TENTATIVE_ADVERBS:
                return True
    return False
