"""The ground floor: organisations, people, access, ties, jobs, traces."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261120_01"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OPEN = sa.text("until IS NULL")
TABLES = (
    "place",
    "network",
    "organisation",
    "organisation_chain",
    "network_membership",
    "person",
    "membership",
    "consent",
    "invitation",
    "access_session",
    "password_reset",
    "throttle",
    "submission",
    "tie",
    "tie_event",
    "job",
    "audit_row",
)


def upgrade() -> None:
    _create_places_and_organisations()
    _create_people()
    _create_access()
    _create_traces()
    _protect_audit_rows()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_row_is_kept ON audit_row")
        op.execute("DROP FUNCTION refuse_audit_change()")
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_places_and_organisations() -> None:
    op.create_table(
        "place",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("country", sa.String(32), nullable=False),
        sa.Column("level", sa.String(32), nullable=False),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("place.id")),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("latitude", sa.Double),
        sa.Column("longitude", sa.Double),
        sa.Column("search_key", sa.String(160), nullable=False),
        sa.UniqueConstraint("country", "parent_id", "name"),
    )
    op.create_index("ix_place_parent_id", "place", ["parent_id"])
    op.create_index("ix_place_search_key", "place", ["search_key"])
    op.create_table(
        "network",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(120), unique=True, nullable=False),
        sa.Column("territory", sa.String(200), nullable=False),
        sa.Column("country", sa.String(32), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("time_zone", sa.String(40), nullable=False),
        sa.Column("is_demonstration", sa.Boolean, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("legal_form", sa.String(32), nullable=False),
        sa.Column("country", sa.String(32), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("founded_on", sa.Date),
        sa.Column("tax_id", sa.String(20)),
        sa.Column("tax_id_state", sa.String(32), nullable=False),
        sa.Column("place_id", sa.Integer, sa.ForeignKey("place.id"), nullable=False),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("is_public", sa.Boolean, nullable=False),
        sa.Column("search_key", sa.String(200), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.UniqueConstraint("country", "tax_id"),
    )
    op.create_index("ix_organisation_name", "organisation", ["name"])
    op.create_index("ix_organisation_place_id", "organisation", ["place_id"])
    op.create_index("ix_organisation_search_key", "organisation", ["search_key"])
    op.create_table(
        "organisation_chain",
        sa.Column(
            "organisation_id",
            sa.Integer,
            sa.ForeignKey("organisation.id"),
            primary_key=True,
        ),
        sa.Column("chain", sa.String(60), primary_key=True),
    )
    op.create_table(
        "network_membership",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "network_id", sa.Integer, sa.ForeignKey("network.id"), nullable=False
        ),
        sa.Column(
            "organisation_id",
            sa.Integer,
            sa.ForeignKey("organisation.id"),
            nullable=False,
        ),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("is_supporting", sa.Boolean, nullable=False),
        sa.CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
        sa.UniqueConstraint("network_id", "organisation_id", "since"),
    )
    op.create_index(
        "ix_network_membership_network_id", "network_membership", ["network_id"]
    )
    op.create_index(
        "ix_network_membership_organisation_id",
        "network_membership",
        ["organisation_id"],
    )
    op.create_index(
        "uq_network_membership_open",
        "network_membership",
        ["network_id", "organisation_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _create_people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("search_key", sa.String(160), nullable=False),
        sa.Column("country", sa.String(32), nullable=False),
        sa.Column("phone", sa.String(16), unique=True),
        sa.Column("email", sa.String(254), unique=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("totp_secret", sa.String(64)),
        sa.Column("totp_confirmed_at", INSTANT),
        sa.Column("totp_last_step", sa.Integer),
        sa.Column("is_demonstration", sa.Boolean, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
    )
    op.create_index("ix_person_search_key", "person", ["search_key"])
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("organisation_id", sa.Integer, sa.ForeignKey("organisation.id")),
        sa.Column("network_id", sa.Integer, sa.ForeignKey("network.id")),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.CheckConstraint(
            "(network_id IS NOT NULL) = (role = 'coordinator')",
            name="coordinator_in_network",
        ),
        sa.CheckConstraint(
            "(organisation_id IS NULL) <> (network_id IS NULL)", name="one_home"
        ),
        sa.CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
    )
    op.create_index("ix_membership_network_id", "membership", ["network_id"])
    op.create_index("ix_membership_organisation_id", "membership", ["organisation_id"])
    op.create_index("ix_membership_person_until", "membership", ["person_id", "until"])
    op.create_index(
        "uq_membership_open_in_network",
        "membership",
        ["person_id", "network_id", "role"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "uq_membership_open_in_organisation",
        "membership",
        ["person_id", "organisation_id", "role"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("organisation_id", sa.Integer, sa.ForeignKey("organisation.id")),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("text_version", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("witness", sa.String(120)),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("granted_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT),
        sa.CheckConstraint(
            "channel <> 'oral' OR witness IS NOT NULL", name="oral_has_witness"
        ),
    )
    op.create_index("ix_consent_person_id", "consent", ["person_id"])


def _create_access() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token_hash", sa.String(64), unique=True, nullable=False),
        sa.Column("organisation_id", sa.Integer, sa.ForeignKey("organisation.id")),
        sa.Column("network_id", sa.Integer, sa.ForeignKey("network.id")),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("invited_by", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("destination", sa.String(200)),
        sa.Column("country", sa.String(32), nullable=False),
        sa.Column("uses_left", sa.Integer, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT),
        sa.CheckConstraint(
            "(organisation_id IS NULL) <> (network_id IS NULL)", name="one_home"
        ),
    )
    op.create_index("ix_invitation_organisation_id", "invitation", ["organisation_id"])
    op.create_table(
        "access_session",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token_hash", sa.String(64), unique=True, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("device", sa.String(120), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("second_factor_at", INSTANT),
        sa.Column("ended_at", INSTANT),
    )
    op.create_index("ix_access_session_person_id", "access_session", ["person_id"])
    op.create_table(
        "password_reset",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token_hash", sa.String(64), unique=True, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
    )
    op.create_index("ix_password_reset_person_id", "password_reset", ["person_id"])
    op.create_table(
        "throttle",
        sa.Column("key", sa.String(120), primary_key=True),
        sa.Column("window_start", INSTANT, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("key", sa.String(36), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.UniqueConstraint("person_id", "key"),
    )


def _create_traces() -> None:
    op.create_table(
        "tie",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "network_id", sa.Integer, sa.ForeignKey("network.id"), nullable=False
        ),
        sa.Column("layer", sa.String(32), nullable=False),
        sa.Column(
            "source_id", sa.Integer, sa.ForeignKey("organisation.id"), nullable=False
        ),
        sa.Column(
            "target_id", sa.Integer, sa.ForeignKey("organisation.id"), nullable=False
        ),
        sa.Column("weight", sa.Integer, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.CheckConstraint("source_id <> target_id", name="no_loop"),
        sa.UniqueConstraint("network_id", "layer", "source_id", "target_id"),
    )
    op.create_index("ix_tie_source_id", "tie", ["source_id"])
    op.create_index("ix_tie_target_id", "tie", ["target_id"])
    op.create_table(
        "tie_event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("tie_id", sa.Integer, sa.ForeignKey("tie.id"), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("weight", sa.Integer, nullable=False),
        sa.Column("evidence", sa.String(120), unique=True, nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("recorded_at", INSTANT, nullable=False),
    )
    op.create_index("ix_tie_event_tie_id_day", "tie_event", ["tie_id", "day"])
    op.create_table(
        "job",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("arguments", sa.JSON, nullable=False),
        sa.Column("key", sa.String(160), unique=True, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("run_after", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("max_attempts", sa.Integer, nullable=False),
        sa.Column("lease_until", INSTANT),
        sa.Column("lease_token", sa.String(36)),
        sa.Column("percent", sa.Integer, nullable=False),
        sa.Column("step", sa.String(200), nullable=False),
        sa.Column("cancel_asked", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("network_id", sa.Integer, sa.ForeignKey("network.id")),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("started_at", INSTANT),
        sa.Column("finished_at", INSTANT),
        sa.CheckConstraint("attempts <= max_attempts", name="attempts_bounded"),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name="percent_in_range"),
    )
    op.create_index("ix_job_state_run_after", "job", ["state", "run_after"])
    op.create_table(
        "audit_row",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("on_behalf_of", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("organisation_id", sa.Integer, sa.ForeignKey("organisation.id")),
        sa.Column("network_id", sa.Integer, sa.ForeignKey("network.id")),
        sa.Column("deed", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("subject_id", sa.Integer),
        sa.Column("details", sa.JSON, nullable=False),
    )
    op.create_index("ix_audit_row_network_id_id", "audit_row", ["network_id", "id"])
    op.create_index(
        "ix_audit_row_organisation_id_id", "audit_row", ["organisation_id", "id"]
    )
    op.create_index("ix_audit_row_subject", "audit_row", ["subject", "subject_id"])


def _protect_audit_rows() -> None:
    """Let the database refuse to change or delete a trace."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_audit_change() RETURNS trigger AS $$ BEGIN"
            " RAISE EXCEPTION 'audit rows are only added'; END $$ LANGUAGE plpgsql"
        )
        op.execute(
            "CREATE TRIGGER audit_row_is_kept BEFORE UPDATE OR DELETE ON audit_row"
            " FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()"
        )
        return
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_row_is_kept_{deed.lower()} BEFORE {deed}"
            " ON audit_row BEGIN"
            " SELECT RAISE(ABORT, 'audit rows are only added'); END"
        )
