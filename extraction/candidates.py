"""The spans that may name actors, while they are being collected: which one owns a token."""

from dataclasses import dataclass

from spacy.tokens import Doc, Span

from records.vocabularies import ActorType, MentionForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A span of tokens that names an actor.

    `actor_id` is the registry's id, or empty where only the document can tell who it is. `weak` ones rest on the
    statistical model alone.
    """

    start: int
    end: int
    actor_type: ActorType
    form: MentionForm
    actor_id: str = ""
    weak: bool = False

    def as_span(self, doc: Doc) -> Span:
        """Return the span: labelled with the type of the actor, its id and form beside it."""
        return Span(
            doc, self.start, self.end, label=self.actor_type.value, kb_id=self.actor_id, span_id=self.form.value
        )


class Board:
    """Candidates that do not overlap, each on its tokens; who comes first keeps them."""

    def __init__(self, length: int) -> None:
        self._owner: list[Candidate | None] = [None] * length
        self._blocked = bytearray(length)

    def is_free(self, start: int, end: int) -> bool:
        """Say whether no candidate stands on any of the tokens and none of them is blocked."""
        return not any(self._owner[start:end]) and not any(self._blocked[start:end])

    def block(self, start: int, end: int) -> None:
        """Keep tokens from ever naming an actor."""
        self._blocked[start:end] = b"\x01" * (end - start)

    def on(self, i: int) -> Candidate | None:
        """Return the candidate that stands on a token."""
        return self._owner[i] if 0 <= i < len(self._owner) else None

    def put(self, candidate: Candidate) -> bool:
        """Add a candidate where its tokens are free; say whether they were."""
        if not self.is_free(candidate.start, candidate.end):
            return False
        self._owner[candidate.start : candidate.end] = [candidate] * (candidate.end - candidate.start)
        return True

    def remove(self, candidate: Candidate) -> None:
        """Take a candidate away."""
        for i in range(candidate.start, candidate.end):
            if self._owner[i] is candidate:
                self._owner[i] = None

    def all(self) -> list[Candidate]:
        """Return the candidates in text order."""
        found: list[Candidate] = []
        for candidate in self._owner:
            if candidate is not None and (not found or found[-1] is not candidate):
                found.append(candidate)
        return found
