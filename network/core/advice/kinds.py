"""Kinds of proposal."""

from __future__ import annotations

from enum import StrEnum


class IntroductionKind(StrEnum):
    """What a proposed tie is for."""

    #: So that fewer organisations are indispensable.
    PAIRING = "pairing"
    #: So that the network is better distributed.
    GAIN = "gain"
    #: Because one has what the other needs.
    COMPLEMENT = "complement"
