"""An article in, where it appeared out; and the rows that say so."""

from sqlalchemy import Connection, delete, select, update

from records.articles import Article
from records.profiles import Appearance
from storage import rows
from storage.scalars import plain

APPEARANCES_SHOWN = 100
"""So many appearances of an article are shown, the first; it is found by all of them."""

_COLUMNS = tuple(rows.appearances.c[name] for name in ("publisher", "url", "published_at", "title"))


def appearance_row(shown: Appearance | Article) -> tuple[str | None, ...]:
    """Return the columns of an appearance; an article is its own first."""
    given = (shown.publisher, shown.url, shown.published_at, shown.title)
    return tuple(None if value is None else plain(value) for value in given)


def has_appeared(connection: Connection, article_n: int, appearance: Appearance) -> bool:
    """Say whether an article is known to have appeared there; it may have done so in thousands of places."""
    columns = rows.appearances.c
    given = appearance_row(appearance)
    alike = (column.is_not_distinct_from(value) for column, value in zip(_COLUMNS, given, strict=True))
    # Sought by its address, which few share, where it has one.
    own = columns.article_n == article_n if appearance.url is None else columns.article_n + 0 == article_n
    return connection.execute(select(columns.n).where(own, *alike).limit(1)).first() is not None


def find_appearances(connection: Connection, article_n: int) -> tuple[Appearance, ...]:
    """Return where an article appeared, as far as it shows that."""
    columns = rows.appearances.c
    found = connection.execute(
        select(*_COLUMNS).where(columns.article_n == article_n).order_by(columns.n).limit(APPEARANCES_SHOWN)
    )
    return tuple(
        Appearance(publisher=publisher, url=url, published_at=published_at, title=title)
        for publisher, url, published_at, title in found
    )


def correct_appearance(connection: Connection, article_n: int, old: Article, appearance: Appearance) -> None:
    """Let the appearance that a stored article came with be another one; nowhere does it appear twice alike."""
    columns = rows.appearances.c
    found = connection.execute(
        select(columns.n, *_COLUMNS).where(columns.article_n == article_n).order_by(columns.n)
    ).all()
    formerly = appearance_row(old)
    own = next((n for n, *fields in found if tuple(fields) == formerly), None)
    if own is None:
        return
    now = appearance_row(appearance)
    if any(tuple(fields) == now for n, *fields in found if n != own):
        connection.execute(delete(rows.appearances).where(columns.n == own))
    else:
        connection.execute(
            update(rows.appearances).where(columns.n == own).values(published_at=appearance.published_at)
        )
