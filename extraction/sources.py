"""A verb in, the source of what it reports out: the phrase named and the word that names the holder."""

from collections.abc import Sequence

from spacy.tokens import Span, Token

from extraction.content_extents import EXPLETIVES, FINITE, VERBAL, has_to, is_own_remark, own_subject, verb_outside
from extraction.cues import cue_lexicon
from extraction.wordlists import word_list

_UPWARD = frozenset({"advcl", "xcomp", "ccomp", "pcomp", "prep", "dep", "parataxis", "acomp", "attr", "oprd", "agent"})
_COMMAS = frozenset({",", "”", '"', "''"})
_RELATIVES = frozenset({"who", "which", "whose"})
_DASHES = frozenset({"—", "–", "―", "-", "--", ";"})


def find_source(verb: Token) -> tuple[Span | None, Token | None]:
    """Return the phrase that the verb's content is ascribed to, and the word that names the holder."""
    current = published_by(verb) or verb
    seen: set[int] = set()
    while current.i not in seen:
        seen.add(current.i)
        own = own_subject(current)
        if own is not None:
            if own.dep_ == "expl" or (current != verb and _means_nothing(own, current, verb)):
                return None, None
            return phrase(own), _named_by(own, current)
        if current == verb and (inverted := _inverted_subject(verb)) is not None:
            return phrase(inverted), inverted
        head = current.head
        if current.dep_ == "conj" and head.pos_ in VERBAL:
            current = verb_outside(current) or head
        elif current.dep_ == "conj" and head.pos_ == "ADP":
            current = head
        elif (controller := _controlling_object(current)) is not None:
            return phrase(controller), controller
        elif current.dep_ in _UPWARD:
            if current.dep_ == "ccomp" and not has_to(current) and current.tag_ not in ("VBG", "VBN"):
                return _before(verb)
            current = _speaking_head(current) if is_own_remark(current) else head
            if current.pos_ in ("NOUN", "PROPN") and current != verb:
                # "Their strategy of attacking him", "has a history of blaming others".
                poss = next((c for c in current.children if c.dep_ == "poss"), None)
                if poss is not None:
                    return phrase(poss), poss
                governor = _governing_verb(current, verb)
                if governor is None:
                    return None, None
                current = governor
        elif current.dep_ in ("acl", "relcl"):
            governor = _speaker_clause(current) or published_by(current)
            if governor is not None:
                current = governor
                continue
            if has_to(current):
                poss = next((c for c in head.children if c.dep_ == "poss"), None)
                return (phrase(poss), poss) if poss is not None else (None, None)
            return head.doc[head.left_edge.i : max(current.left_edge.i, head.i + 1)], head
        else:
            return _before(verb)
    return None, None


def _means_nothing(subject: Token, verb: Token, speaking: Token) -> bool:
    """Whether "it" or "there" only fills the place of a subject ("It is clear…, saying"), and names no speaker."""
    if subject.lower_ not in EXPLETIVES:
        return False
    if subject.lower_ != "it" or verb.pos_ == "AUX":
        return True
    return not any({"q", "that"} <= m.cue.frames for m in cue_lexicon().verbs(speaking))


def _inverted_subject(verb: Token) -> Token | None:
    """Return the speaker behind the verb that the parser took for an object ("…, wrote the envoy Jan Roe, online")."""
    if verb.tag_ not in ("VBD", "VBZ") or verb.i + 1 >= len(verb.doc):
        return None
    if not any(c.dep_ == "ccomp" and c.right_edge.i < verb.i for c in verb.lefts) or verb.nbor(-1).text not in _COMMAS:
        return None
    named = next((c for c in verb.rights if c.dep_ in ("dobj", "npadvmod", "attr")), None)
    if named is None or named.left_edge.i != verb.i + 1 or named.lemma_.lower() in word_list("time_nouns"):
        return None
    return named


def _controlling_object(verb: Token) -> Token | None:
    """Return the object that an infinitive has as its subject ("led experts to suspect")."""
    if verb.dep_ not in ("xcomp", "ccomp") or not has_to(verb):
        return None
    for child in verb.head.rights:
        if child.i > verb.i:
            return None
        if child.dep_ == "dobj" and (child.pos_ in ("PROPN", "PRON") or child.tag_ == "NNS"):
            return child
    return None


def _before(verb: Token) -> tuple[Span | None, Token | None]:
    """Return the noun phrase before a finite verb that the parser left without a subject.

    Long appositions do that ("The chairman, a former general, says that…"): what stands between the beginning of the
    sentence and the verb is the subject if there is no other verb in it.
    """
    if verb.tag_ not in FINITE:
        return None, None
    doc, sentence = verb.doc, verb.sent
    end = verb.i
    while end > sentence.start and (doc[end - 1].pos_ in ("ADV", "AUX", "PART") or doc[end - 1].is_space):
        end -= 1
    start = end
    while start > sentence.start:
        token = doc[start - 1]
        if token.tag_ in FINITE or token.text in (";", ":", "“", "”", '"', "—"):
            break
        start -= 1
    relative = _before_relative(sentence, end)
    if relative is not None:
        start, end = sentence.start, relative
    while start < end and (doc[start].is_punct or doc[start].is_space or doc[start].pos_ in ("CCONJ", "SCONJ", "ADV")):
        start += 1
    if start >= end:
        return None, None
    if doc[start].pos_ == "ADP":
        # "In an interview Mr Berg declared": the parser took the speaker into the phrase before.
        name = next((e for e in sentence.ents if e.end == end and e.start > start + 1), None)
        if name is None or name.label_ not in ("PERSON", "ORG", "GPE", "NORP"):
            return None, None
        start = name.start
    span = doc[start:end]
    head = next((t for t in span if t.pos_ in ("PROPN", "NOUN", "PRON")), None)
    if head is None or span[0].pos_ == "ADP":
        return None, None
    while head.dep_ in ("compound", "amod", "poss", "nmod") and start <= head.head.i < end:
        head = head.head
    return span, head


def _before_relative(sentence: Span, end: int) -> int | None:
    """Return where a subject ends that a relative clause between commas parts from its verb ("X, who sat by, said")."""
    doc = sentence.doc
    if end - 1 <= sentence.start or doc[end - 1].text != ",":
        return None
    at = next((t.i for t in sentence if t.lower_ in _RELATIVES and t.i < end and t.i > sentence.start), None)
    if at is None or doc[at - 1].text != "," or any(t.tag_ in FINITE for t in doc[sentence.start : at]):
        return None
    cut = next((t.i for t in doc[sentence.start : at] if t.text == ","), at - 1)
    first = doc[sentence.start]
    return cut if first.pos_ in ("PROPN", "NOUN", "DET", "ADJ") and cut > sentence.start else None


def _governing_verb(noun: Token, verb: Token) -> Token | None:
    for above in noun.ancestors:
        if above.pos_ in VERBAL:
            return above if above.i < verb.i else None
    return None


def _speaking_head(participle: Token) -> Token:
    """Return the verb whose subject speaks in a remark set off by a comma: above the clauses that are reported."""
    says = any("q" in m.cue.frames for m in cue_lexicon().verbs(participle))
    best = participle.head
    current = participle
    while says and current.head != current:
        if current.dep_ == "ccomp" and current.head.pos_ in VERBAL and current.head.i < current.i:
            best = current.head
        current = current.head
    while best.dep_ == "conj" and best.head.pos_ in VERBAL and own_subject(best) is None:
        best = best.head
    return best


def _speaker_clause(modifier: Token) -> Token | None:
    """Return the verb whose subject a participle of speech belongs to although the parser hung it on a noun."""
    noun = modifier.head
    if modifier.tag_ != "VBG" or modifier.dep_ != "acl" or noun.lemma_.lower() in word_list("speaking_things"):
        return None
    if noun.dep_ in ("nsubj", "nsubjpass") and not is_own_remark(modifier):
        return None
    if noun.ent_type_ in ("PERSON", "ORG", "NORP", "GPE") and not is_own_remark(modifier):
        return None
    return _governing_verb(noun, modifier)


def published_by(modifier: Token) -> Token | None:
    """Return the verb of "issued a statement saying": who issues the statement speaks in it."""
    noun = modifier.head
    if modifier.dep_ not in ("acl", "relcl") or noun.dep_ != "dobj" or noun.i > modifier.i:
        return None
    verb = noun.head
    if verb.pos_ not in VERBAL or noun.lemma_.lower() not in word_list("statements"):
        return None
    own = own_subject(modifier)
    if modifier.dep_ == "relcl" and (own is None or own.tag_ not in ("WDT", "WP")):
        return None
    return verb if verb.lemma_.lower() in word_list("publishing_verbs") else None


def _named_by(subject: Token, verb: Token) -> Token:
    if subject.tag_ in ("WDT", "WP") and verb.dep_ == "relcl":
        return verb.head
    return subject


def phrase(head: Token) -> Span:
    """Return the whole phrase of a noun, with the comma that closes an apposition, without a dateline before a dash."""
    doc, start, end = head.doc, head.left_edge.i, head.right_edge.i + 1
    for i in range(head.i - 1, start - 1, -1):
        if doc[i].text in _DASHES and (doc[i].whitespace_ or doc[i].text == ";"):
            start = i + 1
            break
    if start < head.i and doc[start].text in ("(", "["):
        start += 1
    timed = doc[end - 1].head
    is_timed = timed.dep_ == "prep" and timed.head.i == head.i and timed.i == end - 2
    if is_timed and head.pos_ == "PROPN" and doc[end - 1].lower_ in word_list("time_nouns"):
        end -= 2  # "The minister on Saturday said": the day belongs to the verb.
    last = doc[end - 1].text
    if end < len(doc) and (last in word_list("titles") or (doc[end].text == "." and f"{last}." in word_list("titles"))):
        # The sentence was cut behind "Capt."; the name goes on.
        name = end + (doc[end].text == ".") if end < len(doc) else end
        while name < len(doc) and doc[name].pos_ == "PROPN":
            name += 1
            end = name
    if end < len(doc) and doc[end].text == "," and any(t.text == "," for t in doc[head.i : end]):
        end += 1
    return doc[start:end]


def clip(source: Span, cue: Span, content: Sequence[Span]) -> Span | None:
    """Return the part of the source that holds neither cue nor content."""
    start, end = source.start, source.end
    for other in (cue, *content):
        if other.start < end and other.end > start:
            if other.start > start:
                end = min(end, other.start)
            else:
                start = max(start, other.end)
    return source.doc[start:end] if start < end else None
