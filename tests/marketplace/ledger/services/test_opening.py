"""Opening balances: posted once, refused when they say something else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from marketplace.attachments.core.tables import as_table
from marketplace.kernel.money import Currency, Money
from marketplace.ledger import queries, services
from marketplace.ledger.core import opening as rows
from marketplace.ledger.core.opening import OpeningLine
from marketplace.ledger.models import JournalRow
from marketplace.ledger.queries import desks
from marketplace.ledger.services import opening
from network.errors import NotAllowedError, NotFoundError
from network.models import Organisation, OrganisationKind
from network.policy import Actor, Role
from tests.counting import counted_statements
from tests.factories import (
    NOW,
    TODAY,
    a_member,
    a_network,
    acting,
    an_organisation,
)
from tests.factories_ledger import cop, usd

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from network.models import Network, Person


@pytest.fixture
def network(session: Session) -> Network:
    return a_network(session)


@pytest.fixture
def home(session: Session, network: Network) -> Organisation:
    return an_organisation(session, network=network)


@pytest.fixture
def treasurer(session: Session, home: Organisation) -> Actor:
    return acting(a_member(session, home, Role.TREASURER), home, role=Role.TREASURER)


@pytest.fixture
def rosa(session: Session, home: Organisation) -> Person:
    return a_member(session, home, name="Rosa Prueba")


def balances(home: Organisation, *lines: tuple[str, int]) -> opening.OpeningBalances:
    return opening.OpeningBalances(
        home.id, TODAY, tuple(OpeningLine(code, cop(minor)) for code, minor in lines)
    )


def held(session: Session, home: Organisation, code: str) -> int:
    return queries.balance(session, home.id, code, Currency.COP).minor


def test_money_and_debts_are_posted_against_the_equity(
    session: Session,
    network: Network,
    home: Organisation,
    treasurer: Actor,
    rosa: Person,
) -> None:
    supplier = an_organisation(session, kind=OrganisationKind.SUPPLIER)
    beside = an_organisation(session, network=network)
    wanted = balances(
        home,
        ("cash", 500),
        ("bank", 9_000),
        (f"member:{rosa.id}", -200),
        (f"supplier:{supplier.id}", -1_000),
        (f"association:{beside.id}", 300),
    )

    done = opening.open_balances(session, wanted, actor=treasurer, now=NOW)

    assert done == opening.Opened(5, 0)
    for line in wanted.lines:
        assert held(session, home, line.code) == line.amount.minor
    assert held(session, home, "equity:opening") == -8_600
    assert queries.verify(session).is_sound


def test_sending_them_again_changes_nothing(
    session: Session, home: Organisation, treasurer: Actor, rosa: Person
) -> None:
    first = balances(home, ("cash", 500))
    more = balances(home, ("cash", 500), (f"member:{rosa.id}", 40))
    opening.open_balances(session, first, actor=treasurer, now=NOW)

    again = opening.open_balances(session, first, actor=treasurer, now=NOW)
    rest = opening.open_balances(session, more, actor=treasurer, now=NOW)

    assert again == opening.Opened(0, 1)
    assert rest == opening.Opened(1, 1)
    assert session.scalar(select(func.count()).select_from(JournalRow)) == 2


def test_another_amount_is_refused_until_the_first_is_undone(
    session: Session, home: Organisation, treasurer: Actor
) -> None:
    officer = acting(a_member(session, home, Role.OFFICER), home, role=Role.OFFICER)
    wrong, right = balances(home, ("bank", 500)), balances(home, ("bank", 700))
    opening.open_balances(session, wrong, actor=treasurer, now=NOW)

    with pytest.raises(opening.OpeningClashError) as clash:
        opening.open_balances(session, right, actor=treasurer, now=NOW)
    for kept in (700, 900):
        journal = session.scalars(
            select(JournalRow.id)
            .where(JournalRow.kind == "opening")
            .order_by(JournalRow.id.desc())
        ).first()
        assert journal is not None
        services.correct_entry(
            session,
            journal,
            reason="Se contó mal",
            actor=officer,
            day=TODAY,
            now=NOW,
        )
        after = balances(home, ("bank", kept))
        opening.open_balances(session, after, actor=treasurer, now=NOW)
        assert held(session, home, "bank") == kept

    assert clash.value.values["before"] == cop(500)


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ((), opening.NothingToOpenError),
        ((("cash", 0),), opening.OpeningAmountError),
        ((("bank", -5),), opening.OpeningAmountError),
        ((("cash", 5), ("cash", 6)), opening.OpeningTwiceError),
        ((("member:999999", 5),), NotFoundError),
        ((("loss", 5),), NotFoundError),
        ((("equity:opening", 5),), NotFoundError),
    ],
)
def test_what_cannot_be_is_refused(
    session: Session,
    home: Organisation,
    treasurer: Actor,
    lines: tuple[tuple[str, int], ...],
    error: type[Exception],
) -> None:
    with pytest.raises(error):
        opening.open_balances(session, balances(home, *lines), actor=treasurer, now=NOW)


def test_another_currency_and_days_to_come_are_refused(
    session: Session, home: Organisation, treasurer: Actor
) -> None:
    dollars = opening.OpeningBalances(home.id, TODAY, (OpeningLine("cash", usd(5)),))
    tomorrow = opening.OpeningBalances(
        home.id, TODAY + timedelta(days=1), (OpeningLine("cash", cop(5)),)
    )

    with pytest.raises(opening.OpeningAmountError):
        opening.open_balances(session, dollars, actor=treasurer, now=NOW)
    with pytest.raises(services.FutureDayError):
        opening.open_balances(session, tomorrow, actor=treasurer, now=NOW)


def test_only_the_treasurer_may(
    session: Session, home: Organisation, rosa: Person
) -> None:
    stranger = Actor(rosa.id + 1000)

    with pytest.raises(NotAllowedError):
        opening.open_balances(
            session, balances(home, ("cash", 5)), actor=acting(rosa, home), now=NOW
        )
    with pytest.raises(NotFoundError):
        opening.open_balances(
            session, balances(home, ("cash", 5)), actor=stranger, now=NOW
        )


def test_members_and_organisations_of_elsewhere_are_unknown(
    session: Session, home: Organisation, treasurer: Actor
) -> None:
    far = an_organisation(session, network=a_network(session))
    other = a_member(session, far)

    for code in (f"member:{other.id}", f"association:{far.id}"):
        with pytest.raises(NotFoundError):
            opening.open_balances(
                session, balances(home, (code, 5)), actor=treasurer, now=NOW
            )


def sheet(*lines: tuple[object, ...]) -> object:
    headers = ("Cuenta", "Nombre", "Hay o nos debe", "Le debemos")
    return as_table([headers, *lines])  # type: ignore[list-item] # cells as they come


def read(
    session: Session, home: Organisation, actor: Actor, *lines: tuple[object, ...]
) -> rows.OpeningSheet:
    return opening.read_opening_sheet(
        session,
        home.id,
        sheet(*lines),  # type: ignore[arg-type] # a table
        actor=actor,
        day=TODAY,
    )


def test_a_sheet_is_read_row_by_row(
    session: Session, home: Organisation, treasurer: Actor, rosa: Person
) -> None:
    supplier = an_organisation(
        session, kind=OrganisationKind.SUPPLIER, name="Almacén de Prueba"
    )

    found = read(
        session,
        home,
        treasurer,
        ("Caja", None, 250000, None),
        ("BANCO", None, "1.250.000", None),
        ("asociado", "rosa  prueba", None, "20.000"),
        ("Proveedor", "Almacen de prueba", 0, 90000),
        ("Asociado", "Rosa Prueba", None, None),
    )

    assert found.errors == ()
    assert found.blank == 1
    assert [(line.code, line.amount) for line in found.lines] == [
        ("cash", Money(250_000_00, Currency.COP)),
        ("bank", Money(1_250_000_00, Currency.COP)),
        (f"member:{rosa.id}", Money(-20_000_00, Currency.COP)),
        (f"supplier:{supplier.id}", Money(-90_000_00, Currency.COP)),
    ]


def test_every_wrong_row_says_what_is_wrong(
    session: Session, home: Organisation, treasurer: Actor
) -> None:
    for _ in range(2):
        a_member(session, home, name="Ana Repetida")

    found = read(
        session,
        home,
        treasurer,
        ("Caja", None, 10, None),
        ("Caja", None, 20, None),
        ("Vaca", None, 20, None),
        ("Socio", "Nadie", 20, None),
        ("Asociado", "Ana Repetida", 20, None),
        ("Banco", None, "mucho", None),
        ("Banco", None, 5, 5),
        ("Banco", None, None, 5),
    )

    assert [(type(each), each.values["row"]) for each in found.errors] == [
        (rows.OpeningRowTwiceError, 3),
        (rows.OpeningAccountUnknownError, 4),
        (rows.OpeningNameUnknownError, 5),
        (rows.OpeningNameAmbiguousError, 6),
        (rows.OpeningAmountUnreadableError, 7),
        (rows.OpeningAmountUnreadableError, 8),
        (rows.OpeningAmountUnreadableError, 9),
    ]
    assert len(found.lines) == 1


def test_a_sheet_without_its_columns_is_refused(
    session: Session, home: Organisation, treasurer: Actor
) -> None:
    table = as_table([("Cuenta", "Cosa"), ("Caja", "x")])

    with pytest.raises(rows.OpeningColumnsError) as error:
        opening.read_opening_sheet(session, home.id, table, actor=treasurer, day=TODAY)

    assert error.value.values["missing"] == "«Nombre», «Hay o nos debe»"


def test_the_statements_of_the_page_do_not_grow_with_the_people(
    session: Session, home: Organisation, treasurer: Actor
) -> None:
    connection = session.connection()
    with counted_statements(connection) as few:
        desks.opening_desk(session, home.id, actor=treasurer, day=TODAY)
    people = [a_member(session, home) for _ in range(6)]
    wanted = balances(home, *((f"member:{each.id}", 5) for each in people))
    with counted_statements(connection) as posted:
        opening.open_balances(session, wanted, actor=treasurer, now=NOW)
    with counted_statements(connection) as many:
        desk = desks.opening_desk(session, home.id, actor=treasurer, day=TODAY)

    assert len(desk.standing) == 6
    assert len(many) <= len(few) + 1
    assert len(posted) < 40


def test_a_book_that_is_not_there_has_no_desk(session: Session) -> None:
    actor = Actor(1, {10**6: frozenset({Role.TREASURER})})
    wanted = opening.OpeningBalances(10**6, TODAY, (OpeningLine("cash", cop(5)),))

    for work in (desks.opening_desk, desks.movement_desk):
        with pytest.raises(NotFoundError):
            work(session, 10**6, actor=actor, day=TODAY)
    with pytest.raises(NotFoundError):
        opening.open_balances(session, wanted, actor=actor, now=NOW)
