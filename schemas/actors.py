"""Actors in, their canonical JSON bytes out: those of one article, and what is known over all articles."""

from typing import Any

from records.actors import Actor, Office
from records.articles import Article
from records.profiles import ActorProfile
from records.vocabularies import ActorType, MentionForm
from schemas.fields import ResourceSchema, day, integer, many, string, strings, word
from schemas.rendering import render_document
from schemas.spans import SpanSchema


class _NamedActorSchema(ResourceSchema):
    id = string(
        "Stable readable id: country:RUS, gov:RUS-foreign-ministry, org:nato, person:vladimir-putin, group:rus-mil.",
        "person:donald-trump",
    )
    name = string("Its name in English.", "Donald Trump")
    actor_type = word(ActorType, "What kind of actor it is; a GROUP is an unnamed collective.", "PERSON")
    country = string("The country it belongs to, ISO 3166-1 alpha-3.", "USA", nullable=True)
    sectors = strings("CAMEO agent codes.", ["GOV"])
    code = string("Country and first sector, as CAMEO writes actors.", "USAGOV", nullable=True)
    wikidata = string("Its Wikidata item.", "Q22686", nullable=True)


class OfficeSchema(ResourceSchema):
    """A post that a person holds."""

    title = string("The title.", "U.S. President")
    organisation = string("The actor whose post it is.", "country:USA", nullable=True)


class TermSchema(OfficeSchema):
    """A term of office, as far as its days are known."""

    office = string("The post, the same under every title that it has somewhere.", "head-of-state")
    start = day("The first day; null where it is not known.", "2025-01-20", nullable=True)
    end = day("The last day; null where it still runs, as far as is known.", None, nullable=True)


class ArticleOfficeSchema(OfficeSchema):
    """A post that a person holds, as an article says."""

    start = integer("Where the title starts in the article; null where a registry says so.", 319, nullable=True)
    end = integer("Where the title ends in the article, excluded.", 333, nullable=True)


class MentionSchema(SpanSchema):
    """A span that refers to an actor."""

    form = word(MentionForm, "How the words refer to the actor.", "NAME")


class ArticleActorSchema(_NamedActorSchema):
    """An actor of one article, with its mentions."""

    offices = many(ArticleOfficeSchema, "Posts that the article or a registry gives it.")
    mentions = many(MentionSchema, "Where the article refers to it, in text order.")


class ActorSchema(_NamedActorSchema):
    """What is known of an actor over all articles."""

    aliases = strings("Other names that texts give it, most frequent first.", ["Trump", "President Trump"])
    offices = many(OfficeSchema, "Posts that it is said to hold.")
    terms = many(TermSchema, "Its offices over time, as the registry knows them.")
    article_count = integer("Articles that mention it.", 12)
    event_count = integer("Events found by `actor=`; for a country also those of its government and people.", 31)
    own_event_count = integer("Events that it takes part in itself.", 28)
    position_count = integer("Positions found by `actor=`.", 17)
    own_position_count = integer("Positions that it holds itself, or that are held on its behalf or through it.", 15)
    first_day = day("The first day of its dated events and positions.", "2025-03-11", nullable=True)
    last_day = day("The last day of its dated events and positions.", "2025-03-18", nullable=True)


class PartnerSchema(ResourceSchema):
    """An actor that shares events with another one."""

    id = string("Its id.", "country:UKR")
    name = string("Its name in English.", "Ukraine")
    actor_type = word(ActorType, "What kind of actor it is.", "STATE")
    country = string("The country it belongs to, ISO 3166-1 alpha-3.", "UKR", nullable=True)
    event_count = integer("Events of both, each itself or through its people and bodies.", 31)
    own_event_count = integer("Those that both take part in themselves.", 28)
    first_day = day("The first day on which a dated one begins.", "2025-03-11", nullable=True)
    last_day = day("The last such day.", "2025-03-18", nullable=True)


def render_actor(profile: ActorProfile) -> bytes:
    """Return the canonical bytes of an actor."""
    return render_document(
        _named(profile)
        | {
            "aliases": profile.aliases,
            "offices": [{"title": office.title, "organisation": office.organisation} for office in profile.offices],
            "terms": [
                {
                    "title": term.title,
                    "organisation": term.organisation,
                    "office": term.office,
                    "start": term.start,
                    "end": term.end,
                }
                for term in profile.terms
            ],
            "article_count": profile.article_count,
            "event_count": profile.event_count,
            "own_event_count": profile.own_event_count,
            "position_count": profile.position_count,
            "own_position_count": profile.own_position_count,
            "first_day": profile.first_day,
            "last_day": profile.last_day,
        }
    )


def article_actor_document(article: Article, actor: Actor) -> dict[str, Any]:
    """Return the JSON object of an actor of one article."""
    return _named(actor) | {
        "offices": [_article_office(office) for office in actor.offices],
        "mentions": [
            {"article_id": article.id, "start": m.start, "end": m.end, "text": m.text, "form": m.form}
            for m in actor.mentions
        ],
    }


def _article_office(office: Office) -> dict[str, Any]:
    return {"title": office.title, "organisation": office.organisation, "start": office.start, "end": office.end}


def _named(actor: Actor | ActorProfile) -> dict[str, Any]:
    return {
        "id": actor.id,
        "name": actor.name,
        "actor_type": actor.actor_type,
        "country": actor.country,
        "sectors": actor.sectors,
        "code": actor.code,
        "wikidata": actor.wikidata,
    }
