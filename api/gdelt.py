"""Stored events in, rows in the columns of GDELT 2.0's event export out."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from itertools import batched
from typing import Any

import orjson

from api.expanding import find_articles
from api.formats import Document, Table, plain_columns
from storage.store import Store

_ITEMS_AT_ONCE = 200
_ACTOR = "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code"
_GEO = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID"

COLUMNS = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"Actor{number}{name}" for number in (1, 2) for name in _ACTOR.split()),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
    *(f"{whose}Geo_{name}" for whose in ("Actor1", "Actor2", "Action") for name in _GEO.split()),
    *("DATEADDED", "SOURCEURL"),
)
"""The 61 columns in the order of GDELT's files, under the names of its own tables."""

TABLE = Table(columns=plain_columns(*COLUMNS))
_EMPTY: Document = dict.fromkeys(COLUMNS)


def spread_gdelt(store: Store, items: Iterable[bytes]) -> Iterator[Document]:
    """Yield a row for each event; what we do not know, or know otherwise than GDELT, stays None."""
    for some in batched(items, _ITEMS_AT_ONCE):
        events = [orjson.loads(item) for item in some]
        pairs = [_find_pair(event) for event in events]
        actors = store.lookups.actors(actor_id for pair in pairs for actor_id in pair if actor_id)
        profiles = {actor_id: orjson.loads(body) for actor_id, body in actors.items()}
        articles = store.lookups.articles(find_articles(event)[0] for event in events)
        urls = {article_id: orjson.loads(body)["url"] for article_id, body in articles.items()}
        written = store.lookups.written("events", (event["id"] for event in events))
        for event, (source, target) in zip(events, pairs, strict=True):
            yield {
                **_EMPTY,
                "GLOBALEVENTID": event["id"],
                **_date(event["event_date"]),
                **_actor(1, source, event, profiles),
                **_actor(2, target, event, profiles),
                **_act(event),
                **_place(event["place"]),
                "DATEADDED": _stamp(written[event["id"]][0]) if event["id"] in written else None,
                "SOURCEURL": urls.get(find_articles(event)[0]),
            }


def _find_pair(event: Document) -> tuple[str | None, str | None]:
    """Return the first who acts, and the first other one who is acted upon."""
    source = next((p["actor_id"] for p in event["participants"] if p["role"] == "SOURCE"), None)
    targets = (p["actor_id"] for p in event["participants"] if p["role"] == "TARGET")
    return source, next((actor_id for actor_id in targets if actor_id != source), None)


def _date(dating: Document) -> Document:
    """Return what is certain of the day: an event of some day in March has its month and year."""
    if dating["start"] is None or dating["end"] is None:
        return {}
    first, last = date.fromisoformat(dating["start"]), date.fromisoformat(dating["end"])
    found: Document = {}
    if first == last:
        found["SQLDATE"] = int(f"{first:%Y%m%d}")
        # As GDELT computes it, with twelve months of thirty days.
        found["FractionDate"] = round(first.year + ((first.month - 1) * 30 + first.day) / 365, 4)
    if (first.year, first.month) == (last.year, last.month):
        found["MonthYear"] = int(f"{first:%Y%m}")
    if first.year == last.year:
        found["Year"] = first.year
    return found


def _actor(number: int, actor_id: str | None, event: Document, profiles: dict[str, Document]) -> Document:
    if actor_id is None:
        return {}
    name = next(p["name"] for p in event["participants"] if p["actor_id"] == actor_id)
    profile = profiles.get(actor_id, {})
    sectors = [*profile.get("sectors", ()), None, None, None]
    return {
        f"Actor{number}Code": profile.get("code"),
        f"Actor{number}Name": name.upper(),
        f"Actor{number}CountryCode": profile.get("country"),
        f"Actor{number}Type1Code": sectors[0],
        f"Actor{number}Type2Code": sectors[1],
        f"Actor{number}Type3Code": sectors[2],
    }


def _act(event: Document) -> Document:
    code = event["cameo_code"]
    return {
        "EventCode": code,
        "EventBaseCode": code and code[:3],
        "EventRootCode": code and code[:2],
        "QuadClass": event["quad_class"] or None,
        "GoldsteinScale": event["intensity"],
        "NumMentions": event["evidence_count"],
        "NumSources": event.get("publisher_count") or None,
        "NumArticles": event["article_count"],
    }


def _place(place: Document | None) -> dict[str, Any]:
    if place is None:
        return {}
    return {
        "ActionGeo_FullName": place["name"],
        "ActionGeo_CountryCode": _load_fips().get(place["country"]),
        "ActionGeo_Lat": place["latitude"],
        "ActionGeo_Long": place["longitude"],
    }


def _stamp(instant: datetime) -> int:
    return int(f"{instant:%Y%m%d%H%M%S}")


@cache
def _load_fips() -> dict[str, str]:
    text = files("api").joinpath("data/fips_countries.csv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {row["country"]: row["fips"] for row in csv.DictReader(lines)}
