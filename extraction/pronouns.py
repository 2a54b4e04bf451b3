"""Pronouns and clusters in, each pronoun in the cluster of its antecedent out, or left alone where that is unsure."""

from bisect import bisect_left

from spacy.tokens import Doc, Span, Token

from extraction.person_clusters import PersonCluster, PersonClusters
from extraction.syntax import SUBJECTS

_GENDERS = dict.fromkeys(("he", "him", "his", "himself"), "m") | dict.fromkeys(("she", "her", "hers", "herself"), "f")
_MAX_SENTENCES_BACK = 4


def resolve_pronouns(doc: Doc, pronouns: list[Span], people: PersonClusters, groups: dict[str, list[Span]]) -> None:
    """Add to the clusters the pronouns whose antecedent the rules tell."""
    sentence_starts = [sentence.start for sentence in doc.sents]
    named = [(m.start, m, c) for c in people.clusters for m in c.mentions]
    named.sort(key=lambda item: item[0])
    for pronoun in pronouns:
        token = pronoun[0]
        gender = _GENDERS.get(token.lower_)
        if gender is None:
            continue
        cluster = _antecedent(token, gender, named, people, sentence_starts)
        if cluster is not None:
            cluster.mentions.append(pronoun)
            cluster.gender = cluster.gender or gender
            named.insert(bisect_left([n[0] for n in named], token.i), (token.i, pronoun, cluster))


def _antecedent(
    token: Token,
    gender: str,
    named: list[tuple[int, Span, PersonCluster]],
    people: PersonClusters,
    sentence_starts: list[int],
) -> PersonCluster | None:
    here = bisect_left(sentence_starts, token.i + 1)
    best: tuple[float, PersonCluster] | None = None
    for start, mention, cluster in reversed(named[: bisect_left([n[0] for n in named], token.i)]):
        back = here - bisect_left(sentence_starts, start + 1)
        if back > _MAX_SENTENCES_BACK:
            break
        if people.gender_of(cluster) not in (None, gender):
            continue
        root = mention.root
        score = -float(back)
        score += 1.0 if root.dep_ in SUBJECTS else 0.0
        score += 0.3 if people.gender_of(cluster) == gender else 0.0
        if best is None or score > best[0]:
            best = (score, cluster)
    return best[1] if best is not None else None
