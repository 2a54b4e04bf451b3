"""The words before a name or of a phrase in, the office that they name out."""

from collections.abc import Iterable

from spacy.tokens import Span

from extraction.directory import Directory, OfficeTitle
from extraction.person_names import person_words

MAX_TITLE_WORDS = 8
_OVER = frozenset(
    """former ex late then future next previous onetime erstwhile deposed ousted exiled past would elect old
    predecessor""".split()  # noqa: SIM905
)


def is_over(words: Iterable[str]) -> bool:
    """Say whether the words of a title say that the office is not held now ("former", "ex-", "then")."""
    return not _OVER.isdisjoint(words)


def gender_of_title(title: Span) -> str | None:
    """Return m or f where the last word of a title tells ("Jordan's queen")."""
    word = title[-1].lower_
    words = person_words()
    return "m" if word in words.male else "f" if word in words.female else None


def longest_title(phrase: Span, directory: Directory) -> tuple[OfficeTitle, int] | None:
    """Return the office of the longest title that a phrase ends with, and how many tokens the title has."""
    if not len(phrase) or phrase[-1].lower_ not in directory.title_phrases:
        return None
    words = [token.lower_ for token in phrase[-MAX_TITLE_WORDS:]]
    return directory.title_phrases.ending_at(words, len(words) - 1)


def title_once_held(phrase: Span, directory: Directory) -> OfficeTitle | None:
    """Return the office that was held once ("Singapore's former prime minister" was prime minister)."""
    over = next((i for i, token in enumerate(phrase) if is_over([token.lower_])), None)
    held = longest_title(phrase[over + 1 :], directory) if over is not None else None
    return held[0] if held is not None else None
