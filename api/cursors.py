"""Keys of pages in, opaque cursors out, and back."""

import base64
import binascii
from hashlib import blake2b, sha256
from hmac import compare_digest

import orjson

from api.errors import CursorError
from storage.queries import Key

_MAC_BYTES = 12


class Cursors:
    """Seals keys into cursors that only fit the list they came from.

    A cursor is base64url without padding of a keyed hash (BLAKE2, RFC 7693) and the JSON of direction and key. The
    hash covers `scope`, the list with its filters and order, so that a changed or foreign cursor is known as such.
    """

    def __init__(self, secret: str) -> None:
        self._secret = sha256(b"dateline cursor\0" + secret.encode()).digest()

    def seal(self, scope: bytes, direction: str, key: Key) -> str:
        """Return the cursor of the page `after` or `before` a key."""
        payload = orjson.dumps([direction, key])
        return base64.urlsafe_b64encode(self._mac(scope, payload) + payload).rstrip(b"=").decode()

    def unseal(self, scope: bytes, cursor: str) -> tuple[str, Key]:
        """Return direction and key.

        Raises:
            CursorError: the cursor is not one of this list.
        """
        try:
            raw = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise CursorError("No cursor: not base64url.") from error
        mac, payload = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not compare_digest(mac, self._mac(scope, payload)):
            raise CursorError("The cursor does not belong to this list.")
        # The last base64 character may carry bits that mean nothing: only the one way of writing is ours.
        if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != cursor:
            raise CursorError("The cursor has been changed.")
        direction, key = orjson.loads(payload)
        return direction, tuple(key)

    def _mac(self, scope: bytes, payload: bytes) -> bytes:
        return blake2b(scope + b"\0" + payload, key=self._secret, digest_size=_MAC_BYTES).digest()
