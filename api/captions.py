"""Stored events and positions in, the words that name them in feeds and calendars out."""

import re

from api.formats import Document

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Return a text without the characters that neither XML nor iCalendar can hold."""
    return _NO_XML.sub("\ufffd", text)


def caption_event(event: Document) -> str:
    """Return who did what to whom: "Donald Trump, Vladimir Putin: CONSULT, visit (planned)"."""
    roles: dict[str, dict[str, None]] = {"SOURCE": {}, "TARGET": {}}
    for part in event["participants"]:
        roles.setdefault(part["role"], {})[part["name"]] = None
    sources = list(roles["SOURCE"])
    targets = [name for name in roles["TARGET"] if name not in roles["SOURCE"]]
    who = " → ".join(", ".join(names) for names in (sources, targets) if names)
    act = ", ".join(filter(None, (event["event_type"], event["mode"])))
    status = "" if event["status"] == "OCCURRED" else f" ({event['status'].lower()})"
    return clean(f"{who}: {act}{status}" if who else f"{act}{status}")


def caption_position(position: Document) -> str:
    """Return who takes which stance on what: "Russia, DEMAND: Ukraine will never join NATO."."""
    return clean(f"{position['actor_name']}, {position['stance']}: {position['proposition']}")


def quote_evidence(document: Document) -> str:
    """Return the first words that prove an event or a position."""
    return clean(document["evidence"][0]["quote"])
