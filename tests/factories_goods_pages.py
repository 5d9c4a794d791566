"""Walking through the pages of goods and money as a browser without scripts does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from marketplace.purchasing.models import SupplierOrder
from tests.factories_purchase_pages import fields_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from marketplace.purchasing.models import JointPurchase


def words(page: TestResponse) -> str:
    """What a person reads on a page."""
    main = page.text.split("<main", 1)[1]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split()).replace("\xa0", " ")


def order_of(session: Session, purchase: JointPurchase) -> SupplierOrder:
    """The only order of a purchase."""
    return session.scalars(SupplierOrder.of(purchase.id)).one()


def press(client: FlaskClient, path: str, action: str | None = None) -> TestResponse:
    """Open a page and send one of its forms as it stands."""
    page = client.get(path)
    form = re.search(r'<form[^>]*method="post"[^>]*>', page.text.split("<main", 1)[1])
    where = re.search(rf'action="([^"]*{action or ""}[^"]*)"', page.text)
    target = where.group(1) if action and where else path
    assert form
    return client.post(target, data=fields_of(page, action))


def pay(
    client: FlaskClient, path: str, **typed: str
) -> tuple[TestResponse, TestResponse]:
    """Ask, check and record a payment; return the page of the check and the end."""
    asked = client.get(path)
    form = {**fields_of(asked), "method": "cash", **typed}
    checked = client.post(f"{path}/revisar", data=form)
    sent = {**fields_of(checked), "method": form["method"]}
    return checked, client.post(path, data=sent)


def press_why(client: FlaskClient, path: str, why: str) -> TestResponse:
    """Open a page that asks why, and say why."""
    return client.post(path, data={**fields_of(client.get(path)), "reason": why})


def refusals(
    client: FlaskClient,
    path: str,
    form: dict[str, str],
    wrong: dict[str, dict[str, str]],
) -> list[str]:
    """Send a form once per sentence; return the sentences that were not said."""
    unsaid = []
    for sentence, change in wrong.items():
        answer = client.post(path, data={**form, **change})
        if answer.status_code != 422 or sentence not in words(answer):
            unsaid.append(sentence)
    return unsaid
