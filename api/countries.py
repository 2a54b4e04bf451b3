"""What users call a country in, its ISO 3166-1 alpha-3 code out."""

from functools import cache, lru_cache


@lru_cache(maxsize=1024)
def find_country(given: str) -> str | None:
    """Return the alpha-3 code of a code or name ("ke", "KEN", "Kenya"); None: no country is called so."""
    known = _load_names().get(given.strip().casefold())
    if known is not None:
        return known
    # Beyond codes and official names; loads name variants in all languages, for a second or two.
    from rigour.territories import lookup_territory

    found = lookup_territory(given)
    return found.alpha3.upper() if found is not None and found.alpha3 else None


@cache
def _load_names() -> dict[str, str]:
    # The registry of territories takes a fifth of a second to load: only where a country is asked for.
    from rigour.territories import get_territories

    names: dict[str, str] = {}
    for territory in get_territories():
        if not territory.alpha3 or territory.is_historical:
            continue
        called = (territory.code, territory.alpha3, territory.name, territory.full_name, territory.in_sentence)
        names |= {name.casefold(): territory.alpha3.upper() for name in called if name}
    return names
