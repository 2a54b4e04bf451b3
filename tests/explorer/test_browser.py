"""The pages in a real browser: they work, and nothing is asked of another machine."""

import shutil
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import make_server

from api.app import create_app
from api.config import AppConfig
from tests.api.conftest import fill

pytestmark = pytest.mark.browser
_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a filled store on a free port of this machine."""
    url = f"sqlite:///{tmp_path_factory.mktemp('browser') / 'dateline.db'}"
    fill(url)
    app = create_app(AppConfig(version="0.1.0", database_url=url))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["dateline"].close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if _CHROMIUM is None:
        pytest.skip("no chromium on this machine; Debian's package is called chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """Open a page that notes every request to another machine and every error of its scripts."""
    page = browser.new_page(base_url=address)
    page.elsewhere = []
    page.errors = []
    page.on("request", lambda request: None if _is_here(request.url, address) else page.elsewhere.append(request.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    assert page.elsewhere == []
    assert page.errors == []
    page.close()


def _is_here(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:", "about:"))


def test_the_documentation_lists_the_operations_and_tries_them(page: Any) -> None:
    page.goto("/docs/")
    operation = page.locator("#operations-events-listEvents")
    operation.locator("button.opblock-summary-control").click()
    operation.locator("button.try-out__btn, button.execute").first.wait_for()
    if operation.locator("button.execute").count() == 0:
        operation.locator("button.try-out__btn").click()
    operation.locator("button.execute").click()
    status = operation.locator(".live-responses-table .response .response-col_status").first
    status.wait_for()
    assert "200" in status.inner_text()


def test_a_reader_comes_from_the_first_page_to_an_article_with_its_evidence(page: Any) -> None:
    page.goto("/")
    page.locator("a[href^='/articles/art_']").first.click()
    page.wait_for_url("**/articles/art_*")
    assert page.locator("p .event").count() > 1


def test_a_narrow_screen_needs_no_sideways_scrolling(page: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/", "/events", "/positions", "/actors"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
