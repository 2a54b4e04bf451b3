"""A parsed heading in, its tree mended where the auxiliary that headings leave out led the parser astray."""

from spacy.tokens import Span, Token

from extraction.reading_words import reading_words

_OBJECTS = frozenset({"dobj", "ccomp", "attr", "dative"})
_NOUNS = frozenset({"NOUN", "PROPN", "NN", "NNS", "NNP", "NNPS", "CD"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def mend_heading(sentence: Span) -> None:
    """Make clauses of "Minister arrested over bribes" (she did not arrest) and "Rail workers to walk out"."""
    root = sentence.root
    if root.tag_ in ("VBD", "VBN"):
        _mend_passive(root)
    elif root.tag_ in _NOUNS and not any(token.tag_ in _FINITE for token in sentence):
        for child in root.rights:
            if child.dep_ in ("acl", "relcl") and (_is_suffered(child) or _is_bare_future(child)):
                _raise_verb(child, root)
                return


def _mend_passive(verb: Token) -> None:
    subject = next((child for child in verb.lefts if child.dep_ == "nsubj"), None)
    if subject is None or not _is_suffered(verb) or any(child.dep_ in ("aux", "auxpass") for child in verb.lefts):
        return
    subject.dep_ = "nsubjpass"
    verb.tag_ = "VBN"


def _is_suffered(verb: Token) -> bool:
    """Say whether the word is a participle whose noun suffers it: no object follows."""
    return (
        verb.tag_ in ("VBN", "VBD")
        and verb.lower_ in reading_words("suffered")
        and not any(child.dep_ in _OBJECTS for child in verb.rights)
    )


def _is_bare_future(verb: Token) -> bool:
    return verb.tag_ == "VB" and any(child.tag_ == "TO" for child in verb.lefts) and verb.i == verb.head.i + 2


def _raise_verb(verb: Token, subject: Token) -> None:
    """Make the verb the root, its noun the subject, and what follows the verb its own."""
    passive = verb.tag_ != "VB"
    later = [child for child in subject.rights if child.i > verb.i]
    verb.dep_ = "ROOT"
    verb.head = verb
    subject.dep_ = "nsubjpass" if passive else "nsubj"
    subject.head = verb
    for child in later:
        child.head = verb
    if passive:
        verb.tag_ = "VBN"
