"""What can be read of the ground floor, as frozen values."""

from __future__ import annotations
