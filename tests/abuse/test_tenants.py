"""What belongs to others does not exist: every address, every method."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import select
from werkzeug.routing import AnyConverter

from marketplace.catalogue.models import Presentation, Product
from marketplace.ledger.models import JournalRow
from marketplace.notices.models import Notice
from marketplace.payments.models import ReceiptRow
from marketplace.purchasing.models import (
    JointPurchase,
    PlanRun,
    PurchaseItem,
    PurchaseLine,
    PurchaseState,
    Quote,
    SupplierOrder,
)
from network.clock import now
from network.core.tokens import digest
from network.db import Base
from network.models import (
    AccessSession,
    CoordinatorTask,
    ExploredMap,
    Introduction,
    Job,
    Membership,
    TieEvent,
    TrustSeed,
)
from network.models.trust import FAILURES
from network.policy import Role
from network.services.access import Sitting, open_session
from tests.factories import a_coordinator, a_network, an_organisation
from tests.factories_ground import holds, sign_in

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug.routing import Rule

    from network.models import Person

#: Tables that asking alone may write to: who sits, who tried.
_OWN = {"access_session", "throttle"}

#: Addresses that are common to all: the catalogue, the code of a receipt, the
#: entrance, the public pages and files of the look.
COMMON = frozenset(
    {
        "catalogue.product",
        "catalogue.add_name",
        "catalogue.retire",
        "packs.add",
        "packs.declare",
        "packs.retire",
        "payments.verify",
        "sheets.public",
        "organisations.public_profile",
        "attachments.photo",
        "demonstration.enter",
        "static",
    }
)
#: What a stranger's secret or number answers, in the words of the entrance.
OVER = {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}

#: What several forms ask for, so that they get as far as the question who asks.
SENT = {"reason": "Porque sí", "role": "committee", "password": "tres vacas pardas"}


def everything(session: Session) -> dict[str, str]:
    """A digest of the rows of each table."""
    session.expire_all()
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in _OWN:
            rows = session.execute(select(table).order_by(*table.primary_key))
            text = "\n".join(map(repr, rows))
            found[table.name] = hashlib.sha256(text.encode()).hexdigest()
    return found


def a_stranger(session: Session) -> Person:
    """Somebody who may do everything, in a network and organisation elsewhere."""
    network = a_network(session)
    person = a_coordinator(session, network)
    organisation = an_organisation(session, network=network)
    for role in set(Role) - {Role.COORDINATOR}:
        holds(session, person, organisation, role)
    return person


def numbers(session: Session) -> dict[str, Any]:
    """Real numbers of the demonstration, by the name that addresses give them."""
    purchase = session.scalars(
        select(JointPurchase).where(JointPurchase.state == PurchaseState.RECEIVED)
    ).one()
    order = session.scalars(
        select(SupplierOrder).where(SupplierOrder.purchase_id == purchase.id)
    ).first()
    line = session.scalars(
        select(PurchaseLine).where(PurchaseLine.purchase_id == purchase.id)
    ).first()
    assert order
    assert line
    first: dict[str, Any] = {
        "journal_id": JournalRow,
        "receipt_id": ReceiptRow,
        "notice_id": Notice,
        "membership_id": Membership,
        "product_id": Product,
        "presentation_id": Presentation,
    }
    found = {
        name: session.scalar(select(model.id).order_by(model.id).limit(1)) or 1
        for name, model in first.items()
    }
    of_network: dict[str, Any] = {
        "introduction_id": Introduction,
        "task_id": CoordinatorTask,
        "map_id": ExploredMap,
        "seed_id": TrustSeed,
    }
    for name, model in of_network.items():
        rows = select(model.id).where(model.network_id == purchase.network_id)
        found[name] = session.scalars(rows.order_by(model.id)).first()
        assert found[name], name
    failure = select(TieEvent.id).where(TieEvent.kind.in_(sorted(FAILURES)))
    run = select(PlanRun.id).where(PlanRun.purchase_id == purchase.id).limit(1)
    quote = select(Quote.id).where(Quote.purchase_id == purchase.id).limit(1)
    item = select(PurchaseItem.id).where(PurchaseItem.purchase_id == purchase.id)
    sitting = open_session(session, Sitting(line.person_id, "test"), now=now())
    own_job = select(Job.id).where(Job.network_id == purchase.network_id).limit(1)
    return found | {
        "job_id": session.scalar(own_job),
        "session_id": session.scalar(
            select(AccessSession.id).where(AccessSession.token_hash == digest(sitting))
        ),
        "purchase_id": purchase.id,
        "network_id": purchase.network_id,
        "organisation_id": purchase.convener_id,
        "person_id": line.person_id,
        "line_id": line.id,
        "order_id": order.id,
        "supplier_id": order.supplier_id,
        "other_id": order.supplier_id,
        "event_id": session.scalars(failure.order_by(TieEvent.id)).first(),
        "run_id": session.scalar(run),
        "quote_id": session.scalar(quote),
        "item_id": session.scalar(item.limit(1)),
        "code": "cash",
        "kind": "csv",
        "what": "x",
        "document_hash": "0" * 64,
        "token": "x" * 43,
        "filename": "x",
    }


def addresses(app: Flask, session: Session) -> list[tuple[Rule, str]]:
    """Every rule that names something, with the address of a real thing."""
    known = numbers(session)
    adapter = app.url_map.bind("localhost")
    found = []
    for rule in app.url_map.iter_rules():
        if not rule.arguments or rule.endpoint in COMMON:
            continue
        values: dict[str, Any] = {}
        for name in rule.arguments:
            converter = rule._converters[name]  # noqa: SLF001 - werkzeug offers no other way
            if isinstance(converter, AnyConverter):
                values[name] = min(converter.items)
            else:
                values[name] = known.get(name, 1)
        found.append((rule, adapter.build(rule.endpoint, values)))
    return found


def test_nothing_of_another_organisation_exists(
    village: Flask, played: Session
) -> None:
    client = village.test_client()
    sign_in(client, played, a_stranger(played))
    asked = addresses(village, played)
    played.commit()
    before = everything(played)

    answers = {
        (rule.endpoint, method, path): client.open(
            path, method=method, data=SENT | {"client_key": str(uuid4())}
        ).status_code
        for rule, path in asked
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
    }

    shown = {key: code for key, code in answers.items() if code not in OVER}
    assert shown == {}
    assert changed(before, everything(played)) == []
    assert len(answers) > 100


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(name for name in before if before[name] != after[name])
