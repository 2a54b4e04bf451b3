"""Content-derived identifiers: a prefix and 16 characters of base32 over a hash of what is identified."""

import base64
import hashlib
import re
import unicodedata


def content_id(prefix: str, *parts: object) -> str:
    """Return `prefix` and 80 bits of the SHA-256 of the parts, in lower-case base32 ("evt_2c7…")."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).digest()
    return encode(prefix, digest[:10])


def encode(prefix: str, octets: bytes) -> str:
    """Return `prefix` and the bytes in lower-case base32."""
    return prefix + base64.b32encode(octets).decode("ascii").lower()


def slug(name: str) -> str:
    """Return the readable part of an id: no accents, lower case, hyphens ("José Mujica" -> "jose-mujica")."""
    plain = unicodedata.normalize("NFKD", name.translate(_UNDECOMPOSED))
    ascii_only = plain.encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.replace("'", "")).strip("-")


# Letters that NFKD leaves whole and that ASCII would drop.
_UNDECOMPOSED = str.maketrans(
    {
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ß": "ss",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "Œ": "Oe",
        "ı": "i",
        "þ": "th",
        "Þ": "Th",
        "ð": "d",
        "’": "'",
    }
)
