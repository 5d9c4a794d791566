"""An address may suggest whom to invite to a purchase; nonsense suggests nothing."""

from __future__ import annotations

import pytest

from marketplace.kernel.money import Currency
from marketplace.purchasing.forms.calls import suggested
from marketplace.purchasing.models import PurchaseScope
from marketplace.purchasing.queries.pages_calls import CallChoices, Convening
from network.models import Country


def way(convener_id: int, network_id: int = 1, *, own: bool = False) -> Convening:
    return Convening(
        network_id=network_id,
        network="Red",
        convener_id=convener_id,
        convener=f"Asociación {convener_id}",
        scope=PurchaseScope.ASSOCIATION if own else PurchaseScope.NETWORK,
        country=Country.COLOMBIA,
        currency=Currency.COP,
        time_zone="America/Bogota",
    )


CHOICES = CallChoices(
    (way(3, own=True), way(3), way(5), way(7, network_id=2)),
    ((3, "El Roble"), (5, "La Palma"), (7, "Las Delicias")),
)


@pytest.mark.parametrize(
    ("asked", "who", "invited"),
    [
        ({"red": "1", "invitadas": "5-3"}, "1-3-network", ["5", "3"]),
        ({"red": "1", "invitadas": "5-99-x"}, "1-5-network", ["5"]),
        ({"red": "1", "invitadas": "7"}, "1-3-network", ["7"]),
        ({"red": "2", "invitadas": "3-7"}, "2-7-network", ["3", "7"]),
    ],
)
def test_a_sensible_address_is_followed(
    asked: dict[str, str], who: str, invited: list[str]
) -> None:
    assert suggested(CHOICES, asked) == {"who": who, "invited": invited}


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"red": "1"},
        {"red": "1", "invitadas": ""},
        {"red": "1", "invitadas": "99"},
        {"red": "9", "invitadas": "3"},
        {"red": "'; --", "invitadas": "3"},
        {"invitadas": "3-5"},
    ],
)
def test_nonsense_suggests_nothing(asked: dict[str, str]) -> None:
    assert suggested(CHOICES, asked) == {}
