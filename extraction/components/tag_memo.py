"""A tagged and parsed document in, its parts of speech, morphology and lemmas out: remembered, not worked out again.

The English pipelines of spaCy derive all three from a token's word, tag and dependency label by 179 patterns
(`attribute_ruler`) and by rules and tables (`lemmatizer`), a quarter of the time of a parse. Only nine patterns look at
a neighbour ("gon" + "na", "there" + "is"). So the answer for a token is a function of its word, tag and label, and of
the two neighbours where one of those patterns could match: it is kept under that key. What was never seen goes through
the real components with those neighbours, and so gets the answer that it would have got in its place.
"""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from spacy.attrs import DEP, LEMMA, MORPH, ORTH, POS, TAG  # type: ignore[import-not-found]  # compiled, no stub
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extraction.words import words_of

if TYPE_CHECKING:
    from thinc.types import Ints2d

Component = Callable[[Doc], Doc]
Key = tuple[int, int, int, int, int]
Answer = tuple[int, int, int]

# News repeats its words: a million tokens have about 60,000 keys. The bound is for corpora that are no news.
_MOST_KEYS = 500_000
# Attributes that these patterns may ask of a token and that its word, tag and label decide.
_DECIDED = frozenset({"ORTH", "LOWER", "TEXT", "TAG", "DEP", "IS_SPACE"})
_EXPLETIVE = "expl"


@Language.factory("dateline_tag_memo", assigns=["token.pos", "token.morph", "token.lemma"])
def make_tag_memo(nlp: Language, name: str) -> "TagMemo":  # noqa: ARG001 (spaCy's factory signature)
    """Make the component from the two of the pipeline that it stands for; they can be removed then."""
    return TagMemo(nlp.vocab, [nlp.get_pipe("attribute_ruler"), nlp.get_pipe("lemmatizer")])


def is_memorable(nlp: Language) -> bool:
    """Say whether the pipeline's ruler and lemmatizer look at nothing but what the memo's key holds."""
    if not {"attribute_ruler", "lemmatizer"} <= set(nlp.pipe_names):
        return False
    ruler, lemmatizer = nlp.get_pipe("attribute_ruler"), nlp.get_pipe("lemmatizer")
    if not isinstance(ruler, AttributeRuler) or getattr(lemmatizer, "mode", None) != "rule":
        return False
    matchers: list[list[dict[str, object]]] = [p for entry in cast(Any, ruler.patterns) for p in entry["patterns"]]
    return all(set(token) <= _DECIDED for pattern in matchers for token in pattern) and all(
        len(pattern) == 1 or (len(pattern) == 2 and pattern[1].keys() == {"LOWER"}) for pattern in matchers
    )


class TagMemo:
    """Sets `pos`, `morph` and `lemma` (of white space `tag` and `dep` too) exactly as what it stands for."""

    def __init__(self, vocab: Vocab, components: Iterable[Component]) -> None:
        self.vocab = vocab
        self.components = tuple(components)
        self._answers: dict[Key, Answer] = {}
        # The tag and label that the ruler gives in place of those in the key: white space has its own.
        self._labels: dict[Key, tuple[int, int]] = {}
        self._expletive = vocab.strings.add(_EXPLETIVE)
        self._comma = vocab.strings.add(_SEPARATOR)

    def __call__(self, doc: Doc) -> Doc:
        rows: list[list[int]] = doc.to_array([ORTH, TAG, DEP]).tolist()
        keys = self._keys(doc, rows)
        answers = self._answers
        missing = {key: i for i, key in enumerate(keys) if key not in answers}
        if missing:
            if len(answers) + len(missing) > _MOST_KEYS:
                answers.clear()
                self._labels.clear()
                missing = {key: i for i, key in enumerate(keys)}
            self._work_out(doc, missing)
        values = np.array([answers[key] for key in keys], dtype=np.uint64).reshape(-1, 3)
        doc.from_array([POS, MORPH, LEMMA], cast("Ints2d", values))
        labels = self._labels
        for i in [i for i, key in enumerate(keys) if key in labels]:
            token = doc[i]
            token.tag, token.dep = labels[keys[i]]
        return doc

    def _keys(self, doc: Doc, rows: list[list[int]]) -> list[Key]:
        """Return the key of each token: only the words of the patterns over two tokens have neighbours in theirs."""
        before: dict[int, int] = {}
        after: dict[int, int] = {}
        paired = [i for i, lower in enumerate(words_of(doc).lowers) if lower in _PAIRED_WORDS]
        for one, other in pairwise(paired):
            if other == one + 1:
                after[one] = rows[other][0]
                before[other] = rows[one][0]
        before |= {i + 1: dep for i, (_, _, dep) in enumerate(rows) if dep == self._expletive}
        keys = [(orth, tag, dep, 0, 0) for orth, tag, dep in rows]
        for i in before.keys() | after.keys():
            if i < len(rows):
                keys[i] = (*keys[i][:3], before.get(i, 0), after.get(i, 0))
        return keys

    def _work_out(self, doc: Doc, missing: dict[Key, int]) -> None:
        """Send tokens through the real components, with the neighbours that count, and remember the answers."""
        words: list[str] = []
        labels: list[tuple[int, int]] = []
        middles: list[int] = []
        for (_, _, _, before, after), i in missing.items():
            if labels and (labels[-1][1] == self._expletive or words[-1].lower() in _PAIRED_WORDS):
                # What stands before is no neighbour and must not make a pattern with the next word.
                words.append(_SEPARATOR)
                labels.append((self._comma, 0))
            window = doc[i - 1 if before else i : i + 2 if after else i + 1]
            middles.append(len(words) + i - window.start)
            words += [token.text for token in window]
            labels += [(token.tag, token.dep) for token in window]
        part = Doc(self.vocab, words=words)
        part.from_array([TAG, DEP], cast("Ints2d", np.array(labels, dtype=np.uint64)))
        for component in self.components:
            part = component(part)
        found = part.to_array([POS, MORPH, LEMMA, TAG, DEP])[middles].tolist()
        for key, (pos, morph, lemma, tag, dep) in zip(missing, found, strict=True):
            self._answers[key] = (pos, morph, lemma)
            if (tag, dep) != key[1:3]:
                self._labels[key] = (tag, dep)


_SEPARATOR = ","
# The words of the two-token patterns; "y'" and "n't" stand there as regular expressions.
_PAIRED_WORDS = frozenset({"ai", "n't", "nt", "gon", "na", "got", "ta", "let", "'s", "c'm", "on", "y", "y'", "all"})
