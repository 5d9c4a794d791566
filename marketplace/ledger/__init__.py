"""The double-entry book that every movement of money goes through."""

from __future__ import annotations
