"""Setting the stage and playing the past, through the services people use."""

from __future__ import annotations
