"""What can keep a purchase from being finished."""

from __future__ import annotations

from enum import StrEnum


class Obstacle(StrEnum):
    """What keeps a purchase from being finished."""

    #: A clearing account that is not zero.
    CLEARING = "clearing"
    #: An advance that was neither applied nor given back.
    ADVANCE = "advance"
    #: A claim that nobody settled.
    CLAIM = "claim"
