"""The pages in a real browser: views, filters, keyboard, downloads, and no harm from anything an article holds."""

import csv
import io
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.explorer.conftest import Site

pytestmark = pytest.mark.browser
FIRST_VIEW = 300_000
VIEWS = [
    "/",
    "/articles",
    "/timeline",
    "/map",
    "/network",
    "/events",
    "/matrix",
    "/positions",
    "/actors",
    "/actors/person:vladimir-putin",
    "/search?q=ceasefire",
    "/try",
]
SPANISH = (
    "El presidente del Gobierno se reunió el lunes con el ministro de Asuntos Exteriores en Madrid. Los dos hablaron "
    "de la situación económica y de las próximas elecciones. Según fuentes oficiales, la reunión duró más de dos horas."
)
DRAWN = {
    "/timeline": ".bar",
    "/map": ".spot",
    "/network": ".graph canvas",
    "/matrix": "a.cell",
    "/actors/person:vladimir-putin": "figure svg",
}


def ask(site: Site, path: str) -> Any:
    """Return what the API says."""
    with urlopen(site.address + path) as answer:
        return json.loads(answer.read())


def article_of(site: Site, words: str) -> str:
    return str(ask(site, f"/v1/articles?q={words}")["data"][0]["id"])


def go(page: Any, path: str) -> None:
    """Open a view and wait until it has drawn what it draws."""
    page.goto(path)
    path = path.partition("?")[0]
    if path in DRAWN:
        page.locator(DRAWN[path]).first.wait_for()
    elif path.startswith("/articles/"):
        page.locator(".reader.is-live").wait_for()


def download(page: Any, button: Any) -> bytes:
    with page.expect_download() as caught:
        button.click()
    return Path(caught.value.path()).read_bytes()


# --- the whole ---------------------------------------------------------------------------------------------------


def test_a_stranger_comes_from_the_first_page_to_the_words_behind_a_record(page: Any) -> None:
    page.goto("/")
    page.locator(".cards a[href^='/articles/art_']").first.click()
    page.locator(".reader.is-live").wait_for()
    page.get_by_role("button", name="Next", exact=True).click()
    card = page.locator(".panel .card")
    assert card.locator("dt", has_text="Rule").count() == 1
    assert page.locator("article .chosen").count() > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", VIEWS)
def test_views_are_accessible(open_page: Callable[..., Any], path: str, scheme: str) -> None:
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    go(page, path)
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False})
    serious = [
        violation for violation in found.response["violations"] if violation["impact"] in ("serious", "critical")
    ]
    assert [(violation["id"], [node["html"][:160] for node in violation["nodes"][:3]]) for violation in serious] == []


@pytest.mark.parametrize("path", VIEWS)
def test_a_narrow_screen_needs_no_sideways_scrolling(open_page: Callable[..., Any], path: str) -> None:
    page = open_page(viewport={"width": 360, "height": 740})
    go(page, path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", VIEWS)
def test_a_first_view_is_light(open_page: Callable[..., Any], path: str) -> None:
    page = open_page()
    sizes: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    go(page, path)
    page.wait_for_load_state("networkidle")
    assert 10_000 < sum(sizes) < FIRST_VIEW


# A network of very many events takes seconds: its table is a click away instead.
@pytest.mark.parametrize("path", [path.replace("/network", "/network?as=table") for path in VIEWS if path != "/try"])
def test_without_scripts_there_is_the_same_as_text(open_page: Callable[..., Any], path: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(path)
    assert page.locator("main table, main .cards, main .hits").count() > 0
    assert page.locator("main a").count() > 5


def test_without_scripts_an_article_shows_its_evidence(open_page: Callable[..., Any], site: Site) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"/articles/{article_of(site, 'Jeddah')}")
    assert page.locator("article .event").count() > 1
    assert page.locator("article .actor").count() > 1


def test_the_theme_is_chosen_and_stays(open_page: Callable[..., Any]) -> None:
    page = open_page(color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    page.goto("/articles")
    light = page.evaluate(ground)
    page.get_by_role("button", name="Change between light and dark").click()
    dark = page.evaluate(ground)
    assert light != dark
    page.goto("/actors")
    assert page.evaluate(ground) == dark


def test_the_keyboard_alone_gets_everywhere(page: Any) -> None:
    page.goto("/timeline")
    page.locator(".bar").first.wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.bar')"):
            break
    first = page.evaluate("document.activeElement.dataset.event")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.event") != first
    page.keyboard.press("Enter")
    assert page.locator(".sheet .card").is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".sheet").is_hidden()
    assert page.evaluate("document.activeElement.matches('.bar')")


# --- filters and what is asked ------------------------------------------------------------------------------------


def test_filters_are_the_address_and_what_is_asked(page: Any) -> None:
    go(page, "/timeline")
    page.locator("[name=date_from]").fill("2025-03-10")
    page.locator("[name=event_type]").select_option("CONSULT")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**/timeline?event_type=CONSULT&date_from=2025-03-10")
    page.locator(".bar").first.wait_for()
    assert page.locator("[data-asked]").inner_text().startswith("/v1/events?event_type=CONSULT&date_from=2025-03-10")
    assert page.locator("[name=event_type]").input_value() == "CONSULT"
    page.get_by_role("link", name="Map", exact=True).click()
    page.wait_for_url("**/map?event_type=CONSULT&date_from=2025-03-10")
    page.go_back()
    page.go_back()
    page.wait_for_url("**/timeline")
    page.locator(".bar").first.wait_for()
    assert page.locator("[name=event_type]").input_value() == ""


def test_the_question_is_copied_with_one_click(open_page: Callable[..., Any], site: Site) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    go(page, "/matrix?stance=DEMAND")
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{site.address}/v1/positions/matrix?stance=DEMAND")


def test_a_field_is_completed_by_keyboard(page: Any) -> None:
    page.goto("/timeline")
    field = page.locator("form[data-filters] [name=actor]")
    field.press_sequentially("zele")
    page.get_by_role("option", name="Volodymyr Zelenskyy").wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    assert field.input_value() == "person:volodymyr-zelenskyy"


def test_everything_is_searched_with_suggestions(page: Any) -> None:
    page.goto("/")
    field = page.get_by_role("combobox", name="Search everything")
    field.press_sequentially("puti")
    page.get_by_role("option", name="Vladimir Putin").first.wait_for()
    field.press("Escape")
    field.fill("ceasefire")
    field.press("Enter")
    page.wait_for_url("**/search?q=ceasefire")
    for heading in ("Events", "Positions", "Issues", "Articles"):
        assert page.get_by_role("heading", name=heading).count() == 1


# --- articles -----------------------------------------------------------------------------------------------------


def test_pointing_at_words_opens_what_was_found_there(page: Any, site: Site) -> None:
    go(page, f"/articles/{article_of(site, 'Jeddah')}")
    page.locator("article .actor").first.hover()
    assert page.locator(".panel .card-kind").inner_text() == "Actor"
    page.locator("article .trigger").first.click()
    assert page.locator(".panel .card-kind").inner_text() in ("Event", "Position")
    assert page.evaluate("location.hash") != ""


def test_records_are_stepped_through_by_keyboard(page: Any, site: Site) -> None:
    go(page, f"/articles/{article_of(site, 'Jeddah')}")
    page.get_by_role("button", name="Actors").click()
    assert "show=actor" in page.url
    page.locator("article [tabindex='0']").focus()
    seen = []
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        seen.append(page.locator(".panel .card-title").inner_text())
        assert page.evaluate("document.activeElement.matches('article .actor')")
    assert len(set(seen)) == 3
    page.keyboard.press("ArrowLeft")
    assert page.locator(".panel .card-title").inner_text() == seen[1]
    page.keyboard.press("Escape")
    assert page.locator(".panel .card").count() == 0


@pytest.mark.parametrize("which", ["Jeddah", "hostile"])
def test_every_record_marks_the_words_that_it_quotes(page: Any, site: Site, which: str) -> None:
    article = site.hostile if which == "hostile" else article_of(site, which)
    events = ask(site, f"/v1/events?article={article}&limit=100")["data"]
    positions = ask(site, f"/v1/positions?article={article}&limit=100")["data"]
    assert events
    assert positions
    go(page, f"/articles/{article}")
    for record in [*events, *positions]:
        page.evaluate("id => { location.hash = id }", record["id"])
        page.wait_for_function("id => document.querySelector('.panel pre')?.textContent.includes(id)", arg=record["id"])
        marked = page.evaluate("[...document.querySelectorAll('article .chosen')].map(e => e.textContent).join('')")
        for evidence in record["evidence"]:
            if evidence["article_id"] == article:
                assert "".join(evidence["quote"].split()) in "".join(marked.split())


def test_the_card_of_a_record_holds_its_json(page: Any, site: Site) -> None:
    article = article_of(site, "Jeddah")
    event = ask(site, f"/v1/events?article={article}")["data"][0]
    go(page, f"/articles/{article}#{event['id']}")
    page.locator(".panel summary").click()
    assert json.loads(page.locator(".panel pre").inner_text())["id"] == event["id"]
    assert page.locator(".panel .json a").get_attribute("href") == f"/v1/events/{event['id']}"


@pytest.mark.parametrize("path", ["/", "/articles", "/timeline", "/matrix", "/search?q=condemned", "hostile"])
def test_what_an_article_holds_is_nothing_but_text(page: Any, site: Site, path: str) -> None:
    path = f"/articles/{site.hostile}" if path == "hostile" else path
    go(page, path)
    assert page.title() != "owned"
    assert page.locator("img, main script, main style").count() == 0
    assert page.locator("main").is_visible()


def test_a_hostile_text_is_shown_as_it_is(page: Any, site: Site) -> None:
    go(page, f"/articles/{site.hostile}")
    shown = page.evaluate("document.querySelector('article').textContent")
    text = ask(site, f"/v1/articles/{site.hostile}")["text"]
    assert "".join(shown.split()) == "".join(text.split())
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_text_is_tried_without_being_stored(page: Any, site: Site) -> None:
    before = ask(site, "/v1/")["counts"]
    page.goto("/try")
    page.get_by_role("button", name="Use a sample").click()
    page.locator(".reader.is-live").wait_for(timeout=60_000)
    assert page.locator("article .trigger").count() > 3
    page.get_by_role("button", name="Next", exact=True).click()
    assert page.locator(".panel .card").is_visible()
    saved = json.loads(download(page, page.locator("[data-result]").get_by_role("button", name="JSON", exact=True)))
    assert saved["events"]
    assert ask(site, "/v1/")["counts"] == before


def test_a_file_is_tried(page: Any, tmp_path: Path) -> None:
    file = tmp_path / "article.txt"
    file.write_text("PARIS — France and Germany signed an agreement in Paris on Friday 🕊️, officials said.", "utf-8")
    page.goto("/try")
    page.locator("[data-file]").set_input_files(file)
    page.locator(".reader.is-live").wait_for(timeout=60_000)
    assert "signed" in page.locator("article .trigger").all_inner_texts()


def test_what_cannot_be_read_is_explained(page: Any) -> None:
    page.goto("/try")
    page.locator("[name=text]").fill(SPANISH)
    page.get_by_role("button", name="Read it").click()
    alert = page.get_by_role("alert")
    alert.wait_for(timeout=60_000)
    assert "English" in alert.inner_text()
    page.misdeeds.errors.clear()


# --- pictures -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [path for path in DRAWN if path != "/network"])
def test_pictures_are_taken_along(page: Any, path: str) -> None:
    go(page, path)
    svg = download(page, page.get_by_role("button", name="SVG")).decode()
    assert svg.startswith("<svg")
    assert "var(--" not in svg
    assert "<text" in svg or "<circle" in svg
    assert_is_png(download(page, page.get_by_role("button", name="PNG")))


def test_the_network_is_taken_along(page: Any) -> None:
    go(page, "/network")
    assert_is_png(download(page, page.get_by_role("button", name="PNG")))


def assert_is_png(picture: bytes) -> None:
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    assert width > 500
    assert height > 100
    assert len(picture) > 5_000


@pytest.mark.parametrize("path", ["/timeline", "/map", "/matrix", "/events", "/positions", "/actors", "/articles"])
def test_rows_are_taken_along(page: Any, path: str) -> None:
    go(page, path)
    rows = list(csv.reader(io.StringIO(download(page, page.get_by_role("link", name="CSV")).decode())))
    assert len(rows) > 10
    saved = json.loads(download(page, page.get_by_role("link", name="JSON", exact=True).last))
    assert saved.get("data") or saved["cells"]


def test_the_matrix_opens_quotations_in_the_order_of_time(page: Any, site: Site) -> None:
    go(page, "/matrix")
    found = ask(site, page.locator("[data-asked]").inner_text())
    most = max(found["cells"], key=lambda cell: cell["position_count"])
    cell = page.locator(f"a.cell[data-actor='{most['actor_id']}'][data-issue='{most['issue_id']}']")
    cell.click()
    page.locator(".quotations li").first.wait_for()
    days = page.locator(".quotations time").all_inner_texts()
    assert len(days) == most["position_count"] > 1
    assert days == sorted(days)
    assert page.locator(".quotations q").count() >= len(days)
    page.keyboard.press("Escape")
    focused = "[document.activeElement.dataset.actor, document.activeElement.dataset.issue]"
    assert page.evaluate(focused) == [most["actor_id"], most["issue_id"]]
    page.keyboard.press("Home")
    first = page.evaluate(focused)
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused)[0] != first[0]
    assert page.evaluate(focused)[1] == first[1]


def test_the_timeline_draws_what_the_table_says(page: Any, site: Site) -> None:
    go(page, "/timeline?date_from=2025-03-10&date_to=2025-03-21")
    events = ask(site, "/v1/events?date_from=2025-03-10&date_to=2025-03-21&limit=400")["data"]
    assert page.locator(".bar").count() == len(events)
    page.locator(".as-table summary").click()
    assert page.locator(".as-table tbody tr").count() == len(events)
    unreal = [event for event in events if event["status"] in ("PLANNED", "PROPOSED", "HYPOTHETICAL", "DENIED")]
    assert page.locator(".bar.is-hollow").count() == len(unreal) > 0


def test_imprecise_dates_are_longer_bars(page: Any, site: Site) -> None:
    go(page, "/timeline?date_from=2025-03-10&date_to=2025-03-21")
    events = ask(site, "/v1/events?date_from=2025-03-10&date_to=2025-03-21&limit=400")["data"]
    one_day = next(e["id"] for e in events if e["event_date"]["start"] == e["event_date"]["end"])
    longer = next(
        e["id"]
        for e in events
        if (e["event_date"]["start"] or "") < (e["event_date"]["end"] or "") and e["event_date"]["start"]
    )
    width = "id => Number(document.querySelector(`[data-event='${id}'] rect`).getAttribute('width'))"
    assert page.evaluate(width, longer) > page.evaluate(width, one_day)


def test_the_timeline_is_zoomed_and_becomes_a_filter(page: Any) -> None:
    go(page, "/timeline")
    page.get_by_role("button", name="Show all").click()
    few = page.locator(".bar").count()
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    assert page.locator(".bar").count() < few
    page.get_by_role("button", name="Filter to what is seen").click()
    page.wait_for_url("**/timeline?date_from=*&date_to=*")
    page.locator(".bar, .empty").first.wait_for()


def test_storylines_are_bands_that_lead_to_their_events(page: Any, site: Site) -> None:
    go(page, "/timeline")
    page.get_by_role("button", name="Show all").click()
    stories = ask(site, "/v1/storylines")["data"]
    assert stories
    assert page.locator(".band").count() == min(len(stories), 6)
    story = max(stories, key=lambda one: one["event_count"])
    page.locator(f".band[href*='{story['id']}']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/timeline?storyline={story['id']}")
    page.locator(".bar").first.wait_for()
    assert page.locator(".bar").count() <= story["event_count"] + 50


def test_the_map_opens_the_events_of_a_place(page: Any) -> None:
    go(page, "/map")
    assert page.locator(".land").count() > 150
    page.locator(".spot").first.focus()
    page.keyboard.press("Enter")
    page.locator(".sheet .happenings li").first.wait_for()
    page.locator(".land.has").first.wait_for()
    summaries = page.locator(".as-table summary")
    assert summaries.count() == 2
    summaries.first.click()
    assert page.locator(".as-table tbody tr").first.is_visible()


def test_the_network_says_the_same_as_a_table(page: Any, site: Site) -> None:
    go(page, "/network")
    asked = page.locator("[data-asked]").inner_text()
    page.locator(".as-table summary").click()
    assert page.locator(".as-table tbody tr").count() == len(ask(site, asked)["edges"])


def test_an_actor_shows_offices_activity_and_positions_over_time(page: Any) -> None:
    go(page, "/actors/person:vladimir-putin")
    for heading in ("Offices over time", "Events by month", "Positions over time"):
        page.locator("figcaption", has_text=heading).wait_for()
    page.locator(".as-table summary").last.click()
    assert page.locator(".as-table tbody tr").last.is_visible()


# --- when there is nothing, and when it fails ---------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/timeline", "/map", "/network", "/matrix", "/events", "/positions"])
def test_nothing_found_is_said(page: Any, path: str) -> None:
    page.goto(f"{path}?q=nowheretobefound")
    page.locator(".loading").wait_for(state="detached")
    assert page.locator(".empty:visible").count() == 1


@pytest.mark.parametrize("path", ["/timeline", "/map", "/network"])
def test_what_fails_is_said_and_can_be_tried_again(page: Any, path: str) -> None:
    problem = {"title": "Unavailable", "detail": "The database does not answer.", "status": 503}
    address = "**/v1/network?*" if path == "/network" else "**/v1/events?*"
    page.route(
        address,
        lambda route: route.fulfill(status=503, body=json.dumps(problem), content_type="application/problem+json"),
    )
    page.goto(path)
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "The database does not answer." in alert.inner_text()
    page.unroute(address)
    page.get_by_role("button", name="Try again").click()
    page.locator(DRAWN[path]).first.wait_for()
    page.misdeeds.errors.clear()


# --- the documentation of the API ---------------------------------------------------------------------------------


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
