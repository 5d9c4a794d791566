from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from marketplace.attachments.services import read_table
from marketplace.purchasing.core import quote_rows
from marketplace.purchasing.core.problem import Discount
from marketplace.purchasing.models import Quote
from marketplace.purchasing.queries.templates import quote_template
from marketplace.purchasing.services import quote_drafts
from marketplace.purchasing.services.line_import import (
    BadRowsError,
    ColumnsMissingError,
)
from marketplace.purchasing.services.quote_import import (
    PriceChange,
    QuoteFile,
    import_quote,
    preview_quote,
)
from network.errors import NotAllowedError
from tests.factories import NOW
from tests.factories_purchasing import (
    World,
    a_quote,
    a_quote_draft,
    a_supplier,
    a_world,
    an_open_purchase,
    items_of,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase
    from network.models import Organisation

HEADERS = "Insumo;Desde;Precio"


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return an_open_purchase(session, world, items=2)


@pytest.fixture
def supplier(session: Session, world: World) -> Organisation:
    return a_supplier(session, world)


def a_list(
    session: Session,
    purchase: JointPurchase,
    supplier: Organisation,
    *rows: str,
    headers: str = HEADERS,
) -> QuoteFile:
    terms = replace(a_quote_draft(supplier, items_of(session, purchase)), lines=())
    return QuoteFile(terms, read_table("\n".join([headers, *rows]).encode()))


def test_a_list_becomes_a_quote(
    session: Session, world: World, purchase: JointPurchase, supplier: Organisation
) -> None:
    file = a_list(
        session,
        purchase,
        supplier,
        "Abono 1;1;100.000;4;20;500;incremental",
        "Abono 1;100;95000;;;;incremental",
        "Abono 2;;$ 80.000;;;;",
        headers="Insumo;Desde;Precio;Paquete;Mínimo;Máximo;Descuento",
    )

    key = import_quote(session, purchase.id, file, actor=world.officer, now=NOW)

    one, two = session.get_one(Quote, key).lines
    assert [(each.from_units, each.price_minor) for each in one.breaks] == [
        (0, 100_000_00),
        (100, 95_000_00),
    ]
    assert (one.pack, one.minimum, one.maximum) == (4, 20, 500)
    assert one.discount is Discount.INCREMENTAL
    assert two.breaks[0].price_minor == 80_000_00


def test_the_same_list_again_changes_nothing(
    session: Session, world: World, purchase: JointPurchase, supplier: Organisation
) -> None:
    file = a_list(session, purchase, supplier, "Abono 1;;100.000")
    first = import_quote(session, purchase.id, file, actor=world.officer, now=NOW)

    second = import_quote(session, purchase.id, file, actor=world.officer, now=NOW)

    assert second == first


def test_what_changes_is_seen_before_it_counts(
    session: Session, world: World, purchase: JointPurchase, supplier: Organisation
) -> None:
    quote = a_quote(session, purchase, world, supplier=supplier)
    file = a_list(
        session,
        purchase,
        supplier,
        "Abono 1;;104.000",
        "Abono 1;200;90.000",
        "Abono 2;;100.000",
        "Abono 2;100;90.250",
    )

    preview = preview_quote(session, purchase.id, file, actor=world.officer, now=NOW)

    told = [
        (each.item, each.from_units, each.change, each.per_mille)
        for each in preview.differences
    ]
    assert told == [
        ("Abono 1", 0, PriceChange.UP, 40),
        ("Abono 1", 100, PriceChange.GONE, 0),
        ("Abono 1", 200, PriceChange.APPEARED, 0),
        ("Abono 2", 0, PriceChange.SAME, 0),
        ("Abono 2", 100, PriceChange.DOWN, -50),
    ]
    assert session.get_one(Quote, quote.id).lines[0].breaks[0].price_minor == 100_000_00


def test_prices_by_another_unit_are_read_with_their_content(
    session: Session, world: World, purchase: JointPurchase, supplier: Organisation
) -> None:
    file = a_list(
        session,
        purchase,
        supplier,
        "Abono 1;1.150.000;tonelada;",
        "Abono 2;100.000;qq;50",
        headers="Insumo;Precio;Precio por;Kilos por unidad",
    )

    preview = preview_quote(session, purchase.id, file, actor=world.officer, now=NOW)

    assert [each.after for each in preview.differences] == [57_500_00, 100_000_00]


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("Urea;;100;;", quote_rows.QuoteRowItemError),
        (";;100;;", quote_rows.QuoteRowItemError),
        ("Abono 1;;mucho;;", quote_rows.QuoteRowPriceError),
        ("Abono 1;;12,50;;", quote_rows.QuoteRowPriceError),
        ("Abono 1;x;100;;", quote_rows.QuoteRowQuantityError),
        ("Abono 1;;100;carretada;", quote_rows.QuoteRowUnitError),
        ("Abono 1;;100;quintal;mucho", quote_rows.QuoteRowUnitError),
        ("Abono 1;;100;quintal;", quote_drafts.PriceUnitUnknownError),
        ("Abono 1;;0;;", quote_drafts.BreaksError),
    ],
    ids=str,
)
def test_every_bad_row_says_why(
    session: Session,
    world: World,
    purchase: JointPurchase,
    supplier: Organisation,
    row: str,
    error: type[Exception],
) -> None:
    file = a_list(
        session,
        purchase,
        supplier,
        row,
        headers="Insumo;Desde;Precio;Precio por;Kilos por unidad",
    )

    preview = preview_quote(session, purchase.id, file, actor=world.officer, now=NOW)

    assert [type(each) for each in preview.errors] == [error]
    with pytest.raises(BadRowsError):
        import_quote(session, purchase.id, file, actor=world.officer, now=NOW)


def test_a_list_without_prices_says_which_column_is_missing(
    session: Session, world: World, purchase: JointPurchase, supplier: Organisation
) -> None:
    file = a_list(session, purchase, supplier, "Abono 1;3", headers="Insumo;Cosa")

    with pytest.raises(ColumnsMissingError) as caught:
        import_quote(session, purchase.id, file, actor=world.officer, now=NOW)

    assert caught.value.values["columns"] == "precio"


def test_the_template_names_every_input(
    session: Session, world: World, purchase: JointPurchase, supplier: Organisation
) -> None:
    raw = quote_template(session, purchase.id, actor=world.officer, now=NOW)

    table = read_table(raw)
    assert table.headers[:3] == ("Insumo", "Desde", "Precio")
    assert len(table.rows) == 2
    file = QuoteFile(a_quote_draft(supplier, items_of(session, purchase)), table)
    preview = preview_quote(session, purchase.id, file, actor=world.officer, now=NOW)
    assert (preview.missing, preview.errors, preview.lines) == ((), (), ())


def test_the_template_is_for_who_records_quotes(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    with pytest.raises(NotAllowedError):
        quote_template(session, purchase.id, actor=world.as_member(), now=NOW)
