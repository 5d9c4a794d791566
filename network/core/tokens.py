"""Secrets that open doors: made at random, kept only as their digest."""

from __future__ import annotations

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """Return a secret for an address or a cookie: 43 characters, URL-safe."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal: what the database keeps."""
    return hashlib.sha256(text.encode()).hexdigest()
