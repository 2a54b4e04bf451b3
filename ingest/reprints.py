"""Texts in, signatures out by which nearly equal texts are found: MinHash over stretches of five words."""

import hashlib
import re
import sys
from array import array
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec, module_from_spec
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


def group_texts(signatures: Sequence[bytes]) -> tuple[tuple[int, ...], ...]:
    """Return which texts are reprints of each other, each in a group with all that it hangs together with."""
    bands = [frozenset(band(signature)) for signature in signatures]
    groups: list[list[int]] = []
    for place in range(len(signatures)):
        near = [group for group in groups if any(_are_reprints(signatures, bands, place, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append(sorted((place, *(other for group in near for other in group))))
    return tuple(sorted(map(tuple, groups)))


def _are_reprints(signatures: Sequence[bytes], bands: Sequence[frozenset[int]], one: int, other: int) -> bool:
    return not bands[one].isdisjoint(bands[other]) and compare(signatures[one], signatures[other]) >= SIMILAR_FROM


def _start() -> Any:
    return _load_min_hash()(num_perm=_PERMUTATIONS, seed=1)


@cache
def _load_min_hash() -> Any:
    """Return datasketch's `MinHash`, without what else its package would load.

    `import datasketch` loads every sketch it has, and scipy for two of them: one to four seconds before the first
    article of a process. A package whose `__init__` has not run lets one of its modules be imported by itself; it is
    taken back at once, so that whoever wants all of datasketch gets it.
    """
    if "datasketch" in sys.modules:
        return import_module("datasketch.minhash").MinHash
    found = find_spec("datasketch")
    if found is None:
        raise ModuleNotFoundError("No module named 'datasketch'", name="datasketch")
    bare = sys.modules["datasketch"] = module_from_spec(found)
    try:
        return import_module("datasketch.minhash").MinHash
    finally:
        if sys.modules.get("datasketch") is bare:
            del sys.modules["datasketch"]


def _salt(start: int) -> bytes:
    return start.to_bytes(16)
