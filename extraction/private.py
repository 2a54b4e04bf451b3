"""An act in, whether it is everyday life among people and businesses that nobody names, out."""

from collections.abc import Sequence

from extraction.acts import Act
from extraction.frame_files import load_lexicon
from extraction.lookup import ActorLookup
from records.vocabularies import EventType

_EVERYDAY = frozenset(
    {
        EventType.AGREE,
        EventType.CONSULT,
        EventType.SUPPORT,
        EventType.COOPERATE,
        EventType.AID,
        EventType.SANCTION,
        EventType.RETREAT,
    }
)
_GRIEVANCES = frozenset({EventType.REQUEST, EventType.REJECT})
"""Private only between two private sides: "the doctor advised the patient", but "families asked for an inquiry"."""
_UNNAMED = "group:local-"
_PRIVATE_SECTORS = frozenset({"BUS", "CVL", "EDU", "ELI", "HLH", "MED"})


def is_private(act: Act, actors: ActorLookup, lemmas: Sequence[str]) -> bool:
    """Say whether only private people or businesses take part: "the firm supplied the builder", "he helped his aunt".

    A word of public life in the sentence makes it public: "nurses agreed to end the strike".
    """
    if act.event_type not in _EVERYDAY and not (act.event_type in _GRIEVANCES and act.sources and act.targets):
        return False
    found = [actors.actors.get(mention.actor_id) for mention in (*act.sources, *act.targets)]
    private = all(
        actor is not None and actor.id.startswith(_UNNAMED) and _PRIVATE_SECTORS.issuperset(actor.sectors)
        for actor in found
    )
    return bool(found) and private and load_lexicon().classes["PUBLIC_CUES"].isdisjoint(lemmas)
