"""Networks that come in a file: read strictly, refused with a place and a remedy."""

from __future__ import annotations

from network.core.sketches.reading import MOST_BYTES, read_sketch
from network.core.sketches.sketch import (
    MOST_NODES,
    MOST_TIES,
    UTF_8,
    Fault,
    Sketch,
    SketchError,
)

__all__ = [
    "MOST_BYTES",
    "MOST_NODES",
    "MOST_TIES",
    "UTF_8",
    "Fault",
    "Sketch",
    "SketchError",
    "read_sketch",
]
