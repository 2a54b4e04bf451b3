"""A spaCy pipeline in, the same with a tokenizer for news: compounds with abbreviations come apart."""

from typing import Any

from spacy.language import Language
from spacy.util import compile_infix_regex

_HYPHEN_AFTER_ABBREVIATION = r"(?<=[A-Za-z]\.)[-‐‑–](?=[A-Za-z])"


def adapt_tokenizer(nlp: Language) -> None:
    """Let the tokenizer part "U.S.-Russia" and "U.S.-backed", which the stock rules leave whole."""
    infixes = [*(nlp.Defaults.infixes or ()), _HYPHEN_AFTER_ABBREVIATION]
    tokenizer: Any = nlp.tokenizer
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
