"""Two sheets of an article in, how well actors, time expressions and attributions agree out."""

from collections.abc import Iterator

from evaluation.agreement import Identities, any_touch, cover_half, pair_off, touch, word_overlap
from evaluation.sheets import MarkedActor, MarkedAttribution, MarkedMention, MarkedTimex, Sheet
from evaluation.tallies import Figure, Mistake, Tally
from records.vocabularies import MentionForm

_NAMING = {MentionForm.NAME, MentionForm.DEMONYM, MentionForm.METONYM}
_TIMEX_ROWS = ("found", "same edges", "same value", "same days")
_MIN_WORD_OVERLAP = 0.5


def tally_mentions(tally: Tally, gold: Sheet, predicted: Sheet, identities: Identities) -> None:
    """Count the mentions: naming ones both ways, pronouns and nominals only as far as the gold has them.

    Predictions on a place, or on an actor that is optional, are left aside.
    """
    ours = list(_mentions(predicted))
    theirs = list(_mentions(gold))
    aside = [*gold.places, *(mention.span for actor, mention in theirs if not actor.core)]

    def agree(one: tuple[MarkedActor, MarkedMention], other: tuple[MarkedActor, MarkedMention]) -> bool:
        same_place = cover_half(one[1].span, other[1].span)
        return same_place and identities.same((other[0].id,), (one[0].id,))

    for marked in theirs:
        actor, mention = marked
        if not actor.core:
            continue
        row = "names" if mention.form in _NAMING else f"{mention.form.lower()}s"
        if not tally.ask(row, any(agree(marked, other) for other in ours)):
            others = sorted({other.id for other, found in ours if touch(found.span, mention.span)})
            tally.note(_mistake(gold, f"{mention.form.lower()} missed", mention, actor.id, ", ".join(others) or None))
    for marked in ours:
        actor, mention = marked
        if mention.form not in _NAMING or any(cover_half(mention.span, span) for span in aside):
            continue
        if not tally.offer("names", any(agree(other, marked) for other in theirs)):
            tally.note(_mistake(gold, "name not in the gold", mention, None, actor.id))


def figure_mentions(tally: Tally) -> tuple[Figure, ...]:
    """Return the rows of the layer."""
    return tally.both("names"), tally.share("pronouns"), tally.share("nominals")


def _mentions(sheet: Sheet) -> Iterator[tuple[MarkedActor, MarkedMention]]:
    return ((actor, mention) for actor in sheet.actors for mention in actor.mentions)


def _mistake(sheet: Sheet, kind: str, mention: MarkedMention, wanted: str | None, found: str | None) -> Mistake:
    text = sheet.text[slice(*mention.span)]
    return Mistake(article=sheet.name, kind=kind, span=mention.span, text=text, wanted=wanted, found=found)


def tally_timexes(tally: Tally, gold: Sheet, predicted: Sheet) -> None:
    """Count the time expressions: found at all, with the same edges, with the same value, with the same days."""
    pairs = pair_off(
        ((_shared(one, other), one.value == other.value), i, j)
        for i, one in enumerate(gold.timexes)
        for j, other in enumerate(predicted.timexes)
        if touch(one.span, other.span)
    )
    for i, one in enumerate(gold.timexes):
        if not one.core:
            continue
        other = predicted.timexes[pairs[i]] if i in pairs else None
        for row, right in _compare_timexes(one, other).items():
            tally.ask(row, right)
        found = f"{gold.text[slice(*other.span)]} = {other.value}" if other else None
        if not other or other.value != one.value:
            tally.note(_timex_mistake(gold, "value wrong" if other else "missed", one, one.value, found))
    partners = {j: gold.timexes[i] for i, j in pairs.items()}
    for j, other in enumerate(predicted.timexes):
        partner = partners.get(j)
        if partner and not partner.core:
            continue
        for row, right in _compare_timexes(partner, other).items():
            tally.offer(row, right)
        if not partner:
            tally.note(_timex_mistake(gold, "not in the gold", other, None, other.value))


def figure_timexes(tally: Tally) -> tuple[Figure, ...]:
    """Return the rows of the layer."""
    return tuple(tally.both(row) for row in _TIMEX_ROWS)


def _shared(one: MarkedTimex, other: MarkedTimex) -> int:
    return min(one.span[1], other.span[1]) - max(one.span[0], other.span[0])


def _compare_timexes(one: MarkedTimex | None, other: MarkedTimex | None) -> dict[str, bool]:
    """Return the answer to each row's question; all are no where one of the two is missing."""
    if one is None or other is None:
        return dict.fromkeys(_TIMEX_ROWS, False)
    answers = (True, one.span == other.span, one.value == other.value, one.days == other.days)
    return dict(zip(_TIMEX_ROWS, answers, strict=True))


def _timex_mistake(sheet: Sheet, kind: str, timex: MarkedTimex, wanted: str | None, found: str | None) -> Mistake:
    text = sheet.text[slice(*timex.span)]
    return Mistake(article=sheet.name, kind=kind, span=timex.span, text=text, wanted=wanted, found=found)


def tally_attributions(tally: Tally, gold: Sheet, predicted: Sheet) -> None:
    """Count the attributions: half of the content's words shared, and sources that touch where the gold has any."""
    pairs = pair_off(
        (overlap, i, j)
        for i, one in enumerate(gold.attributions)
        for j, other in enumerate(predicted.attributions)
        if (not one.source or any_touch(one.source, other.source))
        and (overlap := word_overlap(gold.text, one.content, other.content)) >= _MIN_WORD_OVERLAP
    )
    for i, one in enumerate(gold.attributions):
        if one.core and not tally.ask("found", i in pairs):
            tally.note(_attribution_mistake(gold, "missed", one))
    partners = {j: gold.attributions[i] for i, j in pairs.items()}
    for j, other in enumerate(predicted.attributions):
        partner = partners.get(j)
        if (partner is None or partner.core) and not tally.offer("found", partner is not None):
            tally.note(_attribution_mistake(gold, "not in the gold", other))


def figure_attributions(tally: Tally) -> tuple[Figure, ...]:
    """Return the rows of the layer."""
    return (tally.both("found"),)


def _attribution_mistake(sheet: Sheet, kind: str, marked: MarkedAttribution) -> Mistake:
    span = marked.content[0][0], marked.content[-1][1]
    source = " ".join(sheet.text[slice(*piece)] for piece in marked.source)
    return Mistake(article=sheet.name, kind=kind, span=span, text=sheet.text[slice(*span)], wanted=source or None)
