"""The pages over the seeds and a hostile article, in a browser that notes what they must not do."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from werkzeug.serving import make_server

from api.app import create_app
from api.config import AppConfig
from explorer.bundle import Bundle
from extraction.pipeline import Extractor
from ingest.preparing import RENDERER, prepare
from ingest.service import run_worker
from ingest.sources import make_article, read_articles
from ingest.story_matching import match_all
from ingest.storylines import renew_storylines
from records.articles import Article
from storage.store import open_store, upgrade

SEEDS = Path(__file__).parents[2] / "seeds"
_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# Reports what the policy of the page forbade, on every page that is opened.
_WATCH = """
document.addEventListener("securitypolicyviolation", e => noteViolation(`${e.violatedDirective} ${e.blockedURI}`))
"""


def hostile_article() -> Article:
    """Return an article with markup, right-to-left text, emoji and an endless sentence."""
    evil = '<script>document.title = "owned"</script><img src=x onerror="document.title=1">'
    endless = "The minister met " + ", ".join(["officials of Kenya and of Ghana"] * 400) + " on Monday."
    text = (
        f"🕊️🕊️ France {evil} condemned the 🚀 attack on Monday, the Foreign Ministry said 😀.\n\n"
        "قال الرئيس: Germany rejected the plan \u202eon Tuesday\u202c, שלום.\n\n"
        "\U0001f1eb\U0001f1f7 President Emmanuel Macron said 💬 that France supports Ukraine’s membership in NATO.\n\n"
        f"{endless}\n\n</article></main><style>*{{display:none}}</style>"
    )
    return make_article(text, title=f"Markup {evil} in 🕊️ titles", publisher=evil, published_at="2025-03-17")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A server of this machine; `hostile` is the id of the article that would take its pages over."""

    address: str
    hostile: str


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, extractor: Extractor) -> Iterator[Site]:
    """Serve the seeds on a free port, with a worker that reads what is posted."""
    if Bundle().script is None:
        pytest.skip("the scripts of the explorer are not built: `make setup` does, with Node.js and npm")
    url = f"sqlite:///{tmp_path_factory.mktemp('browser') / 'dateline.db'}"
    upgrade(url)
    hostile = hostile_article()
    sources = read_articles([str(SEEDS)], standard_input=BytesIO())
    articles = [source.content for source in sources if isinstance(source.content, Article)]
    with open_store(url) as store:
        store.add_all((prepare(extractor.extract(one)) for one in [*articles, hostile]), renderer=RENDERER)
        match_all(store, renderer=RENDERER)
        renew_storylines(store)
    app = create_app(AppConfig(version="0.1.0", database_url=url))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    stop = Event()
    threads = [
        Thread(target=server.serve_forever, daemon=True),
        Thread(target=run_worker, args=(url, None), kwargs={"version": "0.1.0", "stop": stop}, daemon=True),
    ]
    for thread in threads:
        thread.start()
    yield Site(address=f"http://127.0.0.1:{server.port}", hostile=hostile.id)
    stop.set()
    server.shutdown()
    for thread in threads:
        thread.join()
    server.server_close()
    app.extensions["dateline"].close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start the chromium of this machine."""
    if _CHROMIUM is None:
        pytest.skip("no chromium on this machine; Debian's package is called chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        yield chromium
        chromium.close()


@dataclass(slots=True)
class Misdeeds:
    """What pages must not do; a test that provokes an error takes it out of `errors`."""

    elsewhere: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture
def open_page(browser: Any, site: Site) -> Iterator[Callable[..., Any]]:
    """Open pages, each in a context of its own; at the end of the test none of them may have done any harm."""
    opened: list[tuple[Any, Misdeeds]] = []

    def start(**options: Any) -> Any:
        context = browser.new_context(base_url=site.address, **options)
        context.set_default_timeout(15_000)
        page = context.new_page()
        misdeeds = Misdeeds()
        page.expose_function("noteViolation", lambda what: misdeeds.violations.append(what))
        page.add_init_script(_WATCH)
        page.on("request", lambda request: _note_elsewhere(request.url, site, misdeeds))
        page.on("pageerror", lambda error: misdeeds.errors.append(str(error)))
        page.on("console", lambda message: misdeeds.errors.append(message.text) if message.type == "error" else None)
        page.misdeeds = misdeeds
        opened.append((context, misdeeds))
        return page

    yield start
    for context, _ in opened:
        context.close()
    for _, misdeeds in opened:
        assert misdeeds == Misdeeds()


@pytest.fixture
def page(open_page: Callable[..., Any]) -> Any:
    """Open a page as most people have it."""
    return open_page(viewport={"width": 1280, "height": 860})


def _note_elsewhere(url: str, site: Site, misdeeds: Misdeeds) -> None:
    if not url.startswith((site.address, "data:", "blob:", "about:")):
        misdeeds.elsewhere.append(url)
