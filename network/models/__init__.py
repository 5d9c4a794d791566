"""What the ground floor stores: organisations, people, ties, jobs, traces."""

from __future__ import annotations

from network.models.access import (
    AccessSession,
    Invitation,
    PasswordReset,
    Submission,
    Throttle,
)
from network.models.advice import (
    CoordinatorTask,
    Introduction,
    IntroductionState,
    Lead,
    LeadKind,
    TaskKind,
    TaskState,
)
from network.models.explored import ExploredMap, ExploredOrganisation, ExploredTie
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
    Suspension,
)
from network.models.snapshots import (
    NetworkSnapshot,
    SnapshotCommunity,
    SnapshotOrganisation,
)
from network.models.ties import Layer, Tie, TieEvent, TieKind
from network.models.traces import AuditRow
from network.models.trust import TrustReply, TrustRules, TrustSeed, TrustTerms

__all__ = [
    "AccessSession",
    "AuditRow",
    "Consent",
    "ConsentChannel",
    "ConsentPurpose",
    "CoordinatorTask",
    "Country",
    "ExploredMap",
    "ExploredOrganisation",
    "ExploredTie",
    "Introduction",
    "IntroductionState",
    "Invitation",
    "Job",
    "JobState",
    "Layer",
    "Lead",
    "LeadKind",
    "LegalForm",
    "Membership",
    "Network",
    "NetworkMembership",
    "NetworkSnapshot",
    "Organisation",
    "OrganisationChain",
    "OrganisationKind",
    "PasswordReset",
    "Person",
    "PersonState",
    "Place",
    "PlaceLevel",
    "SnapshotCommunity",
    "SnapshotOrganisation",
    "Submission",
    "Suspension",
    "TaskKind",
    "TaskState",
    "TaxIdState",
    "Throttle",
    "Tie",
    "TieEvent",
    "TieKind",
    "TrustReply",
    "TrustRules",
    "TrustSeed",
    "TrustTerms",
]
