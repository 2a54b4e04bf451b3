"""Fields of queries in, the conditions they set on rows out."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal_column, or_, select

from storage import rows
from storage.statements import Binder, Condition, is_one_of

LIKE_ESCAPE = "/"


def match_values(binder: Binder, columns: dict[str, Any]) -> list[Condition]:
    """Each field that is set has to be one of its values in the column."""
    return [is_one_of(column, binder.many(name)) for name, column in columns.items() if name in binder]


def match_patterns(binder: Binder, name: str, column: Any) -> list[Condition]:
    """The column is like one of the field's patterns (`pattern_of`)."""
    if name not in binder:
        return []
    return [or_(*(column.like(parameter, escape=LIKE_ESCAPE) for parameter in binder.many(name)))]


def match_article(binder: Binder, article_n: Any) -> list[Condition]:
    """Conditions on the article that reports an item."""
    conditions: list[Condition] = []
    if "articles" in binder:
        articles = rows.articles.c
        conditions.append(article_n.in_(select(articles.n).where(is_one_of(articles.id, binder.many("articles")))))
    if "publishers" in binder:
        appearances = rows.appearances.c
        conditions.append(
            exists(
                select(1).where(
                    appearances.article_n == article_n,
                    is_one_of(appearances.publisher, binder.many("publishers")),
                )
            )
        )
    if "storylines" in binder:
        conditions.append(article_n.in_(articles_of_storylines(binder)))
    return conditions


def told_in(event_n: Any, article_n: Any, numbers: Any) -> Condition:
    """An event is told in one of the articles: its own, or one of the others that tell it."""
    tellings = rows.tellings.c
    others = select(tellings.event_n).where(tellings.article_n.in_(numbers), tellings.told.is_not(None))
    return or_(article_n.in_(numbers), event_n.in_(others))


def match_reports(binder: Binder, event_n: Any, article_n: Any) -> list[Condition]:
    """Conditions on the articles that report an event, of which there may be several."""
    conditions: list[Condition] = []
    if "articles" in binder:
        articles = rows.articles.c
        named = select(articles.n).where(is_one_of(articles.id, binder.many("articles")))
        conditions.append(told_in(event_n, article_n, named))
    if "storylines" in binder:
        conditions.append(told_in(event_n, article_n, articles_of_storylines(binder)))
    if "publishers" in binder:
        appearances, tellings = rows.appearances.c, rows.tellings.c
        by_them = is_one_of(appearances.publisher, binder.many("publishers"))
        own = exists(select(1).where(appearances.article_n == article_n, by_them))
        shared = select(1).join(rows.appearances, appearances.article_n == tellings.article_n)
        others = exists(shared.where(tellings.event_n == event_n, tellings.told.is_not(None), by_them))
        conditions.append(or_(own, others))
    return conditions


def articles_of_storylines(binder: Binder) -> Any:
    """Select the numbers of the articles of the storylines that are named."""
    members, storylines = rows.storyline_articles.c, rows.storylines.c
    statement = select(members.article_n).join(rows.storylines, storylines.n == members.storyline_n)
    return statement.where(is_one_of(storylines.id, binder.many("storylines")))


def actor_number(parameter: Any) -> Any:
    """The number of the actor with that id."""
    return select(rows.actors.c.n).where(rows.actors.c.id == parameter).scalar_subquery()


def actor_numbers(parameters: list[Any]) -> Any:
    """Select the numbers of the actors with those ids."""
    return select(rows.actors.c.n).where(rows.actors.c.id.in_(parameters))


def has_bits(column: Any, mask: int) -> ColumnElement[bool]:
    """One of the bits of the mask is set."""
    bits: ColumnElement[bool] = column.op("&")(literal(mask)) != literal(0)
    return bits


def literal(number: int) -> Any:
    """A number that is part of the SQL."""
    return literal_column(str(int(number)))


def contains(table: Any, *conditions: Any) -> Condition:
    """The table has a row for which the conditions hold."""
    return exists(select(1).select_from(table).where(and_(*conditions)))


def pattern_of(text: str, *, before: str = "", after: str = "") -> str:
    """Return the LIKE pattern for a text, with wildcards before or after it."""
    for character in (LIKE_ESCAPE, "%", "_"):
        text = text.replace(character, LIKE_ESCAPE + character)
    return before + text + after
