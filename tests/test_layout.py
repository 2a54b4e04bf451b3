"""The packages on disk are the packages that pyproject.toml lists, and the tests mirror them."""

import ast
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
NO_PACKAGES = {"tests", "benchmarks", "docs", "seeds", "build", "dist"}


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def packages_on_disk() -> set[str]:
    return {p.parent.name for p in ROOT.glob("*/__init__.py") if p.parent.name not in NO_PACKAGES}


@pytest.mark.parametrize(
    "keys",
    [
        ("tool", "hatch", "build", "targets", "wheel", "packages"),
        ("tool", "mypy", "packages"),
        ("tool", "importlinter", "root_packages"),
    ],
    ids=lambda keys: keys[1],
)
def test_every_package_on_disk_is_listed(project: dict[str, Any], keys: tuple[str, ...]) -> None:
    listed: Any = project
    for key in keys:
        listed = listed[key]
    assert set(listed) == packages_on_disk()


def test_the_layers_name_every_package(project: dict[str, Any]) -> None:
    layers = next(c for c in project["tool"]["importlinter"]["contracts"] if c["type"] == "layers")["layers"]
    assert {name for layer in layers for name in layer.split(" | ")} == packages_on_disk()


@pytest.mark.parametrize("test", sorted(ROOT.glob("tests/*/")), ids=lambda path: path.name)
def test_the_tests_mirror_the_packages(test: Path) -> None:
    assert test.name in packages_on_disk() | {"__pycache__", "benchmarks", "contract"}


def test_every_module_says_what_goes_in_and_what_comes_out() -> None:
    modules = [p for name in sorted(packages_on_disk()) for p in sorted((ROOT / name).rglob("*.py"))]
    silent = [str(p.relative_to(ROOT)) for p in modules if not ast.get_docstring(ast.parse(p.read_text("utf-8")))]
    assert silent == []


def test_no_file_names_a_download_host() -> None:
    assert [p.name for p in ROOT.glob("requirements*.txt") if "://" in p.read_text("utf-8")] == []
    locks = [p for p in ROOT.glob("**/package-lock.json") if "node_modules" not in p.parts]
    assert locks
    # The other addresses in these files are those of the packages' sponsors.
    assert [str(p) for p in locks if '"resolved"' in p.read_text("utf-8")] == []
    assert not (ROOT / "uv.lock").exists()
