"""Sentences and names of the ground floor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from network.core.measures.kind import NetworkKind
from network.models import (
    ConsentChannel,
    ConsentPurpose,
    Country,
    Layer,
    LegalForm,
    OrganisationKind,
    PersonState,
    PlaceLevel,
    TaxIdState,
    TieKind,
)
from network.policy import Role
from network.services import (
    access,
    codes,
    consents,
    invitations,
    networks,
    organisations,
    passwords,
    people,
    places,
    resets,
    roles,
    submissions,
    suspensions,
    throttles,
    ties,
)

if TYPE_CHECKING:
    from enum import StrEnum

    from flask_babel.speaklater import LazyString

    from network.errors import DomainError

EXPLANATIONS: dict[type[DomainError], LazyString] = {
    access.SuspendedError: _("Su entrada está suspendida. Hable con la coordinación."),
    access.WrongPasswordError: _("El celular, el correo o la clave no son correctos."),
    codes.CodesAlreadyOnError: _("El segundo paso ya está activado."),
    codes.CodesNotStartedError: _("Primero empiece a activar el segundo paso."),
    codes.ForeignCoordinatorError: _(
        "Esa persona coordina otra red. Que le ayude la coordinación de esa red."
    ),
    codes.OwnCodesError: _(
        "Nadie se quita su segundo paso sin código. Pídalo a otra coordinación."
    ),
    codes.OwnCodesNeededError: _(
        "Para esto, active su segundo paso y entre con su código."
    ),
    codes.ResetUnexplainedError: _(
        "Escriba cómo supo que es esa persona, con %(shortest)s letras o más."
    ),
    codes.WrongCodeError: _("Ese código ya no sirve. Espere el siguiente y escríbalo."),
    consents.ServiceConsentNeededError: _(
        "Sin el primer permiso no podemos atenderle. Si no lo quiere, borre su cuenta."
    ),
    consents.WitnessNeededError: _("Escriba el nombre de quien oyó el permiso."),
    invitations.InvitationOverError: _(
        "Esta invitación ya se usó, se anuló o pasó su fecha. Pida otra."
    ),
    invitations.TooManyUsesError: _("Una invitación sirve para %(most)s personas."),
    networks.AlreadyStartedError: _("Ya hay personas aquí. Entre con su cuenta."),
    networks.NetworkNameTakenError: _("Ya hay una red que se llama %(name)s."),
    networks.WrongZoneError: _("Esa hora es de otro país. Escoja la del suyo."),
    organisations.AlreadyInNetworkError: _("Esa organización ya está en %(network)s."),
    organisations.FoundedLaterError: _("La fecha de fundación no ha llegado todavía."),
    organisations.TaxIdTakenError: _(
        "Otra organización ya tiene el número %(tax_id)s."
    ),
    passwords.GuessablePasswordError: _("Esa clave es fácil de adivinar. Escoja otra."),
    passwords.ShortPasswordError: _(
        "La clave debe tener entre %(least)s y %(most)s letras o números."
    ),
    people.AccountExistsError: _(
        "Ese celular o correo ya tiene cuenta. Entre y abra otra vez la invitación."
    ),
    people.ContactNeededError: _("Escriba un celular o un correo."),
    people.EmailTakenError: _("Otra persona ya tiene ese correo."),
    people.PhoneTakenError: _("Otra persona ya tiene ese celular."),
    places.UnknownRegionError: _("No conocemos ese departamento o provincia."),
    resets.ResetOverError: _("Ese mensaje ya se usó o pasó su hora. Pida otro."),
    roles.LastCoordinatorError: _(
        "La red quedaría sin coordinación. Nombre antes a otra persona."
    ),
    roles.LastOfficerError: _(
        "La organización quedaría sin directiva. Nombre antes a otra persona."
    ),
    roles.OwnRoleError: _("Nadie se da ni se quita un papel. Lo hace otra persona."),
    roles.RoleHeldError: _("La persona ya tiene ese papel."),
    roles.RolesApartError: _("Quien es %(other)s no puede ser también %(role)s."),
    submissions.BadSubmissionKeyError: _(
        "La página quedó incompleta. Ábrala de nuevo."
    ),
    submissions.SubmissionClashError: _(
        "Esto ya se envió con otro dato en «%(field)s». Abra la página de nuevo."
    ),
    suspensions.SuspendedElsewhereError: _(
        "La suspendió otra red. Pida que la restablezca la coordinación de"
        " %(networks)s."
    ),
    throttles.TooManyTriesError: _(
        "Van demasiados intentos. Espere %(minutes)s minutos y vuelva a probar."
    ),
    ties.TieToItselfError: _("Una organización no hace lazos con ella misma."),
}

NAMES: dict[type[StrEnum], dict[StrEnum, LazyString]] = {
    Role: {
        Role.MEMBER: _("Asociado(a)"),
        Role.OFFICER: _("Junta directiva"),
        Role.TREASURER: _("Tesorero(a)"),
        Role.COMMITTEE: _("Comité"),
        Role.FISCAL: _("Fiscal"),
        Role.LEGAL_REPRESENTATIVE: _("Representante legal"),
        Role.BUYER_AGENT: _("Encargado(a) de comprar"),
        Role.SUPPLIER_AGENT: _("Encargado(a) de vender"),
        Role.COORDINATOR: _("Coordinador(a) de la red"),
    },
    Country: {Country.COLOMBIA: _("Colombia"), Country.ECUADOR: _("Ecuador")},
    PlaceLevel: {
        PlaceLevel.LEVEL_1: _("Departamento o provincia"),
        PlaceLevel.LEVEL_2: _("Municipio o cantón"),
        PlaceLevel.LEVEL_3: _("Corregimiento o parroquia"),
        PlaceLevel.VEREDA: _("Vereda o comunidad"),
    },
    OrganisationKind: {
        OrganisationKind.ASSOCIATION: _("Asociación"),
        OrganisationKind.COOPERATIVE: _("Cooperativa"),
        OrganisationKind.BUYER: _("Comprador"),
        OrganisationKind.SUPPLIER: _("Proveedor"),
        OrganisationKind.SUPPORT_INSTITUTION: _("Entidad de apoyo"),
    },
    LegalForm: {
        LegalForm.NON_PROFIT_ASSOCIATION: _("Asociación sin ánimo de lucro"),
        LegalForm.COOPERATIVE: _("Cooperativa"),
        LegalForm.COMPANY: _("Empresa"),
        LegalForm.NATURAL_PERSON: _("Persona natural"),
        LegalForm.PUBLIC_ENTITY: _("Entidad pública"),
        LegalForm.INFORMAL_GROUP: _("Grupo sin papeles"),
    },
    TaxIdState: {
        TaxIdState.MISSING: _("Sin número"),
        TaxIdState.FORMAT_ONLY: _("Bien escrito, sin comprobar"),
        TaxIdState.VERIFIED: _("Comprobado"),
    },
    PersonState: {
        PersonState.ASSISTED: _("Con ayuda"),
        PersonState.ACTIVE: _("Activa"),
        PersonState.SUSPENDED: _("Suspendida"),
        PersonState.ANONYMISED: _("Retirada"),
    },
    ConsentPurpose: {
        ConsentPurpose.SERVICE: _("Pedidos, ventas, pagos y asistencia"),
        ConsentPurpose.MESSAGES: _("Mensajes y recordatorios"),
        ConsentPurpose.PHOTOS: _("Fotos en los perfiles"),
        ConsentPurpose.STATISTICS: _("Informes sin el nombre"),
    },
    ConsentChannel: {
        ConsentChannel.SCREEN: _("En la pantalla"),
        ConsentChannel.PAPER: _("En papel"),
        ConsentChannel.ORAL: _("De palabra"),
    },
    Layer: {
        Layer.DECLARED_TRUST: _("Confianza declarada"),
        Layer.OBSERVED_TRUST: _("Confianza cumplida"),
        Layer.TRADE: _("Negocios"),
        Layer.AGREEMENT: _("Acuerdos"),
        Layer.JOINT_PURCHASE: _("Compras conjuntas"),
        Layer.KNOWLEDGE: _("Visitas y talleres"),
    },
    TieKind: {
        TieKind.BOUGHT_TOGETHER: _("Compraron juntas"),
        TieKind.DELIVERED: _("Entregó"),
        TieKind.SHARED_FREIGHT: _("Compartieron flete"),
        TieKind.AGREED: _("Hicieron un acuerdo"),
        TieKind.TRUST_DECLARED: _("Declaró confianza"),
        TieKind.TRUST_WITHDRAWN: _("Retiró la confianza"),
        TieKind.CLAIM_FILED: _("Hizo un reclamo"),
        TieKind.DELIVERED_LATE: _("Entregó tarde"),
        TieKind.DELIVERED_SHORT: _("Entregó incompleto"),
        TieKind.PAID_ON_TIME: _("Pagó a tiempo"),
        TieKind.PAID_LATE: _("Pagó tarde"),
        TieKind.VISITED: _("Se visitaron"),
        TieKind.MET: _("Se reunieron"),
        TieKind.TRAINED: _("Hicieron un taller"),
    },
    NetworkKind: {
        NetworkKind.BEGINNING: _("Red que empieza"),
        NetworkKind.FRAGMENTED: _("Red fragmentada"),
        NetworkKind.CENTRALISED: _("Red centralizada"),
        NetworkKind.DECENTRALISED: _("Red descentralizada"),
        NetworkKind.DISTRIBUTED: _("Red distribuida"),
    },
}

#: What people call the deeds that traces keep.
DEEDS: dict[str, LazyString] = {
    "codes.reset": _("Quitó el segundo paso a una persona"),
    "codes.turned_off": _("Apagó el segundo paso"),
    "codes.turned_on": _("Activó el segundo paso"),
    "consent.granted": _("Dio un permiso"),
    "consent.revoked": _("Retiró un permiso"),
    "invitation.made": _("Hizo una invitación"),
    "invitation.revoked": _("Anuló una invitación"),
    "membership.ended": _("Terminó un papel"),
    "membership.granted": _("Dio un papel"),
    "network.created": _("Creó la red"),
    "network.joined": _("Entró a la red"),
    "network.left": _("Salió de la red"),
    "organisation.edited": _("Corrigió la organización"),
    "organisation.registered": _("Registró la organización"),
    "password.changed": _("Cambió la clave"),
    "password.reset_asked": _("Pidió otra clave"),
    "person.anonymised": _("Borró sus datos"),
    "person.edited": _("Corrigió sus datos"),
    "person.restored": _("Restableció a una persona"),
    "person.suspended": _("Suspendió a una persona"),
}
