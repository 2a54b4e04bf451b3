"""Attributions: what is ascribed to whom by which words."""

from dataclasses import dataclass

from records.spans import Offsets
from records.vocabularies import AttributionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Source, cue and content, each of one or more spans; `content` is never empty, `source` may be."""

    source: tuple[Offsets, ...]
    cue: tuple[Offsets, ...]
    content: tuple[Offsets, ...]
    kind: AttributionKind
    actor_id: str | None = None
