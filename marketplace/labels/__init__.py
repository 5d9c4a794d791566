"""Spanish names of every enum value and one sentence per broken rule.

Each area has a file here with its ``NAMES`` and ``EXPLANATIONS``; this package
joins them into the two tables that the application hands to the web edge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace.labels import (
    attachments,
    board,
    catalogue,
    demonstration,
    details,
    economy,
    general,
    kernel,
    ledger,
    network,
    network_advice,
    network_explored,
    network_trust,
    notices,
    payments,
    purchasing,
    purchasing_exchange,
    purchasing_goods,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from marketplace.notices.core.wording import Wording
    from network.errors import DomainError

_AREAS = (
    general,
    kernel,
    network,
    network_advice,
    network_explored,
    network_trust,
    board,
    economy,
    attachments,
    catalogue,
    notices,
    purchasing,
    purchasing_exchange,
    purchasing_goods,
    ledger,
    payments,
    demonstration,
)

#: What a person reads when a rule is broken, by the class of the error.
EXPLANATIONS: Mapping[type[DomainError], LazyString] = {
    kind: sentence for area in _AREAS for kind, sentence in area.EXPLANATIONS.items()
}

#: What a person reads for a stored value.  By kind first: members of two enums
#: with the same text are equal, and one would hide the other.
NAMES: Mapping[type[StrEnum], Mapping[StrEnum, LazyString]] = {
    kind: names for area in _AREAS for kind, names in area.NAMES.items()
}

#: The words of each kind of message.  An area that tells people something has
#: a table ``MESSAGES`` of its kinds.
MESSAGES: Mapping[str, Wording] = {
    str(kind): wording
    for area in _AREAS
    for kind, wording in getattr(area, "MESSAGES", {}).items()
}

#: What a person reads for a task of the background work.
JOB_NAMES: Mapping[str, LazyString] = {
    **board.JOB_NAMES,
    **economy.JOB_NAMES,
    **notices.JOB_NAMES,
    **purchasing.JOB_NAMES,
    **ledger.JOB_NAMES,
}

#: What a person reads for a deed of a trace.
DEEDS: Mapping[str, LazyString] = {
    **network.DEEDS,
    **network_advice.DEEDS,
    **network_explored.DEEDS,
    **network_trust.DEEDS,
    **attachments.DEEDS,
    **catalogue.DEEDS,
    **purchasing.DEEDS,
    **purchasing_exchange.DEEDS,
    **purchasing_goods.DEEDS,
    **ledger.DEEDS,
    **payments.DEEDS,
}

#: What a person reads before a detail of a trace, and of which kinds its value is.
DETAILS = details.DETAILS
DETAIL_KINDS = details.DETAIL_KINDS
