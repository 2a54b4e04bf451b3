"""What users call a country in, its ISO 3166-1 alpha-3 code out."""

from functools import lru_cache


@lru_cache(maxsize=1024)
def find_country(given: str) -> str | None:
    """Return the alpha-3 code of a code or name ("ke", "KEN", "Kenya"); None: no country is called so."""
    # The registry of territories takes a fifth of a second to load.
    from rigour.territories import get_territory, lookup_territory

    found = get_territory(given.lower()) or lookup_territory(given)
    return found.alpha3.upper() if found is not None and found.alpha3 else None
