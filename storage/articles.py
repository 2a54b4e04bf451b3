"""Article queries in, the ways to find their rows out."""

from collections.abc import Sequence

from sqlalchemy import Dialect, literal_column, select

from storage import rows
from storage.conditions import actor_numbers, contains, match_values
from storage.items import Items, Source
from storage.statements import Binder, Condition, is_one_of
from storage.texts import ARTICLES_TEXT, TextTable


class ArticleItems(Items):
    """Articles, by the day of publication."""

    table = rows.articles
    start = rows.articles.c.published
    stop = rows.articles.c.published
    single_days = True
    text = TextTable(ARTICLES_TEXT)

    def find_sources(self, binder: Binder, dialect: Dialect) -> Sequence[Source]:
        """Let a text search lead, otherwise the day of publication."""
        articles, name = rows.articles, dialect.name
        tables, conditions, text = articles, self._conditions(binder, dialect), None
        if "text" in binder:
            text = self.text
            tables = self.text.tables(name).join(articles, articles.c.n == self.text.number(name))
            conditions.insert(0, self.text.matches(name, binder.one("text")))
        return [
            Source(
                tables=tables,
                start=articles.c.published,
                n=articles.c.n,
                reach=literal_column("0"),
                conditions=tuple(conditions),
                text=text,
            )
        ]

    def _conditions(self, binder: Binder, dialect: Dialect) -> list[Condition]:
        articles, appearances, named = rows.articles.c, rows.appearances.c, rows.article_actors.c
        conditions = match_values(binder, {"external_ids": articles.external_id})
        for field, column in (("publishers", appearances.publisher), ("urls", appearances.url)):
            if field in binder:
                same = appearances.article_n == articles.n
                conditions.append(contains(rows.appearances, same, is_one_of(column, binder.many(field))))
        if "actors" in binder:
            numbers = actor_numbers(binder.many("actors"))
            conditions.append(articles.n.in_(select(named.article_n).where(named.actor_n.in_(numbers))))
        if "updated_since" in binder:
            conditions.append(articles.updated_at >= binder.one("updated_since"))
        if "text_not" in binder:
            conditions.append(articles.n.not_in(self.text.numbers(dialect.name, binder.one("text_not"))))
        return conditions
