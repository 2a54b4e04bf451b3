"""The files of frames and word classes in, an index from lemmas to frames out; no model is needed to read them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from extraction.errors import ResourceError
from extraction.frames import (
    BUILT_IN_TESTS,
    GRAMMATICAL_SLOTS,
    INNER_SLOTS,
    PREPOSITIONS,
    Condition,
    Entry,
    Frame,
    Lexicon,
    Trigger,
    weigh,
)
from extraction.ontology import load_types
from records.vocabularies import EventType

FRAMES_FOLDER = Path(__file__).parent / "resources" / "frames"
CLASSES_FILE = "classes.txt"

_KINDS = {"verb": "v", "noun": "n", "adj": "a"}
_KEYS = frozenset(
    {
        *_KINDS,
        "when",
        "source",
        "target",
        "content",
        "mode",
        "cameo",
        "type",
        "conflict",
        "joint",
        "needs",
        "negated",
        "lasting",
        "reciprocal",
        "yes",
        "no",
    }
)
_PARTICLES = frozenset({"in", "off", "up", "out", "down", "over", "back", "away"})
_HAVE_NOT = {
    "subject": ("nouns",),
    "object": ("nouns", "adjectives"),
    "indirect": ("nouns", "adjectives"),
    "attr": ("nouns", "adjectives"),
    "particle": ("nouns", "adjectives"),
    "poss": ("verbs", "adjectives"),
    "mod": ("verbs", "adjectives"),
}
"""Which words never have a slot filled."""
_PLURALS = {"v": "verbs", "n": "nouns", "a": "adjectives"}


@cache
def load_lexicon(folder: Path = FRAMES_FOLDER) -> Lexicon:
    """Return all frames of a folder.

    Raises:
        ResourceError: the first thing that is wrong in the files.
    """
    problems: list[ResourceError] = []
    lexicon = read_lexicon(folder, problems)
    if problems:
        raise problems[0]
    return lexicon


def read_lexicon(folder: Path, problems: list[ResourceError]) -> Lexicon:
    """Return the frames of a folder, as far as they are right; what is wrong is appended to `problems`."""
    classes = _read_classes(folder / CLASSES_FILE, problems)
    frames: list[Frame] = []
    seen: dict[str, Frame] = {}
    for path in sorted(folder.glob("*.txt")):
        if path.name == CLASSES_FILE:
            continue
        for frame in _read_frames(path, classes, problems):
            if other := seen.get(frame.id):
                text = f"[{frame.id}] stands a second time; the first is in {other.path}:{other.line}"
                problems.append(ResourceError(path, frame.line, text))
                continue
            seen[frame.id] = frame
            frames.append(frame)
    by_lemma: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    choices = _Choices(classes)
    for frame in frames:
        most = 1.0 + sum(_highest(condition) for condition in frame.conditions)
        wanted = choices.of(frame)
        for trigger in frame.triggers:
            words = frozenset((*trigger.particles, *trigger.modifiers))
            by_lemma[trigger.kind, trigger.lemma].append(Entry(frame, trigger, most + trigger.weight, words, wanted))
    return Lexicon(
        frames=tuple(frames),
        classes=classes,
        by_lemma={key: tuple(sorted(value, key=lambda e: -e.ceiling)) for key, value in by_lemma.items()},
        lemmas=frozenset(lemma for _, lemma in by_lemma),
        particles=frozenset(
            (trigger.lemma, trigger.particles[0])
            for frame in frames
            for trigger in frame.triggers
            if len(trigger.particles) == 1 and trigger.particles[0] in _PARTICLES
        ),
    )


class _Choices:
    """Which words a sentence must have one of for each condition of a frame; equal sets are made once."""

    def __init__(self, classes: dict[str, frozenset[str]]) -> None:
        self._classes = {name: frozenset(map(_last_word, words)) for name, words in classes.items()}
        self._made: dict[tuple[frozenset[str], tuple[str, ...]], frozenset[str]] = {}

    def of(self, frame: Frame) -> tuple[frozenset[str], ...]:
        found = []
        for condition in frame.conditions:
            if condition.negated or condition.built_in - {"any"}:
                continue
            if not condition.built_in:
                found.append(self._words_of(condition))
            if not GRAMMATICAL_SLOTS.intersection(condition.slots):
                found.append(frozenset((*condition.slots, *(("among",) if "between" in condition.slots else ()))))
        return tuple(found)

    def _words_of(self, condition: Condition) -> frozenset[str]:
        key = (condition.words, condition.classes)
        if key not in self._made:
            own = frozenset(map(_last_word, condition.words))
            self._made[key] = own.union(*(self._classes.get(name, frozenset()) for name in condition.classes))
        return self._made[key]


def _last_word(words: str) -> str:
    """Return the word that any phrase of the list must end in: "human right", "state of emergency"."""
    return words.rpartition(" ")[2]


def _highest(condition: Condition) -> float:
    """Return the most that a condition can add to the score."""
    tests = [*condition.built_in, *(["word"] if condition.words else []), *(["class"] if condition.classes else [])]
    return max(weigh(condition, test) for test in tests) if tests else 0.0


# ---------------------------------------------------------------------------------------------------- word classes
def _logical_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines without comments, a line that begins with a blank joined to the one before; with line numbers."""
    number, text = 0, ""
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.rstrip()
        if not line or line.startswith("#"):
            continue
        if line[0].isspace() and text:
            text += " " + line.strip()
            continue
        if text:
            yield number, text
        number, text = n, line
    if text:
        yield number, text


def _read_classes(path: Path, problems: list[ResourceError]) -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = {}
    parts: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    for number, line in _logical_lines(path):
        name, _, rest = line.partition(" ")
        if not name.isupper():
            problems.append(ResourceError(path, number, f"the name of a class is in capitals, not {name!r}"))
            continue
        if name in words:
            problems.append(ResourceError(path, number, f"the class {name} stands a second time"))
        items = [item.strip() for item in rest.split(",") if item.strip()]
        words[name] = {item for item in items if not item.startswith("+")}
        parts[name] = [item[1:] for item in items if item.startswith("+")]
        lines[name] = number
    return {name: frozenset(_expand(name, words, parts, (), path, lines, problems)) for name in words}


def _expand(
    name: str,
    words: dict[str, set[str]],
    parts: dict[str, list[str]],
    above: tuple[str, ...],
    path: Path,
    lines: dict[str, int],
    problems: list[ResourceError],
) -> set[str]:
    found = set(words[name])
    for part in parts[name]:
        if part in (*above, name):
            problems.append(ResourceError(path, lines[name], f"the class {name} contains itself by way of {part}"))
        elif part not in words:
            problems.append(ResourceError(path, lines[name], f"the class {name} includes {part}, which is no class"))
        else:
            found |= _expand(part, words, parts, (*above, name), path, lines, problems)
    return found


# ---------------------------------------------------------------------------------------------------- frames
def _read_frames(path: Path, classes: dict[str, frozenset[str]], problems: list[ResourceError]) -> Iterator[Frame]:
    """Yield the frames of a file; one with a mistake is left out and the mistake reported."""
    file_type: str | None = None
    name, start = "", 0
    entries: list[tuple[int, str, str]] = []
    for number, line in (*_logical_lines(path), (0, "[")):
        if line.startswith("["):
            if name:
                yield from _build(path, start, name, entries, file_type, classes, problems)
            name, start, entries = line.strip("[] "), number, []
            continue
        key, _, value = line.partition(" ")
        value = value.strip()
        if not name and key == "type":
            file_type = value
        elif not name or key not in _KEYS:
            problems.append(ResourceError(path, number, f"[{name}] {key!r} is no key of a frame"))
        elif not value:
            problems.append(ResourceError(path, number, f"[{name}] {key} says nothing"))
        else:
            entries.append((number, key, value))


def _build(
    path: Path,
    line: int,
    name: str,
    entries: list[tuple[int, str, str]],
    file_type: str | None,
    classes: dict[str, frozenset[str]],
    problems: list[ResourceError],
) -> Iterator[Frame]:
    before = len(problems)

    def complain(number: int, text: str) -> None:
        problems.append(ResourceError(path, number, f"[{name}] {text}"))

    texts: dict[str, list[str]] = defaultdict(list)
    conditions: list[Condition] = []
    slots: dict[str, tuple[str, ...]] = {}
    triggers: list[Trigger] = []
    values: dict[str, str] = {"type": file_type or ""}
    for number, key, value in entries:
        if key in _KINDS:
            triggers += (_read_trigger(_KINDS[key], item) for item in _items(value))
        elif key == "when":
            for clause in value.split(";"):
                condition = _read_condition(clause)
                conditions.append(condition)
                for wrong in _wrong_in(condition, classes):
                    complain(number, wrong)
        elif key in ("source", "target", "content"):
            slots[key] = tuple(_items(value))
            for slot in slots[key]:
                if slot not in GRAMMATICAL_SLOTS | INNER_SLOTS | PREPOSITIONS:
                    complain(number, f"{slot!r} is no slot")
        elif key in ("yes", "no"):
            texts[key].append(value)
        else:
            values[key] = value
    event_type = _read_type(values["type"], line, complain)
    conflict = _read_type(values["conflict"], line, complain) if "conflict" in values else None
    joint = _read_type(values["joint"], line, complain) if "joint" in values else None
    mode = values.get("mode")
    if event_type is not None and mode is not None and mode not in load_types()[event_type].modes:
        complain(line, f"{mode!r} is no mode of {event_type}")
    cameo = values.get("cameo")
    if cameo is not None and not (cameo.isdigit() and 2 <= len(cameo) <= 4):
        complain(line, f"{cameo!r} is no CAMEO code")
    needs = frozenset(_items(values.get("needs", "")))
    if needs - {"source", "target"}:
        complain(line, f"{', '.join(sorted(needs))!r} is more than source and target")
    if not triggers:
        complain(line, "has neither verb nor noun nor adj")
    for number, slot in _never_filled(entries, {trigger.kind for trigger in triggers}):
        complain(number, f"{slot!r} cannot be filled: {' and '.join(_HAVE_NOT[slot])} have none")
    if len(problems) > before:
        return
    yield Frame(
        id=name,
        event_type=event_type,
        conflict_type=conflict,
        joint_type=joint,
        triggers=tuple(triggers),
        conditions=tuple(conditions),
        sources=slots.get("source"),
        targets=slots.get("target"),
        content=slots.get("content", ()),
        mode=mode,
        cameo=cameo,
        reciprocal=values.get("reciprocal") == "yes",
        lasting=values.get("lasting") == "yes",
        negated=values.get("negated") == "yes",
        needs=needs,
        positive=tuple(texts["yes"]),
        negative=tuple(texts["no"]),
        path=path.name,
        line=line,
    )


def _never_filled(entries: list[tuple[int, str, str]], kinds: set[str]) -> Iterator[tuple[int, str]]:
    """Yield the slots, with their lines, that no trigger of the frame can have filled and that something rests on."""
    words = {_PLURALS[kind] for kind in kinds}
    for number, key, value in entries:
        if key in ("source", "target", "content"):
            asked = _items(value)
        elif key == "when":
            conditions = [_read_condition(clause) for clause in value.split(";")]
            asked = [c.slot for c in conditions if not c.negated and "none" not in c.built_in]
        else:
            continue
        yield from ((number, slot) for slot in asked if slot in _HAVE_NOT and words and words <= {*_HAVE_NOT[slot]})


def _items(value: str) -> list[str]:
    return [item.strip() for item in value.split(",") if item.strip()]


def _read_type(value: str, line: int, complain: Callable[[int, str], None]) -> EventType | None:
    if value in EventType.__members__:
        return EventType(value)
    if value != "NONE":
        complain(line, f"{value!r} is no event type")
    return None


def _read_trigger(kind: str, text: str) -> Trigger:
    first, *rest = text.split()
    if kind == "v":
        return Trigger(kind=kind, lemma=first, particles=tuple(rest))
    *modifiers, head = text.split()
    return Trigger(kind=kind, lemma=head, modifiers=tuple(modifiers))


def _read_condition(text: str) -> Condition:
    slot, _, rest = text.strip().partition(" ")
    rest = rest.strip()
    negated = rest.startswith("not ")
    tests = _items(rest.removeprefix("not "))
    built_in = frozenset(tests) & BUILT_IN_TESTS
    classes = tuple(t for t in tests if t.isupper() and t not in BUILT_IN_TESTS)
    words = frozenset(t for t in tests if t not in BUILT_IN_TESTS and not t.isupper())
    return Condition(
        slot=slot, slots=tuple(slot.split("/")), words=words, classes=classes, built_in=built_in, negated=negated
    )


def _wrong_in(condition: Condition, classes: dict[str, frozenset[str]]) -> Iterator[str]:
    for slot in condition.slots:
        if slot not in GRAMMATICAL_SLOTS | PREPOSITIONS:
            yield f"{slot!r} is no slot"
    for name in condition.classes:
        if name not in classes:
            yield f"{name} is no word class"
    if not (condition.words or condition.classes or condition.built_in):
        yield f"the condition on {condition.slot!r} tests nothing"


# ---------------------------------------------------------------------------------------------------- checking
def check_frames(folder: Path = FRAMES_FOLDER) -> tuple[str, ...]:
    """Return what is wrong in a folder of frames, a line each with file, line and frame; nothing if all is well."""
    problems: list[ResourceError] = []
    lexicon = read_lexicon(folder, problems)
    return tuple(str(problem) for problem in problems) + tuple(_ties(lexicon))


def _ties(lexicon: Lexicon) -> Iterable[str]:
    """Name the pairs of frames that no sentence can tell apart: the same trigger under the same conditions."""
    for key in sorted(lexicon.by_lemma):
        seen: dict[tuple[Trigger, frozenset[Condition]], Frame] = {}
        for entry in sorted(lexicon.by_lemma[key], key=lambda entry: (entry.frame.path, entry.frame.line)):
            frame, trigger = entry.frame, entry.trigger
            same = seen.setdefault((trigger, frozenset(frame.conditions)), frame)
            if same is not frame:
                yield f"{frame.path}:{frame.line}: [{frame.id}] always ties with [{same.id}] on {trigger.lemma!r}"
