"""Names of what is typed, so that a sentence can say which field to look at."""

from __future__ import annotations

from enum import StrEnum


class CallField(StrEnum):
    """A field of a call."""

    TITLE = "title"
    DELIVERY_PLACE = "delivery_place"
    DELIVERY_ON = "delivery_on"
    CONFIRM_HOURS = "confirm_hours"
    ADVANCE_PERCENT = "advance_percent"
    REFERENCE = "reference"
    REFERENCE_SOURCE = "reference_source"


class QuoteField(StrEnum):
    """A field of a quote."""

    RECEIVED_ON = "received_on"
    VALID_UNTIL = "valid_until"
    PAYMENT_DAYS = "payment_days"
    MINIMUM_ORDER = "minimum_order"
    MAXIMUM_ORDER = "maximum_order"
    FREIGHT_FIXED = "freight_fixed"
    FREIGHT_PER_UNIT = "freight_per_unit"
    TRUCK = "truck"
    TRUCK_UNITS = "truck_units"
    PACK = "pack"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    FROM_UNITS = "from_units"
