"""Only English is read, and no English article is refused."""

import io
from pathlib import Path

import pytest

from extraction.errors import LanguageError
from extraction.languages import check_language
from ingest.sources import make_article, read_articles
from records.articles import Article

FOREIGN = {
    "es": "El presidente anunció el lunes que el gobierno retomará las negociaciones de paz con la guerrilla en La "
    "Habana, según informaron fuentes oficiales, y añadió que la delegación viajará en las próximas semanas al país.",
    "nl": "De minister van Buitenlandse Zaken zei maandag dat het kabinet de onderhandelingen over de vrede in de "
    "regio wil hervatten. Volgens hem is er geen andere weg, en was het overleg van vorige week in Genève een begin.",
    "de": "Der Außenminister sagte am Montag in Berlin, die Regierung wolle die Verhandlungen über einen Frieden in "
    "der Region wieder aufnehmen. Es gebe keinen anderen Weg, und das Treffen in der vergangenen Woche war ein Anfang.",
    "fr": "Le ministre des Affaires étrangères a déclaré lundi que le gouvernement veut reprendre les négociations "
    "de paix dans la région. Selon lui, il n'y a pas d'autre voie, et la réunion de la semaine dernière suffit.",
    "ru": "Министр иностранных дел заявил в понедельник, что правительство намерено возобновить переговоры о мире в "
    "регионе. По его словам, другого пути нет, а встреча в Женеве на прошлой неделе стала только началом разговора.",
}


@pytest.mark.parametrize("language", FOREIGN)
def test_an_article_in_another_language_is_refused_by_name(language: str) -> None:
    with pytest.raises(LanguageError, match=f"'{language}'"):
        check_language(make_article(FOREIGN[language]))


def test_a_language_that_the_sender_names_counts() -> None:
    check_language(make_article("Talks began.", language="en-GB"))
    with pytest.raises(LanguageError, match="'de'"):
        check_language(make_article("Talks began.", language="de"))


@pytest.mark.parametrize("text", ["Erdoğan: Türkiye İstanbul'da", "Bundeskanzler Merz trifft Präsident Macron"])
def test_a_short_text_is_not_judged(text: str) -> None:
    check_language(make_article(text))


def test_the_samples_are_english() -> None:
    seeds = read_articles([str(Path(__file__).parents[2] / "seeds")], standard_input=io.BytesIO())
    for source in seeds:
        assert isinstance(source.content, Article)
        check_language(source.content)
