"""A text with odd spaces in, one that the model reads well out; and the record's quotations as they were received."""

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from records.extractions import Extraction

_ODD = dict.fromkeys(
    map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " "
)
"""Spaces that do not break, thin ones and wide ones: the tokenizer makes words of them, which spoil the sentence."""


def even_spaces(text: str) -> str:
    """Return the text with a plain space for each odd one; nothing moves."""
    return text.translate(_ODD)


def restore_spaces(extraction: Extraction, text: str) -> Extraction:
    """Return the record with every quotation as it stands in the text that was received."""
    restored: Extraction = _restored(extraction, text)
    return restored


def _restored(value: Any, text: str) -> Any:
    if isinstance(value, tuple):
        return tuple(_restored(item, text) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    names = _names(type(value))
    changed = {}
    for name in names:
        old = getattr(value, name)
        if name in ("text", "quote") and isinstance(old, str):
            start, end = _place(value, names)
            new = text[start:end] if end else old
        else:
            new = _restored(old, text)
        if new is not old:
            changed[name] = new
    return replace(value, **changed) if changed else value


def _place(value: Any, names: frozenset[str]) -> tuple[int, int]:
    if "span" in names:
        return value.span or (0, 0)
    return (value.start, value.end) if "end" in names else (0, 0)


@cache
def _names(kind: type) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind))
