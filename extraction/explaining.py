"""A sentence in, which frames fired in it, which slots they filled, and why the others lost, out."""

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from extraction.actors import find_references
from extraction.attribution import find_attributions
from extraction.events import find_events
from extraction.findings import EventMention
from extraction.frame_files import load_lexicon
from extraction.lookup import ActorLookup, PlaceLookup
from extraction.matching import Match, Matcher
from extraction.ontology import load_types
from extraction.pipeline import Extractor
from extraction.places import find_places


@dataclass(frozen=True, slots=True, kw_only=True)
class Loser:
    """A frame that knows the word and did not fire, and why."""

    frame: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """A frame that fired on a word: its type (None: the words name no event), score, filled slots, and the losers.

    `coded` says whether an event came of it; if not, another frame took it over, or nobody known takes part.
    """

    word: str
    frame: str
    event_type: str | None
    score: float
    slots: dict[str, tuple[str, ...]]
    coded: bool
    losers: tuple[Loser, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What the frames make of a text."""

    firings: tuple[Firing, ...]
    events: tuple[EventMention, ...]
    doc: Doc


def explain(text: str, extractor: Extractor) -> Explanation:
    """Return the frames that fire in the text, in text order, and the events that come of them."""
    doc = extractor.nlp(text)
    references = find_references(doc, extractor.directory, None)
    actors = ActorLookup(doc, references)
    places = PlaceLookup(find_places(doc, references))
    events = find_events(doc, actors, places, find_attributions(doc, actors))
    matcher = Matcher(load_lexicon(), actors, places)
    firings = []
    for sentence in doc.sents:
        for match in matcher.match_sentence(sentence).values():
            coded = any(e.rule == match.frame.id and e.trigger.start <= match.token.i < e.trigger.end for e in events)
            losers = tuple(Loser(frame=frame.id, reason=reason) for frame, reason in matcher.losers(match))
            firings.append(
                Firing(
                    word=match.token.text,
                    frame=match.frame.id,
                    event_type=match.frame.event_type,
                    score=match.score,
                    slots=_slots_of(match),
                    coded=coded,
                    losers=losers,
                )
            )
    return Explanation(firings=tuple(firings), events=events, doc=doc)


def _slots_of(match: Match) -> dict[str, tuple[str, ...]]:
    """Return the words in the slots that the frame asks about, tests or takes over; empty ones left out."""
    frame = match.frame
    names = ["subject" if match.predicate.kind != "n" else "poss", *(frame.sources or ()), *(frame.targets or ())]
    if frame.targets is None and frame.event_type is not None:
        rules = load_types()[frame.event_type]
        names += rules.noun_target if match.predicate.kind == "n" else rules.verb_target
    names += [condition.slot for condition in frame.conditions if condition.slot != "content"]
    names += frame.content
    filled = {name: match.predicate.complements(name) for name in dict.fromkeys(names) if "." not in name}
    return {name: tuple(_phrase(token) for token in tokens) for name, tokens in filled.items() if tokens}


def _phrase(token: Token) -> str:
    """Return the head with the words directly before it that belong to it."""
    start = min((c.i for c in token.children if c.i < token.i and c.dep_ != "punct"), default=token.i)
    return token.doc[start : token.i + 1].text
