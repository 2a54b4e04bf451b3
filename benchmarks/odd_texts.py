"""What texts that are hardly prose cost beyond the parse: processor time at one length and at twice the length.

    python benchmarks/odd_texts.py [--words 1000]

A column `growth` near 2 says that the cost grows with the text, near 4 that it grows with its square.
"""

import argparse
import time
from collections.abc import Callable
from itertools import islice, product

from spacy.language import Language

from extraction.arithmetic import use_numpy_arithmetic
from extraction.pipeline import Extractor, load_extractor, load_model
from extraction.settings import DEFAULT_MODEL, ExtractorConfig
from ingest.sources import make_article

_STATES = "Kenya Mali Chad Peru Chile Japan Israel Iran Iraq Syria Egypt Turkey Poland Spain Italy Greece".split()  # noqa: SIM905
_VERBS = "attacked condemned met accused visited urged bombed praised arrested".split()  # noqa: SIM905
_GIVEN = "Anna Boris Carlos David Elena Farid Goran Hassan Ivan Julia".split()  # noqa: SIM905
_FAMILY = "Adler Bakov Castro Duarte Eriksen Fontana Gruber Hamidi Jansen Keller Lopez Moreno Novak Olsen".split()  # noqa: SIM905


def _clauses() -> list[str]:
    return [f"{one} {verb} {other}" for one, verb, other in product(_STATES, _VERBS, _STATES) if one != other]


def _take(parts: list[str], words: int) -> list[str]:
    return [parts[(i * 37) % len(parts)] for i in range(max(1, words // len(parts[0].split())))]


TEXTS: dict[str, Callable[[int], str]] = {
    "coordinated clauses": lambda words: " and ".join(_take(_clauses(), words * 3 // 4)) + ".",
    "the same in capitals": lambda words: " AND ".join(_take(_clauses(), words * 3 // 4)).upper(),
    "reports in a row": lambda words: ", and ".join(f"he said that {c}" for c in _take(_clauses(), words // 2)) + ".",
    "a list of names": lambda words: (
        "The delegation included "
        + ", ".join(" ".join(name) for name in islice(product(_GIVEN, _FAMILY), words // 3))
        + "."
    ),
    "nested quotations": lambda words: (
        "He said: “She told us, ‘" * (words // 10) + "we reject the truce" + "’”" * (words // 10)
    ),
    "relative clauses": lambda words: "The army" + " that attacked the rebels" * (words // 4) + " fled.",
    "headlines": lambda words: "\n".join(c.title() for c in _take(_clauses(), words)),
}


def measure(run: Callable[[], object]) -> float:
    """Return the milliseconds of processor time of the second run."""
    run()
    start = time.process_time()
    run()
    return (time.process_time() - start) * 1000


def beyond_the_parse(extractor: Extractor, bare: Language, text: str) -> float:
    """Return what extracting the text costs beyond parsing it, in milliseconds."""
    article = make_article(text, published_at="2025-03-17")
    return measure(lambda: extractor.extract(article)) - measure(lambda: bare(text))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=1000)
    words = parser.parse_args().words
    extractor, bare = load_extractor(ExtractorConfig(), version="benchmark"), load_model(DEFAULT_MODEL)
    use_numpy_arithmetic(bare)
    extractor.extract(make_article("Kenya attacked Mali on Monday, officials in Nairobi said."))
    print(f"{'milliseconds beyond the parse':32}{words:>8,}{2 * words:>8,}{'growth':>8}")
    for name, write in TEXTS.items():
        once, twice = (beyond_the_parse(extractor, bare, write(n)) for n in (words, 2 * words))
        print(f"{name:32}{once:>8.0f}{twice:>8.0f}{twice / once:>8.1f}")


if __name__ == "__main__":
    main()
