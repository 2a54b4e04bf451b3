"""Reading articles: every kind of file, and a clear failure for whatever is none."""

import io
from datetime import date
from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.sources import parse_day, read_article, read_articles
from records.articles import Article
from records.extractions import FailedExtraction
from records.vocabularies import DocumentDateBasis

TODAY = date(2025, 4, 1)
HTML = """<html><head><title>Ministers meet in Geneva</title>
<meta property="article:published_time" content="2025-03-12T10:00:00Z">
<meta property="og:site_name" content="Sample Wire"></head><body><nav>Home | News</nav>
<article><h1>Ministers meet in Geneva</h1>
<p>The foreign ministers of France and Germany met in Geneva on Tuesday to discuss the war, officials said after
the talks, which lasted three hours and ended without a statement.</p>
<p>They agreed to meet again next week in order to prepare a joint paper on the energy crisis.</p></article>
<footer>All rights reserved</footer></body></html>"""


def read(*paths: object, standard_input: bytes = b"", published_at: str | None = None) -> list[object]:
    found = read_articles(
        [str(p) for p in paths], standard_input=io.BytesIO(standard_input), published_at=published_at, today=TODAY
    )
    return [source.content for source in found]


def read_one(path: Path, raw: bytes) -> Article | FailedExtraction:
    path.write_bytes(raw)
    [content] = read(path)
    assert isinstance(content, Article | FailedExtraction)
    return content


def code(content: object) -> str:
    assert isinstance(content, FailedExtraction)
    return content.error.code


@pytest.mark.parametrize(
    ("name", "raw", "wanted"),
    [
        ("empty.txt", b"", "EMPTY_TEXT"),
        ("blank.txt", b" \n\t\n", "EMPTY_TEXT"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\xff", "BINARY"),
        ("nul.txt", b"Talks\x00began", "BINARY"),
        ("latin1.txt", "Café prices rose".encode("latin-1"), "ENCODING"),
        ("broken.md", b"---\ntitle: [\n---\nText", "FRONT_MATTER"),
        ("list.md", b"---\n- a\n---\nText", "FRONT_MATTER"),
        ("undated.md", b"---\npublished_at: soon\n---\nText", "PUBLISHED_AT"),
        ("future.md", b"---\npublished_at: 2025-04-03\n---\nText", "FUTURE_DATE"),
        ("surrogate.md", b'---\ntitle: "bad \\ud800 title"\n---\nText', "NOT_UNICODE"),
        ("page.html", b"<html><body><p></p></body></html>", "HTML_WITHOUT_TEXT"),
        ("data.csv", b"a,b", "FILE_TYPE"),
    ],
)
def test_what_is_no_article_gets_a_reason(tmp_path: Path, name: str, raw: bytes, wanted: str) -> None:
    assert code(read_one(tmp_path / name, raw)) == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (b"no json", "INVALID_JSON"),
        (b"[1]", "INVALID_JSON"),
        (b'{"text": "\\ud800"}', "INVALID_JSON"),
        (b'{"text": 7}', "NO_TEXT"),
        (b'{"title": "x"}', "NO_TEXT"),
        (b'{"text": "  "}', "EMPTY_TEXT"),
        (b'{"text": "a\\u0000b"}', "BINARY"),
        (b'{"text": "Talks began.", "title": ["x"]}', "INVALID_FIELD"),
        (b'{"text": "Talks began.", "published_at": "2025-02-30"}', "PUBLISHED_AT"),
        (b'{"text": "Talks began.", "published_at": "2025-03-17T10:00:00"}', "PUBLISHED_AT"),
    ],
)
def test_a_bad_line_is_named_by_its_number_and_the_next_one_is_read(tmp_path: Path, line: bytes, wanted: str) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(line + b'\n\n{"id": "b", "text": "Talks began."}\n')
    bad, good = read(path)
    assert code(bad) == wanted
    assert isinstance(bad, FailedExtraction)
    assert bad.article["origin"] == f"{path}:1"
    assert isinstance(good, Article)
    assert good.external_id == "b"


def test_a_missing_path_and_an_empty_folder_are_failures(tmp_path: Path) -> None:
    paths = (tmp_path / "nowhere", tmp_path / "nowhere.txt", tmp_path)
    assert [code(c) for c in read(*paths)] == ["NO_FILE", "NO_FILE", "NO_ARTICLES"]


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "c.txt", "ignored.pdf"):
        (tmp_path / name).write_text(name)
    texts = [c.text for c in read(tmp_path) if isinstance(c, Article)]
    assert texts == ["a.md", "b.txt", "c.txt"]


def test_front_matter_is_kept_as_written_and_left_out_of_the_text(tmp_path: Path) -> None:
    raw = b"---\r\nid: x1\r\ntitle: 'Talks: a start'\r\npublished_at: 2025-03-17\r\n---\r\n\r\nTalks began.\r\n"
    article = read_one(tmp_path / "a.md", raw)
    assert isinstance(article, Article)
    assert (article.external_id, article.title, article.published_at) == ("x1", "Talks: a start", "2025-03-17")
    assert article.text == "\r\nTalks began.\r\n"


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbfTalks began.", "Talks began.".encode("utf-16")], ids=["utf-8", "utf-16"])
def test_a_byte_order_mark_is_dropped(tmp_path: Path, raw: bytes) -> None:
    article = read_one(tmp_path / "a.txt", raw)
    assert isinstance(article, Article)
    assert article.text == "Talks began."


def test_html_gives_its_main_text_title_publisher_and_date(tmp_path: Path) -> None:
    article = read_one(tmp_path / "a.html", HTML.encode())
    assert isinstance(article, Article)
    assert "France and Germany met" in article.text
    assert "Home" not in article.text
    assert (article.title, article.publisher) == ("Ministers meet in Geneva", "Sample Wire")
    assert article.document_date.value == date(2025, 3, 12)
    assert article.document_date.basis is DocumentDateBasis.METADATA


@pytest.mark.parametrize(
    "start",
    ["", "<!DOCTYPE html>\n", "\n  <!doctype HTML>", '<?xml version="1.0"?>\n', "\ufeff"],
    ids=["plain", "doctype", "blank-first", "xml", "mark"],
)
def test_a_page_on_standard_input_is_read_as_html(start: str) -> None:
    [article] = read("-", standard_input=(start + HTML).encode())
    assert isinstance(article, Article)
    assert article.text.startswith("Ministers meet in Geneva")
    assert "Home" not in article.text


def test_a_text_that_speaks_of_html_stays_a_text() -> None:
    [article] = read("-", standard_input=b"The tag <html> is how a page begins, they said.")
    assert isinstance(article, Article)
    assert article.text.startswith("The tag <html>")


def test_a_given_publication_date_fills_in_only_where_the_input_has_none(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "One."}\n{"text": "Two.", "published_at": "2025-01-02T23:30:00-05:00"}\n')
    dates = [c.published_at for c in read(path, published_at="2025-03-17") if isinstance(c, Article)]
    assert dates == ["2025-03-17", "2025-01-02T23:30:00-05:00"]


@pytest.mark.parametrize(
    ("raw", "texts"),
    [
        (b"Plain text\nof two lines.", ["Plain text\nof two lines."]),
        (b'\n{"text": "One."}\n{"text": "Two."}\n', ["One.", "Two."]),
    ],
    ids=["text", "lines"],
)
def test_standard_input_holds_lines_or_one_text(raw: bytes, texts: list[str]) -> None:
    assert [c.text for c in read("-", standard_input=raw) if isinstance(c, Article)] == texts


def test_an_instant_counts_as_its_day_in_utc() -> None:
    assert parse_day("2025-01-02T23:30:00-05:00") == date(2025, 1, 3)


def test_the_same_text_has_the_same_id_whatever_else_is_said_of_it() -> None:
    one, other = read_article({"text": "Talks."}), read_article({"text": "Talks.", "title": "T"})
    assert one.id == other.id
    assert one.id.startswith("art_")


def test_a_bad_object_is_refused_by_name() -> None:
    with pytest.raises(SourceError, match="'text'"):
        read_article({})
