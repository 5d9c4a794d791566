from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from marketplace.catalogue.models import Product, ProductKind
from marketplace.catalogue.services import (
    DuplicateProductError,
    NamelessProductError,
    NewProduct,
    NewRegionalName,
    SimilarProductsError,
    UnknownChainError,
    add_product,
    add_regional_name,
    describe_product,
    retire_product,
)
from marketplace.kernel.units import UnitCode
from network.errors import NotAllowedError, NotFoundError
from network.models import AuditRow, Country
from network.policy import Actor, Role
from tests.factories import (
    NOW,
    a_coordinator,
    a_member,
    a_network,
    acting,
    an_organisation,
    coordinating,
)
from tests.factories_catalogue import a_chain, a_product

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@pytest.fixture
def officer(session: Session) -> Actor:
    organisation = an_organisation(session)
    person = a_member(session, organisation, Role.OFFICER)
    return acting(person, organisation, role=Role.OFFICER)


@pytest.fixture
def coordinator(session: Session) -> Actor:
    network = a_network(session)
    return coordinating(a_coordinator(session, network), network)


def a_new(
    session: Session,
    name: str = "Gallinaza",
    country: Country | None = None,
    *,
    kind: ProductKind = ProductKind.INPUT,
    other: tuple[NewRegionalName, ...] = (),
    is_another: bool = False,
) -> NewProduct:
    return NewProduct(
        name=name,
        kind=kind,
        chain_code=a_chain(session).code,
        usual_unit=UnitCode.BULTO,
        country=country,
        regional_names=other,
        is_another=is_another,
    )


def test_an_officer_adds_a_product_under_a_cleaned_name(
    session: Session, officer: Actor
) -> None:
    new = a_new(
        session,
        "  Gallinaza\x00  compostada\u202e ",
        other=(NewRegionalName("Abono de gallina", Country.ECUADOR, "Sierra"),),
    )

    product_id = add_product(session, new, actor=officer, now=NOW)

    row = session.get_one(Product, product_id)
    assert row.name == "Gallinaza compostada"
    assert [name.region for name in row.regional_names] == ["Sierra"]
    trace = session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert trace is not None
    assert (trace.deed, trace.subject_id) == ("product.added", product_id)


def test_a_coordinator_adds_a_product_too(session: Session, coordinator: Actor) -> None:
    assert add_product(session, a_new(session), actor=coordinator, now=NOW)


def test_a_member_may_not_add_a_product(session: Session) -> None:
    organisation = an_organisation(session)
    member = acting(a_member(session, organisation), organisation)

    with pytest.raises(NotAllowedError):
        add_product(session, a_new(session), actor=member, now=NOW)


@pytest.mark.parametrize("name", ["", "   ", "\u202e\x00", "¡!"])
def test_a_name_that_cannot_be_found_again_is_refused(
    session: Session, officer: Actor, name: str
) -> None:
    with pytest.raises(NamelessProductError):
        add_product(session, a_new(session, name), actor=officer, now=NOW)


def test_a_chain_has_to_exist(session: Session, officer: Actor) -> None:
    new = NewProduct("Gallinaza", ProductKind.INPUT, "no-hay", UnitCode.BULTO)

    with pytest.raises(UnknownChainError):
        add_product(session, new, actor=officer, now=NOW)


@pytest.mark.parametrize("name", ["GALLINAZAS", "gallináza", "Pollinaza"])
def test_the_same_name_is_not_added_twice_whatever_its_accents(
    session: Session, officer: Actor, name: str
) -> None:
    a_product(
        session,
        "Gallinaza",
        kind=ProductKind.INPUT,
        called=((Country.COLOMBIA, "Pollinaza"),),
    )

    with pytest.raises(DuplicateProductError):
        add_product(
            session, a_new(session, name, is_another=True), actor=officer, now=NOW
        )


def test_a_similar_name_asks_whether_it_is_another(
    session: Session, officer: Actor
) -> None:
    a_product(session, "Gallinaza compostada", kind=ProductKind.INPUT)

    with pytest.raises(SimilarProductsError) as raised:
        add_product(session, a_new(session), actor=officer, now=NOW)

    assert raised.value.values == {"names": ["Gallinaza compostada"]}
    assert add_product(session, a_new(session, is_another=True), actor=officer, now=NOW)


def test_another_kind_or_country_may_have_the_same_name(
    session: Session, officer: Actor
) -> None:
    a_product(session, "Gallinaza", country=Country.ECUADOR, kind=ProductKind.INPUT)
    a_product(session, "Gallinaza", kind=ProductKind.PRODUCT)

    new = a_new(session, country=Country.COLOMBIA)

    assert add_product(session, new, actor=officer, now=NOW)


def test_a_short_name_is_only_compared_whole(session: Session, officer: Actor) -> None:
    a_product(session, "Calcio", kind=ProductKind.INPUT)

    assert add_product(session, a_new(session, "Cal"), actor=officer, now=NOW)


def test_a_regional_name_is_noted_once(session: Session, officer: Actor) -> None:
    product = a_product(session, "Gallinaza")
    for name in ("Pollinaza", "POLLINAZAS"):
        add_regional_name(
            session,
            product.id,
            NewRegionalName(name, Country.COLOMBIA),
            actor=officer,
            now=NOW,
        )

    session.refresh(product)

    assert [name.name for name in product.regional_names] == ["Pollinaza"]


def test_an_empty_regional_name_is_refused(session: Session, officer: Actor) -> None:
    product = a_product(session, "Gallinaza")

    with pytest.raises(NamelessProductError):
        add_regional_name(
            session,
            product.id,
            NewRegionalName(" ", Country.COLOMBIA),
            actor=officer,
            now=NOW,
        )


def test_what_is_said_of_a_product_can_change(session: Session, officer: Actor) -> None:
    product = a_product(session)

    describe_product(
        session,
        product.id,
        description="Fruta\n\n\n\nfresca",
        tax_class=" excluido ",
        actor=officer,
        now=NOW,
    )

    assert product.description == "Fruta\n\nfresca"
    assert product.tax_class == "excluido"


def test_only_a_coordinator_retires_a_product(
    session: Session, officer: Actor, coordinator: Actor
) -> None:
    product = a_product(session)

    with pytest.raises(NotAllowedError):
        retire_product(session, product.id, actor=officer, now=NOW)
    for _ in range(2):
        retire_product(session, product.id, actor=coordinator, now=NOW)

    assert product.retired_at == NOW


def test_a_product_that_is_not_there_cannot_change(
    session: Session, coordinator: Actor
) -> None:
    with pytest.raises(NotFoundError):
        retire_product(session, 10**9, actor=coordinator, now=NOW)
