"""Clusters in, the phrases that point back out of their groups: "the two sides", "its troops", "the company"."""

from collections.abc import Iterator, Mapping

from spacy.tokens import Doc, Span, Token

from extraction.antecedents import Antecedents, Groups
from extraction.directory import Directory
from extraction.person_clusters import PersonCluster
from extraction.pointing import pointing_nouns
from extraction.syntax import SUBJECTS, governors
from extraction.unnamed import LOCAL
from records.vocabularies import ActorType, MentionForm

_NAME, _NOMINAL, _PRONOUN = MentionForm.NAME.value, MentionForm.NOMINAL.value, MentionForm.PRONOUN.value
_LOCAL = f"group:{LOCAL}-"
_BOTH = frozenset({"two", "both"})
_STATES = frozenset(
    """countries nations states governments capitals neighbours neighbors powers economies militaries armies
    foes allies rivals""".split()  # noqa: SIM905
)
_SIDES = frozenset({"sides", "parties", "delegations", "teams", "negotiators", "camps", "adversaries", "enemies"})
_PERSONS = frozenset(
    {"leaders", "presidents", "ministers", "men", "women", "diplomats", "envoys", "officials", "chiefs"}
)
_SENTENCES_BACK = 3
_MOST_NAMED = 30
_BETWEEN = frozenset({"between", "by", "among"})
_PARTNERS = frozenset({"with", "against"})
_PLACE_PREPOSITIONS = frozenset({"in", "at", "near", "from"})
_OF_STATES = frozenset({"GOV", "MIL", "COP", "SPY", "LEG", "JUD"})


class Definites:
    """Moves mentions of one document to the actors that they point back to."""

    def __init__(self, doc: Doc, persons: list[PersonCluster], groups: Groups, directory: Directory) -> None:
        self.doc = doc
        self.groups = groups
        self.persons = persons
        self.directory = directory

    def resolve(self) -> None:
        """Give each phrase its actor; a phrase that points at nobody for sure stays where it is."""
        antecedents = Antecedents(self.doc, self.groups, self.directory, self._move_to)
        self._take_names_up(antecedents)
        pointing = [(key, span) for key in self.groups if self._may_point(key) for span in self.groups[key]]
        if pointing:
            self._possessors = dict(self._read_possessors())
        for key, span in sorted(pointing, key=lambda item: (item[1].start, item[1].end, item[0])):
            if span.id_ != _NOMINAL:
                continue
            if any(token.lower_ in _BOTH for token in span) and self._join_parties(key, span, span.root):
                continue
            owner = next((token for token in span if token.tag_ == "PRP$"), None)
            if owner is not None:
                self._join_owner(key, span, self._possessors.get(owner.i, ""))
        antecedents.join()

    def _may_point(self, key: str) -> bool:
        return key.startswith(_LOCAL) or key.endswith(("-states", "-gov", "-government", "-officials-party", "-bus"))

    def _move(self, old: str, new: str, span: Span, actor_type: ActorType) -> None:
        self.groups[old] = [other for other in self.groups[old] if other != span]
        if not any(other.id_ != _PRONOUN for other in self.groups[old]):
            # Its pronouns spoke of what the phrase speaks of.
            for pronoun in self.groups.pop(old):
                self._add(new, pronoun, actor_type)
        self._add(new, span, actor_type)

    def _move_to(self, old: str, new: str, span: Span) -> None:
        self._move(old, new, span, self._type_of(new))

    def _add(self, key: str, span: Span, actor_type: ActorType) -> None:
        kb_id = key if ":" in key else ""
        moved = Span(self.doc, span.start, span.end, label=actor_type.value, kb_id=kb_id, span_id=span.id_)
        self.groups.setdefault(key, []).append(moved)

    # Two of them

    def _join_parties(self, key: str, span: Span, root: Token) -> bool:
        lower = root.lower_
        if lower in _PERSONS:
            pair = self._pair(span, dict(self._named_persons()))
            if pair is None:
                return False
            for number in pair:
                person = self.persons[int(number)]
                person.mentions.append(
                    Span(
                        self.doc,
                        span.start,
                        span.end,
                        label=ActorType.PERSON.value,
                        kb_id=person.actor_id,
                        span_id=_NOMINAL,
                    )
                )
            self.groups[key] = [other for other in self.groups[key] if other != span]
            if not self.groups[key]:
                del self.groups[key]
            return True
        if lower in _STATES:
            named = dict(self._named_parties(states_only=True))
            pair = self._linked_pair(span, named) if self._is_said(span) else self._pair(span, named)
        elif lower in _SIDES:
            pair = self._linked_pair(span, dict(self._named_parties(states_only=False)))
        else:
            return False
        if pair is None:
            return False
        first, second = pair
        self._add(first, span, self._type_of(first))
        self._move(key, second, span, self._type_of(second))
        return True

    def _pair(self, span: Span, named: Mapping[int, str]) -> tuple[str, str] | None:
        """Return the only two that the sentence names before the phrase, or the nearest ones before it do."""
        found: dict[str, None] = {}
        sentence = span.sent
        end = span.start
        for _ in range(_SENTENCES_BACK):
            for i in range(end - 1, sentence.start - 1, -1):
                if i in named:
                    found.setdefault(named[i])
            if len(found) == 2:
                second, first = found
                return first, second
            if len(found) > 2 or sentence.start == 0:
                return None
            end = sentence.start
            sentence = self.doc[end - 1].sent
        return None

    def _is_said(self, span: Span) -> bool:
        """Say whether somebody says the phrase, whose own country is then none of the two as a matter of course."""
        return any(governor.dep_ == "ccomp" for governor in governors(span.root))

    def _linked_pair(self, span: Span, named: Mapping[int, str]) -> tuple[str, str] | None:
        """Return the last two before the phrase that one verb or one "and" links ("Israel and Hezbollah agreed…")."""
        before = sorted((i for i in named if i < span.start), reverse=True)[:_MOST_NAMED]
        for at, later in enumerate(before):
            sentence_start = self.doc[later].sent.start
            for earlier in before[at + 1 :]:
                if earlier < sentence_start:
                    break
                if named[earlier] != named[later] and _are_linked(self.doc[earlier], self.doc[later]):
                    return named[earlier], named[later]
        return None

    def _named_persons(self) -> Iterator[tuple[int, str]]:
        for number, person in enumerate(self.persons):
            for mention in person.mentions:
                if mention.id_ == _NAME:
                    yield mention.start, str(number)

    def _named_parties(self, *, states_only: bool) -> Iterator[tuple[int, str]]:
        """Yield the states, and the organisations that may be a party, where they stand as more than a place."""
        states: dict[str, str] = {}
        for key in sorted(self.groups):
            kind, _, rest = key.partition(":")
            if kind in ("country", "gov") and len(rest) == len("XXX"):
                states.setdefault(rest, key)
        for key, spans in self.groups.items():
            kind, _, rest = key.partition(":")
            party = states.get(rest[:3], f"country:{rest[:3]}") if kind in ("country", "gov") else key
            if kind not in ("country", "gov") and (states_only or kind != "org"):
                continue
            for span in spans:
                if span.id_ in (_NAME, MentionForm.METONYM.value, MentionForm.DEMONYM.value):
                    root = span.root
                    if root.dep_ != "pobj" or root.head.lower_ not in _PLACE_PREPOSITIONS:
                        yield root.i, party
        if not states_only:
            return
        for person in self.persons:
            known = self.directory.actors.get(person.actor_id)
            if known is not None and known.country:
                party = states.get(known.country, f"country:{known.country}")
                for mention in person.mentions:
                    if mention.id_ == _NAME:
                        yield mention.root.i, party

    def _type_of(self, key: str) -> ActorType:
        if key in self.groups:
            return ActorType(next(s for s in self.groups[key] if s.id_ != _PRONOUN).label_)
        return ActorType.GROUP if key.startswith("group:") else ActorType.STATE

    # Whose they are

    def _read_possessors(self) -> Iterator[tuple[int, str]]:
        for key, spans in self.groups.items():
            for span in spans:
                if span.id_ == _PRONOUN:
                    yield span.start, key
        for person in self.persons:
            known = self.directory.actors.get(person.actor_id)
            if known is not None and known.country:
                for mention in person.mentions:
                    if mention.id_ == _PRONOUN:
                        yield mention.start, f"country:{known.country}"

    def _join_owner(self, key: str, span: Span, owner: str) -> None:
        """Make "its troops" the troops of what "its" stands for."""
        if not key.startswith(_LOCAL):
            return
        kind, _, rest = owner.partition(":")
        slug = key.removeprefix(_LOCAL)
        sectors = self.directory.slug_sectors.get(slug, ())
        if not sectors:
            return
        if kind in ("country", "gov") and sectors[0] not in _OF_STATES:
            return
        if kind in ("country", "gov"):
            country = rest[:3]
            if slug in self.directory.body_slugs:
                body = "" if slug == "government" else f"-{slug}"
                self._move(key, f"gov:{country}{body}", span, ActorType.GOVERNMENT_BODY)
            else:
                self._move(key, f"group:{country.lower()}-{slug}", span, ActorType.GROUP)
        elif kind == "org" and slug not in self.directory.body_slugs:
            self._move(key, f"group:{rest}-{slug}", span, ActorType.GROUP)

    # Named before

    def _take_names_up(self, antecedents: Antecedents) -> None:
        """Give a name's last word alone to the name: "the Commission" after "European Commission"."""
        for key in list(self.groups):
            label, _, noun = key.partition(" ")
            noun = noun.lower()
            if label != ActorType.ORGANISATION.value or noun not in pointing_nouns() or key not in self.groups:
                continue
            target = antecedents.last_named(noun, self.groups[key][0].start)
            if target is not None and target != key:
                for span in list(self.groups[key]):
                    self._add(target, span, self._type_of(target))
                del self.groups[key]


def _are_linked(earlier: Token, later: Token) -> bool:
    """Say whether two names act together ("Israel and Hezbollah", "between the two"), or one on the other."""
    first = later
    for _ in range(_SENTENCES_BACK):
        if first.dep_ != "conj" or first.head == first:
            break
        first = first.head
        if first == earlier:
            return first.dep_ in SUBJECTS or first.head.lower_ in _BETWEEN
    if earlier.dep_ not in SUBJECTS or earlier.head.pos_ not in ("VERB", "AUX"):
        return False
    above = later.head
    if later.dep_ == "pobj" and above.lower_ in _PARTNERS:
        above = above.head if above.head.pos_ in ("VERB", "AUX") else above.head.head
    return later.dep_ in ("dobj", "pobj") and above == earlier.head
