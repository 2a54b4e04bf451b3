"""The documentation names files, commands and targets that exist, and its examples are what comes out."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.cli import main
from extraction.directory import load_directory
from records.dates import DateInterval, Interval
from records.extractions import Extraction

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
CODE = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED_COMMAND = re.compile(r"(?:^|`|\s)dateline ([a-z]+)((?: [a-z-]+)?(?: --[a-z-]+)*)")
NAMED_TARGET = re.compile(r"(?:^|`)make ([a-z-]+)", re.MULTILINE)
NAMED_FILE = re.compile(
    r"`((?:records|extraction|schemas|storage|ingest|api|evaluation|dateline|seeds|docs)/[\w./-]*)`"
)
NAMED_SETTING = re.compile(r"\bDATELINE_[A-Z_]+\b")


def _pages() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def _code(page: Path) -> str:
    """Return what a page shows as commands: code blocks and code in a line."""
    text = page.read_text("utf-8")
    return "\n".join([*CODE.findall(text), *re.findall(r"`dateline [^`]+`|`make [^`]+`", text)])


@_pages()
def test_links_lead_somewhere(page: Path) -> None:
    targets = [target for target in LINK.findall(page.read_text("utf-8")) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


@_pages()
def test_named_files_exist(page: Path) -> None:
    assert [name for name in NAMED_FILE.findall(page.read_text("utf-8")) if not (ROOT / name).exists()] == []


@_pages()
def test_commands_that_are_shown_exist(page: Path) -> None:
    for name, rest in NAMED_COMMAND.findall(_code(page)):
        command = main.commands.get(name)
        assert command is not None, f"dateline {name}"
        options = {option for parameter in command.params for option in parameter.opts}
        assert [word for word in rest.split() if word.startswith("--") and word not in options] == []


@_pages()
def test_targets_that_are_shown_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert [name for name in NAMED_TARGET.findall(_code(page)) if name not in targets] == []


def test_every_command_is_in_the_readme() -> None:
    shown = {name for name, _ in NAMED_COMMAND.findall(_code(ROOT / "README.md"))}
    assert set(main.commands) <= shown


def test_the_readme_begins_with_running_and_testing() -> None:
    assert NAMED_TARGET.findall((ROOT / "README.md").read_text("utf-8"))[:2] == ["run", "test"]


def test_every_stage_of_extraction_is_in_the_data_flow() -> None:
    pipeline = (ROOT / "extraction/pipeline.py").read_text("utf-8")
    stages = set(
        re.findall(
            r"^from extraction\.(\w+) import (?:\w+, )*(?:find|read|anchor|assemble|merge|document)", pipeline, re.M
        )
    )
    named = set(re.findall(r"`extraction/(\w+)\.py`", (ROOT / "docs/data-flow.md").read_text("utf-8")))
    assert len(stages) > 5
    assert stages <= named


def test_every_page_of_the_guide_is_in_its_index() -> None:
    index = ROOT / "docs/guide/index.md"
    linked = set(LINK.findall(index.read_text("utf-8")))
    assert {page.name for page in index.parent.glob("*.md")} - {index.name} <= linked


def test_every_setting_is_documented() -> None:
    modules = [
        path
        for name in ("extraction", "ingest", "storage", "api", "explorer", "dateline")
        for path in (ROOT / name).rglob("*.py")
    ]
    named = {name for path in modules for name in NAMED_SETTING.findall(path.read_text("utf-8"))}
    shown = set(NAMED_SETTING.findall((ROOT / "docs/reference/settings.md").read_text("utf-8")))
    assert {name for name in named if not name.endswith("_")} <= shown


def _rows(page: str, *, columns: int) -> list[tuple[str, ...]]:
    """Return the rows of a page's tables that have so many columns, without their headings."""
    lines = [line.strip("| ").split(" | ") for line in (ROOT / page).read_text("utf-8").splitlines() if line[:1] == "|"]
    return [tuple(cells) for cells in lines if len(cells) == columns and cells[0] not in ("in the text", "basis")]


def _days(interval: Interval | DateInterval | None) -> str:
    if interval is None or (interval.start is None and interval.end is None):
        return "none"
    first, last = interval.start or "open", interval.end or "open"
    return f"{first}" if first == last else f"{first} to {last}"


@pytest.mark.parametrize("row", [row for row in _rows("docs/guide/dates.md", columns=3) if "**" in row[0]], ids=str)
def test_time_expressions_read_as_the_guide_says(row: tuple[str, ...], extract: Callable[..., Extraction]) -> None:
    marked, value, days = row
    (timex,) = extract(marked.replace("**", "")).timexes
    assert f"**{timex.text}**" in marked
    assert f"`{timex.value}`{f' {timex.mod}' if timex.mod else ''}" == value
    assert _days(timex.interval) == days


@pytest.mark.parametrize("row", [row for row in _rows("docs/guide/dates.md", columns=3) if "**" not in row[0]], ids=str)
def test_events_are_dated_as_the_guide_says(row: tuple[str, ...], extract: Callable[..., Extraction]) -> None:
    basis, sentence, days = row
    (event,) = extract(sentence).events
    assert f"`{event.event_date.basis}`" == basis
    assert _days(event.event_date) == days


def test_the_registry_of_the_guide_can_be_loaded(tmp_path: Path) -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```$", (ROOT / "docs/guide/actors.md").read_text("utf-8"), re.M | re.S)
    path = tmp_path / "actors.yaml"
    path.write_text("".join(block for block in blocks if block.startswith("actors:")), encoding="utf-8")
    ids = re.findall(r"id: (\S+)", path.read_text("utf-8"))
    assert ids
    directory = load_directory(path)
    assert [actor_id for actor_id in ids if directory.get(actor_id) is None] == []


def test_positions_are_what_the_guide_says(extract: Callable[..., Extraction]) -> None:
    page = (ROOT / "docs/guide/positions.md").read_text("utf-8")
    (sentence,) = re.findall(r"^> (.*)$", page, re.M)
    positions = extract(sentence).positions
    assert {"country:FRA", "country:DEU"} < {position.actor_id for position in positions}
    for position in positions:
        assert f"| `{position.stance}`, `{position.polarity.value}` |" in page
        assert f'| `proposition` | "{position.proposition}"' in page
        assert f'| `condition` | "{position.condition}" |' in page
