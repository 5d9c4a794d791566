"""Words of the second half of joint purchases: from the orders to the closed books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from marketplace.purchasing.core.closing import Obstacle
from marketplace.purchasing.models import ClaimKind, ClaimState, ProofKind
from marketplace.purchasing.queries.previews import PaymentKind
from marketplace.purchasing.services import (
    adjusting,
    advances,
    charging,
    claiming,
    claims,
    closing,
    handing,
    invoicing,
    orders,
    receiving,
    refunding,
    replacing,
    settling,
    sharing,
    signing,
    tills,
)

if TYPE_CHECKING:
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from network.errors import DomainError

EXPLANATIONS: dict[type[DomainError], LazyString] = {
    # Orders and signatures
    orders.NoFinalPlanError: _(
        "Todavía no hay un plan con quienes confirmaron. Termine la confirmación."
    ),
    orders.NothingOrderedYetError: _("Primero haga los pedidos y luego envíelos."),
    orders.QuoteExpiredError: _(
        "La cotización de %(supplier)s venció el %(valid_until)s."
        " Pida una nueva y vuelva a cotizar."
    ),
    orders.SignaturesMissingError: _(
        "Al pedido le falta esta firma: %(missing)s. Pídala antes de enviar."
    ),
    orders.AdvancesMissingError: _(
        "Faltan anticipos de %(people)s personas. Escriba por qué se pide sin ellos."
    ),
    signing.OrdersChangedError: _(
        "El pedido no es el que usted leyó. Léalo de nuevo y firme."
    ),
    signing.AlreadySignedError: _("Usted ya firmó este pedido. Falta otra persona."),
    signing.SignsInNoRoleError: _(
        "Firman la tesorería, la representación legal y la junta directiva."
    ),
    # Advances and payments
    advances.PaysDirectlyError: _(
        "Esta asociación es la que compra. Sus asociados le pagan a ella directamente."
    ),
    tills.AmountNotPositiveError: _("Escriba un valor mayor que cero."),
    tills.AmountTooLargeError: _(
        "El valor %(amount)s es más de lo que falta. Lo más que se recibe es %(most)s."
    ),
    tills.OtherCurrencyError: _("Esta compra se paga en %(currency)s."),
    tills.NotTheTreasurerError: _(
        "Quien recibe la plata anota el pago: pídaselo a la tesorería de %(name)s."
    ),
    settling.ReceiverPaysError: _(
        "Usted recibió esta mercancía. Otra persona debe pagarle al proveedor."
    ),
    refunding.AdvanceStillNeededError: _(
        "Este anticipo todavía se va a usar. Se devuelve lo que sobre de los cargos."
    ),
    refunding.NothingToGiveBackError: _("No queda nada por devolver."),
    # Receiving
    receiving.NothingArrivedError: _("Anote al menos una unidad, buena o dañada."),
    receiving.UnitsNotCountedError: _(
        "Las unidades que llegan son números enteros, cero o más."
    ),
    receiving.ItemNotOrderedError: _(
        "Este pedido no trae ese insumo. Revise a qué pedido pertenece."
    ),
    receiving.MoreThanOrderedError: _(
        "Llegaron %(arrived)s y solo se esperaban %(expected)s."
        " Devuelva lo que sobra o revise la cuenta."
    ),
    receiving.DamageNotDescribedError: _("Escriba qué daño tienen las %(damaged)s."),
    receiving.ArrivedExpiredError: _(
        "Ese insumo venció el %(expires_on)s. Anótelo como dañado."
    ),
    receiving.ArrivedTomorrowError: _(
        "El día %(day)s no ha llegado. Escriba el día en que recibió."
    ),
    receiving.DeliveryEndedError: _(
        "La entrega de este pedido ya terminó. Ábrala de nuevo si llegó más."
    ),
    receiving.DeliveryGoesOnError: _(
        "La entrega de este pedido no ha terminado. Termínela primero."
    ),
    receiving.ShortWithoutReasonError: _(
        "Faltan %(missing)s unidades. Escriba qué dijo el proveedor."
    ),
    receiving.InvoiceStandsError: _(
        "La factura de este pedido ya está anotada. Anúlela primero."
    ),
    # Sharing and handing over
    sharing.AlreadyHandedOverError: _(
        "Ya se entregó mercancía. Anule esas entregas para repartir de nuevo."
    ),
    adjusting.NothingToMoveError: _("Escriba cuántas unidades pasan, una o más."),
    adjusting.NotThatManyError: _(
        "No se pueden pasar %(units)s: ahí solo hay %(there_are)s sin entregar."
    ),
    adjusting.OverTheMostError: _(
        "Quedaría con %(units)s y dijo que recibía hasta %(most)s."
    ),
    adjusting.SamePersonError: _("Escoja dos personas distintas."),
    handing.HandsNothingError: _("Escriba cuántas unidades entrega, una o más."),
    handing.MoreThanSharedError: _(
        "No se pueden entregar %(units)s: solo le faltan %(left)s."
    ),
    handing.NotYetAtTheAssociationError: _(
        "Su asociación solo tiene %(there_are)s. Reciba primero de quien compró."
    ),
    handing.WrongCodeError: _(
        "El código no es el de esta persona. Pídale que lo lea de nuevo."
    ),
    handing.WitnessMissingError: _("Escriba el nombre del testigo."),
    handing.HandsToThemselvesError: _(
        "Nadie se entrega a sí mismo. Otra persona de la junta debe entregarle."
    ),
    handing.ConvenerKeepsGoodsError: _(
        "La mercancía ya está en esta asociación. Entréguela a sus asociados."
    ),
    handing.AlreadyUndoneError: _("Esta entrega ya estaba anulada."),
    handing.NothingSharedError: _("No hay nada repartido para entregar."),
    handing.AlreadyWithMembersError: _(
        "La asociación ya entregó %(units)s a sus asociados. Anule esas primero."
    ),
    # Invoices and charges
    invoicing.InvoiceDiffersError: _(
        "La factura no cuadra con el pedido: la diferencia es %(difference)s."
        " Revise estas líneas y el flete, o escriba la razón: %(names)s."
    ),
    invoicing.InvoiceLinesError: _(
        "Escriba el valor de cada insumo del pedido, aunque sea cero."
    ),
    invoicing.InvoiceNumberError: _(
        "Escriba el número de la factura, hasta %(longest)s letras."
    ),
    invoicing.InvoiceNumberUsedError: _(
        "La factura %(number)s de este proveedor ya está anotada."
    ),
    invoicing.InvoiceDaysError: _(
        "Revise las fechas: emitida el %(issued_on)s y para pagar el %(due_on)s."
    ),
    invoicing.NegativeBillError: _(
        "Los valores de la factura van en %(currency)s y no son negativos."
    ),
    invoicing.AlreadyReversedInvoiceError: _(
        "La factura %(number)s ya estaba anulada."
    ),
    charging.InvoiceMissingError: _(
        "Falta la factura de %(supplier)s. Anótela antes de cobrar."
    ),
    # Claims
    claiming.ClaimSettledError: _("Este reclamo ya está resuelto o en la factura."),
    claims.NothingToClaimError: _(
        "No se pueden reclamar %(units)s: hay %(there_are)s sin reclamar."
    ),
    claims.ClaimNotInvoicedError: _(
        "El reclamo no tiene valor todavía. Anote primero la factura."
    ),
    claims.WholeUnitClaimError: _(
        "El reclamo es de una sola unidad. Resuélvalo completo: %(amount)s."
    ),
    claims.SameTwoPeopleError: _(
        "Usted propuso asumir la pérdida. Otra persona debe aprobarla."
    ),
    claims.LossNotAskedError: _("Nadie ha propuesto asumir esta pérdida."),
    replacing.NotAReplacementError: _(
        "Una reposición trae solo unidades buenas del insumo reclamado."
    ),
    # Closing
    closing.BooksNotClosedError: _(
        "Todavía no se puede terminar. Falta resolver: %(kinds)s."
    ),
    closing.SameOfficerError: _(
        "Usted terminó esta compra. Otra persona de la junta puede abrirla."
    ),
    closing.GoodsReplacedError: _(
        "El proveedor ya repuso mercancía y se cobró. Los cargos no se anulan."
    ),
}

NAMES: dict[type[StrEnum], dict[StrEnum, LazyString]] = {
    signing.MissingSignature: {
        signing.MissingSignature.SECOND_PERSON: _("otra persona de la directiva"),
        signing.MissingSignature.TREASURER: _("tesorería"),
        signing.MissingSignature.LEGAL_REPRESENTATIVE: _("representación legal"),
    },
    ProofKind: {
        ProofKind.SIGNATURE: _("Firma en la lista"),
        ProofKind.PIN: _("Código de la persona"),
        ProofKind.WITNESS: _("Testigo"),
    },
    ClaimKind: {
        ClaimKind.SHORT: _("Faltó"),
        ClaimKind.DAMAGED: _("Llegó dañado"),
        ClaimKind.OVERCHARGED: _("Cobraron de más"),
    },
    ClaimState: {
        ClaimState.OPEN: _("En reclamo"),
        ClaimState.REPLACED: _("Repuesto"),
        ClaimState.CREDITED: _("Dinero devuelto o descontado"),
        ClaimState.REFUSED: _("Pérdida asumida"),
    },
    Obstacle: {
        Obstacle.CLEARING: _("cuenta de la compra que no está en cero"),
        Obstacle.ADVANCE: _("anticipos sin usar ni devolver"),
        Obstacle.CLAIM: _("reclamos al proveedor"),
    },
    PaymentKind: {
        PaymentKind.ADVANCE: _("Anticipo"),
        PaymentKind.FORWARDED: _("Anticipos que pasan a quien compra"),
        PaymentKind.DEBT: _("Pago de lo recibido"),
        PaymentKind.TO_CONVENER: _("Pago a quien compró"),
        PaymentKind.TO_SUPPLIER: _("Pago al proveedor"),
        PaymentKind.REFUND_MEMBER: _("Devolución de anticipo"),
        PaymentKind.REFUND_ASSOCIATION: _("Devolución a la asociación"),
        PaymentKind.REFUND_FAVOUR: _("Devolución de saldo a favor"),
        PaymentKind.KEPT: _("Queda a favor"),
    },
}

#: What a person reads for a deed of a trace.
DEEDS: dict[str, LazyString] = {
    "orders.made": _("Hizo los pedidos"),
    "orders.signed": _("Firmó los pedidos"),
    "goods.received": _("Recibió mercancía"),
    "goods.ended": _("Terminó la entrega de un pedido"),
    "goods.awaited": _("Abrió de nuevo la entrega de un pedido"),
    "goods.shared": _("Repartió lo que llegó"),
    "goods.share_changed": _("Cambió el reparto a mano"),
    "goods.handed_over": _("Entregó mercancía"),
    "goods.hand_over_undone": _("Anuló una entrega"),
    "invoice.recorded": _("Anotó la factura del proveedor"),
    "invoice.undone": _("Anuló la factura del proveedor"),
    "claim.filed": _("Presentó un reclamo"),
    "claim.credited": _("Anotó una nota crédito"),
    "claim.collected": _("Recibió dinero por un reclamo"),
    "claim.replaced": _("Recibió mercancía repuesta"),
    "claim.loss_asked": _("Propuso asumir una pérdida"),
    "claim.loss_taken": _("Aprobó asumir una pérdida"),
}
