"""The ground floor: who we are, which ties we have and what each may do."""

from __future__ import annotations
