"""A cue in, its content out: the clause, infinitive, object or predicate that the cue takes."""

from spacy.tokens import Token

from extraction.content_extents import (
    FINITE,
    VERBAL,
    Content,
    antecedent,
    clause_content,
    content_between,
    cut_before_remark,
    follows_comma,
    has_to,
    is_time,
    object_content,
    own_subject,
    raised_content,
    runs,
)
from extraction.cues import CueMatch, cue_lexicon
from extraction.syntax import SUBJECTS, is_passive
from extraction.wordlists import word_list

TIME_CONJUNCTIONS = frozenset({"when", "as", "after", "before", "while", "since", "until"})
"""What begins a clause that tells when something is said, and never what."""
_QUESTION_TAGS = frozenset({"WP", "WDT", "WRB", "WP$"})
_BREAKS = frozenset({";", ":", ".", "?", "!"})


def complement_of(match: CueMatch) -> tuple[str, Content] | None:
    """Return frame and content of an active verb cue, None where it has no complement that the cue allows."""
    verb, last, frames = match.tokens[0], match.last, match.cue.frames
    if len(match.tokens) > 1 and last.dep_ not in ("prt", "advmod"):
        # "Called her “third-rate” on television" is no "call on".
        return None if last.i > verb.i + 1 and _called(verb) is not None else _complement_of_last(match)
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
    if clause is None and frames >= {"q", "that"} and (obj is None or is_time(obj)):
        clause = _said_there(verb)
    if clause is not None and clause.i > verb.i and _tells_when(clause):
        clause = None
    if clause is not None and not _is_misplaced(verb, clause):
        found = _clausal(match, clause)
        if found is not None:
            return found
    elif frames >= {"q", "that"} and (obj is None or obj.i < verb.i or is_time(obj)):
        found = _interpolated(verb)
        if found is not None:
            return found
    if open_clause is not None:
        found = _open(match, open_clause, obj)
        if found is not None:
            return found
    if "raise" in frames and predicate is not None:
        return "raise", raised_content(verb, predicate)
    if obj is not None and "data" in frames and obj.i > verb.i and _is_shown_by_data(verb):
        return "data", content_between(verb, obj.left_edge, obj)
    if obj is not None:
        return _objective(match, obj, predicate)
    if predicate is not None and "oprd" in frames and verb.dep_ == "relcl":
        return "oprd", (*antecedent(verb), *clause_content(verb, predicate))
    if "obj" in frames and verb.dep_ == "relcl" and own_subject(verb) is not None and "q" not in frames:
        return "obj", antecedent(verb)
    return None


def _is_inserted(verb: Token) -> bool:
    """Whether it has two subjects, the first of which belongs to what it reports ("The vote, he said, was fair")."""
    subjects = [c for c in verb.lefts if c.dep_ in SUBJECTS]
    return len(subjects) > 1 and subjects[0].tag_ not in ("WDT", "WP") and follows_comma(subjects[1])


def _tells_when(clause: Token) -> bool:
    """Whether a clause is an adverbial that the parser took for a complement ("said as he opened the session")."""
    return any(c.dep_ == "mark" and c.lower_ in TIME_CONJUNCTIONS for c in clause.lefts)


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
    if after is None or after.is_punct or (start > 0 and _closes_quotation(doc[start - 1])):
        return None
    leads = verb.dep_ == "advcl" and verb.head.i > verb.i
    stop = next((t.i for t in doc[end : sentence.end] if t.text == ";" or (leads and t.text == ",")), sentence.end)
    tokens = list(doc[end:stop])
    if any(t.tag_ in FINITE for t in tokens) and not any(t.dep_ in SUBJECTS and t.head.i == verb.i for t in tokens):
        return "that", runs(doc, tokens, verb)
    return None


def _closes_quotation(mark: Token) -> bool:
    return mark.is_quote and bool(mark.whitespace_) and mark.i > 0 and not mark.nbor(-1).whitespace_


def _reporting_end(verb: Token) -> int:
    """Return the end of the reporting clause: behind the verb, its inverted subject, its addressee and time."""
    end = verb.i + 1
    for child in verb.rights:
        if child.left_edge.i > end:
            break
        time = child.dep_ == "dobj" and is_time(child)
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
        return "oprd", content_between(verb, clause.left_edge, clause)
    if infinitive and "objto" in frames:
        return "objto", clause_content(verb, clause)
    if infinitive and "to" in frames and not {"that", "q"} & frames:
        return "to", clause_content(verb, clause)
    if _is_question(clause) and frames & {"wh", "that", "q"}:
        return "wh", clause_content(verb, clause)
    if frames & {"that", "q"}:
        around = _interpolated(verb) if _is_parenthetical(verb, behind) else None
        return around or ("that", clause_content(verb, clause))
    if "ing" in frames and clause.tag_ == "VBG":
        return "ing", clause_content(verb, clause)
    if "oprd" in frames and behind:
        return "oprd", clause_content(verb, clause)
    if "obj" in frames and clause.left_edge.tag_ in _QUESTION_TAGS:
        return "obj", clause_content(verb, clause)
    return None


def _open(match: CueMatch, open_clause: Token, obj: Token | None) -> tuple[str, Content] | None:
    verb, frames = match.tokens[0], match.cue.frames
    infinitive = has_to(open_clause)
    if obj is not None and obj.i > verb.i and infinitive and frames & {"objto", "to"}:
        return "objto", content_between(verb, obj.left_edge, open_clause)
    if obj is not None and "oprd" in frames and obj.i > verb.i and not infinitive:
        return "oprd", content_between(verb, obj.left_edge, open_clause)
    if infinitive and "to" in frames:
        return "to", clause_content(verb, open_clause)
    if infinitive and "objto" in frames and open_clause.i > verb.i:
        return "objto", clause_content(verb, open_clause)
    if open_clause.tag_ == "VBG" and frames & {"ing", "obj"}:
        return "ing", clause_content(verb, open_clause)
    if "raise" in frames:
        return "raise", raised_content(verb, open_clause)
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
        and not is_time(c)
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
    cut = cut_before_remark(verb, stretch)
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
    return any(is_time(c) or c.ent_type_ == "DATE" for c in preposition.children)


def _objective(match: CueMatch, obj: Token, predicate: Token | None) -> tuple[str, Content] | None:
    verb, frames = match.tokens[0], match.cue.frames
    if "oprd" in frames and predicate is not None:
        return "oprd", object_content(verb, obj, predicate.right_edge)
    if "as" in frames:
        as_phrase = _as_phrase(verb, obj)
        if as_phrase is not None:
            return "as", object_content(verb, obj, as_phrase.right_edge)
    if ("addr" in frames and "obj" not in frames) or is_time(obj):
        return None
    return ("obj", object_content(verb, obj, None)) if "obj" in frames else None


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
    return next((t for t in obj.subtree if t.i > obj.i and _is_as(t)), None) or _as_behind_occasion(verb, obj)


def _as_behind_occasion(verb: Token, obj: Token) -> Token | None:
    """Return the "as" behind where or when it is said ("described the council in an interview as a relic")."""
    for child in verb.rights:
        if child.i > obj.i and child.dep_ == "prep" and child.lower_ in ("in", "during", "at", "on"):
            found = next((t for t in child.subtree if _is_as(t)), None)
            if found is not None:
                return found
    return None


def _is_as(token: Token) -> bool:
    return token.lower_ == "as" and token.dep_ == "prep"


def _complement_of_last(match: CueMatch) -> tuple[str, Content] | None:
    """Return frame and content of a cue of several words whose last one governs the content."""
    verb, last, frames = match.tokens[0], match.last, match.cue.frames
    if match.takes_infinitive:
        return "to", clause_content(verb, last)
    if last.dep_ == "mark" and last.head.i > last.i and frames & {"objto", "obj"}:
        return "objto", runs(verb.doc, [t for t in last.head.subtree if t.i > last.i], verb)
    for child in last.children:
        if child.dep_ == "pobj":
            infinitive = next((c for c in verb.rights if c.dep_ in ("xcomp", "advcl", "ccomp") and c.i > child.i), None)
            if infinitive is None:
                infinitive = next((c for c in child.rights if c.dep_ in ("acl", "relcl") and has_to(c)), None)
            if "objto" in frames and infinitive is not None and has_to(infinitive):
                return "objto", content_between(verb, child.left_edge, infinitive)
            if "obj" in frames and not is_time(child):
                return "obj", object_content(verb, child, None)
        elif child.dep_ == "pcomp" and frames & {"ing", "wh", "obj", "that"}:
            return "ing", clause_content(verb, child)
        elif child.dep_ in ("ccomp", "acl") and frames & {"that", "wh", "ing", "obj"}:
            return "that", clause_content(verb, child)
        elif child.dep_ == "prep" and "obj" in frames and child.i > last.i:
            return "obj", clause_content(verb, child)
    named = next((c for c in verb.rights if c.dep_ == "dobj" and c.left_edge.i == last.i + 1), None)
    if named is not None and last.dep_ == "prep" and not any(True for _ in last.children):
        # "Calling on members to vote": the parser made the preposition a particle.
        infinitive = next((c for c in verb.rights if c.dep_ in ("xcomp", "advcl", "ccomp") and c.i > named.i), None)
        if "objto" in frames and infinitive is not None and has_to(infinitive):
            return "objto", content_between(verb, named.left_edge, infinitive)
        if "obj" in frames and not is_time(named):
            return "obj", object_content(verb, named, None)
    # "The deal that they called for": the preposition stands alone.
    if verb.dep_ == "relcl" and "obj" in frames and own_subject(verb) is not None:
        return "obj", antecedent(verb)
    return None


def _is_question(clause: Token) -> bool:
    first = clause.left_edge
    return first.tag_ in _QUESTION_TAGS or first.lower_ in ("whether", "if")
