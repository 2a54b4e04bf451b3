"""Take the pictures of docs/images: `python -m tests.explorer.screenshots [ADDRESS]` against a server with the seeds.

With pngquant on the machine they are made small, as the committed ones are.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parents[2] / "docs" / "images"
SIZES = {"wide": (1200, 780), "narrow": (360, 740)}
SCHEMES: tuple[Any, ...] = ("light", "dark")
SETTLE = 1_500
COLOURS = "96"


def step(page: Page) -> None:
    for _ in range(4):
        page.get_by_role("button", name="Next", exact=True).click()


def try_sample(page: Page) -> None:
    page.get_by_role("button", name="Use a sample").click()
    page.locator(".reader.is-live").wait_for(timeout=60_000)
    page.get_by_role("button", name="Next", exact=True).click()


def open_cell(page: Page) -> None:
    page.locator("a.cell").first.click()
    page.locator(".quotations li").first.wait_for()


def see_stage(page: Page) -> None:
    """Narrow screens show the filters first."""
    if page.viewport_size and page.viewport_size["width"] < 500:
        page.locator("[data-stage]").first.evaluate("stage => stage.scrollIntoView()")


def nothing(_page: Page) -> None:
    pass


VIEWS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "home": ("/", nothing),
    "article": ("", step),
    "try": ("/try", try_sample),
    "matrix": ("/matrix", open_cell),
    "timeline": ("/timeline?date_from=2025-03-10&date_to=2025-03-21", see_stage),
    "actor": ("/actors/person:vladimir-putin", see_stage),
    "network": ("/network", see_stage),
    "map": ("/map", see_stage),
    "search": ("/search?q=ceasefire", nothing),
    "events": ("/events", nothing),
}


def main(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for size, (width, height) in SIZES.items():
            for scheme in SCHEMES:
                context = browser.new_context(
                    base_url=address,
                    color_scheme=scheme,
                    reduced_motion="reduce",
                    viewport={"width": width, "height": height},
                )
                page = context.new_page()
                for name, (path, prepare) in VIEWS.items():
                    page.goto(path or find_article(page))
                    page.wait_for_load_state("networkidle")
                    prepare(page)
                    page.wait_for_timeout(SETTLE)
                    take(page, FOLDER / f"{name}-{size}-{scheme}.png")
                context.close()
        browser.close()


def find_article(page: Page) -> str:
    found = page.request.get("/v1/articles?q=Jeddah").json()["data"]
    return f"/articles/{found[0]['id']}"


def take(page: Page, path: Path) -> None:
    page.screenshot(path=path)
    if pngquant := shutil.which("pngquant"):
        subprocess.run(
            [pngquant, COLOURS, "--nofs", "--strip", "--force", "--output", str(path), str(path)], check=True
        )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
