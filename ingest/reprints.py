"""Texts in, signatures out by which nearly equal texts are found: MinHash over stretches of five words."""

import hashlib
import re
from array import array
from typing import Any

SIMILAR_FROM = 0.5
"""Texts that share half of their stretches of words are reprints; independent reports share about a fiftieth."""

_PERMUTATIONS = 96
_ROWS = 3
_STRETCH = 5
_FEWEST_WORDS = 30
_WORD = re.compile(r"\w+")


def sign(text: str) -> bytes:
    """Return the signature of a text, empty where it is too short to tell reprints from coincidence."""
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < _FEWEST_WORDS:
        return b""
    stretches = {" ".join(words[i : i + _STRETCH]) for i in range(len(words) - _STRETCH + 1)}
    signature = _start()
    signature.update_batch(sorted(stretch.encode("utf-8", "surrogatepass") for stretch in stretches))
    return array("I", [int(value) for value in signature.hashvalues]).tobytes()


def band(signature: bytes) -> tuple[int, ...]:
    """Return the numbers that texts as similar as reprints share one of, nearly always, and others seldom."""
    width = _ROWS * array("I").itemsize
    return tuple(
        int.from_bytes(
            hashlib.blake2b(signature[start : start + width], digest_size=8, salt=_salt(start)).digest(), signed=True
        )
        for start in range(0, len(signature) - width + 1, width)
    )


def compare(one: bytes, other: bytes) -> float:
    """Return which part of their stretches two texts share, as far as signatures say."""
    left, right = array("I"), array("I")
    left.frombytes(one)
    right.frombytes(other)
    if not left or len(left) != len(right):
        return 0.0
    return sum(a == b for a, b in zip(left, right, strict=True)) / len(left)


def _start() -> Any:
    # It loads scipy, which only workers need.
    from datasketch import MinHash  # type: ignore[import-untyped]

    return MinHash(num_perm=_PERMUTATIONS, seed=1)


def _salt(start: int) -> bytes:
    return start.to_bytes(16)
