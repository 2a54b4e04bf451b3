"""Two types of events in, how near they are out: what one report calls by the one name and another by the other."""

from collections.abc import Mapping

_NEAR: Mapping[frozenset[str], float] = {
    frozenset({"AGREE", "CONSULT"}): 0.5,
    frozenset({"COERCE", "ASSAULT"}): 0.5,
    frozenset({"COERCE", "SANCTION"}): 0.5,
    frozenset({"CONCEDE", "RETREAT"}): 0.5,
    # A truce is agreed on, or declared; a denial is a comment, or a refusal.
    frozenset({"AGREE", "RETREAT"}): 0.5,
    frozenset({"STATEMENT", "REJECT"}): 0.5,
    # Who is "called a pirate" is accused, and not every way of saying so is known.
    frozenset({"STATEMENT", "ACCUSE"}): 0.4,
    frozenset({"STATEMENT", "SUPPORT"}): 0.4,
    frozenset({"STATEMENT", "REQUEST"}): 0.4,
    frozenset({"AID", "COOPERATE"}): 0.5,
    # Money that is announced is promised or given.
    frozenset({"AGREE", "AID"}): 0.5,
    # Crowds that storm a palace.
    frozenset({"PROTEST", "ASSAULT"}): 0.5,
}
PROMISED = frozenset({"AID", "RETREAT", "CONCEDE", "COOPERATE", "MOBILIZE"})
"""Types of what is promised (AGREE) or, with the same words, planned: "pledged to send", "will send"."""

SPOKEN = frozenset({"STATEMENT", "ACCUSE", "REQUEST", "SUPPORT", "REJECT", "THREATEN", "AGREE", "CONCEDE"})
"""Types of acts that are done by saying something: who speaks twice a day says two things."""


def nearness(one: str, other: str) -> float:
    """Return 1 for the same type, something less for types that are taken for each other, 0 for others."""
    return 1.0 if one == other else _NEAR.get(frozenset({one, other}), 0.0)


def family_of(kind: str) -> tuple[str, ...]:
    """Return the types of what may be the same event as one of this type: of every pair each has the other."""
    return _FAMILIES.get(kind, (kind,))


def least_shared(one: str, other: str) -> tuple[int, bool]:
    """Return how many words tellings of two types have to share to be one event, and whether triggers count."""
    if "STATEMENT" in (one, other):
        return (2 if one == other else 1), False
    return (0, True) if one == other == "CONSULT" else (1, True)


def _gather_families() -> Mapping[str, tuple[str, ...]]:
    pairs = [*_NEAR, *(frozenset({"AGREE", kind}) for kind in sorted(PROMISED))]
    kinds = {kind for pair in pairs for kind in pair}
    return {kind: (kind, *sorted(set().union(*(pair for pair in pairs if kind in pair)) - {kind})) for kind in kinds}


_FAMILIES = _gather_families()
