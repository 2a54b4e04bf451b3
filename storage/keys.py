"""Keys of clients in, their rows out: what a Bearer token may do."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, insert, select, update

from records.keys import ApiKey, Scope
from storage.scalars import instant_of, now, plain
from storage.service_rows import api_keys

if TYPE_CHECKING:
    from storage.store import Store

TOKEN_PREFIX = "dateline_"
_SECRET_BYTES = 32
_LONGEST = 200


class KeyRing:
    """The keys of a store.

    A token is "dateline_", the id of its row and 256 random bits. What is random and so long needs no slow hash: no
    one guesses it, and each request reads one row.
    """

    def __init__(self, store: "Store") -> None:
        self._store = store

    def create(self, name: str, scopes: Iterable[Scope]) -> tuple[ApiKey, str]:
        """Make a key; the token is returned this once and kept nowhere."""
        number = base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()
        secret = secrets.token_hex(_SECRET_BYTES)
        at = now()
        key = ApiKey(id=f"key_{number}", name=plain(name), scopes=frozenset(scopes), created_at=instant_of(at))
        with self._store.writing() as connection:
            connection.execute(
                insert(api_keys).values(
                    id=key.id,
                    name=key.name,
                    digest=_digest(secret),
                    scopes=" ".join(sorted(key.scopes)),
                    created_at=at,
                )
            )
        return key, f"{TOKEN_PREFIX}{number}_{secret}"

    def find(self, token: str) -> ApiKey | None:
        """Return the key of a token; None: it is none, or was revoked."""
        number, _, secret = token.removeprefix(TOKEN_PREFIX).partition("_")
        if not token.startswith(TOKEN_PREFIX) or len(token) > _LONGEST or not token.isascii():
            return None
        with self._store.reading() as connection:
            row = connection.execute(select(api_keys).where(api_keys.c.id == f"key_{plain(number)}")).first()
        known = row is not None and hmac.compare_digest(row.digest, _digest(secret))
        return _read(row) if row is not None and known and row.revoked_at is None else None

    def list(self) -> tuple[ApiKey, ...]:
        """Return all keys, revoked ones too, the oldest first."""
        with self._store.reading() as connection:
            found = connection.execute(select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)).all()
        return tuple(map(_read, found))

    def revoke(self, key_id: str) -> bool:
        """End a key for good; say whether there was one that had not ended."""
        columns = api_keys.c
        with self._store.writing() as connection:
            done = connection.execute(
                update(api_keys).where(columns.id == key_id, columns.revoked_at.is_(None)).values(revoked_at=now())
            )
        return bool(done.rowcount)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _read(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        scopes=frozenset(map(Scope, row.scopes.split())),
        created_at=instant_of(row.created_at),
        revoked_at=None if row.revoked_at is None else instant_of(row.revoked_at),
    )
