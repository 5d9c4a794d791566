"""What the ground floor stores: organisations, people, ties, jobs, traces."""

from __future__ import annotations

from network.models.access import (
    AccessSession,
    Invitation,
    PasswordReset,
    Submission,
    Throttle,
)
from network.models.jobs import Job, JobState
from network.models.organisations import (
    Country,
    LegalForm,
    Network,
    NetworkMembership,
    Organisation,
    OrganisationChain,
    OrganisationKind,
    Place,
    PlaceLevel,
    TaxIdState,
)
from network.models.people import (
    Consent,
    ConsentChannel,
    ConsentPurpose,
    Membership,
    Person,
    PersonState,
)
from network.models.ties import Layer, Tie, TieEvent, TieKind
from network.models.traces import AuditRow

__all__ = [
    "AccessSession",
    "AuditRow",
    "Consent",
    "ConsentChannel",
    "ConsentPurpose",
    "Country",
    "Invitation",
    "Job",
    "JobState",
    "Layer",
    "LegalForm",
    "Membership",
    "Network",
    "NetworkMembership",
    "Organisation",
    "OrganisationChain",
    "OrganisationKind",
    "PasswordReset",
    "Person",
    "PersonState",
    "Place",
    "PlaceLevel",
    "Submission",
    "TaxIdState",
    "Throttle",
    "Tie",
    "TieEvent",
    "TieKind",
]
