"""A cue and the word that its content hangs on in, the content out: how far it reaches, as spans."""

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Span, Token

from extraction.cues import cue_lexicon
from extraction.syntax import SUBJECTS
from extraction.wordlists import word_list
from records.vocabularies import Stance

VERBAL = frozenset({"VERB", "AUX"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
EXPLETIVES = frozenset({"it", "there"})
_OUTER = frozenset({".", ",", ";", ":", "—", "–", "―", "-", "--", "…", "?", "!"})
CONTRASTS = frozenset({"while", "whereas", "whilst"})
_OBJECT_PREPOSITIONS = frozenset({"of", "for", "as", "over", "about", "against", "from", "into", "between"})

Content = tuple[Span, ...]


def clause_content(verb: Token, head: Token) -> Content:
    """Return a complement clause, with what follows it in the clause of the verb and cannot belong to the verb."""
    tokens = list(head.subtree)
    if head.i > verb.i:
        tokens.extend(_tail(verb, head))
        cut = cut_before_remark(verb, tokens)
        if cut is not None:
            tokens = [t for t in tokens if t.i < cut]
    return runs(verb.doc, tokens, verb)


def content_between(verb: Token, start: Token, head: Token) -> Content:
    """Return the stretch from a token to the end of a clause below the same verb."""
    end = max([head.right_edge.i, *(t.i for t in _tail(verb, head))]) + 1
    stretch = list(verb.doc[start.i : end])
    cut = cut_before_remark(verb, stretch)
    return runs(verb.doc, [t for t in stretch if cut is None or t.i < cut], verb)


def _tail(verb: Token, head: Token) -> list[Token]:
    """Return what the parser hung on the reporting verb although it stands behind the content clause."""
    tail: list[Token] = []
    for child in verb.rights:
        if child.i <= head.i:
            continue
        joined = child.dep_ == "ccomp" and child.left_edge.i > 0 and child.left_edge.nbor(-1).dep_ == "cc"
        if (
            joined or child.dep_ in ("advcl", "prep", "npadvmod", "advmod", "acomp", "acl", "xcomp")
        ) and not is_own_remark(child):
            tail.extend(child.subtree)
        elif child.dep_ != "punct":
            break
    return tail


def cut_before_remark(verb: Token, tokens: Sequence[Token]) -> int | None:
    """Return where a further remark of the same speaker begins ("said it was over, adding that…")."""
    for token in tokens:
        if token.i <= verb.i:
            continue
        if token.tag_ == "VBG" and token.dep_ in ("advcl", "acl") and is_own_remark(token):
            return token.left_edge.i
        if token.tag_ == "VBG" and token.dep_ == "conj" and verb.tag_ == "VBG" and _goes_on_speaking(token):
            return _before_conjunction(token, verb)
        if token.lower_ in CONTRASTS and _speaks_apart(token):
            return token.i
        if token.lower_ == "according" and token.nbor(-1).text == "," and token.nbor(1).lower_ == "to":
            return token.i
        joined_to_noun = token.head.pos_ in ("NOUN", "PROPN") and verb.tag_ == "VBD" and own_subject(token) is None
        joined_to_noun = joined_to_noun and token.tag_ == "VBD"
        if token.dep_ == "conj" and token.tag_ in FINITE and (joined_to_noun or verb_outside(token) == verb):
            return _before_conjunction(token, verb)
    return None


def _speaks_apart(conjunction: Token) -> bool:
    """Whether "…, while Paris called for talks" leaves what was said for what somebody else says."""
    clause = conjunction.head
    if conjunction.nbor(-1).text != "," or clause.dep_ != "advcl" or clause.left_edge != conjunction:
        return False
    subject = own_subject(clause)
    if subject is None or subject.pos_ == "PRON":
        return False
    return any(
        {"that", "objto"} & m.cue.frames or m.cue.stance is not Stance.ASSERT for m in cue_lexicon().verbs(clause)
    )


def _before_conjunction(token: Token, verb: Token) -> int:
    """Return where a conjunct begins, with its "and"."""
    start = token.left_edge.i
    while start > verb.i + 1 and (token.doc[start - 1].dep_ == "cc" or token.doc[start - 1].is_punct):
        start -= 1
    return start


def _goes_on_speaking(participle: Token) -> bool:
    """Whether "and arguing that" goes on "saying that": a participle of speech joined to no other participle."""
    head = participle.head
    if head.tag_ == "VBG" and head.dep_ not in ("ccomp", "pcomp"):
        return False
    return any({"q", "that"} <= m.cue.frames for m in cue_lexicon().verbs(participle))


def verb_outside(conjunct: Token) -> Token | None:
    """Return the reporting verb that a past tense goes on after the reported clause that the parser joined it to.

    "He said they would come and left": "left" cannot continue "would come". Of two past tenses the second goes on the
    reported clause, unless it is itself "added" or "said".
    """
    first = conjunct
    while first.dep_ == "conj" and first.head.pos_ in VERBAL:
        if own_subject(first) is not None:
            return None
        first = first.head
    outer = first.head
    if first == conjunct or outer.i > first.i:
        return None
    if first.dep_ in ("xcomp", "ccomp", "advcl") and has_to(first) and conjunct.tag_ in FINITE:
        # A finite verb cannot go on an infinitive.
        return outer if outer.pos_ in VERBAL and conjunct.tag_ != "MD" else None
    if first.dep_ != "ccomp" or outer.tag_ not in ("VBD", "VBZ"):
        return None
    if outer.tag_ == "VBZ":
        modal = first.tag_ == "VB" or any(c.tag_ == "MD" for c in first.lefts)
        return outer if conjunct.tag_ == "VBZ" and (modal or _speaks_on(conjunct, first)) else None
    if any(c.dep_ in ("aux", "auxpass") for c in conjunct.lefts if c.tag_ == "MD"):
        return None
    modal = first.tag_ == "VB" or any(c.tag_ == "MD" for c in first.lefts)
    return outer if modal or _speaks_on(conjunct, first) else None


def _speaks_on(conjunct: Token, first: Token) -> bool:
    """Whether a conjunct is a verb of speech with a clause of its own, joined to one that is none."""
    if conjunct.lemma_ in ("add", "say"):
        return True
    lexicon = cue_lexicon()
    if first.lemma_ == "be" and any("objto" in m.cue.frames for m in lexicon.verbs(conjunct)):
        # "Said the bank was weak and urged customers to leave": what is weak urges nobody.
        return any(c.dep_ == "xcomp" and has_to(c) for c in conjunct.rights)
    if not any(c.dep_ == "ccomp" and c.i > conjunct.i for c in conjunct.children):
        return False
    return any({"q", "that"} <= m.cue.frames for m in lexicon.verbs(conjunct)) and not any(
        "q" in m.cue.frames for m in lexicon.verbs(first)
    )


def is_own_remark(child: Token) -> bool:
    """Say whether it is a participle of speech set off by a comma, whose speaker is that of the sentence."""
    if child.tag_ != "VBG" or child.dep_ not in ("advcl", "xcomp", "acl") or child.left_edge.i == 0:
        return False
    before = child.doc[child.left_edge.i - 1]
    if not before.is_punct:
        return False
    return any({"q", "that"} & m.cue.frames or {"oprd", "as"} & m.cue.frames for m in cue_lexicon().verbs(child))


def object_content(verb: Token, obj: Token, until: Token | None) -> Content:
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
            if child.dep_ != "prep" or child.nbor(-1).is_punct:
                break
            if child.lower_ not in _OBJECT_PREPOSITIONS and verb.lemma_ not in word_list("comparing_verbs"):
                continue
            tokens.extend(child.subtree)
            end = child.right_edge.i
        cut = cut_before_remark(verb, tokens)
        tokens = [t for t in tokens if cut is None or t.i < cut]
    return runs(verb.doc, tokens, verb)


def raised_content(verb: Token, predicate: Token) -> Content:
    """Return subject and predicate of a verb of seeming."""
    subject = own_subject(verb)
    tokens = list(predicate.subtree) + _tail(verb, predicate)
    if subject is not None and subject.lower_ not in EXPLETIVES:
        tokens.extend(subject.subtree)
    return runs(verb.doc, tokens, verb)


def antecedent(verb: Token) -> Content:
    """Return the relative pronoun, or the noun phrase that a relative clause without one modifies."""
    pronoun = next((t for t in verb.doc[verb.left_edge.i : verb.i] if t.tag_ in ("WDT", "WP")), None)
    if pronoun is not None:
        return (verb.doc[pronoun.i : pronoun.i + 1],)
    head = verb.head
    return runs(verb.doc, verb.doc[head.left_edge.i : verb.left_edge.i], verb)


def runs(doc: Doc, tokens: Iterable[Token], cue: Token) -> Content:
    """Return the tokens as contiguous spans without their outer punctuation; the cue's own word is in none."""
    indices = sorted({t.i for t in tokens if t.i != cue.i})
    spans: list[Span] = []
    start = 0
    for n, i in enumerate(indices):
        if n + 1 == len(indices) or indices[n + 1] != i + 1:
            spans.append(doc[indices[start] : i + 1])
            start = n + 1
    found = [trimmed for span in spans if (trimmed := trim(span)) is not None]
    if found and len(found[-1]) > 1 and found[-1][-1].dep_ == "cc":
        rest = trim(found[-1][:-1])
        found[-1:] = [rest] if rest is not None else []
    return tuple(found)


def trim(span: Span) -> Span | None:
    """Return the span without punctuation and space at its ends (quotation marks and brackets stay), None if empty."""
    doc, start, end = span.doc, span.start, span.end
    while start < end and (doc[start].is_space or doc[start].text in _OUTER):
        start += 1
    while start < end and (doc[end - 1].is_space or doc[end - 1].text in _OUTER):
        end -= 1
    return doc[start:end] if start < end else None


# ---------------------------------------------------------------- small questions


def own_subject(verb: Token) -> Token | None:
    """Return the verb's own subject, also one that only fills the place ("there")."""
    found = [c for c in verb.children if c.dep_ in SUBJECTS or c.dep_ == "expl"]
    if len(found) > 1 and found[0].tag_ in ("WDT", "WP"):
        # "which Paris deems premature": of two subjects the relative pronoun is the object.
        return found[1]
    if len(found) > 1 and found[1].i < verb.i and follows_comma(found[1]):
        return found[1]
    return found[0] if found else None


def follows_comma(noun: Token) -> bool:
    """Say whether a comma stands right before the noun phrase."""
    start = noun.left_edge.i
    return start > 0 and noun.doc[start - 1].text == ","


def has_to(verb: Token) -> bool:
    """Say whether it is an infinitive with "to"."""
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.lefts)


def is_time(token: Token) -> bool:
    """Say whether it is a noun of time ("week", "Monday"), which is no object of what is said."""
    return token.lower_ in word_list("time_nouns")
