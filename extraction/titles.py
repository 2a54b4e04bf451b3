"""A phrase in, the office that its title words name out."""

from spacy.tokens import Span

from extraction.directory import Directory, OfficeTitle

MAX_TITLE_WORDS = 6
_OVER = frozenset(
    [
        "former",
        "ex",
        "late",
        "then",
        "future",
        "next",
        "previous",
        "onetime",
        "one-time",
        "erstwhile",
        "deposed",
        "ousted",
        "exiled",
        "past",
        "would-be",
        "elect",
        "old",
        "predecessor",
    ]
)


def is_over(phrase: Span) -> bool:
    """Say whether a title's phrase says that the office is not held now ("former", "ex-", "then")."""
    return any(token.lower_ in _OVER for token in phrase)


def find_title(phrase: Span, directory: Directory) -> OfficeTitle | None:
    """Return the office of the longest title that a phrase ends with."""
    found = longest_title(phrase, directory)
    return found[0] if found else None


def longest_title(phrase: Span, directory: Directory) -> tuple[OfficeTitle, int] | None:
    """Return the office of the longest title that a phrase ends with, and how many tokens the title has."""
    for size in range(min(len(phrase), MAX_TITLE_WORDS), 0, -1):
        titles = directory.titles.get(phrase[-size:].text.lower())
        if titles:
            return titles[0], size
    return None
