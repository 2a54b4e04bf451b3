"""The words before a name or of a phrase in, the office that they name out."""

from collections.abc import Iterable

from spacy.tokens import Span

from extraction.directory import Directory, OfficeTitle

MAX_TITLE_WORDS = 8
_OVER = frozenset(
    """former ex late then future next previous onetime erstwhile deposed ousted exiled past would elect old
    predecessor""".split()  # noqa: SIM905
)


def is_over(words: Iterable[str]) -> bool:
    """Say whether the words of a title say that the office is not held now ("former", "ex-", "then")."""
    return not _OVER.isdisjoint(words)


def longest_title(phrase: Span, directory: Directory) -> tuple[OfficeTitle, int] | None:
    """Return the office of the longest title that a phrase ends with, and how many tokens the title has."""
    if not len(phrase) or phrase[-1].lower_ not in directory.title_phrases:
        return None
    words = [token.lower_ for token in phrase[-MAX_TITLE_WORDS:]]
    return directory.title_phrases.ending_at(words, len(words) - 1)
