"""Document in, the places it names out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from extraction.atlas import Atlas, Location, load_atlas, name_key
from extraction.findings import ActorReference, FoundPlace
from extraction.place_names import PlaceName, find_place_names, regions_at, words
from records.ids import slug
from records.places import Place
from records.spans import TextSpan
from records.vocabularies import ActorType, BlockKind, MentionForm, PlaceKind

_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
# What the model takes for a number or a day is no name, whatever towns are called ("March").
_NO_NAMES = frozenset({"DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"})
# An unambiguous name of the document speaks for its namesakes' neighbourhood up to here.
_NEARBY_KM = 350.0
# From here on a city is known by its bare name even where the model sees nothing in it.
_WELL_KNOWN = 5.5
# Towns from here on are believed after "from" even where the model sees a person ("a man from Tyler").
_TOWN = 4.7
# Cities from here on tell by their country which of two namesakes the document is about.
_CITY = 5.0


def find_places(doc: Doc, references: Sequence[ActorReference]) -> tuple[FoundPlace, ...]:
    """Return the places that the document names, in the order of their first mention.

    A name inside a person's or an organisation's is no place, nor is a capital that stands for its government, nor
    what page furniture says. A place that no map knows has no coordinates.
    """
    atlas = load_atlas()
    scene = _Scene(doc, references, atlas)
    scene.names = find_place_names(doc, atlas, scene.closed)
    located = _locate(scene, _keep_evident(scene, scene.names))
    located += _locate_countries(scene, located)
    located += _name_unknown(scene, located)
    return _gather(atlas, located)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Located:
    span: Span
    location: Location | None
    name: str
    country: str | None
    kind: PlaceKind


def _is_guessed(reference: ActorReference) -> bool:
    """Say whether nothing but a name of one wording speaks for the actor, which may be a town's as well."""
    if reference.actor.offices or not {"minted", "nominal"} & set(reference.grounds):
        return False
    return len({m.span.text for m in reference.mentions if m.form is MentionForm.NAME}) <= 1


class _Scene:
    """What the document says that a reading of its place names depends on."""

    def __init__(self, doc: Doc, references: Sequence[ActorReference], atlas: Atlas) -> None:
        self.doc = doc
        self.atlas = atlas
        # 0: open; 1: the name of somebody unknown, who may as well be a place; 2: closed to places.
        self.closed = bytearray(len(doc))
        self.state_mentions: list[tuple[Span, str]] = []
        self.states: dict[tuple[int, int], str] = {}
        # States by how often something else than their plain names speaks of them ("Georgian", "Tbilisi says").
        self.paraphrased: Counter[str] = Counter()
        # What names a group is a part of the world ("Europe"), a place or an actor by its role.
        self.world_parts: set[tuple[int, int]] = set()
        self.names: list[PlaceName] = []
        # Countries by how often the document names them or their people.
        self.countries: Counter[str] = Counter()
        for block in doc.spans.get("blocks", ()):
            if block.label_ == BlockKind.FURNITURE:
                self._close(block)
        for reference in references:
            self._read(reference)
        self.headings = {
            token.i
            for block in doc.spans.get("blocks", ())
            if block.label_ in {BlockKind.HEADING, BlockKind.HEADLINE}
            for token in block
        }

    def _read(self, reference: ActorReference) -> None:
        actor = reference.actor
        guessed = _is_guessed(reference)
        for mention in reference.mentions:
            if mention.form not in {MentionForm.NAME, MentionForm.DEMONYM, MentionForm.METONYM}:
                continue
            if actor.country:
                self.countries[actor.country] += 1
                self.paraphrased[actor.country] += not self.atlas.is_name_of(actor.country, mention.span.text)
            if actor.actor_type is ActorType.STATE and mention.form is MentionForm.NAME and actor.country:
                self.state_mentions.append((mention.span, actor.country))
                self.states[mention.span.start, mention.span.end] = actor.country
            elif actor.actor_type is ActorType.GROUP and mention.form is MentionForm.NAME:
                self.world_parts.add((mention.span.start, mention.span.end))
            else:
                self._close(mention.span, 1 if guessed else 2)

    def _close(self, span: Span, degree: int = 2) -> None:
        for i in range(span.start, span.end):
            self.closed[i] = max(degree, self.closed[i])

    def is_closed(self, start: int, end: int) -> bool:
        """Say whether the tokens belong to somebody's name, a metonym, a demonym or page furniture."""
        return any(degree == 2 for degree in self.closed[start:end]) or (
            any(self.closed[start:end])
            and any(self.closed[i] for i in (start - 1, end) if 0 <= i < len(self.doc) and self._goes_on(i))
        )

    def _goes_on(self, i: int) -> bool:
        return self.doc[i].text[0].isupper()

    def state_from(self, start: int) -> Location | None:
        """Return the state whose name begins at the token, or after "the" there."""
        for mention, country in self.state_mentions:
            if mention.start == start or (mention.start == start + 1 and self.doc[start].lower_ == "the"):
                return self.atlas.countries.get(country)
        return None

    def share(self, country: str | None) -> float:
        """Return how much of the document's talk of countries is about this one (0 to 1)."""
        total = self.countries.total()
        return self.countries[country] / total if total and country else 0.0


def _keep_evident(scene: _Scene, matches: list[PlaceName]) -> list[PlaceName]:
    """Leave out words that only look like a place: surnames, common words, parts of longer names.

    A name that is surely a place once is one wherever it stands alone, and so are its neighbours in a list.
    """
    verdicts = [_judge(scene, match, before) for before, match in zip((None, *matches), matches, strict=False)]
    sure = {match.key for match, verdict in zip(matches, verdicts, strict=True) if verdict}
    verdicts = [v if v is not None else m.key in sure or None for m, v in zip(matches, verdicts, strict=True)]
    for order in (range(1, len(matches)), range(len(matches) - 2, -1, -1)):
        for i in order:
            other = i - 1 if order.step > 0 else i + 1
            first, second = sorted((i, other))
            if verdicts[i] is None and verdicts[other] and _are_listed(matches[first].span, matches[second].span):
                verdicts[i] = True
    return [match for match, verdict in zip(matches, verdicts, strict=True) if verdict]


def _judge(scene: _Scene, match: PlaceName, before_it: PlaceName | None) -> bool | None:
    """Return whether the match names a place: True, False, or None where the words themselves do not tell."""
    span = match.span
    if scene.is_closed(span.start, span.end):
        return False
    label, longer = _entity_around(span)
    if (longer and (not match.typed or label not in _PLACE_LABELS)) or label in _NO_NAMES:
        return False
    if match.typed:
        return True
    if any(m.start <= span.start and span.end <= m.end and len(m) > len(span) for m, _ in scene.state_mentions):
        return False
    if (span.start, span.end) in scene.world_parts:
        return _stands_as_place(span.root, set())
    state = scene.states.get((span.start, span.end))
    if state is not None and not _is_part_of_state(scene, match, state):
        return _is_region_and_no_state(scene, match, before_it, state)
    if _names_holder_after_comma(scene, span):
        return True
    if match.key in scene.atlas.country_keys and not any(p.kind is PlaceKind.REGION for p in match.candidates):
        return False
    if label in _PLACE_LABELS:
        return True
    if span.start not in scene.headings and _is_part_of_name(span):
        return False
    before = _word_before(span)
    if before in words("preposition") or (before in words("weak_preposition") and label != "PERSON"):
        return True
    if before in words("town") or (span.end < len(span.doc) and span.doc[span.end].lower_ in words("town")):
        return True
    known = any(p.kind is not PlaceKind.CITY or p.weight >= _WELL_KNOWN for p in match.candidates)
    if known and (len(span) > 1 or (label != "PERSON" and _is_no_common_word(span[0]))):
        return True
    if before == "from" and any(place.weight >= _TOWN for place in match.candidates):
        return True
    return None


def _is_part_of_state(scene: _Scene, match: PlaceName, state: str) -> bool:
    """Say whether a name that counts for a state is only a part of it ("Scotland", "Zanzibar")."""
    return any(p.country == state for p in match.candidates) and not scene.atlas.is_name_of(state, match.span.text)


def _is_region_and_no_state(scene: _Scene, match: PlaceName, before_it: PlaceName | None, state: str) -> bool:
    """Say whether what is also a state's name is another state's region here ("Atlanta, Georgia").

    A document that speaks of the state in other words too, or of its cities, means the state.
    """
    rivals = [p for p in match.candidates if p.kind is PlaceKind.REGION and p.country != state]
    if not rivals:
        return False
    if before_it is not None and _is_qualified_by(before_it.span, match.span):
        held = [place.weight for place in before_it.candidates if _is_held(place, rivals)]
        at_home = [place.weight for place in before_it.candidates if place.country == state]
        return bool(held) and max(held) >= max(at_home, default=0.0)
    others = [p for other in scene.names if other.key != match.key for p in other.candidates if p.weight >= _CITY]
    if scene.paraphrased[state] or any(place.country == state for place in others):
        return False
    return any(_is_held(place, rivals) for place in others)


def _is_qualified_by(first: Span, second: Span) -> bool:
    """Say whether the second name follows the first after a comma: "Paris, Texas"."""
    return first.end + 1 == second.start and first.doc[first.end].text == ","


def _entity_around(span: Span) -> tuple[str, bool]:
    """Return the label of the model's entity on the span, and whether a longer name of it goes on outside.

    A list is no longer name ("Idlib, Hama"), nor is a direction before a place ("eastern Aleppo").
    """
    doc = span.doc
    inside = next((token for token in span if token.ent_type_), None)
    if inside is None:
        return "", False
    label, start, end = inside.ent_type_, inside.i, inside.i + 1
    while start > 0 and doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(doc) and doc[end].ent_iob_ == "I":
        end += 1
    before = doc[span.start - 1] if start < span.start else None
    after = doc[span.end] if span.end < end else None
    beside = [token for token in (before, after) if token is not None and token.text[0].isupper()]
    if label not in _PLACE_LABELS:
        beside += [token for token in (*doc[start : span.start], *doc[span.end : end]) if token.text[0].isupper()]
    return label, any(token.lower_ not in words("modifier") or token.i > span.start for token in beside)


def _is_part_of_name(span: Span) -> bool:
    """Say whether a capitalised word follows that belongs to the same name ("Boston Globe", "Paris Agreement")."""
    doc, i = span.doc, span.end
    if i >= len(doc):
        return False
    after = doc[i]
    return after.pos_ == "PROPN" and after.is_title and not after.ent_type_ and span.root.head.i == after.i


def _names_holder_after_comma(scene: _Scene, span: Span) -> bool:
    return bool(_holders_after(scene, span))


def _holders_after(scene: _Scene, span: Span) -> list[Location]:
    """Return the regions and states that a comma adds to a name: "Paris, Texas", "Hasakah, Syria"."""
    doc, i = span.doc, span.end
    if i + 1 >= len(doc) or doc[i].text != "," or not doc[i + 1].text[0].isupper():
        return []
    regions = regions_at(doc, scene.atlas, i + 1)
    state = scene.state_from(i + 1)
    if state is None:
        return regions
    return (
        [state, *regions] if name_key(state.name) in {name_key(place.name) for place in regions} else regions or [state]
    )


def _word_before(span: Span) -> str:
    """Return the word that governs the name from the left, past articles and directions ("in the eastern Donbas")."""
    i = span.start - 1
    while i >= 0 and span.doc[i].lower_ in words("modifier"):
        i -= 1
    return span.doc[i].lower_ if i >= 0 else ""


def _are_listed(first: Span, second: Span) -> bool:
    between = first.doc[first.end : second.start]
    return 0 < len(between) <= 3 and all(token.lower_ in {",", "and", "or", "the"} for token in between)


def _is_governed_as_place(span: Span) -> bool:
    before, after = _word_before(span), span.doc[span.end].lower_ if span.end < len(span.doc) else ""
    return (
        before in words("preposition") or before in words("town") or before in {"from", "to"} or after in words("town")
    )


def _is_no_common_word(token: Token) -> bool:
    """Say whether the word is a proper noun to the tagger and not merely the capital that opens a sentence."""
    return token.pos_ == "PROPN" and not (token.is_sent_start and token.is_stop)


def _locate(scene: _Scene, matches: list[PlaceName]) -> list[_Located]:
    """Choose a place for each match; a name means the same place throughout unless a qualifier says otherwise."""
    anchors = _unambiguous(matches)
    qualified: dict[int, Location] = {}
    by_key: dict[str, Location] = {}
    for i, match in enumerate(matches):
        if own := _qualified(scene, match):
            qualified[i] = by_key.setdefault(match.key, _choose(scene, match.key, own, anchors))
        elif fitting := _qualifying(scene, matches, i, qualified) or _regions_in_list(scene, matches, i):
            qualified[i] = _choose(scene, match.key, fitting, anchors)
    chosen: dict[tuple[str, bool], Location] = {}
    located: list[_Located] = []
    for i, match in enumerate(matches):
        place = qualified.get(i) or (None if match.typed else by_key.get(match.key))
        if place is None:
            if (match.key, match.typed) not in chosen:
                chosen[match.key, match.typed] = _choose(scene, match.key, match.candidates, anchors)
            place = chosen[match.key, match.typed]
        located.append(_located(match.span, place))
    return located


def _qualified(scene: _Scene, match: PlaceName) -> list[Location]:
    """Return the candidates that lie in what follows after a comma; a list of regions qualifies nothing."""
    if match.typed:
        return []
    holders = _holders_after(scene, match.span)
    if holders and any(place.kind is PlaceKind.REGION for place in match.candidates):
        holders = [holder for holder in holders if holder.kind is PlaceKind.COUNTRY]
    return [place for place in match.candidates if _is_held(place, holders)]


def _qualifying(scene: _Scene, matches: list[PlaceName], i: int, qualified: dict[int, Location]) -> list[Location]:
    """Return the regions that a name means after a place that it qualifies: "Everett, Washington"."""
    if i - 1 not in qualified or not _is_qualified_by(matches[i - 1].span, matches[i].span):
        return []
    return [region for region in scene.atlas.regions(matches[i].key) if _is_held(qualified[i - 1], [region])]


def _regions_in_list(scene: _Scene, matches: list[PlaceName], i: int) -> list[Location]:
    """Return the regions that a name means among others: "Oregon, Washington and Idaho"."""
    regions = scene.atlas.stems.get(matches[i].key, ())
    if not regions:
        return []
    around = [j for j in (i - 1, i + 1) if 0 <= j < len(matches)]
    listed = [j for j in around if _are_listed(matches[min(i, j)].span, matches[max(i, j)].span)]
    countries = {p.country for j in listed for p in matches[j].candidates if p.kind is PlaceKind.REGION}
    return [region for region in regions if region.country in countries]


def _unambiguous(matches: list[PlaceName]) -> list[Location]:
    """Return the places whose names mean nothing else; a region that holds its namesake city counts once."""
    return list(dict.fromkeys(m.candidates[0] for m in matches if len(set(m.candidates)) == 1))[:50]


def _is_held(place: Location, holders: Sequence[Location]) -> bool:
    return any(
        place != holder
        and place.country == holder.country
        and (holder.kind is PlaceKind.COUNTRY or place.distance_to(holder) < _reach(holder))
        for holder in holders
    )


def _reach(region: Location) -> float:
    """Return how far from its middle a region may reach, in kilometres; Siberia and Alaska are large."""
    return 2500.0 if region.country in {"RUS", "CAN", "AUS", "BRA", "CHN", "DNK"} or region.name == "Alaska" else 700.0


def _choose(scene: _Scene, key: str, candidates: Sequence[Location], anchors: Sequence[Location]) -> Location:
    """Return the likeliest candidate: well known, in a country the document is about, near its other places."""

    def fitness(place: Location) -> float:
        share = scene.share(place.country)
        near = any(a != place and a.country == place.country and place.distance_to(a) < _NEARBY_KM for a in anchors)
        return scene.atlas.fitness(key, place) + (1.0 + 1.5 * share if share else 0.0) + (0.8 if near else 0.0)

    return max(dict.fromkeys(candidates), key=lambda place: (fitness(place), place))


def _locate_countries(scene: _Scene, located: Sequence[_Located]) -> list[_Located]:
    """Return the states that the document names as places and not as actors ("in Ukraine", "Kharkiv, Ukraine")."""
    taken = {token.i for found in located for token in found.span}
    ends = {found.span.end for found in located}
    spans = sorted(scene.state_mentions, key=lambda pair: pair[0].start)
    found: list[_Located] = []
    placed: set[int] = set()
    for span, country in spans:
        location = scene.atlas.countries.get(country)
        if location is None or span.start in taken:
            continue
        after_place = span.start > 0 and scene.doc[span.start - 1].text == "," and span.start - 1 in ends
        after_place = after_place and span.root.dep_ not in {"compound", "nmod", "amod", "poss"}
        if after_place or _stands_as_place(span.root, placed):
            placed.add(span.root.i)
            found.append(_located(span, location))
    return found


def _stands_as_place(token: Token, placed: set[int]) -> bool:
    """Say whether the state is where something is: after a preposition of place, or reached, left, crossed."""
    head = token.head
    if token.dep_ == "conj":
        return head.i in placed
    if token.dep_ == "pobj":
        return head.lower_ in words("preposition") or (
            head.lower_ in {"from", "to"} and head.head.pos_ in {"VERB", "AUX"}
        )
    return token.dep_ == "dobj" and head.lemma_ in words("motion")


def _name_unknown(scene: _Scene, located: Sequence[_Located]) -> list[_Located]:
    """Return the model's places that no map knows, with the country that a comma adds, and no coordinates."""
    taken = {token.i for found in located for token in found.span}
    taken |= {token.i for span, _ in scene.state_mentions for token in span}
    rejected = {(name.span.start, name.span.end) for name in scene.names}
    found: list[_Located] = []
    for entity in scene.doc.ents:
        if entity.label_ not in _PLACE_LABELS or scene.is_closed(entity.start, entity.end):
            continue
        span = _trim(entity)
        if (
            span is None
            or (span.start, span.end) in rejected
            or any(token.i in taken for token in span)
            or span.start in scene.headings
        ):
            continue
        countries = {holder.country for holder in _holders_after(scene, span)}
        if not countries and not _is_governed_as_place(span):
            continue
        kind = {"GPE": PlaceKind.CITY, "LOC": PlaceKind.REGION, "FAC": PlaceKind.SITE}[entity.label_]
        country = countries.pop() if len(countries) == 1 else None
        found.append(_Located(span=span, location=None, name=" ".join(span.text.split()), country=country, kind=kind))
    return found


def _trim(span: Span) -> Span | None:
    """Return the span without its article and possessive ending; None where no name is left."""
    start, end = span.start, span.end
    while start < end and (span.doc[start].text in words("modifier") or not _is_name_start(span.doc[start])):
        start += 1
    while start < end and not span.doc[end - 1].text[-1].isalnum():
        end -= 1
    if end > start and span.doc[end - 1].tag_ == "POS":
        end -= 1
    trimmed = span.doc[start:end]
    return trimmed if any(token.text[0].isupper() for token in trimmed) and slug(trimmed.text) else None


def _is_name_start(token: Token) -> bool:
    return token.text[0].isalnum() and token.text != "The"


def _located(span: Span, place: Location) -> _Located:
    return _Located(span=span, location=place, name=place.name, country=place.country, kind=place.kind)


def _gather(atlas: Atlas, located: Iterable[_Located]) -> tuple[FoundPlace, ...]:
    by_id: dict[str, list[_Located]] = {}
    for found in sorted(located, key=lambda found: (found.span.start, found.span.end)):
        by_id.setdefault(_identify(atlas, found), []).append(found)
    return tuple(FoundPlace(place=_record(i, mentions), spans=_spans(mentions)) for i, mentions in by_id.items())


def _identify(atlas: Atlas, found: _Located) -> str:
    if found.location is not None:
        return atlas.id_of(found.location)
    identifier = f"place:{slug(found.name)}"
    return f"{identifier}-{found.country.lower()}" if found.country else identifier


def _record(identifier: str, mentions: Sequence[_Located]) -> Place:
    first = mentions[0]
    return Place(
        id=identifier,
        name=first.name,
        country=first.country,
        latitude=first.location.latitude if first.location else None,
        longitude=first.location.longitude if first.location else None,
        kind=first.kind,
        mentions=tuple(
            TextSpan(start=found.span.start_char, end=found.span.end_char, text=found.span.text) for found in mentions
        ),
    )


def _spans(mentions: Iterable[_Located]) -> tuple[Span, ...]:
    return tuple(found.span for found in mentions)
