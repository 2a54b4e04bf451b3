"""What extraction costs beside bare spaCy: wall time and peak memory of each, in processes of their own.

    python benchmarks/extraction_cost.py [--articles 60] [--rounds 3]

The corpus is made from the articles of `seeds/`: each long article is several of them, one after the other. Every
figure is the median of the rounds, which go through the configurations in turn, so that a drift of the machine meets
all of them. Goals: at most 1.25 times the wall time of bare spaCy (`nlp.pipe`, batch 8), at most 1.2 GB in one
process, and two workers at least 1.5 times as fast as one.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
_SEEDS_PER_ARTICLE = 4
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def make_corpus(folder: Path, articles: int) -> tuple[Path, int]:
    """Write long articles to a file of JSON lines; return it and how many characters they have."""
    from ingest.sources import read_articles
    from records.articles import Article

    found = read_articles([str(ROOT / "seeds")], standard_input=sys.stdin.buffer)
    seeds = [source.content for source in found if isinstance(source.content, Article)]
    path = folder / "corpus.jsonl"
    characters = 0
    with path.open("w", encoding="utf-8") as stream:
        for number in range(articles):
            parts = [seeds[(number + k) % len(seeds)].text.strip() for k in range(_SEEDS_PER_ARTICLE)]
            text = "\n\n".join(parts)
            characters += len(text)
            row = {"id": str(number), "text": text, "published_at": seeds[number % len(seeds)].published_at}
            stream.write(json.dumps(row) + "\n")
    return path, characters


def run_bare(corpus: Path) -> int:
    """Parse the corpus with the model alone; return the number of tokens."""
    from extraction.pipeline import load_model
    from extraction.settings import DEFAULT_MODEL

    nlp = load_model(DEFAULT_MODEL)
    texts = (json.loads(line)["text"] for line in corpus.open(encoding="utf-8"))
    return sum(len(doc) for doc in nlp.pipe(texts, batch_size=8))


def run_dateline(corpus: Path, workers: int) -> int:
    """Extract the corpus as the command does; return the number of bytes written."""
    command = [sys.executable, "-m", "dateline", "extract", "--workers", str(workers), str(corpus)]
    return len(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout)


def measure(kind: str, corpus: Path) -> tuple[float, float]:
    """Return wall seconds and peak megabytes (of the largest process) of one run in a process of its own."""
    start = time.perf_counter()
    command = [sys.executable, __file__, "--inside", kind, "--corpus", str(corpus)]
    environment = {**os.environ, **_ONE_THREAD, "PYTHONPATH": str(ROOT)}
    output = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, cwd=ROOT).stdout
    return time.perf_counter() - start, float(output.split()[-1]) / 1024


def run_inside(kind: str, corpus: Path) -> None:
    """Do one run and print the peak memory in kilobytes."""
    run_bare(corpus) if kind == "bare" else run_dateline(corpus, int(kind))
    who = resource.RUSAGE_SELF if kind == "bare" else resource.RUSAGE_CHILDREN
    print(resource.getrusage(who).ru_maxrss)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    parser.add_argument("--corpus", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        run_inside(options.inside, options.corpus)
        return
    with tempfile.TemporaryDirectory() as folder:
        corpus, characters = make_corpus(Path(folder), options.articles)
        empty = Path(folder) / "empty.jsonl"
        empty.write_text('{"text": "Talks began on Monday."}\n')
        seconds: dict[str, list[float]] = {"bare": [], "1": [], "2": []}
        memory: dict[str, list[float]] = {kind: [] for kind in seconds}
        start: dict[str, list[float]] = {kind: [] for kind in seconds}
        for _ in range(options.rounds):
            for kind in seconds:
                start[kind].append(measure(kind, empty)[0])
                wall, peak = measure(kind, corpus)
                seconds[kind].append(wall)
                memory[kind].append(peak)
    print(f"{options.articles} articles, {characters:,} characters")
    print(f"{'':22}{'start s':>9}{'wall s':>9}{'work s':>9}{'peak MB':>9}")
    work = {}
    for kind, name in (("bare", "bare spaCy, batch 8"), ("1", "extract, 1 worker"), ("2", "extract, 2 workers")):
        wall, first = statistics.median(seconds[kind]), statistics.median(start[kind])
        work[kind] = wall - first
        print(f"{name:22}{first:9.1f}{wall:9.1f}{work[kind]:9.1f}{statistics.median(memory[kind]):9.0f}")
    print(
        f"extract : bare       wall {statistics.median(seconds['1']) / statistics.median(seconds['bare']):.2f}   "
        f"without start-up {work['1'] / work['bare']:.2f}   (goal: at most 1.25)"
    )
    print(
        f"2 workers : 1        wall {statistics.median(seconds['1']) / statistics.median(seconds['2']):.2f}   "
        f"without start-up {work['1'] / work['2']:.2f}   (goal: at least 1.5)"
    )


if __name__ == "__main__":
    main()
