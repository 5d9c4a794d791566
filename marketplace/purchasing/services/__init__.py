"""What people do in a joint purchase, one module a chapter of it."""

from __future__ import annotations
