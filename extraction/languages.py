"""Article in, refusal out where its text is not English."""

from functools import cache
from typing import Any

from extraction.errors import LanguageError
from records.articles import Article

# Shorter texts name too many foreign people for their letters to say anything: "Erdoğan: Türkiye İstanbul'da" is a
# headline in English newspapers too.
_SHORTEST_JUDGED = 200
_SURE = 0.99
_SAMPLE = 1000
# A third of the words of English news are these; no other language comes near. They settle nearly every article in
# a tenth of the time that the classifier takes.
_PLAIN_WORDS = frozenset(
    ("the", "of", "and", "to", "in", "that", "for", "with", "was", "is", "by", "from", "said", "on")
)
_PLAIN_SHARE = 0.18
_PLAIN_KINDS = 5


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # slow to import, and not needed for short texts

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def check_language(article: Article) -> None:
    """Pass articles in English.

    Raises:
        LanguageError: the article says that it is in another language, or its text surely is.
    """
    if article.language.split("-")[0].lower() != "en":
        raise LanguageError(article.language)
    text = article.text.strip()
    if len(text) < _SHORTEST_JUDGED or _is_plainly_english(text[:_SAMPLE]):
        return
    language, probability = _identifier().classify(text[:_SAMPLE])
    if language != "en" and probability >= _SURE:
        raise LanguageError(language)


def _is_plainly_english(text: str) -> bool:
    words = text.lower().split()
    plain = [word for word in words if word in _PLAIN_WORDS]
    return len(plain) >= _PLAIN_SHARE * len(words) and len(set(plain)) >= _PLAIN_KINDS
