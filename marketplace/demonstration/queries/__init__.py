"""The guided tour: as whom one may walk, and where to look."""

from __future__ import annotations
