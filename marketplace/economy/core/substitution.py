"""What members buy outside and somebody of the network makes or could make."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from marketplace.economy.core.outlays import Outlay
    from marketplace.kernel.money import Currency

#: Chain of what a flow of fertiliser between two chains can take the place of.
FERTILISER_CHAIN = "fertilizantes"


class Certainty(StrEnum):
    """How sure it is that the one makes what the other buys."""

    #: It published a sheet of the same product.
    SAME_PRODUCT = "same_product"
    #: It works in the chain of the product, or published a sheet of that chain.
    SAME_CHAIN = "same_chain"
    #: Starting knowledge says that its chain supplies the buyer's.
    STARTING_KNOWLEDGE = "starting_knowledge"


@dataclass(frozen=True, slots=True)
class Makers:
    """What organisations of the network make.

    Attributes:
        of_product: Who published a sheet, by product.
        of_chain: Who works in a chain, by its code.
        chains_of: Codes of the chains of each organisation.
    """

    of_product: Mapping[int, frozenset[int]]
    of_chain: Mapping[str, frozenset[int]]
    chains_of: Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A chain that can supply another with what is bought, and who says so.

    Attributes:
        source_chain: Code of the chain that gives.
        target_chain: Code of the chain that takes.
        is_fertiliser: Whether what is given is fertiliser.
        source: Who says so.
    """

    source_chain: str
    target_chain: str
    is_fertiliser: bool
    source: str


@dataclass(frozen=True, slots=True)
class Need:
    """What organisations of the network bought outside of one product.

    Attributes:
        product_id: Product of the catalogue.
        product: Its name.
        chain: Code of its chain.
        currency: Of the amounts.
        by_buyer: Minor units by organisation.
        last_day: Day of the last purchase.
        sellers: Who sold it.
    """

    product_id: int
    product: str
    chain: str
    currency: Currency
    by_buyer: Mapping[int, int]
    last_day: date
    sellers: frozenset[int]

    @property
    def total(self) -> int:
        """Everything that was spent on it outside, in minor units."""
        return sum(self.by_buyer.values())


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation that may take the place of an outside seller.

    Attributes:
        organisation_id: Who makes it or could.
        certainty: How sure that is.
        source: Who says so, when it is starting knowledge.
        serves: Buyers it could serve.
    """

    organisation_id: int
    certainty: Certainty
    source: str
    serves: frozenset[int]


@dataclass(frozen=True, slots=True)
class Substitution:
    """A product bought outside, with who of the network could give it."""

    need: Need
    candidates: tuple[Candidate, ...]

    @property
    def certainty(self) -> Certainty:
        """How sure the surest candidate is."""
        return self.candidates[0].certainty


def needs_of(outlays: Iterable[Outlay]) -> list[Need]:
    """Return what was bought outside, by product and currency."""
    found: defaultdict[tuple[int, Currency], list[Outlay]] = defaultdict(list)
    for each in outlays:
        if not each.bill.is_inside:
            found[each.bill.product_id, each.bill.currency].append(each)
    needs = []
    for (product_id, currency), rows in found.items():
        by_buyer: defaultdict[int, int] = defaultdict(int)
        for row in rows:
            by_buyer[row.buyer_id] += row.minor
        bill = rows[0].bill
        needs.append(
            Need(
                product_id,
                bill.product,
                bill.chain,
                currency,
                dict(by_buyer),
                max(row.bill.day for row in rows),
                frozenset(row.bill.seller_id for row in rows),
            )
        )
    return needs


def substitutions(
    needs: Iterable[Need], makers: Makers, knowledge: Iterable[Knowledge]
) -> list[Substitution]:
    """Return what could be bought inside, the surest and largest first.

    Nobody is told to buy from itself, nor from who sold it already.

    Args:
        needs: What was bought outside.
        makers: What organisations of the network make.
        knowledge: Which chains can supply which.
    """
    known = list(knowledge)
    found = []
    for need in needs:
        candidates = _candidates(need, makers, known)
        if candidates:
            found.append(Substitution(need, candidates))
    order = list(Certainty)
    return sorted(
        found,
        key=lambda each: (
            order.index(each.certainty),
            -each.need.total,
            each.need.product_id,
            each.need.currency,
        ),
    )


def _candidates(
    need: Need, makers: Makers, knowledge: list[Knowledge]
) -> tuple[Candidate, ...]:
    buyers = frozenset(need.by_buyer)
    found: dict[int, Candidate] = {}
    sure = makers.of_product.get(need.product_id, frozenset())
    like = makers.of_chain.get(need.chain, frozenset())
    for keys, certainty in (
        (sure, Certainty.SAME_PRODUCT),
        (like, Certainty.SAME_CHAIN),
    ):
        for key in sorted(keys - found.keys()):
            found[key] = Candidate(key, certainty, "", buyers - {key})
    for link in knowledge:
        # Of the other flows the chain of the product has told already.
        if not link.is_fertiliser or need.chain != FERTILISER_CHAIN:
            continue
        takes = frozenset(
            key
            for key in buyers
            if link.target_chain in makers.chains_of.get(key, frozenset())
        )
        for key in sorted(makers.of_chain.get(link.source_chain, frozenset())):
            if takes - {key} and key not in found:
                found[key] = Candidate(
                    key, Certainty.STARTING_KNOWLEDGE, link.source, takes - {key}
                )
    return tuple(
        each
        for each in found.values()
        if each.serves and each.organisation_id not in need.sellers
    )


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Two organisations of which one works in the chain before the other's."""

    source_id: int
    target_id: int
    knowledge: Knowledge


def neighbours(
    makers: Makers, knowledge: Sequence[Knowledge], *, most: int, in_all: int
) -> list[Neighbours]:
    """Return who could supply whom by what is known of the chains.

    Args:
        makers: Who works in which chain.
        knowledge: Which chains can supply which.
        most: Suppliers named to each organisation for each link; which ones
            goes round, so that not all are sent to the same.
        in_all: About how many pairs are of use; in a large network every link
            names only some of the organisations, spread evenly.
    """
    found = []
    for link in knowledge:
        sources = sorted(makers.of_chain.get(link.source_chain, frozenset()))
        targets = sorted(makers.of_chain.get(link.target_chain, frozenset()))
        step = -(-len(targets) * most * len(knowledge) // in_all) or 1
        for place, target in enumerate(targets[::step]):
            start = place * most % len(sources) if sources else 0
            turned = sources[start : start + most + 1] + sources[: most + 1]
            others = [key for key in dict.fromkeys(turned) if key != target]
            found += [Neighbours(key, target, link) for key in others[:most]]
    return found
