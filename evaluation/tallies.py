"""Counts in, figures out: what a report is made of."""

from collections import Counter
from dataclasses import dataclass, field

from records.spans import Offsets


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row of a report: `name` in its `layer` ("events", "found").

    `recall` is the share of what the gold holds that was right, `precision` the share of what was predicted; None
    where the row asks only one of the two, or where there was nothing to ask. All are percentages; `asked` is how
    many items of the gold stand behind them.
    """

    layer: str
    name: str
    precision: float | None
    recall: float | None
    asked: int

    @property
    def key(self) -> str:
        """The name of the row for programs ("events.found_and_typed")."""
        return f"{self.layer}.{self.name}".replace(",", "").replace(" ", "_")

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        if self.precision is None or self.recall is None:
            return None
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One disagreement: what kind it is, where it stands, what was wanted and what was found."""

    article: str
    kind: str
    span: Offsets
    text: str
    wanted: str | None = None
    found: str | None = None


@dataclass(slots=True)
class Tally:
    """Counts of one layer over all articles."""

    layer: str
    asked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    predicted: Counter[str] = field(default_factory=Counter)
    fitting: Counter[str] = field(default_factory=Counter)
    mistakes: list[Mistake] = field(default_factory=list)

    def ask(self, name: str, right: bool) -> bool:
        """Count one question that the gold asks, and pass the answer on."""
        self.asked[name] += 1
        self.right[name] += right
        return right

    def offer(self, name: str, fitting: bool) -> bool:
        """Count one prediction that has to fit the gold, and pass on whether it does."""
        self.predicted[name] += 1
        self.fitting[name] += fitting
        return fitting

    def note(self, mistake: Mistake) -> None:
        """Keep a disagreement for those who ask for them."""
        self.mistakes.append(mistake)

    def both(self, name: str) -> Figure:
        """Return precision and recall."""
        return Figure(
            layer=self.layer,
            name=name,
            precision=_percent(self.fitting[name], self.predicted[name]),
            recall=_percent(self.right[name], self.asked[name]),
            asked=self.asked[name],
        )

    def share(self, name: str) -> Figure:
        """Return only the share of questions answered rightly."""
        recall = _percent(self.right[name], self.asked[name])
        return Figure(layer=self.layer, name=name, precision=None, recall=recall, asked=self.asked[name])


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
