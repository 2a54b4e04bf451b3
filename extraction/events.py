"""Document, actors, places and attributions in, coded event mentions out."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from extraction.acts import CONFLICT, Act
from extraction.coding import Coder
from extraction.day_labels import label_end
from extraction.event_contexts import read_contexts
from extraction.findings import EventMention, FoundAttribution
from extraction.folding import fold, is_purpose
from extraction.forces import is_by_force
from extraction.frame_files import load_lexicon
from extraction.lookup import ActorLookup, PlaceLookup
from extraction.matching import Match, Matcher
from extraction.participants import Participants
from extraction.private import is_private
from extraction.reporters import Reporters
from extraction.roles import RoleFiller
from extraction.syntax import governors, is_coordinated_above, is_infinitive
from extraction.words import words_of
from records.vocabularies import BlockKind, EventStatus, EventType

_TITLES = frozenset({BlockKind.HEADLINE.value, BlockKind.HEADING.value})
_FURNITURE = BlockKind.FURNITURE.value
_TELLING_ALONE = frozenset({EventType.ASSAULT, EventType.PROTEST, EventType.COERCE, EventType.MOBILIZE})
_SPORT_WORDS = 2
_SPORT_WORDS_OF_ARTICLE = 3
_MAX_ROUNDS = 3
_VERBAL_CONFLICT = frozenset({EventType.THREATEN, EventType.REJECT, EventType.ACCUSE, EventType.REQUEST})


def find_events(
    doc: Doc, actors: ActorLookup, places: PlaceLookup, attributions: Sequence[FoundAttribution]
) -> tuple[EventMention, ...]:
    """Return the event mentions of the document in text order."""
    matcher = Matcher(load_lexicon(), actors, places)
    roles = RoleFiller(Participants(actors), places)
    coder = Coder(roles)
    reports = Reporters(attributions, actors)
    blocks = _kinds_of_tokens(doc)
    text = words_of(doc).text
    games = _is_report_of_game([matcher.lemmas[s.start : s.end] for s in doc.sents])
    found: list[EventMention] = []
    for sentence in doc.sents:
        kind = blocks.get(sentence.start, "")
        if kind == _FURNITURE:
            continue
        headline = kind in _TITLES
        roles.matches = matcher.match_sentence(sentence)
        # Headings, captions and timelines tell in the present what has happened.
        terse = headline or kind == BlockKind.CAPTION.value or label_end(text, sentence.start_char) is not None
        acts = _acts_of(coder, headline=terse) if roles.matches else []
        for act in acts:
            reports.lend_speaker(act)
            reports.read_claim(act)
        acts = [act for act in acts if not _is_part_of_claim(act, acts)]
        unclaimed = any(act.event_type is EventType.ASSAULT and not act.sources for act in acts)
        lemmas = matcher.lemmas[sentence.start : sentence.end]
        accident = unclaimed and _is_about_accident(lemmas)
        acts = [
            act
            for act in acts
            if _is_worth_telling(act, accident=accident)
            and not is_by_force(act)
            and not is_private(act, actors, lemmas)
        ]
        if acts and (_is_about_sport(lemmas) or (games and _is_apolitical(lemmas))):
            acts = []
        roles.remember_pair(acts)
        contexts = read_contexts(sentence, lemmas) if acts else ()
        for act in acts:
            reporter = reports.on(act.token)
            found.append(coder.mention_of(act, sentence, contexts, headline=headline, reported_by=reporter))
        if not acts and not headline and (comment := reports.comment_in(sentence)):
            found.append(comment)
    return tuple(sorted(found, key=lambda mention: (mention.trigger.start, mention.trigger.end)))


def _kinds_of_tokens(doc: Doc) -> dict[int, str]:
    if "blocks" not in doc.spans:
        return {}
    return {i: span.label_ for span in doc.spans["blocks"] for i in range(span.start, span.end)}


# ------------------------------------------------------------------------------------------------ acts of a sentence
def _acts_of(coder: Coder, *, headline: bool) -> list[Act]:
    """Return the acts that the matches of a sentence make, those that others speak about or repeat left out."""
    matches = coder.roles.matches
    inner: dict[int, tuple[Match, ...]] = {}
    taken: dict[int, frozenset[int]] = {}
    for i, match in matches.items():
        found = tuple(_content_of(match, matches))
        if match.frame.needs and not _has_needed(coder.act_of_verb(match, found, headline=headline)):
            continue
        inner[i] = found
        taken[i] = frozenset(t.i for t in match.evidence if t.i in matches)
        if match.frame.event_type is EventType.STATEMENT:
            taken[i] -= {m.token.i for m in found}  # what somebody denies is an act by itself, that of a DENIED status
        else:
            taken[i] |= {m.token.i for m in found}
    acts: dict[int, Act] = {}
    left: set[int] = set()
    for _ in range(_MAX_ROUNDS):
        absorbed = frozenset[int]().union(*(those for i, those in taken.items() if i not in left))
        fresh = {
            i: act
            for i in inner
            if i not in absorbed and i not in acts and i not in left
            if (act := _act_of(coder, matches[i], inner[i], headline=headline)) is not None
        }
        acts |= fresh
        # What an act of nobody is about may be somebody's act: "the decree sparked protests" is no criticism.
        idle = {i for i, act in fresh.items() if taken[i] and _is_of_nobody(act)}
        if not idle:
            break
        left |= idle
        acts = {i: act for i, act in acts.items() if i not in idle}
    for act in acts.values():
        first = acts.get(act.token.head.i) if act.token.dep_ == "conj" else None
        if first is not None and first.match.predicate.kind == act.match.predicate.kind == "n":
            act.sources = act.sources or first.sources
            act.targets = act.targets or first.targets
    told = {i: act for i, act in acts.items() if not is_purpose(act, acts)}
    return fold(told, coder.roles.participants.actors.actors)


def _act_of(coder: Coder, match: Match, inner: tuple[Match, ...], *, headline: bool) -> Act | None:
    if match.frame.event_type is None:
        return None
    make = coder.act_of_noun if match.predicate.kind == "n" else coder.act_of_verb
    return make(match, inner, headline=headline)


def _is_of_nobody(act: Act) -> bool:
    return not (act.sources or act.targets or act.has_pronoun or act.event_type in _TELLING_ALONE)


def _has_needed(act: Act) -> bool:
    needs = act.match.frame.needs
    return ("source" not in needs or bool(act.sources)) and ("target" not in needs or bool(act.targets))


def _is_worth_telling(act: Act, *, accident: bool) -> bool:
    """Say whether the act has enough to it: somebody who takes part, and more than a passing mention of the doing.

    "Condolences for the farmers who were killed" tells of condolences. What is only possible needs both sides.
    """
    status = act.reading.status
    if act.reading.negated and act.reading.conditional:
        return False  # "if Mali does not free them": nobody says that it does not
    if not act.sources and act.event_type is EventType.ASSAULT and accident:
        return False
    if not act.sources and status is EventStatus.PLANNED and act.event_type in _VERBAL_CONFLICT and _is_bare(act):
        return False
    if not act.sources and not act.targets:
        if act.event_type not in _TELLING_ALONE or _is_subordinate(act):
            return False
        return status in (EventStatus.OCCURRED, EventStatus.ONGOING)
    if status is EventStatus.HYPOTHETICAL and not act.sources:
        return False
    if status is EventStatus.HYPOTHETICAL and act.event_type not in _VERBAL_CONFLICT:
        idle = act.rules.quad_class < 3 and act.token.pos_ == "VERB" and is_infinitive(act.token)
        return bool(act.sources and act.targets) and not idle
    return bool(act.sources) or act.event_type not in CONFLICT or not _is_subordinate(act)


def _is_part_of_claim(act: Act, acts: Sequence[Act]) -> bool:
    """Say whether violence is only how or why a claimed deed was done: "claimed that they had hit it to avenge…"."""
    claims = {
        a.token.i for a in acts if a.event_type is EventType.STATEMENT and a.match.frame.event_type is EventType.ASSAULT
    }
    return bool(claims) and act.event_type is EventType.ASSAULT and any(t.i in claims for t in governors(act.token))


def _is_bare(act: Act) -> bool:
    """Say whether the act stands in a clause without a subject or a tense: "a trip aimed at pushing for a truce"."""
    return act.token.pos_ == "VERB" and (is_infinitive(act.token) or act.token.tag_ == "VBG")


def _is_subordinate(act: Act) -> bool:
    if act.match.predicate.kind == "n":
        return act.relation == "" and act.token.dep_ not in ("nsubj", "nsubjpass", "ROOT", "dobj")
    if act.token.dep_ == "relcl" and any(c.dep_ == "advmod" and c.tag_ == "WRB" for c in act.token.children):
        return False  # "in 2019, when eight tourists were shot"
    if act.token.dep_ == "relcl" and act.targets and act.token.left_edge.i and act.token.left_edge.nbor(-1).text == ",":
        return False  # "the editor, who was arrested last week"
    if act.token.dep_ == "acl" and act.token.head not in act.match.predicate.fillers("object"):
        return False  # "the mayor was among those killed"
    return act.token.dep_ in ("relcl", "acl", "amod")


def _is_about_accident(lemmas: Sequence[str]) -> bool:
    classes = load_lexicon().classes
    violence = classes["VIOLENCE_CUES"].intersection(lemmas)
    if not classes["NATURE_CUES"].isdisjoint(lemmas):
        violence -= classes["BESIDE_NATURE"]  # "a quake struck", "the army took the wounded to hospital"
    return not violence and not (classes["ACCIDENT_CUES"] | classes["NATURE_CUES"]).isdisjoint(lemmas)


def _is_about_sport(lemmas: Sequence[str]) -> bool:
    """Say whether the words are of a game, in which nobody is attacked and no battle is won."""
    cues = load_lexicon().classes["SPORT_CUES"].intersection(lemmas)
    return len(cues) >= _SPORT_WORDS and _is_apolitical(lemmas)


def _is_report_of_game(sentences: Sequence[Sequence[str]]) -> bool:
    """Say whether an article reports a game: many words of sport, in half of its sentences."""
    classes = load_lexicon().classes
    cues = [classes["SPORT_CUES"].intersection(lemmas) for lemmas in sentences]
    certain = set().union(*cues) - classes["AMBIGUOUS_SPORT_CUES"]
    return len(certain) >= _SPORT_WORDS_OF_ARTICLE and 2 * sum(map(bool, cues)) >= len(cues)


def _is_apolitical(lemmas: Sequence[str]) -> bool:
    return load_lexicon().classes["RULE_CUES"].isdisjoint(lemmas)


def _content_of(match: Match, matches: dict[int, Match]) -> Iterator[Match]:
    """Yield what the act of a match is about: the predicates below its content slots, outermost first."""
    for slot in match.frame.content:
        for filler in match.predicate.complements(slot):
            yield from _predicates_below(filler, match.token, matches)


def _predicates_below(token: Token, above: Token, matches: dict[int, Match]) -> Iterator[Match]:
    queue = [token]
    while queue:
        current = queue.pop(0)
        if current.i in matches and matches[current.i].frame.event_type is not None and current is not above:
            yield matches[current.i]
        queue += [
            c
            for c in current.children
            if c.dep_ not in ("relcl", "punct", "det") and c != above and not is_coordinated_above(c)
        ]
