"""Journeys in a real browser against the running program."""

from __future__ import annotations
