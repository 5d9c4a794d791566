"""What happened in the demonstration: past purchases and those under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from marketplace.demonstration.services import goods
from marketplace.demonstration.services.rounds import play_round, play_to_the_end
from marketplace.demonstration.services.story import Offer, Story, Want
from marketplace.kernel.money import Currency, Money

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from marketplace.demonstration.core.history import Round
    from marketplace.demonstration.services.packs import Packs
    from marketplace.demonstration.services.village import Village
    from network.models import Organisation

RIVER = "Red Río y Montaña"
HIGHLAND = "Red Páramo Vivo"
#: Smallest order of the fertiliser plant: 35 tonnes in sacks of 50 kg.
PLANT_MINIMUM = 700


def pesos(amount: int) -> Money:
    """Return whole pesos."""
    return Money(amount * 100, Currency.COP)


def cents(amount: int) -> Money:
    """Return cents of a dollar."""
    return Money(amount, Currency.USD)


@dataclass
class Teller:
    """Tells the stories on a stage.

    Attributes:
        session: The open transaction.
        village: The stage.
        packs: What is bought.
        now: The hour at which the demonstration is loaded.
        rounds: Small purchases that are over.
    """

    session: Session
    village: Village
    packs: Packs
    now: datetime
    rounds: Sequence[Round] = ()

    def tell_all(self) -> None:
        """Play every story, the oldest first."""
        told: list[tuple[int, Callable[[], None]]] = [
            (158, self.feed_of_the_marsh),
            (126, self.fertiliser_of_the_highlands),
            (104, self.first_network_purchase),
            (33, self.thirty_five_tonnes),
            (6, self.balanced_feed_to_confirm),
            (2, self.open_call),
            *((past.days_ago, partial(self._play, past)) for past in self.rounds),
        ]
        for _days_ago, tell in sorted(told, key=lambda each: -each[0]):
            tell()

    def feed_of_the_marsh(self) -> None:
        """Play a pig farmers' purchase of feed, finished five months ago."""
        convener = self._house("Asociación Porcícola La Ciénaga")
        story = self._story(RIVER, convener, [convener], days_ago=158)
        want = Want(self.packs.feed, pesos(98_000), 4, 12)
        story.call(
            "Concentrado de engorde",
            [want],
            place="Caseta de la asociación, El Llanito",
            open_for=timedelta(days=4),
        )
        story.note()
        story.close()
        story.quote(
            [
                self._offer(
                    "Agroinsumos del Magdalena S.A.S.",
                    [{0: pesos(94_000), 60: pesos(90_500), 120: pesos(87_000)}],
                    freight=pesos(120_000),
                ),
                self._offer(
                    "Concentrados El Corral S.A.S.",
                    [{0: pesos(92_000), 100: pesos(88_500)}],
                    pack=5,
                    truck=(200, pesos(260_000)),
                ),
                self._offer(
                    "Distribuidora El Surco Ltda.",
                    [{0: pesos(95_500), 80: pesos(91_000)}],
                    freight=pesos(90_000),
                ),
            ]
        )
        play_to_the_end(story, bank=pesos(18_000_000))

    def first_network_purchase(self) -> None:
        """Play the network's first purchase of fertiliser, three months ago."""
        convener = self._house("Cooperativa Multiactiva Puerto Amistad")
        parties = [
            convener,
            self._house("Asociación de Cacaoteros Grano Morado"),
            self._house("Asociación Cacaotera Filo Alto"),
            self._house("Asociación de Fruticultores San José del Alto"),
            self._house("Asociación de Aguacateros Loma Verde"),
        ]
        story = self._story(RIVER, convener, parties, days_ago=104)
        story.call(
            "Abono completo de la red",
            [
                Want(self.packs.npk, pesos(71_000), 3, 9),
                Want(self.packs.urea, pesos(82_000), 1, 4),
            ],
            place="Bodega de la cooperativa, Puerto Berrío",
            open_for=timedelta(days=6),
        )
        story.note(every=2)
        story.close()
        story.quote(
            [
                self._offer(
                    "Distribuidora El Surco Ltda.",
                    [
                        {0: pesos(68_500), 100: pesos(66_000), 250: pesos(64_200)},
                        {0: pesos(79_000), 60: pesos(76_500)},
                    ],
                    freight=pesos(480_000),
                ),
                self._offer(
                    "Agroinsumos del Magdalena S.A.S.",
                    [
                        {0: pesos(67_900), 150: pesos(65_400)},
                        {0: pesos(78_200), 80: pesos(75_900)},
                    ],
                    truck=(240, pesos(420_000)),
                ),
                self._offer(
                    "Fertilizantes La Cordillera S.A.S.",
                    [{0: pesos(57_500)}, {}],
                    minimum=PLANT_MINIMUM,
                ),
            ]
        )
        play_to_the_end(story, bank=pesos(60_000_000))

    def fertiliser_of_the_highlands(self) -> None:
        """Play a purchase of urea and feed in dollars, four months ago."""
        convener = self._house("Asociación Balanceados Los Ilinizas")
        parties = [
            convener,
            self._house("Asociación Avícola Mulaló Unido"),
            self._house("Asociación de Mujeres Cuyeras de Guaytacama"),
            self._house("Asociación de Paperos Pastocalle"),
        ]
        story = self._story(HIGHLAND, convener, parties, days_ago=126)
        story.call(
            "Urea y balanceado",
            [
                Want(self.packs.urea_ec, cents(31_50), 1, 5),
                Want(self.packs.feed_ec, cents(27_00), 2, 6),
            ],
            place="Molino comunitario, Toacaso",
            open_for=timedelta(days=5),
        )
        story.note(every=2)
        story.close()
        story.quote(self._highland_offers())
        play_to_the_end(story, bank=cents(9_000_00))

    def thirty_five_tonnes(self) -> None:
        """Play the 35 tonnes that no association reaches alone, received short."""
        convener = self._house("Cooperativa Multiactiva Puerto Amistad")
        names = (
            "Asociación Porcícola La Ciénaga",
            "Asociación Agropecuaria Dos Quebradas",
            "Asociación de Cacaoteros Grano Morado",
            "Asociación Cacaotera Filo Alto",
            "Asociación de Fruticultores San José del Alto",
            "Asociación Mora y Fresa El Altiplano",
            "Asociación de Horticultores La Aurora",
            "Asociación Papera Cielo Roto",
            "Asociación de Aguacateros Loma Verde",
        )
        parties = [convener, *(self._house(name) for name in names)]
        story = self._story(RIVER, convener, parties, days_ago=33)
        story.call(
            "35 toneladas de abono, directo del puerto",
            [Want(self.packs.npk, pesos(71_000), 3, 9)],
            place="Bodega de la cooperativa, Puerto Berrío",
            open_for=timedelta(days=8),
            advance_percent=20,
            note="La planta vende desde 700 bultos. Ninguna asociación llega sola.",
        )
        story.note()
        story.close()
        story.quote(
            [
                self._offer(
                    "Fertilizantes La Cordillera S.A.S.",
                    [{0: pesos(57_500), 900: pesos(56_200)}],
                    pack=20,
                    minimum=PLANT_MINIMUM,
                    truck=(700, pesos(2_400_000)),
                ),
                self._offer(
                    "Distribuidora El Surco Ltda.",
                    [{0: pesos(68_500), 250: pesos(64_200)}],
                    freight=pesos(900_000),
                ),
                self._offer(
                    "Agroinsumos del Magdalena S.A.S.",
                    [{0: pesos(67_900), 300: pesos(64_900)}],
                    truck=(240, pesos(420_000)),
                ),
            ]
        )
        story.award()
        story.ask()
        story.wait(hours=6)
        story.accept()
        story.confirm()
        story.wait(days=1)
        goods.collect_advances(story, Fraction(4, 5))
        story.wait(days=1)
        goods.order(story)
        story.wait(days=11)
        goods.receive(story, keep=Fraction(9, 10), damaged=6)
        story.wait(hours=4)
        goods.share(story)
        story.wait(days=1)
        goods.hand_over(story, most=3)

    def balanced_feed_to_confirm(self) -> None:
        """Play a purchase in dollars that waits for its members' yes."""
        convener = self._house("Asociación Avícola Mulaló Unido")
        parties = [
            convener,
            self._house("Asociación Balanceados Los Ilinizas"),
            self._house("Asociación de Mujeres Cuyeras de Guaytacama"),
            self._house("Asociación Agropecuaria Belisario"),
            self._house("Asociación Lechera Aláquez Alto"),
        ]
        story = self._story(HIGHLAND, convener, parties, days_ago=6)
        story.call(
            "Balanceado para aves y cuyes",
            [
                Want(self.packs.urea_ec, cents(31_00), 1, 3),
                Want(self.packs.feed_ec, cents(26_80), 2, 8),
            ],
            place="Centro de acopio de Mulaló",
            open_for=timedelta(days=4),
        )
        story.note(every=2)
        story.close()
        story.quote(self._highland_offers())
        story.award()
        story.now = self.now - timedelta(hours=7)
        story.ask()
        story.wait(hours=3)
        story.accept(leave_out=3)

    def open_call(self) -> None:
        """Open a call that members may join today."""
        convener = self._house("Asociación Porcícola La Ciénaga")
        parties = [
            convener,
            self._house("Asociación de Criadores Puerto Nuevo"),
            self._house("Asociación Agropecuaria Dos Quebradas"),
            self._house("Asociación de Mujeres Avicultoras El Nido"),
        ]
        story = self._story(RIVER, convener, parties, days_ago=2)
        story.call(
            "Concentrado para fin de año",
            [
                Want(self.packs.feed, pesos(99_500), 4, 12),
                Want(self.packs.npk, pesos(71_500), 1, 4),
            ],
            place="Caseta de la asociación, El Llanito",
            open_for=timedelta(days=6),
            note="Cada quien anota lo que necesita hasta el cierre.",
        )
        story.note(every=2, most=10)
        story.quote(
            [
                self._offer(
                    "Concentrados El Corral S.A.S.",
                    [{0: pesos(93_500), 180: pesos(89_500), 260: pesos(87_200)}, {}],
                    pack=5,
                    truck=(240, pesos(260_000)),
                ),
                self._offer(
                    "Agroinsumos del Magdalena S.A.S.",
                    [
                        {0: pesos(95_000), 120: pesos(91_000)},
                        {0: pesos(68_800), 60: pesos(66_400)},
                    ],
                    freight=pesos(140_000),
                ),
            ]
        )

    def _play(self, past: Round) -> None:
        play_round(self.session, self.village, self.packs, past, now=self.now)

    def _highland_offers(self) -> Sequence[Offer]:
        return [
            self._offer(
                "Agroquímicos Volcán Cía. Ltda.",
                [{0: cents(30_00), 40: cents(28_20)}, {}],
                freight=cents(35_00),
            ),
            self._offer(
                "Molinos Altiplano Cía. Ltda.",
                [{}, {0: cents(25_60), 50: cents(24_30), 120: cents(23_80)}],
                freight=cents(40_00),
            ),
            self._offer(
                "Comercial El Sembrador",
                [{0: cents(29_50), 60: cents(28_40)}, {0: cents(25_90)}],
            ),
        ]

    def _story(
        self,
        network: str,
        convener: Organisation,
        parties: Sequence[Organisation],
        *,
        days_ago: int,
    ) -> Story:
        return Story(
            self.session,
            self.village,
            self.village.networks[network],
            convener,
            parties,
            self.now - timedelta(days=days_ago),
        )

    def _offer(
        self,
        supplier: str,
        prices: Sequence[dict[int, Money]],
        *,
        pack: int = 1,
        minimum: int = 0,
        freight: Money | None = None,
        truck: tuple[int, Money] | None = None,
    ) -> Offer:
        return Offer(
            self._house(supplier),
            prices,
            pack=pack,
            minimum=minimum,
            freight=freight,
            truck=truck,
        )

    def _house(self, name: str) -> Organisation:
        return self.village.houses[name]
