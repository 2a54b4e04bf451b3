"""Records and resources in, their canonical JSON bytes out."""

from collections.abc import Mapping
from typing import Any

import orjson

from records.extractions import Extraction, FailedExtraction


def render_record(record: Extraction | FailedExtraction) -> bytes:
    """Return one line of an extraction file, newline included.

    Records have the shape of their JSON, so that orjson writes them as they are; lone surrogates, which UTF-8 cannot
    hold, are an error of the article that holds them (`orjson.JSONEncodeError`).
    """
    return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


def render_document(document: Mapping[str, Any]) -> bytes:
    """Return the canonical bytes of a resource: UTF-8, no white space, keys in the order of its schema."""
    return orjson.dumps(document)
