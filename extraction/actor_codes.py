"""The country and the sectors of an actor in, its CAMEO code out."""

from collections.abc import Sequence

INTERNATIONAL = frozenset({"IGO", "NGO", "MNC", "NGM", "IMG"})
"""Sectors that stand in a code without a country."""


def code_of(country: str | None, sectors: Sequence[str]) -> str | None:
    """Return the CAMEO code: country and first sector, with hyphens for a country that is unknown."""
    sector = sectors[0] if sectors else ""
    if country is None and sector and sector not in INTERNATIONAL:
        return f"---{sector}"
    return f"{country or ''}{sector}" or None
