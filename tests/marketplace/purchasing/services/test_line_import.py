from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from marketplace.attachments.core.tables import RepeatedColumnError
from marketplace.attachments.services import read_table
from marketplace.catalogue.models import RegionalName
from marketplace.purchasing.core import line_rows
from marketplace.purchasing.core.wishes import Wish
from marketplace.purchasing.models import LineChannel, LineImport, PurchaseLine
from marketplace.purchasing.queries.templates import line_template
from marketplace.purchasing.services.line_import import (
    BadRowsError,
    ColumnsMissingError,
    ImportOutcome,
    ImportWitnessNeededError,
    LineFile,
    import_lines,
    preview_lines,
)
from marketplace.purchasing.services.lines import CallClosedError
from network.core.text import fold
from network.errors import NotAllowedError, NotFoundError
from network.models import Country, Person
from tests.factories import NOW, a_member
from tests.factories_purchasing import (
    CLOSES_AT,
    World,
    a_line,
    a_world,
    an_open_purchase,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.models import JointPurchase


@pytest.fixture
def world(session: Session) -> World:
    world = a_world(session, associations=2)
    for place, name in enumerate(("Ana Ruiz", "José Peña", "Luz Díaz")):
        world.member(place).name = name
    session.flush()
    return world


@pytest.fixture
def purchase(session: Session, world: World) -> JointPurchase:
    return an_open_purchase(session, world)


def a_file(world: World, *rows: str, headers: str = "Nombre;Desde;Hasta") -> LineFile:
    table = read_table("\r\n".join([headers, *rows]).encode())
    return LineFile(world.convener.id, table, filename="pedidos.csv")


def lines_of(session: Session) -> list[tuple[str, int, int, int]]:
    rows = session.execute(
        select(
            Person.name,
            PurchaseLine.wanted,
            PurchaseLine.at_most,
            PurchaseLine.at_least,
        )
        .join(Person, Person.id == PurchaseLine.person_id)
        .order_by(Person.search_key)
    )
    return [(name, wanted, most, least) for name, wanted, most, least in rows]


def test_a_file_is_taken_in_whatever_its_accents(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    file = a_file(
        world,
        "ANA RUIZ;10;12;5",
        "jose pena;de 3 a 4;;",
        headers="Asociado;Cantidad;Máximo;Al menos",
    )

    outcome = import_lines(session, purchase.id, file, actor=world.officer, now=NOW)

    assert outcome == ImportOutcome(2, 0, 0, 0, 0)
    assert lines_of(session) == [("Ana Ruiz", 10, 12, 5), ("José Peña", 3, 4, 0)]
    channels = set(session.scalars(select(PurchaseLine.channel)))
    assert channels == {LineChannel.SPREADSHEET}


def test_a_preview_changes_nothing_and_says_what_was_before(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    a_line(session, purchase, world.member(), world.convener, 8)
    file = a_file(world, "Ana Ruiz;10;12", "José Peña;0;", "Luz Díaz;x;")

    preview = preview_lines(session, purchase.id, file, actor=world.officer, now=NOW)

    assert [row.before for row in preview.good] == [Wish(8, 8)]
    assert preview.good[0].changes
    assert preview.empty == 1
    assert [error.values["row"] for error in preview.errors] == [4]
    assert lines_of(session) == [("Ana Ruiz", 8, 8, 0)]


def test_the_same_file_again_changes_nothing(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    file = a_file(world, "Ana Ruiz;10;12")
    import_lines(session, purchase.id, file, actor=world.officer, now=NOW)
    line = session.scalars(select(PurchaseLine)).one()
    line.wanted = 11
    session.flush()

    again = import_lines(session, purchase.id, file, actor=world.officer, now=NOW)

    assert again == ImportOutcome(1, 0, 0, 0, 0, again=True)
    assert line.wanted == 11
    assert session.scalar(select(func.count(LineImport.id))) == 1


def test_another_file_changes_and_leaves_the_same(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    a_line(session, purchase, world.member(0), world.convener, 10)
    a_line(session, purchase, world.member(1), world.convener, 5)
    file = a_file(world, "Ana Ruiz;20;", "José Peña;5;")

    outcome = import_lines(session, purchase.id, file, actor=world.officer, now=NOW)

    assert (outcome.changed, outcome.same) == (1, 1)
    assert [row[1] for row in lines_of(session)] == [20, 5]


def test_all_or_nothing_unless_only_the_good_are_asked_for(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    file = a_file(world, "Ana Ruiz;10;12", "Nadie Así;5;")

    with pytest.raises(BadRowsError):
        import_lines(session, purchase.id, file, actor=world.officer, now=NOW)
    outcome = import_lines(
        session,
        purchase.id,
        replace(file, only_good=True),
        actor=world.officer,
        now=NOW,
    )

    assert (outcome.added, outcome.left_out) == (1, 1)


def test_unknown_people_are_added_before_a_witness(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    file = replace(
        a_file(
            world,
            "Nora Nueva;300 123 4567;5",
            "Otro Nuevo;;2",
            headers="Nombre;Celular;Cantidad",
        ),
        add_unknown=True,
    )

    with pytest.raises(ImportWitnessNeededError):
        import_lines(session, purchase.id, file, actor=world.officer, now=NOW)
    outcome = import_lines(
        session,
        purchase.id,
        replace(file, witness="Luis"),
        actor=world.officer,
        now=NOW,
    )

    phone = session.scalar(select(Person.phone).where(Person.name == "Nora Nueva"))
    assert outcome.people == 2
    assert phone == "+573001234567"


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (";;5;", line_rows.RowNameMissingError),
        ("Ana Ruiz;;cinco;", line_rows.RowQuantityError),
        ("Ana Ruiz;;1,5;", line_rows.RowQuantityError),
        ("Ana Ruiz;;200000;", line_rows.RowQuantityError),
        ("Ana Ruiz;;10;9", line_rows.RowQuantityError),
        ("Ana Ruiz;;12-10;", line_rows.RowQuantityError),
        ("Ana Ruiz;12;5;", line_rows.RowPhoneError),
        ("Nadie;;5;", line_rows.RowPersonUnknownError),
        ("=HYPERLINK(1);;5;", line_rows.RowPersonUnknownError),
        ("Repetida Gómez;;5;", line_rows.RowPersonAmbiguousError),
    ],
    ids=str,
)
def test_every_bad_row_says_its_number_and_why(
    session: Session,
    world: World,
    purchase: JointPurchase,
    row: str,
    error: type[line_rows.RowError],
) -> None:
    for _ in range(2):
        a_member(session, world.convener, name="Repetida Gómez")
    file = a_file(world, row, headers="Nombre;Celular;Desde;Hasta")

    preview = preview_lines(session, purchase.id, file, actor=world.officer, now=NOW)

    assert [type(each) for each in preview.errors] == [error]
    assert preview.errors[0].values["row"] == 2


def test_a_telephone_tells_two_people_apart(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    twins = [a_member(session, world.convener, name="Eva Gómez") for _ in range(2)]
    file = a_file(
        world,
        f"Eva Gómez;{twins[1].phone};5",
        f";{twins[0].phone};7",
        headers="Nombre;Celular;Desde",
    )

    preview = preview_lines(session, purchase.id, file, actor=world.officer, now=NOW)

    assert [row.person_id for row in preview.good] == [twins[1].id, twins[0].id]


def test_a_telephone_of_somebody_else_is_said(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    file = a_file(
        world,
        f"Ana Ruiz;{world.member(1).phone};5",
        headers="Nombre;Celular;Desde",
    )

    preview = preview_lines(session, purchase.id, file, actor=world.officer, now=NOW)

    assert [type(each) for each in preview.errors] == [line_rows.RowPersonMismatchError]


def test_the_same_member_twice_is_said_with_both_rows(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    file = a_file(world, "Ana Ruiz;5;", "ana ruiz;6;")

    preview = preview_lines(session, purchase.id, file, actor=world.officer, now=NOW)

    assert preview.errors[0].values == {"row": 3, "first": 2}


def test_with_several_inputs_a_row_names_one(session: Session, world: World) -> None:
    purchase = an_open_purchase(session, world, items=2)
    file = a_file(
        world,
        "Ana Ruiz;Abono 2;5",
        "José Peña;;5",
        "Luz Díaz;Urea;5",
        headers="Nombre;Insumo;Desde",
    )

    preview = preview_lines(session, purchase.id, file, actor=world.officer, now=NOW)

    assert [row.item for row in preview.good] == ["Abono 2"]
    assert [type(each) for each in preview.errors] == [
        line_rows.RowItemMissingError,
        line_rows.RowItemUnknownError,
    ]


def test_columns_can_be_named_by_hand(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    file = a_file(world, "Ana Ruiz;5", headers="Quién;Bultos")

    missing = preview_lines(session, purchase.id, file, actor=world.officer, now=NOW)
    with pytest.raises(ColumnsMissingError) as caught:
        import_lines(session, purchase.id, file, actor=world.officer, now=NOW)
    mapped = replace(file, columns={"name": 0, "wanted": 1, "phone": 99, "evil": 0})
    preview = preview_lines(session, purchase.id, mapped, actor=world.officer, now=NOW)

    assert missing.missing == ("name", "wanted")
    assert caught.value.values["columns"] == "asociado, desde"
    assert preview.columns == {"name": 0, "wanted": 1}
    assert len(preview.good) == 1


def test_two_columns_that_mean_the_same_are_refused(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    file = a_file(world, "Ana;Ana;5", headers="Nombre;Asociado;Desde")

    with pytest.raises(RepeatedColumnError):
        preview_lines(session, purchase.id, file, actor=world.officer, now=NOW)


def test_nobody_imports_for_another_association_or_late(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    file = a_file(world, "Ana Ruiz;5;")

    with pytest.raises(NotFoundError):
        import_lines(
            session,
            purchase.id,
            file,
            actor=world.head_of(world.others[0]),
            now=NOW,
        )
    with pytest.raises(NotAllowedError):
        import_lines(session, purchase.id, file, actor=world.as_member(), now=NOW)
    with pytest.raises(CallClosedError):
        import_lines(session, purchase.id, file, actor=world.officer, now=CLOSES_AT)


def test_the_template_filled_in_is_read_back(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    a_line(session, purchase, world.member(), world.convener, 10, 12, at_least=5)

    raw = line_template(
        session, purchase.id, world.convener.id, actor=world.officer, now=NOW
    )

    file = LineFile(world.convener.id, read_table(raw))
    preview = preview_lines(session, purchase.id, file, actor=world.officer, now=NOW)
    assert preview.errors == ()
    assert preview.empty == 5
    assert [(row.name, row.wish) for row in preview.good] == [
        ("Ana Ruiz", Wish(10, 12, 5))
    ]


def test_the_template_is_read_back_where_the_country_has_its_own_name(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    product = purchase.items[0].presentation.product
    country = purchase.network.country
    for place, name in ((country, "Abono triple quince"), (Country.ECUADOR, "Otro")):
        session.add(
            RegionalName(
                product=product, country=place, name=name, search_key=fold(name)
            )
        )
    session.flush()
    a_line(session, purchase, world.member(), world.convener, 10)

    raw = line_template(
        session, purchase.id, world.convener.id, actor=world.officer, now=NOW
    )

    file = LineFile(world.convener.id, read_table(raw))
    preview = preview_lines(session, purchase.id, file, actor=world.officer, now=NOW)
    assert any("Abono triple quince" in str(row.cells) for row in file.table.rows)
    assert preview.errors == ()
    assert [row.wish for row in preview.good] == [Wish(10, 10)]


def test_the_template_is_for_who_types_for_others(
    session: Session, world: World, purchase: JointPurchase
) -> None:
    with pytest.raises(NotAllowedError):
        line_template(
            session, purchase.id, world.convener.id, actor=world.as_member(), now=NOW
        )
    with pytest.raises(NotFoundError):
        line_template(
            session, purchase.id, world.others[0].id, actor=world.officer, now=NOW
        )
