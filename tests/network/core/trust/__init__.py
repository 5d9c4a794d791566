"""Tests of trust as numbers."""

from __future__ import annotations
