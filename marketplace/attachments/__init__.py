"""Photographs and documents that people hand in, and tables they send."""

from __future__ import annotations
