"""Forms about trust: what is declared, replied to and decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length

from network.core.trust.degrees import TrustDegree
from network.core.trust.endorsement import MOST_NEEDED
from network.forms.fields import CHOOSE, WRITE, DayField, at_most
from network.forms.once import OnceForm
from network.services.admission import (
    LONGEST_ACT,
    RulesDecision,
    SeedElection,
    SeedEnding,
)
from network.services.trust import (
    LONGEST_REASON,
    LONGEST_REPLY,
    FailureReply,
    TrustDeclaration,
)
from network.web import name_of

if TYPE_CHECKING:
    from network.queries.admission import Rules
    from network.queries.trust import PairPage


def _reason_field(label: object, help_text: object) -> StringField:
    return StringField(
        label,
        validators=[
            WRITE,
            Length(min=5, message=_("Cuente por qué, en una frase.")),
            at_most(LONGEST_REASON),
        ],
        description=help_text,
    )


class TrustForm(OnceForm):
    """Declare trust in another organisation, revise it or renew it."""

    reason = _reason_field(_("¿Por qué?"), _("Lo leen solo las dos organizaciones."))
    degree = RadioField(
        _("¿Cuánto confían?"),
        validators=[CHOOSE],
        description=_("Esto lo lee solo su organización."),
    )
    may_introduce = BooleanField(
        _("La red puede contar que confiamos, para presentar a otras"),
        description=_("Nunca se cuenta por qué. Hace falta el permiso de las dos."),
    )

    def __init__(self, page: PairPage | None = None) -> None:
        """Begin with what stands today, if something does."""
        typed = _declared(page) if page else {"degree": TrustDegree.GOOD.value}
        super().__init__(data=typed)
        self.degree.choices = [
            SelectChoice(each.value, name_of(each)) for each in TrustDegree
        ]

    def declaration(
        self, network_id: int, organisation_id: int, other_id: int
    ) -> TrustDeclaration:
        """Return what the service takes.  Call only after validation."""
        return TrustDeclaration(
            network_id,
            organisation_id,
            other_id,
            self.reason.data or "",
            TrustDegree(self.degree.data),
            bool(self.may_introduce.data),
        )


class WithdrawForm(OnceForm):
    """Withdraw a declared trust."""

    reason = _reason_field(
        _("¿Por qué la retiran?"),
        _("Queda en el historial de su organización. La otra no lo lee."),
    )

    def __init__(self) -> None:
        """Keep its fields apart from those of the other forms of the page."""
        super().__init__(prefix="withdraw")

    def declaration(
        self, network_id: int, organisation_id: int, other_id: int
    ) -> TrustDeclaration:
        """Return what the service takes.  Call only after validation."""
        reason = self.reason.data or ""
        return TrustDeclaration(network_id, organisation_id, other_id, reason)


class ReplyForm(OnceForm):
    """Say what one side thinks of something that was not kept."""

    text = TextAreaField(
        _("Su versión"),
        validators=[
            WRITE,
            Length(min=5, message=_("Cuente qué pasó, en una frase o más.")),
            at_most(LONGEST_REPLY),
        ],
        description=_("La leen las dos organizaciones, junto a lo que pasó."),
    )

    def __init__(self, event_id: int, said: str = "") -> None:
        """Keep the fields of each failure apart."""
        super().__init__(prefix=f"reply{event_id}", data={"text": said})
        self.event_id = event_id

    def reply(self, organisation_id: int) -> FailureReply:
        """Return what the service takes.  Call only after validation."""
        return FailureReply(self.event_id, organisation_id, self.text.data or "")


class SeedForm(OnceForm):
    """Write down that the assembly elected an organisation."""

    elected_on = DayField(_("Fecha de la asamblea"), validators=[WRITE])
    act = StringField(
        _("Número del acta"),
        validators=[at_most(LONGEST_ACT)],
        description=_("Si no hay acta, escriba dos personas que estuvieron."),
    )
    witness_one = StringField(_("Una persona que estuvo"), validators=[at_most(120)])
    witness_two = StringField(_("Otra persona que estuvo"), validators=[at_most(120)])

    def election(self, network_id: int, organisation_id: int) -> SeedElection:
        """Return what the service takes.  Call only after validation."""
        elected_on = self.elected_on.data
        assert elected_on  # InputRequired saw to it
        return SeedElection(
            network_id,
            organisation_id,
            elected_on,
            self.act.data or "",
            self.witness_one.data or "",
            self.witness_two.data or "",
        )


class EndSeedForm(OnceForm):
    """Write down that an organisation vouches for others no longer."""

    reason = _reason_field(_("¿Por qué termina?"), _("Lo lee toda la red."))

    def __init__(self, seed_id: int) -> None:
        """Keep the fields of each seed apart."""
        super().__init__(prefix=f"seed{seed_id}")
        self.seed_id = seed_id

    def ending(self, network_id: int) -> SeedEnding:
        """Return what the service takes.  Call only after validation."""
        return SeedEnding(network_id, self.seed_id, self.reason.data or "")


class RulesForm(OnceForm):
    """Write down how the assembly wants trust to be counted."""

    half_life = RadioField(
        _("¿En cuánto tiempo un hecho cuenta la mitad?"),
        choices=[
            SelectChoice("180", _("En medio año")),
            SelectChoice("365", _("En un año")),
            SelectChoice("730", _("En dos años")),
        ],
        validators=[CHOOSE],
        description=_("Un plazo corto castiga a quien cosecha una vez al año."),
    )
    needed = RadioField(
        _("¿Cuántos avales admiten a una organización?"),
        choices=[
            SelectChoice(str(each), str(each)) for each in range(1, MOST_NEEDED + 1)
        ],
        validators=[CHOOSE],
        description=_("El aval de una semilla basta solo."),
    )
    decided_on = DayField(_("Fecha de la asamblea"), validators=[WRITE])
    act = StringField(_("Número del acta"), validators=[WRITE, at_most(LONGEST_ACT)])

    def __init__(self, rules: Rules) -> None:
        """Begin with the rules of today."""
        typed = {
            "half_life": str(rules.half_life_days),
            "needed": str(rules.needed_endorsements),
        }
        super().__init__(data=typed)

    def decision(self, network_id: int) -> RulesDecision:
        """Return what the service takes.  Call only after validation."""
        decided_on = self.decided_on.data
        assert decided_on  # InputRequired saw to it
        return RulesDecision(
            network_id,
            int(self.half_life.data),
            int(self.needed.data),
            decided_on,
            self.act.data or "",
        )


def _declared(page: PairPage) -> dict[str, object]:
    return {
        "reason": page.row.ours.reason if page.row.ours else "",
        "degree": (page.degree or TrustDegree.GOOD).value,
        "may_introduce": page.may_introduce,
    }
