"""The pages show what the JSON API says, mark the evidence, and ask no other server."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.app import create_app
from api.config import AppConfig
from explorer.bundle import Bundle
from explorer.marking import mark_text
from explorer.pages import make_explorer
from ingest.judging import split_event
from ingest.preparing import RENDERER, prepare
from ingest.story_matching import match_all
from ingest.storylines import renew_storylines
from records.profiles import Appearance
from storage.store import Store, open_store, upgrade
from tests import samples
from tests.api import test_stories as stories
from tests.api.conftest import fill, ingest


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Return a client of an application over a filled store."""
    url = f"sqlite:///{tmp_path_factory.mktemp('pages') / 'dateline.db'}"
    fill(url)
    app = create_app(AppConfig(version="0.1.0", database_url=url))
    yield app.test_client()
    app.extensions["dateline"].close()


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.data
    assert answer.content_type == "text/html; charset=utf-8"
    return answer.data.decode()


FOLLOWED: set[str] = set()
"""Links that have been followed from another page."""
PAGES = [
    "/",
    "/timeline",
    "/timeline?actor=Russia",
    "/map",
    "/network",
    "/matrix",
    "/matrix?issue=sanctions",
    "/search",
    "/search?q=sanctions",
    "/try",
    "/events",
    "/events?actor=Russia&date_from=2025-01-01",
    "/events?q=sanctions&event_type=SANCTION",
    "/positions",
    "/positions?stance=DEMAND",
    "/actors",
    "/actors?q=putin",
    "/actors/person:donald-trump",
    "/storylines",
    "/articles",
    "/articles?publisher=Savanna+Post",
]


@pytest.mark.parametrize("path", PAGES)
def test_pages_ask_no_other_server_and_run_nothing_of_their_own(client: FlaskClient, path: str) -> None:
    html = page(client, path)
    assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", html)
    assert (
        re.sub(r'<script(?: type="module")? src="/(?:static|assets)/[^"]+"></script>', "", html).count("<script") == 0
    )
    assert " style=" not in html
    assert not re.search(r"\son\w+=", html)
    policy = client.get(path).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_leads_somewhere(client: FlaskClient, path: str) -> None:
    for address in set(re.findall(r'href="([^"#]+)', page(client, path))) - FOLLOWED:
        FOLLOWED.add(address)
        with client.get(unescape(address)) as answer:
            assert answer.status_code in (200, 405), address


def test_the_home_page_says_what_is_in_the_store(client: FlaskClient) -> None:
    counts = json.loads(client.get("/v1/").data)["counts"]
    html = page(client, "/")
    assert f"{counts['articles']} articles, in them {counts['events']} events" in html
    assert 'href="/docs/"' in html
    assert 'href="/v1/events"' in html


def ask(app: Flask) -> Callable[[str], tuple[int, bytes]]:
    """Return what asks the application."""

    def get(path: str) -> tuple[int, bytes]:
        answer = app.test_client().get(path)
        return answer.status_code, answer.data

    return get


def test_without_built_scripts_pages_say_what_is_missing(client: FlaskClient, tmp_path: Path) -> None:
    app = Flask("plain", static_folder=None)
    app.register_blueprint(make_explorer(ask(client.application), Bundle(tmp_path)))
    html = page(app.test_client(), "/timeline")
    assert "<script" not in html
    assert "Install Node.js" in html
    assert "<table>" in html
    assert app.test_client().get("/assets/main.js").status_code == 404


def test_built_scripts_are_kept_by_browsers(client: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite/manifest.json").write_text('{"src/main.ts": {"file": "main-1.js", "css": ["main-2.css"]}}')
    (tmp_path / "main-1.js").write_text("export {};")
    app = Flask("built", static_folder=None)
    app.register_blueprint(make_explorer(ask(client.application), Bundle(tmp_path)))
    html = page(app.test_client(), "/articles")
    assert '<script type="module" src="/assets/main-1.js">' in html
    assert '<link rel="stylesheet" href="/assets/main-2.css">' in html
    answer = app.test_client().get("/assets/main-1.js")
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    for path in ("/assets/.vite/manifest.json", "/assets/../pages.py", "/assets/none.js"):
        assert app.test_client().get(path).status_code == 404


def test_an_empty_store_says_how_to_fill_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    upgrade(url)
    app = create_app(AppConfig(version="0.1.0", database_url=url))
    assert "There is nothing in the store yet" in page(app.test_client(), "/")
    app.extensions["dateline"].close()


def test_an_article_shows_its_text_with_the_evidence_marked(client: FlaskClient) -> None:
    [article] = json.loads(client.get("/v1/articles?external_id=talks-1").data)["data"]
    html = page(client, f"/articles/{article['id']}")
    shown = unescape(re.sub(r"<[^>]+>", "", html.split("<article>")[-1].split("</article>")[0]))
    assert shown.strip() == samples.TALKS.strip()
    assert re.search(r'class="event actor"[^>]*>Donald Trump</a>', html)
    assert re.search(r'class="event timex"[^>]*>Tuesday</span>', html)
    assert re.search(r'class="event trigger"[^>]*>hold talks</span>', html)
    assert re.search(r'href="/actors/person:vladimir-putin"', html)
    assert "Ukraine never joins NATO" in html


def test_an_actor_shows_its_events_and_positions(client: FlaskClient) -> None:
    html = page(client, "/actors/country:RUS")
    assert "Consult" in html
    assert "NATO membership of Ukraine" in html


def test_unknown_things_are_told_apart_from_none(client: FlaskClient) -> None:
    answer = client.get("/actors/person:nobody")
    assert answer.status_code == 404
    assert "No actor has the id" in unescape(answer.data.decode())
    assert client.get("/articles/x").status_code == 404
    assert "Nothing was found" in page(client, "/events?q=nowhere-to-be-found")
    assert "No actor is known as" in page(client, "/events?actor=Nobody+of+This+Name")


def test_what_the_api_refuses_is_explained(client: FlaskClient) -> None:
    answer = client.get("/events?date_from=2025-05-01&date_to=2025-01-01")
    assert answer.status_code == 400
    assert "2025-05-01 is after 2025-01-01" in answer.data.decode()


def test_pages_of_events_lead_to_the_next(client: FlaskClient) -> None:
    html = page(client, "/events?country=KEN")
    [following] = re.findall(r'rel="next" href="([^"]+)"', html)
    assert "←" in page(client, unescape(following))


def test_words_of_articles_cannot_become_markup(tmp_path: Path) -> None:
    from dataclasses import replace

    url = f"sqlite:///{tmp_path / 'markup.db'}"
    upgrade(url)
    found = samples.talks()
    evil = '<script>alert("1")</script>'
    with open_store(url) as store:
        ingest([replace(found, article=replace(found.article, title=evil, publisher=evil))], store)
    app = create_app(AppConfig(version="0.1.0", database_url=url))
    for path in ("/", "/articles", f"/articles/{found.article.id}", "/events"):
        assert "<script>" not in page(app.test_client(), path)
    app.extensions["dateline"].close()


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        ("", [], []),
        ("One.\n\nTwo.", [], [[("One.\n", ())], [("Two.", ())]]),
        ("a b c", [(2, 3, "ACTOR")], [[("a ", ()), ("b", ("actor",)), (" c", ())]]),
        ("a b", [(0, 3, "EVENT"), (0, 1, "ACTOR")], [[("a", ("event", "actor")), (" b", ("event",))]]),
        ("ab\ncd", [(1, 4, "EVENT")], [[("a", ()), ("b\n", ("event",))], [("c", ("event",)), ("d", ())]]),
        ("é🕊b", [(1, 2, "TRIGGER")], [[("é", ()), ("🕊", ("trigger",)), ("b", ())]]),
    ],
)
def test_texts_are_cut_at_the_borders_of_marks(text: str, marks: list[tuple[int, int, str]], expected: object) -> None:
    described = [{"start": s, "end": e, "kind": k, "label": "", "ref": None} for s, e, k in marks]
    assert [[(piece.text, piece.kinds) for piece in paragraph] for paragraph in mark_text(text, described)] == expected


@pytest.fixture
def told_by_several(tmp_path: Path) -> Iterator[tuple[FlaskClient, Store]]:
    """Return a client over articles that tell one event, with one that is nearly the same."""
    url = f"sqlite:///{tmp_path / 'told.db'}"
    upgrade(url)
    app = create_app(AppConfig(version="0.1.0", database_url=url))
    with open_store(url) as store:
        store.add_all(map(prepare, stories.ALL), renderer=RENDERER)
        match_all(store, renderer=RENDERER)
        yield app.test_client(), store
    app.extensions["dateline"].close()


def test_an_event_shows_its_reports_and_what_is_related(told_by_several: tuple[FlaskClient, Store]) -> None:
    client, _ = told_by_several
    html = page(client, f"/events/{stories.event_id(stories.DATED_TALKS)}")
    assert "2 independent reports from 2 publishers, the first on 2025-03-17" in html
    assert "Announced, or what came of it" in html
    assert f'href="/events/{stories.event_id(stories.HELD_TALKS)}"' in html
    assert "In conflict" in page(client, f"/events/{stories.event_id(stories.HELD_TALKS)}")
    assert "What people have said" not in html
    assert html == page(client, f"/events/{stories.event_id(stories.UNDATED_TALKS)}").replace(
        stories.event_id(stories.UNDATED_TALKS), stories.event_id(stories.DATED_TALKS)
    )


def test_an_event_shows_what_people_have_said_of_it(told_by_several: tuple[FlaskClient, Store]) -> None:
    client, store = told_by_several
    split_event(
        store,
        stories.event_id(stories.DATED_TALKS),
        [stories.UNDATED_TALKS.article.id],
        by="r.meyer",
        note="<b>another</b>",
        overrule=False,
        renderer=RENDERER,
    )
    html = page(client, f"/events/{stories.event_id(stories.DATED_TALKS)}")
    assert "These are two events</a>: &lt;b&gt;another&lt;/b&gt;" in html
    assert "r.meyer, 20" in html
    assert "a person’s word" in html


def test_a_storyline_tells_its_events_day_by_day(told_by_several: tuple[FlaskClient, Store]) -> None:
    client, store = told_by_several
    assert "No articles are of one affair yet" in page(client, "/storylines")
    renew_storylines(store)
    (address,) = re.findall(r'href="(/storylines/stl_[a-z2-7]+)"', page(client, "/storylines"))
    html = page(client, address)
    assert "<h1>Ada North and Boris East: Ceasefire</h1>" in html
    days = re.findall(r'data-label="When"><time datetime="([0-9-]+)"', html)
    assert days == sorted(days)
    assert len(days) == 3
    assert f'href="/events/{stories.event_id(stories.HELD_TALKS)}"' in html
    for link in re.findall(r'href="(/(?:timeline|map|v1/events)[^"]*storyline=[^"]+)"', html):
        assert client.get(unescape(link)).status_code == 200
    assert client.get("/storylines/stl_none").status_code == 404


def test_an_article_names_where_else_its_text_appeared(told_by_several: tuple[FlaskClient, Store]) -> None:
    client, store = told_by_several
    article = stories.DATED_TALKS.article
    place = Appearance(publisher="Copy <Gazette>", url="https://copy.example/", published_at=None, title=None)
    store.add_appearance(article.id, place, renderer=RENDERER)
    html = page(client, f"/articles/{article.id}")
    assert "The same text also appeared in Copy &lt;Gazette&gt;." in html
    assert "https://copy.example" not in html
