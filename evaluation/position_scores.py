"""Two sheets of an article in, how well their positions agree out."""

from evaluation.agreement import Identities, any_touch, pair_off, word_overlap
from evaluation.sheets import MarkedPosition, Sheet
from evaluation.tallies import Figure, Mistake, Tally


def tally_positions(tally: Tally, gold: Sheet, predicted: Sheet, identities: Identities) -> None:
    """Count the positions: found, and found with stance and polarity, both ways.

    A prediction may stand for a position of the gold where their evidence touches and the holder is the same; one
    stands for one: first by stance and polarity, then by how much of the content is shared. Optional positions count
    neither way.
    """
    pairs = pair_off(
        ((_stance_agrees(one, other) + _polarity_agrees(one, other), one.core, _shared(gold, one, other)), i, j)
        for i, one in enumerate(gold.positions)
        for j, other in enumerate(predicted.positions)
        if any_touch(one.evidence, other.evidence) and identities.same(other.holders[:1], one.holders)
    )
    for i, one in enumerate(gold.positions):
        if not one.core:
            continue
        other = predicted.positions[pairs[i]] if i in pairs else None
        tally.ask("found", other is not None)
        tally.ask("found, stance and polarity", _agrees(one, other))
        if other is None:
            tally.note(_mistake(gold, "missed", one, f"{one.holders[0]} {one.stances[0]}", None))
            continue
        if not tally.ask("stance", _stance_agrees(one, other)):
            tally.note(_mistake(gold, "stance wrong", one, str(one.stances[0]), str(other.stances[0])))
        if not tally.ask("polarity", _polarity_agrees(one, other)):
            tally.note(_mistake(gold, "polarity wrong", one, f"{one.polarities[0]:+d}", f"{other.polarities[0]:+d}"))
        if one.addressees:
            tally.ask("addressee", identities.same(other.addressees, one.addressees))
    partners = {j: gold.positions[i] for i, j in pairs.items()}
    for j, other in enumerate(predicted.positions):
        partner = partners.get(j)
        if partner is not None and not partner.core:
            continue
        tally.offer("found, stance and polarity", partner is not None and _agrees(partner, other))
        if not tally.offer("found", partner is not None):
            tally.note(_mistake(gold, "not in the gold", other, None, f"{other.holders[0]} {other.stances[0]}"))


def figure_positions(tally: Tally) -> tuple[Figure, ...]:
    """Return the rows of the layer."""
    shares = ("stance", "polarity", "addressee")
    return (tally.both("found"), tally.both("found, stance and polarity"), *(tally.share(row) for row in shares))


def _agrees(one: MarkedPosition, other: MarkedPosition | None) -> bool:
    return other is not None and _stance_agrees(one, other) and _polarity_agrees(one, other)


def _stance_agrees(one: MarkedPosition, other: MarkedPosition) -> bool:
    return other.stances[0] in one.stances


def _polarity_agrees(one: MarkedPosition, other: MarkedPosition) -> bool:
    return other.polarities[0] in one.polarities


def _shared(gold: Sheet, one: MarkedPosition, other: MarkedPosition) -> float:
    return word_overlap(gold.text, one.content or one.evidence, other.content or other.evidence)


def _mistake(sheet: Sheet, kind: str, position: MarkedPosition, wanted: str | None, found: str | None) -> Mistake:
    span = (position.content or position.evidence)[0]
    return Mistake(article=sheet.name, kind=kind, span=span, text=sheet.text[slice(*span)], wanted=wanted, found=found)
