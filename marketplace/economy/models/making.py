"""Who makes what, and which chain is known to supply which."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from marketplace.catalogue.core.sheet_life import SheetState
from marketplace.catalogue.models import ChainLink, LinkFlow, Product, ProductSheet
from marketplace.economy.core.substitution import Knowledge, Makers
from marketplace.economy.models.spending import is_inside
from network.models import OrganisationChain

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy.orm import Session


def makers(
    session: Session, network_id: int, day: date, *, chains: Collection[str]
) -> Makers:
    """Return who of the network makes something of these chains.

    Args:
        session: The open transaction.
        network_id: The network.
        day: Who is in it that day.
        chains: Codes of chains.
    """
    of_product: defaultdict[int, set[int]] = defaultdict(set)
    of_chain: defaultdict[str, set[int]] = defaultdict(set)
    chains_of: defaultdict[int, set[str]] = defaultdict(set)
    sheets = session.execute(
        select(ProductSheet.organisation_id, Product.id, Product.chain_code)
        .join(Product, Product.id == ProductSheet.product_id)
        .where(
            ProductSheet.state == SheetState.PUBLISHED,
            Product.chain_code.in_(chains),
            is_inside(network_id, ProductSheet.organisation_id, day),
        )
        .order_by(ProductSheet.id)
    )
    for organisation_id, product_id, chain in sheets:
        of_product[product_id].add(organisation_id)
        of_chain[chain].add(organisation_id)
        chains_of[organisation_id].add(chain)
    worked = session.execute(
        select(OrganisationChain.organisation_id, OrganisationChain.chain)
        .where(
            OrganisationChain.chain.in_(chains),
            is_inside(network_id, OrganisationChain.organisation_id, day),
        )
        .order_by(OrganisationChain.organisation_id, OrganisationChain.chain)
    )
    for organisation_id, chain in worked:
        of_chain[chain].add(organisation_id)
        chains_of[organisation_id].add(chain)
    return Makers(
        {key: frozenset(found) for key, found in of_product.items()},
        {key: frozenset(found) for key, found in of_chain.items()},
        {key: frozenset(found) for key, found in chains_of.items()},
    )


def knowledge(session: Session) -> list[Knowledge]:
    """Return which chain can supply which, as the catalogue was told."""
    rows = session.execute(
        select(
            ChainLink.from_code, ChainLink.to_code, ChainLink.flow, ChainLink.source
        ).order_by(ChainLink.from_code, ChainLink.to_code, ChainLink.flow)
    )
    return [
        Knowledge(one, other, flow is LinkFlow.FERTILISER, source)
        for one, other, flow, source in rows
    ]
