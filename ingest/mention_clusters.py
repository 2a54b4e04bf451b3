"""Marked mentions of events in several articles in, which of them tell one event out."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from extraction.mention_heads import MentionHead, ReadMentions
from ingest.triggers import class_of

_APART = 0.85
"""Articles whose words have on average at most this distance tell one incident; chosen on ECB+."""

# Whoever speaks twice says two things; reports of one statement have one speaker.
_SPEECH = frozenset(
    (
        *("say", "tell", "announce", "report", "state", "add", "comment", "note", "write", "speak", "explain"),
        *("describe", "mention", "accord", "claim", "confirm", "call", "admit", "confess", "talk", "warn"),
    )
)


def cluster_mentions(articles: Sequence[tuple[str, ReadMentions]]) -> Iterable[tuple[str, str]]:
    """Yield the id of each mention ("ARTICLE:START-END") and the name of its cluster.

    Mentions are one event where their articles tell one incident and their heads name one act; of what is said, also
    where one speaker says it.
    """
    incidents = group_articles([read.words for _, read in articles])
    for (article_id, read), incident in zip(articles, incidents, strict=True):
        for mention in read.mentions:
            yield f"{article_id}:{mention.start}-{mention.end}", f"{incident}|{_act_of(mention, article_id)}"


def group_articles(words: Sequence[Sequence[str]]) -> list[int]:
    """Return for each article the number of its incident: average linkage over TF-IDF."""
    if len(words) < 2:
        return [0] * len(words)
    # scipy takes half a second to load.
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage  # type: ignore[import-untyped]
    from scipy.sparse import csr_array  # type: ignore[import-untyped]
    from scipy.spatial.distance import squareform  # type: ignore[import-untyped]

    spread = Counter(word for article in words for word in set(article))
    column = {word: index for index, word in enumerate(sorted(spread))}
    rows, columns, values = [], [], []
    for row, article in enumerate(words):
        weights = {
            word: (1 + math.log(count)) * math.log(len(words) / spread[word])
            for word, count in Counter(article).items()
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for word, weight in weights.items():
            rows.append(row)
            columns.append(column[word])
            values.append(weight / length)
    matrix = csr_array((values, (rows, columns)), shape=(len(words), max(len(column), 1)))
    distances = np.clip(1 - (matrix @ matrix.T).toarray(), 0, 1)
    np.fill_diagonal(distances, 0)
    tree = linkage(squareform(distances, checks=False), "average")
    return [int(label) for label in fcluster(tree, _APART, "distance")]


def _act_of(mention: MentionHead, article_id: str) -> str:
    act = class_of(mention.lemma)
    if mention.lemma in _SPEECH or act in _SPEECH:
        return f"{act}|{mention.subject or article_id}"
    return act
