"""Clusters in, the phrases that take up an actor named before moved to it: "the planemaker", "the rebels"."""

from collections.abc import Callable, Iterator

from spacy.tokens import Doc, Span

from extraction.directory import Directory
from extraction.organisations import sector_of
from extraction.pointing import POINTING, fits_known, fits_name, is_called, pointing_nouns
from extraction.syntax import SUBJECTS
from extraction.unnamed import LOCAL
from records.vocabularies import ActorType, MentionForm

Groups = dict[str, list[Span]]
Move = Callable[[str, str, Span], None]

_NAME, _NOMINAL, _PRONOUN = MentionForm.NAME.value, MentionForm.NOMINAL.value, MentionForm.PRONOUN.value
_LOCAL = f"group:{LOCAL}-"
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_SENTENCES_BACK = 3
_OFFICERS = "officers"
_LEGISLATURES = frozenset({"parliament", "legislature", "congress"})
_SAID_BARE = frozenset({"police"})
_SAY_LITTLE = frozenset({"officials-party", "states", "gov", "government"})
_ARMED_SECTORS = frozenset({"REB", "UAF", "SEP", "CRM"})


class Antecedents:
    """Finds in one document what phrases of one noun take up; `move` puts a mention from one cluster into another."""

    def __init__(self, doc: Doc, groups: Groups, directory: Directory, move: Move) -> None:
        self.doc = doc
        self.groups = groups
        self.directory = directory
        self.move = move

    def join(self) -> None:
        """Move each phrase to the actor that it takes up, in text order; what points at nobody is no actor."""
        self._tell_officers()
        for key, span in self._phrases():
            target = self._named_before(key, span) or self._unnamed_before(key, span)
            if target is not None and target != key:
                self.move(key, target, span)
        for key in [key for key in self.groups if key.startswith(POINTING)]:
            del self.groups[key]

    def _phrases(self) -> list[tuple[str, Span]]:
        found = [
            (key, span)
            for key, spans in self.groups.items()
            if key.startswith(("group:", POINTING))
            for span in spans
            if span.id_ == _NOMINAL
        ]
        return sorted(found, key=lambda item: (item[1].start, item[1].end, item[0]))

    def _tell_officers(self) -> None:
        """Take officers for soldiers or for policemen where the text speaks of the one alone."""
        kinds = {key.rpartition("-")[2] for key in self.groups if key.startswith(("group:", "gov:"))}
        soldiers = bool(kinds & {"mil", "army", "junta", "forces", "navy", "guard"})
        policemen = "police" in kinds
        if soldiers == policemen:
            return
        slug = "mil" if soldiers else "police"
        for key in [key for key in self.groups if key.startswith("group:") and key.endswith(f"-{_OFFICERS}")]:
            for span in list(self.groups[key]):
                if span.id_ == _NOMINAL:
                    self.move(key, f"{key.removesuffix(_OFFICERS)}{slug}", span)

    # Names

    def _named_before(self, key: str, span: Span) -> str | None:
        root = span.root
        noun = root.lower_
        if noun not in pointing_nouns() or root.tag_ not in ("NN", "NNP") or span[0].lower_ not in _DEFINITE:
            return None
        if any(child.dep_ in ("prep", "relcl", "acl") for child in root.rights):
            return None
        if "STATE" in pointing_nouns()[noun]:
            return self._last_state(span)
        owner = "" if key.startswith((_LOCAL, POINTING)) else key.removeprefix("group:")[:3].upper()
        if (owner and self.directory.state(owner) is None) or (len(span) > 2 and not self._may_be_described(span)):
            return None
        return self.last_named(noun, span.start, owner=owner, sectors=self._sectors_asked(key))

    def _sectors_asked(self, key: str) -> frozenset[str]:
        """Return the sectors of which one must be an actor's that the phrase takes up ("the rights group")."""
        slug = next((slug for slug in self._ends_of(key) if slug in self.directory.slug_sectors), "")
        if not slug or slug in _SAY_LITTLE:
            return frozenset()
        sectors = self.directory.slug_sectors[slug][:1]
        return _ARMED_SECTORS if _ARMED_SECTORS.intersection(sectors) else frozenset(sectors)

    @staticmethod
    def _ends_of(key: str) -> Iterator[str]:
        """Yield what may be the collective in the id of a group, the longest first."""
        parts = key.removeprefix("group:").split("-")
        return ("-".join(parts[at:]) for at in range(1, len(parts)))

    def _may_be_described(self, span: Span) -> bool:
        """Say whether the words between article and noun only describe ("the Paris-based charity")."""
        root = span.root
        return all(token.head == root or token.dep_ in ("punct", "npadvmod") for token in span if token != root)

    def last_named(
        self, noun: str, before: int, *, owner: str = "", sectors: frozenset[str] = frozenset()
    ) -> str | None:
        """Return the last actor named before that the noun fits: by its own name, else by what is known of it."""
        fitting = sorted(self._fitting(noun, before, owner, sectors))
        if not fitting:
            return None
        start, key = fitting[-1]
        root = self.doc[start].sent.start
        rivals = {other for at, other in fitting if at >= root and other != key}
        if rivals:
            # "The company" after two of them may be either, if not one alone acts.
            acting = {k for at, k in fitting if at >= root and self._is_subject(at)}
            return acting.pop() if len(acting) == 1 else None
        return key

    def _fitting(self, noun: str, before: int, owner: str, sectors: frozenset[str]) -> Iterator[tuple[int, str]]:
        for key, spans in self.groups.items():
            if key.startswith((_LOCAL, POINTING, "group:", "country:")):
                continue
            known = self.directory.actors.get(key)
            country = key[4:7] if key.startswith("gov:") else known.country if known is not None else None
            if owner and country != owner:
                continue
            label, _, name = key.partition(" ")
            if (
                sectors
                and "ANY" in pointing_nouns()[noun]
                and not sectors.intersection(known.sectors if known is not None else (sector_of(name),))
            ):
                continue
            minted = known is None and label == ActorType.ORGANISATION.value and name and fits_name(noun, name)
            fits = minted or (known is not None and fits_known(noun, known))
            for span in spans:
                if span.start >= before or span.id_ == _PRONOUN:
                    continue
                if span.id_ != _NAME and not key.startswith("gov:"):
                    continue
                ends = key.startswith("gov:") and len(span) > 1 and span[-1].lower_ == noun
                if fits or ends or is_called(noun, span.text):
                    yield span.start, key

    def _is_subject(self, i: int) -> bool:
        token = self.doc[i]
        while token.dep_ in ("compound", "nmod", "amod", "poss") and token.head.i > token.i:
            token = token.head
        while token.dep_ == "conj":
            token = token.head
        return token.dep_ in SUBJECTS

    def _last_state(self, span: Span) -> str | None:
        """Return the state that the nearest sentence names which names one: the only one, or the only one that acts."""
        states: dict[int, str] = {}
        for key, spans in self.groups.items():
            kind, _, rest = key.partition(":")
            if kind in ("country", "gov") and self.directory.state(rest[:3]) is not None:
                country = f"country:{rest[:3]}"
                target = country if country in self.groups else f"gov:{rest[:3]}"
                states.update({s.root.i: target for s in spans if s.start < span.start and target in self.groups})
        sentence, end = span.sent, span.start
        for _ in range(_SENTENCES_BACK):
            here = {i: key for i, key in states.items() if sentence.start <= i < end}
            if here:
                named = set(here.values())
                if len(named) > 1:
                    named = {key for i, key in here.items() if self._is_subject(i)}
                return named.pop() if len(named) == 1 else None
            if sentence.start == 0:
                return None
            end = sentence.start
            sentence = self.doc[end - 1].sent
        return None

    # Groups

    def _unnamed_before(self, key: str, span: Span) -> str | None:
        """Return the only people of that kind whose country was told before: "Congolese rebels … the rebels"."""
        root = span.root
        if not key.startswith(_LOCAL) or not (span[0].lower_ in _DEFINITE or root.lower_ in _SAID_BARE):
            return None
        if any(token.lower_ in ("two", "both", "other") for token in span):
            return None
        slug = key.removeprefix(_LOCAL)
        same: set[str] = set()
        alike: set[str] = set()
        for other, spans in self.groups.items():
            if other.startswith(_LOCAL) or not self._is_of(other, slug):
                continue
            for earlier in spans:
                if earlier.start < span.start and earlier.id_ in (_NOMINAL, _NAME):
                    alike.add(other)
                    if earlier.root.lower_ == root.lower_:
                        same.add(other)
        found = same or alike
        return found.pop() if len(found) == 1 else None

    def _is_of(self, key: str, slug: str) -> bool:
        kind, _, rest = key.partition(":")
        if kind == "gov":
            body = rest[4:]
            return body == slug or (slug == "government" and not body) or {body, slug} <= _LEGISLATURES
        return kind == "group" and rest.endswith(f"-{slug}")
