"""What a query finds by the words of its definition, record by record: slow, and without any SQL."""

from collections.abc import Iterable
from datetime import date

from records.actors import Actor
from records.dates import DateInterval
from records.events import Event
from records.extractions import Extraction
from records.positions import Position
from records.vocabularies import ActorType, Role
from storage.queries import EventFilters, EventQuery, PositionQuery

_OLD, _NEVER = date(1, 1, 1), date(9999, 12, 31)


def overlaps(interval: DateInterval, query: EventQuery | PositionQuery) -> bool:
    """An open end that nobody stated lies outside, unless the query wants it to lie anywhere."""
    if query.date_from is None and query.date_to is None:
        return True
    first, last = query.date_from or _OLD, query.date_to or _NEVER
    start, end = interval.start, interval.end
    if start is None and end is None:
        return query.include_undated
    if start and end:
        return start <= last and end >= first
    if query.include_open:
        return end >= first if end else start is not None and start <= last
    stated = start or end
    return stated is not None and first <= stated <= last


def acts_for(actor: Actor) -> set[str]:
    """Ids under which an actor is found: its own, its country's, its government's, those of its offices."""
    ids = {actor.id}
    if actor.country and actor.actor_type in (ActorType.PERSON, ActorType.GOVERNMENT_BODY, ActorType.GROUP):
        ids.add(f"country:{actor.country}")
        if "GOV" in actor.sectors or actor.actor_type is ActorType.GOVERNMENT_BODY:
            ids.add(f"gov:{actor.country}")
    for office in actor.offices:
        if office.organisation:
            ids.add(office.organisation)
            if office.organisation.startswith("gov:"):
                ids |= {f"gov:{office.organisation[4:7]}", f"country:{office.organisation[4:7]}"}
    return ids


def find_events(extractions: Iterable[Extraction], query: EventQuery) -> set[str]:
    """Return the ids of the events that a query finds."""
    return {
        event.id
        for extraction in extractions
        for event in extraction.events
        if _matches_event(event, extraction, query, query)
        and overlaps(event.event_date, query)
        and (query.background is None or event.background is query.background)
        and (query.min_confidence is None or round(event.confidence, 6) >= query.min_confidence)
        and _holds_words(query.text, " ".join(piece.quote for piece in event.evidence))
        and not any(_matches_event(event, extraction, only, query) for only in _single_fields(query.exclude))
    }


def find_positions(extractions: Iterable[Extraction], query: PositionQuery) -> set[str]:
    """Return the ids of the positions that a query finds; of the filters actors, stances, issues and `quoted`."""
    found = set()
    for extraction in extractions:
        known = {actor.id: actor for actor in extraction.actors}
        for position in extraction.positions:
            roles = {
                "actors": (position.actor_id, position.on_behalf_of),
                "holders": (position.actor_id,),
                "addressees": position.addressee_ids,
            }
            fits = all(
                not getattr(query, name)
                or any(
                    set(getattr(query, name)) & ({known[i].id} if query.actor_exact else acts_for(known[i]))
                    for i in ids
                    if i is not None
                )
                for name, ids in roles.items()
            )
            if fits and _matches_position(position, query) and overlaps(position.stated_date, query):
                found.add(position.id)
    return found


def _matches_position(position: Position, query: PositionQuery) -> bool:
    return (
        (not query.stances or position.stance in query.stances)
        and (not query.issues or position.issue.id in query.issues)
        and (query.quoted is None or position.quoted is query.quoted)
    )


def _single_fields(filters: EventFilters) -> list[EventFilters]:
    names = [name for name in EventFilters.__dataclass_fields__ if getattr(filters, name)]
    return [EventFilters(**{name: getattr(filters, name)}) for name in names]


def _matches_event(event: Event, extraction: Extraction, filters: EventFilters, query: EventQuery) -> bool:
    known = {actor.id: actor for actor in extraction.actors}
    own = {role: [known[p.actor_id] for p in event.participants if p.role is role] for role in Role}
    everyone = [*own[Role.SOURCE], *own[Role.TARGET]]

    def names(actors: Iterable[Actor]) -> set[str]:
        exact = query.actor_exact and filters is query
        return {name for actor in actors for name in ({actor.id} if exact else acts_for(actor))}

    country = event.place.country if event.place else None
    checks = (
        (filters.actors, names(everyone)),
        (filters.source_actors, names(own[Role.SOURCE])),
        (filters.target_actors, names(own[Role.TARGET])),
        (filters.actor_types, {actor.actor_type for actor in everyone}),
        (filters.actor_countries, {actor.country for actor in everyone}),
        (filters.event_types, {event.event_type}),
        (filters.modes, {event.mode}),
        (filters.contexts, set(event.contexts)),
        (filters.quad_classes, {event.quad_class}),
        (filters.countries, {country}),
        (filters.statuses, {event.status}),
        (filters.articles, {extraction.article.id}),
        (filters.publishers, {extraction.article.publisher}),
        (filters.date_precisions, {event.event_date.precision}),
        (filters.date_bases, {event.event_date.basis}),
    )
    if any(wanted and not set(wanted) & found for wanted, found in checks):
        return False
    if filters.cameo_codes and not any((event.cameo_code or "-").startswith(code) for code in filters.cameo_codes):
        return False
    if len(filters.actors_all) == 1:
        return filters.actors_all[0] in names(everyone)
    # Each two of the actors are, or act for, different participants.
    return all(
        one == other or any(one in names([a]) and other in names([b]) for a in everyone for b in everyone if a is not b)
        for one in filters.actors_all
        for other in filters.actors_all
    )


def _holds_words(text: str | None, quote: str) -> bool:
    words = (text or "").split()
    return all(word in quote for word in words if word[0] != "-") and not any(
        word[1:] in quote for word in words if word[0] == "-"
    )
