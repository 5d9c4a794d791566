"""The demonstration: invented organisations and people in real places."""

from __future__ import annotations
