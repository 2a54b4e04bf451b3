"""A cue in, its content out: the clause, infinitive, object or predicate that the cue takes."""

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc, Span, Token

from extraction.cues import CueMatch, cue_lexicon
from extraction.syntax import SUBJECTS, is_passive
from extraction.wordlists import word_list

VERBAL = frozenset({"VERB", "AUX"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
EXPLETIVES = frozenset({"it", "there"})
_OUTER = frozenset({".", ",", ";", ":", "—", "–", "―", "-", "--", "…", "?", "!"})
_OBJECT_PREPOSITIONS = frozenset({"of", "for", "as", "over", "about", "against", "from", "into", "between"})
_QUESTION_TAGS = frozenset({"WP", "WDT", "WRB", "WP$"})
_BREAKS = frozenset({";", ":", ".", "?", "!"})

Content = tuple[Span, ...]


def complement_of(match: CueMatch) -> tuple[str, Content] | None:
    """Return frame and content of an active verb cue, None where it has no complement that the cue allows."""
    verb, last, frames = match.tokens[0], match.last, match.cue.frames
    if len(match.tokens) > 1 and last.dep_ not in ("prt", "advmod"):
        return _complement_of_last(match)
    if "oprd" in frames and "q" not in frames:
        called = _called(verb)
        if called is not None:
            return "oprd", called
    if frames >= {"q", "that"} and _is_inserted(verb):
        found = _interpolated(verb)
        if found is not None:
            return found
    clause, obj, open_clause, predicate = _children(verb)
    if clause is None and obj is not None and "that" in frames:
        clause = _told(verb, obj)
    if clause is None and frames >= {"q", "that"} and (obj is None or _is_time(obj)):
        clause = _said_there(verb)
    if clause is not None and not _is_misplaced(verb, clause):
        found = _clausal(match, clause)
        if found is not None:
            return found
    elif frames >= {"q", "that"} and (obj is None or obj.i < verb.i or _is_time(obj)):
        found = _interpolated(verb)
        if found is not None:
            return found
    if open_clause is not None:
        found = _open(match, open_clause, obj)
        if found is not None:
            return found
    if "raise" in frames and predicate is not None:
        return "raise", _raised(verb, predicate)
    if obj is not None and "data" in frames and obj.i > verb.i and _is_shown_by_data(verb):
        return "data", _from_to(verb, obj.left_edge, obj)
    if obj is not None:
        return _objective(match, obj, predicate)
    if predicate is not None and "oprd" in frames and verb.dep_ == "relcl":
        return "oprd", (*_antecedent(verb), *_clause(verb, predicate))
    if "obj" in frames and verb.dep_ == "relcl" and own_subject(verb) is not None and "q" not in frames:
        return "obj", _antecedent(verb)
    return None


def _is_inserted(verb: Token) -> bool:
    """Whether it has two subjects, the first of which belongs to what it reports ("The vote, he said, was fair")."""
    subjects = [c for c in verb.lefts if c.dep_ in SUBJECTS]
    return len(subjects) > 1 and subjects[0].tag_ not in ("WDT", "WP") and _follows_comma(subjects[1])


def _follows_comma(noun: Token) -> bool:
    start = noun.left_edge.i
    return start > 0 and noun.doc[start - 1].text == ","


def _told(verb: Token, addressee: Token) -> Token | None:
    """Return the clause that the parser hung on whom it is told ("told the crowd that the war is over")."""
    for child in addressee.rights:
        if child.dep_ not in ("relcl", "acl"):
            continue
        if any(c.dep_ == "mark" and c.lower_ == "that" for c in child.lefts):
            return child
        subject = own_subject(child)
        full = subject is not None and subject.pos_ in ("PRON", "PROPN") and subject.tag_ not in ("WDT", "WP")
        if (
            full
            and any("addr" in m.cue.frames for m in cue_lexicon().verbs(verb))
            and addressee.lemma_.lower() not in word_list("statements")
        ):
            return child
    return None


def _said_there(verb: Token) -> Token | None:
    """Return the clause that the parser hung on where it is said ("said in a recent debate that she agrees")."""
    for child in verb.rights:
        if child.dep_ != "prep":
            continue
        for noun in child.children:
            for clause in noun.rights if noun.dep_ == "pobj" else ():
                if clause.dep_ in ("relcl", "acl") and any(
                    c.dep_ == "mark" and c.lower_ == "that" for c in clause.lefts
                ):
                    return clause
    return None


def _is_shown_by_data(verb: Token) -> bool:
    subject = own_subject(verb)
    if subject is not None and subject.tag_ in ("WDT", "WP") and verb.dep_ == "relcl":
        subject = verb.head
    return subject is not None and subject.lemma_.lower() in word_list("speaking_things")


def _children(verb: Token) -> tuple[Token | None, Token | None, Token | None, Token | None]:
    """Return complement clause, object, open complement and predicate; of several clauses the first behind the verb."""
    clause = obj = open_clause = predicate = None
    for child in verb.children:
        dep = child.dep_
        if dep == "ccomp":
            if clause is None or (clause.i < verb.i < child.i):
                clause = child
        elif dep == "xcomp":
            open_clause = open_clause or child
        elif dep == "dobj" and obj is not None and obj.tag_ in ("WDT", "WP"):
            predicate = predicate or child  # "which he declared a disaster"
        elif dep == "dobj":
            obj = obj or child
        elif dep in ("oprd", "acomp"):
            predicate = predicate or child
    return clause, obj, open_clause, predicate


def _is_misplaced(verb: Token, clause: Token) -> bool:
    """Whether a clause before the verb is no content: a stop lies between, or no comma sets the verb off."""
    if clause.right_edge.i > verb.i:
        return False
    start = _clause_start(verb)
    if start == 0:
        return False
    before = verb.doc[start - 1]
    if not (before.is_punct or before.is_space) or before.text in (";", ":", "."):
        return True
    return any(t.text in _BREAKS for t in verb.doc[clause.i : start] if t.text in (";", ":"))


def _clause_start(verb: Token) -> int:
    """Return where the reporting clause begins: at its subject, or at the verb with its auxiliaries."""
    start = verb.i
    for child in verb.lefts:
        if child.dep_ in SUBJECTS or child.dep_ in ("aux", "auxpass", "neg", "advmod"):
            start = min(start, child.left_edge.i)
    return start


def _is_parenthetical(verb: Token, behind: bool) -> bool:
    """Whether the reporting clause interrupts its content: commas on both sides, and the content goes on behind it."""
    start, end = _clause_start(verb), _reporting_end(verb)
    doc, sentence = verb.doc, verb.sent
    if not (start > sentence.start and end + 1 < sentence.end and doc[start - 1].text == "," and doc[end].text == ","):
        return False
    return behind or doc[end + 1].pos_ == "CCONJ"


def _interpolated(verb: Token) -> tuple[str, Content] | None:
    """Return the content of a reporting clause that the parser left without one, by the commas around it.

    "The plan, officials said, will fail." has it on both sides, "The plan will fail, officials said." before, and
    "Officials said on Monday the plan will fail." behind.
    """
    if verb.tag_ not in FINITE or own_subject(verb) is None:
        return None
    doc, sentence = verb.doc, verb.sent
    start = _clause_start(verb)
    if start > sentence.start and doc[start - 1].lower_ == "as":
        start -= 1
    end = _reporting_end(verb)
    comma_before = start > sentence.start and doc[start - 1].text in (",", "—", "–", "--")
    after = doc[end] if end < sentence.end else None
    if comma_before and (after is None or after.text in (",", "—", "–", "--", ".") or after.is_space):
        tokens = list(doc[sentence.start : start])
        if after is not None and after.text in (",", "—", "–", "--"):
            tokens += list(doc[end : sentence.end])
        if any(t.tag_ in FINITE for t in tokens):
            return "that", runs(doc, tokens, verb)
        return None
    if after is None or after.is_punct:
        return None
    leads = verb.dep_ == "advcl" and verb.head.i > verb.i
    stop = next((t.i for t in doc[end : sentence.end] if t.text == ";" or (leads and t.text == ",")), sentence.end)
    tokens = list(doc[end:stop])
    if any(t.tag_ in FINITE for t in tokens) and not any(t.dep_ in SUBJECTS and t.head.i == verb.i for t in tokens):
        return "that", runs(doc, tokens, verb)
    return None


def _reporting_end(verb: Token) -> int:
    """Return the end of the reporting clause: behind the verb, its inverted subject, its addressee and time."""
    end = verb.i + 1
    for child in verb.rights:
        if child.left_edge.i > end:
            break
        time = child.dep_ == "dobj" and _is_time(child)
        short = child.dep_ == "prep" and child.right_edge.i - child.left_edge.i < 6
        if child.dep_ in ("nsubj", "dative", "npadvmod", "prt") or time or short:
            end = child.right_edge.i + 1
        elif child.dep_ == "advmod" and child.i == end:
            end += 1
        else:
            break
    return end


def _clausal(match: CueMatch, clause: Token) -> tuple[str, Content] | None:
    verb, frames = match.tokens[0], match.cue.frames
    infinitive = has_to(clause)
    behind = clause.i > verb.i
    if clause.pos_ not in VERBAL and "oprd" in frames and behind and "q" not in frames:
        return "oprd", _from_to(verb, clause.left_edge, clause)
    if infinitive and "objto" in frames:
        return "objto", _clause(verb, clause)
    if infinitive and "to" in frames and not {"that", "q"} & frames:
        return "to", _clause(verb, clause)
    if _is_question(clause) and frames & {"wh", "that", "q"}:
        return "wh", _clause(verb, clause)
    if frames & {"that", "q"}:
        around = _interpolated(verb) if _is_parenthetical(verb, behind) else None
        return around or ("that", _clause(verb, clause))
    if "ing" in frames and clause.tag_ == "VBG":
        return "ing", _clause(verb, clause)
    if "oprd" in frames and behind:
        return "oprd", _clause(verb, clause)
    if "obj" in frames and clause.left_edge.tag_ in _QUESTION_TAGS:
        return "obj", _clause(verb, clause)
    return None


def _open(match: CueMatch, open_clause: Token, obj: Token | None) -> tuple[str, Content] | None:
    verb, frames = match.tokens[0], match.cue.frames
    infinitive = has_to(open_clause)
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
    return None


def _called(verb: Token) -> Content | None:
    """Return object and predicate of a verb of naming ("called the vote a sham") that the parser mixes up.

    It takes one of the two for an indirect object or a clause, or the predicate for a modifier of the object.
    """
    if verb.dep_ == "relcl" or is_passive(verb):
        return None
    nominal = [
        c
        for c in verb.rights
        if c.dep_ in ("dobj", "dative", "oprd", "attr", "xcomp", "ccomp", "nsubj")
        and (c.pos_ in ("NOUN", "PROPN", "PRON", "ADJ") or c.dep_ == "oprd")
        and not _is_time(c)
    ]
    if not nominal or nominal[0].left_edge.i - verb.i > 2 or nominal[0].dep_ == "oprd":
        return None
    behind = nominal[0].right_edge.i + 1
    if len(nominal) > 1 and nominal[1].left_edge.i <= nominal[0].right_edge.i + 2:
        end = nominal[1].right_edge.i
    elif nominal[0].dep_ in ("dobj", "oprd", "dative", "attr") and _names_twice(nominal[0]):
        end = nominal[0].right_edge.i
    elif nominal[0].dep_ == "dobj" and _begins_predicate(verb, behind):
        head = verb.doc[behind + 1]
        while behind < head.head.i < verb.sent.end and head.head.i != head.i:
            head = head.head
        end = head.right_edge.i
    else:
        return None
    for child in verb.rights:
        if child.left_edge.i == end + 1 and child.dep_ == "prep" and not _is_time_phrase(child):
            end = child.right_edge.i
    stretch = list(verb.doc[nominal[0].left_edge.i : end + 1])
    cut = _cut(verb, stretch)
    return runs(verb.doc, [t for t in stretch if cut is None or t.i < cut], verb)


def _names_twice(noun: Token) -> bool:
    """Whether a noun phrase holds both object and predicate: an article or a quotation begins within it."""
    phrase = noun.doc[noun.left_edge.i : noun.right_edge.i + 1]
    for token in phrase[1:]:
        before = token.nbor(-1)
        if before.is_punct or before.pos_ not in ("NOUN", "PROPN", "PRON"):
            continue
        if token.lower_ in ("a", "an") or (token.is_quote and token.text not in ("”", "''", "’")):
            return token.i > noun.left_edge.i
    return False


def _begins_predicate(verb: Token, at: int) -> bool:
    """Whether a quotation or an article right behind the object begins what it is called."""
    if at + 1 >= verb.sent.end:
        return False
    token = verb.doc[at]
    return token.lower_ in ("a", "an") or (
        token.is_quote and token.text not in ("”", "''", "’") and token.whitespace_ == ""
    )


def _is_time_phrase(preposition: Token) -> bool:
    return any(_is_time(c) or c.ent_type_ == "DATE" for c in preposition.children)


def _objective(match: CueMatch, obj: Token, predicate: Token | None) -> tuple[str, Content] | None:
    verb, frames = match.tokens[0], match.cue.frames
    if "oprd" in frames and predicate is not None:
        return "oprd", _object(verb, obj, predicate.right_edge)
    if "as" in frames:
        as_phrase = _as_phrase(verb, obj)
        if as_phrase is not None:
            return "as", _object(verb, obj, as_phrase.right_edge)
    if ("addr" in frames and "obj" not in frames) or _is_time(obj):
        return None
    return ("obj", _object(verb, obj, None)) if "obj" in frames else None


def _as_phrase(verb: Token, obj: Token) -> Token | None:
    """Return the "as" of "describe X as Y", which may hang on the verb, on the object, or begin a clause."""
    for child in (*verb.rights, *obj.rights):
        if child.i > obj.i and child.lower_ == "as" and child.dep_ == "prep":
            return child
        if (
            child.i > obj.i
            and child.dep_ in ("advcl", "acl")
            and child.left_edge.lower_ == "as"
            and not own_subject(child)
        ):
            return child
    return next((t for t in obj.subtree if t.i > obj.i and t.lower_ == "as" and t.dep_ == "prep"), None)


def _complement_of_last(match: CueMatch) -> tuple[str, Content] | None:
    """Return frame and content of a cue of several words whose last one governs the content."""
    verb, last, frames = match.tokens[0], match.last, match.cue.frames
    if match.takes_infinitive:
        return "to", _clause(verb, last)
    if last.dep_ == "mark" and last.head.i > last.i and frames & {"objto", "obj"}:
        return "objto", runs(verb.doc, [t for t in last.head.subtree if t.i > last.i], verb)
    for child in last.children:
        if child.dep_ == "pobj":
            infinitive = next((c for c in verb.rights if c.dep_ in ("xcomp", "advcl", "ccomp") and c.i > child.i), None)
            if infinitive is None:
                infinitive = next((c for c in child.rights if c.dep_ in ("acl", "relcl") and has_to(c)), None)
            if "objto" in frames and infinitive is not None and has_to(infinitive):
                return "objto", _from_to(verb, child.left_edge, infinitive)
            if "obj" in frames and not _is_time(child):
                return "obj", _object(verb, child, None)
        elif child.dep_ == "pcomp" and frames & {"ing", "wh", "obj", "that"}:
            return "ing", _clause(verb, child)
        elif child.dep_ in ("ccomp", "acl") and frames & {"that", "wh", "ing", "obj"}:
            return "that", _clause(verb, child)
        elif child.dep_ == "prep" and "obj" in frames and child.i > last.i:
            return "obj", _clause(verb, child)
    named = next((c for c in verb.rights if c.dep_ == "dobj" and c.left_edge.i == last.i + 1), None)
    if named is not None and last.dep_ == "prep" and not any(True for _ in last.children):
        # "Calling on members to vote": the parser made the preposition a particle.
        infinitive = next((c for c in verb.rights if c.dep_ in ("xcomp", "advcl", "ccomp") and c.i > named.i), None)
        if "objto" in frames and infinitive is not None and has_to(infinitive):
            return "objto", _from_to(verb, named.left_edge, infinitive)
        if "obj" in frames and not _is_time(named):
            return "obj", _object(verb, named, None)
    # "The deal that they called for": the preposition stands alone.
    if verb.dep_ == "relcl" and "obj" in frames and own_subject(verb) is not None:
        return "obj", _antecedent(verb)
    return None


# ---------------------------------------------------------------- how far it reaches


def _clause(verb: Token, head: Token) -> Content:
    """Return a complement clause, with what follows it in the clause of the verb and cannot belong to the verb."""
    tokens = list(head.subtree)
    if head.i > verb.i:
        tokens.extend(_tail(verb, head))
        cut = _cut(verb, tokens)
        if cut is not None:
            tokens = [t for t in tokens if t.i < cut]
    return runs(verb.doc, tokens, verb)


def _from_to(verb: Token, start: Token, head: Token) -> Content:
    """Return the stretch from a token to the end of a clause below the same verb."""
    end = max([head.right_edge.i, *(t.i for t in _tail(verb, head))]) + 1
    stretch = list(verb.doc[start.i : end])
    cut = _cut(verb, stretch)
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


def _cut(verb: Token, tokens: Sequence[Token]) -> int | None:
    """Return where a further remark of the same speaker begins ("said it was over, adding that…")."""
    for token in tokens:
        if token.i <= verb.i:
            continue
        if token.tag_ == "VBG" and token.dep_ in ("advcl", "acl") and is_own_remark(token):
            return token.left_edge.i
        if token.tag_ == "VBG" and token.dep_ == "conj" and verb.tag_ == "VBG" and _goes_on_speaking(token):
            return _before_conjunction(token, verb)
        if token.lower_ == "according" and token.nbor(-1).text == "," and token.nbor(1).lower_ == "to":
            return token.i
        joined_to_noun = token.head.pos_ in ("NOUN", "PROPN") and verb.tag_ == "VBD" and own_subject(token) is None
        joined_to_noun = joined_to_noun and token.tag_ == "VBD"
        if token.dep_ == "conj" and token.tag_ in FINITE and (joined_to_noun or verb_outside(token) == verb):
            return _before_conjunction(token, verb)
    return None


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


def _object(verb: Token, obj: Token, until: Token | None) -> Content:
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
        cut = _cut(verb, tokens)
        tokens = [t for t in tokens if cut is None or t.i < cut]
    return runs(verb.doc, tokens, verb)


def _raised(verb: Token, predicate: Token) -> Content:
    """Return subject and predicate of a verb of seeming."""
    subject = own_subject(verb)
    tokens = list(predicate.subtree) + _tail(verb, predicate)
    if subject is not None and subject.lower_ not in EXPLETIVES:
        tokens.extend(subject.subtree)
    return runs(verb.doc, tokens, verb)


def _antecedent(verb: Token) -> Content:
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
    if len(found) > 1 and found[1].i < verb.i and _follows_comma(found[1]):
        return found[1]
    return found[0] if found else None


def has_to(verb: Token) -> bool:
    """Say whether it is an infinitive with "to"."""
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.lefts)


def _is_question(clause: Token) -> bool:
    first = clause.left_edge
    return first.tag_ in _QUESTION_TAGS or first.lower_ in ("whether", "if")


def _is_time(token: Token) -> bool:
    return token.lower_ in word_list("time_nouns")
