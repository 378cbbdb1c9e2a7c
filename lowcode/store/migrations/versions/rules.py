"""What rules have done and why, and the scores of scorecards."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "rules"
down_revision = "mail_notices"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "rule_state",
        sa.Column("rule", sa.Text(), nullable=False, comment="as crm.stalled"),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False, comment="when it was seen to be true"),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=False, comment="when it was set off last"),
        sa.PrimaryKeyConstraint("rule", "record_id", name="rule_state_pk"),
        comment="the records for which a rule is true, so that it does not fire for them again",
    )
    op.create_index("rule_state_record_idx", "rule_state", ["record_id"], unique=False)
    op.create_table(
        "rule_firing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False, comment="as crm.stalled"),
        sa.Column("form", sa.Text(), nullable=False, comment="as crm.lead"),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("branch", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "why",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="the conditions as trees, with the value of each part",
        ),
        sa.Column("read", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="the values that were read"),
        sa.Column("effects", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="what was done"),
        sa.Column("cause", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("error", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True, comment="whose change set it off"),
        sa.CheckConstraint("branch IN ('then', 'ended', 'cut')", name=op.f("rule_firing_branch_check")),
        sa.CheckConstraint("state IN ('queued', 'done', 'failed', 'cut')", name=op.f("rule_firing_state_check")),
        sa.PrimaryKeyConstraint("id", name="rule_firing_pk"),
        comment="what rules have done, and why",
    )
    op.create_index("rule_firing_record_idx", "rule_firing", ["record_id", "id"], unique=False)
    op.create_index("rule_firing_rule_idx", "rule_firing", ["rule", "id"], unique=False)
    op.create_table(
        "score",
        sa.Column("scorecard", sa.Text(), nullable=False, comment="as performance.seller"),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("total", sa.Numeric(), nullable=True, comment="between 0 and 100"),
        sa.Column(
            "parts",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="by measure: value, points and weight",
        ),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scorecard", "record_id", "day", name="score_pk"),
        comment="the scores of each day",
    )
    op.create_table(
        "score_setting",
        sa.Column("scorecard", sa.Text(), nullable=False, comment="as performance.seller"),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "measures",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="by measure: weight, target and threshold",
        ),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scorecard", "revision", name="score_setting_pk"),
        comment="how measures count, as managers have set it; the last revision holds",
    )
