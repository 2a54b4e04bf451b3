"""A document in, where its text is set out: whose the people are of whom no phrase tells it ("police said")."""

from itertools import islice

from spacy.tokens import Span, Token

from extraction.owners import Owner, Owners, owner_of
from extraction.polities import known_polity
from extraction.syntax import SUBJECTS, governors

_OF_STATES = frozenset({"GOV", "MIL", "SPY", "LEG", "JUD", "COP"})
_PARTIES = frozenset({"sides", "governments", "countries", "delegations", "parties", "teams", "armies", "militaries"})
_BELONGING = frozenset({"poss", "amod", "compound", "nmod"})
_ABROAD = frozenset({"GOV", "MIL", "SPY", "LEG"})
"""Who deals with other states: a text that only speaks of another's people is not set there for them."""
_DOMESTIC = frozenset(
    {"police", "security", "jud", "leg", "protesters", "opp", "civ", "edu", "lab", "agr", "hlh", "party"}
)
"""Collectives that are at home in their country, as troops, diplomats and journalists may not be."""
_PARTS = frozenset(
    """capital city town village province region state district county island coast port airport border north south east
    west northeast northwest southeast southwest heartland countryside coup uprising revolution election elections
    referendum unrest""".split()  # noqa: SIM905
)
_TOWARDS = frozenset({"to", "from", "for", "into", "toward", "towards"})
_FIRST_SENTENCES = 4
_LONGEST_DATELINE = 16
_DASHES = ("-", "—", "–")


class Scenes:
    """The countries in which the clauses of one document are set."""

    def __init__(self, owners: Owners) -> None:
        self.owners = owners
        self.doc = owners.doc
        self.board = owners.board
        self._named: dict[int, set[str]] = {}
        self._places: dict[int | None, dict[str, Owner]] = {}
        self._located = self._countries_as_places()
        for i, owner in self._located:
            verb = _verb_above(self.doc[i])
            self._places.setdefault(verb.i if verb is not None else None, {})[owner.slug] = owner
        settings = [owner for owners in self._places.values() for owner in owners.values()]
        settings = self._dateline() or settings
        acting, belonging = ([], []) if settings else self._countries_as_owners()
        self._settings = {owner.slug: owner for owner in settings or acting}
        self._settings_at_home = {owner.slug: owner for owner in settings or belonging}

    def context_of(self, head: Token, sectors: tuple[str, ...]) -> tuple[Owner | None, ...]:
        """Return the context, but for those whom a phrase itself points to ("their ambassadors", "the two sides")."""
        points_back = any(child.tag_ == "PRP$" for child in head.lefts) and sectors[:1] and sectors[0] in _OF_STATES
        names_two = any(child.lower_ in ("two", "both") for child in head.lefts) and (
            head.lower_ in _PARTIES or any(child.lower_ == "the" for child in head.lefts)
        )
        names_all = head.lower_ == "sides"
        return (None,) if points_back or names_two or names_all else self._context(head, sectors)

    def _context(self, head: Token, sectors: tuple[str, ...]) -> tuple[Owner | None, ...]:
        """Return where the text puts people without a country: the place in their clause, or the document's only one.

        A sentence that names another country does not take the document's.
        """
        verb = _verb_above(head)
        here = self._places.get(verb.i, {}) if verb is not None else {}
        if not here:
            here = self._in_sentence(head)
        settings = self._settings if sectors[:1] and sectors[0] in _ABROAD else self._settings_at_home
        if not here and len(settings) == 1:
            here = settings if self._named_in(head.sent) <= settings.keys() else {}
        return tuple(here.values()) if len(here) == 1 else (None,)

    def _dateline(self) -> list[Owner]:
        """Return the country of the place that the text is sent from ("MAIDUGURI, Nigeria -")."""
        for sentence in islice(self.doc.sents, _FIRST_SENTENCES):
            words = sentence.text.strip()
            opening = words[:1] and words.split(",")[0].split("(")[0].rstrip(" -—–:")
            if len(sentence) > _LONGEST_DATELINE or not words.endswith(_DASHES) or not opening.isupper():
                continue
            capital = self.owners.capitals.get(sentence.start)
            place = known_polity(opening)
            country = capital.actor_id[4:7] if capital is not None else place.country if place is not None else None
            named = [o for i in range(sentence.start, sentence.end) if (o := self.owners.at(self.doc[i])) and o.iso3]
            if named and capital is None:
                return named[-1:]
            if country:
                return [Owner(country.lower(), f"country:{country}", f"country:{country}")]
        return []

    def _in_sentence(self, head: Token) -> dict[str, Owner]:
        """Return the country of the places that the sentence names, where it names those of one country only."""
        sentence = head.sent
        found = {o.slug: o for i, o in self._located if sentence.start <= i < sentence.end}
        return found if len(found) == 1 and self._named_in(sentence) <= found.keys() else {}

    def _named_in(self, sentence: Span) -> set[str]:
        """Return the states that a sentence names."""
        found = self._named.get(sentence.start)
        if found is None:
            owners = (self.owners.at(self.doc[i]) for i in range(sentence.start, sentence.end))
            found = {owner.slug for owner in owners if owner is not None and owner.iso3}
            self._named[sentence.start] = found
        return found

    def _countries_as_places(self) -> list[tuple[int, Owner]]:
        """Return the countries that stand after "in" and its like, and those of the places that do."""
        found = []
        for entity in self.doc.ents:
            # A country's own name is on the board.
            root = entity.root
            if self.owners.is_location(root) and self.board.on(root.i) is None and root.i not in self.owners.capitals:
                home = self.owners.home_of(root)
                if home is not None:
                    found.append((root.i, home))
        for candidate in (*self.board.all(), *self.owners.capitals.values()):
            if not candidate.actor_id.startswith(("country:", "gov:")):
                continue
            root = self.doc[candidate.start : candidate.end].root
            # "in Nigeria's Kaduna state"
            outer = root.head if root.dep_ in ("poss", "compound", "nmod", "appos") else root
            if self.owners.is_location(outer):
                owner = owner_of(candidate, self.owners.directory)
                if owner is not None:
                    found.append((root.i, owner))
        return found

    def _countries_as_owners(self) -> tuple[list[Owner], list[Owner]]:
        """Return the only country that the text names, where people or bodies of its own act, or stand in it at all.

        "Cairo's security chief said"; "attacks on Iran's parliament".
        """
        owners: dict[str, Owner] = {}
        acts = belongs = False
        for candidate in (*self.board.all(), *self.owners.capitals.values()):
            if not candidate.actor_id.startswith(("country:", "gov:")):
                continue
            owner = owner_of(candidate, self.owners.directory)
            if owner is not None:
                owners[owner.slug] = owner
            root = self.doc[candidate.start : candidate.end].root
            if root.dep_ in _BELONGING and self._is_at_home(root) and not self.owners.is_attitude(candidate.start):
                belongs = True
                acts = acts or _acts(root.head) or root.head.lower_ in _PARTS
        only = list(owners.values()) if belongs and len(owners) == 1 else []
        return (only if acts else []), only

    def _is_at_home(self, name: Token) -> bool:
        """Say whether what a country has, or what is called after it, puts the text there.

        "Iran's parliament", "Java, Indonesia's island", "Kenyan police" do; "China's assistance", "U.S. troops" do not.
        """
        noun, directory = name.head, self.owners.directory
        if noun.lower_ in _PARTS:
            return noun.dep_ != "pobj" or noun.head.lower_ not in _TOWARDS
        if noun.lower_ not in directory.heads:
            return False
        if name.dep_ == "poss":
            return True
        agent = directory.agents.get(noun.lower_)
        return agent is not None and (agent.kind == "body" or agent.slug in _DOMESTIC)


def _acts(noun: Token) -> bool:
    while noun.dep_ == "conj":
        noun = noun.head
    return noun.dep_ in SUBJECTS


def _verb_above(token: Token) -> Token | None:
    return next((governor for governor in governors(token) if governor.pos_ in ("VERB", "AUX")), None)
