import subprocess
import sys
from pathlib import Path

import pytest

from ingest.reprints import band, compare, group_texts, sign

ROOT = Path(__file__).parents[2]


def text(first: int, count: int = 80) -> str:
    return " ".join(f"word{number}" for number in range(first, first + count))


def test_the_first_signature_does_not_load_what_it_does_not_need() -> None:
    code = (
        "import sys; from ingest.reprints import sign\n"
        f"assert sign({text(0)!r}); assert 'scipy' not in sys.modules; assert 'datasketch' not in sys.modules\n"
        "from datasketch import MinHash, MinHashLSH\n"
        "from ingest import reprints; assert reprints._load_min_hash() is MinHash; assert MinHashLSH.__module__"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, timeout=60)


@pytest.mark.parametrize(
    ("firsts", "groups"),
    [
        ((), ()),
        ((0,), ((0,),)),
        ((0, 18, 36), ((0, 1, 2),)),
        ((0, 36, 18), ((0, 1, 2),)),
        ((0, 36, 200), ((0,), (1,), (2,))),
        ((0, 200, 18, 218), ((0, 2), (1, 3))),
    ],
)
def test_texts_are_grouped_with_all_that_they_hang_together_with(
    firsts: tuple[int, ...], groups: tuple[tuple[int, ...], ...]
) -> None:
    assert group_texts([sign(text(first)) for first in firsts]) == groups


def test_texts_too_short_for_a_signature_are_nobody_s_reprints() -> None:
    assert group_texts([b"", b""]) == ((0,), (1,))
    assert compare(b"", b"") == 0.0
    assert band(b"") == ()
